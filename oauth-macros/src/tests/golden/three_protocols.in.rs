/// The providers of this application.
#[derive(Clone)]
pub struct Auth {
    /// Google.
    #[provider(issuer = "https://accounts.google.com", scope = "openid email profile")]
    pub google: OidcClient,
    #[provider(preset = presets::GITHUB, scope = env)]
    pub github: OAuth2Client,
    #[provider(
        request_token_url = "https://api.twitter.com/oauth/request_token",
        authorize_url = "https://api.twitter.com/oauth/authenticate",
        access_token_url = "https://api.twitter.com/oauth/access_token",
        api_base_url = "https://api.twitter.com/1.1/",
    )]
    pub twitter: OAuth1Client,
}
