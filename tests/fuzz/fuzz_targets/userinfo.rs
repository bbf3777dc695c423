//! The body of a userinfo response.
//!
//! Whatever is accepted is one JSON object with unique names about the person of the ID token.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oauth_core::oidc::FetchUserinfo;
use oauth_core::{Endpoint, Exchange as _, Secret};
use oauth_fuzz::{NOW, PLANTED, json_response, unique_json};

const SUBJECT: &str = "248289761001";

fuzz_target!(|body: &[u8]| {
    let Some(is_verified) = accepted(body) else { return };
    let claims = unique_json(body).expect("one JSON object with unique names");
    assert_eq!(claims["sub"], SUBJECT);
    assert_eq!(is_verified, claims["email_verified"] == true);
});

/// Whether an accepted answer says that the address is verified.
fn accepted(body: &[u8]) -> Option<bool> {
    if PLANTED {
        return planted(body);
    }
    let endpoint = Endpoint::parse("https://op.example/userinfo").expect("a URL");
    let exchange = FetchUserinfo::new(&endpoint, &Secret::from("SlAV32hkKG"), SUBJECT.to_owned());
    let userinfo = exchange.accept(json_response(200, body), NOW).ok()?;
    let _ = (userinfo.address(), userinfo.updated_at(), format!("{userinfo:?}"));
    Some(userinfo.email_verified())
}

/// better-auth #10403: an answer without `sub` was about anybody.
fn planted(body: &[u8]) -> Option<bool> {
    let claims = unique_json(body).filter(serde_json::Value::is_object)?;
    let same = claims.get("sub").is_none_or(|sub| sub == SUBJECT);
    same.then_some(claims["email_verified"] == true)
}
