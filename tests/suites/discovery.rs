//! The command that compares presets with what their providers publish.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

use std::process::Command;

use oauth_actix::Key;
use oauth_tests::{discovery, output_dir};
use serde_json::{Value, json};

/// What Google publishes, as far as it matters.
fn google() -> Value {
    json!({
        "issuer": "https://accounts.google.com",
        "authorization_endpoint": "https://accounts.google.com/o/oauth2/v2/auth",
        "token_endpoint": "https://oauth2.googleapis.com/token",
        "userinfo_endpoint": "https://openidconnect.googleapis.com/v1/userinfo",
        "revocation_endpoint": "https://oauth2.googleapis.com/revoke",
        "jwks_uri": "https://www.googleapis.com/oauth2/v3/certs",
        "response_types_supported": ["code", "token"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "code_challenge_methods_supported": ["plain", "S256"],
    })
}

fn differences(document: &Value) -> Vec<String> {
    discovery::differences(discovery::preset("GOOGLE").unwrap(), &[], &document.to_string()).unwrap()
}

#[test]
fn a_document_that_a_login_can_use_does_not_differ() {
    assert_eq!(differences(&google()), Vec::<String>::new());
}

#[test]
fn each_difference_is_told() {
    for (member, value, told) in [
        (
            "issuer",
            json!("https://accounts.google.com/"),
            "issuer: the preset says https://accounts.google.com, the document",
        ),
        ("token_endpoint", json!(null), "token_endpoint: neither says where it is"),
        (
            "jwks_uri",
            json!("http://www.googleapis.com/certs"),
            "jwks_uri: http://www.googleapis.com/certs cannot be used",
        ),
        ("response_types_supported", json!(["id_token"]), "response_types_supported: `code`"),
        ("response_modes_supported", json!(["fragment"]), "response_modes_supported: `query`"),
        ("code_challenge_methods_supported", json!(["plain"]), "code_challenge_methods_supported: `S256`"),
        (
            "token_endpoint_auth_methods_supported",
            json!(["private_key_jwt"]),
            "`client_secret_basic` is not among",
        ),
        ("scopes_supported", json!(["openid", "email"]), "scopes_supported: `profile`"),
    ] {
        let mut document = google();
        document[member] = value;
        let found = differences(&document);
        assert!(matches!(&*found, [one] if one.contains(told)), "{member}: {found:?}");
    }
}

#[test]
fn a_preset_is_completed_before_it_is_compared() {
    let mut document = google();
    document["issuer"] = "https://acme.okta.com".into();
    let domain = (Key::Domain, "acme.okta.com".to_owned());
    let okta = discovery::preset("OKTA").unwrap();
    let found = discovery::differences(okta, &[domain], &document.to_string()).unwrap();
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(discovery::key("domain"), Some(Key::Domain));
}

#[test]
fn the_command_ends_with_one_if_anything_differs() {
    let folder = output_dir("discovery");
    let run = |document: &Value, arguments: &[&str]| {
        std::fs::write(folder.join("GOOGLE.json"), document.to_string()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_compare-discovery"));
        let output = command.current_dir(&folder).args(arguments).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(run(&google(), &["GOOGLE.json"]), (Some(0), "GOOGLE.json: as published\n".to_owned()));
    let mut moved = google();
    moved["issuer"] = "https://id.google.com".into();
    let (code, told) = run(&moved, &["GOOGLE.json"]);
    assert!(code == Some(1) && told.contains("the document https://id.google.com"), "{told}");
    for usage in [&[] as &[&str], &["NOBODY.json"], &["GOOGLE.json", "colour=red"]] {
        assert_eq!(run(&google(), usage).0, Some(2), "{usage:?}");
    }
}
