//! A client whose protocol is known only at run time, and a login there.

use std::fmt;
use std::ops::Deref;

use actix_web::{HttpRequest, HttpResponse};
use oauth_core::Profile;

use super::sealed::Sealed;
use super::{Callback, OAuth1Client, OAuth1Login, OAuth2Client, OAuth2Login, OidcClient, OidcLogin};
use crate::api::Api;
use crate::error::Error;
use crate::headers::Cookies;

/// One of a registry's clients, found by its name. Cheap to clone.
#[derive(Clone, Debug)]
pub enum AnyClient {
    /// OpenID Connect.
    Oidc(OidcClient),
    /// Plain OAuth 2.
    OAuth2(OAuth2Client),
    /// OAuth 1.0a.
    OAuth1(OAuth1Client),
}

/// The same expression for whichever client or login it is.
macro_rules! each {
    ($any:expr, $one:ident => $result:expr) => {
        match $any {
            Self::Oidc($one) => $result,
            Self::OAuth2($one) => $result,
            Self::OAuth1($one) => $result,
        }
    };
}

impl AnyClient {
    /// The provider's name in the registry.
    pub fn name(&self) -> &str {
        each!(self, client => client.name())
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
        each!(self, client => Sealed::begin(client, request, return_to).await)
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

    pub(crate) fn is_form_post(&self) -> bool {
        each!(self, client => Sealed::is_form_post(client))
    }

    /// Finishes a login; the cookies go on the response whatever comes of it.
    pub(crate) async fn finish(
        &self,
        request: &HttpRequest,
        callback: Callback<'_>,
    ) -> (Cookies, Result<AnyLogin, Error>) {
        match self {
            Self::Oidc(client) => {
                let (cookies, login) = client.finish(request, callback).await;
                (cookies, login.map(|login| AnyLogin::Oidc(Box::new(login))))
            }
            Self::OAuth2(client) => {
                let (cookies, login) = client.finish(request, callback).await;
                (cookies, login.map(|login| AnyLogin::OAuth2(Box::new(login))))
            }
            Self::OAuth1(client) => {
                let (cookies, login) = client.finish(request, callback).await;
                (cookies, login.map(|login| AnyLogin::OAuth1(Box::new(login))))
            }
        }
    }
}

/// A finished login at one of a registry's clients. It dereferences to the provider's [`Api`].
pub enum AnyLogin {
    /// OpenID Connect.
    Oidc(Box<OidcLogin>),
    /// Plain OAuth 2.
    OAuth2(Box<OAuth2Login>),
    /// OAuth 1.0a.
    OAuth1(Box<OAuth1Login>),
}

impl AnyLogin {
    /// The provider's name in the registry.
    pub fn provider(&self) -> &str {
        each!(self, login => login.provider())
    }

    /// Where to send the person now: what `return_to` asked for when the login began, else `/`. Always a local path.
    pub fn return_to(&self) -> &str {
        each!(self, login => login.return_to())
    }

    /// The answer that ends a login in a handler of your own; see [`OidcLogin::redirect`].
    pub fn redirect(&self) -> HttpResponse {
        each!(self, login => login.redirect())
    }

    /// Who logged in, in the same words for every provider.
    ///
    /// # Errors
    /// As for the `profile` of the login itself.
    pub async fn profile(&self) -> Result<Profile, Error> {
        each!(self, login => login.profile().await)
    }
}

impl Deref for AnyLogin {
    type Target = Api;

    fn deref(&self) -> &Api {
        each!(self, login => login)
    }
}

impl fmt::Debug for AnyLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        each!(self, login => login.fmt(f))
    }
}
