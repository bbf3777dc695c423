use oauth_actix::{OAuth2Client, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(preset = "github")]
    pub github: OAuth2Client,
}

fn main() {}
