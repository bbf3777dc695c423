//! [`OAuth2Client`] and what a login there gives.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use oauth_core::error::{ConfigurationError, ProviderError};
use oauth_core::json::Object;
use oauth_core::oauth2::{
    self, AuthorizationParameters, AuthorizationRequest, AuthorizationResponse, Metadata, TokenResponse,
};
use oauth_core::{
    Method, PendingId, Profile, ProfileRules, ProfileSource, Protocol, ProviderSettings, Random, Request,
    Secret,
};

use super::metadata::metadata;
use super::redirect::{AuthorizeRedirect, finished};
use super::{AnyClient, Callback, Client, sealed};
use crate::api::{Api, Prepare};
use crate::clock;
use crate::error::{Context, Error};
use crate::flight::Flight;
use crate::headers::Cookies;
use crate::shared::Shared;
use crate::transport::Transport;

/// Us at a plain OAuth 2 provider: it lets us act for a person and does not say who that is.
///
/// Cheap to clone; clones share what was fetched from the provider.
#[derive(Clone)]
pub struct OAuth2Client {
    core: oauth2::Client,
    flight: Arc<Flight<Arc<Metadata>>>,
    shared: Arc<Shared>,
}

impl OAuth2Client {
    pub(super) fn new(core: oauth2::Client, shared: &Arc<Shared>) -> Self {
        Self { core, flight: Arc::default(), shared: Arc::clone(shared) }
    }

    /// The provider's name in the registry.
    pub fn name(&self) -> &str {
        self.core.name()
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// Begins a login: the redirect to the provider.
    ///
    /// # Errors
    /// [`Error`], when the provider's metadata cannot be had or a parameter is unusable.
    pub fn authorize_redirect<'a>(&'a self, request: &'a HttpRequest) -> AuthorizeRedirect<'a> {
        AuthorizeRedirect::new(self, request)
    }

    /// Finishes a login in the handler of the redirect URI: judges the callback and redeems its code.
    ///
    /// # Errors
    /// [`Error`]; nothing was sent to the provider when the callback itself was refused.
    pub async fn authorize_access_token(&self, request: &HttpRequest) -> Result<OAuth2Login, Error> {
        let (cookies, login) = sealed::Sealed::finish(self, request, Callback::query(request)).await;
        login.map(|login| OAuth2Login { cookies, ..login })
    }

    /// The same for a callback that came as a POST with `response_mode=form_post`; `form` is its body.
    ///
    /// # Errors
    /// As for [`authorize_access_token`](Self::authorize_access_token).
    pub async fn authorize_access_token_from_form(
        &self,
        request: &HttpRequest,
        form: &str,
    ) -> Result<OAuth2Login, Error> {
        let (cookies, login) = sealed::Sealed::finish(self, request, Callback::form(request, form)).await;
        login.map(|login| OAuth2Login { cookies, ..login })
    }

    /// The provider's API in the name of whoever `access_token` was issued for.
    ///
    /// # Errors
    /// [`NotMounted`](oauth_core::error::ConfigurationError::NotMounted).
    pub fn api(&self, request: &HttpRequest, access_token: &Secret) -> Result<Api, Error> {
        Ok(self.api_with(Context::new(self.name(), request), self.transport(request)?, access_token))
    }

    /// New tokens for a refresh token (RFC 6749, section 6). Where the answer has no new refresh token, the old one
    /// stays good and is kept in the result.
    ///
    /// # Errors
    /// [`TokenRefused`](ProviderError::TokenRefused) with `invalid_grant` when the person has to log in again.
    pub async fn refresh(
        &self,
        request: &HttpRequest,
        refresh_token: &Secret,
    ) -> Result<TokenResponse, Error> {
        let transport = self.transport(request)?;
        self.refresh_with(&transport, refresh_token).await.map_err(|error| self.failed(error, request))
    }

    pub(super) async fn refresh_with(
        &self,
        transport: &Transport,
        refresh_token: &Secret,
    ) -> Result<TokenResponse, oauth_core::Error> {
        let metadata = self.metadata(transport).await?;
        let mut tokens = transport.call(self.core.refresh(&metadata, refresh_token, clock::now()?)?).await?;
        tokens.refresh_token.get_or_insert_with(|| refresh_token.clone());
        Ok(tokens)
    }

    pub(super) fn api_with(&self, context: Context, transport: Transport, access_token: &Secret) -> Api {
        Api::new(context, transport, Bearer { client: self.core.clone(), access_token: access_token.clone() })
    }

    pub(super) async fn metadata(&self, transport: &Transport) -> Result<Arc<Metadata>, oauth_core::Error> {
        metadata(&self.core, &self.flight, transport).await
    }

    pub(super) fn transport(&self, request: &HttpRequest) -> Result<Transport, Error> {
        self.shared.transport(request).map_err(|error| self.failed(error, request))
    }

    pub(super) fn failed(&self, error: impl Into<oauth_core::Error>, request: &HttpRequest) -> Error {
        Context::new(self.name(), request).error(error)
    }

    /// The first leg.
    pub(super) fn authorize(
        &self,
        metadata: &Metadata,
        parameters: AuthorizationParameters,
        random: &mut dyn Random,
    ) -> Result<AuthorizationRequest, oauth_core::Error> {
        self.core.authorize(metadata, parameters, clock::now()?, random)
    }

    /// The second leg: from the callback to tokens.
    pub(super) async fn redeem(
        &self,
        request: &HttpRequest,
        callback: Callback<'_>,
    ) -> (Cookies, Result<Redeemed, oauth_core::Error>) {
        let (now, parameters) = match (clock::now(), callback.parameters()) {
            (Ok(now), Ok(parameters)) => (now, parameters),
            (Err(error), _) | (_, Err(error)) => return (Cookies::new(), Err(error)),
        };
        let (cookies, pending) =
            self.shared.pending.take(request, PendingId::of_state, parameters.state(), now);
        let redeem = async || {
            let pending = pending?;
            self.core.check_pending(&pending, now)?;
            let return_to = pending.return_to().map(|path| path.as_str().to_owned());
            let transport = self.shared.transport(request)?;
            let metadata = self.metadata(&transport).await?;
            let response = AuthorizationResponse::accept(&self.core, &metadata, pending, parameters, now)?;
            let tokens = transport.call(self.core.redeem(&metadata, &response, clock::now()?)?).await?;
            Ok(Redeemed { transport, metadata, response, tokens, return_to })
        };
        (cookies, redeem().await)
    }
}

/// What the second leg gave.
pub(super) struct Redeemed {
    pub(super) transport: Transport,
    pub(super) metadata: Arc<Metadata>,
    pub(super) response: AuthorizationResponse,
    pub(super) tokens: TokenResponse,
    pub(super) return_to: Option<String>,
}

impl fmt::Debug for OAuth2Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OAuth2Client({})", self.name())
    }
}

