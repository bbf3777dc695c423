// 5 mistakes, in rustc's words.
use actix_web::web::ServiceConfig;
use oauth_actix::{
    OAuth1Client, OAuth1Login, OAuth2Client, OAuth2Login, OidcClient, Providers, Registry as _, oauth_registry,
};

#[oauth_registry]
pub struct Auth {
    #[provider(preset = presets::GOOGLE)]
    pub google: OidcClient,
    #[provider(preset = presets::GITHUB)]
    pub github: OAuth2Client,
    #[provider(preset = presets::TWITTER)]
    pub twitter: OAuth1Client,
    pub more: Providers,
}

// A provider was added, and the handler does not know it.
pub async fn name(login: AuthLogin) -> &'static str {
    match login {
        AuthLogin::Google(_) => "google",
        AuthLogin::Twitter(_) => "twitter",
        AuthLogin::More(_) => "another",
    }
}

// GitHub verifies nobody: a login by OAuth 2 has no ID token.
pub fn claims(github: OAuth2Login) {
    drop(github.claims);
}

// OAuth 1.0a has no refresh tokens.
pub async fn refresh(mut twitter: OAuth1Login) {
    let _ = twitter.refresh().await;
}

// The login of another provider.
pub fn github(login: AuthLogin, before: OAuth2Login) -> OAuth2Login {
    match login {
        AuthLogin::Google(google) => google,
        _ => before,
    }
}

// The provider of another registry.
pub fn slack(login: &AuthLogin) -> bool {
    matches!(login, AuthLogin::Slack(_))
}

pub fn routes(auth: &Auth, config: &mut ServiceConfig) {
    config.configure(auth.routes(name));
}

fn main() {}
