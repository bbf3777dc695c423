//! `Debug` and `Display` of every public type.

use std::any::type_name;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use oauth_actix::__private::Reader;
use oauth_actix::{Email, Error, Key, PendingStore, Provider, Registry as _, Secret, Settings, presets};
use oauth_core::oauth1::{self, OAuth1Signer as _};
use oauth_core::{
    Cached, Exchange, ProviderSettings, Request, Response, Sealer, SystemRandom, Timestamp, oauth2, oidc,
};
use oauth_test_provider::apple_private_key_pem;

use crate::comparisons::sources;
use crate::logins::{Site, app, log_in};
use crate::sentinel::{CLIENT_SECRET, Sentinel, start};
use crate::support::{BASE, Browser, CLIENTS, key, parameter};

/// What was seen of values, and of which types they were.
#[derive(Clone, Default)]
pub(crate) struct Shown(Arc<Mutex<(BTreeSet<String>, String)>>);

impl Shown {
    /// Looks at a value.
    pub(crate) fn add<T: Debug>(&self, value: &T) -> &Self {
        let mut shown = self.0.lock().unwrap();
        shown.0.insert(type_name::<T>().split('<').next().unwrap_or_default().to_owned());
        shown.1 += &format!("{value:?} {value:#?}\n");
        self
    }

    /// Looks at an error and at what caused it.
    pub(crate) fn add_error(&self, error: &Error) {
        let source = std::error::Error::source(error).map(ToString::to_string);
        self.add(error).add(error.cause()).add(&(error.to_string(), source));
    }

    /// Looks at the error of a result, which stays what it is.
    pub(crate) fn kept<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        result.inspect_err(|error| self.add_error(error))
    }

    /// Everything that was seen.
    pub(crate) fn text(&self) -> String {
        self.0.lock().unwrap().1.clone()
    }
}

/// Public types that hold no secret and nothing of a person: what is configured in public, what is published, what is
/// counted.
const HARMLESS: &[&str] = &[
    "oauth_core::cache::Cached",
    "oauth_core::error::Error",
    "oauth_core::error::Untrusted",
    "oauth_core::error::configuration::ConfigurationErrors",
    "oauth_core::error::provider::RemoteError",
    "oauth_core::http::address::Endpoint",
    "oauth_core::http::address::Issuer",
    "oauth_core::http::Method",
    "oauth_core::oauth1::request::Placement",
    "oauth_core::oauth1::signer::SignatureMethod",
    "oauth_core::oauth2::authorization::AuthorizationParameters",
    "oauth_core::oauth2::client_auth::Method",
    "oauth_core::oauth2::metadata::Discovery",
    "oauth_core::oauth2::metadata::Metadata",
    "oauth_core::oidc::algorithm::Algorithm",
    "oauth_core::oidc::client::KeyRequest",
    "oauth_core::oidc::client::Original",
    "oauth_core::oidc::expected::IssuerRule",
    "oauth_core::oidc::expected::Tenants",
    "oauth_core::oidc::expected::TrustedAudiences",
    "oauth_core::oidc::jwk::FetchKeys",
    "oauth_core::oidc::jwk::JwkSet",
    "oauth_core::pending::PendingId",
    "oauth_core::provider::ProviderSpec",
    "oauth_core::provider::Source",
    "oauth_core::provider::deviation::Deviation",
    "oauth_core::provider::key::Protocol",
    "oauth_core::provider::preset::Preset",
    "oauth_core::provider::profile_rules::EmailRule",
    "oauth_core::provider::profile_rules::ProfileRules",
    "oauth_core::provider::profile_rules::ProfileSource",
    "oauth_core::random::Batched",
    "oauth_core::random::SystemRandom",
    "oauth_core::return_to::ReturnTo",
    "oauth_core::settings::resolved::trust::Trust",
    "oauth_core::time::Timestamp",
    "oauth_actix::store::PendingStore",
];

/// What cannot be had here: a part of a `Reader`, which shows it, and a signer that only a feature has.
const OUT_OF_REACH: [&str; 2] = ["oauth_actix::shared::Shared", "oauth_core::oauth1::rsa_sha1::RsaSha1"];