impl Client for OAuth2Client {
    type Login = OAuth2Login;
    const PROTOCOL: Protocol = Protocol::OAuth2;

    fn any(&self) -> AnyClient {
        AnyClient::OAuth2(self.clone())
    }

    fn name(&self) -> &str {
        self.core.name()
    }
}

impl sealed::Sealed for OAuth2Client {
    fn build(settings: &mut ProviderSettings, shared: &Arc<Shared>) -> Option<Self> {
        let redirect_uri = shared.redirect_uri(settings.name());
        Some(Self::new(oauth2::Client::from_settings(settings, &redirect_uri)?, shared))
    }

    fn shared(&self) -> &Arc<Shared> {
        &self.shared
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
    ) -> (Cookies, Result<OAuth2Login, Error>) {
        let (cookies, redeemed) = self.redeem(request, callback).await;
        let login = redeemed.map(|redeemed| {
            let Redeemed { transport, metadata, tokens, return_to, .. } = redeemed;
            let api = self.api_with(Context::new(self.name(), request), transport, &tokens.access_token);
            OAuth2Login { client: self.clone(), api, metadata, tokens, return_to, cookies: Cookies::new() }
        });
        (cookies, login.map_err(|error| self.failed(error, request)))
    }
}

/// A finished login at an OAuth 2 provider. It dereferences to the provider's [`Api`].
///
/// There are no claims: plain OAuth 2 does not say who logged in. Ask the provider's API, or its userinfo endpoint.
pub struct OAuth2Login {
    /// The tokens, as the provider issued them.
    pub tokens: TokenResponse,
    client: OAuth2Client,
    api: Api,
    metadata: Arc<Metadata>,
    return_to: Option<String>,
    cookies: Cookies,
}

impl OAuth2Login {
    /// The provider's name in the registry.
    pub fn provider(&self) -> &str {
        self.client.name()
    }

