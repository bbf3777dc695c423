//! What can go wrong, grouped by who must act.
//!
//! Every variant has a stable code; [`codes`] lists them all. No error holds a secret, a code, a token or a `state`,
//! and what a provider or a browser wrote is kept as [`Untrusted`], which is escaped when shown.
//!
//! "Rule" and a number is a rule of OpenID Connect Core 1.0, section 3.1.3.7. The status is the one that a browser sees.
//!
#![doc = include_str!("codes.md")]

mod authorization;
mod configuration;
mod provider;
mod transport;

use std::fmt;

pub use self::authorization::AuthorizationError;
pub use self::configuration::{ConfigurationError, ConfigurationErrors};
pub use self::provider::{ProviderError, RemoteError};
pub use self::transport::TransportError;

/// Why a login or a call to a provider failed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The person must start again, or said no: HTTP 400 or 403.
    Authorization(AuthorizationError),
    /// The provider answered, and the answer is an error or breaks the specification: HTTP 502.
    Provider(ProviderError),
    /// The provider did not answer: HTTP 502, or 504 on a time-out.
    Transport(TransportError),
    /// Whoever deployed the application must act: HTTP 500.
    Configuration(ConfigurationError),
}

impl Error {
    /// The stable code, such as `state_unknown`: it names exactly what failed and never changes its meaning.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Authorization(error) => error.code(),
            Self::Provider(error) => error.code(),
            Self::Transport(error) => error.code(),
            Self::Configuration(error) => error.code(),
        }
    }

    /// What the code means: a fixed text, in which nothing comes from a provider or a browser, so that a page may show it.
    pub fn meaning(&self) -> &'static str {
        codes().find(|(code, _)| *code == self.code()).map_or("", |(_, meaning)| meaning.trim())
    }

    /// The HTTP status that a browser should see.
    pub fn status(&self) -> u16 {
        match self {
            Self::Authorization(error) => error.status(),
            Self::Provider(_) => 502,
            Self::Transport(error) => error.status(),
            Self::Configuration(error) => error.status(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Authorization(error) => error.fmt(f),
            Self::Provider(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Configuration(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

/// Every stable code and what it means, in the order of the groups.
pub fn codes() -> impl Iterator<Item = (&'static str, &'static str)> {
    [AuthorizationError::CODES, ProviderError::CODES, TransportError::CODES, ConfigurationError::CODES]
        .into_iter()
        .flatten()
        .copied()
}

/// Text that a provider or a browser wrote.
///
/// `Display` escapes control characters, quotes and everything outside ASCII and stops after 200 characters, so that it
/// can stand in a log line. It is not fit for a page: show a text of your own.
#[derive(Clone, PartialEq, Eq)]
pub struct Untrusted(String);

impl Untrusted {
    /// How many characters are kept.
    const MAX_CHARS: usize = 200;

    /// Keeps the first 200 characters of `text`.
    pub fn new(text: &str) -> Self {
        Self(text.chars().take(Self::MAX_CHARS).collect())
    }

    /// The text as it came, cut after 200 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|character| match character {
            ' '..='~' if !matches!(character, '"' | '\\') => fmt::Write::write_char(f, character),
            _ => character.escape_default().fmt(f),
        })
    }
}

impl fmt::Debug for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

/// Declares an error enum together with its codes and messages, so that the three cannot drift apart.
macro_rules! errors {
    (
        $(#[$meta:meta])*
        pub enum $name:ident => $group:ident {
            $( $(#[doc = $doc:literal])+ $variant:ident $({ $( $(#[doc = $field_doc:literal])* $field:ident: $type:ty ),+ $(,)? })? => $code:literal, $message:literal; )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[doc = $doc])+
                #[doc = ""]
                #[doc = concat!(" Code `", $code, "`.")]
                $variant $({ $( $(#[doc = $field_doc])* $field: $type ),+ })?,
            )+
        }

        impl $name {
            /// Every code of this group with what it means.
            pub const CODES: &'static [(&'static str, &'static str)] = &[$( ($code, concat!($($doc),+)) ),+];

            /// The stable code.
            pub fn code(&self) -> &'static str {
                match self { $( Self::$variant { .. } => $code ),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                #[allow(unused_variables, reason = "a message need not show every field")]
                match self { $( Self::$variant $({ $($field),+ })? => write!(f, $message) ),+ }
            }
        }

        impl std::error::Error for $name {}

        impl From<$name> for $crate::Error {
            fn from(error: $name) -> Self {
                Self::$group(error)
            }
        }
    };
}
use errors;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_is_used_once_and_is_snake_case() {
        let all: Vec<_> = codes().collect();
        let unique: BTreeSet<_> = all.iter().map(|(code, _)| code).collect();
        assert_eq!(all.len(), unique.len());
        for (code, meaning) in all {
            assert!(
                code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte.is_ascii_digit()),
                "{code}"
            );
            assert!(meaning.ends_with('.'), "{code}: {meaning}");
        }
    }

    #[test]
    fn the_documented_codes_are_those_of_the_code() {
        let row = |line: &'static str| {
            let cells: Vec<_> = line.trim_matches(['|', ' ']).splitn(3, " | ").map(str::trim).collect();
            line.starts_with("| `").then(|| (cells[0].trim_matches('`'), cells[1], cells[2]))
        };
        let documented: Vec<_> = include_str!("codes.md").lines().filter_map(row).collect();
        let groups = [
            (AuthorizationError::CODES, "400"),
            (ProviderError::CODES, "502"),
            (TransportError::CODES, "502"),
            (ConfigurationError::CODES, "500"),
        ];
        let special = special();
        let defined = groups.iter().flat_map(|(codes, usual)| {
            codes.iter().map(|(code, meaning)| {
                let special = special.iter().find(|(error, _)| error.code() == *code);
                (*code, special.map_or(*usual, |(_, status)| *status), meaning.trim())
            })
        });
        assert_eq!(documented, defined.collect::<Vec<_>>());
    }

    /// The errors whose status is not that of their group.
    fn special() -> [(Error, &'static str); 9] {
        [
            (AuthorizationError::ProviderUnknown.into(), "404"),
            (AuthorizationError::AccessDenied { description: None }.into(), "403"),
            (AuthorizationError::LoginRequired.into(), "403"),
            (AuthorizationError::ConsentRequired.into(), "403"),
            (AuthorizationError::InteractionRequired.into(), "403"),
            (AuthorizationError::AccountSelectionRequired.into(), "403"),
            (TransportError::Timeout { endpoint: "token" }.into(), "504"),
            (TransportError::Busy { endpoint: "token" }.into(), "503"),
            (ConfigurationError::SessionFailed.into(), "503"),
        ]
    }

    #[test]
    fn the_documented_statuses_are_those_of_the_code() {
        for (error, status) in special() {
            assert_eq!(error.status().to_string(), status, "{error}");
        }
        for (error, status) in [
            (Error::from(AuthorizationError::StateMissing), 400),
            (ProviderError::TokenMalformed.into(), 502),
            (TransportError::Connect { endpoint: "token" }.into(), 502),
            (ConfigurationError::NotMounted.into(), 500),
        ] {
            assert_eq!(error.status(), status, "{error}");
        }
    }

    #[test]
    fn untrusted_text_cannot_break_a_log_line() {
        let text = Untrusted::new("a\r\nb\u{1b}[31m\"\u{202e}é");
        assert_eq!(text.to_string(), r#"a\r\nb\u{1b}[31m\"\u{202e}\u{e9}"#);
        assert_eq!(Untrusted::new(&"x".repeat(1000)).as_str().len(), 200);
    }
}
