use oauth_actix::{OAuth2Client, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(preset = presets::GITHUB, scope = "openid")]
    pub github: OAuth2Client,
}

fn main() {}
