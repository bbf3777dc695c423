//! Authlib's OAuth 2 server.

use oauth_tests::{Page, Peer, Visitor};
use serde_json::{Value, json};

use crate::{CALLBACK, authorization_url, basic, redeem, token};

fn provider(clients: &Value) -> Peer {
    Peer::oauth2_authlib(&json!({"clients": clients}))
}

fn login(provider: &Peer, client_id: &str, secret: &str) -> Page {
    let more = [("scope", "read:user user:email"), ("login_hint", "auto:alice")];
    let url = authorization_url(provider.url("authorization_endpoint"), client_id, &more);
    let hop = Visitor::new().get(&url).next().expect("a redirect");
    assert!(hop.url.starts_with(CALLBACK), "{hop:?}");
    let code = hop.param("code").unwrap_or_else(|| panic!("{hop:?}"));
    token(&Visitor::new(), provider.url("token_endpoint"), &basic(client_id, secret), &redeem(&code))
}

fn get(provider: &Peer, path: &str, access_token: &Value) -> Page {
    let bearer = format!("Bearer {}", access_token.as_str().unwrap());
    let url = format!("{}{path}", provider.url("api_base_url"));
    Visitor::new().request("GET", &url, &[("Authorization", &bearer)], b"")
}

#[test]
fn client_logs_in_reads_refreshes_and_a_stolen_refresh_token_ends_the_family() {
    let provider = provider(&json!([{"client_id": "c", "client_secret": "s"}]));
    let tokens = login(&provider, "c", "s").json();
    assert!(get(&provider, "user", &tokens["access_token"]).json()["id"].is_u64());
    assert_eq!(get(&provider, "emails", &tokens["access_token"]).json()[1]["primary"], true);
    let refused = get(&provider, "user", &json!("unknown"));
    assert!(refused.header("www-authenticate").unwrap().contains(r#"error="invalid_token""#));

    let refresh = |tokens: &Value| {
        let refresh_token = tokens["refresh_token"].as_str().unwrap();
        let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
        token(&Visitor::new(), provider.url("token_endpoint"), &basic("c", "s"), &fields)
    };
    let fresh = refresh(&tokens).json();
    assert_eq!(get(&provider, "user", &fresh["access_token"]).status, 200);
    assert_eq!(refresh(&tokens).json()["error"], "invalid_grant");
    assert_eq!(get(&provider, "user", &fresh["access_token"]).status, 401);
}

#[test]
fn request_without_pkce_is_refused() {
    let provider = provider(&json!([{"client_id": "c", "client_secret": "s"}]));
    let endpoint = provider.url("authorization_endpoint");
    let url =
        format!("{endpoint}?response_type=code&client_id=c&redirect_uri={CALLBACK}&login_hint=auto:alice");
    let hop = Visitor::new().get(&url).next().expect("a redirect");
    assert_eq!(hop.param("error").as_deref(), Some("invalid_request"));
}

#[test]
fn only_the_client_that_asked_for_it_gets_an_iss() {
    let provider = provider(&json!([{"client_id": "with", "iss": true}, {"client_id": "without"}]));
    let iss = |client_id| {
        let more = [("login_hint", "auto:!access_denied")];
        let url = authorization_url(provider.url("authorization_endpoint"), client_id, &more);
        Visitor::new().get(&url).next().expect("a redirect").param("iss")
    };
    assert_eq!(iss("with").as_deref(), Some(provider.issuer()));
    assert_eq!(iss("without"), None);
}

#[test]
fn quirks_change_the_token_response() {
    let quirky = |quirk| json!({"client_id": quirk, "client_secret": "s", "quirks": [quirk]});
    let names = ["form", "no_token_type", "comma_scope", "expires_in_string", "text_html", "error_200"];
    let provider = provider(&names.map(quirky).into());
    assert!(login(&provider, "form", "s").text().contains("&scope=read%3Auser+user%3Aemail"));
    assert!(login(&provider, "no_token_type", "s").json()["token_type"].is_null());
    assert_eq!(login(&provider, "comma_scope", "s").json()["scope"], "read:user,user:email");
    assert_eq!(login(&provider, "expires_in_string", "s").json()["expires_in"], "3600");
    assert!(login(&provider, "text_html", "s").header("content-type").unwrap().starts_with("text/html"));
    let refused = login(&provider, "error_200", "wrong");
    assert_eq!((refused.status, &refused.json()["error"]), (200, &json!("invalid_client")));
}

#[test]
fn awkward_client_ids_and_secrets_pass() {
    // Authlib reads %20 but not +, so no space here.
    let awkward = "p%&=:/~?";
    let provider = provider(&json!([{"client_id": awkward, "client_secret": awkward}]));
    assert!(login(&provider, awkward, awkward).json()["access_token"].is_string());
}
