// 3 mistakes, in rustc's words.
use oauth_actix::{OAuth2Client, Preset, oauth_registry};

pub const ACME: Preset = Preset::oauth2("Acme");
pub const NAME: &str = "Acme";

#[oauth_registry]
pub struct Auth {
    #[provider(preset = presets::GITHUBB)]
    pub github: OAuth2Client,
    #[provider(preset = crate::ACMEE)]
    pub acme: OAuth2Client,
    #[provider(preset = NOWHERE)]
    pub nowhere: OAuth2Client,
}

fn main() {}
