// 4 mistakes.
use oauth_actix::{OAuth1Client, OAuth2Client, OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(issuer = "https://accounts.google.com", issuer = "https://accounts.google.com")]
    pub google: OidcClient,
    #[provider(preset = presets::GITHUB, preset = presets::GITHUB)]
    pub github: OAuth2Client,
    #[provider(preset = presets::GITHUB, token_endpoint = env, access_token_url = env)]
    pub enterprise: OAuth2Client,
    #[provider(preset = presets::TWITTER, request_token_url = env, temporary_credentials_url = env)]
    pub twitter: OAuth1Client,
}

fn main() {}
