//! A signed token in compact form (RFC 7515, section 7.1), and its signature.

use super::algorithm::Algorithm;
use super::jwk::{Jwk, JwkSet};
use crate::crypto::Hash;
use crate::encoding::base64url_decode;
use crate::error::{Error, ProviderError, Untrusted};
use crate::json::{self, Object};
use crate::secret::Secret;

/// The longest token, in bytes.
const MAX_TOKEN: usize = 64 * 1024;
/// The longest header, in bytes of base64url.
const MAX_HEADER: usize = 8 * 1024;
/// How many keys are tried for a token that fits several.
const MAX_CANDIDATES: usize = 4;

/// What an ID token's signature is verified with.
#[derive(Clone, Copy, Debug)]
pub enum Keys<'a> {
    /// The keys that the provider publishes.
    Set(&'a JwkSet),
    /// The client secret, for [`Algorithm::HS256`].
    Secret(SymmetricKey<'a>),
}

/// A client secret that is long enough to verify [`Algorithm::HS256`].
#[derive(Clone, Copy, Debug)]
pub struct SymmetricKey<'a>(&'a Secret);

impl<'a> SymmetricKey<'a> {
    /// The least length of a client secret that serves as a key, in bytes.
    pub const MIN_BYTES: usize = 32;

    /// What such a secret must be, for error messages.
    pub const EXPECTED: &'static str = "at least 32 bytes long, to verify ID tokens signed with HS256";

    /// The key, or `None` when the secret is shorter than 32 bytes (RFC 7518, section 3.2).
    pub fn new(client_secret: &'a Secret) -> Option<Self> {
        (client_secret.expose().len() >= Self::MIN_BYTES).then_some(Self(client_secret))
    }
}

/// A compact JWS whose header is understood. Nothing of its payload is believed, or read, before [`Jws::verify`].
#[derive(Clone)]
pub(crate) struct Jws {
    compact: Secret,
    signed: usize,
    payload: Vec<u8>,
    signature: Vec<u8>,
    pub(crate) algorithm: Algorithm,
    kid: Option<String>,
}

impl Jws {
    /// Takes a token apart: size, three parts, header, `alg`, `typ`, `crit`, in this order.
    pub(crate) fn parse(compact: &Secret) -> Result<Self, Error> {
        let text = compact.expose();
        let (header, payload, signature) = split(text)?;
        let header = decode(header, "the header is not base64url")?;
        let header =
            json::object(&header).ok_or(malformed("the header is not one JSON object with unique names"))?;
        let algorithm = algorithm(&header)?;
        check_type(&header)?;
        check_critical(&header)?;
        let kid =
            json::string(&header, "kid").map_err(|()| malformed("kid is not a string"))?.map(str::to_owned);
        Ok(Self {
            signed: text.len() - signature.len() - 1,
            payload: decode(payload, "the payload is not base64url")?,
            signature: decode(signature, "the signature is not base64url")?,
            compact: compact.clone(),
            algorithm,
            kid,
        })
    }

    /// The token as it came.
    pub(crate) fn compact(&self) -> &Secret {
        &self.compact
    }

    /// The keys of `set` that may have signed this token.
    pub(crate) fn candidates<'a>(&self, set: &'a JwkSet) -> impl Iterator<Item = &'a Jwk> {
        set.candidates(self.algorithm, self.kid.as_deref())
    }

    /// The payload, once its signature is verified, and the published key that verified it.
    pub(crate) fn verify<'a>(&self, keys: Keys<'a>) -> Result<(&[u8], Option<&'a Jwk>), Error> {
        // The kind of key is bound to the algorithm: a public key never becomes an HMAC key (RFC 8725, section 2.1).
        match keys {
            Keys::Set(set) if !self.algorithm.is_symmetric() => {
                Ok((&self.payload, Some(self.verify_with(set)?)))
            }
            Keys::Secret(key) if self.algorithm == Algorithm::HS256 => {
                match Hash::Sha256.verify_mac(
                    key.0.expose().as_bytes(),
                    self.signing_input(),
                    &self.signature,
                ) {
                    true => Ok((&self.payload, None)),
                    false => Err(ProviderError::IdTokenSignature.into()),
                }
            }
            _ => Err(unaccepted(self.algorithm.as_str())),
        }
    }

    fn verify_with<'a>(&self, set: &'a JwkSet) -> Result<&'a Jwk, Error> {
        match self.candidates(set).count() {
            0 => return Err(ProviderError::IdTokenKeyUnknown.into()),
            1..=MAX_CANDIDATES => {}
            _ => return Err(ProviderError::IdTokenKeyAmbiguous.into()),
        }
        let mut keys = self.candidates(set);
        let verifies = |key: &&Jwk| key.verify(self.algorithm, self.signing_input(), &self.signature);
        keys.find(verifies).ok_or(ProviderError::IdTokenSignature.into())
    }

    /// The ASCII bytes of header, dot and payload (RFC 7515, section 5.2, step 8).
    fn signing_input(&self) -> &[u8] {
        self.compact.expose().as_bytes().get(..self.signed).unwrap_or_default()
    }
}

