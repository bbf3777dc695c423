//! Key sets: RFC 7517, and which key verifies which token.

use oauth_core::encoding::{base64url, base64url_decode};
use oauth_core::error::ProviderError;
use oauth_core::oidc::{Algorithm, FetchKeys, IdToken, JwkSet};
use oauth_core::{Endpoint, Error, Exchange as _, Response, Timestamp, json};
use serde_json::{Value, json};

use crate::support::{NOW, expected, good, jwk, set, token, token_of, verify_with, with};

fn usable(key: Value) -> bool {
    set([key]).len() == 1
}

fn rsa_with(patch: Value) -> Value {
    with(jwk(Algorithm::RS256), patch)
}

/// JW-002, JW-003.
#[test]
fn one_odd_entry_does_not_spoil_the_set() {
    let odd = [
        json!(null),
        json!("x"),
        json!([]),
        json!({}),
        json!({"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA"}),
        json!({"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"}),
        json!({"kty": "OKP", "crv": "X25519", "x": base64url(&[1; 32])}),
        json!({"kty": "OKP", "crv": "Ed448", "x": base64url(&[1; 57])}),
        json!({"kty": "oct", "k": base64url(&[1; 32])}),
        with(jwk(Algorithm::ES256), json!({"kid": 7})),
    ];
    let keys = set(odd.into_iter().chain([jwk(Algorithm::RS256)]));
    assert_eq!((keys.len(), keys.is_empty()), (1, false));
    assert!(verify_with(&token(Algorithm::RS256, &good()), &keys, &expected()).is_ok());
}

#[test]
fn a_document_without_an_array_of_at_most_100_keys_is_refused() {
    let hundred_and_one = json!({"keys": vec![0; 101]}).to_string();
    for text in ["{}", r#"{"keys":{}}"#, r#"{"keys":null}"#, &hundred_and_one] {
        let error = JwkSet::parse(&json::object(text.as_bytes()).unwrap()).unwrap_err();
        assert_eq!(error, Error::Provider(ProviderError::JwksMalformed));
    }
    assert!(set([]).is_empty());
    assert!(set(vec![json!(0); 100]).is_empty());
}

#[test]
fn a_key_for_another_purpose_is_passed_over() {
    for patch in [
        json!({"use": "enc"}),
        json!({"use": ["sig"]}),
        json!({"key_ops": ["encrypt"]}),
        json!({"key_ops": "verify"}),
        json!({"alg": "RSA-OAEP"}),
        json!({"alg": "ES256"}),
        json!({"alg": "HS256"}),
        json!({"alg": 256}),
        json!({"issuer": 1}),
    ] {
        assert!(!usable(rsa_with(patch.clone())), "{patch}");
    }
    assert!(usable(rsa_with(
        json!({"use": "sig", "key_ops": ["sign", "verify"], "alg": "PS512", "x5t": "AA"})
    )));
}

#[test]
fn a_private_key_that_is_published_is_passed_over() {
    for name in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
        assert!(!usable(rsa_with(json!({name: "AQAB"}))), "{name}");
    }
}

/// JW-018.
#[test]
fn an_rsa_modulus_outside_2048_to_8192_bits_is_refused() {
    let modulus = |bits: usize| {
        let mut bytes = vec![0xff; bits.div_ceil(8)];
        bytes[0] >>= bytes.len() * 8 - bits;
        rsa_with(json!({"n": base64url(&bytes)}))
    };
    for bits in [8, 1024, 2047, 8193, 16_384] {
        assert!(!usable(modulus(bits)), "{bits}");
    }
    for bits in [2048, 4096, 8192] {
        assert!(usable(modulus(bits)), "{bits}");
    }
    let n = base64url_decode(jwk(Algorithm::RS256)["n"].as_str().unwrap()).unwrap();
    assert!(!usable(rsa_with(json!({"n": base64url(&[&[0], n.as_slice()].concat())}))));
    assert!(!usable(rsa_with(json!({"n": ""}))));
    assert!(!usable(rsa_with(json!({"n": "A==="}))));
}

#[test]
fn an_rsa_exponent_that_is_even_or_small_is_refused() {
    for e in [&[][..], &[1], &[3], &[17], &[0xff, 0xff], &[1, 0, 0], &[0, 1, 0, 1], &[1, 0, 0, 0, 0, 1]] {
        assert!(!usable(rsa_with(json!({"e": base64url(e)}))), "{e:?}");
    }
    assert!(usable(rsa_with(json!({"e": base64url(&[1, 0, 3])}))));
}

/// JW-021, JW-022.
#[test]
fn coordinates_of_the_wrong_length_are_refused() {
    for (algorithm, wrong) in
        [(Algorithm::ES256, [31, 33, 48]), (Algorithm::ES384, [47, 49, 32]), (Algorithm::EdDSA, [0, 31, 33])]
    {
        for (length, name) in wrong.into_iter().flat_map(|length| [(length, "x"), (length, "y")]) {
            if algorithm != Algorithm::EdDSA || name == "x" {
                assert!(
                    !usable(with(jwk(algorithm), json!({name: base64url(&vec![1; length])}))),
                    "{algorithm} {length}"
                );
            }
        }
        assert!(usable(jwk(algorithm)));
    }
    assert!(!usable(with(jwk(Algorithm::ES256), json!({"crv": "P-384"}))));
    assert!(!usable(with(jwk(Algorithm::ES256), json!({"alg": "ES384"}))));
    assert!(!usable(with(jwk(Algorithm::ES256), json!({"alg": "ES521"}))));
}

