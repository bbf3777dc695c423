use oauth_actix::oauth_registry;

#[oauth_registry]
pub struct Auth {
    #[provider(issuer = "https://accounts.google.com")]
    pub google: String,
}

fn main() {}
