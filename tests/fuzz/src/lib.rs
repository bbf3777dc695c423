//! What the targets share: how a browser, a provider and a second reader are played.
//!
//! A target asks a function of its own, `accepted`, for the verdict. With the feature `planted` that is a mistake somebody has
//! made, in place of the library; what is asserted afterwards is the same, so a target that finds its mistake looks at the
//! right thing.
#![forbid(unsafe_code)]

pub mod openid;

use std::sync::{Arc, LazyLock};

use oauth_core::oauth2::{
    AuthorizationParameters, AuthorizationResponse, Client, Metadata, ResponseParameters,
};
use oauth_core::{
    Cached, Error, Exchange as _, Key, PendingAuthorization, Provider, ProviderSettings, Random, Response,
    Timestamp,
};
use serde_json::Value;
use url::form_urlencoded;

/// Whether a target judges the mistake in the library's place.
pub const PLANTED: bool = cfg!(feature = "planted");

pub const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
pub const REFRESH_TOKEN: &str = "tGzv3JOkF0XG5Qx2TlKWIA";
pub const CLIENT_ID: &str = "s6BhdRkqt3";
/// The `state` of every login here.
pub const STATE: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
pub const AUTHORIZATION_SERVER: &str = "https://as.example";

/// The same bytes every time, so that one input has one verdict.
pub struct Sevens;

impl Random for Sevens {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        bytes.fill(7);
        Ok(())
    }
}

/// A text in two, at its first line break.
pub fn halves(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}

pub fn json_response(status: u16, body: &[u8]) -> Response {
    Response { status, headers: vec![("content-type", "application/json".into())], body: body.to_vec() }
}

/// The value of a JSON text in which no name is repeated, read another way than the library does: as many names stand in the
/// text as in the value that serde_json makes of it, which keeps one of several.
pub fn unique_json(text: &[u8]) -> Option<Value> {
    let value: Value = serde_json::from_slice(text).ok()?;
    (names_in_text(text) == names_in(&value)).then_some(value)
}

fn names_in(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(names_in).sum(),
        Value::Object(members) => members.values().map(|value| 1 + names_in(value)).sum(),
        _ => 0,
    }
}

/// How many strings of a JSON text have a colon after them.
fn names_in_text(text: &[u8]) -> usize {
    let (mut names, mut bytes) = (0, text.iter());
    while bytes.any(|&byte| byte == b'"') {
        while let Some(&byte) = bytes.next().filter(|&&byte| byte != b'"') {
            if byte == b'\\' {
                bytes.next();
            }
        }
        let next = bytes.as_slice().iter().find(|byte| !byte.is_ascii_whitespace());
        names += usize::from(next == Some(&b':'));
    }
    names
}

/// The pairs of a form or query, as browsers read one.
pub type Pairs = Vec<(String, String)>;

pub fn pairs(text: &str) -> Pairs {
    form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

/// The value of a parameter that occurs once.
pub fn once<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a str> {
    let mut values = pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
    values.next().filter(|_| values.next().is_none())
}

/// The value of a parameter's first occurrence, which is what most readers take.
pub fn first<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

pub fn has(pairs: &Pairs, name: &str) -> bool {
    pairs.iter().any(|(key, _)| key == name)
}

/// A client of a plain OAuth 2 provider, with one login under way.
pub struct Login {
    pub client: Client,
    metadata: Arc<Metadata>,
    pub pending: PendingAuthorization,
}

/// A login whose callback is a GET, or a POST.
pub static BY_QUERY: LazyLock<Login> = LazyLock::new(|| Login::begin("query"));
pub static BY_FORM: LazyLock<Login> = LazyLock::new(|| Login::begin("form_post"));

impl Login {
    fn begin(response_mode: &str) -> Self {
        let provider = Provider::oauth2("acme")
            .set(Key::Issuer, AUTHORIZATION_SERVER)
            .set(Key::AuthorizationEndpoint, "https://as.example/authorize")
            .set(Key::TokenEndpoint, "https://as.example/token")
            .set(Key::ResponseMode, response_mode)
            .client(CLIENT_ID, "7Fjfp0ZBr1KtDRbnfVdmIw");
        let redirect_uri = "https://app.example/auth/acme/authorize";
        let client =
            Client::from_settings(&mut ProviderSettings::of(&provider), redirect_uri).expect("a client");
        let Cached::Fresh(metadata) = client.metadata(NOW) else { panic!("everything is configured") };
        let login = client.authorize(&metadata, AuthorizationParameters::default(), NOW, &mut Sevens);
        let pending = login.expect("a login").pending;
        assert!(pending.is_begun_with(STATE));
        Self { client, metadata, pending }
    }

    /// The form of the token request that a callback leads to, if it is accepted.
    pub fn token_request(&self, parameters: Result<ResponseParameters, Error>) -> Option<Pairs> {
        let (parameters, pending) = (parameters.ok()?, self.pending.clone());
        let response =
            AuthorizationResponse::accept(&self.client, &self.metadata, pending, parameters, NOW).ok()?;
        let exchange = self.client.redeem(&self.metadata, &response, NOW).expect("a request");
        Some(pairs(str::from_utf8(&exchange.request().body).expect("a form")))
    }

    pub fn refresh(&self) -> oauth_core::oauth2::TokenRequest {
        self.client.refresh(&self.metadata, &REFRESH_TOKEN.into(), NOW).expect("a request")
    }
}

/// What an accepted callback must have been, and that its code and nothing else of it goes to the provider.
pub fn check_callback(callback: &Pairs, token_request: &Pairs) {
    assert_eq!(once(callback, "state"), Some(STATE));
    assert_eq!(once(token_request, "code"), once(callback, "code"));
    assert!(once(token_request, "code").is_some_and(|code| !code.is_empty()));
    assert!(!has(callback, "iss") || once(callback, "iss") == Some(AUTHORIZATION_SERVER));
    for name in ["error", "access_token", "id_token", "response"] {
        assert!(!has(callback, name), "{name}");
    }
    let mut names: Vec<_> = token_request.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["code", "code_verifier", "grant_type", "redirect_uri"]);
}
