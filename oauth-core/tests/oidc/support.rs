//! An honest provider: its keys, its tokens, and what a client expects of them.

use std::sync::LazyLock;

use oauth_core::encoding::base64url;
use oauth_core::error::ProviderError;
use oauth_core::oidc::{
    Algorithm, Expected, IdToken, IdTokenClaims, IssuerRule, JwkSet, Keys, NonceRule, TrustedAudiences,
};
use oauth_core::{Error, Issuer, Secret, Timestamp};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RsaKeyPair};
use serde_json::{Map, Value, json};

pub(crate) const NOW: i64 = 1_800_000_000;
pub(crate) const CLIENT_ID: &str = "s6BhdRkqt3";

pub(crate) static ISSUER: LazyLock<Issuer> = LazyLock::new(|| Issuer::parse("https://op.example").unwrap());
pub(crate) static NONCE: LazyLock<Secret> = LazyLock::new(|| Secret::from("n-0S6_WzA2Mj"));
pub(crate) static CLIENT_SECRET: LazyLock<Secret> =
    LazyLock::new(|| Secret::from("a client secret of 32 characters"));

pub(crate) static RSA: LazyLock<RsaKeyPair> = LazyLock::new(|| {
    RsaKeyPair::from_pkcs8(include_bytes!("../../../tests/vectors/rsa_2048.pkcs8.der")).unwrap()
});
pub(crate) static P256: LazyLock<EcdsaKeyPair> =
    LazyLock::new(|| ec(&signature::ECDSA_P256_SHA256_FIXED_SIGNING));
pub(crate) static P384: LazyLock<EcdsaKeyPair> =
    LazyLock::new(|| ec(&signature::ECDSA_P384_SHA384_FIXED_SIGNING));
pub(crate) static ED25519: LazyLock<Ed25519KeyPair> = LazyLock::new(|| {
    let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
    Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap()
});

fn ec(algorithm: &'static signature::EcdsaSigningAlgorithm) -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap()
}

/// The public key that verifies `algorithm`, without `alg`, `use` and `kid`.
pub(crate) fn jwk(algorithm: Algorithm) -> Value {
    let point = |curve: &str, point: &[u8]| {
        let (x, y) = point[1..].split_at(point.len() / 2);
        json!({"kty": "EC", "crv": curve, "x": base64url(x), "y": base64url(y)})
    };
    match algorithm {
        Algorithm::ES256 => point("P-256", P256.public_key().as_ref()),
        Algorithm::ES384 => point("P-384", P384.public_key().as_ref()),
        Algorithm::EdDSA => {
            json!({"kty": "OKP", "crv": "Ed25519", "x": base64url(ED25519.public_key().as_ref())})
        }
        _ => {
            let key = PublicKeyComponents::<Vec<u8>>::from(RSA.public_key());
            json!({"kty": "RSA", "n": base64url(&key.n), "e": base64url(&key.e)})
        }
    }
}

/// `value` with the members of `patch`; those that are `null` there are taken away.
pub(crate) fn with(mut value: Value, patch: Value) -> Value {
    let object = value.as_object_mut().unwrap();
    for (name, value) in patch.as_object().unwrap() {
        match value {
            Value::Null => object.remove(name),
            value => object.insert(name.clone(), value.clone()),
        };
    }
    value
}

pub(crate) fn set(keys: impl IntoIterator<Item = Value>) -> JwkSet {
    let keys: Vec<Value> = keys.into_iter().collect();
    JwkSet::parse(&Map::from_iter([("keys".to_owned(), Value::from(keys))])).unwrap()
}

fn sign(algorithm: Algorithm, message: &[u8]) -> Vec<u8> {
    let random = SystemRandom::new();
    let rsa = |encoding: &'static dyn signature::RsaEncoding| {
        let mut bytes = vec![0; RSA.public().modulus_len()];
        RSA.sign(encoding, &random, message, &mut bytes).unwrap();
        bytes
    };
    match algorithm {
        Algorithm::RS256 => rsa(&signature::RSA_PKCS1_SHA256),
        Algorithm::RS384 => rsa(&signature::RSA_PKCS1_SHA384),
        Algorithm::RS512 => rsa(&signature::RSA_PKCS1_SHA512),
        Algorithm::PS256 => rsa(&signature::RSA_PSS_SHA256),
        Algorithm::PS384 => rsa(&signature::RSA_PSS_SHA384),
        Algorithm::PS512 => rsa(&signature::RSA_PSS_SHA512),
        Algorithm::ES256 => P256.sign(&random, message).unwrap().as_ref().to_vec(),
        Algorithm::ES384 => P384.sign(&random, message).unwrap().as_ref().to_vec(),
        Algorithm::EdDSA => ED25519.sign(message).as_ref().to_vec(),
        _ => hmac(CLIENT_SECRET.expose().as_bytes(), message),
    }
}

