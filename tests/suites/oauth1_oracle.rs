//! OAuth 1.0a signatures against oauthlib's, on requests that nobody thought of.
//!
//! The same requests in every run, unless `PROPTEST_RNG_SEED` or `PROPTEST_CASES` says otherwise. The parameters stand
//! in the header: in bodies and queries oauthlib decodes them twice. More of its habits are left out here:
//!
//! - `oauth_body_hash` is always SHA-1 there, whatever the signature method; draft-eaton-oauth-bodyhash, section 3.1
//!   has the method's own hash function. So bodies that are no form are compared for HMAC-SHA1 alone.
//! - It refuses queries with characters such as `[` and `|` in them, which occur, and which signers must take.
//! - It loses a `;` at the end of a path, as Python's `urlparse` does; RFC 5849, section 3.4.1.2 keeps the path.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

#[path = "oauth1_oracle/request.rs"]
mod request;

use std::sync::Arc;

use oauth_core::oauth1::signature::{base_string_uri, normalize, query_parameters, signature_base_string};
use oauth_core::oauth1::{
    Client, ClientSettings, OAuth1Signer, Placement, SignatureMethod, TokenCredentials,
};
use oauth_core::{Endpoint, Error, Exchange as _, Random, Request, Secret, Timestamp};
use oauth_tests::Oracle;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestRunner};
use serde_json::{Value, json};

use self::request::{Signed, request};

const CASES: u32 = 300;
/// How many base strings are compared, by one process of the oracle's.
const BASE_STRINGS: u32 = 3000;
const SEED: u64 = 5849;

/// O1-019, O1-021, O1-028, O1-029, O1-030, O1-031.
#[test]
fn base_strings_are_those_of_oauthlib() {
    let oracle = Oracle::start();
    property(request(), BASE_STRINGS, |request| {
        let answer = ask(&oracle, &request, &json!({}))?;
        let signing = SignatureMethod::HmacSha1;
        let uri = base_string_uri(&request.url);
        prop_assert_eq!(uri.as_deref(), answer["base_string_uri"].as_str());
        let parameters = request.parameters(signing);
        let parameters: Vec<_> = parameters.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let query = query_parameters(&request.url).unwrap();
        let all = query.iter().map(|(n, v)| (n.as_str(), v.as_str())).chain(parameters.iter().copied());
        let normalized = normalize(all);
        prop_assert_eq!(Some(normalized.as_str()), answer["normalized_parameters"].as_str());
        let base_string = signature_base_string(request.method.as_str(), &request.url, &parameters);
        prop_assert_eq!(base_string.as_deref(), answer["base_string"].as_str());
        Ok(())
    });
}

#[test]
fn hmac_signatures_are_those_of_oauthlib() {
    let oracle = Oracle::start();
    let methods = vec![SignatureMethod::HmacSha1, SignatureMethod::HmacSha256, SignatureMethod::HmacSha512];
    property((request(), select(methods)), CASES, |(request, method)| {
        let answer = ask(&oracle, &request, &json!({"signature_method": method.as_str()}))?;
        let signer = method.signer(Secret::from(request.client_secret.as_str())).unwrap();
        prop_assert_eq!(signature_of(&request, signer), answer["signature"].as_str().unwrap());
        Ok(())
    });
}

#[test]
fn rsa_signatures_are_those_of_oauthlib() {
    let oracle = Oracle::start();
    let keys = oracle.ask(&json!({"generate": "rsa"}));
    let key = keys["private_key"].as_str().unwrap();
    let signer = SignatureMethod::RsaSha256.signer(Secret::from(key)).unwrap();
    property(request(), CASES / 6, |request| {
        let answer = ask(&oracle, &request, &json!({"signature_method": "RSA-SHA256", "rsa_key": key}))?;
        prop_assert_eq!(signature_of(&request, Arc::clone(&signer)), answer["signature"].as_str().unwrap());
        Ok(())
    });
}

#[test]
fn plaintext_signatures_are_those_of_oauthlib() {
    let oracle = Oracle::start();
    property(request(), CASES / 6, |request| {
        let request = Signed { url: "https://a.test/".to_owned(), ..request };
        let answer = ask(&oracle, &request, &json!({"signature_method": "PLAINTEXT"}))?;
        let signer = SignatureMethod::Plaintext.signer(Secret::from(request.client_secret.as_str())).unwrap();
        prop_assert_eq!(signature_of(&request, signer), answer["signature"].as_str().unwrap());
        Ok(())
    });
}

#[test]
fn bodies_that_are_no_form_are_signed_by_their_hash_as_oauthlib_does() {
    let oracle = Oracle::start();
    property((request(), "\\PC{0,40}"), CASES / 3, |(request, text)| {
        let body = json!({"text": text}).to_string();
        let request = Signed { form: None, ..request };
        let more = json!({"body": body, "content_type": "application/json"});
        let answer = ask(&oracle, &request, &more)?;
        let signer = SignatureMethod::HmacSha1.signer(Secret::from(request.client_secret.as_str())).unwrap();
        let mut call = request.call();
        call.headers.push(("content-type", "application/json".into()));
        call.body = body.into_bytes();
        let signed = sign(&request, signer, call).unwrap();
        prop_assert_eq!(header_parameter(&signed, "oauth_signature"), answer["signature"].as_str().unwrap());
        Ok(())
    });
}

