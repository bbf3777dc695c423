//! The signature methods (RFC 5849, section 3.4).

use std::fmt;
use std::sync::Arc;

use crate::crypto::{Hash, RsaSigningKey, Sha1};
use crate::encoding::{base64, percent_encode_into};
use crate::error::{ConfigurationError, Error};
use crate::pem;
use crate::secret::Secret;

/// A signature method together with the client's key (RFC 5849, section 3.4).
///
/// "Servers are free to implement and document their own custom methods": implement this for one that is missing here.
pub trait OAuth1Signer: Send + Sync {
    /// The value of `oauth_signature_method`.
    fn method(&self) -> &str;

    /// The value of `oauth_signature`, not yet percent-encoded.
    ///
    /// `token_secret` is empty before there are temporary credentials.
    ///
    /// # Errors
    /// [`ConfigurationError::SignatureKey`] when the key cannot sign.
    fn sign(&self, base_string: &str, token_secret: &Secret) -> Result<String, Error>;

    /// Whether the signature gives the secrets away, so that only a request over TLS may carry it.
    fn needs_tls(&self) -> bool {
        false
    }

    /// The value of `oauth_body_hash` for a body that is no form, with the hash function of this method.
    ///
    /// `None`, the default, for a method that does not protect bodies (draft-eaton-oauth-bodyhash, section 3.1).
    fn body_hash(&self, body: &[u8]) -> Option<String> {
        let _ = body;
        None
    }
}

/// The signature methods that are built in, by their registered names.
///
/// `RSA-SHA1` is not among them: it needs the feature `rsa-sha1`, which is off, and its own signer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureMethod {
    /// `HMAC-SHA1` (RFC 5849, section 3.4.2), which every provider knows.
    #[default]
    HmacSha1,
    /// `HMAC-SHA256`, not in RFC 5849 but offered by many providers.
    HmacSha256,
    /// `HMAC-SHA512`, as before.
    HmacSha512,
    /// `PLAINTEXT` (RFC 5849, section 3.4.4): the secrets themselves, over TLS.
    Plaintext,
    /// `RSA-SHA256`, RFC 5849 section 3.4.3 with a hash function that is not broken.
    RsaSha256,
}

impl SignatureMethod {
    /// Reads the value of `oauth_signature_method`, in its registered spelling; `None` for any other.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::HmacSha1, Self::HmacSha256, Self::HmacSha512, Self::Plaintext, Self::RsaSha256]
            .into_iter()
            .find(|method| method.as_str() == text)
    }

    /// The value of `oauth_signature_method`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HmacSha1 => "HMAC-SHA1",
            Self::HmacSha256 => "HMAC-SHA256",
            Self::HmacSha512 => "HMAC-SHA512",
            Self::Plaintext => "PLAINTEXT",
            Self::RsaSha256 => "RSA-SHA256",
        }
    }

    /// The signer with the client's key: the shared secret or, for `RSA-SHA256`, the private key as PEM.
    ///
    /// # Errors
    /// [`ConfigurationError::SignatureKey`] when the key is no RSA key of 2048 to 4096 bits.
    pub fn signer(self, client_secret: Secret) -> Result<Arc<dyn OAuth1Signer>, ConfigurationError> {
        Ok(match self {
            Self::HmacSha1 => Arc::new(HmacSha1::new(client_secret)),
            Self::HmacSha256 => Arc::new(HmacSha256::new(client_secret)),
            Self::HmacSha512 => Arc::new(HmacSha512::new(client_secret)),
            Self::Plaintext => Arc::new(Plaintext::new(client_secret)),
            Self::RsaSha256 => Arc::new(RsaSha256::from_pem(&client_secret)?),
        })
    }
}

/// `client secret & token secret`, both encoded: the key of HMAC and the signature of PLAINTEXT (sections 3.4.2, 3.4.4).
///
/// Holds the first half, which is known when the client is made.
#[derive(Clone, Debug)]
struct SharedSecrets(Secret);

impl SharedSecrets {
    fn new(client_secret: &Secret) -> Self {
        Self(append_encoded("", client_secret, "&"))
    }

    fn with(&self, token_secret: &Secret) -> Secret {
        append_encoded(self.0.expose(), token_secret, "")
    }
}

