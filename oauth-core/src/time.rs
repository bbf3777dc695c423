//! The only clock of this crate: the one that the caller passes in.

use std::fmt;

/// A moment, in whole seconds since 1970-01-01T00:00:00Z, leap seconds not counted (RFC 7519, "NumericDate").
///
/// ```
/// use oauth_core::Timestamp;
///
/// let now = Timestamp::from_unix(1_700_000_000);
/// assert_eq!(now.plus(60).since(now), 60);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment `seconds` after (or, negative, before) the epoch.
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the epoch.
    pub const fn as_unix(self) -> i64 {
        self.0
    }

    /// This moment moved by `seconds`; stays at the end of the range instead of wrapping.
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to this moment; negative when `earlier` is later.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
