// 1 mistake, in rustc's words.
use oauth_actix::{OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(preset = presets::GOOGLE)]
    pub google: OidcClient,
    #[provider(preset = presets::GITHUB)]
    pub github: ,
}

pub fn client(auth: &Auth) -> &OidcClient {
    &auth.google
}

fn main() {}
