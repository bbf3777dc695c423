// 4 mistakes.
use oauth_actix::{OAuth2Client, OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(issuer = "")]
    pub one: OidcClient,
    #[provider(issuer = "https://login.example", client_id = "")]
    pub two: OidcClient,
    #[provider(issuer = "https://login.example", scope = "  ")]
    pub three: OidcClient,
    #[provider(preset = "")]
    pub four: OAuth2Client,
}

fn main() {}
