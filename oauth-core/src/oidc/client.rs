//! Us at an OpenID Provider: [`Client`], and the [`Verification`] of one ID token.

use std::ops::Deref;
use std::sync::Arc;

use super::algorithm::Algorithm;
use super::claims::Identity;
use super::expected::{Expected, IssuerRule, NonceRule, Tenants, TrustedAudiences};
use super::id_token::{IdToken, IdTokenClaims};
use super::jwk::{FetchKeys, JwkSet};
use super::jws::{Keys, SymmetricKey};
use super::userinfo::FetchUserinfo;
use crate::cache::{Cache, Cached};
use crate::encoding::base64url;
use crate::error::{Error, ProviderError};
use crate::http::{Exchange, Issuer, Request, Response};
use crate::oauth2::{self, AuthorizationResponse, Metadata, TokenResponse};
use crate::provider::{Key, Protocol};
use crate::secret::Secret;
use crate::settings::ProviderSettings;
use crate::time::Timestamp;

/// How far the provider's clock may be off, in seconds.
const LEEWAY: u16 = 60;

/// A client of one OpenID Provider. It dereferences to the [`oauth2::Client`] that does the first two legs; this one
/// adds the ID token. Cheap to clone, shared by all clones.
#[derive(Clone, Debug)]
pub struct Client {
    oauth2: oauth2::Client,
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    issuer: ConfiguredIssuer,
    /// The one algorithm that is configured.
    algorithm: Option<Algorithm>,
    /// The client secret, when it is the key of HS256.
    secret: Option<Secret>,
    keys: Cache<JwkSet>,
}

/// Whose ID tokens are accepted.
#[derive(Debug)]
enum ConfiguredIssuer {
    Exact(Issuer),
    Template { template: String, tenants: Option<Vec<String>> },
}

impl ConfiguredIssuer {
    fn from_settings(settings: &ProviderSettings, oauth2: &oauth2::Client) -> Option<Self> {
        let tenants = settings.get(Key::Tenants);
        let tenants = tenants.map(|tenants| tenants.split(' ').map(str::to_lowercase).collect());
        match oauth2.issuer_template() {
            Some(template) => Some(Self::Template { template: template.to_owned(), tenants }),
            None => oauth2.issuer().cloned().map(Self::Exact),
        }
    }

    fn rule(&self, alias: Option<&'static str>) -> IssuerRule<'_> {
        match self {
            Self::Exact(issuer) => IssuerRule::Exact { issuer, alias },
            Self::Template { template, tenants } => {
                let tenants = tenants.as_deref().map_or(Tenants::Any, Tenants::Only);
                IssuerRule::Template { template, tenants }
            }
        }
    }
}

impl Client {
    /// Builds a client; `None` when `settings` has collected errors.
    ///
    /// `redirect_uri` is where the provider sends the browser back, an absolute URL.
    pub fn from_settings(settings: &mut ProviderSettings, redirect_uri: &str) -> Option<Self> {
        settings.require(Key::Issuer);
        let expected = "RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA or HS256";
        let algorithm = settings.parse(Key::IdTokenSignedResponseAlg, expected, Algorithm::parse);
        let oauth2 = oauth2::Client::for_protocol(settings, redirect_uri, Protocol::OpenIdConnect)?;
        let secret = match algorithm {
            Some(Algorithm::HS256) => {
                let secret =
                    oauth2.authentication().secret().filter(|secret| SymmetricKey::new(secret).is_some());
                if secret.is_none() {
                    match oauth2.authentication().secret() {
                        Some(_) => settings.refuse_secret("32 bytes or more, for HS256"),
                        None => {
                            let expected = "another algorithm: HS256 needs a client secret";
                            settings.refuse(Key::IdTokenSignedResponseAlg, expected);
                        }
                    }
                    return None;
                }
                secret.cloned()
            }
            _ => None,
        };
        let issuer = ConfiguredIssuer::from_settings(settings, &oauth2)?;
        let inner = Inner { issuer, algorithm, secret, keys: Cache::default() };
        Some(Self { oauth2, inner: Arc::new(inner) })
    }

