//! The claims of an ID token whose signature is good.
//!
//! Input: the JSON of the claims. Whatever is accepted meets the rules of OpenID Connect Core 1.0, section 3.1.3.7, here
//! written down a second time, over another JSON reader.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oauth_core::encoding::base64url;
use oauth_fuzz::openid::{ACCESS_TOKEN, BEGUN, HEADER, ISSUER, KEYS, NONCE, signed, verify};
use oauth_fuzz::{CLIENT_ID, NOW, PLANTED, unique_json};
use ring::digest::{SHA512, digest};
use serde_json::Value;

fuzz_target!(|payload: &[u8]| {
    let Some(subject) = accepted(payload) else { return };
    let claims = unique_json(payload).expect("one JSON object with unique names");
    assert_eq!(claims["iss"], ISSUER);
    assert_eq!(claims["nonce"], NONCE);
    assert_eq!(claims["sub"], subject.as_str());
    assert!((1..=255).contains(&subject.len()) && subject.bytes().all(|byte| matches!(byte, b' '..=b'~')));
    check_audience(&claims);
    check_times(&claims);
    let half = base64url(&digest(&SHA512, ACCESS_TOKEN.as_bytes()).as_ref()[..32]);
    assert!(claims.get("at_hash").is_none_or(|hash| *hash == half));
    assert!(claims.get("acr").is_none_or(Value::is_string));
    assert!(claims.get("sid").is_none_or(Value::is_string));
    assert!(
        claims
            .get("amr")
            .is_none_or(|all| all.as_array().is_some_and(|all| all.iter().all(Value::is_string)))
    );
});

fn accepted(payload: &[u8]) -> Option<String> {
    if PLANTED {
        return planted(payload);
    }
    let claims = verify(&signed(HEADER.as_bytes(), payload), &KEYS)?;
    Some(claims.subject().to_owned())
}

fn check_audience(claims: &Value) {
    let audience = claims["aud"].as_array().cloned().unwrap_or_else(|| vec![claims["aud"].clone()]);
    assert!(!audience.is_empty() && audience.iter().all(|one| one == CLIENT_ID));
    let party = claims.get("azp");
    assert!(party.is_none_or(|party| party == CLIENT_ID) && (party.is_some() || audience.len() == 1));
}

fn check_times(claims: &Value) {
    let (now, begun) = (NOW.as_unix() as f64, BEGUN.as_unix() as f64);
    let date = |name: &str| claims[name].as_f64().unwrap_or_else(|| panic!("{name} is no number"));
    assert!(date("exp") > now - 60.0 && date("exp") <= 253_402_300_799.0);
    assert!(date("iat") >= begun - 600.0 && date("iat") < now + 61.0);
    assert!(claims.get("nbf").is_none() || date("nbf") < now + 61.0);
    assert!(claims.get("auth_time").is_none() || date("auth_time") >= 0.0);
}

/// jsonwebtoken, CVE-2026-25537: a time of another type counted as absent. And `azp` forgotten, as many do.
fn planted(payload: &[u8]) -> Option<String> {
    let claims = unique_json(payload).filter(|claims| claims["iss"] == ISSUER && claims["nonce"] == NONCE)?;
    let in_time = claims["exp"].as_i64().is_none_or(|exp| exp > NOW.as_unix());
    let ours = claims["aud"] == CLIENT_ID && in_time;
    claims["sub"].as_str().filter(|_| ours).map(str::to_owned)
}
