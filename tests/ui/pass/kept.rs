//! Visibility, documentation and all other attributes stay as they are written.
#![deny(warnings, missing_docs)]

use oauth_actix::{OidcClient, Registry, oauth_registry};

/// A module, from which one thing can be seen.
pub mod providers {
    use super::*;

    /// Derives stand above, `Clone` apart, and below; what a derive asks of fields is kept.
    #[derive(Debug)]
    #[must_use = "it is the registry"]
    #[oauth_registry]
    #[derive(Clone)]
    #[cfg_attr(not(any()), allow(clippy::all))]
    #[non_exhaustive]
    pub struct Auth {
        /// Everybody sees it.
        #[cfg_attr(any(), serde(skip))]
        #[provider(issuer = "https://login.example")]
        #[allow(missing_docs)]
        pub one: OidcClient,
        #[provider(issuer = "https://login.example/two")]
        pub(in crate::providers) two: OidcClient,
        #[provider(issuer = "https://login.example/three")]
        pub(super) three: OidcClient,
        #[provider(issuer = "https://login.example/four")]
        #[deprecated]
        four: OidcClient,
    }

    #[oauth_registry]
    pub(super) struct Hidden {
        #[provider(issuer = "https://login.example")]
        one: OidcClient,
    }

    /// Sees what is private to the module.
    #[allow(deprecated)]
    pub fn names(auth: &Auth) -> [&str; 3] {
        [auth.one.name(), auth.two.name(), auth.four.name()]
    }
}

/// Sees what is visible here.
pub fn name(auth: &providers::Auth) -> &str {
    auth.three.name()
}

fn is_clone_and_debug<T: Clone + std::fmt::Debug + Registry>() {}

fn main() {
    is_clone_and_debug::<providers::Auth>();
    let _ = providers::Hidden::from_env().map(|_hidden: providers::Hidden| ());
    let _: Option<providers::HiddenLogin> = None;
}
