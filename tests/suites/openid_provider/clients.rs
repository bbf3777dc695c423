//! How the client proves who it is, and what it may do then.

use oauth_tests::{Peer, Visitor};
use serde_json::json;

use super::{CLIENT_ID, good, login, provider, refused, register, registered, site};

/// RFC 6749, section 2.3.1: both are form-encoded before they are joined, so that any character may be in them.
const AWKWARD: &str = "p%+ &=:/~?";

#[test]
fn client_secret_basic_carries_any_character() {
    let provider = provider();
    let site = site(&provider, AWKWARD, AWKWARD, &[]);
    register(
        &provider,
        &site,
        AWKWARD,
        Some(AWKWARD),
        json!({"token_endpoint_auth_method": "client_secret_basic"}),
    );
    assert_eq!(login(&site)["claims"]["aud"], AWKWARD);
}

#[test]
fn client_secret_post_carries_any_character() {
    let provider = provider();
    let site = site(&provider, AWKWARD, AWKWARD, &[("OP_TOKEN_ENDPOINT_AUTH_METHOD", "client_secret_post")]);
    register(
        &provider,
        &site,
        AWKWARD,
        Some(AWKWARD),
        json!({"token_endpoint_auth_method": "client_secret_post"}),
    );
    assert_eq!(login(&site)["claims"]["aud"], AWKWARD);
}

#[test]
fn public_client_has_no_secret_and_its_refresh_token_rotates() {
    let provider = provider();
    let site = site(&provider, CLIENT_ID, "", &[("OP_TOKEN_ENDPOINT_AUTH_METHOD", "none")]);
    register(&provider, &site, CLIENT_ID, None, json!({}));
    let told = login(&site);
    assert_eq!(told["claims"]["sub"], "alice");
    assert!(told["refreshed"]["tokens"]["refresh_token"].is_string(), "{told}");
    assert_ne!(told["refreshed"]["tokens"]["refresh_token"], told["tokens"]["refresh_token"]);
}

#[test]
fn wrong_secret_is_told_as_the_providers_refusal() {
    let provider = provider();
    let site = site(&provider, CLIENT_ID, "wrong", &[]);
    register(&provider, &site, CLIENT_ID, Some("right"), json!({}));
    let page = Visitor::new().browse(&site.url("/begin"));
    assert_eq!(refused(&page), (502, "token_refused".into()));
    assert!(page.json()["cause"].as_str().unwrap().contains("invalid_client"), "{}", page.text());
}

#[test]
fn userinfo_says_what_the_scope_allows() {
    let provider = provider();
    let told = login(&registered(&provider, json!({}), &[]));
    assert_eq!(
        told["userinfo"],
        json!({
            "sub": "alice", "name": "Alice Example", "preferred_username": "alice", "locale": "en",
            "picture": "https://pictures.example/alice.png", "email": "alice@example.test", "email_verified": true,
        })
    );
}

#[test]
fn refresh_gives_new_tokens_and_claims_of_the_same_login() {
    let provider = provider();
    // Two signatures of one text differ with this algorithm, even within one second.
    let site = registered(
        &provider,
        json!({"id_token_signed_response_alg": "ES256"}),
        &[("OP_ID_TOKEN_SIGNED_RESPONSE_ALG", "ES256")],
    );
    let told = login(&site);
    let (first, then) = (&told["tokens"], &told["refreshed"]["tokens"]);
    assert!(then["id_token"].is_string() && then["expires"] == true, "{told}");
    for token in ["access_token", "id_token"] {
        assert_ne!(first[token], then[token], "{token}");
    }
    for claim in ["iss", "sub", "aud"] {
        assert_eq!(told["claims"][claim], told["refreshed"]["claims"][claim], "{claim}");
    }
}

#[test]
fn login_without_a_refresh_token_cannot_be_refreshed() {
    let provider = Peer::openid(&json!({"host": "localhost", "auto": "alice", "refresh": "offline_access"}));
    let told = login(&registered(&provider, json!({}), &[]));
    assert_eq!(told["tokens"]["refresh_token"], json!(null));
    assert_eq!(told["refreshed"]["error"], "refresh_token_missing");
}

#[test]
fn person_logs_in_through_the_providers_pages() {
    let provider = Peer::openid(&json!({"host": "localhost"}));
    let site = registered(&provider, json!({}), &[]);
    let visitor = Visitor::new();
    let asked = visitor.browse(&site.url("/auth/op/login?return_to=/inbox%3Ffolder%3D1"));
    let wrong = visitor.submit(&asked, &[("username", "alice"), ("password", "wrong"), ("login", "")]);
    assert_eq!(wrong.status, 401);
    let right = visitor.submit(&wrong, &[("username", "alice"), ("password", "wonderland"), ("login", "")]);
    let consent = visitor.follow(right);
    let done = good(&visitor.follow(visitor.submit(&consent, &[("approve", "")])));
    assert_eq!((&done["return_to"], &done["claims"]["sub"]), (&json!("/inbox?folder=1"), &json!("alice")));
}
