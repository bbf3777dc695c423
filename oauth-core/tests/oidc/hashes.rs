//! `at_hash`, `c_hash`, `s_hash`: OpenID Connect Core 1.0, sections 3.1.3.6, 3.1.3.8 and 3.3.2.10.

use oauth_core::Secret;
use oauth_core::encoding::base64url;
use oauth_core::error::ProviderError;
use oauth_core::oidc::{Algorithm, Expected};
use ring::digest;
use serde_json::{Value, json};

use crate::support::{expected, good, judge, jwk, set, token, verify_with, with};

/// The hash that section 3.1.3.6 wants, computed another way.
fn hash(algorithm: &'static digest::Algorithm, value: &str) -> String {
    let digest = digest::digest(algorithm, value.as_bytes());
    base64url(&digest.as_ref()[..digest.as_ref().len() / 2])
}

/// ID-045, ID-048, ID-051.
#[test]
fn section_3_1_3_8_hashes_of_other_values_are_refused() {
    let value = Secret::from("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");
    let full = digest::digest(&digest::SHA256, value.expose().as_bytes());
    let right = hash(&digest::SHA256, value.expose());
    for (name, error, expected) in [
        (
            "at_hash",
            ProviderError::IdTokenAccessTokenHash,
            Expected { access_token: Some(&value), ..expected() },
        ),
        ("c_hash", ProviderError::IdTokenCodeHash, Expected { code: Some(&value), ..expected() }),
        ("s_hash", ProviderError::IdTokenStateHash, Expected { state: Some(&value), ..expected() }),
    ] {
        assert!(judge(&good(), &expected).is_ok());
        assert!(judge(&with(good(), json!({name: right})), &expected).is_ok());
        let wrong =
            [hash(&digest::SHA256, "other"), String::new(), base64url(full.as_ref()), format!("{right}==")];
        for hash in wrong.map(Value::from).into_iter().chain([json!(1), json!({}), json!([])]) {
            assert_eq!(
                judge(&with(good(), json!({name: hash})), &expected).unwrap_err(),
                error,
                "{name} {hash}"
            );
        }
    }
}

/// ID-049.
#[test]
fn section_3_1_3_6_the_hash_is_that_of_the_algorithm() {
    let access_token = Secret::from("token");
    for (algorithm, right) in [
        (Algorithm::RS256, &digest::SHA256),
        (Algorithm::PS384, &digest::SHA384),
        (Algorithm::RS512, &digest::SHA512),
        (Algorithm::ES256, &digest::SHA256),
        (Algorithm::ES384, &digest::SHA384),
        (Algorithm::EdDSA, &digest::SHA512),
    ] {
        for digest in [&digest::SHA256, &digest::SHA384, &digest::SHA512] {
            let token = token(algorithm, &with(good(), json!({"at_hash": hash(digest, "token")})));
            let expected = Expected { access_token: Some(&access_token), ..expected() };
            let verdict = verify_with(&token, &set([jwk(algorithm)]), &expected);
            assert_eq!(verdict.is_ok(), digest == right, "{algorithm} {digest:?}");
        }
    }
}
