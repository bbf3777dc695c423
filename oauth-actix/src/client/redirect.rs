//! Beginning a login from a handler of your own: [`AuthorizeRedirect`], [`OAuth1AuthorizeRedirect`].

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse};
use oauth_core::oauth2::{AuthorizationParameters, AuthorizationRequest, Metadata};
use oauth_core::{Batched, PendingAuthorization, Random, ReturnTo, SystemRandom};

use super::{OAuth1Client, OAuth2Client};
use crate::error::{Context, Error};
use crate::headers::{Cookies, keep_private, set_cookies};
use crate::shared::Shared;

/// A login that begins when it is awaited: the redirect to the provider, with what must be remembered in a cookie or the
/// session.
///
/// ```
/// use actix_web::{HttpRequest, HttpResponse};
/// use oauth_actix::{Error, OidcClient};
///
/// async fn step_up(google: &OidcClient, request: &HttpRequest) -> Result<HttpResponse, Error> {
///     google.authorize_redirect(request).return_to("/payments").prompt("login").max_age(0).await
/// }
/// ```
#[must_use = "a login begins when it is awaited"]
pub struct AuthorizeRedirect<'a> {
    client: &'a OAuth2Client,
    request: &'a HttpRequest,
    parameters: AuthorizationParameters,
}

impl<'a> AuthorizeRedirect<'a> {
    pub(super) fn new(client: &'a OAuth2Client, request: &'a HttpRequest) -> Self {
        Self { client, request, parameters: AuthorizationParameters::default() }
    }

    /// Where the person goes afterwards: a path of the application. Anything else, and this library's own routes, are
    /// ignored: the person then goes to `/`.
    pub fn return_to(mut self, path: &str) -> Self {
        self.parameters.return_to = self.client.shared().return_to(path);
        self
    }

    /// `scope`, instead of the configured one; with `openid` for OpenID Connect.
    pub fn scope(mut self, scope: &str) -> Self {
        self.parameters.scope = Some(scope.to_owned());
        self
    }

    /// `prompt`: `none`, `login`, `consent`, `select_account` (OpenID Connect Core, section 3.1.2.1).
    pub fn prompt(mut self, prompt: &str) -> Self {
        self.parameters.prompt = Some(prompt.to_owned());
        self
    }

    /// `login_hint`: who is expected to log in, such as a mail address.
    pub fn login_hint(mut self, hint: &str) -> Self {
        self.parameters.login_hint = Some(hint.to_owned());
        self
    }

    /// `max_age`: how long ago the person may have logged in at the provider, in seconds; the ID token is held to it.
    /// Plain OAuth 2 has none, so that `parameter_foreign` is the answer there.
    pub fn max_age(mut self, seconds: u32) -> Self {
        self.parameters.max_age = Some(seconds);
        self
    }

    /// `ui_locales`: languages, the best first, separated by spaces.
    pub fn ui_locales(mut self, locales: &str) -> Self {
        self.parameters.ui_locales = Some(locales.to_owned());
        self
    }

    /// `acr_values`: acceptable authentication classes, separated by spaces; the ID token is held to them. Not for plain
    /// OAuth 2.
    pub fn acr_values(mut self, values: &str) -> Self {
        self.parameters.acr_values = Some(values.to_owned());
        self
    }

    /// Another parameter of the provider's own, such as `hd` or `access_type`. One that the protocol defines makes the
    /// login fail with [`ParameterReserved`](oauth_core::error::ConfigurationError::ParameterReserved).
    pub fn parameter(mut self, name: &str, value: &str) -> Self {
        self.parameters.extra.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) async fn send(self) -> Result<HttpResponse, Error> {
        let (client, request) = (self.client, self.request);
        let metadata = match client.shared().transport(request) {
            Ok(transport) => client.metadata(&transport).await,
            Err(error) => Err(error),
        };
        metadata.and_then(|metadata| self.redirect(&metadata)).map_err(|error| client.failed(error, request))
    }

    fn redirect(self, metadata: &Metadata) -> Result<HttpResponse, oauth_core::Error> {
        let mut random = Batched::new(SystemRandom);
        let begun = self.client.authorize(metadata, self.parameters, &mut random)?;
        let AuthorizationRequest { url, pending } = begun;
        redirect(self.client.shared(), self.request, url, &pending, &mut random)
    }
}

impl<'a> IntoFuture for AuthorizeRedirect<'a> {
    type Output = Result<HttpResponse, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl fmt::Debug for AuthorizeRedirect<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AuthorizeRedirect({})", self.client.name())
    }
}

/// A login by OAuth 1.0a that begins when it is awaited. The provider is asked for temporary credentials first.
#[must_use = "a login begins when it is awaited"]
pub struct OAuth1AuthorizeRedirect<'a> {
    client: &'a OAuth1Client,
    request: &'a HttpRequest,
    return_to: Option<ReturnTo>,
    extra: Vec<(String, String)>,
}

impl<'a> OAuth1AuthorizeRedirect<'a> {
    pub(super) fn new(client: &'a OAuth1Client, request: &'a HttpRequest) -> Self {
        Self { client, request, return_to: None, extra: Vec::new() }
    }

    /// Where the person goes afterwards: a path of the application. Anything else, and this library's own routes, are
    /// ignored: the person then goes to `/`.
    pub fn return_to(mut self, path: &str) -> Self {
        self.return_to = self.client.shared().return_to(path);
        self
    }

    /// A parameter of the provider's own for the authorization URL, such as `force_login` or `screen_name`. One that
    /// begins with `oauth_` makes the login fail.
    pub fn parameter(mut self, name: &str, value: &str) -> Self {
        self.extra.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) async fn send(self) -> Result<HttpResponse, Error> {
        let authorization = self.client.authorize(self.request, &self.extra, self.return_to).await?;
        let (shared, random) = (self.client.shared(), &mut SystemRandom);
        redirect(shared, self.request, authorization.url, &authorization.pending, random)
            .map_err(|error| Context::new(self.client.name(), self.request).error(error))
    }
}

impl<'a> IntoFuture for OAuth1AuthorizeRedirect<'a> {
    type Output = Result<HttpResponse, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl fmt::Debug for OAuth1AuthorizeRedirect<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OAuth1AuthorizeRedirect({})", self.client.name())
    }
}

fn redirect(
    shared: &Shared,
    request: &HttpRequest,
    url: String,
    pending: &PendingAuthorization,
    random: &mut dyn Random,
) -> Result<HttpResponse, oauth_core::Error> {
    let cookies = shared.pending.keep(request, pending, random)?;
    Ok(finished(url, &cookies))
}

/// A redirect that nobody may keep, with cookies to be set or removed.
pub(super) fn finished(location: String, cookies: &Cookies) -> HttpResponse {
    let mut response = HttpResponse::SeeOther().insert_header((LOCATION, location)).finish();
    keep_private(&mut response);
    set_cookies(&mut response, cookies);
    response
}
