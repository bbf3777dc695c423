//! [`OAuth1Client`] and what a login there gives.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use oauth_core::error::{AuthorizationError, ConfigurationError};
use oauth_core::oauth1::{self, AuthorizationRequest, OAuth1Signer, TokenCredentials};
use oauth_core::{
    Method, PendingId, Profile, ProfileSource, Protocol, ProviderSettings, Request, ReturnTo, SystemRandom,
};

use super::redirect::{OAuth1AuthorizeRedirect, finished};
use super::{AnyClient, Callback, Client, sealed};
use crate::api::{Api, Prepare};
use crate::clock;
use crate::error::{Context, Error};
use crate::headers::Cookies;
use crate::shared::Shared;
use crate::transport::Transport;

/// Us at an OAuth 1.0a provider (RFC 5849).
///
/// Cheap to clone.
#[derive(Clone)]
pub struct OAuth1Client {
    core: oauth1::Client,
    shared: Arc<Shared>,
}

impl OAuth1Client {
    /// The provider's name in the registry.
    pub fn name(&self) -> &str {
        self.core.name()
    }

    /// The same client with another way to sign than its `signature_method`, such as a key in a hardware module.
    pub fn with_signer(&self, signer: Arc<dyn OAuth1Signer>) -> Self {
        Self { core: self.core.with_signer(signer), shared: Arc::clone(&self.shared) }
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// Begins a login: asks for temporary credentials and redirects to the provider.
    ///
    /// # Errors
    /// [`Error`], when the provider refuses them or a parameter is unusable.
    pub fn authorize_redirect<'a>(&'a self, request: &'a HttpRequest) -> OAuth1AuthorizeRedirect<'a> {
        OAuth1AuthorizeRedirect::new(self, request)
    }

    /// Finishes a login in the handler of the callback: judges it and redeems its verifier.
    ///
    /// # Errors
    /// [`Error`]; nothing was sent to the provider when the callback itself was refused.
    pub async fn authorize_access_token(&self, request: &HttpRequest) -> Result<OAuth1Login, Error> {
        let (cookies, login) = sealed::Sealed::finish(self, request, Callback::query(request)).await;
        login.map(|login| OAuth1Login { cookies, ..login })
    }

    /// The provider's API in the name of whoever `credentials` were issued for.
    ///
    /// # Errors
    /// [`NotMounted`](oauth_core::error::ConfigurationError::NotMounted).
    pub fn api(&self, request: &HttpRequest, credentials: &TokenCredentials) -> Result<Api, Error> {
        let transport = self.shared.transport(request).map_err(|error| self.failed(error, request))?;
        Ok(self.api_with(request, transport, credentials))
    }

    fn api_with(&self, request: &HttpRequest, transport: Transport, credentials: &TokenCredentials) -> Api {
        Api::new(
            Context::new(self.name(), request),
            transport,
            Signed { client: self.core.clone(), credentials: credentials.clone() },
        )
    }

    fn failed(&self, error: impl Into<oauth_core::Error>, request: &HttpRequest) -> Error {
        Context::new(self.name(), request).error(error)
    }

    /// The first leg.
    pub(super) async fn authorize(
        &self,
        request: &HttpRequest,
        extra: &[(String, String)],
        return_to: Option<ReturnTo>,
    ) -> Result<AuthorizationRequest, Error> {
        let begin = async || {
            let now = clock::now()?;
            let exchange = self.core.request_temporary_credentials(&[], now, &mut SystemRandom)?;
            let temporary = self.shared.transport(request)?.call(exchange).await?;
            self.core.authorize(&temporary, extra, return_to, now)
        };
        begin().await.map_err(|error| self.failed(error, request))
    }

    /// The second leg: from the callback to token credentials.
    async fn redeem(
        &self,
        request: &HttpRequest,
        callback: Callback<'_>,
    ) -> (Cookies, Result<(Transport, TokenCredentials, Option<String>), oauth_core::Error>) {
        let Callback::Query(query) = callback else {
            return (
                Cookies::new(),
                Err(AuthorizationError::ResponseModeMismatch { expected: "query" }.into()),
            );
        };
        let (now, token) = match (clock::now(), oauth1::callback_token(query)) {
            (Ok(now), Ok(token)) => (now, token),
            (Err(error), _) | (_, Err(error)) => return (Cookies::new(), Err(error)),
        };
        let (cookies, pending) = self.shared.pending.take(request, PendingId::of_token, token.expose(), now);
        let redeem = async || {
            let pending = pending?;
            let return_to = pending.return_to().map(|path| path.as_str().to_owned());
            let transport = self.shared.transport(request)?;
            let response = self.core.accept(pending, query, now)?;
            let credentials = transport.call(self.core.redeem(response, now, &mut SystemRandom)?).await?;
            Ok((transport, credentials, return_to))
        };
        (cookies, redeem().await)
    }
}

impl fmt::Debug for OAuth1Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OAuth1Client({})", self.name())
    }
}

