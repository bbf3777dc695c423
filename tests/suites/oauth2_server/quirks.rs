//! Servers that depart from RFC 6749: what is taken as it is, and what only a preset may allow.

use oauth_tests::{Page, Peer, Visitor};
use serde_json::json;

use super::{AWKWARD, ID, SECRET, good, login, peer, refused, site};

fn attempt(quirk: &str, secret: &str) -> Page {
    let peer = peer(json!({"quirks": [quirk]}));
    Visitor::new().browse(&site(&peer, secret, "client_secret_basic").url("/auth/found/login"))
}

#[test]
fn token_response_as_a_form_is_refused() {
    // Section 5.1: "using the "application/json" media type".
    assert_eq!(refused(&attempt("form", SECRET)), (502, "token_content_type".into()));
}

#[test]
fn token_response_as_text_is_refused() {
    assert_eq!(refused(&attempt("text_html", SECRET)), (502, "token_content_type".into()));
}

#[test]
fn token_response_without_a_type_is_refused() {
    // Section 5.1: "token_type REQUIRED".
    assert_eq!(refused(&attempt("no_token_type", SECRET)), (502, "token_type_missing".into()));
}

#[test]
fn error_with_a_good_status_is_an_error() {
    assert_eq!(refused(&attempt("error_200", "wrong")), (502, "token_refused".into()));
}

#[test]
fn token_response_is_asked_for_as_json() {
    let peer = peer(json!({"quirks": ["form_unless_asked"]}));
    assert_eq!(login(&site(&peer, SECRET, "client_secret_basic"))["user"]["status"], 200);
}

#[test]
fn lifetime_as_a_string_is_read() {
    let peer = peer(json!({"quirks": ["expires_in_string"]}));
    assert_eq!(login(&site(&peer, SECRET, "client_secret_basic"))["tokens"]["expires"], true);
}

#[test]
fn scope_with_commas_is_told_as_the_server_wrote_it() {
    let peer = peer(json!({"quirks": ["comma_scope"]}));
    let told = login(&site(&peer, SECRET, "client_secret_basic"));
    assert_eq!(
        (&told["tokens"]["scope"], &told["user"]["status"]),
        (&json!("read:user,user:email"), &json!(200))
    );
}

#[test]
fn preset_may_allow_what_is_refused_otherwise() {
    for quirks in [json!(["form"]), json!(["no_token_type"]), json!(["form", "no_token_type", "comma_scope"])]
    {
        let peer = peer(json!({"quirks": quirks}));
        let site = site(&peer, SECRET, "client_secret_basic");
        let told = good(&Visitor::new().browse(&site.url("/auth/lax/login")));
        assert_eq!(told["user"]["body"]["login"], "alice", "{quirks}");
        assert_eq!(told["user_then"]["body"]["login"], "alice", "{quirks}");
    }
}

#[test]
fn preset_may_send_basic_unencoded() {
    // As Authlib's server wants it, which decodes nothing.
    let client = json!({"client_id": ID, "client_secret": AWKWARD});
    let peer = Peer::oauth2_authlib(&json!({"clients": [client], "auto": "alice"}));
    let site = site(&peer, AWKWARD, "client_secret_basic");
    let told = good(&Visitor::new().browse(&site.url("/auth/lax/login")));
    assert_eq!(told["user"]["body"]["login"], "alice");
    assert_eq!(refused(&Visitor::new().browse(&site.url("/auth/told/login"))), (502, "token_refused".into()));
}

#[test]
fn preset_may_ask_for_scopes_with_commas() {
    let peer = peer(json!({"quirks": ["comma_scope"]}));
    let hop = Visitor::new()
        .get(&site(&peer, SECRET, "client_secret_basic").url("/auth/lax/login"))
        .next()
        .unwrap();
    assert_eq!(hop.param("scope").as_deref(), Some("read:user,user:email"));
}
