//! The request that the browser makes after the provider.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::rt::time::timeout;
use actix_web::web::Payload;
use oauth_core::error::{AuthorizationError, Error};
use oauth_core::oauth2::ResponseParameters;

/// How long a browser may take to send the form of a callback.
const DEADLINE: Duration = Duration::from_secs(10);

/// A callback: its query, or its form together with its query.
#[derive(Clone, Copy)]
pub enum Callback<'a> {
    Query(&'a str),
    Form { body: &'a str, query: &'a str },
}

impl<'a> Callback<'a> {
    pub(crate) fn query(request: &'a HttpRequest) -> Self {
        Self::Query(request.query_string())
    }

    pub(crate) fn form(request: &'a HttpRequest, body: &'a str) -> Self {
        Self::Form { body, query: request.query_string() }
    }

    pub(crate) fn parameters(self) -> Result<ResponseParameters, Error> {
        match self {
            Self::Query(query) => ResponseParameters::from_query(query),
            Self::Form { body, query } => ResponseParameters::from_form(body, query),
        }
    }
}

/// Reads the form of a POST: `application/x-www-form-urlencoded`, UTF-8, at most 16 KiB.
pub(crate) async fn read_form(request: &HttpRequest, payload: Payload) -> Result<String, Error> {
    let malformed = |reason| Error::from(AuthorizationError::ResponseMalformed { reason });
    if !actix_web::HttpMessage::content_type(request)
        .eq_ignore_ascii_case("application/x-www-form-urlencoded")
    {
        return Err(malformed("not a form"));
    }
    let body = timeout(DEADLINE, payload.to_bytes_limited(ResponseParameters::MAX_LEN)).await;
    let body = body.map_err(|_| malformed("too slow"))?.map_err(|_| malformed("too long"))?;
    let body = body.map_err(|_| malformed("an unreadable body"))?;
    String::from_utf8(body.to_vec()).map_err(|_| malformed("text that is not UTF-8"))
}
