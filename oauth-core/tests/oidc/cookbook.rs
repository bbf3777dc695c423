//! The cookbook of JOSE, RFC 7520, sections 3 and 4: which of its keys verify ID tokens, and which of its signatures could
//! be one's.
//!
//! Section 4.4 signs with a key that is not text, as a client secret is; a unit test of `oidc/jws.rs` verifies it.

use oauth_core::Secret;
use oauth_core::error::ProviderError;
use oauth_core::oidc::{Algorithm, Expected, IdToken};
use serde_json::{Value, json};

use crate::support::{expected, set, signature_verifies, verify_with, with};

const COOKBOOK: &str = include_str!("../../../tests/vectors/rfc7520.json");

fn vector(section: &str) -> Value {
    crate::support::vector(COOKBOOK, &format!("RFC7520-{section}"))
}

fn jwk(section: &str) -> Value {
    vector(section)["jwk"].clone()
}

fn compact(section: &str) -> Secret {
    Secret::from(vector(section)["compact"].as_str().unwrap())
}

#[test]
fn of_the_keys_of_section_3_the_public_one_that_we_support_is_used() {
    for (section, count) in [
        ("3.1", 0), // P-521
        ("3.2", 0), // P-521, and private
        ("3.3", 1),
        ("3.4", 0), // private
        ("3.5", 0), // a secret that is published is none
    ] {
        assert_eq!(set([jwk(section)]).len(), count, "{section}");
    }
    let all = set(["3.1", "3.2", "3.3", "3.4", "3.5"].map(jwk));
    assert!(signature_verifies(&verify_with(&compact("4.1"), &all, &expected())));
}

#[test]
fn sections_4_1_and_4_2_verify_with_the_key_of_section_3_3() {
    for (section, algorithm) in [("4.1", Algorithm::RS256), ("4.2", Algorithm::PS384)] {
        let verdict = |token: &Secret, key: Value| {
            let expected = Expected { algorithms: &[algorithm], ..expected() };
            verify_with(token, &set([key]), &expected)
        };
        let token = compact(section);
        assert!(signature_verifies(&verdict(&token, jwk("3.3"))), "{section}");
        let bound = with(jwk("3.3"), json!({"alg": algorithm.as_str()}));
        assert!(signature_verifies(&verdict(&token, bound)), "{section}");
        let other = with(jwk("3.3"), json!({"n": crate::support::jwk(algorithm)["n"]}));
        assert_eq!(verdict(&token, other).unwrap_err(), ProviderError::IdTokenSignature, "{section}");
    }
}

#[test]
fn section_4_3_is_refused_because_p_521_is_not_offered() {
    assert_eq!(IdToken::parse(&compact("4.3")).unwrap_err().code(), "id_token_algorithm");
}

#[test]
fn section_4_5_is_refused_because_a_detached_payload_is_none() {
    let reason = "the payload is not base64url";
    let error = IdToken::parse(&compact("4.5")).unwrap_err();
    assert_eq!(error, ProviderError::IdTokenMalformed { reason }.into());
}

/// Sections 4.6 and 4.7 exist in these forms alone.
#[test]
fn every_json_serialization_is_refused() {
    let mut refused = 0;
    for section in ["4.1", "4.2", "4.3", "4.4", "4.5", "4.6", "4.7"] {
        let vector = vector(section);
        for form in ["json", "json_flat"] {
            let Some(text) = vector.get(form).map(Value::to_string) else { continue };
            let error = IdToken::parse(&Secret::from(text)).unwrap_err();
            assert_eq!(error.code(), "id_token_malformed", "{section} {form}");
            refused += 1;
        }
    }
    assert_eq!(refused, 14);
}

/// Section 4.7 leaves `alg` to a header that is not signed; as a compact token it has none.
#[test]
fn a_header_that_is_not_protected_is_none() {
    let flat = vector("4.7")["json_flat"].clone();
    let [payload, signature] = ["payload", "signature"].map(|part| flat[part].as_str().unwrap());
    for header in ["", "e30"] {
        let error = IdToken::parse(&Secret::from(format!("{header}.{payload}.{signature}"))).unwrap_err();
        assert_eq!(error.code(), "id_token_malformed");
    }
}
