//! The provider's keys: [`JwkSet`], and [`FetchKeys`] that asks for them.

use std::fmt;

use serde_json::Value;

use super::algorithm::Algorithm;
use crate::cache_control::max_age;
use crate::crypto::{self, Scheme};
use crate::encoding::base64url_decode;
use crate::error::{Error, ProviderError};
use crate::http::{Endpoint, Exchange, Request, Response};
use crate::json::{self, Object};
use crate::time::Timestamp;

/// The public keys of one provider that can verify an ID token.
///
/// Every key is decoded and checked once, when the set is read; verifying costs what the signature costs.
#[derive(Clone, Default)]
pub struct JwkSet {
    keys: Vec<Jwk>,
}

impl JwkSet {
    /// The most entries that a set may have.
    pub const MAX_KEYS: usize = 100;

    /// Reads a JWK set (RFC 7517, section 5).
    ///
    /// An entry that cannot verify an ID token is passed over, so that one odd key does not lock everybody out:
    /// another `kty` or `crv`, a private or symmetric key, a `use` other than `sig`, `key_ops` without `verify`, an
    /// `alg` that the key is not for, an RSA modulus outside 2048 to 8192 bits, an RSA exponent that is even or below
    /// 65537, a coordinate of the wrong length, a member of the wrong type.
    ///
    /// # Errors
    /// [`ProviderError::JwksMalformed`] without an array `keys`, or with more than 100 entries.
    pub fn parse(set: &Object) -> Result<Self, Error> {
        match set.get("keys") {
            Some(Value::Array(entries)) if entries.len() <= Self::MAX_KEYS => {
                Ok(Self { keys: entries.iter().filter_map(|entry| Jwk::parse(entry.as_object()?)).collect() })
            }
            _ => Err(ProviderError::JwksMalformed.into()),
        }
    }

    /// How many usable keys there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether no key is usable.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The keys that fit `algorithm` and, if the token names one, its `kid`; a `kid` is compared as an opaque string
    /// (RFC 8725, section 3.10).
    pub(crate) fn candidates(&self, algorithm: Algorithm, kid: Option<&str>) -> impl Iterator<Item = &Jwk> {
        self.keys
            .iter()
            .filter(move |key| key.fits(algorithm) && kid.is_none_or(|kid| key.kid.as_deref() == Some(kid)))
    }
}

impl fmt::Debug for JwkSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JwkSet({} keys)", self.len())
    }
}

/// One public key, ready to verify.
#[derive(Clone)]
pub(crate) struct Jwk {
    material: Material,
    kid: Option<String>,
    algorithm: Option<Algorithm>,
    issuer: Option<String>,
}

/// A key's numbers as ring wants them.
#[derive(Clone)]
enum Material {
    Rsa { n: Vec<u8>, e: Vec<u8> },
    P256(Vec<u8>),
    P384(Vec<u8>),
    Ed25519(Vec<u8>),
}

impl Jwk {
    fn parse(jwk: &Object) -> Option<Self> {
        let member = |name| json::string(jwk, name).ok();
        let algorithm = match member("alg")? {
            Some(name) => Some(Algorithm::parse(name)?),
            None => None,
        };
        let for_signatures = member("use")?.is_none_or(|purpose| purpose == "sig") && may_verify(jwk);
        let private =
            ["d", "p", "q", "dp", "dq", "qi", "oth", "k"].iter().any(|name| jwk.contains_key(*name));
        if !for_signatures || private {
            return None;
        }
        let owned = |text: &str| text.to_owned();
        let (kid, issuer) = (member("kid")?.map(owned), member("issuer")?.map(owned));
        let key = Self { material: Material::parse(jwk)?, kid, algorithm, issuer };
        key.algorithm.is_none_or(|algorithm| key.fits(algorithm)).then_some(key)
    }

    /// The issuer that this key may sign for; only Entra ID says so, with a member outside RFC 7517.
    pub(crate) fn issuer(&self) -> Option<&str> {
        self.issuer.as_deref()
    }

    /// Whether `kty`, `crv` and `alg` of the key are those of `algorithm` (RFC 8725, section 3.1).
    fn fits(&self, algorithm: Algorithm) -> bool {
        self.algorithm.is_none_or(|own| own == algorithm)
            && matches!(
                (&self.material, algorithm.scheme()),
                (Material::Rsa { .. }, Some(Scheme::RsaPkcs1(_) | Scheme::RsaPss(_)))
                    | (Material::P256(_), Some(Scheme::EcdsaP256))
                    | (Material::P384(_), Some(Scheme::EcdsaP384))
                    | (Material::Ed25519(_), Some(Scheme::Ed25519))
            )
    }

