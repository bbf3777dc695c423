//! Us at an OAuth 2 provider.

mod endpoints;

use std::fmt;
use std::sync::Arc;

use self::endpoints::Endpoints;
use super::authorization::{AuthorizationParameters, AuthorizationRequest};
use super::client_auth::{ClientAuthentication, Method};
use super::metadata::{self, Discovery, Metadata, Published};
use super::minted::MintedSecret;
use super::profile::{FetchEmails, FetchProfile};
use super::response::AuthorizationResponse;
use super::token::TokenRequest;
use crate::cache::{Cache, Cached};
use crate::error::{ConfigurationError, Error, ProviderError};
use crate::http::{self, Endpoint, Headers, Issuer, Request};
use crate::pending::{self, Binding, PendingAuthorization};
use crate::provider::{Deviations, EmailRule, Key, Preset, ProfileRules, Protocol};
use crate::random::Random;
use crate::secret::Secret;
use crate::settings::ProviderSettings;
use crate::time::Timestamp;

/// A client of one provider: what is configured, and what the provider published. Cheap to clone, shared by all clones.
///
/// Its methods are the flow, in order: [`metadata`](Self::metadata), [`authorize`](Self::authorize), then, in the
/// callback, [`AuthorizationResponse::accept`] and [`redeem`](Self::redeem).
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    name: String,
    protocol: Protocol,
    client_id: String,
    authentication: ClientAuthentication,
    redirect_uri: String,
    issuer: Option<Issuer>,
    metadata_url: Option<Endpoint>,
    endpoints: Endpoints,
    api_base_url: Option<Endpoint>,
    defaults: AuthorizationParameters,
    /// The same, ready to be appended to an authorization URL.
    encoded_defaults: String,
    form_post: bool,
    preset: Option<&'static Preset>,
    deviations: Deviations,
    /// What every issuer of this provider is made of, when it has one for each tenant.
    issuer_template: Option<String>,
    token_parameters: Vec<(String, String)>,
    binding: Binding,
    metadata: Cache<Metadata>,
    /// The metadata when the configuration already says everything.
    complete: Option<Arc<Metadata>>,
}

impl Client {
    /// Builds a client; `None` when `settings` has collected errors.
    ///
    /// `redirect_uri` is where the provider sends the browser back, an absolute URL.
    pub fn from_settings(settings: &mut ProviderSettings, redirect_uri: &str) -> Option<Self> {
        Self::for_protocol(settings, redirect_uri, Protocol::OAuth2)
    }

    pub(crate) fn for_protocol(
        settings: &mut ProviderSettings,
        redirect_uri: &str,
        protocol: Protocol,
    ) -> Option<Self> {
        let deviations = settings.deviations();
        let template = settings.get(Key::Issuer).filter(|_| deviations.issuer_template).map(str::to_owned);
        let issuer = if template.is_some() { None } else { settings.issuer() };
        let metadata_url = settings.endpoint(Key::ServerMetadataUrl);
        let endpoints = Endpoints::from_settings(settings);
        let api_base_url = settings.endpoint(Key::ApiBaseUrl);
        let client_id = settings.client_id();
        let authentication = authentication(settings, &client_id);
        let form_post =
            settings.parse(Key::ResponseMode, "query or form_post", response_mode).unwrap_or(false);
        let defaults = AuthorizationParameters::from_settings(settings, protocol);
        let mut encoded_defaults = String::new();
        defaults.append_to(&mut encoded_defaults, &deviations);
        let token_parameters = settings.parameters(Key::TokenParameters);
        if !settings.mentions(Key::Issuer) && !settings.mentions(Key::ServerMetadataUrl) {
            settings.require(Key::AuthorizationEndpoint);
            settings.require(Key::TokenEndpoint);
        }
        if settings.has_errors() {
            return None;
        }
        let binding = binding(protocol, redirect_uri, settings);
        let mut inner = Inner {
            name: settings.name.clone(),
            protocol,
            client_id,
            authentication,
            redirect_uri: redirect_uri.to_owned(),
            issuer,
            metadata_url,
            endpoints,
            api_base_url,
            defaults,
            encoded_defaults,
            form_post,
            preset: settings.preset(),
            deviations,
            issuer_template: template,
            token_parameters,
            binding,
            metadata: Cache::default(),
            complete: None,
        };
        inner.complete = inner.needs_no_document().then(|| inner.complete(None).ok()).flatten().map(Arc::new);
        Some(Self(Arc::new(inner)))
    }

    /// The provider's name in the registry.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Our identifier at the provider.
    pub fn client_id(&self) -> &str {
        &self.0.client_id
    }

    /// Where the provider sends the browser back.
    pub fn redirect_uri(&self) -> &str {
        &self.0.redirect_uri
    }

