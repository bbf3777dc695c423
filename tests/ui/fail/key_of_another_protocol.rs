use oauth_actix::{OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(
        issuer = "https://accounts.google.com",
        request_token_url = "https://accounts.google.com/request"
    )]
    pub google: OidcClient,
}

fn main() {}
