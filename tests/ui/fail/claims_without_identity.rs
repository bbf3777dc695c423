use oauth_actix::{OAuth2Client, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(preset = presets::GITHUB)]
    pub github: OAuth2Client,
}

// GitHub verifies nobody: an OAuth 2 login has no ID token.
pub fn claims(login: AuthLogin) {
    match login {
        AuthLogin::Github(github) => drop(github.claims),
    }
}

fn main() {}