fn append_encoded(before: &str, secret: &Secret, after: &str) -> Secret {
    // Room for every byte to be escaped, so that no copy of a secret is left behind by a reallocation.
    let mut text = String::with_capacity(before.len() + 3 * secret.expose().len() + after.len());
    text.push_str(before);
    percent_encode_into(&mut text, secret.expose());
    text.push_str(after);
    Secret::from(text)
}

macro_rules! hmac {
    ($(#[$doc:meta])* $name:ident, $method:ident, $hash:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            secrets: SharedSecrets,
        }

        impl $name {
            /// Signs with the client's shared secret.
            pub fn new(client_secret: Secret) -> Self {
                Self { secrets: SharedSecrets::new(&client_secret) }
            }
        }

        impl OAuth1Signer for $name {
            fn method(&self) -> &str {
                SignatureMethod::$method.as_str()
            }

            fn sign(&self, base_string: &str, token_secret: &Secret) -> Result<String, Error> {
                let key = self.secrets.with(token_secret);
                Ok(base64($hash.mac(key.expose().as_bytes(), base_string.as_bytes()).as_ref()))
            }

            fn body_hash(&self, body: &[u8]) -> Option<String> {
                Some(base64($hash.of(body).as_ref()))
            }
        }
    };
}

hmac!(
    /// `HMAC-SHA1` (RFC 5849, section 3.4.2).
    HmacSha1,
    HmacSha1,
    Sha1
);
hmac!(
    /// `HMAC-SHA256`: RFC 5849, section 3.4.2, with SHA-256.
    HmacSha256,
    HmacSha256,
    Hash::Sha256
);
hmac!(
    /// `HMAC-SHA512`: RFC 5849, section 3.4.2, with SHA-512.
    HmacSha512,
    HmacSha512,
    Hash::Sha512
);

/// `PLAINTEXT` (RFC 5849, section 3.4.4): no protection but that of TLS.
#[derive(Clone, Debug)]
pub struct Plaintext {
    secrets: SharedSecrets,
}

impl Plaintext {
    /// Sends the client's shared secret.
    pub fn new(client_secret: Secret) -> Self {
        Self { secrets: SharedSecrets::new(&client_secret) }
    }
}

impl OAuth1Signer for Plaintext {
    fn method(&self) -> &str {
        SignatureMethod::Plaintext.as_str()
    }

    fn sign(&self, _base_string: &str, token_secret: &Secret) -> Result<String, Error> {
        Ok(self.secrets.with(token_secret).expose().to_owned())
    }

    fn needs_tls(&self) -> bool {
        true
    }
}

/// `RSA-SHA256`: RFC 5849, section 3.4.3, with SHA-256. No secret is shared with the provider.
pub struct RsaSha256 {
    key: RsaSigningKey,
}

impl RsaSha256 {
    /// Reads a private key of 2048 to 4096 bits: PKCS#8 or PKCS#1, DER.
    ///
    /// # Errors
    /// [`ConfigurationError::SignatureKey`] for anything else.
    pub fn from_der(der: &[u8]) -> Result<Self, ConfigurationError> {
        let key = RsaSigningKey::from_der(der).ok_or(ConfigurationError::SignatureKey)?;
        Ok(Self { key })
    }

    /// Reads a private key as [`from_der`](Self::from_der) does, from PEM: `PRIVATE KEY` or `RSA PRIVATE KEY`.
    ///
    /// # Errors
    /// [`ConfigurationError::SignatureKey`] for anything else, an encrypted key among them.
    pub fn from_pem(pem: &Secret) -> Result<Self, ConfigurationError> {
        Self::from_der(&pem::private_key(pem).ok_or(ConfigurationError::SignatureKey)?)
    }
}

impl OAuth1Signer for RsaSha256 {
    fn method(&self) -> &str {
        SignatureMethod::RsaSha256.as_str()
    }

    fn sign(&self, base_string: &str, _token_secret: &Secret) -> Result<String, Error> {
        let signature = self.key.sign_sha256(base_string.as_bytes());
        Ok(base64(&signature.ok_or(ConfigurationError::SignatureKey)?))
    }

    fn body_hash(&self, body: &[u8]) -> Option<String> {
        Some(base64(Hash::Sha256.of(body).as_ref()))
    }
}

impl fmt::Debug for RsaSha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RsaSha256([redacted])")
    }
}
