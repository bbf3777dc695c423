// 9 mistakes.
use oauth_actix::{OAuth2Client, OidcClient, Registry as _, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(issuer = env, scope = "openid,email")]
    pub commas: OidcClient,
    #[provider(issuer = env, scope = "openid  email")]
    pub two_spaces: OidcClient,
    #[provider(issuer = env, scope = " openid")]
    pub space_before: OidcClient,
    #[provider(issuer = env, scope = "openid\temail")]
    pub tab: OidcClient,
    #[provider(issuer = env, scope = r#"openid "email""#)]
    pub quotes: OidcClient,
    #[provider(issuer = env, scope = "openid über")]
    pub not_ascii: OidcClient,
    #[provider(issuer = env, scope = "email profile")]
    pub without_openid: OidcClient,
    #[provider(preset = presets::GITHUB, scope = "openid read:user")]
    pub with_openid: OAuth2Client,
    #[provider(preset = presets::GITHUB, scope = "read:user,user:email")]
    pub commas_of_a_preset: OAuth2Client,
}

// Mistakes in a registry are not repeated where it is used.
fn main() {
    let auth = Auth::from_env();
    let _ = auth.map(|auth| auth.commas);
}

pub fn subject(login: AuthLogin) {
    if let AuthLogin::WithoutOpenid(login) = login {
        drop(login.claims);
    }
}