    /// The provider's keys, as far as they are known.
    pub fn keys(&self, now: Timestamp) -> Cached<JwkSet> {
        self.inner.keys.get(now)
    }

    /// Whether ID tokens are verified with the provider's keys: always, unless HS256 is configured.
    pub fn needs_keys(&self) -> bool {
        self.inner.secret.is_none()
    }

    /// The request for the provider's keys. Its answer is remembered.
    ///
    /// # Errors
    /// [`ProviderError::EndpointMissing`] without a `jwks_uri`.
    pub fn fetch_keys(&self, metadata: &Metadata) -> Result<KeyRequest, Error> {
        let jwks_uri = metadata.jwks_uri.as_ref();
        let jwks_uri = jwks_uri.ok_or(ProviderError::EndpointMissing { endpoint: "jwks_uri" })?;
        Ok(KeyRequest { client: self.clone(), fetch: FetchKeys::new(jwks_uri) })
    }

    /// Says that keys could not be fetched again: those that there are count as [`Cached::Fresh`] for 60 s more, but not beyond
    /// a day after they were fetched.
    pub fn reuse_keys(&self, now: Timestamp) {
        self.inner.keys.reuse(now);
    }

    /// Whether keys that were not enough may be fetched again now; whoever is told so must do it. At once, unless the
    /// last such request was less than 60 s ago and in vain.
    pub fn may_refetch_keys(&self, now: Timestamp) -> bool {
        self.inner.keys.may_refetch(now)
    }

    /// Says that keys fetched again were the right ones, so that the next rotation is followed at once too.
    pub fn refetch_helped(&self) {
        self.inner.keys.refetch_helped();
    }

    /// What the ID token of a login must meet.
    ///
    /// # Errors
    /// [`ProviderError::IdTokenMissing`], or what [`IdToken::parse`] says.
    pub fn verification(
        &self,
        metadata: &Metadata,
        response: &AuthorizationResponse,
        tokens: &TokenResponse,
    ) -> Result<Verification, Error> {
        let id_token = tokens.id_token.as_ref().ok_or(ProviderError::IdTokenMissing)?;
        let nonce = response.flow.nonce.map(|nonce| Secret::from(base64url(&nonce)));
        Ok(Verification {
            access_token: Some(tokens.access_token.clone()),
            code: Some(response.code.clone()),
            state: Some(response.state.clone()),
            max_age: response.flow.max_age,
            acr_values: response.flow.acr_values.clone(),
            ..self.verification_with(metadata, id_token, nonce, response.begun)?
        })
    }

    /// What an ID token must meet that came another way than by a login here, with the `nonce` that was sent for it.
    ///
    /// # Errors
    /// What [`IdToken::parse`] says.
    pub fn verification_of(
        &self,
        metadata: &Metadata,
        id_token: &Secret,
        nonce: &Secret,
        now: Timestamp,
    ) -> Result<Verification, Error> {
        let verification = self.verification_with(metadata, id_token, Some(nonce.clone()), now)?;
        // Without a login of ours behind it, the nonce is all that ties the token to its request.
        Ok(Verification { needs_nonce: true, ..verification })
    }

    /// What the ID token of a refresh must meet, besides what [`Verification::verify_refreshed`] compares; `None` when
    /// there is none, which OpenID Connect Core, section 12.2 allows.
    ///
    /// # Errors
    /// What [`IdToken::parse`] says.
    pub fn refreshed_verification(
        &self,
        metadata: &Metadata,
        tokens: &TokenResponse,
        now: Timestamp,
    ) -> Result<Option<Verification>, Error> {
        let Some(id_token) = &tokens.id_token else { return Ok(None) };
        let access_token = Some(tokens.access_token.clone());
        Ok(Some(Verification { access_token, ..self.verification_with(metadata, id_token, None, now)? }))
    }

