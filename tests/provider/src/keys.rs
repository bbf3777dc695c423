//! The keys that sign ID tokens, and their rotation.

use std::sync::Arc;

use ring::rand::SystemRandom;
use ring::rsa::KeyPair as RsaKeyPair;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256,
    RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding, RsaPublicKeyComponents,
};
use ring::{digest, error::Unspecified};
use serde_json::{Map, Value, json};

use crate::encoding::{base64, base64url, random_token};

static SIGNING_KEYS: [&[u8]; 3] = [
    include_bytes!("../keys/signing-a.der"),
    include_bytes!("../keys/signing-b.der"),
    include_bytes!("../keys/signing-c.der"),
];
static OTHER_KEY: &[u8] = include_bytes!("../keys/other.der");
static CONSUMER_KEY: &[u8] = include_bytes!("../keys/consumer.der");

/// The private key (PKCS#8, DER) of the default OAuth 1.0a client, for `RSA-SHA256`; its public half is registered.
///
/// It is published with this crate and protects nothing.
pub fn consumer_private_key() -> &'static [u8] {
    CONSUMER_KEY
}

/// The public half of [`consumer_private_key`] as PKCS#1 DER.
pub(crate) fn consumer_public_key() -> Option<Vec<u8>> {
    Some(RsaKeyPair::from_pkcs8(CONSUMER_KEY).ok()?.public_key().as_ref().to_vec())
}

/// An algorithm that the provider can sign ID tokens with (RFC 7518, section 3.1; RFC 8037).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
#[allow(missing_docs, reason = "the names are those of RFC 7518 and say all there is")]
pub enum Algorithm {
    #[default]
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    EdDSA,
    /// Keyed with the client secret; nothing of it is in the JWKS.
    HS256,
}

impl Algorithm {
    /// Every algorithm, for tests that try them all.
    pub const ALL: [Self; 10] = [
        Self::RS256,
        Self::RS384,
        Self::RS512,
        Self::PS256,
        Self::PS384,
        Self::PS512,
        Self::ES256,
        Self::ES384,
        Self::EdDSA,
        Self::HS256,
    ];

    /// The value of `alg`.
    pub fn name(self) -> &'static str {
        match self {
            Self::RS256 => "RS256",
            Self::RS384 => "RS384",
            Self::RS512 => "RS512",
            Self::PS256 => "PS256",
            Self::PS384 => "PS384",
            Self::PS512 => "PS512",
            Self::ES256 => "ES256",
            Self::ES384 => "ES384",
            Self::EdDSA => "EdDSA",
            Self::HS256 => "HS256",
        }
    }

    /// The left half of the hash of a token, as `at_hash` wants it: OpenID Connect Core 1.0, section 3.1.3.6.
    pub(crate) fn half_hash(self, token: &str) -> String {
        let hash = match self {
            Self::RS256 | Self::PS256 | Self::ES256 | Self::HS256 => &digest::SHA256,
            Self::RS384 | Self::PS384 | Self::ES384 => &digest::SHA384,
            // Ed25519 hashes with SHA-512.
            Self::RS512 | Self::PS512 | Self::EdDSA => &digest::SHA512,
        };
        let hash = digest::digest(hash, token.as_bytes());
        base64url(hash.as_ref().iter().take(hash.as_ref().len() / 2).copied().collect::<Vec<u8>>())
    }

    fn rsa_encoding(self) -> Option<&'static dyn RsaEncoding> {
        Some(match self {
            Self::RS256 => &RSA_PKCS1_SHA256,
            Self::RS384 => &RSA_PKCS1_SHA384,
            Self::RS512 => &RSA_PKCS1_SHA512,
            Self::PS256 => &RSA_PSS_SHA256,
            Self::PS384 => &RSA_PSS_SHA384,
            Self::PS512 => &RSA_PSS_SHA512,
            Self::ES256 | Self::ES384 | Self::EdDSA | Self::HS256 => return None,
        })
    }
}

