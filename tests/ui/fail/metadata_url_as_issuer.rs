use oauth_actix::{OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(issuer = "https://accounts.google.com/.well-known/openid-configuration")]
    pub google: OidcClient,
}

fn main() {}
