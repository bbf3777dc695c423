// 9 mistakes.
use oauth_actix::{OAuth1Client, OAuth2Client, OidcClient, oauth_registry};

#[oauth_registry(path = "/auth")]
pub struct Auth {
    #[provider(issuer = "http://accounts.google.com", scope = "email", client_secret = "GOCSPX-1234")]
    pub google: OidcClient,
    #[provider(scope = "read:user", respone_mode = "query")]
    pub github: OAuth2Client,
    #[provider(authorize_url = "https://api.twitter.com/oauth/authenticate")]
    pub twitter: OAuth1Client,
    // What the preset says is compared in the same run.
    #[provider(preset = presets::GITHUB, scope = "usr:email")]
    pub enterprise: OAuth2Client,
    #[provider(preset = presets::GITHUB)]
    pub openid: OidcClient,
}

fn main() {}
