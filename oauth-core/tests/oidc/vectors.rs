//! Published vectors (`tests/vectors/jose.json`): what verifies, and what is no ID token.

use oauth_core::error::ProviderError;
use oauth_core::oidc::{Algorithm, Expected, IdToken, IdTokenClaims, IssuerRule, Keys, NonceRule};
use oauth_core::{Issuer, Secret, Timestamp};
use serde_json::{Value, json};

use crate::support::{CLIENT_ID, NONCE, expected, set, signature_verifies, token_of, verify_at};

const JOSE: &str = include_str!("../../../tests/vectors/jose.json");

fn vector(id: &str) -> Value {
    crate::support::vector(JOSE, id)
}

fn token(id: &str) -> Secret {
    Secret::from(vector(id)["expected"].as_str().unwrap())
}

/// The verdict at a moment when the tokens of OpenID Connect Core are good.
fn verify(token: &Secret, keys: Keys<'_>, expected: &Expected<'_>) -> Result<IdTokenClaims, ProviderError> {
    verify_at(Timestamp::from_unix(1_311_281_000), token, keys, expected)
}

fn appendix_a(
    id: &str,
    access_token: Option<&Secret>,
    code: Option<&Secret>,
) -> Result<IdTokenClaims, ProviderError> {
    let key: Value = serde_json::from_str(vector("OIDC-A7-KEY")["expected"].as_str().unwrap()).unwrap();
    let issuer = Issuer::parse("https://server.example.com").unwrap();
    let expected = Expected {
        issuer: IssuerRule::Exact { issuer: &issuer, alias: None },
        client_id: CLIENT_ID,
        algorithms: &[Algorithm::RS256],
        nonce: NonceRule::Required(&NONCE),
        begun: Timestamp::from_unix(1_311_280_960),
        access_token,
        code,
        ..expected()
    };
    verify(&token(id), Keys::Set(&set([key])), &expected)
}

#[test]
fn the_id_tokens_of_openid_connect_core_appendix_a_verify() {
    let access_token = Secret::from("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");
    let code = Secret::from("Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk");
    let claims = appendix_a("OIDC-A2-IDTOKEN-ERRATA2", None, None).unwrap();
    assert_eq!(
        (claims.subject(), claims.name(), claims.birthdate()),
        ("248289761001", Some("Jane Doe"), Some("0000-10-31"))
    );
    assert!(appendix_a("OIDC-A3-IDTOKEN-ERRATA2", Some(&access_token), None).is_ok());
    assert!(appendix_a("OIDC-A4-IDTOKEN-ERRATA2", None, Some(&code)).is_ok());
    let swapped = appendix_a("OIDC-A3-IDTOKEN-ERRATA2", Some(&code), None);
    assert_eq!(swapped.unwrap_err(), ProviderError::IdTokenAccessTokenHash);
    let swapped = appendix_a("OIDC-A4-IDTOKEN-ERRATA2", None, Some(&access_token));
    assert_eq!(swapped.unwrap_err(), ProviderError::IdTokenCodeHash);
}

#[test]
fn the_id_tokens_of_errata_set_1_are_those_of_another_issuer() {
    for id in ["OIDC-A3-IDTOKEN-ERRATA1", "OIDC-A6-IDTOKEN-ERRATA1"] {
        let error = appendix_a(id, None, None).unwrap_err();
        assert!(
            matches!(error, ProviderError::IdTokenIssuerMismatch { got: Some(got), .. } if got.as_str() == "http://server.example.com")
        );
    }
}

#[test]
fn the_hashes_of_openid_connect_core_appendix_a_are_ours() {
    for (id, claim) in [("OIDC-AT-HASH", "at_hash"), ("OIDC-C-HASH", "c_hash"), ("OIDC-S-HASH", "s_hash")] {
        let vector = vector(id);
        let inputs = vector["inputs"].as_object().unwrap();
        let (_, value) = inputs.iter().find(|(name, _)| *name != "alg").unwrap();
        let value = Secret::from(value.as_str().unwrap());
        let expected =
            Expected { access_token: Some(&value), code: Some(&value), state: Some(&value), ..expected() };
        let claims = crate::support::with(crate::support::good(), json!({claim: vector["expected"]}));
        assert!(crate::support::judge(&claims, &expected).is_ok(), "{id}");
    }
}

#[test]
fn the_signatures_of_rfc_7515_and_8037_verify() {
    for (id, kind) in [
        ("JWS-RFC7515-A2", json!({"kty": "RSA"})),
        ("JWS-RFC7515-A3", json!({"kty": "EC", "crv": "P-256"})),
        ("JWS-RFC8037-A4", json!({"kty": "OKP", "crv": "Ed25519"})),
    ] {
        let keys = set([crate::support::with(vector(id)["inputs"].clone(), kind)]);
        let verdict = verify(&token(id), Keys::Set(&keys), &expected());
        assert!(signature_verifies(&verdict), "{id}: {verdict:?}");
    }
}

#[test]
fn the_negative_vectors_of_rfc_7515_and_7797_are_refused() {
    for (id, code) in [
        ("JWS-RFC7515-A5-NEG", "id_token_algorithm"),
        ("JWS-RFC7515-E-NEG", "id_token_algorithm"),
        ("JWS-RFC7797-4.2-NEG", "id_token_critical_header"),
    ] {
        assert_eq!(IdToken::parse(&token(id)).unwrap_err().code(), code, "{id}");
    }
}

#[test]
fn published_proofs_of_possession_are_no_id_tokens() {
    for id in ["DPOP-RFC9449-PROOF-TOKEN", "DPOP-RFC9449-PROOF-RS"] {
        assert_eq!(IdToken::parse(&token(id)).unwrap_err().code(), "id_token_type", "{id}");
    }
}

/// Signed with the provider's own key, and with no `typ` that would tell them apart: the claims have to.
#[test]
fn published_claims_of_other_tokens_are_no_id_tokens() {
    let issuer = Issuer::parse("https://server.example.com").unwrap();
    let keys = set([crate::support::jwk(Algorithm::ES256)]);
    for (id, now, code) in [
        ("LOGOUT-OIDC-BC-2.4", 1_471_566_154, "id_token_nonce_missing"),
        ("JWTBEARER-RFC7523-4", 1_300_815_780, "id_token_issuer_mismatch"),
    ] {
        let now = Timestamp::from_unix(now);
        let token = token_of(Algorithm::ES256, r#"{"alg":"ES256"}"#, token(id).expose());
        let issuer = IssuerRule::Exact { issuer: &issuer, alias: None };
        let expected = Expected { issuer, client_id: CLIENT_ID, begun: now, ..expected() };
        let error = verify_at(now, &token, Keys::Set(&keys), &expected).unwrap_err();
        assert_eq!(oauth_core::Error::from(error).code(), code, "{id}");
    }
}
