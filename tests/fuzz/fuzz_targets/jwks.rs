//! A key set.
//!
//! No key is usable that should not be (private, symmetric, for encryption, weak), and no token signed with HMAC finds one.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use oauth_core::encoding::{base64url, base64url_decode};
use oauth_core::oidc::{FetchKeys, IdToken, JwkSet};
use oauth_core::{Endpoint, Exchange as _, Secret};
use oauth_fuzz::{NOW, PLANTED, json_response, unique_json};
use serde_json::Value;

static HMAC: LazyLock<IdToken> = LazyLock::new(|| {
    let token = format!("{}.e30.{}", base64url(br#"{"alg":"HS256"}"#), base64url(&[0; 32]));
    IdToken::parse(&Secret::from(token)).expect("a token")
});

fuzz_target!(|body: &[u8]| {
    let Some(usable) = accepted(body) else { return };
    let set = unique_json(body).expect("one JSON object with unique names");
    let entries = set["keys"].as_array().expect("an array");
    assert!(entries.len() <= JwkSet::MAX_KEYS);
    assert!(usable <= entries.iter().filter(|entry| may_be_used(entry)).count());
});

/// How many keys of an accepted set are usable.
fn accepted(body: &[u8]) -> Option<usize> {
    if PLANTED {
        return planted(body);
    }
    let exchange = FetchKeys::new(&Endpoint::parse("https://op.example/jwks").expect("a URL"));
    let (set, max_age) = exchange.accept(json_response(200, body), NOW).ok()?;
    assert_eq!(max_age, None);
    assert!(!HMAC.has_key_in(&set), "a published key for HMAC");
    Some(set.len())
}

fn may_be_used(entry: &Value) -> bool {
    let bytes = |name: &str| entry[name].as_str().and_then(base64url_decode).unwrap_or_default();
    let private = ["d", "k"].iter().any(|name| entry.get(name).is_some());
    let strong = match entry["kty"].as_str() {
        Some("RSA") => {
            bytes("n").len() >= 256 && bytes("e").len() >= 3 && bytes("e").last().is_some_and(|e| e % 2 == 1)
        }
        Some("EC") => bytes("x").len() == bytes("y").len() && bytes("x").len() >= 32,
        Some("OKP") => bytes("x").len() == 32,
        _ => false,
    };
    strong && !private && entry.get("use").is_none_or(|purpose| purpose == "sig")
}

/// CVE-2016-10555 and Authlib's CVE-2024-37568 began with it: any key that has a type was a key to verify with.
fn planted(body: &[u8]) -> Option<usize> {
    let set = unique_json(body)?;
    let entries = set["keys"].as_array().filter(|entries| entries.len() <= JwkSet::MAX_KEYS)?;
    Some(entries.iter().filter(|entry| entry["kty"].is_string()).count())
}
