use oauth_actix::{OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth(
    #[provider(issuer = "https://accounts.google.com")]
    pub OidcClient,
);

fn main() {}
