//! A registry where the library comes out of another crate.

use framework::oauth_actix::{
    oauth_registry, Key, OAuth1Client, OAuth2Client, OidcClient, Preset, Providers,
};

/// The provider in our house.
pub const ACME: Preset = Preset::oauth2("Acme")
    .authorization_endpoint("https://{domain}/authorize")
    .token_endpoint("https://{domain}/token")
    .needs(&[Key::Domain]);

/// The providers of this application.
#[oauth_registry(crate = "framework::oauth_actix")]
pub struct Auth {
    /// Google.
    #[provider(preset = presets::GOOGLE, scope = "openid email")]
    pub google: OidcClient,
    /// Ours.
    #[provider(preset = ACME, domain = "login.example")]
    pub acme: OAuth2Client,
    /// X.
    #[provider(preset = presets::TWITTER)]
    pub twitter: OAuth1Client,
    /// Those of our customers.
    pub customers: Providers,
}

/// Every provider of a login.
pub fn provider(login: &AuthLogin) -> &str {
    match login {
        AuthLogin::Google(google) => google.provider(),
        AuthLogin::Acme(acme) => acme.provider(),
        AuthLogin::Twitter(twitter) => twitter.provider(),
        AuthLogin::Customers(customer) => customer.provider(),
    }
}

#[cfg(test)]
mod tests {
    use framework::oauth_actix::{ConfigurationErrors, Registry as _, Settings};

    use super::Auth;

    #[test]
    fn registry_is_built_from_settings() -> Result<(), ConfigurationErrors> {
        let settings = Settings::new()
            .base_url("https://app.example")
            .client("google", "id", "secret")
            .client("acme", "id", "secret")
            .client("twitter", "id", "secret");
        let auth = Auth::from_settings(&settings)?;
        assert_eq!(
            [auth.google.name(), auth.acme.name(), auth.twitter.name()],
            ["google", "acme", "twitter"]
        );
        assert!(auth.client("acme").is_some() && auth.client("slack").is_none());
        Ok(())
    }
}
