use oauth_actix::oauth_registry;

#[oauth_registry]
pub enum Auth {
    #[provider(issuer = "https://accounts.google.com")]
    Google,
}

fn main() {}
