use oauth_actix::{OAuth1Client, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(api_base_url = "https://api.twitter.com/1.1/")]
    pub twitter: OAuth1Client,
}

fn main() {}