#[test]
fn a_point_that_is_not_on_the_curve_verifies_nothing() {
    let keys = set([with(jwk(Algorithm::ES256), json!({"y": base64url(&[1; 32])}))]);
    let verdict = verify_with(&token(Algorithm::ES256, &good()), &keys, &expected());
    assert_eq!(verdict.unwrap_err(), ProviderError::IdTokenSignature);
}

/// JW-015.
#[test]
fn a_key_verifies_only_the_algorithm_that_it_names() {
    let keys = set([rsa_with(json!({"alg": "PS512"}))]);
    for algorithm in
        [Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384]
    {
        let verdict = verify_with(&token(algorithm, &good()), &keys, &expected());
        assert_eq!(verdict.unwrap_err(), ProviderError::IdTokenKeyUnknown, "{algorithm}");
    }
    assert!(verify_with(&token(Algorithm::PS512, &good()), &keys, &expected()).is_ok());
}

fn with_kid(kid: &str) -> oauth_core::Secret {
    token_of(Algorithm::ES256, &json!({"alg": "ES256", "kid": kid}).to_string(), &good().to_string())
}

/// JW-028, JW-029.
#[test]
fn a_kid_is_an_opaque_string() {
    let keys = set([
        with(jwk(Algorithm::ES256), json!({"kid": "a"})),
        with(jwk(Algorithm::ES384), json!({"kid": "b"})),
    ]);
    assert!(verify_with(&with_kid("a"), &keys, &expected()).is_ok());
    assert!(IdToken::parse(&with_kid("a")).unwrap().has_key_in(&keys));
    for kid in ["A", "a ", "", "b", "../../etc/passwd", "' OR 1=1", "\0", &"x".repeat(5000)] {
        let token = with_kid(kid);
        assert!(!IdToken::parse(&token).unwrap().has_key_in(&keys));
        assert_eq!(
            verify_with(&token, &keys, &expected()).unwrap_err(),
            ProviderError::IdTokenKeyUnknown,
            "{kid:?}"
        );
    }
}

#[test]
fn a_key_without_kid_does_not_answer_to_one() {
    let verdict = verify_with(&with_kid("a"), &set([jwk(Algorithm::ES256)]), &expected());
    assert_eq!(verdict.unwrap_err(), ProviderError::IdTokenKeyUnknown);
}

/// JW-008.
#[test]
fn without_kid_up_to_four_keys_are_tried() {
    let other = json!({
        "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0", "kid": "other",
    });
    let keys = |others: usize| set(vec![other.clone(); others].into_iter().chain([jwk(Algorithm::ES256)]));
    let token = token(Algorithm::ES256, &good());
    assert!(verify_with(&token, &keys(3), &expected()).is_ok());
    assert_eq!(verify_with(&token, &keys(4), &expected()).unwrap_err(), ProviderError::IdTokenKeyAmbiguous);
    assert_eq!(verify_with(&token, &set([other]), &expected()).unwrap_err(), ProviderError::IdTokenSignature);
}

fn fetch(
    status: u16,
    headers: &[(&'static str, &str)],
    body: &str,
) -> Result<(JwkSet, Option<u32>), ProviderError> {
    let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    let response = Response { status, headers, body: body.as_bytes().to_vec() };
    let exchange = FetchKeys::new(&Endpoint::parse("https://op.example/jwks").unwrap());
    assert_eq!(exchange.request().url, "https://op.example/jwks");
    exchange.accept(response, Timestamp::from_unix(NOW)).map_err(|error| match error {
        Error::Provider(error) => error,
        other => panic!("{other}"),
    })
}

#[test]
fn a_key_set_is_fetched_as_json_with_its_freshness() {
    let body = json!({"keys": [jwk(Algorithm::RS256)]}).to_string();
    for content_type in ["application/json", "application/jwk-set+json; charset=utf-8"] {
        let (keys, max_age) =
            fetch(200, &[("content-type", content_type), ("cache-control", "max-age=60")], &body).unwrap();
        assert_eq!((keys.len(), max_age), (1, Some(60)));
    }
}

#[test]
fn another_answer_than_a_key_set_is_refused() {
    let json = [("content-type", "application/json")];
    assert_eq!(fetch(404, &json, "{\"keys\":[]}").unwrap_err(), ProviderError::JwksStatus { status: 404 });
    let redirect = ProviderError::Redirected { endpoint: "jwks", status: 302 };
    assert_eq!(fetch(302, &json, "{\"keys\":[]}").unwrap_err(), redirect);
    for headers in [&[("content-type", "text/plain")][..], &[("content-type", "text/html")], &[]] {
        assert_eq!(fetch(200, headers, "{\"keys\":[]}").unwrap_err(), ProviderError::JwksMalformed);
    }
    for body in ["", "[]", "{\"keys\":[],\"keys\":[]}", "{}"] {
        assert_eq!(fetch(200, &json, body).unwrap_err(), ProviderError::JwksMalformed, "{body}");
    }
}
