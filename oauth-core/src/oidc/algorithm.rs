//! The signature algorithms of ID tokens: [`Algorithm`].

use std::fmt;

use crate::crypto::{Hash, Scheme};

/// A signature algorithm that an ID token may carry in its header's `alg`.
///
/// The list is closed. `none` is not on it, so an unsigned token cannot be expressed, let alone accepted.
///
/// See RFC 7518, section 3.1 and RFC 8037, section 3.1; RFC 8725, section 3.1 on why a list is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256: what OpenID Connect requires of every provider.
    RS256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    RS384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    RS512,
    /// RSASSA-PSS with SHA-256.
    PS256,
    /// RSASSA-PSS with SHA-384.
    PS384,
    /// RSASSA-PSS with SHA-512.
    PS512,
    /// ECDSA on P-256 with SHA-256.
    ES256,
    /// ECDSA on P-384 with SHA-384.
    ES384,
    /// Ed25519.
    EdDSA,
    /// HMAC with SHA-256 under the client secret.
    HS256,
}

impl Algorithm {
    /// All that are verified with a key which the provider publishes: every one but [`Algorithm::HS256`].
    pub const ASYMMETRIC: &[Self] = &[
        Self::RS256,
        Self::RS384,
        Self::RS512,
        Self::PS256,
        Self::PS384,
        Self::PS512,
        Self::ES256,
        Self::ES384,
        Self::EdDSA,
    ];

    /// Reads an `alg`; the name is compared exactly, `None` for everything that is not on the list.
    ///
    /// `Ed25519`, the newer name of RFC 9864 for `EdDSA`, is not on it.
    ///
    /// ```
    /// use oauth_core::oidc::Algorithm;
    ///
    /// assert_eq!(Algorithm::parse("ES256"), Some(Algorithm::ES256));
    /// assert_eq!(Algorithm::parse("none"), None);
    /// assert_eq!(Algorithm::parse("rs256"), None);
    /// ```
    pub fn parse(name: &str) -> Option<Self> {
        Self::ASYMMETRIC.iter().copied().chain([Self::HS256]).find(|algorithm| algorithm.as_str() == name)
    }

    /// The name in a header's `alg`.
    pub const fn as_str(self) -> &'static str {
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

    /// Whether the client secret is the key.
    pub const fn is_symmetric(self) -> bool {
        matches!(self, Self::HS256)
    }

    /// The hash of `at_hash` and `c_hash` (OpenID Connect Core 1.0, section 3.1.3.6); SHA-512 for Ed25519, which
    /// hashes with it (RFC 8032, section 5.1).
    pub(crate) const fn hash(self) -> Hash {
        match self {
            Self::RS256 | Self::PS256 | Self::ES256 | Self::HS256 => Hash::Sha256,
            Self::RS384 | Self::PS384 | Self::ES384 => Hash::Sha384,
            Self::RS512 | Self::PS512 | Self::EdDSA => Hash::Sha512,
        }
    }

    /// The kind of signature, for a public key; `None` for [`Algorithm::HS256`].
    pub(crate) const fn scheme(self) -> Option<Scheme> {
        match self {
            Self::RS256 | Self::RS384 | Self::RS512 => Some(Scheme::RsaPkcs1(self.hash())),
            Self::PS256 | Self::PS384 | Self::PS512 => Some(Scheme::RsaPss(self.hash())),
            Self::ES256 => Some(Scheme::EcdsaP256),
            Self::ES384 => Some(Scheme::EcdsaP384),
            Self::EdDSA => Some(Scheme::Ed25519),
            Self::HS256 => None,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
