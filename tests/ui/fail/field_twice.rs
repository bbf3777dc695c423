// 1 mistake, in rustc's words.
use oauth_actix::{OAuth2Client, OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(preset = presets::GOOGLE)]
    pub google: OidcClient,
    #[provider(preset = presets::GITHUB)]
    pub google: OAuth2Client,
}

fn main() {}
