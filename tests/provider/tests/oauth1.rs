//! OAuth 1.0a, driven over sockets by a signer of its own.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed unwrap is a failed test")]

mod common;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::*;
use oauth_test_provider::{Endpoint, Provider, consumer_private_key};
use ring::{hmac, rand::SystemRandom, rsa, signature};

#[derive(Clone, Copy)]
enum Place {
    Header,
    Query,
    Body,
}

struct Signer<'a> {
    provider: &'a Provider,
    method: &'a str,
    place: Place,
    token: (String, String),
}

impl Signer<'_> {
    fn sign(&self, base_string: &str) -> String {
        let secret = self.provider.oauth1_client().secret.unwrap();
        let key = format!("{}&{}", encode(&secret), encode(&self.token.1));
        let algorithm = match self.method {
            "PLAINTEXT" => return key,
            "RSA-SHA256" => {
                let pair = rsa::KeyPair::from_pkcs8(consumer_private_key()).unwrap();
                let mut signed = vec![0; pair.public().modulus_len()];
                let random = SystemRandom::new();
                pair.sign(&signature::RSA_PKCS1_SHA256, &random, base_string.as_bytes(), &mut signed)
                    .unwrap();
                return STANDARD.encode(signed);
            }
            "HMAC-SHA256" => hmac::HMAC_SHA256,
            _ => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        };
        STANDARD.encode(hmac::sign(&hmac::Key::new(algorithm, key.as_bytes()), base_string.as_bytes()))
    }

    fn protocol_parameters(&self) -> Vec<(String, String)> {
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let mut parameters = vec![
            ("oauth_consumer_key".to_owned(), self.provider.oauth1_client().id),
            ("oauth_nonce".to_owned(), COUNTER.fetch_add(1, Ordering::Relaxed).to_string()),
            ("oauth_signature_method".to_owned(), self.method.to_owned()),
            ("oauth_timestamp".to_owned(), now.to_string()),
        ];
        if !self.token.0.is_empty() {
            parameters.push(("oauth_token".to_owned(), self.token.0.clone()));
        }
        parameters
    }

    /// Sends `POST` with the protocol parameters in their place and the others in the query.
    fn send(&self, url: &str, protocol: &[(&str, &str)], query: &str) -> Response {
        let mut parameters = self.protocol_parameters();
        parameters.extend(protocol.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.send_exactly(url, parameters, query)
    }

    fn send_exactly(&self, url: &str, mut parameters: Vec<(String, String)>, query: &str) -> Response {
        let all = parameters.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
        let mut all: Vec<String> =
            all.chain(query.split('&').filter(|p| !p.is_empty()).map(str::to_owned)).collect();
        all.sort();
        let method = if url.contains("/1.1/") { "GET" } else { "POST" };
        let base_string = format!("{method}&{}&{}", encode(url), encode(&all.join("&")));
        parameters.push(("oauth_signature".to_owned(), self.sign(&base_string)));
        let join = |separator: &str, quote: &str| {
            let pairs: Vec<String> = parameters
                .iter()
                .map(|(name, value)| format!("{}={quote}{}{quote}", encode(name), encode(value)))
                .collect();
            pairs.join(separator)
        };
        let form = ("Content-Type", "application/x-www-form-urlencoded");
        match self.place {
            Place::Header => {
                let header = format!("OAuth realm=\"r\", {}", join(", ", "\""));
                send(&format!("{url}?{query}"), method, &[("Authorization", &header)], "")
            }
            Place::Query => send(&format!("{url}?{}&{query}", join("&", "")), method, &[], ""),
            Place::Body => send(&format!("{url}?{query}"), method, &[form], &join("&", "")),
        }
    }
}

fn field(response: &Response, name: &str) -> String {
    assert_eq!(response.status, 200, "{response:?}");
    parameter(&format!("?{}", response.body), name).unwrap()
}

fn confirmed<'a>(provider: &'a Provider, method: &'a str, place: Place) -> (Signer<'a>, String) {
    let signer = Signer { provider, method, place, token: Default::default() };
    let callback = [("oauth_callback", "http://127.0.0.1:9/cb?x=1%202")];
    let temporary = signer.send(&provider.temporary_credentials_endpoint(), &callback, "");
    assert_eq!(field(&temporary, "oauth_callback_confirmed"), "true");
    let token = (field(&temporary, "oauth_token"), field(&temporary, "oauth_token_secret"));
    provider.auto_approve("ada");
    let url = format!("{}?oauth_token={}", provider.oauth1_authorization_endpoint(), token.0);
    let location = get(&url).location();
    assert!(location.starts_with("http://127.0.0.1:9/cb?x=1%202&oauth_token="), "{location}");
    (Signer { token, ..signer }, parameter(&location, "oauth_verifier").unwrap())
}

