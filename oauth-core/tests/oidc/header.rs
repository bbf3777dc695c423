//! The compact form and its header: RFC 7515, RFC 8725.

use oauth_core::encoding::base64url;
use oauth_core::error::{ProviderError, Untrusted};
use oauth_core::oidc::{Algorithm, Expected, IdToken, Keys, SymmetricKey};
use oauth_core::{Error, Secret, Timestamp};
use serde_json::json;

use crate::support::{CLIENT_SECRET, NOW, RSA, expected, good, hmac, jwk, set, token, token_of, verify_with};

fn parse(text: &str) -> ProviderError {
    match IdToken::parse(&Secret::from(text)) {
        Err(Error::Provider(error)) => error,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("accepted: {text:.200}"),
    }
}

/// The error for a token with this header, signed as it should be.
fn refused(header: &str) -> ProviderError {
    parse(token_of(Algorithm::ES256, header, &good().to_string()).expose())
}

fn malformed(reason: &'static str) -> ProviderError {
    ProviderError::IdTokenMalformed { reason }
}

#[test]
fn every_algorithm_verifies_its_own_tokens() {
    for &algorithm in Algorithm::ASYMMETRIC {
        let verdict = verify_with(&token(algorithm, &good()), &set([jwk(algorithm)]), &expected());
        assert!(verdict.is_ok(), "{algorithm}: {verdict:?}");
    }
}

/// JH-027.
#[test]
fn another_number_of_parts_than_three_is_refused() {
    for text in ["", "a", "a.b", "a.b.c.d", "{\"payload\":\"\",\"signatures\":[]}", &".".repeat(60_000)] {
        assert_eq!(parse(text), malformed("not three parts"));
    }
    assert_eq!(parse("a.b.c.d.e"), malformed("five parts: it is encrypted"));
}

/// JH-028.
#[test]
fn a_token_or_a_header_that_is_too_long_is_refused_before_it_is_decoded() {
    assert_eq!(parse(&".".repeat(1_000_000)), malformed("longer than 64 KiB"));
    assert_eq!(parse(&format!("{}.e30.AA", "!".repeat(8193))), malformed("the header is longer than 8 KiB"));
}

