// 14 mistakes.
use oauth_actix::{OAuth1Client, OAuth2Client, OidcClient, Providers, oauth_registry};

pub type Google = OidcClient;

#[oauth_registry]
pub struct Auth {
    #[provider(issuer = "https://accounts.google.com")]
    pub alias: Google,
    #[provider(issuer = "https://login.example")]
    pub text: String,
    #[provider(preset = presets::GITHUB)]
    pub misspelt: Oauth2Client,
    #[provider(preset = presets::TWITTER)]
    pub shared: std::sync::Arc<OAuth1Client>,
    #[provider(preset = presets::GITHUB)]
    pub optional: Option<OAuth2Client>,
    // The attribute is missing.
    pub forgotten: OidcClient,
    pub pool: u32,
    pub more: Provider,
    // It is there too often, or misspelt, or says nothing.
    #[provider(issuer = "https://login.example")]
    #[provider(scope = "openid")]
    pub twice: OidcClient,
    #[providers(preset = presets::GITHUB)]
    pub plural: OAuth2Client,
    #[provider = "github"]
    pub equal: OAuth2Client,
    #[cfg_attr(all(), provider(preset = presets::GITHUB))]
    pub conditional: OAuth2Client,
    // Providers of run time are described at run time, and one field holds them all.
    #[provider(preset = presets::GITHUB)]
    pub added: Providers,
    pub others: Providers,
}

fn main() {}

pub fn clients(auth: &Auth) -> (&OidcClient, &OAuth2Client, &OAuth1Client) {
    (&auth.alias, &auth.misspelt, &auth.shared)
}
