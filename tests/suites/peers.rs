//! Each real server, the browser and Redis start, answer, and let a foreign or hand-written client in.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

#[path = "peers/machine.rs"]
mod machine;
#[path = "peers/oauth1.rs"]
mod oauth1;
#[path = "peers/oauth2.rs"]
mod oauth2;
#[path = "peers/openid.rs"]
mod openid;

/// RFC 7636, appendix B.
const CODE_VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CODE_CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// Nobody listens there; a walk stops before it.
const CALLBACK: &str = "http://127.0.0.1:9/callback";

/// An authorization request with PKCE; `more` adds to it or replaces.
fn authorization_url(endpoint: &str, client_id: &str, more: &[(&str, &str)]) -> String {
    let usual = [
        ("response_type", "code"),
        ("client_id", client_id),
        ("redirect_uri", CALLBACK),
        ("state", "a state"),
        ("code_challenge", CODE_CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let kept = usual.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    url::Url::parse_with_params(endpoint, kept.chain(more)).unwrap().into()
}

/// `client_secret_basic` as RFC 6749, section 2.3.1 has it: both halves are form-encoded first.
fn basic(client_id: &str, client_secret: &str) -> String {
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    let encode = |value: &str| url::form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>();
    format!("Basic {}", BASE64_STANDARD.encode(format!("{}:{}", encode(client_id), encode(client_secret))))
}

/// A token request with `client_secret_basic`.
fn token(
    visitor: &oauth_tests::Visitor,
    endpoint: &str,
    authorization: &str,
    fields: &[(&str, &str)],
) -> oauth_tests::Page {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let headers = [("Authorization", authorization), ("Content-Type", "application/x-www-form-urlencoded")];
    visitor.request("POST", endpoint, &headers, body.as_bytes())
}

/// The fields that redeem a code.
fn redeem(code: &str) -> [(&str, &str); 4] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", CODE_VERIFIER),
    ]
}