    fn verification_with(
        &self,
        metadata: &Metadata,
        id_token: &Secret,
        nonce: Option<Secret>,
        begun: Timestamp,
    ) -> Result<Verification, Error> {
        Ok(Verification {
            client: self.clone(),
            id_token: IdToken::parse(id_token)?,
            algorithms: self.algorithms(metadata),
            nonce,
            needs_nonce: !self.deviations().nonce_not_echoed,
            access_token: None,
            code: None,
            state: None,
            max_age: None,
            acr_values: Vec::new(),
            begun,
        })
    }

    /// The request for what the provider says of the person.
    ///
    /// # Errors
    /// [`ProviderError::EndpointMissing`] without a userinfo endpoint.
    pub fn userinfo(
        &self,
        metadata: &Metadata,
        access_token: &Secret,
        subject: &str,
    ) -> Result<FetchUserinfo, Error> {
        let fetch = self.fetch_profile(metadata, access_token)?;
        Ok(FetchUserinfo::of(fetch, subject.to_owned()))
    }

    /// Rule 7: "The alg value SHOULD be the default of RS256 or the algorithm sent by the Client in the
    /// id_token_signed_response_alg parameter during Registration." Of several that the provider announces, those
    /// with a public key are accepted; HS256 only when it is configured.
    fn algorithms(&self, metadata: &Metadata) -> Vec<Algorithm> {
        match (self.inner.algorithm, &metadata.id_token_algorithms) {
            (Some(algorithm), _) => vec![algorithm],
            (None, None) => vec![Algorithm::RS256],
            (None, Some(announced)) => {
                let announced = announced.iter().filter_map(|name| Algorithm::parse(name));
                announced.filter(|algorithm| !algorithm.is_symmetric()).collect()
            }
        }
    }
}

impl Deref for Client {
    type Target = oauth2::Client;

    fn deref(&self) -> &oauth2::Client {
        &self.oauth2
    }
}

/// The request for the provider's keys.
#[derive(Clone, Debug)]
pub struct KeyRequest {
    client: Client,
    fetch: FetchKeys,
}

impl Exchange for KeyRequest {
    type Output = Arc<JwkSet>;

    fn request(&self) -> &Request {
        self.fetch.request()
    }

    fn accept(self, response: Response, now: Timestamp) -> Result<Self::Output, Error> {
        let (keys, max_age) = self.fetch.accept(response, now)?;
        Ok(self.client.inner.keys.put(keys, max_age, now))
    }
}

/// One ID token and everything that it must meet, except the keys, which may have to be fetched.
#[derive(Clone, Debug)]
pub struct Verification {
    client: Client,
    id_token: IdToken,
    algorithms: Vec<Algorithm>,
    nonce: Option<Secret>,
    needs_nonce: bool,
    access_token: Option<Secret>,
    code: Option<Secret>,
    state: Option<Secret>,
    max_age: Option<u32>,
    acr_values: Vec<String>,
    begun: Timestamp,
}

impl Verification {
    /// Whether the provider's keys are needed: always, except for HS256.
    pub fn needs_keys(&self) -> bool {
        !self.id_token.algorithm().is_symmetric()
    }

    /// Whether newer keys could turn the refusal `error` around: no key fitted, or the signature did not.
    pub fn newer_keys_could_help(error: &Error) -> bool {
        matches!(error, Error::Provider(ProviderError::IdTokenKeyUnknown | ProviderError::IdTokenSignature))
    }