/// The error for an `alg` that is not accepted.
pub(crate) fn unaccepted(name: &str) -> Error {
    ProviderError::IdTokenAlgorithm { got: Untrusted::new(name) }.into()
}

fn malformed(reason: &'static str) -> Error {
    ProviderError::IdTokenMalformed { reason }.into()
}

/// Cuts a token at its dots, which are counted before anything is allocated.
fn split(text: &str) -> Result<(&str, &str, &str), Error> {
    if text.len() > MAX_TOKEN {
        return Err(malformed("longer than 64 KiB"));
    }
    let mut parts = text.split('.');
    let (Some(header), Some(payload), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        let encrypted = text.bytes().filter(|&byte| byte == b'.').count() == 4;
        return Err(malformed(if encrypted { "five parts: it is encrypted" } else { "not three parts" }));
    };
    match header.len() {
        0..=MAX_HEADER => Ok((header, payload, signature)),
        _ => Err(malformed("the header is longer than 8 KiB")),
    }
}

fn decode(part: &str, reason: &'static str) -> Result<Vec<u8>, Error> {
    base64url_decode(part).filter(|bytes| !bytes.is_empty()).ok_or(malformed(reason))
}

fn algorithm(header: &Object) -> Result<Algorithm, Error> {
    let name =
        json::string(header, "alg").ok().flatten().ok_or(malformed("alg is missing or not a string"))?;
    Algorithm::parse(name).ok_or_else(|| unaccepted(name))
}

/// RFC 8725, section 3.11: another kind of token is no ID token; `typ` is a media type (RFC 7515, section 4.1.9).
fn check_type(header: &Object) -> Result<(), Error> {
    let Some(name) = json::string(header, "typ").map_err(|()| malformed("typ is not a string"))? else {
        return Ok(());
    };
    match ["jwt", "application/jwt"].iter().any(|jwt| name.eq_ignore_ascii_case(jwt)) {
        true => Ok(()),
        false => Err(ProviderError::IdTokenType { got: Untrusted::new(name) }.into()),
    }
}

/// RFC 7515, section 4.1.11: a token with an extension that is not understood is refused, and we understand none;
/// `b64` is one (RFC 7797, section 6).
fn check_critical(header: &Object) -> Result<(), Error> {
    match header.contains_key("crit") || header.contains_key("b64") {
        false => Ok(()),
        true => Err(ProviderError::IdTokenCritical.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An entry of a file of `tests/vectors`.
    fn vector(file: &str, id: &str) -> serde_json::Value {
        let vectors: Vec<serde_json::Value> = serde_json::from_str(file).unwrap();
        vectors.into_iter().find(|vector| vector["id"] == id).unwrap()
    }

    /// RFC 7515, appendix A.1, whose header has line breaks, and RFC 7520, section 4.4: keys that are not text.
    #[test]
    fn the_signing_input_is_header_dot_payload_as_they_were_written() {
        let jose = vector(include_str!("../../../tests/vectors/jose.json"), "JWS-RFC7515-A1");
        let cookbook = |id| vector(include_str!("../../../tests/vectors/rfc7520.json"), id);
        for (compact, key) in [
            (&jose["expected"], &jose["inputs"]["k"]),
            (&cookbook("RFC7520-4.4")["compact"], &cookbook("RFC7520-3.5")["jwk"]["k"]),
        ] {
            let jws = Jws::parse(&Secret::from(compact.as_str().unwrap())).unwrap();
            let key = base64url_decode(key.as_str().unwrap()).unwrap();
            assert!(Hash::Sha256.verify_mac(&key, jws.signing_input(), &jws.signature), "{compact}");
        }
    }
}
