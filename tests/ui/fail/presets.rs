// 15 mistakes.
use oauth_actix::oauth_core::Deviation;
use oauth_actix::{Key, OAuth1Client, OAuth2Client, OidcClient, Preset, oauth_registry};

pub const ACME: Preset = Preset::openid_connect("Acme")
    .issuer("https://{domain}/realms/{realm}")
    .needs(&[Key::Domain, Key::Realm])
    .scope("openid email")
    .scopes(&["openid", "email", "calendar.read"]);

pub const APPLE: Preset = Preset::openid_connect("Apple")
    .issuer("https://appleid.example")
    .scope("openid")
    .scopes(&["openid", "name", "email"])
    .deviations(&[Deviation::FormPostForScopes(&["name", "email"])]);

pub const NO_ISSUER: Preset = Preset::openid_connect("Nobody").scope("openid");
pub const NO_TOKENS: Preset = Preset::oauth2("Half").authorization_endpoint("https://login.example/authorize");
// `needs` is not needed for what stands for a placeholder.
pub const HOLE: Preset = Preset::openid_connect("Hole").issuer("https://login.example/realms/{realm}");

#[oauth_registry]
pub struct Auth {
    #[provider(preset = NO_ISSUER)]
    pub nobody: OidcClient,
    #[provider(preset = NO_TOKENS)]
    pub half: OAuth2Client,
    #[provider(preset = HOLE)]
    pub hole: OidcClient,
    // Another protocol's.
    #[provider(preset = presets::GITHUB)]
    pub plain: OidcClient,
    #[provider(preset = presets::TWITTER)]
    pub old: OAuth2Client,
    #[provider(preset = presets::GOOGLE)]
    pub new: OAuth1Client,
    // Not complete, or too complete.
    #[provider(preset = crate::ACME)]
    pub nowhere: OidcClient,
    #[provider(preset = ACME, domain = "login.example")]
    pub anywhere: OidcClient,
    #[provider(preset = ACME, host = env, realm = env, tenant = env)]
    pub tenant: OidcClient,
    #[provider(preset = presets::GITHUB, domain = "github.example")]
    pub enterprise: OAuth2Client,
    // Scopes that are almost the provider's.
    #[provider(preset = presets::GITHUB, scope = "read:user usr:email")]
    pub github: OAuth2Client,
    #[provider(preset = ACME, domain = env, realm = env, scope = "openid calender.read")]
    pub calendar: OidcClient,
    // The callback comes as a form.
    #[provider(preset = APPLE, scope = "openid email")]
    pub apple: OidcClient,
    #[provider(preset = APPLE, scope = "openid name", response_mode = "query")]
    pub apple_by_query: OidcClient,
    #[provider(preset = APPLE, scope = "openid emial", response_mode = "form_post")]
    pub apple_by_form: OidcClient,
}

fn main() {}
