//! The handle of a running provider.

use std::fmt;

use crate::builder::{Builder, OAUTH1_CLIENT, OAUTH2_CLIENT, OIDC_CLIENT, StartError};
use crate::clients::Client;
use crate::journal::{Endpoint, Received};
use crate::personality::Personality;
use crate::server::Server;
use crate::users::User;

/// A running identity provider; dropping it stops it and frees its port.
///
/// All methods take `&self` and act at once, also while requests are under way.
pub struct Provider {
    pub(crate) server: Server,
}

impl Provider {
    /// Starts a provider on `127.0.0.1` and a free port, with everything at its default.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// [`start`](Self::start) for callers without an executor.
    ///
    /// # Errors
    /// See [`StartError`].
    pub fn start_blocking() -> Result<Self, StartError> {
        Self::builder().start_blocking()
    }

    /// A provider that is not started yet.
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(crate) fn new(server: Server) -> Self {
        Self { server }
    }

    /// The issuer: `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn issuer(&self) -> &str {
        &self.server.state.issuer
    }

    /// The full URL of an endpoint.
    pub fn url(&self, endpoint: Endpoint) -> String {
        format!("{}{}", self.issuer(), endpoint.path())
    }

    /// What the provider plays, if anything.
    pub fn personality(&self) -> Option<Personality> {
        self.server.state.personality
    }

    /// Where a personality answers for a URL of the real provider: `https://HOST/PATH` becomes `http://127.0.0.1:PORT/HOST/PATH`.
    ///
    /// The query stays; places such as `{domain}` are the caller's to fill, see [`Personality::fillings`].
    pub fn address_of(&self, url: &str) -> String {
        let (_, rest) = url.split_once("://").unwrap_or(("", url));
        format!("{}/{rest}", self.issuer())
    }

    /// Where OpenID Connect Discovery finds the metadata.
    pub fn metadata_url(&self) -> String {
        self.url(Endpoint::Metadata)
    }

    /// OpenID Connect: the authorization endpoint.
    pub fn authorization_endpoint(&self) -> String {
        self.url(Endpoint::Authorization)
    }

    /// OpenID Connect: the token endpoint.
    pub fn token_endpoint(&self) -> String {
        self.url(Endpoint::Token)
    }

    /// OpenID Connect: the userinfo endpoint.
    pub fn userinfo_endpoint(&self) -> String {
        self.url(Endpoint::Userinfo)
    }

    /// OpenID Connect: where the keys are.
    pub fn jwks_uri(&self) -> String {
        self.url(Endpoint::Jwks)
    }

    /// OpenID Connect: where a client-initiated logout goes.
    pub fn end_session_endpoint(&self) -> String {
        self.url(Endpoint::EndSession)
    }

    /// RFC 7009, for both token endpoints.
    pub fn revocation_endpoint(&self) -> String {
        self.url(Endpoint::Revocation)
    }

    /// Plain OAuth 2: the authorization endpoint. It sends no `iss`.
    pub fn oauth2_authorization_endpoint(&self) -> String {
        self.url(Endpoint::OAuth2Authorization)
    }

    /// Plain OAuth 2: the token endpoint. It sends no `id_token`.
    pub fn oauth2_token_endpoint(&self) -> String {
        self.url(Endpoint::OAuth2Token)
    }

    /// Plain OAuth 2: the base of the interface, with `user` and `emails` below it. Ends with a slash.
    pub fn api_base_url(&self) -> String {
        format!("{}/api/", self.issuer())
    }

    /// OAuth 1.0a: the temporary credential request endpoint ("request token").
    pub fn temporary_credentials_endpoint(&self) -> String {
        self.url(Endpoint::TemporaryCredentials)
    }

    /// OAuth 1.0a: the resource owner authorization endpoint.
    pub fn oauth1_authorization_endpoint(&self) -> String {
        self.url(Endpoint::OAuth1Authorization)
    }

    /// OAuth 1.0a: the token request endpoint ("access token").
    pub fn token_credentials_endpoint(&self) -> String {
        self.url(Endpoint::TokenCredentials)
    }

    /// OAuth 1.0a: the base of the interface, with `account/verify_credentials.json` and `echo.json` below it. Ends with a
    /// slash.
    pub fn oauth1_api_base_url(&self) -> String {
        format!("{}/1.1/", self.issuer())
    }

    /// The client that is registered for OpenID Connect.
    pub fn oidc_client(&self) -> Client {
        self.client(OIDC_CLIENT)
    }

    /// The client that is registered for plain OAuth 2.
    pub fn oauth2_client(&self) -> Client {
        self.client(OAUTH2_CLIENT)
    }

    /// The client that is registered for OAuth 1.0a; see also [`consumer_private_key`](crate::consumer_private_key).
    pub fn oauth1_client(&self) -> Client {
        self.client(OAUTH1_CLIENT)
    }

    fn client(&self, id: &str) -> Client {
        self.server.state.client(id).cloned().unwrap_or_else(|| Client::public(id))
    }

    /// The accounts.
    pub fn users(&self) -> Vec<User> {
        self.server.state.users.clone()
    }

    /// Every request that the provider got, oldest first; at most the last 10,000.
    pub fn journal(&self) -> Vec<Received> {
        self.server.state.journal.entries()
    }

    /// The requests that one endpoint got, oldest first.
    pub fn received(&self, endpoint: Endpoint) -> Vec<Received> {
        self.journal().into_iter().filter(|received| received.endpoint == endpoint).collect()
    }

    /// How many requests one endpoint got.
    pub fn count(&self, endpoint: Endpoint) -> usize {
        self.received(endpoint).len()
    }

    /// Forgets the requests so far.
    pub fn clear_journal(&self) {
        self.server.state.journal.clear();
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("issuer", &self.issuer()).finish_non_exhaustive()
    }
}
