//! The body of a successful token response.
//!
//! Whatever is accepted is one JSON object with unique names that says Bearer, has the token that we took, and no error.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oauth_core::Exchange as _;
use oauth_fuzz::{BY_QUERY, NOW, PLANTED, json_response, unique_json};
use serde_json::Value;

fuzz_target!(|body: &[u8]| {
    let Some(access_token) = accepted(body) else { return };
    let value = unique_json(body).expect("one JSON object with unique names");
    assert_eq!(value["access_token"], access_token.as_str());
    assert!(!access_token.is_empty() && access_token.bytes().all(|byte| matches!(byte, b' '..=b'~')));
    assert!(value["token_type"].as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer")));
    assert!(value["error"].is_null());
});

fn accepted(body: &[u8]) -> Option<String> {
    if PLANTED {
        return planted(body);
    }
    let tokens = BY_QUERY.refresh().accept(json_response(200, body), NOW).ok()?;
    assert!(tokens.expires_at.is_none_or(|moment| moment >= NOW), "a token from the past");
    for optional in [&tokens.refresh_token, &tokens.id_token].into_iter().flatten() {
        assert!(!optional.is_empty());
    }
    Some(tokens.access_token.expose().to_owned())
}

/// Status 200 taken for success: GitHub and others send an error with it, and a hostile server sends tokens beside.
/// A type other than Bearer is no obstacle either (both are in mod_auth_openidc's hardening of 2026-08-07).
fn planted(body: &[u8]) -> Option<String> {
    let value: Value = serde_json::from_slice(body).ok()?;
    value["token_type"].as_str()?;
    value["access_token"].as_str().filter(|token| !token.is_empty()).map(str::to_owned)
}
