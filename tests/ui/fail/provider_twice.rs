use oauth_actix::{OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(issuer = "https://accounts.google.com")]
    #[provider(scope = "openid")]
    pub google: OidcClient,
}

fn main() {}