    /// The configured issuer.
    pub fn issuer(&self) -> Option<&Issuer> {
        self.0.issuer.as_ref()
    }

    /// What API calls are relative to.
    pub fn api_base_url(&self) -> Option<&Endpoint> {
        self.0.api_base_url.as_ref()
    }

    /// Whether the provider is asked to answer with a POST.
    pub fn is_form_post(&self) -> bool {
        self.0.form_post
    }

    /// Refuses a pending login of another provider, of another configuration, or of too long ago. Nothing needs to be fetched
    /// for such a one.
    ///
    /// # Errors
    /// [`AuthorizationError`](crate::error::AuthorizationError).
    pub fn check_pending(&self, pending: &PendingAuthorization, now: Timestamp) -> Result<(), Error> {
        pending.check(self.name(), self.binding(), now)
    }

    pub(crate) fn protocol(&self) -> Protocol {
        self.0.protocol
    }

    pub(crate) fn authentication(&self) -> &ClientAuthentication {
        &self.0.authentication
    }

    pub(crate) fn defaults(&self) -> &AuthorizationParameters {
        &self.0.defaults
    }

    pub(crate) fn encoded_defaults(&self) -> &str {
        &self.0.encoded_defaults
    }

    pub(crate) fn deviations(&self) -> &Deviations {
        &self.0.deviations
    }

    pub(crate) fn issuer_template(&self) -> Option<&str> {
        self.0.issuer_template.as_deref()
    }

    pub(crate) fn token_parameters(&self) -> &[(String, String)] {
        &self.0.token_parameters
    }

    /// Where tokens are refreshed.
    pub(crate) fn refresh_endpoint<'a>(&'a self, metadata: &'a Metadata) -> &'a Endpoint {
        self.0.endpoints.refresh.as_ref().unwrap_or(&metadata.token_endpoint)
    }

    /// How the provider's profile is read, if the preset says so.
    pub fn profile_rules(&self) -> Option<&ProfileRules> {
        self.0.preset.and_then(Preset::profile_rules)
    }

    /// The request for the document that says who the person of `access_token` is.
    ///
    /// # Errors
    /// [`ProviderError::EndpointMissing`] without a userinfo endpoint.
    pub fn fetch_profile(&self, metadata: &Metadata, access_token: &Secret) -> Result<FetchProfile, Error> {
        let endpoint = metadata.userinfo_endpoint.as_ref();
        let endpoint = endpoint.ok_or(ProviderError::EndpointMissing { endpoint: "userinfo_endpoint" })?;
        let method = if self.0.deviations.userinfo_post { http::Method::Post } else { http::Method::Get };
        Ok(FetchProfile::by(method, endpoint, access_token, self.api_headers()))
    }

    /// The request for the person's mail addresses, for a provider that keeps them apart from the profile.
    ///
    /// # Errors
    /// [`ConfigurationError::ApiBaseUrlMissing`].
    pub fn fetch_emails(&self, access_token: &Secret) -> Result<Option<FetchEmails>, Error> {
        let Some(EmailRule::List { path, .. }) = self.profile_rules().map(|rules| rules.email) else {
            return Ok(None);
        };
        let base = self.api_base_url().ok_or(ConfigurationError::ApiBaseUrlMissing)?;
        let url = format!("{}/{path}", base.as_str().trim_end_matches('/'));
        let endpoint = Endpoint::parse(&url).ok_or(ConfigurationError::ApiUrlForeign)?;
        Ok(Some(FetchEmails::new(&endpoint, access_token, self.api_headers())))
    }

    fn api_headers(&self) -> Headers {
        let headers = self.0.preset.map_or(&[] as &[_], Preset::headers);
        let ours = |value: &str| value.replace("{client_id}", &self.0.client_id).into();
        headers.iter().map(|(name, value)| (*name, ours(value))).collect()
    }

    pub(crate) fn binding(&self) -> &Binding {
        &self.0.binding
    }

    /// What is known of the provider: [`Cached::Missing`] until [`discover`](Self::discover) was answered, always
    /// [`Cached::Fresh`] when the configuration says everything.
    pub fn metadata(&self, now: Timestamp) -> Cached<Metadata> {
        match &self.0.complete {
            Some(metadata) => Cached::Fresh(Arc::clone(metadata)),
            None => self.0.metadata.get(now),
        }
    }

    /// Says that metadata could not be fetched again: those that there are count as [`Cached::Fresh`] for 60 s more, but not
    /// beyond a day after they were fetched, so that not every login waits for a provider that does not answer.
    pub fn reuse_metadata(&self, now: Timestamp) {
        self.0.metadata.reuse(now);
    }

