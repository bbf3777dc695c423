use oauth_actix::{OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(issuer = "https://accounts.google.com", id_token_signed_response_alg = "none")]
    pub google: OidcClient,
}

fn main() {}