impl Client for OAuth1Client {
    type Login = OAuth1Login;
    const PROTOCOL: Protocol = Protocol::OAuth1;

    fn any(&self) -> AnyClient {
        AnyClient::OAuth1(self.clone())
    }

    fn name(&self) -> &str {
        self.core.name()
    }
}

impl sealed::Sealed for OAuth1Client {
    fn build(settings: &mut ProviderSettings, shared: &Arc<Shared>) -> Option<Self> {
        let callback = shared.redirect_uri(settings.name());
        let core = oauth1::Client::from_settings(settings, &callback)?;
        Some(Self { core, shared: Arc::clone(shared) })
    }

    fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    fn is_form_post(&self) -> bool {
        false
    }

    async fn begin(&self, request: &HttpRequest, return_to: Option<&str>) -> Result<HttpResponse, Error> {
        self.authorize_redirect(request).return_to(return_to.unwrap_or_default()).send().await
    }

    async fn finish(
        &self,
        request: &HttpRequest,
        callback: Callback<'_>,
    ) -> (Cookies, Result<OAuth1Login, Error>) {
        let (cookies, redeemed) = self.redeem(request, callback).await;
        let login = redeemed.map(|(transport, credentials, return_to)| {
            let api = self.api_with(request, transport, &credentials);
            OAuth1Login { credentials, client: self.clone(), api, return_to, cookies: Cookies::new() }
        });
        (cookies, login.map_err(|error| self.failed(error, request)))
    }
}

/// A finished login at an OAuth 1.0a provider. It dereferences to the provider's [`Api`].
pub struct OAuth1Login {
    /// The token credentials, and what the provider sent with them, such as Twitter's `screen_name`.
    pub credentials: TokenCredentials,
    client: OAuth1Client,
    api: Api,
    return_to: Option<String>,
    cookies: Cookies,
}

impl OAuth1Login {
    /// The provider's name in the registry.
    pub fn provider(&self) -> &str {
        self.api.context().provider()
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

    /// Who logged in, in the same words for every provider, as the preset says that it is read: one request, or none where
    /// it came with the credentials.
    ///
    /// # Errors
    /// [`ProfileUnknown`](ConfigurationError::ProfileUnknown) without a preset that says how; the `Userinfo…` variants of
    /// [`ProviderError`](oauth_core::error::ProviderError),
    /// [`IdentifierInvalid`](oauth_core::error::ProviderError::IdentifierInvalid).
    pub async fn profile(&self) -> Result<Profile, Error> {
        self.read_profile().await.map_err(|error| self.api.context().error(error))
    }

    async fn read_profile(&self) -> Result<Profile, oauth_core::Error> {
        let core = &self.client.core;
        let provider = || self.provider().to_owned();
        let rules = core.settings().profile.as_ref();
        let rules = rules.ok_or_else(|| ConfigurationError::ProfileUnknown { provider: provider() })?;
        let document = match rules.source() {
            ProfileSource::TokenResponse => self.credentials.to_document(),
            ProfileSource::Userinfo | ProfileSource::IdToken => {
                let fetch = core.fetch_profile(&self.credentials, clock::now()?, &mut SystemRandom)?;
                self.api.transport().call(fetch).await?
            }
        };
        Profile::read(rules, document, None)
    }
}

impl Deref for OAuth1Login {
    type Target = Api;

    fn deref(&self) -> &Api {
        &self.api
    }
}

impl fmt::Debug for OAuth1Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OAuth1Login({})", self.provider())
    }
}

/// Signs a request.
struct Signed {
    client: oauth1::Client,
    credentials: TokenCredentials,
}

impl Prepare for Signed {
    fn request(&self, method: Method, path: &str) -> Result<Request, oauth_core::Error> {
        Request::api(method, self.client.settings().api_base_url.as_ref(), path)
    }

    fn authorize(&self, request: Request) -> Result<Request, oauth_core::Error> {
        self.client.sign(request, &self.credentials, clock::now()?, &mut SystemRandom)
    }
}
