// 8 mistakes.
use oauth_actix::{OidcClient, Providers, oauth_registry};

#[oauth_registry]
pub struct Auth {
    #[provider(preset = presets::GOOGLE)]
    pub my_google: OidcClient,
    // One variant.
    #[provider(preset = presets::GOOGLE)]
    pub my__google: OidcClient,
    #[provider(preset = presets::GOOGLE)]
    pub my_Google: OidcClient,
    // One prefix of variables.
    #[provider(preset = presets::GOOGLE)]
    pub acme: OidcClient,
    #[provider(preset = presets::GOOGLE)]
    pub acMe: OidcClient,
    #[provider(preset = presets::GOOGLE)]
    pub oauth: OidcClient,
    #[provider(preset = presets::GOOGLE)]
    pub _hidden: OidcClient,
    #[provider(preset = presets::GOOGLE)]
    pub größe: OidcClient,
    #[provider(preset = presets::GOOGLE)]
    pub self_: OidcClient,
    #[provider(preset = presets::GOOGLE)]
    pub r#type: OidcClient,
    pub type_: Providers,
}

fn main() {}
