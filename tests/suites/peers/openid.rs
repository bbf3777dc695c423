//! panva's oidc-provider.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use oauth_tests::{Hop, Page, Peer, Visitor, free_port};
use serde_json::{Value, json};

use crate::{CALLBACK, authorization_url, basic, redeem, token};

const CLIENT_ID: &str = "id p%+ &=:/~?";
const SECRET: &str = "secret p%+ &=:/~? of more than 32 bytes";
const ALGS: [&str; 10] =
    ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA", "HS256"];

fn client(client_id: &str, alg: &str) -> Value {
    json!({
        "client_id": client_id, "client_secret": SECRET, "redirect_uris": [CALLBACK],
        "id_token_signed_response_alg": alg,
    })
}

fn provider() -> Peer {
    Peer::openid(&json!({"host": "localhost", "clients": [client(CLIENT_ID, "RS256")]}))
}

fn login(provider: &Peer, client_id: &str, more: &[(&str, &str)]) -> Hop {
    let mut params = vec![("scope", "openid email"), ("login_hint", "auto:alice")];
    params.retain(|(name, _)| more.iter().all(|(other, _)| other != name));
    params.extend_from_slice(more);
    let visitor = Visitor::new();
    let url = authorization_url(&format!("{}/auth", provider.issuer()), client_id, &params);
    visitor.follow_until(visitor.get(&url), CALLBACK).next().expect("a redirect to the client")
}

fn redeemed(provider: &Peer, client_id: &str, hop: &Hop) -> Page {
    let code = hop.param("code").unwrap();
    let endpoint = format!("{}/token", provider.issuer());
    token(&Visitor::new(), &endpoint, &basic(client_id, SECRET), &redeem(&code))
}

fn jose_header(id_token: &Value) -> Value {
    let (header, _) = id_token.as_str().unwrap().split_once('.').unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap()
}

fn published_kids(provider: &Peer) -> Vec<Value> {
    let jwks = Visitor::new().get(&format!("{}/jwks", provider.issuer())).json();
    jwks["keys"].as_array().unwrap().iter().map(|key| key["kid"].clone()).collect()
}

#[test]
fn discovery_promises_what_the_suites_rely_on() {
    let provider = provider();
    let metadata = Visitor::new().get(provider.url("discovery")).json();
    assert_eq!(metadata["issuer"], provider.issuer());
    assert!(provider.issuer().starts_with("http://localhost:"));
    assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
    assert_eq!(metadata["code_challenge_methods_supported"], json!(["S256"]));
    assert!(metadata["response_modes_supported"].as_array().unwrap().contains(&json!("form_post")));
    let algs = metadata["id_token_signing_alg_values_supported"].as_array().unwrap();
    assert!(ALGS.iter().all(|alg| algs.contains(&json!(alg))), "{algs:?}");
}

#[test]
fn person_logs_in_through_the_pages_and_the_client_redeems_refreshes_and_reads() {
    let provider = provider();
    let visitor = Visitor::new();
    let url =
        authorization_url(&format!("{}/auth", provider.issuer()), CLIENT_ID, &[("scope", "openid email")]);
    let asked = visitor.browse(&url);
    let wrong = visitor.submit(&asked, &[("username", "alice"), ("password", "wrong"), ("login", "")]);
    assert_eq!(wrong.status, 401);
    let right = visitor.submit(&wrong, &[("username", "alice"), ("password", "wonderland"), ("login", "")]);
    let consent = visitor.follow(right);
    assert!(consent.text().contains("Allow access?"), "{}", consent.text());
    let hop = visitor.follow_until(visitor.submit(&consent, &[("approve", "")]), CALLBACK).next().unwrap();
    assert_eq!(hop.param("iss").as_deref(), Some(provider.issuer()));
    assert_eq!(hop.param("state").as_deref(), Some("a state"));

    let tokens = redeemed(&provider, CLIENT_ID, &hop).json();
    let endpoint = format!("{}/token", provider.issuer());
    let fields =
        [("grant_type", "refresh_token"), ("refresh_token", tokens["refresh_token"].as_str().unwrap())];
    let fresh = token(&visitor, &endpoint, &basic(CLIENT_ID, SECRET), &fields).json();
    let bearer = format!("Bearer {}", fresh["access_token"].as_str().unwrap());
    let userinfo = format!("{}/me", provider.issuer());
    let userinfo = visitor.request("GET", &userinfo, &[("Authorization", &bearer)], b"").json();
    assert_eq!(userinfo, json!({"sub": "alice", "email": "alice@example.test", "email_verified": true}));
}

