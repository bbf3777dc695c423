//! A preset is named by any path that leads to a constant.
#![deny(warnings, missing_docs, unused_qualifications)]

use oauth_actix::presets::GITHUB as RENAMED;
use oauth_actix::{Key, OAuth1Client, OAuth2Client, OidcClient, Preset, Registry as _, Settings, oauth_registry};

mod presets {
    pub(crate) const OURS: oauth_actix::Preset = oauth_actix::Preset::oauth2("Ours")
        .authorization_endpoint("https://login.example/authorize")
        .token_endpoint("https://login.example/token");
}

const ACME: Preset = Preset::openid_connect("Acme")
    .issuer("https://{domain}/{tenant}/{application}")
    .needs(&[Key::Domain, Key::Application])
    .default(Key::Tenant, "common");

struct Known;

impl Known {
    const LOCAL: Preset = Preset::oauth1("Local")
        .request_token_url("http://127.0.0.1:8080/request")
        .authorization_endpoint("http://127.0.0.1:8080/authorize")
        .token_endpoint("http://127.0.0.1:8080/access");
}

/// The providers of this application.
#[oauth_registry]
pub struct Auth {
    /// One of the library's.
    #[provider(preset = presets::GITHUB)]
    pub one: OAuth2Client,
    /// A second provider of the same preset, once more.
    #[provider(preset = presets::GITHUB, scope = "read:user")]
    pub two: OAuth2Client,
    /// The same constant under another name.
    #[provider(preset = RENAMED)]
    pub three: OAuth2Client,
    /// The whole path.
    #[provider(preset = ::oauth_actix::presets::GITHUB)]
    pub four: OAuth2Client,
    /// Of another crate.
    #[provider(preset = oauth_core::presets::GITHUB)]
    pub five: OAuth2Client,
    /// A module of the user's that is called `presets` too.
    #[provider(preset = self::presets::OURS)]
    pub six: OAuth2Client,
    /// In this crate, with what it lacks; the tenant may stay away.
    #[provider(preset = crate::ACME, host = "login.example:8443", application = env)]
    pub seven: OidcClient,
    /// With what it has a value for.
    #[provider(preset = ACME, domain = env, application = "app", tenant = "3f2504e0-4f89-41d3-9a0c-0305e82c3301")]
    pub eight: OidcClient,
    /// Of a type.
    #[provider(preset = Known::LOCAL)]
    pub nine: OAuth1Client,
}

// Providers of one preset start beside each other.
fn main() {
    let names = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    let settings = Settings::new().base_url("https://app.example");
    let settings = names.iter().fold(settings, |settings, name| settings.client(name, "id", "secret"));
    let settings = settings.set("SEVEN_APPLICATION", "app").set("EIGHT_DOMAIN", "login.example");
    let auth = Auth::from_settings(&settings).unwrap();
    assert!(names.iter().all(|name| auth.client(name).is_some_and(|client| client.name() == *name)));
}
