use oauth_actix::{OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(issuer = "https://accounts.google.com", response_mode = "fragment")]
    pub google: OidcClient,
}

fn main() {}
