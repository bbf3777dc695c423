//! `RSA-SHA1` (RFC 5849, section 3.4.3), for providers that know nothing better.

use std::fmt;

use rsa::pkcs1::DecodeRsaPrivateKey as _;
use rsa::pkcs8::DecodePrivateKey as _;
use rsa::rand_core::OsRng;
use rsa::traits::PublicKeyParts as _;
use rsa::{Pkcs1v15Sign, RsaPrivateKey};

use super::signer::OAuth1Signer;
use crate::crypto::Sha1;
use crate::encoding::base64;
use crate::error::{ConfigurationError, Error};
use crate::pem;
use crate::secret::Secret;

/// `RSA-SHA1` (RFC 5849, section 3.4.3). Behind the feature `rsa-sha1`, which is off: use it only if the provider
/// offers nothing else.
///
/// Two reasons against it. SHA-1 is broken for signatures over text that an attacker may choose. And neither ring nor
/// aws-lc signs with it, so the key is handled by the crate `rsa`, which is subject to the advisory
/// [RUSTSEC-2023-0071](https://rustsec.org/advisories/RUSTSEC-2023-0071.html) ("Marvin"): its arithmetic does not
/// run in constant time, so that somebody who can time many operations over the network may recover the private key.
/// There is no fixed release. Signatures are made here with blinding, which hides the base string from such timing but
/// does not end the advisory. `cargo audit` reports it as soon as the feature is on.
pub struct RsaSha1 {
    key: RsaPrivateKey,
}

impl RsaSha1 {
    /// The shortest key, in bytes of its modulus: 128, because providers of that age handed out keys of 1024 bits.
    const MIN_BYTES: usize = 128;
    /// The longest key, in bytes of its modulus.
    const MAX_BYTES: usize = 512;

    /// Reads a private key of 1024 to 4096 bits: PKCS#8 or PKCS#1, DER.
    ///
    /// # Errors
    /// [`ConfigurationError::SignatureKey`] for anything else.
    pub fn from_der(der: &[u8]) -> Result<Self, ConfigurationError> {
        let pkcs8 = RsaPrivateKey::from_pkcs8_der(der).ok();
        let key = pkcs8.or_else(|| RsaPrivateKey::from_pkcs1_der(der).ok());
        key.filter(|key| (Self::MIN_BYTES..=Self::MAX_BYTES).contains(&key.size()))
            .map(|key| Self { key })
            .ok_or(ConfigurationError::SignatureKey)
    }

    /// Reads a private key as [`from_der`](Self::from_der) does, from PEM: `PRIVATE KEY` or `RSA PRIVATE KEY`.
    ///
    /// # Errors
    /// [`ConfigurationError::SignatureKey`] for anything else, an encrypted key among them.
    pub fn from_pem(pem: &Secret) -> Result<Self, ConfigurationError> {
        Self::from_der(&pem::private_key(pem).ok_or(ConfigurationError::SignatureKey)?)
    }
}

impl OAuth1Signer for RsaSha1 {
    fn method(&self) -> &str {
        "RSA-SHA1"
    }

    fn sign(&self, base_string: &str, _token_secret: &Secret) -> Result<String, Error> {
        let digest = Sha1.of(base_string.as_bytes());
        let signature = self.key.sign_with_rng(&mut OsRng, Pkcs1v15Sign::new::<sha1::Sha1>(), &digest);
        Ok(base64(&signature.map_err(|_| ConfigurationError::SignatureKey)?))
    }

    fn body_hash(&self, body: &[u8]) -> Option<String> {
        Some(base64(&Sha1.of(body)))
    }
}

impl fmt::Debug for RsaSha1 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RsaSha1([redacted])")
    }
}
