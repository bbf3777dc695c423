//! How the ID token is signed, and what its header says.

use oauth_core::encoding::base64url;
use oauth_test_provider::{Misbehaviour::*, Provider, Signature};
use serde_json::{Value, json};

use crate::row::Turn::{By, Named};

fn header(provider: &Provider, name: &'static str, value: impl Into<Value>) {
    let value = value.into();
    provider.on_id_token(move |draft| draft.set_header(name, value.clone()));
}

fn header_text(provider: &Provider, change: fn(String) -> String) {
    provider.on_id_token(move |draft| draft.header_text = Some(change(json!(draft.header).to_string())));
}

/// Changes the compact token.
fn compact(provider: &Provider, change: fn(&str) -> String) {
    provider.on_token_response(move |response| {
        let token = change(response["id_token"].as_str().unwrap());
        response.insert("id_token".to_owned(), token.into());
    });
}

/// Sets the bits of the last character that belong to no byte.
fn left_over_bits(token: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (text, last) = token.split_at(token.len() - 1);
    let index = ALPHABET.iter().position(|letter| last.as_bytes() == [*letter]).unwrap();
    format!("{text}{}", char::from(ALPHABET[index ^ 1]))
}

fn as_json(token: &str) -> String {
    let parts: Vec<_> = token.split('.').collect();
    json!({ "payload": parts[1], "signatures": [{ "protected": parts[0], "signature": parts[2] }] })
        .to_string()
}

refusals! {
    no_signature_by_name: "JH-001" "google" Named(AlgorithmNone) => "id_token_algorithm" [Metadata Token];
    no_signature_in_mixed_case: "JH-002" "google" Named(AlgorithmNoneInMixedCase) => "id_token_algorithm" [Metadata Token];
    a_signature_by_none_that_is_good: "ID-064" "google" By(|p| header(p, "alg", "none")) => "id_token_algorithm" [Metadata Token];
    hmac_with_the_public_key: "JH-004" "google" Named(HmacWithPublicKey) => "id_token_algorithm" [Metadata Token];
    hmac_with_an_empty_key: "JH-005" "google" Named(HmacWithEmptyKey) => "id_token_algorithm" [Metadata Token];
    hmac_with_the_client_secret: "DI-014" "google" By(|p| {
        p.misbehave(WeakAlgorithmsOffered);
        let secret = p.oidc_client().secret.unwrap();
        header(p, "alg", "HS256");
        p.on_id_token(move |draft| draft.signature = Signature::Hmac(secret.clone().into_bytes()));
    }) => "id_token_algorithm" [Metadata Token];
    a_provider_that_turns_to_hmac: "JH-004" "google" Named(CorruptHs256) => "id_token_algorithm" [Metadata Token];
    a_broken_rs256_signature: "JH-034" "google" Named(CorruptRs256) => "id_token_signature_invalid" [Metadata Token Jwks Jwks];
    a_broken_es256_signature: "JH-034" "google" Named(CorruptEs256) => "id_token_signature_invalid" [Metadata Token Jwks Jwks];
    an_empty_signature: "JH-001" "google" Named(EmptySignature) => "id_token_malformed" [Metadata Token];
    a_key_that_is_not_published: "ID-061" "google" Named(UnpublishedKey) => "id_token_signature_invalid" [Metadata Token Jwks Jwks];
    an_algorithm_that_the_key_is_not_for: "JW-015" "google" Named(AlgorithmNotOfKey) => "id_token_algorithm" [Metadata Token Jwks];
    a_key_in_the_header: "JH-014" "google" Named(EmbeddedKey) => "id_token_signature_invalid" [Metadata Token Jwks Jwks];
    a_signature_in_no_base64url: "JH-030" "google"
        By(|p| p.on_id_token(|draft| draft.signature = Signature::Raw("+/==".into()))) => "id_token_malformed" [Metadata Token];
    left_over_bits_in_the_signature: "JH-030" "google" By(|p| compact(p, left_over_bits)) => "id_token_malformed" [Metadata Token];

    encryption: "JH-008" "google" By(|p| header(p, "alg", "RSA1_5")) => "id_token_algorithm" [Metadata Token];
    encryption_with_a_shared_key: "JH-008" "google" By(|p| header(p, "alg", "dir")) => "id_token_algorithm" [Metadata Token];
    es512: "JH-038" "google" By(|p| header(p, "alg", "ES512")) => "id_token_algorithm" [Metadata Token];
    a_name_of_rfc_9864: "JH-038" "google" By(|p| header(p, "alg", "Ed25519")) => "id_token_algorithm" [Metadata Token];
    a_signature_of_the_next_age: "JH-038" "google" By(|p| header(p, "alg", "ML-DSA-44")) => "id_token_algorithm" [Metadata Token];
    secp256k1: "JH-038" "google" By(|p| header(p, "alg", "ES256K")) => "id_token_algorithm" [Metadata Token];
    an_algorithm_that_is_a_number: "JH-008" "google" By(|p| header(p, "alg", 256)) => "id_token_malformed" [Metadata Token];
    two_algorithms: "JH-009" "google"
        By(|p| header_text(p, |t| t.replacen('{', "{\"alg\":\"none\",", 1))) => "id_token_malformed" [Metadata Token];
    an_extension_that_must_be_understood: "JH-011" "google" Named(UnknownCritical) => "id_token_critical_header" [Metadata Token];
    expiry_as_an_extension: "JH-011" "google"
        By(|p| header(p, "crit", json!(["exp"]))) => "id_token_critical_header" [Metadata Token];
    no_extensions_in_a_list: "JH-012" "google" By(|p| header(p, "crit", json!([]))) => "id_token_critical_header" [Metadata Token];
    extensions_in_text: "JH-012" "google" By(|p| header(p, "crit", "exp")) => "id_token_critical_header" [Metadata Token];
    a_payload_that_is_not_encoded: "JH-013" "google" By(|p| header(p, "b64", false)) => "id_token_critical_header" [Metadata Token];
    the_type_of_an_access_token: "JH-018" "google" Named(AccessTokenType) => "id_token_type" [Metadata Token];
    the_type_of_a_proof: "JH-020" "google" By(|p| header(p, "typ", "dpop+jwt")) => "id_token_type" [Metadata Token];
    the_type_of_a_request: "JH-020" "google" By(|p| header(p, "typ", "oauth-authz-req+jwt")) => "id_token_type" [Metadata Token];
    the_type_of_a_logout_token: "JH-020" "google" By(|p| header(p, "typ", "logout+jwt")) => "id_token_type" [Metadata Token];
    a_type_that_is_a_number: "JH-022" "google" By(|p| header(p, "typ", 7)) => "id_token_malformed" [Metadata Token];
    a_header_of_nine_kilobytes: "JH-028" "google"
        By(|p| header(p, "x", "x".repeat(9000))) => "id_token_malformed" [Metadata Token];
    a_header_of_a_megabyte: "JH-028" "google"
        By(|p| header(p, "x", "x".repeat(1 << 20))) => "transport_body_too_large" [Metadata Token];
    a_header_in_an_array: "JH-036" "google" By(|p| header_text(p, |t| format!("[{t}]"))) => "id_token_malformed" [Metadata Token];
    four_parts: "JH-027" "google" Named(FourParts) => "id_token_malformed" [Metadata Token];
    two_parts: "JH-027" "google"
        By(|p| compact(p, |t| t.rsplit_once('.').unwrap().0.to_owned())) => "id_token_malformed" [Metadata Token];
    five_parts: "JH-027" "google" By(|p| compact(p, |t| format!("{t}.a.b"))) => "id_token_malformed" [Metadata Token];
    dots: "JH-027" "google" By(|p| compact(p, |_| ".".repeat(60_000))) => "id_token_malformed" [Metadata Token];
    nothing_but_words: "JH-027" "google" By(|p| compact(p, |_| "token".to_owned())) => "id_token_malformed" [Metadata Token];
    another_serialization: "JH-031" "google" By(|p| compact(p, as_json)) => "id_token_malformed" [Metadata Token];
    a_space_before: "JH-032" "google" By(|p| compact(p, |t| format!(" {t}"))) => "id_token_malformed" [Metadata Token];
    a_line_break_behind: "JH-032" "google" By(|p| compact(p, |t| format!("{t}\n"))) => "id_token_malformed" [Metadata Token];
    a_scheme_before: "JH-032" "google" By(|p| compact(p, |t| format!("Bearer {t}"))) => "id_token_malformed" [Metadata Token];
    the_access_token_in_its_place: "ID-063" "google" By(|p| p.on_token_response(|response| {
        let token = response["access_token"].clone();
        response.insert("id_token".to_owned(), token);
    })) => "id_token_malformed" [Metadata Token];
    claims_that_were_changed_later: "JH-034" "google" By(|p| compact(p, |token| {
        let parts: Vec<_> = token.split('.').collect();
        format!("{}.{}.{}", parts[0], base64url(b"{\"sub\":\"grace\"}"), parts[2])
    })) => "id_token_signature_invalid" [Metadata Token Jwks Jwks];
}