#[test]
fn callbacks_with_escapes_are_signed_as_oauthlib_does() {
    let oracle = Oracle::start();
    let callbacks = "https://app\\.test/cb\\?next=(%20|%2Fa|%26|%C3%A9|[a-z+=&]){1,6}";
    property((request(), callbacks), CASES / 6, |(request, callback)| {
        let url = "https://a.test/oauth/request_token".to_owned();
        let request = Signed { url, method: oauth_core::Method::Post, form: None, ..request };
        let mut question = question(&request);
        question["callback"] = callback.as_str().into();
        let fields = question.as_object_mut().unwrap();
        fields.remove("token");
        fields.remove("token_secret");
        let answer = oracle.ask(&question);
        let signer = SignatureMethod::HmacSha1.signer(Secret::from(request.client_secret.as_str())).unwrap();
        let client = client(&request, signer, &callback);
        let exchange = client.request_temporary_credentials(&[], request.now(), &mut request.random());
        let header = header_parameter(exchange.unwrap().request(), "oauth_signature");
        prop_assert_eq!(Some(header.as_str()), answer["signature"].as_str());
        Ok(())
    });
}

/// Checks many requests, the same ones in every run.
fn property<S: Strategy>(strategy: S, cases: u32, check: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let defaults = Config::default();
    let rng_seed = match defaults.rng_seed {
        RngSeed::Random => RngSeed::Fixed(SEED),
        asked => asked,
    };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { defaults.cases } else { cases };
    let config = Config { cases, rng_seed, failure_persistence: None, ..defaults };
    TestRunner::new(config).run(&strategy, check).unwrap_or_else(|error| panic!("{error}"));
}

fn ask(oracle: &Oracle, request: &Signed, more: &Value) -> Result<Value, TestCaseError> {
    let mut question = question(request);
    question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let answer = oracle.ask(&question);
    prop_assert!(answer["error"].is_null(), "{}", answer["error"]);
    Ok(answer)
}

fn question(request: &Signed) -> Value {
    let mut question = json!({
        "method": request.method.as_str(), "url": request.url, "realm": request.realm,
        "client_key": request.client_id, "client_secret": request.client_secret,
        "token": request.token, "token_secret": request.token_secret,
        "nonce": request.nonce_text(), "timestamp": request.timestamp,
    });
    if let Some(form) = &request.form {
        question["body"] = form.as_str().into();
        question["content_type"] = "application/x-www-form-urlencoded".into();
    }
    question
}

/// The signature that our client puts into the header.
fn signature_of(request: &Signed, signer: Arc<dyn OAuth1Signer>) -> String {
    let signed = sign(request, signer, request.call()).unwrap();
    header_parameter(&signed, "oauth_signature")
}

fn sign(request: &Signed, signer: Arc<dyn OAuth1Signer>, call: Request) -> Result<Request, Error> {
    let credentials = TokenCredentials::new(
        Secret::from(request.token.as_str()),
        Secret::from(request.token_secret.as_str()),
    );
    let client = client(request, signer, "https://app.test/callback");
    client.sign(call, &credentials, request.now(), &mut request.random())
}

fn client(request: &Signed, signer: Arc<dyn OAuth1Signer>, callback: &str) -> Client {
    let endpoint = |path: &str| Endpoint::parse(&format!("https://a.test/oauth/{path}")).unwrap();
    Client::new(ClientSettings {
        provider: "oracle".to_owned(),
        client_id: request.client_id.clone(),
        signer,
        callback: callback.to_owned(),
        request_token_url: endpoint("request_token"),
        authorize_url: endpoint("authorize"),
        access_token_url: endpoint("access_token"),
        // PLAINTEXT goes nowhere else.
        api_base_url: Endpoint::parse("https://a.test/"),
        placement: Placement::Header,
        realm: request.realm.clone(),
        body_hash: true,
        authorization_parameters: Vec::new(),
        userinfo_endpoint: None,
        profile: None,
    })
    .unwrap()
}

/// A parameter of the `Authorization` header, decoded.
fn header_parameter(request: &Request, name: &str) -> String {
    let header = request.headers.iter().find(|(header, _)| *header == "authorization").unwrap();
    let start = format!("{name}=\"");
    let value = header.1.split(", ").find_map(|part| part.trim_start_matches("OAuth ").strip_prefix(&start));
    let value = value.unwrap().trim_end_matches('"');
    url::form_urlencoded::parse(format!("x={value}").as_bytes()).next().unwrap().1.into_owned()
}

/// Always the same bytes, so that oauthlib can be told the nonce.
struct Fixed([u8; 12]);

impl Random for Fixed {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), Error> {
        buffer.copy_from_slice(&self.0[..buffer.len()]);
        Ok(())
    }
}

impl Signed {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix(self.timestamp)
    }

    fn random(&self) -> Fixed {
        Fixed(self.nonce)
    }
}
