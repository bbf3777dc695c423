//! Requests and responses as data, and the URLs they go to.

mod address;
mod withheld;

use std::borrow::Cow;
use std::fmt;

pub use self::address::{Endpoint, Issuer};
pub(crate) use self::withheld::told;
use crate::error::{Error, ProviderError};
use crate::json::{self, Object};
use crate::time::Timestamp;

/// One request to a provider, together with the rules that its response must meet.
pub trait Exchange {
    /// What a good response gives.
    type Output;

    /// The request, ready to be sent.
    fn request(&self) -> &Request;

    /// Judges the response. Consumes the exchange: an answer is judged once.
    ///
    /// # Errors
    /// [`ProviderError`], when the response is an error or breaks the specification.
    fn accept(self, response: Response, now: Timestamp) -> Result<Self::Output, Error>;
}

/// An HTTP request method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
    /// `HEAD`
    Head,
}

impl Method {
    /// The method's name in capitals.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
        }
    }
}

/// Header names in lower case, with their values.
pub type Headers = Vec<(&'static str, Cow<'static, str>)>;

/// A request to be sent as it is: not redirected, not compressed, not logged.
#[derive(Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The absolute URL, as it goes on the wire.
    pub url: String,
    /// The headers.
    pub headers: Headers,
    /// The body, byte for byte; empty for none.
    pub body: Vec<u8>,
    /// Which endpoint this is, for errors and log lines.
    pub endpoint: &'static str,
    /// The largest acceptable response body, in bytes.
    pub limit: usize,
}

impl Request {
    /// The largest token, userinfo or credentials response: 256 KiB.
    pub const SMALL: usize = 256 * 1024;
    /// The largest discovery document, key set or API answer: 1 MiB.
    pub const LARGE: usize = 1024 * 1024;

    pub(crate) fn get(endpoint: &'static str, url: &str, limit: usize) -> Self {
        let headers = vec![("accept", Cow::Borrowed("application/json"))];
        Self { method: Method::Get, url: url.to_owned(), headers, body: Vec::new(), endpoint, limit }
    }

    pub(crate) fn post_form(endpoint: &'static str, url: &str, form: String) -> Self {
        // Most requests add one, `Authorization`.
        let mut headers = Vec::with_capacity(3);
        headers.push(("accept", Cow::Borrowed("application/json")));
        headers.push(("content-type", Cow::Borrowed("application/x-www-form-urlencoded")));
        Self {
            method: Method::Post,
            url: url.to_owned(),
            headers,
            body: form.into_bytes(),
            endpoint,
            limit: Self::SMALL,
        }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Request({} to the {} endpoint)", self.method.as_str(), self.endpoint)
    }
}

/// A whole response.
#[derive(Clone)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Those of [`Response::HEADERS`] that the response has, each as often as it has it; values that are not visible ASCII
    /// are left out.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// The headers that an [`Exchange`] may look at, in lower case; it needs no others.
    pub const HEADERS: [&'static str; 4] = ["age", "cache-control", "content-type", "www-authenticate"];

    /// The value of a header that occurs once; `name` in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(key, _)| *key == name).map(|(_, value)| value.as_str());
        values.next().filter(|_| values.next().is_none())
    }

    /// The media type without its parameters, in lower case; empty when there is none.
    pub fn media_type(&self) -> String {
        let value = self.header("content-type").unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// Whether the body says that it is JSON: `application/json`, or a type with the suffix `+json` (RFC 6839, section 3.1).
    pub(crate) fn is_json(&self) -> bool {
        let media_type = self.media_type();
        media_type == "application/json"
            || (media_type.starts_with("application/") && media_type.ends_with("+json"))
    }

    /// The body as one JSON object with unique member names; `None` otherwise.
    pub fn json_object(&self) -> Option<Object> {
        json::object(&self.body)
    }

    /// Refuses a redirect (RFC 9700, section 4.12: it could carry credentials elsewhere).
    pub(crate) fn not_redirected(&self, endpoint: &'static str) -> Result<(), Error> {
        match self.status {
            300..=399 => Err(ProviderError::Redirected { endpoint, status: self.status }.into()),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Response(HTTP {}, {} bytes)", self.status, self.body.len())
    }
}
