// 19 mistakes.
use oauth_actix::{OAuth1Client, OAuth2Client, OidcClient, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(issuer = env, acr_values = "a\nb")]
    pub control_character: OidcClient,
    #[provider(issuer = "https://YOUR_DOMAIN/")]
    pub tutorial: OidcClient,
    #[provider(issuer = env, client_id = "<client-id>")]
    pub angle_brackets: OidcClient,
    // What completes a preset.
    #[provider(preset = presets::GITHUB, domain = "https://github.example")]
    pub domain: OAuth2Client,
    #[provider(preset = presets::GITHUB, host = "github.example/login")]
    pub host: OAuth2Client,
    #[provider(preset = presets::GITHUB, instance = "github.example:https")]
    pub instance: OAuth2Client,
    #[provider(preset = presets::MICROSOFT_ENTRA_ID, tenant = "common")]
    pub tenant: OidcClient,
    #[provider(preset = presets::GOOGLE, region = "..")]
    pub region: OidcClient,
    #[provider(preset = presets::GOOGLE, tenants = "contoso.com")]
    pub tenants: OidcClient,
    #[provider(preset = presets::GOOGLE, tenants = "3f2504e0-4f89-41d3-9a0c-0305e82c3301, 72f988bf-86f1-41af-91ab-2d7cd011db47")]
    pub tenants_with_commas: OidcClient,
    // Further parameters.
    #[provider(preset = presets::GITHUB, authorization_parameters = "audience")]
    pub no_value: OAuth2Client,
    #[provider(preset = presets::GITHUB, authorization_parameters = "a=b&a=c")]
    pub twice: OAuth2Client,
    #[provider(preset = presets::GITHUB, authorize_params = "?a=b")]
    pub question_mark: OAuth2Client,
    #[provider(preset = presets::GITHUB, authorization_parameters = "name=My App")]
    pub not_encoded: OAuth2Client,
    #[provider(preset = presets::GITHUB, authorization_parameters = "a=100%")]
    pub percent: OAuth2Client,
    // Whose names are taken.
    #[provider(preset = presets::GOOGLE, authorization_parameters = "access_type=offline&prompt=consent")]
    pub prompt: OidcClient,
    #[provider(preset = presets::GOOGLE, authorization_parameters = "state=1234")]
    pub state: OidcClient,
    #[provider(preset = presets::GITHUB, token_parameters = "grant_type=password")]
    pub grant_type: OAuth2Client,
    #[provider(preset = presets::TWITTER, authorization_parameters = "oauth_callback=oob")]
    pub callback: OAuth1Client,
}

fn main() {}