fn access<'a>(provider: &'a Provider, method: &'a str, place: Place) -> Signer<'a> {
    let (signer, verifier) = confirmed(provider, method, place);
    let credentials =
        signer.send(&provider.token_credentials_endpoint(), &[("oauth_verifier", &verifier)], "");
    let token = (field(&credentials, "oauth_token"), field(&credentials, "oauth_token_secret"));
    Signer { token, ..signer }
}

#[test]
fn every_method_works_in_every_place() {
    let provider = Provider::start_blocking().unwrap();
    for method in ["HMAC-SHA1", "HMAC-SHA256", "RSA-SHA256", "PLAINTEXT"] {
        for place in [Place::Header, Place::Query, Place::Body] {
            let signer = access(&provider, method, place);
            let account =
                signer.send(&provider.url(Endpoint::VerifyCredentials), &[], "include_email=true").json();
            assert_eq!((&account["id"], &account["id_str"]), (&4711.into(), &"4711".into()), "{method}");
            assert_eq!(account["email"], "ada@example.com");
        }
    }
}

#[test]
fn duplicate_and_empty_parameters_take_part_in_the_signature() {
    let provider = Provider::start_blocking().unwrap();
    let signer = access(&provider, "HMAC-SHA1", Place::Header);
    let echo = signer.send(&provider.url(Endpoint::OAuth1Echo), &[], "a=2&a=1&b=%C3%A9%2B&c=").json();
    assert_eq!(echo["parameters"], serde_json::json!([["a", "2"], ["a", "1"], ["b", "é+"], ["c", ""]]));
}

#[test]
fn a_nonce_works_once() {
    let provider = Provider::start_blocking().unwrap();
    let signer = access(&provider, "HMAC-SHA1", Place::Header);
    let parameters = signer.protocol_parameters();
    let url = provider.url(Endpoint::VerifyCredentials);
    assert_eq!(signer.send_exactly(&url, parameters.clone(), "").status, 200);
    let replayed = signer.send_exactly(&url, parameters, "");
    assert_eq!((replayed.status, replayed.body.as_str()), (401, "oauth_problem=nonce_used"));
    assert_eq!(provider.journal().pop().unwrap().refusal.as_deref(), Some("nonce_used"));
}

#[test]
fn an_old_timestamp_is_refused() {
    let provider = Provider::start_blocking().unwrap();
    let signer = access(&provider, "HMAC-SHA1", Place::Header);
    provider.clock_offset(400);
    let response = signer.send(&provider.url(Endpoint::VerifyCredentials), &[], "");
    assert_eq!(response.body, "oauth_problem=timestamp_refused");
}

#[test]
fn a_wrong_verifier_is_refused_and_burns_the_temporary_credentials() {
    let provider = Provider::start_blocking().unwrap();
    let (signer, verifier) = confirmed(&provider, "HMAC-SHA1", Place::Header);
    let url = provider.token_credentials_endpoint();
    let wrong = signer.send(&url, &[("oauth_verifier", "wrong")], "");
    assert_eq!(wrong.body, "oauth_problem=parameter_rejected&oauth_parameters=oauth_verifier");
    let again = signer.send(&url, &[("oauth_verifier", &verifier)], "");
    assert_eq!(again.body, "oauth_problem=token_rejected");
}

#[test]
fn a_wrong_secret_is_refused() {
    let provider = Provider::start_blocking().unwrap();
    let signer = access(&provider, "HMAC-SHA1", Place::Header);
    let signer = Signer { token: (signer.token.0.clone(), "wrong".to_owned()), ..signer };
    let response = signer.send(&provider.url(Endpoint::VerifyCredentials), &[], "");
    assert_eq!((response.status, response.body.as_str()), (401, "oauth_problem=signature_invalid"));
}

#[test]
fn a_refusal_brings_back_denied() {
    let provider = Provider::start_blocking().unwrap();
    let signer =
        Signer { provider: &provider, method: "PLAINTEXT", place: Place::Header, token: Default::default() };
    let callback = [("oauth_callback", REDIRECT_URI)];
    let token = field(&signer.send(&provider.temporary_credentials_endpoint(), &callback, ""), "oauth_token");
    let url = format!("{}?oauth_token={token}&login_hint=auto:!no", provider.oauth1_authorization_endpoint());
    assert_eq!(get(&url).location(), format!("{REDIRECT_URI}?denied={token}"));
}