/// One private key and the name it is published under.
pub(crate) struct SigningKey {
    pub(crate) kid: String,
    pub(crate) algorithm: Algorithm,
    pair: Pair,
}

enum Pair {
    Rsa(RsaKeyPair),
    Ecdsa(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

impl SigningKey {
    /// A key for the algorithm; RSA keys come from the fixed set, `generation` says which.
    pub(crate) fn new(algorithm: Algorithm, generation: usize) -> Result<Self, Unspecified> {
        let rsa = SIGNING_KEYS.get(generation % SIGNING_KEYS.len()).copied().unwrap_or(OTHER_KEY);
        Self::make(algorithm, rsa)
    }

    /// A key of the same kind that is never published.
    pub(crate) fn stranger(algorithm: Algorithm) -> Result<Self, Unspecified> {
        Self::make(algorithm, OTHER_KEY)
    }

    fn make(algorithm: Algorithm, rsa: &[u8]) -> Result<Self, Unspecified> {
        let random = SystemRandom::new();
        let ecdsa = |curve: &'static EcdsaSigningAlgorithm| -> Result<Pair, Unspecified> {
            let pkcs8 = EcdsaKeyPair::generate_pkcs8(curve, &random)?;
            let pair = EcdsaKeyPair::from_pkcs8(curve, pkcs8.as_ref(), &random).map_err(|_| Unspecified)?;
            Ok(Pair::Ecdsa(pair))
        };
        let pair = match algorithm {
            Algorithm::ES256 => ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING)?,
            Algorithm::ES384 => ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING)?,
            Algorithm::EdDSA => {
                let pkcs8 = Ed25519KeyPair::generate_pkcs8(&random)?;
                Pair::Ed25519(Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).map_err(|_| Unspecified)?)
            }
            _ => Pair::Rsa(RsaKeyPair::from_pkcs8(rsa).map_err(|_| Unspecified)?),
        };
        let kid = format!(
            "{}-{}",
            algorithm.name().to_ascii_lowercase(),
            random_token()?.get(..8).unwrap_or_default()
        );
        Ok(Self { kid, algorithm, pair })
    }

    /// Signs with the asked algorithm, when this kind of key can.
    pub(crate) fn sign(&self, algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>, Unspecified> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Rsa(pair) => {
                let encoding = algorithm.rsa_encoding().ok_or(Unspecified)?;
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(encoding, &random, message, &mut signature)?;
                Ok(signature)
            }
            Pair::Ecdsa(pair) => Ok(pair.sign(&random, message)?.as_ref().to_vec()),
            Pair::Ed25519(pair) => Ok(pair.sign(message).as_ref().to_vec()),
        }
    }

    /// Whether this key can be used with the algorithm.
    pub(crate) fn fits(&self, algorithm: Algorithm) -> bool {
        match &self.pair {
            Pair::Rsa(_) => algorithm.rsa_encoding().is_some(),
            Pair::Ecdsa(_) | Pair::Ed25519(_) => algorithm == self.algorithm,
        }
    }

    /// The JOSE header of an honest token.
    pub(crate) fn header(&self) -> Map<String, Value> {
        let mut header = Map::new();
        header.insert("alg".to_owned(), self.algorithm.name().into());
        header.insert("typ".to_owned(), "JWT".into());
        if self.algorithm != Algorithm::HS256 {
            header.insert("kid".to_owned(), self.kid.clone().into());
        }
        header
    }

    /// The public half as a JSON Web Key.
    pub(crate) fn jwk(&self) -> Map<String, Value> {
        let mut jwk = Map::new();
        let mut set = |name: &str, value: String| jwk.insert(name.to_owned(), value.into());
        // An HS256 provider still publishes an RSA key, which then has no reason to name the secret's algorithm.
        let algorithm = if self.algorithm == Algorithm::HS256 { Algorithm::RS256 } else { self.algorithm };
        set("kid", self.kid.clone());
        set("use", "sig".to_owned());
        set("alg", algorithm.name().to_owned());
        match &self.pair {
            Pair::Rsa(pair) => {
                set("kty", "RSA".to_owned());
                let components = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public());
                set("n", base64url(components.n));
                set("e", base64url(components.e));
            }
            Pair::Ecdsa(pair) => {
                let point = pair.public_key().as_ref().get(1..).unwrap_or_default();
                let (x, y) = point.split_at(point.len() / 2);
                set("kty", "EC".to_owned());
                set("crv", if point.len() == 64 { "P-256" } else { "P-384" }.to_owned());
                set("x", base64url(x));
                set("y", base64url(y));
            }
            Pair::Ed25519(pair) => {
                set("kty", "OKP".to_owned());
                set("crv", "Ed25519".to_owned());
                set("x", base64url(pair.public_key()));
            }
        }
        jwk
    }

    /// The public half as PEM (`SubjectPublicKeyInfo`): what a confused verifier would take for an HMAC secret.
    pub(crate) fn public_key_pem(&self) -> String {
        const RSA_2048: &[u8] = b"\x30\x82\x01\x22\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x03\x82\x01\x0f\x00";
        const P256: &[u8] =
            b"\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00";
        const P384: &[u8] =
            b"\x30\x76\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22\x03\x62\x00";
        const ED25519: &[u8] = b"\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00";
        let (prefix, key) = match &self.pair {
            Pair::Rsa(pair) => (RSA_2048, pair.public_key().as_ref()),
            Pair::Ecdsa(pair) if self.algorithm == Algorithm::ES384 => (P384, pair.public_key().as_ref()),
            Pair::Ecdsa(pair) => (P256, pair.public_key().as_ref()),
            Pair::Ed25519(pair) => (ED25519, pair.public_key().as_ref()),
        };
        let text = base64([prefix, key].concat());
        let lines: Vec<String> =
            text.as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
    }
}

