//! What the tokens of a login are good for.

use oauth_tests::Visitor;
use serde_json::json;

use super::{SECRET, good, login, peer, site};

#[test]
fn tokens_open_the_api() {
    let peer = peer(json!({}));
    let told = login(&site(&peer, SECRET, "client_secret_basic"));
    assert_eq!(told["user"]["status"], 200);
    assert_eq!(told["emails"]["body"][1]["email"], "alice@example.test");
    assert_eq!(told["tokens"]["scope"], "read:user user:email");
    assert_eq!(told["tokens"]["expires"], true);
}

#[test]
fn refresh_rotates_and_the_new_token_works() {
    let peer = peer(json!({}));
    let told = login(&site(&peer, SECRET, "client_secret_basic"));
    for token in ["access_token", "refresh_token"] {
        assert!(told["refreshed"][token].is_string(), "{told}");
        assert_ne!(told["refreshed"][token], told["tokens"][token], "{token}");
    }
    assert_eq!(told["user_then"]["body"]["login"], "alice");
}

#[test]
fn refresh_token_used_twice_ends_the_login() {
    let peer = peer(json!({}));
    let told = login(&site(&peer, SECRET, "client_secret_basic"));
    assert_eq!(told["stolen"]["error"], "token_refused");
    assert!(told["stolen"]["cause"].as_str().unwrap().contains("invalid_grant"), "{told}");
    assert_eq!(told["user_after_theft"]["status"], 401);
}

#[test]
fn errors_of_the_api_are_answers() {
    // RFC 6750, section 3.1.
    let peer = peer(json!({}));
    let site = site(&peer, SECRET, "client_secret_basic");
    let told = login(&site);
    assert_eq!(told["unknown"]["status"], 401);
    assert!(told["unknown"]["challenge"].as_str().unwrap().contains(r#"error="invalid_token""#), "{told}");
    let told = good(&Visitor::new().browse(&site.url("/begin?scope=read:user")));
    assert_eq!((&told["user"]["status"], &told["emails"]["status"]), (&json!(200), &json!(403)));
    assert_eq!(told["emails"]["body"]["error"], "insufficient_scope");
}

#[test]
fn token_goes_to_no_other_origin() {
    let peer = peer(json!({}));
    let told = login(&site(&peer, SECRET, "client_secret_basic"));
    assert_eq!(told["elsewhere"]["error"], "api_url_foreign");
}
