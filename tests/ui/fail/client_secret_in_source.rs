use oauth_actix::{OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(issuer = "https://accounts.google.com", client_secret = "GOCSPX-1234")]
    pub google: OidcClient,
}

fn main() {}
