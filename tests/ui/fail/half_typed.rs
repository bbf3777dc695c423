use oauth_actix::{OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(issuer = , scope = "openid")]
    pub google: OidcClient,
}

fn main() {}

pub fn client(auth: &Auth) -> &OidcClient {
    &auth.google
}
