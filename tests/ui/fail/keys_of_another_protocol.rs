// 6 mistakes.
use oauth_actix::{OAuth1Client, OAuth2Client, OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(issuer = "https://login.example", request_token_url = "https://login.example/request")]
    pub one: OidcClient,
    #[provider(preset = presets::GITHUB, jwks_uri = "https://login.example/keys")]
    pub two: OAuth2Client,
    #[provider(preset = presets::GITHUB, prompt = "consent")]
    pub three: OAuth2Client,
    #[provider(preset = presets::TWITTER, issuer = "https://login.example")]
    pub four: OAuth1Client,
    #[provider(preset = presets::TWITTER, scope = "read")]
    pub five: OAuth1Client,
    #[provider(preset = presets::TWITTER, token_parameters = "a=b")]
    pub six: OAuth1Client,
}

fn main() {}
