//! An OpenID Provider with one key, and a client that expects its tokens.

use std::sync::LazyLock;

use oauth_core::encoding::base64url;
use oauth_core::oidc::{
    Algorithm, Expected, IdToken, IdTokenClaims, IssuerRule, JwkSet, Keys, NonceRule, TrustedAudiences,
};
use oauth_core::{Issuer, Secret, Timestamp, json};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::json;

use crate::{CLIENT_ID, NOW};

pub const ISSUER: &str = "https://op.example";
pub const NONCE: &str = "n-0S6_WzA2Mj";
pub const KID: &str = "one";
pub const ACCESS_TOKEN: &str = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
/// Of a token that everybody accepts. [`CLAIMS`] is a seed too.
pub const HEADER: &str = r#"{"alg":"EdDSA"}"#;
pub const CLAIMS: &str = include_str!("../corpus/id_token_claims/good");
pub const BEGUN: Timestamp = Timestamp::from_unix(NOW.as_unix() - 20);

static PAIR: LazyLock<Ed25519KeyPair> =
    LazyLock::new(|| Ed25519KeyPair::from_seed_unchecked(&[7; 32]).expect("a key"));

/// The key that [`signed`] signs with.
pub static KEYS: LazyLock<JwkSet> = LazyLock::new(|| {
    let x = base64url(PAIR.public_key().as_ref());
    key_set(&json!({"keys": [{"kty": "OKP", "crv": "Ed25519", "kid": KID, "x": x}]}).to_string())
});

pub fn key_set(text: &str) -> JwkSet {
    JwkSet::parse(&json::object(text.as_bytes()).expect("an object")).expect("a key set")
}

/// A token of exactly this header and payload, signed as it should be: the stub that says yes.
pub fn signed(header: &[u8], payload: &[u8]) -> Secret {
    let input = format!("{}.{}", base64url(header), base64url(payload));
    let signature = base64url(PAIR.sign(input.as_bytes()).as_ref());
    Secret::from(format!("{input}.{signature}"))
}

/// What the client makes of a token, if the provider has published these keys.
pub fn verify(token: &Secret, keys: &JwkSet) -> Option<IdTokenClaims> {
    static ACCEPTED: LazyLock<(Issuer, Secret, Secret)> =
        LazyLock::new(|| (Issuer::parse(ISSUER).expect("an issuer"), NONCE.into(), ACCESS_TOKEN.into()));
    let (issuer, nonce, access_token) = &*ACCEPTED;
    let expected = Expected {
        issuer: IssuerRule::Exact { issuer, alias: None },
        client_id: CLIENT_ID,
        algorithms: Algorithm::ASYMMETRIC,
        nonce: NonceRule::Required(nonce),
        access_token: Some(access_token),
        code: None,
        state: None,
        max_age: None,
        acr_values: &[],
        leeway: 60,
        begun: BEGUN,
        trusted_audiences: TrustedAudiences::Only(&[]),
    };
    IdToken::parse(token).ok()?.verify(Keys::Set(keys), &expected, NOW).ok()
}