/// JH-015: whatever address a header names, keys come from the issuer alone.
#[actix_web::test]
async fn addresses_in_the_header_are_not_asked() {
    use crate::support::*;
    let (provider, stranger) = (provider(), provider());
    for name in ["jku", "x5u"] {
        header(&provider, name, stranger.jwks_uri());
    }
    let app = Store::Cookie.app(&settings(&provider)).await;
    Browser::new(&app).login("google").await.assert_logged_in();
    assert!(stranger.journal().is_empty());
}

/// MX-011: a good ID token of another provider, which the client of this one got by a mix-up.
#[actix_web::test]
async fn the_id_token_of_another_provider_is_refused() {
    use crate::support::*;
    use std::sync::{Arc, Mutex};

    let (provider, other) = (provider(), provider());
    let token = Arc::new(Mutex::new(Value::Null));
    let issued = Arc::clone(&token);
    other.on_token_response(move |response| *issued.lock().unwrap() = response["id_token"].clone());
    let browser = Browser::new(&Store::Cookie.app(&settings(&other)).await);
    browser.login("google").await.assert_logged_in();

    let foreign = token.lock().unwrap().clone();
    provider.on_token_response(move |response| drop(response.insert("id_token".to_owned(), foreign.clone())));
    let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
    let error = browser.login("google").await.error();
    assert_eq!(error, "id_token_key_unknown");
    assert_eq!(other.count(oauth_test_provider::Endpoint::Jwks), 1);
}
