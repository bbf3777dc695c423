//! ID tokens: drafted honestly, opened to the knobs, then signed.

use ring::{error::Unspecified, hmac};
use serde_json::{Map, Value};

use crate::encoding::base64url;
use crate::keys::{Algorithm, SigningKey};

/// An ID token before it is signed; a knob may change everything about it.
///
/// The signature covers what is sent, changes included, unless [`signature`](Self::signature) says otherwise.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct IdTokenDraft {
    /// The JOSE header: `alg`, `kid`, `typ`.
    pub header: Map<String, Value>,
    /// The claims.
    pub claims: Map<String, Value>,
    /// Text to send in place of [`header`](Self::header), for what a JSON object cannot say (duplicate names, an array).
    pub header_text: Option<String>,
    /// Text to send in place of [`claims`](Self::claims), for what a JSON object cannot say (duplicate names, an array).
    pub claims_text: Option<String>,
    /// How to sign.
    pub signature: Signature,
    /// Whether it answers a refresh instead of a code.
    pub refreshed: bool,
}

impl IdTokenDraft {
    pub(crate) fn new(header: Map<String, Value>, claims: Map<String, Value>) -> Self {
        Self {
            header,
            claims,
            header_text: None,
            claims_text: None,
            signature: Signature::Honest,
            refreshed: false,
        }
    }

    /// Sets a claim.
    pub fn set(&mut self, claim: &str, value: impl Into<Value>) {
        self.claims.insert(claim.to_owned(), value.into());
    }

    /// Removes a claim.
    pub fn remove(&mut self, claim: &str) {
        self.claims.remove(claim);
    }

    /// Sets a header parameter.
    pub fn set_header(&mut self, name: &str, value: impl Into<Value>) {
        self.header.insert(name.to_owned(), value.into());
    }
}

/// How an ID token is signed. None of these touches the header: set `alg` yourself where it should lie.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Signature {
    /// By the published key, or for HS256 by the client secret.
    #[default]
    Honest,
    /// Honest, then one bit is flipped.
    Corrupt,
    /// Empty: the token ends with its second dot.
    Empty,
    /// By a key of the same kind that is not published.
    OtherKey,
    /// By another algorithm: with the published key when it fits, else with an unpublished one.
    WithAlgorithm(Algorithm),
    /// HMAC-SHA256 with the published public key (PEM) as the secret: the classic confusion of algorithms.
    HmacWithPublicKey,
    /// HMAC-SHA256 with these bytes as the secret.
    Hmac(Vec<u8>),
    /// This text as the third part.
    Raw(String),
}

/// Writes the compact form: RFC 7515, section 7.1.
pub(crate) fn sign(
    draft: &IdTokenDraft,
    key: &SigningKey,
    client_secret: &str,
) -> Result<String, Unspecified> {
    let text = |given: &Option<String>, object: &Map<String, Value>| match given {
        Some(text) => text.clone(),
        None => Value::Object(object.clone()).to_string(),
    };
    let header = base64url(text(&draft.header_text, &draft.header));
    let claims = base64url(text(&draft.claims_text, &draft.claims));
    let input = format!("{header}.{claims}");
    let signature = signature(&draft.signature, input.as_bytes(), key, client_secret)?;
    Ok(format!("{input}.{signature}"))
}

fn signature(
    how: &Signature,
    input: &[u8],
    key: &SigningKey,
    client_secret: &str,
) -> Result<String, Unspecified> {
    let algorithm = key.algorithm;
    let bytes = match how {
        Signature::Honest => with_algorithm(algorithm, input, key, client_secret)?,
        Signature::Corrupt => {
            let mut bytes = with_algorithm(algorithm, input, key, client_secret)?;
            if let Some(byte) = bytes.last_mut() {
                *byte ^= 1;
            }
            bytes
        }
        Signature::Empty => Vec::new(),
        Signature::OtherKey if algorithm == Algorithm::HS256 => hmac_sha256(b"not the client secret", input),
        Signature::OtherKey => SigningKey::stranger(algorithm)?.sign(algorithm, input)?,
        Signature::WithAlgorithm(other) => with_algorithm(*other, input, key, client_secret)?,
        Signature::HmacWithPublicKey => hmac_sha256(key.public_key_pem().as_bytes(), input),
        Signature::Hmac(secret) => hmac_sha256(secret, input),
        Signature::Raw(text) => return Ok(text.clone()),
    };
    Ok(base64url(bytes))
}