    /// Whether `signature` is that of `message` by this key.
    pub(crate) fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let Some(scheme) = algorithm.scheme().filter(|_| self.fits(algorithm)) else { return false };
        match &self.material {
            Material::Rsa { n, e } => crypto::verify_rsa(scheme, n, e, message, signature),
            Material::P256(key) | Material::P384(key) | Material::Ed25519(key) => {
                crypto::verify_ec(scheme, key, message, signature)
            }
        }
    }
}

impl Material {
    fn parse(jwk: &Object) -> Option<Self> {
        let member = |name| json::string(jwk, name).ok().flatten();
        let bytes = |name| base64url_decode(member(name)?);
        match (member("kty")?, member("crv")) {
            ("RSA", _) => rsa(bytes("n")?, bytes("e")?),
            ("EC", Some("P-256")) => Some(Self::P256(point(&bytes("x")?, &bytes("y")?, 32)?)),
            ("EC", Some("P-384")) => Some(Self::P384(point(&bytes("x")?, &bytes("y")?, 48)?)),
            ("OKP", Some("Ed25519")) => bytes("x").filter(|x| x.len() == 32).map(Self::Ed25519),
            _ => None,
        }
    }
}

/// RFC 7518, section 6.3.1: both numbers are written without leading zeros.
fn rsa(n: Vec<u8>, e: Vec<u8>) -> Option<Material> {
    let zeros = n.first().filter(|&&byte| byte != 0)?.leading_zeros() as usize;
    let exponent = match e.as_slice() {
        [1..=255, ..] if e.len() <= 5 => e.iter().fold(0, |value, &byte| value * 256 + u64::from(byte)),
        _ => return None,
    };
    let acceptable = (2048..=8192).contains(&(n.len() * 8 - zeros)) && exponent >= 65537 && exponent % 2 == 1;
    acceptable.then_some(Material::Rsa { n, e })
}

/// The uncompressed point (SEC 1, section 2.3.3); the coordinates have full length (RFC 7518, section 6.2.1.2).
fn point(x: &[u8], y: &[u8], length: usize) -> Option<Vec<u8>> {
    (x.len() == length && y.len() == length).then(|| [&[4], x, y].concat())
}

/// RFC 7517, section 4.3.
fn may_verify(jwk: &Object) -> bool {
    match jwk.get("key_ops") {
        None => true,
        Some(Value::Array(operations)) => operations.iter().any(|operation| operation == "verify"),
        Some(_) => false,
    }
}

/// Asks `jwks_uri` for the provider's keys: a [`JwkSet`] and the seconds for which the response may be kept, if it
/// says so.
///
/// # Errors
/// - [`ProviderError::Redirected`] on a redirect,
/// - [`ProviderError::JwksStatus`] for another status than 200,
/// - [`ProviderError::JwksMalformed`] when the body is neither `application/json` nor `application/jwk-set+json`, is no
///   JSON object with unique names, or what [`JwkSet::parse`] refuses.
///
/// See RFC 7517, section 8.5 and OpenID Connect Discovery 1.0, section 3.
#[derive(Clone, Debug)]
pub struct FetchKeys {
    request: Request,
}

impl FetchKeys {
    /// Asks `jwks_uri`.
    pub fn new(jwks_uri: &Endpoint) -> Self {
        let mut request = Request::get("jwks", jwks_uri.as_str(), Request::LARGE);
        request.headers = vec![("accept", "application/jwk-set+json, application/json".into())];
        Self { request }
    }
}

impl Exchange for FetchKeys {
    type Output = (JwkSet, Option<u32>);

    fn request(&self) -> &Request {
        &self.request
    }

    fn accept(self, response: Response, _now: Timestamp) -> Result<Self::Output, Error> {
        response.not_redirected("jwks")?;
        if response.status != 200 {
            return Err(ProviderError::JwksStatus { status: response.status }.into());
        }
        let object = match response.media_type().as_str() {
            "application/json" | "application/jwk-set+json" => response.json_object(),
            _ => None,
        };
        let keys = JwkSet::parse(&object.ok_or(ProviderError::JwksMalformed)?)?;
        Ok((keys, max_age(&response)))
    }
}
