//! What a login asks of the provider arrives there, and what it must not do is refused.

use oauth_tests::{Hop, Site, Visitor};
use serde_json::json;

use super::{good, login, provider, refused, registered};

fn first_hop(site: &Site, path: &str) -> Hop {
    Visitor::new().get(&site.url(path)).next().expect("a redirect to the provider")
}

#[test]
fn authorization_request_has_what_the_protocol_wants() {
    let provider = provider();
    let site = registered(&provider, json!({}), &[]);
    let hop = first_hop(&site, "/begin");
    assert!(hop.url.starts_with(&format!("{}/auth?", provider.issuer())), "{hop:?}");
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", super::CLIENT_ID),
        ("redirect_uri", &site.url("/auth/op/authorize")),
        ("scope", "openid email profile"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(hop.param(name).as_deref(), Some(value), "{name}");
    }
    let other = first_hop(&site, "/begin");
    for name in ["state", "nonce", "code_challenge"] {
        assert_eq!(hop.param(name).unwrap().len(), 43, "{name}");
        assert_ne!(hop.param(name), other.param(name), "{name}");
    }
}

#[test]
fn parameters_of_one_login_are_sent_and_any_other_is_left_out() {
    let provider = provider();
    let site = registered(&provider, json!({}), &[]);
    let asked =
        "/begin?prompt=login&login_hint=auto:bob&max_age=0&acr_values=a+b&ui_locales=de+en&nickname=x%26y";
    let hop = first_hop(&site, asked);
    for (name, value) in [
        ("prompt", "login"),
        ("login_hint", "auto:bob"),
        ("max_age", "0"),
        ("acr_values", "a b"),
        ("ui_locales", "de en"),
        ("nickname", "x&y"),
    ] {
        assert_eq!(hop.param(name).as_deref(), Some(value), "{name}");
        assert_eq!(first_hop(&site, "/begin").param(name), None, "{name}");
    }
}

#[test]
fn login_hint_arrives() {
    let provider = provider();
    let site = registered(&provider, json!({}), &[]);
    let told = good(&Visitor::new().browse(&site.url("/begin?login_hint=auto:bob")));
    assert_eq!(told["claims"]["sub"], "bob");
}

#[test]
fn prompt_none_without_a_session_at_the_provider_is_login_required() {
    let provider = provider();
    let site = registered(&provider, json!({}), &[]);
    let visitor = Visitor::new();
    let page = visitor.browse(&site.url("/begin?prompt=none"));
    assert_eq!(refused(&page), (403, "login_required".into()));
    good(&visitor.browse(&site.url("/begin")));
    assert_eq!(good(&visitor.browse(&site.url("/begin?prompt=none")))["claims"]["sub"], "alice");
}

#[test]
fn prompt_login_asks_a_known_person_again() {
    let provider = provider();
    let site = registered(&provider, json!({}), &[]);
    let visitor = Visitor::new();
    let interactions = |page: oauth_tests::Page| {
        good(&page);
        page.visited.iter().filter(|url| url.contains("/interaction/")).count()
    };
    assert!(interactions(visitor.browse(&site.url("/begin"))) > 0);
    assert_eq!(interactions(visitor.browse(&site.url("/begin"))), 0);
    assert!(interactions(visitor.browse(&site.url("/begin?prompt=login"))) > 0);
}

#[test]
fn max_age_arrives_and_the_id_token_is_held_to_it() {
    let provider = provider();
    let site = registered(&provider, json!({}), &[]);
    assert_eq!(login(&site)["claims"]["auth_time"], json!(null));
    let told = good(&Visitor::new().browse(&site.url("/begin?max_age=600")));
    assert!(told["claims"]["auth_time"].is_i64(), "{told}");
}

#[test]
fn acr_values_are_asked_for_and_an_id_token_without_them_is_refused() {
    let provider = provider();
    let site = registered(&provider, json!({}), &[]);
    let page = Visitor::new().browse(&site.url("/begin?acr_values=gold"));
    assert_eq!(refused(&page), (502, "id_token_acr_mismatch".into()));
}
