// 17 mistakes.
use oauth_actix::{OAuth2Client, OidcClient, Preset, oauth_registry};

pub const ISSUER: &str = "https://login.example";
pub const ACME: Preset = Preset::oauth2("Acme");

#[oauth_registry]
pub struct Auth {
    #[provider(issuer = ISSUER)]
    pub constant: OidcClient,
    #[provider(issuer = env!("ISSUER"))]
    pub environment_of_the_compiler: OidcClient,
    #[provider(issuer = concat!("https://", "login.example"))]
    pub put_together: OidcClient,
    #[provider(issuer = env("ISSUER"))]
    pub call: OidcClient,
    #[provider(issuer = ENV)]
    pub capitals: OidcClient,
    #[provider(issuer = presets::GOOGLE)]
    pub preset: OidcClient,
    #[provider(issuer = env, scope = ["openid", "email"])]
    pub list: OidcClient,
    #[provider(issuer = env, scope = 1)]
    pub number: OidcClient,
    #[provider(issuer = env, scope = true)]
    pub boolean: OidcClient,
    #[provider(issuer = env, client_id = b"our-client-id")]
    pub bytes: OidcClient,
    #[provider(issuer = env, max_age = -1)]
    pub negative: OidcClient,
    #[provider(issuer = env, max_age = "1h")]
    pub duration: OidcClient,
    #[provider(issuer = env, max_age = 1.5)]
    pub fraction: OidcClient,
    #[provider(preset = "github")]
    pub preset_as_text: OAuth2Client,
    #[provider(preset = env)]
    pub preset_from_the_environment: OAuth2Client,
    #[provider(preset = 1)]
    pub preset_as_number: OAuth2Client,
    #[provider(preset = Preset::oauth2("Acme"))]
    pub preset_in_place: OAuth2Client,
}

fn main() {}
