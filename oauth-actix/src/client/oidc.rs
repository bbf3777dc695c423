//! [`OidcClient`] and what a login there gives.

mod login;

use std::fmt;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use oauth_core::oauth2::Metadata;
use oauth_core::oidc::{self, IdTokenClaims, JwkSet, Original, Userinfo, Verification};
use oauth_core::{Cached, Protocol, ProviderSettings, Secret};

pub use self::login::{OidcLogin, Refreshed};
use super::oauth2::Redeemed;
use super::redirect::AuthorizeRedirect;
use super::{AnyClient, Callback, Client, OAuth2Client, sealed};
use crate::api::Api;
use crate::clock;
use crate::error::{Context, Error};
use crate::flight::Flight;
use crate::headers::Cookies;
use crate::shared::Shared;
use crate::transport::Transport;

/// Us at an OpenID Provider: it says who logs in, and signs it.
///
/// Cheap to clone; clones share what was fetched from the provider.
#[derive(Clone)]
pub struct OidcClient {
    core: oidc::Client,
    oauth2: OAuth2Client,
    keys: Arc<Flight<Arc<JwkSet>>>,
}

impl OidcClient {
    /// The provider's name in the registry.
    pub fn name(&self) -> &str {
        self.core.name()
    }

    /// Begins a login: the redirect to the provider.
    ///
    /// # Errors
    /// [`Error`], when the provider's metadata cannot be had or a parameter is unusable.
    pub fn authorize_redirect<'a>(&'a self, request: &'a HttpRequest) -> AuthorizeRedirect<'a> {
        self.oauth2.authorize_redirect(request)
    }

    /// Finishes a login in the handler of the redirect URI: judges the callback, redeems its code, verifies the ID token.
    ///
    /// # Errors
    /// [`Error`]; nothing was sent to the provider when the callback itself was refused.
    pub async fn authorize_access_token(&self, request: &HttpRequest) -> Result<OidcLogin, Error> {
        let (cookies, login) = sealed::Sealed::finish(self, request, Callback::query(request)).await;
        login.map(|login| OidcLogin { cookies, ..login })
    }

    /// The same for a callback that came as a POST with `response_mode=form_post`; `form` is its body.
    ///
    /// # Errors
    /// As for [`authorize_access_token`](Self::authorize_access_token).
    pub async fn authorize_access_token_from_form(
        &self,
        request: &HttpRequest,
        form: &str,
    ) -> Result<OidcLogin, Error> {
        let (cookies, login) = sealed::Sealed::finish(self, request, Callback::form(request, form)).await;
        login.map(|login| OidcLogin { cookies, ..login })
    }

    /// Verifies an ID token that came another way than by a login here, as an application's own client may send one.
    ///
    /// Every rule holds that holds for a login, among them that it was issued to this client at most ten minutes ago;
    /// `nonce` must be the one that was sent for it.
    ///
    /// # Errors
    /// [`Error`] with the `IdToken…` variants of [`ProviderError`](oauth_core::error::ProviderError).
    pub async fn parse_id_token(
        &self,
        request: &HttpRequest,
        id_token: &Secret,
        nonce: &Secret,
    ) -> Result<IdTokenClaims, Error> {
        let transport = self.oauth2.transport(request)?;
        let parse = async || {
            let (metadata, now) = (self.oauth2.metadata(&transport).await?, clock::now()?);
            let verification = self.core.verification_of(&metadata, id_token, nonce, now)?;
            self.with_keys(&transport, &metadata, &verification, |keys| verification.verify(keys, now)).await
        };
        parse().await.map_err(|error| self.oauth2.failed(error, request))
    }

    /// What the provider says of the person whose verified claims these are.
    ///
    /// # Errors
    /// [`UserinfoSubjectMismatch`](oauth_core::error::ProviderError::UserinfoSubjectMismatch) when the answer is about somebody else, and
    /// the other `Userinfo…` variants.
    pub async fn userinfo(
        &self,
        request: &HttpRequest,
        access_token: &Secret,
        claims: &IdTokenClaims,
    ) -> Result<Userinfo, Error> {
        let transport = self.oauth2.transport(request)?;
        let userinfo = async || {
            let metadata = self.oauth2.metadata(&transport).await?;
            transport.call(self.core.userinfo(&metadata, access_token, claims.subject())?).await
        };
        userinfo().await.map_err(|error| self.oauth2.failed(error, request))
    }