/// SC-001: a new public type has to be looked at, or to be called harmless.
#[actix_web::test]
async fn no_public_type_shows_a_secret() {
    let (provider, sentinel, settings) = start();
    let shown = Shown::default();
    let browser = Browser::new(&app(&settings, &shown).await);
    for client in CLIENTS {
        log_in(&browser, client, &provider, &sentinel).await;
    }
    of_oauth1(&sentinel, &shown);
    of_oauth2(&sentinel, &shown);
    of_openid_connect(&sentinel, &shown);
    of_settings(&sentinel, &shown);
    sentinel.assert_not_in("Debug", &shown.text());

    let looked_at = shown.0.lock().unwrap().0.clone();
    let (all, unseen) = (public_types(), [HARMLESS, &OUT_OF_REACH].concat());
    let missing: Vec<_> =
        all.iter().filter(|name| !looked_at.contains(*name) && !unseen.contains(&name.as_str())).collect();
    assert!(missing.is_empty(), "nobody has looked at the Debug of {missing:#?}");
    let gone: Vec<_> = unseen.iter().filter(|name| !all.contains(**name)).collect();
    assert!(gone.is_empty(), "there is no public type with Debug called {gone:#?}");
}

/// Every public struct and enum of the libraries that has a `Debug`, as `type_name` has it.
fn public_types() -> BTreeSet<String> {
    let mut types = BTreeSet::new();
    for (path, source) in sources() {
        let module = path.replace('-', "_").replace("/src/", "::").replace('/', "::");
        let module = module.trim_end_matches(".rs").trim_end_matches("::mod").to_owned();
        let mut derives = false;
        for line in source.lines() {
            let declared = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "));
            if let Some(name) =
                declared.and_then(|rest| rest.split(|letter: char| !letter.is_alphanumeric()).next())
            {
                let written = |generic| source.contains(&format!("Debug for {name}{generic} {{"));
                if derives || ["", "<'_>", "<R>"].into_iter().any(written) {
                    types.insert(format!("{module}::{name}"));
                }
            }
            let attribute = line.starts_with("#[") || line.starts_with("///");
            derives = attribute && (derives || line.starts_with("#[derive(") && line.contains("Debug"));
        }
    }
    for known in
        ["oauth_core::oauth1::client::Client", "oauth_core::secret::Secret", "oauth_actix::api::ApiRequest"]
    {
        assert!(types.contains(known), "{known} is not among {types:#?}");
    }
    types
}

const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
const REDIRECT_URI: &str = "https://app.example/auth/it/authorize";

/// A secret of this name.
fn secret(sentinel: &Sentinel, name: &str) -> Secret {
    let value = format!("sentinel-of-the-{name}");
    sentinel.add(name, &value);
    Secret::from(value)
}

fn json(body: &str) -> Response {
    let headers = vec![("content-type", "application/json".to_owned())];
    Response { status: 200, headers, body: body.as_bytes().to_vec() }
}

fn form(body: &str) -> Response {
    Response { status: 200, headers: Vec::new(), body: body.as_bytes().to_vec() }
}

fn exchange<X: Exchange + Clone + Debug>(shown: &Shown, exchange: &X, answer: Response) -> X::Output {
    shown.add(exchange).add::<Request>(exchange.request()).add(&answer);
    exchange.clone().accept(answer, NOW).unwrap_or_else(|error| panic!("{error}"))
}

