use oauth_actix::{OAuth2Client, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(
        authorization_endpoint = "https://github.com/login/oauth/authorize",
        token_endpoint = "https://github.com/login/oauth/access_token",
        access_token_url = "https://github.com/login/oauth/access_token"
    )]
    pub github: OAuth2Client,
}

fn main() {}
