// 7 mistakes.
use oauth_actix::{OAuth2Client, OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(issuer = "https://login.example?tenant=a")]
    pub query: OidcClient,
    #[provider(issuer = "https://login.example#a")]
    pub fragment: OidcClient,
    #[provider(issuer = "https://accounts.google.com/.well-known/openid-configuration")]
    pub metadata: OidcClient,
    #[provider(issuer = "https://login.example/.well-known/oauth-authorization-server")]
    pub metadata_of_oauth: OAuth2Client,
    // One string is not the other.
    #[provider(issuer = "https://accounts.google.com/")]
    pub google: OidcClient,
    #[provider(issuer = "https://login.microsoftonline.com/common/v2.0/")]
    pub microsoft: OidcClient,
    #[provider(issuer = "https://acme.eu.auth0.com")]
    pub auth0: OidcClient,
}

fn main() {}
