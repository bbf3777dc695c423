use oauth_actix::{OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(issuer = GOOGLE)]
    pub google: OidcClient,
}

fn main() {}
