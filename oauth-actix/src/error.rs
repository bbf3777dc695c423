//! [`Error`]: what went wrong, at which provider, as an actix-web error.

mod page;

use std::fmt;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header::ACCEPT;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use oauth_core::error::ConfigurationError;

/// Why a login, or a call to a provider, failed.
///
/// As a response it has the status that the group calls for, a page for people, and, when the browser's `Accept` asks
/// for `application/json`, `{"error": "<code>", "message": "…"}`. Both texts are fixed: nothing in them comes from a
/// provider or a visitor.
///
/// ```
/// use actix_web::{HttpResponse, Responder};
/// # use oauth_actix as _;
/// use oauth_core::Error as Cause;
///
/// // `AuthLogin` is what `#[oauth_registry] struct Auth` generates.
/// async fn signed_in<AuthLogin>(login: Result<AuthLogin, oauth_actix::Error>) -> impl Responder {
///     match login {
///         Ok(_login) => HttpResponse::Ok().body("welcome"),
///         Err(error) if matches!(error.cause(), Cause::Authorization(_)) => HttpResponse::Forbidden().body(error.code()),
///         Err(error) => error.respond(),
///     }
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Error {
    cause: oauth_core::Error,
    context: Option<Context>,
}

/// At which provider something happens, and in which form the browser wants to hear of it.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    provider: Arc<str>,
    json: bool,
}

impl Context {
    pub(crate) fn new(provider: &str, request: &HttpRequest) -> Self {
        let accept = request.headers().get_all(ACCEPT).filter_map(|value| value.to_str().ok());
        let ranges = accept.flat_map(|value| value.split(','));
        let mut types = ranges.map(|range| range.split(';').next().unwrap_or_default().trim());
        Self {
            provider: provider.into(),
            json: types.any(|name| name.eq_ignore_ascii_case("application/json")),
        }
    }

    pub(crate) fn provider(&self) -> &str {
        &self.provider
    }

    pub(crate) fn error(&self, cause: impl Into<oauth_core::Error>) -> Error {
        Error { cause: cause.into(), context: Some(self.clone()) }
    }
}

impl Error {
    /// What went wrong, grouped by who must act.
    pub fn cause(&self) -> &oauth_core::Error {
        &self.cause
    }

    /// The stable code, such as `state_unknown`; see [`oauth_core::error::codes`].
    pub fn code(&self) -> &'static str {
        self.cause.code()
    }

    /// The provider's name in the registry, if one was involved.
    pub fn provider(&self) -> Option<&str> {
        self.context.as_ref().map(Context::provider).filter(|name| !name.is_empty())
    }

    /// The response that [`ResponseError`] gives, for handlers that take a `Result`.
    pub fn respond(&self) -> HttpResponse {
        self.error_response()
    }

    /// The same error, if it has no context yet in this one.
    pub(crate) fn in_context(mut self, context: Context) -> Self {
        self.context.get_or_insert(context);
        self
    }

    /// Writes one log line, with the provider and the code: at level `info` what a visitor can cause, `warn` what a
    /// provider can, `error` what the deployment can.
    ///
    /// The generated routes do this; handlers of your own do it where they handle the error.
    pub fn log(&self) {
        let (provider, code) = (self.provider().unwrap_or_default(), self.code());
        match &self.cause {
            oauth_core::Error::Authorization(_) => tracing::info!(provider, code, "login refused: {self}"),
            oauth_core::Error::Configuration(_) => tracing::error!(provider, code, "login failed: {self}"),
            _ => tracing::warn!(provider, code, "login failed: {self}"),
        }
    }
}

impl From<oauth_core::Error> for Error {
    /// For what a handler finds wrong with the help of `oauth_core`, such as its `oauth2::identifier`.
    fn from(cause: oauth_core::Error) -> Self {
        Self { cause, context: None }
    }
}

impl From<ConfigurationError> for Error {
    fn from(cause: ConfigurationError) -> Self {
        oauth_core::Error::from(cause).into()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cause.fmt(f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.cause.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        match self.context.as_ref().is_some_and(|context| context.json) {
            true => page::json(self),
            false => page::html(self),
        }
    }
}
