//! `#[cfg]` on a field goes for everything that is generated for it.
#![deny(warnings, missing_docs)]

use oauth_actix::{OidcClient, oauth_registry};

/// The providers of this application.
#[oauth_registry]
pub struct Auth {
    /// Present.
    #[provider(issuer = "https://accounts.google.com")]
    #[cfg(not(any()))]
    pub google: OidcClient,
    /// Absent, as is its type.
    #[provider(preset = presets::GITHUB)]
    #[cfg(any())]
    pub github: nowhere::OAuth2Client,
    /// One of two fields with the same name.
    #[provider(preset = presets::GITHUB)]
    #[cfg(any())]
    pub other: nowhere::OAuth2Client,
    /// The other one.
    #[provider(issuer = env)]
    #[cfg(not(any()))]
    pub other: OidcClient,
}

/// A registry of which nothing is left.
#[oauth_registry(base = "/empty")]
pub struct Empty {
    /// Absent.
    #[provider(preset = presets::GITHUB)]
    #[cfg(any())]
    pub github: nowhere::OAuth2Client,
}

/// Uses what is left.
pub fn login(login: AuthLogin) {
    match login {
        AuthLogin::Google(_) | AuthLogin::Other(_) => {}
    }
}

fn main() {}
