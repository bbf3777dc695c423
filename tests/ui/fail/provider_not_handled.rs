use oauth_actix::{OAuth2Client, OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(issuer = "https://accounts.google.com")]
    pub google: OidcClient,
    #[provider(preset = presets::GITHUB)]
    pub github: OAuth2Client,
}

// A provider was added, and the handler does not know it.
pub fn name(login: AuthLogin) -> &'static str {
    match login {
        AuthLogin::Google(_) => "google",
    }
}

fn main() {}