fn of_oauth1(sentinel: &Sentinel, shown: &Shown) {
    let description = Provider::oauth1("it")
        .client("marked", CLIENT_SECRET)
        .set(Key::RequestTokenUrl, "https://op.example/request")
        .set(Key::AuthorizationEndpoint, "https://op.example/authorize")
        .set(Key::TokenEndpoint, "https://op.example/token")
        .set(Key::ApiBaseUrl, "https://op.example/");
    let client =
        oauth1::Client::from_settings(&mut ProviderSettings::of(&description), REDIRECT_URI).unwrap();
    shown.add(&client).add(client.settings());
    let [token, temporary] = ["temporary token", "temporary secret"].map(|name| secret(sentinel, name));
    let request = client.request_temporary_credentials(&[], NOW, &mut SystemRandom).unwrap();
    let body = oauth_core::encoding::form([
        ("oauth_token", token.expose()),
        ("oauth_token_secret", temporary.expose()),
        ("oauth_callback_confirmed", "true"),
    ]);
    let temporary = exchange(shown, &request, form(&body));
    shown.add(&temporary);
    let login = client.authorize(&temporary, &[], None, NOW).unwrap();
    shown.add(&login).add(&login.pending);
    let verifier = secret(sentinel, "verifier");
    let callback =
        oauth_core::encoding::form([("oauth_token", token.expose()), ("oauth_verifier", verifier.expose())]);
    let response = oauth1::AuthorizationResponse::accept(&callback, temporary).unwrap();
    shown.add(&response);
    let redeem = client.redeem(response, NOW, &mut SystemRandom).unwrap();
    let credentials = exchange(shown, &redeem, form(&body));
    shown.add(&credentials);
    let userinfo_endpoint = oauth_core::Endpoint::parse("https://op.example/me");
    let settings = oauth1::ClientSettings { userinfo_endpoint, ..client.settings().clone() };
    let client = oauth1::Client::new(settings).unwrap();
    let profile = client.fetch_profile(&credentials, NOW, &mut SystemRandom).unwrap();
    exchange(shown, &profile, json("{}"));
    shown.add(&oauth1::Plaintext::new(Secret::from(CLIENT_SECRET)));
    shown.add(&oauth1::HmacSha1::new(Secret::from(CLIENT_SECRET)));
    let signer = oauth1::RsaSha256::from_der(oauth_test_provider::consumer_private_key()).unwrap();
    assert_eq!(shown.add(&signer).text().matches("RsaSha256([redacted])").count(), 2, "{}", signer.method());
}