    /// The provider's API in the name of whoever `access_token` was issued for.
    ///
    /// # Errors
    /// [`NotMounted`](oauth_core::error::ConfigurationError::NotMounted).
    pub fn api(&self, request: &HttpRequest, access_token: &Secret) -> Result<Api, Error> {
        self.oauth2.api(request, access_token)
    }

    /// New tokens for a refresh token (RFC 6749, section 6), and the claims of the refreshed ID token if there is one.
    ///
    /// `original` is what is known of the login: its [`IdTokenClaims`], or the stored [`Identity`](oidc::Identity). A
    /// refreshed ID token must be about the same person and login (OpenID Connect Core, section 12.2).
    ///
    /// A refresh token may be good for one use: do not send one twice at the same time.
    ///
    /// # Errors
    /// [`TokenRefused`](oauth_core::error::ProviderError::TokenRefused) with `invalid_grant` when the person has to log in again;
    /// [`IdTokenRefreshMismatch`](oauth_core::error::ProviderError::IdTokenRefreshMismatch), and the other `IdToken…` variants.
    pub async fn refresh<'a>(
        &self,
        request: &HttpRequest,
        refresh_token: &Secret,
        original: impl Into<Original<'a>>,
    ) -> Result<Refreshed, Error> {
        let transport = self.oauth2.transport(request)?;
        let refreshed = self.refresh_with(&transport, refresh_token, original.into()).await;
        refreshed.map_err(|error| self.oauth2.failed(error, request))
    }

    async fn refresh_with(
        &self,
        transport: &Transport,
        refresh_token: &Secret,
        original: Original<'_>,
    ) -> Result<Refreshed, oauth_core::Error> {
        let metadata = self.oauth2.metadata(transport).await?;
        // The keys first: once the refresh token is spent, nothing but the new tokens may fail.
        if self.core.needs_keys() {
            self.keys(transport, &metadata).await?;
        }
        let tokens = self.oauth2.refresh_with(transport, refresh_token).await?;
        let now = clock::now()?;
        let claims = match self.core.refreshed_verification(&metadata, &tokens, now)? {
            None => None,
            Some(verification) => {
                let verify = |keys: &JwkSet| verification.verify_refreshed(keys, original, now);
                Some(self.with_keys(transport, &metadata, &verification, verify).await?)
            }
        };
        Ok(Refreshed { tokens, claims })
    }

    /// Verifies the ID token of a login.
    async fn verify(&self, redeemed: &Redeemed) -> Result<IdTokenClaims, oauth_core::Error> {
        let Redeemed { transport, metadata, response, tokens, .. } = redeemed;
        let (verification, now) = (self.core.verification(metadata, response, tokens)?, clock::now()?);
        self.with_keys(transport, metadata, &verification, |keys| verification.verify(keys, now)).await
    }

    /// Runs `verify` with the provider's keys; when none fits or the signature does not, once more with newer ones.
    async fn with_keys<T>(
        &self,
        transport: &Transport,
        metadata: &Metadata,
        verification: &Verification,
        verify: impl Fn(&JwkSet) -> Result<T, oauth_core::Error>,
    ) -> Result<T, oauth_core::Error> {
        if !verification.needs_keys() {
            return verify(&JwkSet::default());
        }
        let keys = self.keys(transport, metadata).await?;
        match verify(&keys) {
            Err(error) if Verification::newer_keys_could_help(&error) => {
                let newer = Box::pin(self.newer_keys(transport, metadata, &keys, error)).await?;
                let result = verify(&newer);
                if result.is_ok() {
                    self.core.refetch_helped();
                }
                result
            }
            result => result,
        }
    }

    /// The provider's keys: from the cache, else fetched once for everybody.
    async fn keys(
        &self,
        transport: &Transport,
        metadata: &Metadata,
    ) -> Result<Arc<JwkSet>, oauth_core::Error> {
        match self.cached_keys() {
            Cached::Fresh(keys) => Ok(keys),
            // Boxed: it is large and rare, and most logins need not carry it.
            _ => Box::pin(self.fetched_keys(transport, metadata)).await,
        }
    }

    async fn fetched_keys(
        &self,
        transport: &Transport,
        metadata: &Metadata,
    ) -> Result<Arc<JwkSet>, oauth_core::Error> {
        let fresh = || match self.cached_keys() {
            Cached::Fresh(keys) => Some(keys),
            _ => None,
        };
        let fetch = || {
            let (transport, request) = (transport.clone(), self.core.fetch_keys(metadata)?);
            Ok(async move { transport.call(request).await })
        };
        let result = self.keys.join("jwks", fresh, fetch).await;
        match (result, self.cached_keys()) {
            (Err(error), Cached::Stale(keys)) => {
                self.core.reuse_keys(clock::now()?);
                tracing::warn!(provider = self.name(), code = error.code(), "using older keys: {error}");
                Ok(keys)
            }
            (result, _) => result,
        }
    }

    /// Keys newer than `used`, which were not enough; `error` when they may not be fetched again yet.
    async fn newer_keys(
        &self,
        transport: &Transport,
        metadata: &Metadata,
        used: &Arc<JwkSet>,
        error: oauth_core::Error,
    ) -> Result<Arc<JwkSet>, oauth_core::Error> {
        let newer = || match self.cached_keys() {
            Cached::Fresh(keys) if !Arc::ptr_eq(&keys, used) => Some(keys),
            _ => None,
        };
        let fetch = || {
            if !self.core.may_refetch_keys(clock::now()?) {
                return Err(error.clone());
            }
            let (transport, request) = (transport.clone(), self.core.fetch_keys(metadata)?);
            Ok(async move { transport.call(request).await })
        };
        self.keys.join("jwks", newer, fetch).await
    }

    /// The keys as of this moment: who waits may be served keys that are younger than the wait.
    fn cached_keys(&self) -> Cached<JwkSet> {
        clock::now().map_or(Cached::Missing, |now| self.core.keys(now))
    }
}

