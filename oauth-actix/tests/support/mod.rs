//! What the suites share: a registry with every protocol, applications in this process, and browsers.

#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "shared by several suites; a broken expectation is a failed test, and the panic is its message"
)]

mod app;
mod browser;
mod planted;
mod registry;
pub mod watch;

use std::time::{SystemTime, UNIX_EPOCH};

use oauth_actix::Settings;
use oauth_core::encoding::base64;
use oauth_test_provider::{Endpoint, Provider};

pub use self::app::{Answer, App};
pub use self::browser::{Browser, parameter, path};
pub use self::planted::Planted;
pub use self::registry::{Auth, AuthLogin, SessionAuth, SessionAuthLogin, Store, summary, tell};

/// The application's address. Nothing listens there: applications run in the process of the test.
pub const BASE: &str = "http://localhost";
/// The same over https.
pub const HTTPS: &str = "https://localhost";
/// Every protocol's client, by its name in the registry.
pub const CLIENTS: [&str; 3] = ["google", "github", "twitter"];

/// A provider that approves every request in the name of Ada.
pub fn provider() -> Provider {
    let provider = Provider::start_blocking().unwrap();
    provider.auto_approve("ada");
    watch::note_tokens_of(&provider);
    provider
}

/// A cookie key, made of one byte.
pub fn key(byte: u8) -> String {
    let key = base64(&[byte; 32]);
    watch::note(&key);
    key
}

/// Everything that the registries read, for an application at [`BASE`].
pub fn settings(provider: &Provider) -> Settings {
    let clients = [provider.oidc_client(), provider.oauth2_client(), provider.oauth1_client()];
    let settings = Settings::new().base_url(BASE).cookie_key(&key(7));
    let settings = CLIENTS.iter().zip(clients).fold(settings, |settings, (name, client)| {
        let secret = client.secret.unwrap();
        watch::note(&secret);
        settings.client(name, &client.id, &secret)
    });
    settings
        .set("GOOGLE_ISSUER", provider.issuer())
        .set("GOOGLE_API_BASE_URL", &provider.api_base_url())
        .set("GITHUB_AUTHORIZATION_ENDPOINT", &provider.oauth2_authorization_endpoint())
        .set("GITHUB_TOKEN_ENDPOINT", &provider.oauth2_token_endpoint())
        .set("GITHUB_USERINFO_ENDPOINT", &provider.url(Endpoint::ApiUser))
        .set("GITHUB_API_BASE_URL", &provider.api_base_url())
        .set("TWITTER_REQUEST_TOKEN_URL", &provider.temporary_credentials_endpoint())
        .set("TWITTER_AUTHORIZE_URL", &provider.oauth1_authorization_endpoint())
        .set("TWITTER_ACCESS_TOKEN_URL", &provider.token_credentials_endpoint())
        .set("TWITTER_API_BASE_URL", &provider.oauth1_api_base_url())
}

/// The requests that came from the application, in order; those that the browser made are left out.
pub fn calls(provider: &Provider) -> Vec<Endpoint> {
    let from_browser =
        [Endpoint::Authorization, Endpoint::OAuth2Authorization, Endpoint::OAuth1Authorization];
    let called = provider.journal().into_iter().map(|received| received.endpoint);
    called.filter(|endpoint| !from_browser.contains(endpoint)).collect()
}

/// How many codes and verifiers were redeemed, or tried to be.
pub fn token_requests(provider: &Provider) -> usize {
    [Endpoint::Token, Endpoint::OAuth2Token, Endpoint::TokenCredentials]
        .into_iter()
        .map(|endpoint| provider.count(endpoint))
        .sum()
}

/// Seconds since 1970.
pub fn unix_now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}