/// The key in use.
pub(crate) struct KeyRing {
    generation: usize,
    current: Arc<SigningKey>,
}

impl KeyRing {
    pub(crate) fn new(algorithm: Algorithm) -> Result<Self, Unspecified> {
        Ok(Self { generation: 0, current: Arc::new(SigningKey::new(algorithm, 0)?) })
    }

    pub(crate) fn current(&self) -> Arc<SigningKey> {
        Arc::clone(&self.current)
    }

    /// Takes a new key under a new name; the old one is gone at once.
    pub(crate) fn rotate(&mut self, algorithm: Algorithm) -> Result<(), Unspecified> {
        self.generation += 1;
        self.current = Arc::new(SigningKey::new(algorithm, self.generation)?);
        Ok(())
    }

    /// Takes a new key under the old name.
    pub(crate) fn rotate_keeping_kid(&mut self) -> Result<(), Unspecified> {
        let kid = self.current.kid.clone();
        self.generation += 1;
        let key = SigningKey::new(self.current.algorithm, self.generation)?;
        self.current = Arc::new(SigningKey { kid, ..key });
        Ok(())
    }

    /// The JWKS document.
    pub(crate) fn jwks(&self) -> Map<String, Value> {
        let mut document = Map::new();
        document.insert("keys".to_owned(), json!([self.current.jwk()]));
        document
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]
    use super::*;

    #[test]
    fn rotation_changes_the_name_and_the_key() {
        for algorithm in Algorithm::ALL {
            let mut ring = KeyRing::new(algorithm).unwrap();
            let before = ring.current().jwk();
            ring.rotate(algorithm).unwrap();
            let after = ring.current().jwk();
            assert_ne!(before.get("kid"), after.get("kid"), "{algorithm:?}");
            let material = |jwk: &Map<String, Value>| (jwk.get("n").cloned(), jwk.get("x").cloned());
            assert_ne!(material(&before), material(&after), "{algorithm:?}");
        }
    }

    #[test]
    fn at_hash_is_the_example_of_the_specification() {
        // OpenID Connect Core 1.0, appendix A.3.
        assert_eq!(
            Algorithm::RS256.half_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"),
            "77QmUPtjPfzWtF2AnpK9RQ"
        );
    }
}
