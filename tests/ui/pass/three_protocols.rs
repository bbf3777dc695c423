//! One registry with every protocol, used as the documentation shows it.
#![deny(warnings, missing_docs)]

use oauth_actix::{OAuth1Client, OAuth2Client, OidcClient, Registry as _, oauth_registry};

/// The providers of this application.
#[oauth_registry]
pub struct Auth {
    /// Google.
    #[provider(issuer = "https://accounts.google.com", scope = "openid email profile")]
    pub google: OidcClient,
    /// GitHub.
    #[provider(preset = presets::GITHUB, scope = env)]
    pub github: OAuth2Client,
    /// Twitter.
    #[provider(
        request_token_url = "https://api.twitter.com/oauth/request_token",
        authorize_url = "https://api.twitter.com/oauth/authenticate",
        access_token_url = "https://api.twitter.com/oauth/access_token",
        api_base_url = "https://api.twitter.com/1.1/"
    )]
    pub twitter: OAuth1Client,
}

/// The provider of a login.
pub fn provider(login: &AuthLogin) -> &'static str {
    match login {
        AuthLogin::Google(_) => "google",
        AuthLogin::Github(_) => "github",
        AuthLogin::Twitter(_) => "twitter",
    }
}

fn main() {
    let _ = Auth::from_env();
}
