//! The discovery document. It is read when the login begins, so that nobody is sent away with a bad one.

use oauth_test_provider::{Answer, Endpoint, Misbehaviour::*, Provider, Reply};
use serde_json::{Value, json};

use crate::row::Turn::{By, Named};

fn member(provider: &Provider, name: &'static str, value: impl Into<Value>) {
    let value = value.into();
    provider.on_metadata(move |document| drop(document.insert(name.to_owned(), value.clone())));
}

fn text(provider: &Provider, change: fn(String) -> String) {
    provider.on_reply(Endpoint::Metadata, move |_, reply| {
        let text = String::from_utf8(std::mem::take(&mut reply.body)).unwrap();
        reply.body = change(text).into_bytes();
    });
}

fn answer(provider: &Provider, answer: impl Into<Answer>) {
    provider.answer(Endpoint::Metadata, answer);
}

refusals! {
    another_issuer: "OIDF" "google" Named(MetadataIssuerDiffers) => "discovery_issuer_mismatch" [Metadata];
    an_issuer_with_a_slash_more: "DI-002" "google" Named(MetadataIssuerWithSlash) => "discovery_issuer_mismatch" [Metadata];
    no_issuer: "DI-002" "google" By(|p| p.on_metadata(|d| drop(d.remove("issuer")))) => "discovery_malformed" [Metadata];
    an_issuer_that_is_a_list: "DI-018" "google"
        By(|p| member(p, "issuer", json!([p.issuer()]))) => "discovery_malformed" [Metadata];
    an_array: "DI-004" "google" Named(MetadataInArray) => "discovery_malformed" [Metadata];
    a_string: "DI-004" "google" By(|p| text(p, |_| "\"x\"".into())) => "discovery_malformed" [Metadata];
    null: "DI-004" "google" By(|p| text(p, |_| "null".into())) => "discovery_malformed" [Metadata];
    nothing: "DI-004" "google" By(|p| text(p, |_| String::new())) => "discovery_malformed" [Metadata];
    something_behind_the_document: "-" "google" By(|p| text(p, |t| t + "{}")) => "discovery_malformed" [Metadata];
    two_issuers: "-" "google"
        By(|p| text(p, |t| t.replacen('{', "{\"issuer\":\"https://attacker.example\",", 1)))
        => "discovery_malformed" [Metadata];
    a_page: "-" "google" By(|p| answer(p, Reply::text(200, "text/html", "<h1>"))) => "discovery_malformed" [Metadata];
    a_page_that_is_not_found: "-" "google" By(|p| answer(p, Reply::new(404))) => "discovery_status" [Metadata];
    a_server_that_is_down: "DI-020" "google" By(|p| answer(p, Reply::new(503))) => "discovery_status" [Metadata];
    a_redirect: "HT-004 DI-012" "google" Named(MetadataRedirects) => "redirect_refused" [Metadata];
    a_document_without_end: "HT-009" "google" By(|p| answer(p, Answer::Endless)) => "transport_body_too_large" [Metadata];
    half_a_document: "HT-019" "google"
        By(|p| answer(p, Answer::CloseMidBody(Box::new(Answer::Honest)))) => "transport_interrupted" [Metadata];
    no_token_endpoint: "-" "google" Named(MissingTokenEndpoint) => "endpoint_missing" [Metadata];
    a_script_to_send_people_to: "DI-013" "google" Named(ScriptAsAuthorizationEndpoint) => "endpoint_invalid" [Metadata];
    an_authorization_endpoint_with_a_fragment: "DI-013" "google"
        By(|p| member(p, "authorization_endpoint", format!("{}#x", p.authorization_endpoint())))
        => "endpoint_invalid" [Metadata];
    an_authorization_endpoint_with_a_state: "ST-031" "google"
        By(|p| member(p, "authorization_endpoint", format!("{}?state=x", p.authorization_endpoint())))
        => "endpoint_invalid" [Metadata];
    a_token_endpoint_over_http: "HT-016" "google" Named(TokenEndpointOverHttp) => "endpoint_invalid" [Metadata];
    a_token_endpoint_inside: "DI-006" "google"
        By(|p| member(p, "token_endpoint", "http://169.254.169.254/token")) => "endpoint_invalid" [Metadata];
    a_token_endpoint_in_another_notation: "DI-007" "google"
        By(|p| member(p, "token_endpoint", "http://metadata.google.internal/")) => "endpoint_invalid" [Metadata];
    a_token_endpoint_with_a_password: "HT-017" "google"
        By(|p| member(p, "token_endpoint", "https://user:pw@attacker.example/")) => "endpoint_invalid" [Metadata];
    a_token_endpoint_that_is_a_number: "DI-018" "google"
        By(|p| member(p, "token_endpoint", 7)) => "endpoint_invalid" [Metadata];
    keys_over_http: "DI-013" "google"
        By(|p| member(p, "jwks_uri", "http://attacker.example/jwks")) => "endpoint_invalid" [Metadata];
    userinfo_over_http: "DI-013" "google"
        By(|p| member(p, "userinfo_endpoint", "http://attacker.example/")) => "endpoint_invalid" [Metadata];
    pkce_without_s256: "PK-001" "google"
        By(|p| member(p, "code_challenge_methods_supported", json!(["plain"]))) => "pkce_unsupported" [Metadata];
    no_keys_to_ask_for: "-" "google"
        By(|p| p.on_metadata(|d| drop(d.remove("jwks_uri")))) => "endpoint_missing" [Metadata Token];
}

/// DI-018, DI-024: what is not needed may be odd.
#[actix_web::test]
async fn odd_members_that_no_login_needs_are_passed_over() {
    use crate::support::*;
    let provider = provider();
    for (name, value) in [
        ("scopes_supported", json!("openid")),
        ("end_session_endpoint", json!("javascript:alert(1)")),
        ("revocation_endpoint", json!("http://attacker.example/")),
        ("token_endpoint_auth_methods_supported", json!(7)),
        ("issuer_alias", json!("https://attacker.example")),
    ] {
        member(&provider, name, value);
        let app = Store::Cookie.app(&settings(&provider)).await;
        Browser::new(&app).login("google").await.assert_logged_in();
        provider.reset();
    }
}

/// DI-015: without a list only RS256 is good.
#[actix_web::test]
async fn without_announced_algorithms_only_rs256_is_accepted() {
    use crate::support::*;
    let provider = provider();
    let unannounced = |document: &mut serde_json::Map<String, Value>| {
        document.remove("id_token_signing_alg_values_supported");
    };
    provider.on_metadata(unannounced);
    let app = Store::Cookie.app(&settings(&provider)).await;
    Browser::new(&app).login("google").await.assert_logged_in();
    provider.signing(oauth_test_provider::Algorithm::ES256);
    assert_eq!(Browser::new(&app).login("google").await.error(), "id_token_algorithm");
}
