// 10 mistakes.
use oauth_actix::{OAuth1Client, OAuth2Client, OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    // Misspelt.
    #[provider(isuer = "https://login.example")]
    pub one: OidcClient,
    // Like no key.
    #[provider(issuer = "https://login.example", colour = "blue")]
    pub two: OidcClient,
    #[provider(preset = presets::GITHUB, colour = env)]
    pub three: OAuth2Client,
    #[provider(preset = presets::TWITTER, colour = 1)]
    pub four: OAuth1Client,
    // What other libraries call it.
    #[provider(preset = presets::GITHUB, scopes = "read:user")]
    pub five: OAuth2Client,
    #[provider(preset = presets::TWITTER, consumer_key = "our-client-id")]
    pub six: OAuth1Client,
    #[provider(provider = presets::GITHUB)]
    pub seven: OAuth2Client,
    // What nobody sets.
    #[provider(issuer = "https://login.example", redirect_uri = "https://app.example/callback")]
    pub eight: OidcClient,
    #[provider(issuer = "https://login.example", response_type = "token")]
    pub nine: OidcClient,
    #[provider(issuer = "https://login.example", client_kwargs = "scope")]
    pub ten: OidcClient,
}

fn main() {}
