// 16 mistakes.
use oauth_actix::{OAuth1Client, OAuth2Client, OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(issuer = "accounts.google.com")]
    pub relative: OidcClient,
    #[provider(preset = presets::GITHUB, authorization_endpoint = "/login/oauth/authorize")]
    pub path: OAuth2Client,
    #[provider(preset = presets::GITHUB, token_endpoint = "http://github.com/login/oauth/access_token")]
    pub http: OAuth2Client,
    #[provider(preset = presets::GITHUB, token_endpoint = "http://localhost.example/token")]
    pub almost_loopback: OAuth2Client,
    #[provider(preset = presets::GITHUB, token_endpoint = "ftp://github.com/token")]
    pub ftp: OAuth2Client,
    #[provider(preset = presets::TWITTER, access_token_url = "https://api.twitter.com/access#token")]
    pub fragment: OAuth1Client,
    #[provider(preset = presets::TWITTER, request_token_url = "https://us:pass@api.twitter.com/request")]
    pub userinfo: OAuth1Client,
    #[provider(preset = presets::GITHUB, userinfo_endpoint = "https://api.github.com/the user")]
    pub space: OAuth2Client,
    #[provider(preset = presets::GITHUB, revocation_endpoint = "https://api.github.com/revoke\n")]
    pub line: OAuth2Client,
    #[provider(issuer = "https://login.example/{tenant}")]
    pub placeholder: OidcClient,
    #[provider(preset = presets::GITHUB, api_base_url = "https://bücher.example/")]
    pub not_ascii: OAuth2Client,
    #[provider(issuer = "https://login.example", jwks_uri = "https://login.example:https/keys")]
    pub port: OidcClient,
    #[provider(issuer = "https://login.example", end_session_endpoint = "https:///logout")]
    pub no_host: OidcClient,
    #[provider(issuer = "https://login..example")]
    pub host: OidcClient,
    #[provider(preset = presets::GITHUB, refresh_token_url = "https://login.example\\@evil.example/")]
    pub backslash: OAuth2Client,
    #[provider(issuer = "https://login.example", server_metadata_url = "login.example/.well-known")]
    pub metadata: OidcClient,
}

// What may stand there.
#[oauth_registry]
pub struct Good {
    #[provider(issuer = "http://127.0.0.1:8080/realms/test")]
    pub loopback: OidcClient,
    #[provider(preset = presets::GITHUB, token_endpoint = "http://[::1]/token?tenant=a")]
    pub query: OAuth2Client,
}

fn main() {}