    /// Where to send the person now: what `return_to` asked for when the login began, else `/`. Always a local path.
    pub fn return_to(&self) -> &str {
        self.return_to.as_deref().unwrap_or("/")
    }

    /// The answer that ends a login in a handler of your own: a redirect to [`return_to`](Self::return_to) that removes the
    /// used cookie. The generated routes remove it whatever the handler answers.
    pub fn redirect(&self) -> HttpResponse {
        finished(self.return_to().to_owned(), &self.cookies)
    }

    /// What the provider's userinfo endpoint says: one JSON object, no member of which is verified or even defined.
    ///
    /// Read the person's identifier with [`oauth_core::oauth2::identifier`], which accepts no empty and no odd one.
    ///
    /// # Errors
    /// [`EndpointMissing`](ProviderError::EndpointMissing), or the `Userinfo…` variants of [`ProviderError`].
    pub async fn userinfo(&self) -> Result<Object, Error> {
        let failed = |error| self.api.context().error(error);
        let fetch = self.client.core.fetch_profile(&self.metadata, &self.tokens.access_token);
        self.api.transport().call(fetch.map_err(failed)?).await.map_err(failed)
    }

    /// Who logged in, in the same words for every provider, as the preset says that it is read. One request, two where mail
    /// addresses are kept apart; nothing is kept.
    ///
    /// # Errors
    /// [`ProfileUnknown`](ConfigurationError::ProfileUnknown) without a preset that says how; the `Userinfo…` variants of
    /// [`ProviderError`], [`ProfileRefused`](ProviderError::ProfileRefused),
    /// [`IdentifierInvalid`](ProviderError::IdentifierInvalid).
    pub async fn profile(&self) -> Result<Profile, Error> {
        let failed = |error| self.api.context().error(error);
        let unknown = || {
            let provider = self.provider().to_owned();
            failed(ConfigurationError::ProfileUnknown { provider }.into())
        };
        let rules = self.client.core.profile_rules().ok_or_else(unknown)?;
        let document = match rules.source() {
            ProfileSource::TokenResponse => self.tokens.members().clone(),
            ProfileSource::Userinfo | ProfileSource::IdToken => self.userinfo().await?,
        };
        let transport = self.api.transport();
        read_profile(&self.client, transport, &self.tokens.access_token, rules, document)
            .await
            .map_err(failed)
    }

    /// Replaces the tokens by new ones. Keep their refresh token: the old one may be spent.
    ///
    /// # Errors
    /// [`RefreshTokenMissing`](ProviderError::RefreshTokenMissing), or as for [`OAuth2Client::refresh`].
    pub async fn refresh(&mut self) -> Result<(), Error> {
        let context = self.api.context().clone();
        let failed = |error| context.error(error);
        let missing = || failed(ProviderError::RefreshTokenMissing.into());
        let refresh_token = self.tokens.refresh_token.clone().ok_or_else(missing)?;
        self.tokens = self.client.refresh_with(self.api.transport(), &refresh_token).await.map_err(failed)?;
        self.api = self.client.api_with(context, self.api.transport().clone(), &self.tokens.access_token);
        Ok(())
    }
}

impl Deref for OAuth2Login {
    type Target = Api;

    fn deref(&self) -> &Api {
        &self.api
    }
}

impl fmt::Debug for OAuth2Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OAuth2Login({})", self.provider())
    }
}

/// Reads a document, after asking for the mail addresses if the provider keeps them apart.
pub(super) async fn read_profile(
    client: &OAuth2Client,
    transport: &Transport,
    access_token: &Secret,
    rules: &ProfileRules,
    document: Object,
) -> Result<Profile, oauth_core::Error> {
    let addresses = match client.core.fetch_emails(access_token)? {
        Some(fetch) => transport.call(fetch).await?,
        None => None,
    };
    Profile::read(rules, document, addresses.as_ref())
}

/// Puts an access token into the `Authorization` header.
struct Bearer {
    client: oauth2::Client,
    access_token: Secret,
}

impl Prepare for Bearer {
    fn request(&self, method: Method, path: &str) -> Result<Request, oauth_core::Error> {
        self.client.api_request(method, path, &self.access_token)
    }

    fn authorize(&self, request: Request) -> Result<Request, oauth_core::Error> {
        Ok(request)
    }
}
