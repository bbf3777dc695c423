//! A login between its two browser requests: an OAuth 1.0a client as one of a registry's.

use std::fmt;
use std::sync::Arc;

use super::authorization::AuthorizationResponse;
use super::client::{Client, ClientSettings};
use super::credentials::TemporaryCredentials;
use super::request::Placement;
use super::signer::{OAuth1Signer, SignatureMethod};
use crate::error::{AuthorizationError, Error};
use crate::pending::{self, Binding, Flow, PendingAuthorization};
use crate::provider::Key;
use crate::return_to::ReturnTo;
use crate::settings::ProviderSettings;
use crate::time::Timestamp;

/// Where to send the browser, and what to remember until it comes back.
pub struct AuthorizationRequest {
    /// The authorization URL with the temporary token.
    pub url: String,
    /// To be kept, bound to this browser, under its [`id`](PendingAuthorization::id).
    pub pending: PendingAuthorization,
}

impl fmt::Debug for AuthorizationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AuthorizationRequest({:?})", self.pending)
    }
}

impl Client {
    /// Builds a client; `None` when `settings` has collected errors.
    ///
    /// `callback` is where the provider sends the browser back, an absolute URL.
    pub fn from_settings(settings: &mut ProviderSettings, callback: &str) -> Option<Self> {
        let request_token_url = settings.required_endpoint(Key::RequestTokenUrl);
        let authorize_url = settings.required_endpoint(Key::AuthorizationEndpoint);
        let access_token_url = settings.required_endpoint(Key::TokenEndpoint);
        let api_base_url = settings.endpoint(Key::ApiBaseUrl);
        let expected = "HMAC-SHA1, HMAC-SHA256, HMAC-SHA512, RSA-SHA256 or PLAINTEXT";
        let method =
            settings.parse(Key::SignatureMethod, expected, SignatureMethod::parse).unwrap_or_default();
        let placement =
            settings.parse(Key::SignaturePlacement, "header, body or query", placement).unwrap_or_default();
        if method == SignatureMethod::Plaintext && placement == Placement::Query {
            settings.refuse(
                Key::SignaturePlacement,
                "header or body: PLAINTEXT would put both secrets into URLs",
            );
        }
        let realm = settings.get(Key::Realm).map(str::to_owned);
        let authorization_parameters = settings.parameters(Key::AuthorizationParameters);
        let userinfo_endpoint = settings.endpoint(Key::UserinfoEndpoint);
        let client_id = settings.client_id();
        let secret = settings.client_secret();
        if settings.has_errors() {
            return None;
        }
        let Ok(signer) = method.signer(secret) else {
            settings.refuse_secret("the private key as PEM, for RSA-SHA256");
            return None;
        };
        let client = Self::new(ClientSettings {
            provider: settings.name.clone(),
            client_id,
            signer,
            callback: callback.to_owned(),
            request_token_url: request_token_url?,
            authorize_url: authorize_url?,
            access_token_url: access_token_url?,
            api_base_url,
            placement,
            realm,
            body_hash: true,
            authorization_parameters,
            userinfo_endpoint,
            profile: settings.preset().and_then(|preset| preset.profile_rules().copied()),
        });
        settings.note_all(client)
    }

    /// The same client with another way to sign.
    pub fn with_signer(&self, signer: Arc<dyn OAuth1Signer>) -> Self {
        Self::trusted(ClientSettings { signer, ..self.settings().clone() })
    }

    /// The provider's name in the registry.
    pub fn name(&self) -> &str {
        &self.settings().provider
    }

    /// The second half of the first leg: where to send the browser, and what to remember until it comes back.
    ///
    /// # Errors
    /// [`crate::error::ConfigurationError::ParameterReserved`] for an extra `oauth_…`.
    pub fn authorize(
        &self,
        temporary: &TemporaryCredentials,
        extra: &[(String, String)],
        return_to: Option<ReturnTo>,
        now: Timestamp,
    ) -> Result<AuthorizationRequest, Error> {
        let url = self.authorization_url(temporary, extra)?;
        let flow =
            Flow::OAuth1 { token: temporary.token().clone(), token_secret: temporary.token_secret().clone() };
        let provider = self.name().to_owned();
        let pending = PendingAuthorization { provider, binding: self.binding(), begun: now, return_to, flow };
        Ok(AuthorizationRequest { url, pending })
    }

    /// Judges a callback, whose raw query is `query`. Nothing has been sent to the provider when this fails.
    ///
    /// `pending` is what the store kept under the callback's [token](super::callback_token) and has already given up.
    ///
    /// # Errors
    /// [`AuthorizationError`].
    pub fn accept(
        &self,
        pending: PendingAuthorization,
        query: &str,
        now: Timestamp,
    ) -> Result<AuthorizationResponse, Error> {
        pending.check(self.name(), &self.binding(), now)?;
        let Flow::OAuth1 { token, token_secret } = pending.flow else {
            return Err(AuthorizationError::StateUnknown { others_pending: true }.into());
        };
        AuthorizationResponse::accept(query, TemporaryCredentials::new(token, token_secret))
    }

    fn binding(&self) -> Binding {
        let settings = self.settings();
        let [request, authorize, access] =
            [&settings.request_token_url, &settings.authorize_url, &settings.access_token_url]
                .map(|url| url.as_str());
        let login = ["oauth1", &settings.client_id, &settings.callback, request, authorize, access];
        let later = [&settings.userinfo_endpoint, &settings.api_base_url];
        let later = later.map(|url| url.as_ref().map_or("", |url| url.as_str()));
        pending::binding(login.into_iter().chain(later))
    }
}

fn placement(text: &str) -> Option<Placement> {
    match text {
        "header" => Some(Placement::Header),
        "body" => Some(Placement::Body),
        "query" => Some(Placement::Query),
        _ => None,
    }
}
