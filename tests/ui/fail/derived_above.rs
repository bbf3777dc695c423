// 1 mistake, in rustc's words.
use oauth_actix::{OidcClient, oauth_registry};

#[derive(Clone)]
#[oauth_registry]
pub struct Auth {
    #[provider(preset = presets::GOOGLE)]
    pub google: OidcClient,
}

fn main() {}
