// 13 mistakes.
//! Each attribute is one error, on what is being typed; whatever uses the registry is as it was, which is what an editor
//! completes.
use oauth_actix::{OAuth1Client, OAuth2Client, OidcClient, Providers, Registry as _, oauth_registry};

#[oauth_registry(base = , pend)]
pub struct Auth {
    #[provider(iss)]
    pub one: OidcClient,
    #[provider(issuer)]
    pub two: OidcClient,
    #[provider(issuer = )]
    pub three: OidcClient,
    #[provider(issuer = "https://login.example", sc)]
    pub four: OidcClient,
    #[provider(issuer = , scope = "openid")]
    pub five: OidcClient,
    #[provider(pres)]
    pub six: OAuth2Client,
    #[provider(preset = )]
    pub seven: OAuth2Client,
    #[provider(preset = presets::)]
    pub eight: OAuth2Client,
    #[provider(preset = presets::TWITTER client_id = "a")]
    pub nine: OAuth1Client,
    #[provider(preset = presets::TWITTER, client_id: "a")]
    pub ten: OAuth1Client,
    #[prov]
    pub eleven: OAuth2Client,
    pub more: Providers,
}

pub fn registry() -> Auth {
    Auth::from_env().unwrap()
}

pub fn clients(auth: &Auth) -> [&str; 11] {
    let openid = [&auth.one, &auth.two, &auth.three, &auth.four, &auth.five].map(OidcClient::name);
    let plain = [&auth.six, &auth.seven, &auth.eight, &auth.eleven].map(OAuth2Client::name);
    let old = [&auth.nine, &auth.ten].map(OAuth1Client::name);
    let [a, b, c, d, e] = openid;
    let [f, g, h, k] = plain;
    let [i, j] = old;
    [a, b, c, d, e, f, g, h, i, j, k]
}

pub async fn signed_in(login: AuthLogin) -> String {
    match login {
        AuthLogin::One(login)
        | AuthLogin::Two(login)
        | AuthLogin::Three(login)
        | AuthLogin::Four(login)
        | AuthLogin::Five(login) => login.claims.identity().to_string(),
        AuthLogin::Six(login)
        | AuthLogin::Seven(login)
        | AuthLogin::Eight(login)
        | AuthLogin::Eleven(login) => login.provider().to_owned(),
        AuthLogin::Nine(login) | AuthLogin::Ten(login) => login.return_to().to_owned(),
        AuthLogin::More(login) => login.provider().to_owned(),
    }
}

pub fn routes(auth: &Auth, config: &mut actix_web::web::ServiceConfig) {
    config.configure(auth.routes(signed_in)).configure(auth.clients());
    let _ = (auth.client("one"), auth.clone().more);
}

fn main() {}
