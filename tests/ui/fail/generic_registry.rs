use oauth_actix::{OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth<const N: usize> {
    #[provider(issuer = "https://accounts.google.com")]
    pub google: OidcClient,
}

fn main() {}