fn of_oauth2(sentinel: &Sentinel, shown: &Shown) {
    let description = Provider::preset("it", &presets::GITHUB).client("marked", CLIENT_SECRET);
    let client =
        oauth2::Client::from_settings(&mut ProviderSettings::of(&description), REDIRECT_URI).unwrap();
    let Cached::Fresh(metadata) = client.metadata(NOW) else { panic!("everything is configured") };
    let parameters = oauth2::AuthorizationParameters::default();
    let login = client.authorize(&metadata, parameters, NOW, &mut SystemRandom).unwrap();
    let state = parameter(&login.url, "state");
    sentinel.add("state", &state);
    shown.add(&client).add(&login).add(&login.pending);
    let code = secret(sentinel, "code");
    let query = format!("state={state}&code={}&iss=https://github.com/login/oauth", code.expose());
    let parameters = oauth2::ResponseParameters::from_query(&query).unwrap();
    shown.add(&parameters);
    let response =
        oauth2::AuthorizationResponse::accept(&client, &metadata, login.pending, parameters, NOW).unwrap();
    let redeem = client.redeem(&metadata, &response, NOW).unwrap();
    let body = String::from_utf8(redeem.request().body.clone()).unwrap();
    sentinel.add("verifier", &parameter(&format!("https://op.example/?{body}"), "code_verifier"));
    shown.add(&response);
    let [access, other] = ["access token", "other member"].map(|name| secret(sentinel, name));
    let answer = format!(
        r#"{{"access_token":"{}","token_type":"bearer","other":"{}"}}"#,
        access.expose(),
        other.expose()
    );
    shown.add(&exchange(shown, &redeem, json(&answer)));
    let address = secret(sentinel, "address");
    let profile = client.fetch_profile(&metadata, &access).unwrap();
    let document = exchange(shown, &profile, json(&format!(r#"{{"id":7,"name":"{}"}}"#, address.expose())));
    let emails = client.fetch_emails(&access).unwrap().unwrap();
    let list = format!(r#"[{{"email":"{}@a.example","primary":true,"verified":true}}]"#, address.expose());
    let list = exchange(shown, &emails, json(&list));
    let profile =
        oauth_core::Profile::read(client.profile_rules().unwrap(), document, list.as_ref()).unwrap();
    let Some(Email::Verified(email)) = &profile.email else { panic!("{profile:?}") };
    shown.add(&profile).add(profile.email.as_ref().unwrap()).add(email);
}

fn of_openid_connect(sentinel: &Sentinel, shown: &Shown) {
    let apple = Provider::preset("it", &presets::APPLE)
        .client("marked", apple_private_key_pem())
        .set(Key::TeamId, "TEAM123456")
        .set(Key::KeyId, "KEY1234567");
    apple_private_key_pem().lines().for_each(|line| sentinel.add("private key", line));
    let mut settings = ProviderSettings::of(&apple);
    shown.add(&apple).add(&settings);
    let client = oidc::Client::from_settings(&mut settings, REDIRECT_URI).unwrap();
    shown.add(&client);
    let [access, nonce, long] =
        ["access token", "nonce", "secret of more than thirty-two bytes"].map(|name| secret(sentinel, name));
    let endpoint = oauth_core::Endpoint::parse("https://op.example/userinfo").unwrap();
    let userinfo = oidc::FetchUserinfo::new(&endpoint, &access, "ada".to_owned());
    shown.add(&exchange(shown, &userinfo, json(r#"{"sub":"ada"}"#)));
    shown.add(&oidc::SymmetricKey::new(&long).unwrap());
    shown.add(&oidc::Keys::Secret(oidc::SymmetricKey::new(&long).unwrap()));
    for rule in [
        oidc::NonceRule::Required(&nonce),
        oidc::NonceRule::IfPresent(&nonce),
        oidc::NonceRule::Refreshed(Some(&nonce)),
    ] {
        shown.add(&rule);
    }
    // The example of RFC 7515, appendix A.1.
    let token = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0\
                 dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    sentinel.add("id_token", token);
    let token = Secret::from(token);
    shown.add(&oidc::IdToken::parse(&token).unwrap());
    let configured = [
        (Key::Issuer, "https://op.example"),
        (Key::AuthorizationEndpoint, "https://op.example/authorize"),
        (Key::TokenEndpoint, "https://op.example/token"),
        (Key::JwksUri, "https://op.example/jwks"),
        (Key::IdTokenSignedResponseAlg, "HS256"),
    ];
    let description = Provider::openid_connect("it").client("marked", CLIENT_SECRET);
    let description = configured.into_iter().fold(description, |to, (key, value)| to.set(key, value));
    let client = oidc::Client::from_settings(&mut ProviderSettings::of(&description), REDIRECT_URI).unwrap();
    let Cached::Fresh(metadata) = client.metadata(NOW) else { panic!("everything is configured") };
    shown.add(&client).add(&client.verification_of(&metadata, &token, &nonce, NOW).unwrap());
    shown.add(&oidc::Expected {
        issuer: oidc::IssuerRule::Exact { issuer: client.issuer().unwrap(), alias: None },
        client_id: "marked",
        algorithms: &[],
        nonce: oidc::NonceRule::Required(&nonce),
        access_token: Some(&access),
        code: Some(&nonce),
        state: Some(&nonce),
        max_age: None,
        acr_values: &[],
        leeway: 0,
        begun: NOW,
        trusted_audiences: oidc::TrustedAudiences::Only(&[]),
    });
}

fn of_settings(sentinel: &Sentinel, shown: &Shown) {
    let settings = Settings::new().base_url(BASE).cookie_key(&key(7)).client("it", "marked", CLIENT_SECRET);
    let site = Site::from_settings(&settings).unwrap();
    site.providers.add(&Provider::preset("it", &presets::GITHUB).client("marked", CLIENT_SECRET)).unwrap();
    shown.add(&site.providers).add(&Reader::new(&settings, "/auth", PendingStore::Cookie));
    let sealer = Sealer::parse(&key(7)).unwrap();
    let stored = secret(sentinel, "stored token");
    shown.add(&settings).add(&sealer).add(&stored);
}
