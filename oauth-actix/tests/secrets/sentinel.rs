//! Values that nobody may see, and the forms in which they could be seen.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use oauth_core::encoding::{base64, base64url, base64url_decode, form_encode, percent_encode};
use oauth_test_provider::{Client, Endpoint, Provider, User};
use serde_json::{Map, Value, json};

use crate::support::{CLIENTS, key, settings, watch};

/// Every endpoint that the application asks by itself.
pub(crate) const ASKED: [Endpoint; 9] = [
    Endpoint::Metadata,
    Endpoint::Jwks,
    Endpoint::Token,
    Endpoint::Userinfo,
    Endpoint::OAuth2Token,
    Endpoint::ApiUser,
    Endpoint::TemporaryCredentials,
    Endpoint::TokenCredentials,
    Endpoint::VerifyCredentials,
];

/// Values that are no longer than this may stand anywhere.
const SHORT: usize = 8;

/// Secrets by their names, with everything that would give them away.
#[derive(Clone, Default)]
pub(crate) struct Sentinel(Arc<Mutex<Vec<Secret>>>);

struct Secret {
    name: String,
    value: String,
    forms: Vec<String>,
}

impl Sentinel {
    /// Notes a value.
    pub(crate) fn add(&self, name: &str, value: &str) {
        let mut secrets = self.0.lock().unwrap();
        if value.len() > SHORT && !secrets.iter().any(|secret| secret.value == value) {
            let forms = forms(value);
            secrets.push(Secret { name: name.to_owned(), value: value.to_owned(), forms });
        }
    }

    /// The names of what was noted.
    pub(crate) fn names(&self) -> BTreeSet<String> {
        self.0.lock().unwrap().iter().map(|secret| secret.name.clone()).collect()
    }

    /// The values that have one of these names.
    pub(crate) fn values(&self, names: &[&str]) -> Vec<String> {
        let secrets = self.0.lock().unwrap();
        let named = secrets.iter().filter(|secret| names.contains(&secret.name.as_str()));
        named.map(|secret| secret.value.clone()).collect()
    }

    /// The names of what a text shows.
    pub(crate) fn seen_in(&self, text: &str) -> BTreeSet<String> {
        let secrets = self.0.lock().unwrap();
        let seen = secrets.iter().filter(|secret| secret.forms.iter().any(|form| text.contains(form)));
        seen.map(|secret| secret.name.clone()).collect()
    }

    /// Fails if a text shows anything.
    pub(crate) fn assert_not_in(&self, place: &str, text: &str) {
        self.assert_only(&[], place, text);
    }

    /// Fails if a text shows anything but what has one of these names.
    pub(crate) fn assert_only(&self, allowed: &[&str], place: &str, text: &str) {
        let mut seen = self.seen_in(text);
        seen.retain(|name| !allowed.contains(&name.as_str()));
        assert!(seen.is_empty(), "{seen:?} in {place}: {text}");
    }

    /// Notes every secret that a provider hands out, until the provider is reset.
    pub(crate) fn watch(&self, provider: &Provider) {
        let sentinel = self.clone();
        provider.on_token_response(move |response| {
            for name in ["access_token", "refresh_token", "id_token"] {
                if let Some(Value::String(value)) = response.get(name) {
                    sentinel.add(name, value);
                }
            }
        });
        let sentinel = self.clone();
        let note = move |pairs: &mut Vec<(String, String)>| {
            let secret = ["code", "oauth_token", "oauth_token_secret", "oauth_verifier", "state"];
            for (name, value) in pairs.iter().filter(|(name, _)| secret.contains(&name.as_str())) {
                sentinel.add(name, value);
            }
        };
        provider.on_authorization_response(note.clone());
        provider.on_temporary_credentials(note.clone());
        provider.on_oauth1_authorization_response(note.clone());
        provider.on_token_credentials(note);
        let add_token = |document: &mut Map<String, Value>| {
            document.insert("private_token".to_owned(), API_TOKEN.into());
        };
        provider.on_api_user(add_token);
        provider.on_verify_credentials(add_token);
        provider.on_userinfo(|claims| {
            drop(claims.insert("address".to_owned(), json!({ "locality": PERSONAL[1].1 })))
        });
    }

    /// Notes what came to a provider and was made here: verifiers, nonces, and what stands in `Authorization`.
    pub(crate) fn add_sent_to(&self, provider: &Provider) {
        for received in provider.journal() {
            for name in ["code_verifier", "nonce", "client_secret"] {
                received.parameter(name).iter().for_each(|value| self.add(name, value));
            }
            let credentials = received.header("authorization").and_then(|value| value.split_once(' '));
            credentials.iter().for_each(|(_, value)| self.add("authorization", value));
        }
    }
}

/// A client secret that shows by which encoding it went.
pub(crate) const CLIENT_SECRET: &str = "sentinel of a client's secret: p%+/=";
/// What an API may answer, and what is nobody else's business.
const API_TOKEN: &str = "sentinel-of-an-answer-of-the-api";
const PERSONAL: [(&str, &str); 3] = [
    ("email", "sentinel.of.an.address@example.com"),
    ("full name", "Sentinel Name-of-a-Person"),
    ("phone number", "+49 30 901820-sentinel"),
];

