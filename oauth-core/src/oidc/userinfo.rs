//! The userinfo endpoint: [`FetchUserinfo`], [`Userinfo`].

use std::fmt;
use std::ops::Deref;

use super::claims::StandardClaims;
use crate::crypto;
use crate::error::{Error, ProviderError};
use crate::http::{Endpoint, Exchange, Request, Response};
use crate::json;
use crate::oauth2::FetchProfile;
use crate::secret::Secret;
use crate::time::Timestamp;

/// Asks the userinfo endpoint about the person whose ID token was verified.
///
/// A signed answer (`application/jwt`), which a client gets only if it registers for one, is not supported and refused.
///
/// # Errors
/// - [`ProviderError::Redirected`] on a redirect: the access token must not follow it,
/// - [`ProviderError::UserinfoStatus`] for another status than 200,
/// - [`ProviderError::UserinfoContentType`] for another type than `application/json`, or one that ends in `+json`,
/// - [`ProviderError::UserinfoMalformed`] for anything but one JSON object with unique names,
/// - [`ProviderError::UserinfoSubjectMismatch`] when the answer is about somebody else.
///
/// See OpenID Connect Core 1.0, section 5.3.
#[derive(Clone, Debug)]
pub struct FetchUserinfo {
    fetch: FetchProfile,
    subject: String,
}

impl FetchUserinfo {
    /// Asks `endpoint` with `access_token`; `subject` is the `sub` of the verified ID token that came with it.
    pub fn new(endpoint: &Endpoint, access_token: &Secret, subject: String) -> Self {
        Self::of(FetchProfile::new(endpoint, access_token), subject)
    }

    /// Asks as the provider wants to be asked.
    pub(super) fn of(fetch: FetchProfile, subject: String) -> Self {
        Self { fetch, subject }
    }
}

impl Exchange for FetchUserinfo {
    type Output = Userinfo;

    fn request(&self) -> &Request {
        self.fetch.request()
    }

    fn accept(self, response: Response, now: Timestamp) -> Result<Userinfo, Error> {
        let claims = self.fetch.accept(response, now)?;
        // Section 5.3.2: "The sub Claim in the UserInfo Response MUST be verified to exactly match the sub Claim in the ID
        // Token; if they do not match, the UserInfo Response values MUST NOT be used."
        let sub = json::string(&claims, "sub").ok().flatten();
        if !sub.is_some_and(|sub| crypto::equal(sub.as_bytes(), self.subject.as_bytes())) {
            return Err(ProviderError::UserinfoSubjectMismatch.into());
        }
        Ok(Userinfo { subject: self.subject, claims: StandardClaims::new(claims) })
    }
}

/// What the userinfo endpoint said about the person of an ID token.
///
/// Only [`FetchUserinfo`] makes one. It dereferences to the [`StandardClaims`]. It is not signed: where it differs from
/// the ID token, the ID token is right. `Debug` shows who it is about and nothing more.
#[derive(Clone)]
pub struct Userinfo {
    subject: String,
    claims: StandardClaims,
}

impl Userinfo {
    /// `sub`: the person, the same as in the ID token.
    pub fn subject(&self) -> &str {
        &self.subject
    }
}

impl Deref for Userinfo {
    type Target = StandardClaims;

    fn deref(&self) -> &StandardClaims {
        &self.claims
    }
}

impl fmt::Debug for Userinfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Userinfo").field("subject", &self.subject).finish_non_exhaustive()
    }
}
