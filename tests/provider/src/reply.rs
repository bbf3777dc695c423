//! What the provider answers, before the transport has its say.

use ring::error::Unspecified;
use serde_json::{Value, json};

/// One complete HTTP response.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// Header fields in order; a name may repeat.
    pub headers: Vec<(String, String)>,
    /// The body, in bytes.
    pub body: Vec<u8>,
}

/// Either way there is a reply; `Err` ends a handler early.
pub(crate) type Outcome = Result<Reply, Reply>;

impl Reply {
    /// A reply without a body.
    pub fn new(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    /// A reply with a JSON body, `Cache-Control: no-store` included.
    pub fn json(status: u16, body: impl Into<Value>) -> Self {
        Self::new(status)
            .header("Content-Type", "application/json")
            .header("Cache-Control", "no-store")
            .with_body(body.into().to_string())
    }

    /// A reply with a body of any media type.
    pub fn text(status: u16, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status).header("Content-Type", media_type).with_body(body)
    }

    /// Sends the browser elsewhere with `303 See Other`.
    pub fn redirect(location: impl Into<String>) -> Self {
        Self::new(303).header("Location", location).header("Cache-Control", "no-store")
    }

    /// Adds a header field.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Replaces every field of this name by one.
    pub fn set_header(&mut self, name: &str, value: impl Into<String>) {
        self.headers.retain(|(present, _)| !present.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.into()));
    }

    /// The first header field of this name.
    pub fn header_value(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(present, _)| present.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Replaces the body.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// The body read as JSON.
    pub fn json_body(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// An error as RFC 6749, section 5.2 writes it.
    pub(crate) fn oauth_error(status: u16, error: &str, description: &str) -> Self {
        Self::json(status, json!({ "error": error, "error_description": description }))
            .header("Pragma", "no-cache")
    }

    /// A method that the endpoint does not have: RFC 9110, section 15.5.6.
    pub(crate) fn method_not_allowed(allow: &str) -> Self {
        Self::oauth_error(405, "invalid_request", "this method is not allowed here").header("Allow", allow)
    }
}

impl From<Unspecified> for Reply {
    fn from(_: Unspecified) -> Self {
        Self::oauth_error(500, "server_error", "cryptography failed")
    }
}
