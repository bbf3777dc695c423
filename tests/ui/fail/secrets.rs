// 12 mistakes.
use oauth_actix::{OAuth1Client, OAuth2Client, OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(preset = presets::GOOGLE, client_secret = "s3cret")]
    pub google: OidcClient,
    // Where it comes from need not be said.
    #[provider(preset = presets::GITHUB, client_secret = env)]
    pub github: OAuth2Client,
    #[provider(preset = presets::TWITTER, consumer_secret = "s3cret")]
    pub twitter: OAuth1Client,
    #[provider(preset = presets::TWITTER, private_key = "MIIE")]
    pub jira: OAuth1Client,
    #[provider(preset = presets::TWITTER, rsa_private_key_pem = "MIIE")]
    pub bitbucket: OAuth1Client,
    #[provider(preset = presets::GITHUB, access_token = "s3cret")]
    pub token: OAuth2Client,
    #[provider(preset = presets::GITHUB, token_parameters = "client_secret=s3cret")]
    pub parameter: OAuth2Client,
    // Values that give themselves away.
    #[provider(preset = presets::GOOGLE, client_id = "GOCSPX-0123456789abcdefghijklmnop")]
    pub exchanged: OidcClient,
    #[provider(preset = presets::GITHUB, client_id = "ghp_0123456789abcdefghijklmnopqrstuvwxyz")]
    pub personal: OAuth2Client,
    #[provider(preset = presets::GOOGLE, client_id = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhIn0.c2ln")]
    pub signed: OidcClient,
    #[provider(preset = presets::TWITTER, realm = "-----BEGIN PRIVATE KEY-----\nMIIE")]
    pub pem: OAuth1Client,
    #[provider(preset = presets::GITHUB, token_parameters = "key=sk_live_0123456789abcdef")]
    pub key: OAuth2Client,
}

fn main() {}
