use oauth_actix::{OAuth2Client, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(preset = presets::GITHUBB)]
    pub github: OAuth2Client,
}

fn main() {}
