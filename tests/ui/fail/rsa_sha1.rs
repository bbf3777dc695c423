use oauth_actix::{OAuth1Client, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(preset = presets::TWITTER, signature_method = "RSA-SHA1")]
    pub twitter: OAuth1Client,
}

fn main() {}