pub(crate) fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, key);
    ring::hmac::sign(&key, message).as_ref().to_vec()
}

/// A token of exactly this header and payload, signed with the provider's key for `algorithm`.
pub(crate) fn token_of(algorithm: Algorithm, header: &str, payload: &str) -> Secret {
    let input = format!("{}.{}", base64url(header.as_bytes()), base64url(payload.as_bytes()));
    let signature = base64url(&sign(algorithm, input.as_bytes()));
    Secret::from(format!("{input}.{signature}"))
}

pub(crate) fn token(algorithm: Algorithm, claims: &Value) -> Secret {
    token_of(algorithm, &json!({"alg": algorithm.as_str()}).to_string(), &claims.to_string())
}

/// The claims of a token that everybody accepts.
pub(crate) fn good() -> Value {
    json!({
        "iss": ISSUER.as_str(), "sub": "248289761001", "aud": CLIENT_ID, "nonce": NONCE.expose(),
        "exp": NOW + 300, "iat": NOW, "name": "Jane Doe", "email": "janedoe@example.com", "email_verified": true,
    })
}

/// What a client expects that asked for nothing special.
pub(crate) fn expected() -> Expected<'static> {
    Expected {
        issuer: IssuerRule::Exact { issuer: &ISSUER, alias: None },
        client_id: CLIENT_ID,
        algorithms: Algorithm::ASYMMETRIC,
        nonce: NonceRule::Required(&NONCE),
        access_token: None,
        code: None,
        state: None,
        max_age: None,
        acr_values: &[],
        leeway: 60,
        begun: Timestamp::from_unix(NOW - 20),
        trusted_audiences: TrustedAudiences::Only(&[]),
    }
}

pub(crate) fn verify_with(
    token: &Secret,
    keys: &JwkSet,
    expected: &Expected<'_>,
) -> Result<IdTokenClaims, ProviderError> {
    verify_at(Timestamp::from_unix(NOW), token, Keys::Set(keys), expected)
}

pub(crate) fn verify_at(
    now: Timestamp,
    token: &Secret,
    keys: Keys<'_>,
    expected: &Expected<'_>,
) -> Result<IdTokenClaims, ProviderError> {
    let verified = IdToken::parse(token).and_then(|token| token.verify(keys, expected, now));
    verified.map_err(|error| match error {
        Error::Provider(error) => error,
        other => panic!("{other}"),
    })
}

/// Whether the signature was found good: rules about the payload are asked only then, and a vector's is not that of an ID
/// token.
pub(crate) fn signature_verifies(verdict: &Result<IdTokenClaims, ProviderError>) -> bool {
    match verdict {
        Err(ProviderError::IdTokenMalformed { reason }) => {
            reason.starts_with("the payload is not one JSON object")
        }
        Err(ProviderError::IdTokenIssuerMismatch { .. }) | Ok(_) => true,
        Err(_) => false,
    }
}

/// An entry of a file of `tests/vectors`.
pub(crate) fn vector(file: &str, id: &str) -> Value {
    let vectors: Vec<Value> = serde_json::from_str(file).unwrap();
    vectors.into_iter().find(|vector| vector["id"] == id).unwrap_or_else(|| panic!("no vector {id}"))
}

/// The verdict on claims that are signed as they should be.
pub(crate) fn judge(claims: &Value, expected: &Expected<'_>) -> Result<IdTokenClaims, ProviderError> {
    static KEYS: LazyLock<JwkSet> = LazyLock::new(|| set([jwk(Algorithm::ES256)]));
    verify_with(&token(Algorithm::ES256, claims), &KEYS, expected)
}

/// The error for a good token that is changed by `patch` (see [`with`]).
pub(crate) fn refused(patch: Value) -> ProviderError {
    judge(&with(good(), patch.clone()), &expected()).expect_err(&patch.to_string())
}

pub(crate) fn accepted(patch: Value) -> IdTokenClaims {
    judge(&with(good(), patch.clone()), &expected()).unwrap_or_else(|error| panic!("{patch}: {error}"))
}
