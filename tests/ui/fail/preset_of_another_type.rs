// 1 mistake, in rustc's words.
use oauth_actix::{OAuth2Client, oauth_registry};

pub const NAME: &str = "Acme";

#[oauth_registry]
pub struct Auth {
    #[provider(preset = crate::NAME)]
    pub acme: OAuth2Client,
}

fn main() {}
