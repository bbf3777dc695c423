//! Where a client's requests go: what the configuration names, completed by what is published.

use super::Inner;
use crate::encoding::append_pair;
use crate::error::{Error, ProviderError};
use crate::http::Endpoint;
use crate::json;
use crate::oauth2::AuthorizationParameters;
use crate::oauth2::metadata::{self, Metadata, Published};
use crate::provider::{Key, Protocol};
use crate::settings::ProviderSettings;

/// The endpoints that the configuration names.
#[derive(Default)]
pub(super) struct Endpoints {
    pub(super) authorization: Option<Endpoint>,
    pub(super) token: Option<Endpoint>,
    pub(super) userinfo: Option<Endpoint>,
    pub(super) jwks: Option<Endpoint>,
    pub(super) end_session: Option<Endpoint>,
    pub(super) revocation: Option<Endpoint>,
    pub(super) refresh: Option<Endpoint>,
}

impl Endpoints {
    pub(super) fn from_settings(settings: &mut ProviderSettings) -> Self {
        let endpoints = Self {
            authorization: settings.endpoint(Key::AuthorizationEndpoint),
            token: settings.endpoint(Key::TokenEndpoint),
            userinfo: settings.endpoint(Key::UserinfoEndpoint),
            jwks: settings.endpoint(Key::JwksUri),
            end_session: settings.endpoint(Key::EndSessionEndpoint),
            revocation: settings.endpoint(Key::RevocationEndpoint),
            refresh: settings.endpoint(Key::RefreshTokenUrl),
        };
        if endpoints.authorization.as_ref().is_some_and(has_reserved_parameter) {
            let expected = "a URL without parameters of the protocol in its query";
            settings.refuse(Key::AuthorizationEndpoint, expected);
        }
        endpoints
    }
}

impl Inner {
    /// Whether everything that this protocol needs is configured.
    pub(super) fn needs_no_document(&self) -> bool {
        let Endpoints { authorization, token, jwks, .. } = &self.endpoints;
        let keys = self.protocol != Protocol::OpenIdConnect || jwks.is_some();
        self.metadata_url.is_none() && authorization.is_some() && token.is_some() && keys
    }

    /// The metadata that follows from the configuration and, for what that leaves open, from what is published.
    pub(super) fn complete(&self, published: Option<&Published<'_>>) -> Result<Metadata, Error> {
        let configured = &self.endpoints;
        let document = published.map(|published| published.document);
        let issuer = match &self.issuer_template {
            Some(template) => metadata::check_issuer_template(template, document).map(|()| None)?,
            None => metadata::issuer(self.issuer.as_ref(), document)?,
        };
        document.map_or(Ok(()), metadata::check_pkce)?;
        let found =
            |endpoint: &Option<Endpoint>, name| metadata::endpoint(endpoint.as_ref(), published, name);
        let needed = |endpoint: &Option<Endpoint>, name| {
            found(endpoint, name)?
                .ok_or_else(|| Error::from(ProviderError::EndpointMissing { endpoint: name }))
        };
        let authorization_endpoint = needed(&configured.authorization, "authorization_endpoint")?;
        Ok(Metadata {
            issuer,
            authorization_prefix: self.authorization_prefix(&authorization_endpoint)?,
            authorization_endpoint,
            token_endpoint: needed(&configured.token, "token_endpoint")?,
            userinfo_endpoint: found(&configured.userinfo, "userinfo_endpoint")?,
            jwks_uri: found(&configured.jwks, "jwks_uri")?,
            // These two are extras: a bad one is as good as none.
            end_session_endpoint: found(&configured.end_session, "end_session_endpoint").ok().flatten(),
            revocation_endpoint: found(&configured.revocation, "revocation_endpoint").ok().flatten(),
            iss_promised: metadata::iss_promised(document)?,
            id_token_algorithms: document
                .and_then(|document| json::strings(document, "id_token_signing_alg_values_supported")),
        })
    }

    /// The parameters that no login changes, encoded once.
    fn authorization_prefix(&self, endpoint: &Endpoint) -> Result<String, Error> {
        if has_reserved_parameter(endpoint) {
            return Err(ProviderError::EndpointInvalid { endpoint: "authorization_endpoint" }.into());
        }
        let mut prefix = endpoint.query_prefix();
        append_pair(&mut prefix, "response_type", "code");
        let client_id = if self.deviations.client_key { "client_key" } else { "client_id" };
        append_pair(&mut prefix, client_id, &self.client_id);
        append_pair(&mut prefix, "redirect_uri", &self.redirect_uri);
        if !self.deviations.pkce_refused {
            append_pair(&mut prefix, "code_challenge_method", "S256");
        }
        if self.form_post {
            append_pair(&mut prefix, "response_mode", "form_post");
        }
        Ok(prefix)
    }
}

/// Whether the query of an authorization endpoint names a parameter that would then stand in the URL twice.
fn has_reserved_parameter(endpoint: &Endpoint) -> bool {
    endpoint.url().query_pairs().any(|(name, _)| AuthorizationParameters::is_reserved(&name))
}