impl fmt::Debug for OidcClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OidcClient({})", self.name())
    }
}

impl Client for OidcClient {
    type Login = OidcLogin;
    const PROTOCOL: Protocol = Protocol::OpenIdConnect;

    fn any(&self) -> AnyClient {
        AnyClient::Oidc(self.clone())
    }

    fn name(&self) -> &str {
        self.core.name()
    }
}

impl sealed::Sealed for OidcClient {
    fn build(settings: &mut ProviderSettings, shared: &Arc<Shared>) -> Option<Self> {
        let redirect_uri = shared.redirect_uri(settings.name());
        let core = oidc::Client::from_settings(settings, &redirect_uri)?;
        let oauth2 = OAuth2Client::new((*core).clone(), shared);
        Some(Self { core, oauth2, keys: Arc::default() })
    }

    fn shared(&self) -> &Arc<Shared> {
        self.oauth2.shared()
    }

    fn is_form_post(&self) -> bool {
        self.core.is_form_post()
    }

    async fn begin(&self, request: &HttpRequest, return_to: Option<&str>) -> Result<HttpResponse, Error> {
        self.authorize_redirect(request).return_to(return_to.unwrap_or_default()).send().await
    }

    async fn finish(
        &self,
        request: &HttpRequest,
        callback: Callback<'_>,
    ) -> (Cookies, Result<OidcLogin, Error>) {
        let (cookies, redeemed) = self.oauth2.redeem(request, callback).await;
        let login = async || {
            let redeemed = redeemed?;
            let claims = self.verify(&redeemed).await?;
            let Redeemed { transport, metadata, response, tokens, return_to } = redeemed;
            let api =
                self.oauth2.api_with(Context::new(self.name(), request), transport, &tokens.access_token);
            let original = claims.clone();
            Ok(OidcLogin {
                claims,
                tokens,
                original,
                client: self.clone(),
                api,
                metadata,
                return_to,
                first_login_name: response.first_login_name().map(str::to_owned),
                cookies: Cookies::new(),
            })
        };
        (cookies, login().await.map_err(|error: oauth_core::Error| self.oauth2.failed(error, request)))
    }
}

#[cfg(test)]
mod tests;
