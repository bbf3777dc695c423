//! Project Wycheproof's JSON Web Signature and JSON Web Key vectors, through the public verification.
//!
//! The files are theirs and not part of this project: get `json_web_signature_test.json` and `json_web_key_test.json`
//! from <https://github.com/C2SP/wycheproof> (`testvectors_v1`), name their folder in `WYCHEPROOF` and run
//! `cargo test -p oauth-core --features wycheproof --test wycheproof`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    dead_code,
    reason = "tests may, and the support is shared"
)]

#[path = "oidc/support.rs"]
mod support;

use std::collections::BTreeMap;

use oauth_core::encoding::base64url_decode;
use oauth_core::error::ProviderError;
use oauth_core::oidc::{Algorithm, Expected, IdToken, IdTokenClaims, Keys, SymmetricKey};
use oauth_core::{Error, Secret, Timestamp};
use serde_json::{Value, json};

use crate::support::{expected, set};

const JWK: &str = "json_web_key_test.json";
const JWS: &str = "json_web_signature_test.json";

const ALL: [Algorithm; 10] = {
    use Algorithm::*;
    [RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA, HS256]
};

fn file(name: &str) -> String {
    let folder = std::env::var("WYCHEPROOF").expect("WYCHEPROOF names the folder with Wycheproof's vectors");
    let path = std::path::Path::new(&folder).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn verify(token: &Secret, keys: Keys<'_>, expected: &Expected<'_>) -> Result<IdTokenClaims, ProviderError> {
    let verdict = IdToken::parse(token)
        .and_then(|token| token.verify(keys, expected, Timestamp::from_unix(1_311_281_000)));
    verdict.map_err(|error| match error {
        Error::Provider(error) => error,
        other => panic!("{other}"),
    })
}

/// Signed as it should be; the payload is not that of an ID token.
fn signature_verifies(verdict: &Result<IdTokenClaims, ProviderError>) -> bool {
    match verdict {
        Err(ProviderError::IdTokenMalformed { reason }) => {
            reason.starts_with("the payload is not one JSON object")
        }
        Err(ProviderError::IdTokenIssuerMismatch { .. }) | Ok(_) => true,
        Err(_) => false,
    }
}

/// Every vector's number with their verdict and ours. A symmetric key is a client secret, if it is text.
fn wycheproof(text: &str) -> BTreeMap<u64, (bool, bool)> {
    let file: Value = serde_json::from_str(text).unwrap();
    let mut verdicts = BTreeMap::new();
    for group in file["testGroups"].as_array().unwrap() {
        let key = group.get("public").or(group.get("private")).unwrap();
        let keys = key.get("keys").cloned().unwrap_or(json!([key]));
        let secret = keys[0]["k"]
            .as_str()
            .and_then(|k| String::from_utf8(base64url_decode(k)?).ok())
            .map(Secret::from);
        let set = set(keys.as_array().unwrap().clone());
        let keys = secret.as_ref().and_then(SymmetricKey::new).map_or(Keys::Set(&set), Keys::Secret);
        for test in group["tests"].as_array().unwrap() {
            let jws = Secret::from(test["jws"].as_str().unwrap_or_default());
            let ours = signature_verifies(&verify(&jws, keys, &Expected { algorithms: &ALL, ..expected() }));
            verdicts.insert(test["tcId"].as_u64().unwrap(), (test["result"] == "valid", ours));
        }
    }
    verdicts
}

/// The vectors with `theirs` as their verdict, of which we are of another opinion.
fn differing(text: &str, theirs: bool) -> Vec<u64> {
    wycheproof(text)
        .into_iter()
        .filter(|(_, verdict)| *verdict == (theirs, !theirs))
        .map(|(id, _)| id)
        .collect()
}

#[test]
fn wycheproof_signatures_that_must_be_refused_are_refused() {
    assert_eq!(wycheproof(&file(JWS)).len(), 401);
    // Byte for byte the same as 357, which is valid.
    assert_eq!(differing(&file(JWS), false), [367, 370]);
}

#[test]
fn wycheproof_keys_that_must_be_refused_are_refused_but_for_roca() {
    assert_eq!(wycheproof(&file(JWK)).len(), 26);
    // 7: an RSA key with the ROCA weakness (CVE-2017-15361), which nobody's client looks for.
    assert_eq!(differing(&file(JWK), false), [7]);
}

#[test]
fn wycheproof_vectors_that_are_valid_verify_but_for_these() {
    let unlike_text = [1, 348, 352]; // The symmetric key is not UTF-8, as a client secret is.
    let empty_payload = [259, 264, 268, 272, 320, 325]; // No ID token.
    let other_algorithm = [346, 347, 350, 351]; // The key's alg is not the token's: PS256 and PS384, ES521 and ES512.
    let not_base64url = [372, 373]; // A character outside the alphabet; RFC 7515, section 5.2 wants it refused.
    let mut expected = [&unlike_text[..], &empty_payload, &other_algorithm, &not_base64url].concat();
    expected.sort_unstable();
    assert_eq!(differing(&file(JWS), true), expected);
    // 2: the symmetric key is not text; 14 and 15: HS384 and HS512 are not supported.
    assert_eq!(differing(&file(JWK), true), [2, 14, 15]);
}