    /// The request for the metadata document. Its answer is remembered.
    ///
    /// # Errors
    /// [`ProviderError::EndpointMissing`] when the configuration does not say where it is.
    pub fn discover(&self) -> Result<Discovery, Error> {
        let inner = &self.0;
        let from_issuer = |issuer: &Issuer| match inner.protocol {
            Protocol::OpenIdConnect => metadata::openid_configuration(issuer),
            _ => metadata::oauth_authorization_server(issuer),
        };
        let url = inner.metadata_url.clone().or_else(|| inner.issuer.as_ref().and_then(from_issuer));
        let url = url.ok_or(ProviderError::EndpointMissing { endpoint: "server_metadata_url" })?;
        Ok(Discovery::new(self.clone(), url))
    }

    pub(crate) fn complete(&self, published: &Published<'_>) -> Result<Metadata, Error> {
        self.0.complete(Some(published))
    }

    pub(crate) fn remember_metadata(
        &self,
        metadata: Metadata,
        max_age: Option<u32>,
        now: Timestamp,
    ) -> Arc<Metadata> {
        self.0.metadata.put(metadata, max_age, now)
    }

    /// The first leg: where to send the browser, and what to remember until it comes back.
    ///
    /// # Errors
    /// [`crate::error::ConfigurationError`] for parameters that the protocol reserves or forbids, and when there are no
    /// random bytes.
    pub fn authorize(
        &self,
        metadata: &Metadata,
        parameters: AuthorizationParameters,
        now: Timestamp,
        random: &mut dyn Random,
    ) -> Result<AuthorizationRequest, Error> {
        AuthorizationRequest::new(self, metadata, parameters, now, random)
    }

    /// A request below `api_base_url` with the access token in its `Authorization` header (RFC 6750, section 2.1).
    ///
    /// # Errors
    /// As for [`Request::api`].
    pub fn api_request(
        &self,
        method: http::Method,
        path: &str,
        access_token: &Secret,
    ) -> Result<Request, Error> {
        let mut request = Request::api(method, self.api_base_url(), path)?;
        request.headers.extend(self.api_headers());
        request.headers.push(("authorization", format!("Bearer {}", access_token.expose()).into()));
        Ok(request)
    }

    /// The second leg: the request that turns a code into tokens (RFC 6749, section 4.1.3). `now` is when it is sent.
    ///
    /// # Errors
    /// [`ConfigurationError::RandomFailed`], for a provider whose client secret is made for each request.
    pub fn redeem(
        &self,
        metadata: &Metadata,
        response: &AuthorizationResponse,
        now: Timestamp,
    ) -> Result<TokenRequest, Error> {
        TokenRequest::redeem(self, metadata, response, now)
    }

    /// The request for new tokens (RFC 6749, section 6). `now` is when it is sent.
    ///
    /// # Errors
    /// As for [`redeem`](Self::redeem).
    pub fn refresh(
        &self,
        metadata: &Metadata,
        refresh_token: &Secret,
        now: Timestamp,
    ) -> Result<TokenRequest, Error> {
        TokenRequest::refresh(self, metadata, refresh_token, now)
    }
}

/// Without the parameters of its requests, which may be secrets.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("name", &self.0.name)
            .field("protocol", &self.0.protocol)
            .field("client_id", &self.0.client_id)
            .finish_non_exhaustive()
    }
}

fn authentication(settings: &mut ProviderSettings, client_id: &str) -> ClientAuthentication {
    let method = settings.parse(Key::TokenEndpointAuthMethod, Method::EXPECTED, Method::parse);
    if settings.deviations().minted_secret {
        let minted = MintedSecret::from_settings(settings);
        return minted
            .map_or(ClientAuthentication::None, |minted| ClientAuthentication::Minted(minted.into()));
    }
    match method.unwrap_or(Method::ClientSecretBasic) {
        Method::ClientSecretBasic => {
            let raw = settings.deviations().raw_basic;
            ClientAuthentication::basic(client_id, settings.client_secret(), raw)
        }
        Method::ClientSecretPost => ClientAuthentication::Post { secret: settings.client_secret() },
        Method::None => ClientAuthentication::None,
    }
}

fn response_mode(mode: &str) -> Option<bool> {
    match mode {
        "query" => Some(false),
        "form_post" => Some(true),
        _ => None,
    }
}

/// A pending login is finished only at the same provider, as the same client.
fn binding(protocol: Protocol, redirect_uri: &str, settings: &ProviderSettings) -> Binding {
    let protocol = if protocol == Protocol::OpenIdConnect { "openid" } else { "oauth2" };
    pending::binding([protocol, redirect_uri].into_iter().chain(settings.identity()))
}
