use oauth_actix::{OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(preset = presets::GITHUB)]
    pub google: OidcClient,
}

fn main() {}