    /// Verifies the token as [`IdToken::verify`] does; `keys` are not looked at for HS256.
    ///
    /// # Errors
    /// [`ProviderError`], one variant for each rule.
    pub fn verify(&self, keys: &JwkSet, now: Timestamp) -> Result<IdTokenClaims, Error> {
        let (inner, deviations) = (&self.client.inner, self.client.deviations());
        let nonce = match &self.nonce {
            None => NonceRule::Refreshed(None),
            Some(nonce) if self.needs_nonce => NonceRule::Required(nonce),
            Some(nonce) => NonceRule::IfPresent(nonce),
        };
        let expected = Expected {
            issuer: inner.issuer.rule(deviations.legacy_issuer),
            client_id: self.client.client_id(),
            algorithms: &self.algorithms,
            nonce,
            access_token: self.access_token.as_ref(),
            code: self.code.as_ref(),
            state: self.state.as_ref(),
            max_age: self.max_age,
            acr_values: &self.acr_values,
            leeway: LEEWAY,
            begun: self.begun,
            trusted_audiences: match deviations.further_audiences {
                true => TrustedAudiences::Any,
                false => TrustedAudiences::Only(&[]),
            },
        };
        let secret = inner.secret.as_ref().filter(|_| !self.needs_keys()).and_then(SymmetricKey::new);
        self.id_token.verify(secret.map_or(Keys::Set(keys), Keys::Secret), &expected, now)
    }

    /// Verifies a refreshed token, which must be about the same person and the same login as `original`.
    ///
    /// # Errors
    /// [`ProviderError::IdTokenRefreshMismatch`] besides those of [`verify`](Self::verify).
    pub fn verify_refreshed(
        &self,
        keys: &JwkSet,
        original: Original<'_>,
        now: Timestamp,
    ) -> Result<IdTokenClaims, Error> {
        let refreshed = self.verify(keys, now)?;
        match original.difference(&refreshed) {
            Some(claim) => Err(ProviderError::IdTokenRefreshMismatch { claim }.into()),
            None => Ok(refreshed),
        }
    }
}

/// What is still known of the login that is refreshed.
#[derive(Clone, Copy, Debug)]
pub enum Original<'a> {
    /// The claims of its ID token.
    Claims(&'a IdTokenClaims),
    /// Who it was, from the application's storage.
    Identity(&'a Identity),
}

impl<'a> From<&'a IdTokenClaims> for Original<'a> {
    fn from(claims: &'a IdTokenClaims) -> Self {
        Self::Claims(claims)
    }
}

impl<'a> From<&'a Identity> for Original<'a> {
    fn from(identity: &'a Identity) -> Self {
        Self::Identity(identity)
    }
}

impl Original<'_> {
    /// The claim in which a refreshed token differs and must not (OpenID Connect Core 1.0, section 12.2).
    fn difference(&self, refreshed: &IdTokenClaims) -> Option<&'static str> {
        let original = match self {
            Self::Identity(identity) => {
                let same = [
                    ("iss", identity.issuer() == refreshed.issuer()),
                    ("sub", identity.subject() == refreshed.subject()),
                ];
                return same.into_iter().find(|(_, same)| !same).map(|(claim, _)| claim);
            }
            Self::Claims(original) => original,
        };
        let raw = |claims: &IdTokenClaims, name| claims.raw().get(name).cloned();
        // "its auth_time Claim MUST represent the time of the original authentication", if it is present.
        let first = original.auth_time();
        let auth_time = refreshed.auth_time().is_none_or(|time| first.is_none_or(|first| first == time));
        // "It SHOULD NOT have a nonce Claim [...]; however, if it is present, its value MUST be the same as in the ID Token
        // issued at the time of the original authentication."
        let nonce = raw(refreshed, "nonce").is_none_or(|nonce| raw(original, "nonce") == Some(nonce));
        let same = [
            ("iss", refreshed.issuer() == original.issuer()),
            ("sub", refreshed.subject() == original.subject()),
            ("aud", original.audience().iter().all(|audience| refreshed.audience().contains(audience))),
            ("azp", raw(refreshed, "azp") == raw(original, "azp")),
            ("auth_time", auth_time),
            ("nonce", nonce),
        ];
        same.into_iter().find(|(_, same)| !same).map(|(claim, _)| claim)
    }
}
