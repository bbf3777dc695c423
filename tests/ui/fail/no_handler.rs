// 5 mistakes.
use actix_web::web::ServiceConfig;
use oauth_actix::{OAuth2Client, OAuth2Login, Registry as _, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(preset = presets::GITHUB)]
    pub github: OAuth2Client,
}

// Not `async`.
pub fn blocking(_login: AuthLogin) -> &'static str {
    "signed in"
}

// No extractor.
pub async fn one_login(_login: OAuth2Login) -> &'static str {
    "signed in"
}

// Borrowed.
pub async fn borrowed(_login: &AuthLogin) -> &'static str {
    "signed in"
}

// No response.
pub async fn number(_login: AuthLogin) -> u32 {
    1
}

pub fn routes(auth: &Auth, config: &mut ServiceConfig) {
    config.configure(auth.routes(blocking));
    config.configure(auth.routes(one_login));
    config.configure(auth.routes(borrowed));
    config.configure(auth.routes(number));
    config.configure(auth.routes("signed in"));
}

fn main() {}
