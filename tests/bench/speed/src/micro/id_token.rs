//! One ID token, parsed and judged, beside ring's verification alone.

use std::hint::black_box;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oauth_core::oidc::{Algorithm, Expected, IdToken, IssuerRule, JwkSet, Keys, NonceRule, TrustedAudiences};
use oauth_core::{Issuer, Secret, Timestamp, json};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RsaKeyPair};
use serde_json::json;

const NOW: i64 = 1_800_000_000;

struct Token {
    algorithm: Algorithm,
    message: String,
    signature: Vec<u8>,
    public: Vec<u8>,
    rsa: Option<PublicKeyComponents<Vec<u8>>>,
    jwk: serde_json::Value,
}

impl Token {
    fn of(algorithm: Algorithm) -> Self {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let name = format!("{algorithm:?}");
        let header = json!({"alg": name, "kid": "one", "typ": "JWT"}).to_string();
        let claims = json!({
            "iss": "https://op.example", "aud": "our-client-id", "sub": "ada-1815", "iat": NOW, "exp": NOW + 300,
            "nonce": "n-0S6_WzA2Mj", "email": "ada@example.com", "email_verified": true, "name": "Ada Lovelace",
        });
        let message = format!("{}.{}", encode(header.as_bytes()), encode(claims.to_string().as_bytes()));
        let random = SystemRandom::new();
        let (signature, public, rsa, jwk) = match algorithm {
            Algorithm::RS256 => {
                let pair = RsaKeyPair::from_pkcs8(include_bytes!("../../../../vectors/rsa_2048.pkcs8.der"))
                    .expect("a key");
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&signature::RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature)
                    .expect("signed");
                let key = PublicKeyComponents::<Vec<u8>>::from(pair.public());
                let jwk = json!({"kty": "RSA", "kid": "one", "n": encode(&key.n), "e": encode(&key.e)});
                (signature, Vec::new(), Some(key), jwk)
            }
            Algorithm::ES256 => {
                let kind = &signature::ECDSA_P256_SHA256_FIXED_SIGNING;
                let pkcs8 = EcdsaKeyPair::generate_pkcs8(kind, &random).expect("a key");
                let pair = EcdsaKeyPair::from_pkcs8(kind, pkcs8.as_ref(), &random).expect("a key");
                let signature = pair.sign(&random, message.as_bytes()).expect("signed").as_ref().to_vec();
                let point = pair.public_key().as_ref().to_vec();
                let (x, y) = (encode(&point[1..33]), encode(&point[33..]));
                (signature, point, None, json!({"kty": "EC", "crv": "P-256", "kid": "one", "x": x, "y": y}))
            }
            _ => {
                let pkcs8 = Ed25519KeyPair::generate_pkcs8(&random).expect("a key");
                let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).expect("a key");
                let signature = pair.sign(message.as_bytes()).as_ref().to_vec();
                let public = pair.public_key().as_ref().to_vec();
                let jwk = json!({"kty": "OKP", "crv": "Ed25519", "kid": "one", "x": encode(&public)});
                (signature, public, None, jwk)
            }
        };
        Self { algorithm, message, signature, public, rsa, jwk }
    }

    fn limit(&self, count: usize) {
        let message = self.message.as_bytes();
        for _ in 0..count {
            let verified = match (self.algorithm, &self.rsa) {
                (_, Some(key)) => {
                    key.verify(&signature::RSA_PKCS1_2048_8192_SHA256, message, &self.signature)
                }
                (Algorithm::ES256, _) => {
                    signature::UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, &self.public)
                        .verify(message, &self.signature)
                }
                _ => signature::UnparsedPublicKey::new(&signature::ED25519, &self.public)
                    .verify(message, &self.signature),
            };
            assert!(black_box(verified).is_ok());
        }
    }

    fn ours(&self, count: usize) {
        let token = Secret::from(format!("{}.{}", self.message, URL_SAFE_NO_PAD.encode(&self.signature)));
        let document = json::object(json!({"keys": [self.jwk]}).to_string().as_bytes()).expect("an object");
        let keys = JwkSet::parse(&document).expect("keys");
        let issuer = Issuer::parse("https://op.example").expect("an issuer");
        let (nonce, now) = (Secret::from("n-0S6_WzA2Mj"), Timestamp::from_unix(NOW));
        let expected = Expected {
            issuer: IssuerRule::Exact { issuer: &issuer, alias: None },
            client_id: "our-client-id",
            algorithms: &[self.algorithm],
            nonce: NonceRule::Required(&nonce),
            access_token: None,
            code: None,
            state: None,
            max_age: None,
            acr_values: &[],
            leeway: 60,
            begun: now,
            trusted_audiences: TrustedAudiences::Only(&[]),
        };
        for _ in 0..count {
            let claims =
                IdToken::parse(&token).and_then(|token| token.verify(Keys::Set(&keys), &expected, now));
            black_box(claims.expect("verified"));
        }
    }
}

pub fn rs256_limit(count: usize) {
    Token::of(Algorithm::RS256).limit(count);
}

pub fn rs256_ours(count: usize) {
    Token::of(Algorithm::RS256).ours(count);
}

pub fn es256_limit(count: usize) {
    Token::of(Algorithm::ES256).limit(count);
}

pub fn es256_ours(count: usize) {
    Token::of(Algorithm::ES256).ours(count);
}

pub fn eddsa_limit(count: usize) {
    Token::of(Algorithm::EdDSA).limit(count);
}

pub fn eddsa_ours(count: usize) {
    Token::of(Algorithm::EdDSA).ours(count);
}
