//! Which providers there are, from the environment.
//!
//! | variable | default |
//! |---|---|
//! | `BIND` | `127.0.0.1:8080` |
//! | `OAUTH_BASE_URL` | `http://<BIND>` |
//! | `SESSION_KEY` | random: sessions end with the process; at least 64 characters, as of `openssl rand -base64 48` |
//! | `OAUTH_COOKIE_KEY` | random: logins under way end with the process; `openssl rand -base64 32` |
//! | `OPENID_ISSUER`, `_CLIENT_ID`, `_CLIENT_SECRET` | the embedded provider |
//! | `OPENID_SCOPE`, `_RESPONSE_MODE`, `_TOKEN_ENDPOINT_AUTH_METHOD` | [`DEFAULTS`] |
//! | `OPENID_FETCH_USERINFO` | `1` asks the userinfo endpoint too |
//! | `OAUTH2_AUTHORIZATION_ENDPOINT`, `_TOKEN_ENDPOINT`, `_USERINFO_ENDPOINT`, `_CLIENT_ID`, `_CLIENT_SECRET` | the embedded provider |
//! | `OAUTH2_SCOPE`, `_TOKEN_ENDPOINT_AUTH_METHOD` | [`DEFAULTS`] |
//! | `OAUTH1_REQUEST_TOKEN_URL`, `_AUTHORIZE_URL`, `_ACCESS_TOKEN_URL`, `_API_BASE_URL`, `_CLIENT_ID`, `_CLIENT_SECRET` | the embedded provider |
//! | `OAUTH1_SIGNATURE_METHOD`, `_SIGNATURE_PLACEMENT` | [`DEFAULTS`] |
//! | `LOG` | `info,actix_server=warn`: levels, of all and of parts |
//!
//! A provider of which one variable of the first kind is set needs them all.

use std::io;
use std::net::TcpListener;

use actix_web::cookie::Key;
use oauth_actix::Settings;
use oauth_test_provider::Provider;

/// A variable that says where a provider is or who we are there, and its value for the embedded one.
type Variable = (&'static str, fn(&Provider) -> String);

const OPENID: &[Variable] = &[
    ("OPENID_ISSUER", |provider| provider.issuer().to_owned()),
    ("OPENID_CLIENT_ID", |provider| provider.oidc_client().id),
    ("OPENID_CLIENT_SECRET", |provider| provider.oidc_client().secret.unwrap_or_default()),
];

const OAUTH2: &[Variable] = &[
    ("OAUTH2_AUTHORIZATION_ENDPOINT", Provider::oauth2_authorization_endpoint),
    ("OAUTH2_TOKEN_ENDPOINT", Provider::oauth2_token_endpoint),
    ("OAUTH2_USERINFO_ENDPOINT", |provider| format!("{}user", provider.api_base_url())),
    ("OAUTH2_CLIENT_ID", |provider| provider.oauth2_client().id),
    ("OAUTH2_CLIENT_SECRET", |provider| provider.oauth2_client().secret.unwrap_or_default()),
];

const OAUTH1: &[Variable] = &[
    ("OAUTH1_REQUEST_TOKEN_URL", Provider::temporary_credentials_endpoint),
    ("OAUTH1_AUTHORIZE_URL", Provider::oauth1_authorization_endpoint),
    ("OAUTH1_ACCESS_TOKEN_URL", Provider::token_credentials_endpoint),
    ("OAUTH1_API_BASE_URL", Provider::oauth1_api_base_url),
    ("OAUTH1_CLIENT_ID", |provider| provider.oauth1_client().id),
    ("OAUTH1_CLIENT_SECRET", |provider| provider.oauth1_client().secret.unwrap_or_default()),
];

const DEFAULTS: [(&str, &str); 7] = [
    ("OPENID_SCOPE", "openid profile email"),
    ("OPENID_RESPONSE_MODE", "query"),
    ("OPENID_TOKEN_ENDPOINT_AUTH_METHOD", "client_secret_basic"),
    ("OAUTH2_SCOPE", "profile email"),
    ("OAUTH2_TOKEN_ENDPOINT_AUTH_METHOD", "client_secret_basic"),
    ("OAUTH1_SIGNATURE_METHOD", "HMAC-SHA1"),
    ("OAUTH1_SIGNATURE_PLACEMENT", "header"),
];

/// What the environment says, with defaults for what it does not.
pub(crate) struct Configuration {
    pub(crate) settings: Settings,
    pub(crate) base_url: String,
    pub(crate) key: Key,
    pub(crate) fetch_userinfo: bool,
    /// The embedded provider, if any of the three protocols needs it.
    pub(crate) provider: Option<Provider>,
}

impl Configuration {
    pub(crate) fn from_env(bind: &str, listener: &TcpListener) -> io::Result<Self> {
        let mut settings: Settings = std::env::vars().collect();
        // Port 0 is any free one.
        let address = match bind.strip_suffix(":0") {
            Some(host) => format!("{host}:{}", listener.local_addr()?.port()),
            None => bind.to_owned(),
        };
        settings = settings.set_default("OAUTH_BASE_URL", &format!("http://{address}"));
        for (variable, value) in DEFAULTS {
            settings = settings.set_default(variable, value);
        }
        let (settings, provider) = with_embedded_provider(settings)?;
        let value = |name| settings.get(name).map(|value| value.expose().to_owned());
        Ok(Self {
            base_url: value("OAUTH_BASE_URL").unwrap_or_default(),
            key: session_key(value("SESSION_KEY"))?,
            fetch_userinfo: value("OPENID_FETCH_USERINFO").is_some_and(|value| value == "1"),
            settings,
            provider,
        })
    }
}

/// Sends every protocol of which nothing is configured to a provider in this process.
fn with_embedded_provider(mut settings: Settings) -> io::Result<(Settings, Option<Provider>)> {
    let unset = |variables: &&[Variable]| variables.iter().all(|(name, _)| settings.get(name).is_none());
    let embedded: Vec<&[Variable]> = [OPENID, OAUTH2, OAUTH1].into_iter().filter(unset).collect();
    if embedded.is_empty() {
        return Ok((settings, None));
    }
    // On `localhost`, while the demo is on 127.0.0.1: two sites, as in real life, which matters for cookies.
    let provider = Provider::builder().localhost().start_blocking().map_err(io::Error::other)?;
    for (variable, value) in embedded.into_iter().flatten() {
        settings = settings.set(variable, &value(&provider));
    }
    Ok((settings, Some(provider)))
}

fn session_key(text: Option<String>) -> io::Result<Key> {
    let Some(text) = text else { return Ok(Key::generate()) };
    let error = |_| io::Error::other("SESSION_KEY is malformed: expected at least 64 characters");
    Key::try_from(text.as_bytes()).map_err(error)
}
