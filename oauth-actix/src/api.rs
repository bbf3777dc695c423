//! Calls of a provider's API: [`Api`], [`ApiRequest`], [`ApiResponse`].

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::web::Bytes;
use oauth_core::error::{ConfigurationError, ProviderError, Untrusted};
use oauth_core::{Method, Request, encoding, json};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Context, Error};
use crate::transport::{Answer, Transport};

/// Headers that are not the application's.
const RESERVED: [&str; 11] = [
    "authorization",
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// A provider's API in the name of one person.
///
/// Paths are relative to the provider's `api_base_url`; an absolute URL of the same origin works too, any other is
/// refused, because the token must not go there.
#[derive(Clone)]
pub struct Api {
    context: Context,
    transport: Transport,
    prepare: std::rc::Rc<dyn Prepare>,
}

/// How a request gets its address and its credentials, which is what the protocols differ in.
pub(crate) trait Prepare {
    /// The request without credentials, to the URL of `path`.
    fn request(&self, method: Method, path: &str) -> Result<Request, oauth_core::Error>;

    /// Adds what proves who calls; last, because OAuth 1.0a signs everything else.
    fn authorize(&self, request: Request) -> Result<Request, oauth_core::Error>;
}

impl Api {
    pub(crate) fn new(context: Context, transport: Transport, prepare: impl Prepare + 'static) -> Self {
        Self { context, transport, prepare: std::rc::Rc::new(prepare) }
    }

    pub(crate) fn context(&self) -> &Context {
        &self.context
    }

    pub(crate) fn transport(&self) -> &Transport {
        &self.transport
    }

    /// `GET path`.
    pub fn get(&self, path: &str) -> ApiRequest {
        self.request(Method::Get, path)
    }

    /// `POST path`.
    pub fn post(&self, path: &str) -> ApiRequest {
        self.request(Method::Post, path)
    }

    /// `PUT path`.
    pub fn put(&self, path: &str) -> ApiRequest {
        self.request(Method::Put, path)
    }

    /// `PATCH path`.
    pub fn patch(&self, path: &str) -> ApiRequest {
        self.request(Method::Patch, path)
    }

    /// `DELETE path`.
    pub fn delete(&self, path: &str) -> ApiRequest {
        self.request(Method::Delete, path)
    }

    fn request(&self, method: Method, path: &str) -> ApiRequest {
        ApiRequest { api: self.clone(), request: self.prepare.request(method, path), headers: Vec::new() }
    }
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Api({})", self.context.provider())
    }
}

/// One call, sent when it is awaited. A mistake in its parts is the error of the call.
#[must_use = "a call is sent when it is awaited"]
pub struct ApiRequest {
    api: Api,
    request: Result<Request, oauth_core::Error>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl ApiRequest {
    /// Adds parameters to the query.
    pub fn query<'a>(self, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        self.map(|request| {
            let mut url = std::mem::take(&mut request.url);
            for (name, value) in pairs {
                if !url.contains('?') {
                    url.push('?');
                }
                encoding::append_pair(&mut url, name, value);
            }
            request.url = url;
        })
    }

    /// Sets a header. `authorization` is the library's and is refused (`parameter_reserved`); so are those that say where a message
    /// ends and what becomes of the connection, by which one request could swallow the next one's bytes (RFC 9112, section 11.2).
    /// What cannot be a header is `parameter_invalid`.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let error = match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            (Ok(name), Ok(value)) if !RESERVED.contains(&name.as_str()) => {
                self.headers.push((name, value));
                return self;
            }
            (Ok(_), Ok(_)) => ConfigurationError::ParameterReserved { parameter: Untrusted::new(name) },
            // What is no name may be the value.
            _ => ConfigurationError::ParameterInvalid { parameter: "a header" },
        };
        self.request = Err(error.into());
        self
    }

    /// Sets the body to a form.
    pub fn form<'a>(self, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let form = encoding::form(pairs);
        self.body("application/x-www-form-urlencoded", form.into_bytes())
    }

    /// Sets the body to `value` as JSON.
    pub fn json(mut self, value: &impl Serialize) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => self.body("application/json", body),
            Err(_) => {
                self.request =
                    Err(ConfigurationError::ParameterInvalid { parameter: "the JSON body" }.into());
                self
            }
        }
    }

    /// Sets the body, which is sent byte for byte.
    pub fn body(self, content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        self.map(|request| {
            request.headers.retain(|(name, _)| *name != "content-type");
            request.headers.push(("content-type", content_type.into()));
            request.body = body.into();
        })
    }

    /// Accepts at most `bytes` of body instead of 1 MiB.
    pub fn limit(self, bytes: usize) -> Self {
        self.map(|request| request.limit = bytes)
    }

    fn map(mut self, change: impl FnOnce(&mut Request)) -> Self {
        if let Ok(request) = &mut self.request {
            change(request);
        }
        self
    }

    async fn send(self) -> Result<ApiResponse, Error> {
        let Self { api, request, headers } = self;
        let failed = |error| api.context.error(error);
        let mut request = api.prepare.authorize(request.map_err(failed)?).map_err(failed)?;
        request.headers.retain(|(name, _)| !headers.iter().any(|(own, _)| own == name));
        let answer = api.transport.start(&request, &headers).await.map_err(failed)?;
        Ok(ApiResponse { context: api.context, headers: answer.headers(), answer })
    }
}

impl IntoFuture for ApiRequest {
    type Output = Result<ApiResponse, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output>>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl fmt::Debug for ApiRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiRequest({})", self.api.context.provider())
    }
}

/// The answer to a call. Its body is read within 10 s of the call's start, up to the call's limit.
pub struct ApiResponse {
    context: Context,
    headers: HeaderMap,
    answer: Answer,
}

impl ApiResponse {
    /// The HTTP status; a redirect is not followed and shows here.
    pub fn status(&self) -> u16 {
        self.answer.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body, whatever the status.
    ///
    /// # Errors
    /// [`oauth_core::error::TransportError`].
    pub async fn bytes(self) -> Result<Bytes, Error> {
        let Self { context, answer, .. } = self;
        let (_, _, body) = answer.finish().await.map_err(|error| context.error(error))?;
        Ok(body.into())
    }

    /// The body of a good answer, read as JSON whatever its content type says. A repeated member name is refused, because
    /// which of the two values counts would be anybody's guess; so are more than 131,072 values, or one for eight bytes of a
    /// body that is longer than 1 MiB, of which an array or an object counts as eight.
    ///
    /// # Errors
    /// [`ProviderError::ApiStatus`] for a status outside 200 to 299; [`ProviderError::ApiMalformed`];
    /// [`oauth_core::error::TransportError`].
    pub async fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        let (context, status) = (self.context.clone(), self.status());
        if !(200..300).contains(&status) {
            return Err(context.error(ProviderError::ApiStatus { status }));
        }
        let body = self.bytes().await?;
        json::value(&body).and_then(T::deserialize).map_err(|error| {
            let reason = json::without_values(&error);
            context.error(ProviderError::ApiMalformed { reason })
        })
    }
}

impl fmt::Debug for ApiResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiResponse({}, HTTP {})", self.context.provider(), self.status())
    }
}
