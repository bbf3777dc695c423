use oauth_actix::{OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(issuer = "https://accounts.google.com")]
    pub my_google: OidcClient,
    #[provider(issuer = "https://accounts.google.com")]
    pub my__google: OidcClient,
}

fn main() {}