/// A provider whose client, person and answers are unmistakable, and what an application needs for it.
pub(crate) fn start() -> (Provider, Sentinel, oauth_actix::Settings) {
    let sentinel = Sentinel::default();
    let [(_, email), (_, full_name), (_, phone)] = PERSONAL;
    let user = User::new("marked").email(email, true).full_name(full_name).claim("phone_number", phone);
    let builder = Provider::builder().client(Client::confidential("marked", CLIENT_SECRET)).user(user);
    let provider = builder.start_blocking().unwrap();
    provider.auto_approve("marked");
    sentinel.add("client_secret", CLIENT_SECRET);
    sentinel.add("cookie_key", &key(7));
    sentinel.add("api answer", API_TOKEN);
    PERSONAL.iter().for_each(|(name, value)| sentinel.add(name, value));
    sentinel.watch(&provider);
    let settings = CLIENTS
        .iter()
        .fold(settings(&provider), |settings, name| settings.client(name, "marked", CLIENT_SECRET));
    (provider, sentinel, settings)
}

/// Everything that gives a value away: escaped for a URL, a form, a page, JSON and Rust; in hexadecimal; and in base64, alone
/// or in the middle of something else. What is base64url already stands for bytes, which count too.
fn forms(value: &str) -> Vec<String> {
    let escaped = format!("{value:?}");
    let page = value.replace('&', "&amp;").replace('\'', "&#39;").replace('"', "&quot;");
    let texts = [
        value.to_owned(),
        form_encode(value),
        percent_encode(value),
        escaped[1..escaped.len() - 1].to_owned(),
        page,
    ];
    let bytes = texts.iter().map(|text| text.clone().into_bytes()).chain(base64url_decode(value));
    let bytes: BTreeSet<_> = bytes.filter(|bytes| bytes.len() > SHORT).collect();
    let encoded = bytes
        .iter()
        .flat_map(|bytes| [hex(bytes), hex(bytes).to_uppercase()].into_iter().chain(in_base64(bytes)));
    texts.iter().cloned().chain(encoded).collect::<BTreeSet<_>>().into_iter().collect()
}

/// What a longer text in base64 shows if it has these bytes, wherever they begin in it.
fn in_base64(bytes: &[u8]) -> impl Iterator<Item = String> {
    (0..3).flat_map(|skipped| {
        let whole = bytes.get(skipped..).unwrap_or_default();
        let (whole, _) = whole.as_chunks::<3>();
        [base64(whole.as_flattened()), base64url(whole.as_flattened())]
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn every_form_of_a_secret_is_recognised() {
    let (sentinel, random) = (Sentinel::default(), base64url(&[0xa5; 32]));
    sentinel.add("secret", CLIENT_SECRET);
    sentinel.add("state", &random);
    for text in [
        format!("before{CLIENT_SECRET}after"),
        format!("a=b&client_secret={}&c", form_encode(CLIENT_SECRET)),
        percent_encode(CLIENT_SECRET),
        format!("{:?}", format!("\"{CLIENT_SECRET}")),
        format!("<p>{}</p>", CLIENT_SECRET.replace('\'', "&#39;")),
        hex(CLIENT_SECRET.as_bytes()),
        base64(CLIENT_SECRET.as_bytes()),
        base64(format!("id:{CLIENT_SECRET}").as_bytes()),
        base64(format!("marked:{}", form_encode(CLIENT_SECRET)).as_bytes()),
        base64url(format!("four{CLIENT_SECRET}").as_bytes()),
    ] {
        assert_eq!(sentinel.seen_in(&text), BTreeSet::from(["secret".to_owned()]), "{text}");
    }
    for text in [random.clone(), base64url(&[b"12".as_slice(), &[0xa5; 32]].concat()), hex(&[0xa5; 32])] {
        assert_eq!(sentinel.seen_in(&text), BTreeSet::from(["state".to_owned()]), "{text}");
    }
    assert_eq!(sentinel.seen_in("sentinel of something else"), BTreeSet::new());
}

/// What looks at every log line and every error of the other suites.
#[test]
fn the_watch_over_all_suites_knows_a_secret_when_it_sees_one() {
    let value = base64url(&[0x5a; 32]);
    assert_eq!(watch::seen_in(&value), None);
    watch::note(&value);
    let header = format!("Basic {}", base64(b"example-oidc:secret"));
    for line in [
        format!("state={value}&code=x"),
        format!("{{\"state\":\"{value}\"}}"),
        format!("%22{value}%22"),
        header,
        base64url(br#"{"alg":"RS256","kid":"1"}"#),
        base64url(br#"{"sub":"1","aud":"example"}"#),
    ] {
        assert!(watch::seen_in(&line).is_some(), "{line}");
    }
    // Random bytes, which begin as a JWT does.
    assert_eq!(watch::seen_in("eyJloH83qML6B9nPxyRb7doRL3KSxqsb12jA9dWzfjyU3Ls"), None);
    assert_eq!(watch::seen_in("login refused: this browser began no login under this state"), None);
}
