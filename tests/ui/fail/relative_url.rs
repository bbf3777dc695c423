use oauth_actix::{OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(issuer = "accounts.google.com")]
    pub google: OidcClient,
}

fn main() {}