fn with_algorithm(
    algorithm: Algorithm,
    input: &[u8],
    key: &SigningKey,
    client_secret: &str,
) -> Result<Vec<u8>, Unspecified> {
    match algorithm {
        Algorithm::HS256 => Ok(hmac_sha256(client_secret.as_bytes(), input)),
        fitting if key.fits(fitting) => key.sign(fitting, input),
        other => SigningKey::stranger(other)?.sign(other, input),
    }
}

fn hmac_sha256(secret: &[u8], input: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), input).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use ring::signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
        RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256,
        RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaPublicKeyComponents, UnparsedPublicKey,
        VerificationAlgorithm,
    };

    fn draft(signature: Signature) -> IdTokenDraft {
        let claims = Map::from_iter([("sub".to_owned(), "ada".into())]);
        IdTokenDraft { signature, ..IdTokenDraft::new(Map::new(), claims) }
    }

    fn split(token: &str) -> (&str, Vec<u8>) {
        let (input, signature) = token.rsplit_once('.').unwrap();
        (input, URL_SAFE_NO_PAD.decode(signature).unwrap())
    }

    fn verify_rsa(key: &SigningKey, token: &str) -> bool {
        let jwk = key.jwk();
        let part = |name: &str| URL_SAFE_NO_PAD.decode(jwk.get(name).unwrap().as_str().unwrap()).unwrap();
        let public_key = RsaPublicKeyComponents { n: part("n"), e: part("e") };
        let (input, signature) = split(token);
        public_key.verify(&RSA_PKCS1_2048_8192_SHA256, input.as_bytes(), &signature).is_ok()
    }

    #[test]
    fn only_the_honest_signature_verifies_under_the_published_key() {
        let key = SigningKey::new(Algorithm::RS256, 0).unwrap();
        let verifies = |how| verify_rsa(&key, &sign(&draft(how), &key, "secret").unwrap());
        assert!(verifies(Signature::Honest));
        for how in [
            Signature::Corrupt,
            Signature::Empty,
            Signature::OtherKey,
            Signature::WithAlgorithm(Algorithm::PS256),
            Signature::HmacWithPublicKey,
        ] {
            assert!(!verifies(how.clone()), "{how:?}");
        }
    }

    #[test]
    fn every_algorithm_verifies_under_its_jwk() {
        for algorithm in Algorithm::ALL.into_iter().filter(|algorithm| *algorithm != Algorithm::HS256) {
            let key = SigningKey::new(algorithm, 0).unwrap();
            let jwk = key.jwk();
            let part = |name: &str| URL_SAFE_NO_PAD.decode(jwk.get(name).unwrap().as_str().unwrap()).unwrap();
            let token = sign(&draft(Signature::Honest), &key, "").unwrap();
            let (input, signature) = split(&token);
            let rsa = |parameters| {
                let key = RsaPublicKeyComponents { n: part("n"), e: part("e") };
                key.verify(parameters, input.as_bytes(), &signature)
            };
            let other = |algorithm: &'static dyn VerificationAlgorithm, key: Vec<u8>| {
                UnparsedPublicKey::new(algorithm, key).verify(input.as_bytes(), &signature)
            };
            let point = || [vec![4], part("x"), part("y")].concat();
            let verified = match algorithm {
                Algorithm::RS256 => rsa(&RSA_PKCS1_2048_8192_SHA256),
                Algorithm::RS384 => rsa(&RSA_PKCS1_2048_8192_SHA384),
                Algorithm::RS512 => rsa(&RSA_PKCS1_2048_8192_SHA512),
                Algorithm::PS256 => rsa(&RSA_PSS_2048_8192_SHA256),
                Algorithm::PS384 => rsa(&RSA_PSS_2048_8192_SHA384),
                Algorithm::PS512 => rsa(&RSA_PSS_2048_8192_SHA512),
                Algorithm::ES256 => other(&ECDSA_P256_SHA256_FIXED, point()),
                Algorithm::ES384 => other(&ECDSA_P384_SHA384_FIXED, point()),
                Algorithm::EdDSA | Algorithm::HS256 => other(&ED25519, part("x")),
            };
            assert!(verified.is_ok(), "{algorithm:?}");
        }
    }
}
