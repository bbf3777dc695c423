//! A client whose protocol is known only at run time.

use actix_web::{HttpRequest, HttpResponse};

use super::{OAuth1Client, OAuth1Login, OAuth2Client, OAuth2Login, OidcClient, OidcLogin, sealed};
use crate::error::Error;

/// One of a registry's clients, found by its name.
#[derive(Clone, Copy, Debug)]
pub enum AnyClient<'a> {
    /// OpenID Connect.
    Oidc(&'a OidcClient),
    /// Plain OAuth 2.
    OAuth2(&'a OAuth2Client),
    /// OAuth 1.0a.
    OAuth1(&'a OAuth1Client),
}

impl AnyClient<'_> {
    /// The provider's name in the registry.
    pub fn name(&self) -> &str {
        match self {
            Self::Oidc(client) => client.name(),
            Self::OAuth2(client) => client.name(),
            Self::OAuth1(client) => client.name(),
        }
    }

    /// Begins a login. `return_to` is where the person goes afterwards, a path of the application.
    ///
    /// # Errors
    /// As for the `authorize_redirect` of the client itself, which takes more parameters.
    pub async fn authorize_redirect(
        &self,
        request: &HttpRequest,
        return_to: Option<&str>,
    ) -> Result<HttpResponse, Error> {
        match self {
            Self::Oidc(client) => sealed::Sealed::begin(*client, request, return_to).await,
            Self::OAuth2(client) => sealed::Sealed::begin(*client, request, return_to).await,
            Self::OAuth1(client) => sealed::Sealed::begin(*client, request, return_to).await,
        }
    }

    /// Finishes a login in the handler of the redirect URI.
    ///
    /// # Errors
    /// As for the `authorize_access_token` of the client itself.
    pub async fn authorize_access_token(&self, request: &HttpRequest) -> Result<AnyLogin, Error> {
        Ok(match self {
            Self::Oidc(client) => AnyLogin::Oidc(Box::new(client.authorize_access_token(request).await?)),
            Self::OAuth2(client) => AnyLogin::OAuth2(Box::new(client.authorize_access_token(request).await?)),
            Self::OAuth1(client) => AnyLogin::OAuth1(Box::new(client.authorize_access_token(request).await?)),
        })
    }
}

/// A finished login at one of a registry's clients.
#[derive(Debug)]
pub enum AnyLogin {
    /// OpenID Connect.
    Oidc(Box<OidcLogin>),
    /// Plain OAuth 2.
    OAuth2(Box<OAuth2Login>),
    /// OAuth 1.0a.
    OAuth1(Box<OAuth1Login>),
}