#[test]
fn a_token_may_be_64_kib_long_and_no_longer() {
    let header = base64url(br#"{"alg":"ES256"}"#);
    let token =
        |length: usize| format!("{header}.{}.AA", "A".repeat(length - header.len() - ".AA".len() - 1));
    assert!(IdToken::parse(&Secret::from(token(65_536))).is_ok());
    assert_eq!(parse(&token(65_537)), malformed("longer than 64 KiB"));
}

/// JH-030.
#[test]
fn base64url_that_is_not_canonical_is_refused() {
    let good = token(Algorithm::ES256, &good());
    let (input, _) = good.expose().rsplit_once('.').unwrap();
    let header = base64url(br#"{"alg":"ES256"}"#);
    for part in ["", "A", "AA==", "AB", "A+", "A/", "AA ", "AA\n", "A\u{e9}"] {
        assert_eq!(parse(&format!("{part}.e30.AA")), malformed("the header is not base64url"), "{part}");
        assert_eq!(
            parse(&format!("{header}.{part}.AA")),
            malformed("the payload is not base64url"),
            "{part}"
        );
        assert_eq!(parse(&format!("{input}.{part}")), malformed("the signature is not base64url"), "{part}");
    }
    for text in
        [format!(" {}", good.expose()), format!("Bearer {}", good.expose()), format!("{}\n", good.expose())]
    {
        assert!(matches!(parse(&text), ProviderError::IdTokenMalformed { .. }));
    }
}

#[test]
fn a_header_that_is_not_one_object_with_unique_names_is_refused() {
    let reason = "the header is not one JSON object with unique names";
    for header in
        ["[]", "\"ES256\"", "null", "{", "{\"alg\":\"ES256\"} x", "{\"alg\":\"none\",\"alg\":\"ES256\"}"]
    {
        assert_eq!(refused(header), malformed(reason), "{header}");
    }
    assert_eq!(refused(r#"{"a\u006cg":"ES256","alg":"ES256"}"#), malformed(reason));
}

#[test]
fn an_algorithm_that_is_not_on_the_closed_list_is_refused() {
    for name in [
        "none",
        "None",
        "nOnE",
        "NONE",
        "",
        "rs256",
        "RS256 ",
        "HS384",
        "HS512",
        "ES512",
        "ES256K",
        "Ed25519",
        "Ed448",
        "ML-DSA-44",
        "RSA1_5",
        "dir",
        "A128KW",
        "RS1",
    ] {
        let got = Untrusted::new(name);
        assert_eq!(refused(&json!({"alg": name}).to_string()), ProviderError::IdTokenAlgorithm { got });
    }
}

#[test]
fn an_algorithm_that_is_missing_or_no_string_is_refused() {
    for header in ["{}", r#"{"alg":null}"#, r#"{"alg":["ES256"]}"#, r#"{"alg":256}"#] {
        assert_eq!(refused(header), malformed("alg is missing or not a string"));
    }
}

#[test]
fn an_unsigned_token_is_refused_for_its_algorithm() {
    let text = format!("{}.{}.", base64url(br#"{"alg":"none"}"#), base64url(good().to_string().as_bytes()));
    assert_eq!(parse(&text), ProviderError::IdTokenAlgorithm { got: Untrusted::new("none") });
}

#[test]
fn an_algorithm_that_the_client_does_not_accept_is_refused() {
    let expected = Expected { algorithms: &[Algorithm::RS256], ..expected() };
    let verdict = verify_with(&token(Algorithm::ES256, &good()), &set([jwk(Algorithm::ES256)]), &expected);
    assert_eq!(verdict.unwrap_err(), ProviderError::IdTokenAlgorithm { got: Untrusted::new("ES256") });
}

/// JH-018, JH-020, JH-022.
#[test]
fn another_kind_of_token_is_refused() {
    for typ in ["at+jwt", "application/at+jwt", "logout+jwt", "dpop+jwt", "secevent+jwt", "JWS", "", "jwt "] {
        let got = Untrusted::new(typ);
        assert_eq!(
            refused(&json!({"alg": "ES256", "typ": typ}).to_string()),
            ProviderError::IdTokenType { got }
        );
    }
    assert_eq!(refused(r#"{"alg":"ES256","typ":1}"#), malformed("typ is not a string"));
}

#[test]
fn the_type_jwt_is_accepted_however_it_is_written() {
    for typ in ["JWT", "jwt", "application/jwt", "Application/JWT"] {
        let header = json!({"alg": "ES256", "typ": typ}).to_string();
        assert!(IdToken::parse(&token_of(Algorithm::ES256, &header, "{}")).is_ok(), "{typ}");
    }
}

/// JH-011, JH-012, JH-013.
#[test]
fn extensions_that_must_be_understood_are_refused() {
    for extension in [
        json!({"crit": ["exp"]}),
        json!({"crit": ["b64"], "b64": false}),
        json!({"crit": []}),
        json!({"crit": "exp"}),
        json!({"crit": ["alg"]}),
        json!({"b64": false}),
        json!({"b64": true}),
    ] {
        let header = crate::support::with(json!({"alg": "ES256"}), extension.clone()).to_string();
        assert_eq!(refused(&header), ProviderError::IdTokenCritical, "{extension}");
    }
    assert_eq!(refused(r#"{"alg":"ES256","crit":null}"#), ProviderError::IdTokenCritical);
}

#[test]
fn a_kid_that_is_no_string_is_refused() {
    for kid in ["1", "null", "[\"a\"]"] {
        let header = format!(r#"{{"alg":"ES256","kid":{kid}}}"#);
        assert_eq!(refused(&header), malformed("kid is not a string"));
    }
}

/// JH-014, JH-015.
#[test]
fn keys_that_the_header_brings_are_ignored() {
    let header = json!({
        "alg": "ES256", "jwk": jwk(Algorithm::ES384), "jku": "https://evil.example/jwks", "x5u": "https://evil.example/x",
        "x5c": ["MIIB"], "cty": "JWT", "zip": "DEF", "whatever": {},
    });
    let token = token_of(Algorithm::ES256, &header.to_string(), &good().to_string());
    assert!(verify_with(&token, &set([jwk(Algorithm::ES256)]), &expected()).is_ok());
    let token =
        token_of(Algorithm::ES256, &json!({"alg": "ES256", "jwk": jwk(Algorithm::ES256)}).to_string(), "{}");
    let verdict = verify_with(&token, &set([]), &expected());
    assert_eq!(verdict.unwrap_err(), ProviderError::IdTokenKeyUnknown);
}

/// JH-004.
#[test]
fn a_public_key_is_never_an_hmac_secret() {
    let input = format!("{}.{}", base64url(br#"{"alg":"HS256"}"#), base64url(good().to_string().as_bytes()));
    let key = ring::signature::KeyPair::public_key(&*RSA);
    let signature = base64url(&hmac(key.as_ref(), input.as_bytes()));
    let expected = Expected { algorithms: &[Algorithm::RS256, Algorithm::HS256], ..expected() };
    let verdict =
        verify_with(&Secret::from(format!("{input}.{signature}")), &set([jwk(Algorithm::RS256)]), &expected);
    assert_eq!(verdict.unwrap_err(), ProviderError::IdTokenAlgorithm { got: Untrusted::new("HS256") });
}

#[test]
fn hs256_needs_the_client_secret_and_the_client_s_consent() {
    let hs256 = IdToken::parse(&token(Algorithm::HS256, &good())).unwrap();
    let (now, asked) =
        (Timestamp::from_unix(NOW), Expected { algorithms: &[Algorithm::HS256], ..expected() });
    let key = |secret| Keys::Secret(SymmetricKey::new(secret).unwrap());
    assert!(hs256.verify(key(&CLIENT_SECRET), &asked, now).is_ok());

    let other = Secret::from("another secret of 32 characters!");
    assert_eq!(hs256.verify(key(&other), &asked, now).unwrap_err().code(), "id_token_signature_invalid");
    assert_eq!(hs256.verify(key(&CLIENT_SECRET), &expected(), now).unwrap_err().code(), "id_token_algorithm");
    let es256 = IdToken::parse(&token(Algorithm::ES256, &good())).unwrap();
    assert_eq!(es256.verify(key(&CLIENT_SECRET), &expected(), now).unwrap_err().code(), "id_token_algorithm");
}

/// JW-023.
#[test]
fn a_client_secret_below_32_bytes_is_no_key() {
    for secret in ["", "short", &"x".repeat(31)] {
        assert!(SymmetricKey::new(&Secret::from(secret)).is_none());
    }
}

#[test]
fn claims_are_read_only_after_the_signature_is_verified() {
    let reason = "the payload is not one JSON object with unique names";
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(20_000), "]".repeat(20_000));
    for payload in [
        "[]",
        "[1,2]",
        "null",
        "x",
        "{\"sub\":\"a\",\"s\\u0075b\":\"b\"}",
        "{\"email\":1,\"email\":2}",
        &deep,
    ] {
        let header = r#"{"alg":"ES256"}"#;
        let verdict = verify_with(
            &token_of(Algorithm::ES256, header, payload),
            &set([jwk(Algorithm::ES256)]),
            &expected(),
        );
        assert_eq!(verdict.unwrap_err(), malformed(reason));
        let other_key = jwk_of_the_rfc();
        let verdict =
            verify_with(&token_of(Algorithm::ES256, header, payload), &set([other_key]), &expected());
        assert_eq!(verdict.unwrap_err(), ProviderError::IdTokenSignature);
    }
}

/// RFC 7515, appendix A.3.
fn jwk_of_the_rfc() -> serde_json::Value {
    json!({
        "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    })
}
