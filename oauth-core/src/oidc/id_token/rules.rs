//! The rules about single claims, one function for each; [`super::verify`] says which they are.

use serde_json::Value;

use crate::crypto;
use crate::encoding::base64url;
use crate::error::{Error, ProviderError, Untrusted};
use crate::http::Issuer;
use crate::json::{self, Object};
use crate::oauth2::{TENANT, is_guid};
use crate::oidc::algorithm::Algorithm;
use crate::oidc::claims;
use crate::oidc::expected::{Expected, IssuerRule, NonceRule};
use crate::oidc::jwk::Jwk;
use crate::secret::Secret;
use crate::time::Timestamp;

/// The claims beside what is expected of them.
pub(super) struct Rules<'a> {
    pub(super) claims: &'a Object,
    pub(super) expected: &'a Expected<'a>,
    pub(super) now: Timestamp,
}

impl Rules<'_> {
    pub(super) fn issuer(&self, key: Option<&Jwk>) -> Result<Issuer, Error> {
        let iss = self.string("iss");
        let mismatch = |expected: &str| {
            let (expected, got) = (expected.to_owned(), iss.map(Untrusted::new));
            Error::from(ProviderError::IdTokenIssuerMismatch { expected, got })
        };
        let foreign_key = |issuer: &str, got: &str| {
            let (expected, got) = (issuer.to_owned(), Untrusted::new(got));
            Error::from(ProviderError::IdTokenKeyIssuer { expected, got })
        };
        let key_issuer = key.and_then(Jwk::issuer);
        let (template, tenants) = match self.expected.issuer {
            IssuerRule::Exact { issuer, alias }
                if iss == Some(issuer.as_str()) || (iss.is_some() && iss == alias) =>
            {
                return match key_issuer.filter(|its| are_neighbours(its, issuer.as_str())) {
                    Some(its) => Err(foreign_key(issuer.as_str(), its)),
                    None => Ok(issuer.clone()),
                };
            }
            IssuerRule::Exact { issuer, .. } => return Err(mismatch(issuer.as_str())),
            IssuerRule::Template { template, tenants } => (template, tenants),
        };
        let tenant = self.string("tid").filter(|tid| is_guid(tid)).ok_or_else(|| mismatch(template))?;
        let issuer = template.replace(TENANT, tenant);
        if iss != Some(issuer.as_str()) {
            return Err(mismatch(&issuer));
        }
        if let Some(its) = key_issuer.filter(|its| its.replace(TENANT, tenant) != issuer) {
            return Err(foreign_key(&issuer, its));
        }
        if !tenants.contain(tenant) {
            return Err(ProviderError::IdTokenTenant { got: Untrusted::new(tenant) }.into());
        }
        Issuer::parse(&issuer).ok_or_else(|| mismatch(template))
    }

    pub(super) fn audience(&self) -> Result<Vec<String>, Error> {
        let client_id = self.expected.client_id;
        let audience = match self.claims.get("aud") {
            Some(Value::String(audience)) => vec![audience.clone()],
            _ => json::strings(self.claims, "aud").unwrap_or_default(),
        };
        if !audience.iter().any(|audience| audience == client_id) {
            return Err(ProviderError::IdTokenAudienceMismatch.into());
        }
        match audience.iter().all(|one| one == client_id || self.expected.trusted_audiences.contain(one)) {
            true => Ok(audience),
            false => Err(ProviderError::IdTokenAudienceUntrusted.into()),
        }
    }

    pub(super) fn authorized_party(&self, audience: &[String]) -> Result<(), Error> {
        match self.claims.get("azp") {
            None if audience.len() == 1 => Ok(()),
            Some(azp) if azp == self.expected.client_id => Ok(()),
            _ => Err(ProviderError::IdTokenAuthorizedParty.into()),
        }
    }

    pub(super) fn subject(&self) -> Result<String, Error> {
        let usable = |sub: &&str| {
            sub.len() <= 255
                && sub.bytes().all(|byte| matches!(byte, b' '..=b'~'))
                && sub.bytes().any(|byte| byte != b' ')
        };
        let sub = self.string("sub").filter(usable).ok_or(ProviderError::IdTokenSubject)?;
        Ok(sub.to_owned())
    }

    pub(super) fn expiry(&self) -> Result<Timestamp, Error> {
        let exp = self.date("exp").ok_or(ProviderError::IdTokenExpiryInvalid)?;
        match self.now.since(exp) {
            seconds if seconds >= self.leeway() => Err(ProviderError::IdTokenExpired { seconds }.into()),
            _ => Ok(exp),
        }
    }

    pub(super) fn issued_at(&self) -> Result<Timestamp, Error> {
        let iat = self.date("iat").ok_or(ProviderError::IdTokenIssuedAtInvalid)?;
        let oldest = self.expected.begun.plus(-i64::from(Expected::MAX_IAT_AGE));
        if iat.since(self.now) > self.leeway() {
            return Err(ProviderError::IdTokenIssuedInFuture { seconds: iat.since(self.now) }.into());
        }
        if iat < oldest {
            return Err(ProviderError::IdTokenTooOld { seconds: oldest.since(iat) }.into());
        }
        Ok(iat)
    }

    pub(super) fn not_before(&self) -> Result<(), Error> {
        let Some(nbf) = self.claims.get("nbf") else { return Ok(()) };
        match claims::date(nbf) {
            Some(nbf) if nbf.since(self.now) <= self.leeway() => Ok(()),
            _ => Err(ProviderError::IdTokenNotYetValid.into()),
        }
    }

    pub(super) fn nonce(&self) -> Result<(), Error> {
        let (sent, needed) = match self.expected.nonce {
            NonceRule::Required(sent) => (Some(sent), true),
            NonceRule::IfPresent(sent) => (Some(sent), false),
            NonceRule::Refreshed(original) => (original, false),
        };
        match (self.claims.get("nonce"), sent) {
            (None, _) if needed => Err(ProviderError::IdTokenNonceMissing.into()),
            (None, _) | (_, None) => Ok(()),
            (Some(Value::String(nonce)), Some(sent)) if !nonce.is_empty() && equal(nonce, sent.expose()) => {
                Ok(())
            }
            _ => Err(ProviderError::IdTokenNonceMismatch.into()),
        }
    }

    pub(super) fn acr(&self) -> Result<(), Error> {
        let wanted = self.expected.acr_values;
        match self.claims.get("acr") {
            None | Some(Value::String(_)) if wanted.is_empty() => Ok(()),
            _ if wanted.is_empty() => Err(ProviderError::IdTokenClaim { claim: "acr" }.into()),
            Some(Value::String(acr)) if wanted.contains(acr) => Ok(()),
            _ => Err(ProviderError::IdTokenAcrMismatch.into()),
        }
    }

    pub(super) fn auth_time(&self) -> Result<Option<Timestamp>, Error> {
        let auth_time = match (self.claims.get("auth_time"), self.expected.max_age) {
            (None, None) => return Ok(None),
            (auth_time, _) => {
                auth_time.and_then(claims::date).ok_or(ProviderError::IdTokenAuthTimeInvalid)?
            }
        };
        // A time to come would satisfy every max_age.
        if self.expected.max_age.is_some() && auth_time.since(self.now) > self.leeway() {
            return Err(ProviderError::IdTokenAuthTimeInvalid.into());
        }
        let age = self.expected.max_age.map(|max_age| self.now.since(auth_time.plus(i64::from(max_age))));
        match age.filter(|&seconds| seconds > self.leeway()) {
            Some(seconds) => Err(ProviderError::IdTokenAuthTooOld { seconds }.into()),
            None => Ok(Some(auth_time)),
        }
    }

    pub(super) fn hashes(&self, algorithm: Algorithm) -> Result<(), Error> {
        let Expected { access_token, code, state, .. } = *self.expected;
        for (name, value, error) in [
            ("at_hash", access_token, ProviderError::IdTokenAccessTokenHash),
            ("c_hash", code, ProviderError::IdTokenCodeHash),
            ("s_hash", state, ProviderError::IdTokenStateHash),
        ] {
            let (Some(hash), Some(value)) = (self.claims.get(name), value) else { continue };
            if !hash.as_str().is_some_and(|hash| equal(hash, &left_half(algorithm, value))) {
                return Err(error.into());
            }
        }
        Ok(())
    }

    pub(super) fn amr(&self) -> Result<Vec<String>, Error> {
        match self.claims.get("amr") {
            None => Ok(Vec::new()),
            Some(_) => {
                json::strings(self.claims, "amr").ok_or(ProviderError::IdTokenClaim { claim: "amr" }.into())
            }
        }
    }

    pub(super) fn session_id(&self) -> Result<(), Error> {
        match self.claims.get("sid") {
            None | Some(Value::String(_)) => Ok(()),
            Some(_) => Err(ProviderError::IdTokenClaim { claim: "sid" }.into()),
        }
    }

    /// A string claim; one of another type counts as no string, and every rule above refuses it.
    fn string(&self, name: &str) -> Option<&str> {
        json::string(self.claims, name).ok().flatten()
    }

    fn date(&self, name: &str) -> Option<Timestamp> {
        self.claims.get(name).and_then(claims::date)
    }

    fn leeway(&self) -> i64 {
        i64::from(self.expected.leeway.min(Expected::MAX_LEEWAY))
    }
}

/// Whether two issuers are of different tenants, as Microsoft Entra ID names them: one document has the keys of many. What else a
/// key says of its issuer is not judged where there is one issuer, which publishes the key.
fn are_neighbours(one: &str, other: &str) -> bool {
    let tenant =
        |issuer: &str| issuer.to_ascii_lowercase().split('/').find(|part| is_guid(part)).map(str::to_owned);
    tenant(one).zip(tenant(other)).is_some_and(|(one, other)| one != other)
}

/// OpenID Connect Core 1.0, section 3.1.3.6: "the base64url encoding of the left-most half of the hash of the octets of the
/// ASCII representation" of the value, "where the hash algorithm used is the hash algorithm used in the alg Header
/// Parameter".
fn left_half(algorithm: Algorithm, value: &Secret) -> String {
    let digest = algorithm.hash().of(value.expose().as_bytes());
    let (left, _) = digest.as_ref().split_at(digest.as_ref().len() / 2);
    base64url(left)
}

fn equal(a: &str, b: &str) -> bool {
    crypto::equal(a.as_bytes(), b.as_bytes())
}
