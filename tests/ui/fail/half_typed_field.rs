// 2 mistakes, in rustc's words.
//! Fields that are whole are there while the next one is being typed.
use oauth_actix::{OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(preset = presets::GOOGLE)]
    pub google: OidcClient,
    #[provider(preset = presets::GITHUB)]
    pub git
}

#[oauth_registry]
pub struct More {
    pub git
    #[provider(preset = presets::GOOGLE)]
    pub google: OidcClient,
}

pub fn login(login: AuthLogin, more: MoreLogin) {
    let (AuthLogin::Google(_), MoreLogin::Google(_)) = (login, more);
}

pub fn client(auth: &Auth) -> &OidcClient {
    &auth.google
}

fn main() {}
