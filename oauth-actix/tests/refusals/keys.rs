//! The provider's keys. When none fits, they are asked for once more, and only once.

use oauth_core::encoding::base64url;
use oauth_test_provider::{Answer, Endpoint, Misbehaviour::*, Provider, Reply};
use serde_json::{Map, Value, json};

use crate::row::Turn::{By, Named};

fn body(provider: &Provider, body: &'static str) {
    provider.on_reply(Endpoint::Jwks, move |_, reply| reply.body = body.into());
}

fn answer(provider: &Provider, answer: impl Into<Answer>) {
    provider.answer(Endpoint::Jwks, answer);
}

/// Sets a member of every key.
fn key(provider: &Provider, name: &'static str, value: impl Into<Value>) {
    let value = value.into();
    each(provider, move |key| drop(key.insert(name.to_owned(), value.clone())));
}

fn each(provider: &Provider, change: impl Fn(&mut Map<String, Value>) + Send + Sync + 'static) {
    provider.on_jwks(move |document| {
        let keys = document.get_mut("keys").and_then(Value::as_array_mut).unwrap();
        keys.iter_mut().filter_map(Value::as_object_mut).for_each(&change);
    });
}

refusals! {
    no_keys: "JW-001" "google" Named(NoKeys) => "id_token_key_unknown" [Metadata Token Jwks Jwks];
    an_unknown_key: "JW-028" "google" Named(UnknownKid) => "id_token_key_unknown" [Metadata Token Jwks Jwks];
    a_key_whose_name_differs_in_case: "JW-029" "google" By(|p| {
        let kid = p.kid();
        let changed = if kid == kid.to_uppercase() { kid.to_lowercase() } else { kid.to_uppercase() };
        key(p, "kid", changed);
    }) => "id_token_key_unknown" [Metadata Token Jwks Jwks];
    a_key_whose_name_has_a_space: "JW-029" "google"
        By(|p| key(p, "kid", format!("{} ", p.kid()))) => "id_token_key_unknown" [Metadata Token Jwks Jwks];
    a_key_for_another_algorithm: "JW-015" "google" By(|p| key(p, "alg", "PS512")) => "id_token_key_unknown" [Metadata Token Jwks Jwks];
    a_key_for_encryption: "-" "google" By(|p| key(p, "use", "enc")) => "id_token_key_unknown" [Metadata Token Jwks Jwks];
    a_key_that_may_only_sign: "-" "google" By(|p| key(p, "key_ops", json!(["sign"]))) => "id_token_key_unknown" [Metadata Token Jwks Jwks];
    a_key_that_shows_its_private_half: "-" "google" By(|p| key(p, "d", "AQAB")) => "id_token_key_unknown" [Metadata Token Jwks Jwks];
    a_key_of_16384_bits: "JW-018" "google"
        By(|p| key(p, "n", base64url(&[0xff; 2048]))) => "id_token_key_unknown" [Metadata Token Jwks Jwks];
    a_key_of_1024_bits: "JW-018" "google"
        By(|p| key(p, "n", base64url(&[0xff; 128]))) => "id_token_key_unknown" [Metadata Token Jwks Jwks];
    a_key_of_another_kind: "JW-022" "google" By(|p| key(p, "kty", "EC")) => "id_token_key_unknown" [Metadata Token Jwks Jwks];
    another_key_under_the_name: "JW-022" "google" By(|p| each(p, |key| {
        let n = key["n"].as_str().unwrap();
        let changed = format!("{}{}", &n[..n.len() - 2], if n.ends_with("AQ") { "BQ" } else { "AQ" });
        key.insert("n".to_owned(), changed.into());
    })) => "id_token_signature_invalid" [Metadata Token Jwks Jwks];

    no_list: "JW-002" "google" By(|p| body(p, "{}")) => "jwks_malformed" [Metadata Token Jwks];
    a_list_that_is_an_object: "JW-002" "google" By(|p| body(p, r#"{"keys":{}}"#)) => "jwks_malformed" [Metadata Token Jwks];
    entries_that_are_no_keys: "JW-002" "google"
        By(|p| body(p, r#"{"keys":[null,"x",7,[]]}"#)) => "id_token_key_unknown" [Metadata Token Jwks Jwks];
    an_array: "JW-002" "google" By(|p| body(p, "[]")) => "jwks_malformed" [Metadata Token Jwks];
    two_lists: "-" "google" By(|p| body(p, r#"{"keys":[],"keys":[]}"#)) => "jwks_malformed" [Metadata Token Jwks];
    more_than_a_hundred_keys: "JW-027" "google" By(|p| p.on_jwks(|document| {
        document["keys"].as_array_mut().unwrap().extend(std::iter::repeat_n(json!({}), 100));
    })) => "jwks_malformed" [Metadata Token Jwks];
    another_content_type: "JW-030" "google" By(|p| p.on_reply(Endpoint::Jwks, |_, reply| {
        reply.set_header("Content-Type", "text/plain");
    })) => "jwks_malformed" [Metadata Token Jwks];
    a_server_that_is_down: "JW-012" "google" Named(JwksUnavailable) => "jwks_status" [Metadata Token Jwks];
    a_redirect: "HT-004" "google"
        By(|p| answer(p, Answer::Redirect("http://169.254.169.254/".into()))) => "redirect_refused" [Metadata Token Jwks];
    a_list_without_end: "HT-009" "google" By(|p| answer(p, Answer::Endless)) => "transport_body_too_large" [Metadata Token Jwks];
    half_a_list: "HT-019" "google"
        By(|p| answer(p, Answer::CloseMidBody(Box::new(Answer::Honest)))) => "transport_interrupted" [Metadata Token Jwks];
    an_empty_answer: "JW-002" "google" By(|p| answer(p, Reply::json(200, json!({})).with_body("")))
        => "jwks_malformed" [Metadata Token Jwks];
}

/// JW-030: the type that RFC 7517 registered.
#[actix_web::test]
async fn keys_may_come_as_a_jwk_set() {
    use crate::support::*;
    let provider = provider();
    provider
        .on_reply(Endpoint::Jwks, |_, reply| reply.set_header("Content-Type", "application/jwk-set+json"));
    let app = Store::Cookie.app(&settings(&provider)).await;
    Browser::new(&app).login("google").await.assert_logged_in();
}
