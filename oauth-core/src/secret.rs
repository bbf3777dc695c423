//! Values that must not be seen: [`Secret`].

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::crypto;

/// A secret string: a client secret, a token, a code, a verifier.
///
/// It has no `Display`, its `Debug` says `[redacted]`, `==` takes the same time wherever two values first differ,
/// and the memory is overwritten when the last of its clones is dropped, which share it.
///
/// ```
/// use oauth_core::Secret;
///
/// let token = Secret::from("2YotnFZFEjr1zCsicMWpAA");
/// assert_eq!(format!("{token:?}"), "[redacted]");
/// assert_eq!(token.expose(), "2YotnFZFEjr1zCsicMWpAA");
/// ```
#[derive(Clone)]
pub struct Secret(Arc<Zeroizing<String>>);

impl Secret {
    /// The value itself. Whoever calls this answers for where it goes.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether the secret is the empty string.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self(Arc::new(Zeroizing::new(value)))
    }
}

impl From<&str> for Secret {
    fn from(value: &str) -> Self {
        Self::from(value.to_owned())
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        crypto::equal(self.0.as_bytes(), other.0.as_bytes())
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}
