//! Signed calls arrive as they were made, and the server finds them signed.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use oauth_tests::Peer;
use serde_json::{Value, json};

use super::{BINARY, SECRET, login, peer, peers, rsa_keys, site, site_with_realm};

const FORM: &str = "status=Hello+Ladies+%2B+Gentlemen%2C+a+signed+OAuth+request%21&%C3%A9=%2520&a=";

fn body(echo: &Value) -> Vec<u8> {
    BASE64_STANDARD.decode(echo["body"]["body"].as_str().unwrap_or_else(|| panic!("{echo}"))).unwrap()
}

fn assert_signed(told: &Value, calls: &[&str], what: &str) {
    for call in calls {
        let echo = &told[call];
        assert_eq!(
            (&echo["status"], &echo["body"]["user"]),
            (&json!(200), &json!("alice")),
            "{what} {call}: {echo}"
        );
    }
}

#[test]
fn header_signs_calls_of_every_kind() {
    for (name, peer) in peers() {
        let told = login(&site(&peer, SECRET, "HMAC-SHA1", "header"));
        assert_signed(&told, &["get", "delete", "form", "json", "binary"], name);
        assert_eq!(told["user"]["body"]["screen_name"], "alice", "{name}: {told}");
        assert!(told["user"]["body"]["id"].as_u64().unwrap() > 1 << 53, "{name}: the number is read whole");
    }
}

#[test]
fn form_may_repeat_a_name() {
    // Authlib's server forgets all but one of them, and so takes the signature for wrong.
    let [(_, oauthlib), _] = peers();
    let told = login(&site(&oauthlib, SECRET, "HMAC-SHA1", "header"));
    assert_signed(&told, &["repeated"], "oauthlib");
    assert_eq!(body(&told["repeated"]), b"a=2&a=&a=2");
}

#[test]
fn calls_arrive_byte_for_byte() {
    for (name, peer) in peers() {
        let told = login(&site(&peer, SECRET, "HMAC-SHA1", "header"));
        assert_eq!(body(&told["binary"]), BINARY, "{name}");
        assert_eq!(told["binary"]["body"]["content_type"], "application/octet-stream", "{name}");
        assert_eq!(body(&told["form"]), FORM.as_bytes(), "{name}");
        let sent: Value = serde_json::from_slice(&body(&told["json"])).unwrap();
        assert_eq!(sent, json!({"text": "naïve & <b>", "oauth_token": "of no meaning here"}), "{name}");
        let uri = told["get"]["body"]["uri"].as_str().unwrap();
        let query = uri.split_once('?').unwrap().1;
        let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            pairs,
            [pair("include_email", "true"), pair("q", "it's +%&=é~"), pair("q", ""), pair("$top", "1")],
            "{name}"
        );
    }
}

#[test]
fn authorization_header_names_the_realm_and_every_parameter_once() {
    let [_, (_, peer)] = peers();
    let told = login(&site_with_realm(&peer));
    assert_signed(&told, &["get", "delete", "form", "json", "binary"], "with a realm");
    let header = told["json"]["body"]["authorization"].as_str().unwrap();
    assert!(
        header.starts_with("OAuth realm=\"Photos & more\", oauth_consumer_key=\"key%20p%25%2B%20%26"),
        "{header}"
    );
    let names = ["oauth_token", "oauth_signature_method", "oauth_timestamp", "oauth_nonce", "oauth_version"];
    for name in names.iter().chain(&["oauth_body_hash", "oauth_signature"]) {
        assert_eq!(header.matches(&format!("{name}=\"")).count(), 1, "{name} in {header}");
    }
}

#[test]
fn other_methods_sign_calls_of_every_kind() {
    let (private_key, public_key) = rsa_keys();
    let peer = peer(Peer::oauth1_oauthlib, &public_key);
    for (method, secret) in [
        ("HMAC-SHA256", SECRET),
        ("HMAC-SHA512", SECRET),
        ("PLAINTEXT", SECRET),
        ("RSA-SHA256", private_key.as_str()),
    ] {
        let told = login(&site(&peer, secret, method, "header"));
        assert_signed(&told, &["get", "delete", "form", "json", "binary"], method);
        assert_eq!(body(&told["binary"]), BINARY, "{method}");
    }
}

#[test]
fn query_signs_calls_of_every_kind() {
    for (name, peer) in peers() {
        let told = login(&site(&peer, SECRET, "HMAC-SHA1", "query"));
        assert_signed(&told, &["get", "delete", "form", "json", "binary"], name);
        assert_eq!(told["json"]["body"]["authorization"], Value::Null, "{name}");
        assert_eq!(body(&told["binary"]), BINARY, "{name}");
    }
}

#[test]
fn body_signs_forms_and_refuses_what_cannot_carry_a_signature() {
    for (name, peer) in peers() {
        let told = login(&site(&peer, SECRET, "HMAC-SHA1", "body"));
        assert_signed(&told, &["form"], name);
        let form = String::from_utf8(body(&told["form"])).unwrap();
        assert!(form.starts_with(&format!("{FORM}&oauth_consumer_key=")), "{name}: {form}");
        assert_eq!(form.matches("oauth_signature=").count(), 1, "{name}: {form}");
        for call in ["get", "delete", "json", "binary"] {
            assert_eq!(told[call]["error"], "signature_parameters", "{name} {call}");
        }
    }
}