#[test]
fn form_post_and_errors_arrive_without_a_page() {
    let provider = provider();
    let hop = login(&provider, CLIENT_ID, &[("response_mode", "form_post")]);
    assert_eq!((hop.method.as_str(), hop.url.as_str()), ("POST", CALLBACK));
    assert!(hop.param("code").is_some());
    let hop = login(&provider, CLIENT_ID, &[("login_hint", "auto:!access_denied")]);
    assert_eq!(hop.param("error").as_deref(), Some("access_denied"));
}

#[test]
fn every_signing_algorithm_is_served() {
    let clients: Vec<_> = ALGS.iter().map(|alg| client(alg, alg)).collect();
    let provider = Peer::openid(&json!({"clients": clients}));
    for alg in ALGS {
        let tokens = redeemed(&provider, alg, &login(&provider, alg, &[])).json();
        assert_eq!(jose_header(&tokens["id_token"])["alg"], alg, "{tokens}");
    }
}

#[test]
fn keys_rotate_on_line_and_new_ones_sign() {
    let provider = provider();
    let old = published_kids(&provider);
    provider.command(&json!({"rotate": "graceful"}));
    let both = published_kids(&provider);
    assert_eq!(both.len(), 2 * old.len());
    let tokens = redeemed(&provider, CLIENT_ID, &login(&provider, CLIENT_ID, &[])).json();
    assert!(!old.contains(&jose_header(&tokens["id_token"])["kid"]));
    provider.command(&json!({"rotate": "same_kid"}));
    assert_eq!(published_kids(&provider).len(), old.len());
    assert!(published_kids(&provider).iter().all(|kid| both.contains(kid)));
    let requests = provider.command(&json!({"requests": true}));
    assert_eq!(requests["GET /jwks"], 4);
}

#[test]
fn restart_keeps_the_issuer_and_may_keep_the_keys() {
    let config = json!({"port": free_port(), "clients": [client(CLIENT_ID, "RS256")]});
    let first = Peer::openid(&config);
    let (issuer, kids) = (first.issuer().to_owned(), published_kids(&first));
    let mut same = config.clone();
    same["keys"] = first.ready()["keys"].clone();
    drop(first);
    let second = Peer::openid(&same);
    assert_eq!((second.issuer(), published_kids(&second)), (issuer.as_str(), kids.clone()));
    drop(second);
    let third = Peer::openid(&config);
    assert_eq!(third.issuer(), issuer);
    assert_ne!(published_kids(&third), kids);
}

#[test]
fn client_may_be_registered_late_and_nothing_is_written_to_stderr() {
    let provider = Peer::openid(&json!({"auto": "bob"}));
    provider.command(&json!({"client": {"client_id": "late", "redirect_uris": [CALLBACK]}}));
    let hop = login(&provider, "late", &[("login_hint", "anybody")]);
    let code = hop.param("code").unwrap();
    let fields = [&redeem(&code)[..], &[("client_id", "late")]].concat();
    let tokens = Visitor::new().post_form(&format!("{}/token", provider.issuer()), &fields).json();
    assert!(tokens["id_token"].is_string(), "{tokens}");
    assert!(provider.log().lines().all(|line| line.starts_with('{')), "{}", provider.log());
}
