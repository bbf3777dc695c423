//! What holds for every token.

use oauth_core::oidc::{Algorithm, IdToken, JwkSet};
use oauth_core::{Secret, json};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{expected, good, judge, jwk, set, token, token_of, verify_with};

#[test]
fn one_changed_bit_is_refused() {
    for algorithm in [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA] {
        let (token, keys) = (token(algorithm, &good()), set([jwk(algorithm)]));
        assert!(verify_with(&token, &keys, &expected()).is_ok());
        for bit in 0..token.expose().len() * 8 {
            let mut bytes = token.expose().as_bytes().to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            assert!(
                verify_with(&Secret::from(changed), &keys, &expected()).is_err(),
                "{algorithm}: bit {bit}"
            );
        }
    }
}

/// Any JSON value.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,4}", inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

const RULED: [&str; 15] = [
    "iss",
    "sub",
    "aud",
    "azp",
    "exp",
    "iat",
    "nbf",
    "nonce",
    "acr",
    "amr",
    "auth_time",
    "sid",
    "at_hash",
    "c_hash",
    "s_hash",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn claims_that_no_rule_is_about_do_not_change_the_verdict(name in "x_.{0,8}", value in value(), patch in value()) {
        let mut claims = good();
        claims[&name] = value;
        claims["email"] = patch;
        prop_assert!(judge(&claims, &expected()).is_ok());
        claims["nonce"] = json!("another");
        prop_assert!(judge(&claims, &expected()).is_err());
    }

    #[test]
    fn header_members_that_no_rule_is_about_do_not_change_the_verdict(name in "x_.{0,8}", value in value()) {
        let mut header = json!({"alg": "ES256"});
        header[&name] = value;
        let token = token_of(Algorithm::ES256, &header.to_string(), &good().to_string());
        prop_assert!(verify_with(&token, &set([jwk(Algorithm::ES256)]), &expected()).is_ok());
    }

    #[test]
    fn no_value_of_a_claim_panics(claim in prop::sample::select(RULED.as_slice()), value in value()) {
        let mut claims = good();
        claims[claim] = value;
        let _ = judge(&claims, &expected());
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,200}", parts in "[A-Za-z0-9_.-]{0,200}") {
        let _ = IdToken::parse(&Secret::from(text));
        let _ = IdToken::parse(&Secret::from(parts));
    }

    #[test]
    fn no_header_or_payload_panics(header in ".{0,60}", members in value(), payload in ".{0,60}") {
        for header in [header, members.to_string()] {
            let _ = verify_with_any(&token_of(Algorithm::ES256, &header, &payload));
        }
    }

    #[test]
    fn no_key_set_panics(bytes in prop::collection::vec(any::<u8>(), 0..60), key in value(), x in prop::collection::vec(any::<u8>(), 0..70)) {
        if let Some(object) = json::object(&bytes) {
            let _ = JwkSet::parse(&object);
        }
        let x = oauth_core::encoding::base64url(&x);
        let keys = [
            key.clone(),
            json!({"kty": "OKP", "crv": "Ed25519", "x": x}),
            json!({"kty": "EC", "crv": "P-256", "x": x, "y": x, "kid": key}),
            json!({"kty": "RSA", "n": x, "e": "AQAB", "use": key}),
            json!({"kty": "RSA", "n": jwk(Algorithm::RS256)["n"], "e": x}),
        ];
        for algorithm in [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA] {
            prop_assert!(verify_with(&token(algorithm, &good()), &set(keys.clone()), &expected()).is_err());
        }
    }
}

fn verify_with_any(token: &Secret) -> bool {
    IdToken::parse(token).is_ok() && verify_with(token, &set([jwk(Algorithm::ES256)]), &expected()).is_ok()
}
