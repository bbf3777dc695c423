// 9 mistakes.
use oauth_actix::{OAuth1Client, OAuth2Client, OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider]
    pub one: OidcClient,
    #[provider()]
    pub two: OAuth2Client,
    #[provider(api_base_url = "https://api.example/")]
    pub three: OAuth1Client,
    // Some are there.
    #[provider(authorize_url = "https://login.example/authorize")]
    pub four: OAuth2Client,
    #[provider(authorize_url = "https://login.example/authorize")]
    pub five: OAuth1Client,
    // The issuer is known all the same.
    #[provider(server_metadata_url = "https://login.example/a/.well-known/openid-configuration")]
    pub six: OidcClient,
    // Parts of a preset, without one.
    #[provider(tenant = env)]
    pub seven: OidcClient,
    #[provider(issuer = "https://login.example", realm = "staff")]
    pub eight: OidcClient,
    #[provider(instance = "gitlab.example.com")]
    pub nine: OAuth2Client,
}

fn main() {}
