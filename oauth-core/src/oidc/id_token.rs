//! An ID token, before and after it is verified: [`IdToken`] and [`IdTokenClaims`].

mod rules;
mod verify;

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::algorithm::Algorithm;
use super::claims::{Identity, StandardClaims};
use super::jwk::JwkSet;
use super::jws::Jws;
use crate::error::Error;
use crate::http::Issuer;
use crate::json;
use crate::secret::Secret;
use crate::time::Timestamp;

/// An ID token that is taken apart and **not verified**: it says nothing yet.
///
/// Only its header is read, to find the key. [`IdToken::verify`] borrows the token, so that it can be called once more
/// with keys that were fetched again.
///
/// See OpenID Connect Core 1.0, section 2.
#[derive(Clone)]
pub struct IdToken {
    jws: Arc<Jws>,
}

impl IdToken {
    /// Takes a compact JWS apart.
    ///
    /// At most 64 KiB, of which 8 KiB of header; exactly three parts of strict base64url; a header with an
    /// [`Algorithm`], with no `typ` but `JWT` (RFC 8725, section 3.11) and without `crit` and `b64`. The header's `jwk`,
    /// `jku`, `x5u` and `x5c` are never looked at: keys come from the issuer alone.
    ///
    /// # Errors
    /// [`IdTokenMalformed`], [`IdTokenAlgorithm`], [`IdTokenType`] or [`IdTokenCritical`], in this order.
    ///
    /// [`IdTokenMalformed`]: crate::error::ProviderError::IdTokenMalformed
    /// [`IdTokenAlgorithm`]: crate::error::ProviderError::IdTokenAlgorithm
    /// [`IdTokenType`]: crate::error::ProviderError::IdTokenType
    /// [`IdTokenCritical`]: crate::error::ProviderError::IdTokenCritical
    pub fn parse(compact: &Secret) -> Result<Self, Error> {
        Ok(Self { jws: Arc::new(Jws::parse(compact)?) })
    }

    /// The header's `alg`.
    pub fn algorithm(&self) -> Algorithm {
        self.jws.algorithm
    }

    /// Whether `set` has a key that fits the token's `alg` and, if it names one, its `kid`. If not, the keys may have
    /// changed and are worth one more request.
    pub fn has_key_in(&self, set: &JwkSet) -> bool {
        self.jws.candidates(set).next().is_some()
    }

    /// The token as it came.
    pub fn as_secret(&self) -> &Secret {
        self.jws.compact()
    }
}

impl fmt::Debug for IdToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdToken({}, not verified)", self.algorithm())
    }
}

/// What a verified ID token says.
///
/// Only [`IdToken::verify`] makes one, so whoever holds it holds the proof. It dereferences to the [`StandardClaims`]:
/// `claims.email()`, `claims.name()`. `Debug` shows who it is about and nothing more.
///
/// See OpenID Connect Core 1.0, section 2.
#[derive(Clone)]
pub struct IdTokenClaims(Arc<Verified>);

/// What [`IdToken::verify`] has read.
struct Verified {
    jws: Arc<Jws>,
    issuer: Issuer,
    subject: String,
    audience: Vec<String>,
    expires_at: Timestamp,
    issued_at: Timestamp,
    auth_time: Option<Timestamp>,
    amr: Vec<String>,
    claims: StandardClaims,
}

impl IdTokenClaims {
    /// `iss`: the provider, as it is configured; for an issuer template, with the tenant in place.
    pub fn issuer(&self) -> &Issuer {
        &self.0.issuer
    }

    /// `sub`: the person, by a name that this issuer gives to nobody else, ever; 1 to 255 ASCII characters.
    ///
    /// Two issuers can use the same `sub`: [`IdTokenClaims::identity`] is the key for an account.
    pub fn subject(&self) -> &str {
        &self.0.subject
    }

    /// `iss` and `sub` together, which is what identifies a person (OpenID Connect Core 1.0, section 5.7).
    pub fn identity(&self) -> Identity {
        Identity::new(self.0.issuer.clone(), self.0.subject.clone())
    }

    /// `aud`: our `client_id`, and trusted audiences beside it.
    pub fn audience(&self) -> &[String] {
        &self.0.audience
    }

    /// `exp`: when the token expires. It says nothing about how long the person's session lasts.
    pub fn expires_at(&self) -> Timestamp {
        self.0.expires_at
    }

    /// `iat`: when the token was issued.
    pub fn issued_at(&self) -> Timestamp {
        self.0.issued_at
    }

    /// `auth_time`: when the person was authenticated.
    pub fn auth_time(&self) -> Option<Timestamp> {
        self.0.auth_time
    }

    /// `acr`: how strongly the person was authenticated.
    pub fn acr(&self) -> Option<&str> {
        json::string(self.raw(), "acr").ok().flatten()
    }

    /// `amr`: by which methods the person was authenticated, such as `pwd` and `otp` (RFC 8176); empty when not said.
    pub fn amr(&self) -> &[String] {
        &self.0.amr
    }

    /// `sid`: the person's session at the provider (OpenID Connect Front-Channel Logout 1.0, section 3).
    pub fn session_id(&self) -> Option<&str> {
        json::string(self.raw(), "sid").ok().flatten()
    }

    /// The token as it came, for the `id_token_hint` of a logout (OpenID Connect RP-Initiated Logout 1.0, section 2).
    pub fn as_secret(&self) -> &Secret {
        self.0.jws.compact()
    }
}

impl Deref for IdTokenClaims {
    type Target = StandardClaims;

    fn deref(&self) -> &StandardClaims {
        &self.0.claims
    }
}

impl fmt::Debug for IdTokenClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IdTokenClaims")
            .field("issuer", &self.0.issuer)
            .field("subject", &self.0.subject)
            .finish_non_exhaustive()
    }
}
