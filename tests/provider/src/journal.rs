//! What the provider was sent, in order.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use crate::encoding::{Pairs, form_decode};

/// How many requests are remembered; the oldest go first.
const CAPACITY: usize = 10_000;

/// A place where the provider can be asked something.
///
/// A [`Personality`](crate::Personality) has other paths, which it documents; the variants mean the same there.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Endpoint {
    /// `/.well-known/openid-configuration`, and the same document under RFC 8414's name.
    Metadata,
    /// `/jwks`, and everything below it.
    Jwks,
    /// `/authorize`: OpenID Connect.
    Authorization,
    /// `/token`: OpenID Connect.
    Token,
    /// `/userinfo`.
    Userinfo,
    /// `/revoke`: RFC 7009, for both token endpoints.
    Revocation,
    /// `/logout`: OpenID Connect RP-Initiated Logout.
    EndSession,
    /// `/oauth2/authorize`: plain OAuth 2.
    OAuth2Authorization,
    /// `/oauth2/token`: plain OAuth 2.
    OAuth2Token,
    /// `/api/user`: the account behind a bearer token.
    ApiUser,
    /// `/api/emails`: its e-mail addresses.
    ApiEmails,
    /// `/oauth1/request_token`: RFC 5849, section 2.1.
    TemporaryCredentials,
    /// `/oauth1/authorize`: RFC 5849, section 2.2.
    OAuth1Authorization,
    /// `/oauth1/access_token`: RFC 5849, section 2.3.
    TokenCredentials,
    /// `/1.1/account/verify_credentials.json`: the account behind token credentials.
    VerifyCredentials,
    /// `/1.1/echo.json`: checks the signature of any request and tells its parameters.
    OAuth1Echo,
    /// `/login`: where the login page is sent.
    Login,
    /// `/consent`: the consent page and where it is sent.
    Consent,
    /// `/`: the page that introduces the provider.
    Home,
    /// Everything else, answered with 404.
    Unknown,
}

impl Endpoint {
    const PATHS: [(&'static str, Self); 20] = [
        ("/.well-known/openid-configuration", Self::Metadata),
        ("/.well-known/oauth-authorization-server", Self::Metadata),
        ("/jwks", Self::Jwks),
        ("/authorize", Self::Authorization),
        ("/token", Self::Token),
        ("/userinfo", Self::Userinfo),
        ("/revoke", Self::Revocation),
        ("/logout", Self::EndSession),
        ("/oauth2/authorize", Self::OAuth2Authorization),
        ("/oauth2/token", Self::OAuth2Token),
        ("/api/user", Self::ApiUser),
        ("/api/emails", Self::ApiEmails),
        ("/oauth1/request_token", Self::TemporaryCredentials),
        ("/oauth1/authorize", Self::OAuth1Authorization),
        ("/oauth1/access_token", Self::TokenCredentials),
        ("/1.1/account/verify_credentials.json", Self::VerifyCredentials),
        ("/1.1/echo.json", Self::OAuth1Echo),
        ("/login", Self::Login),
        ("/consent", Self::Consent),
        ("/", Self::Home),
    ];

    /// The endpoint at a path.
    pub(crate) fn at(path: &str) -> Self {
        if path.starts_with("/jwks/") {
            return Self::Jwks;
        }
        Self::PATHS.iter().find(|(known, _)| *known == path).map_or(Self::Unknown, |(_, endpoint)| *endpoint)
    }

    /// The honest provider's path, below the issuer; empty for [`Endpoint::Unknown`].
    pub fn path(self) -> &'static str {
        Self::PATHS.iter().find(|(_, endpoint)| *endpoint == self).map_or("", |(path, _)| path)
    }
}

/// One request that the provider got.
///
/// It is kept as it came, secrets included: this is a provider for tests.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Received {
    /// Where it arrived.
    pub endpoint: Endpoint,
    /// The HTTP method.
    pub method: String,
    /// The path as it was sent, escapes included.
    pub path: String,
    /// The query as it was sent, without `?`; empty when there was none.
    pub query: String,
    /// Header fields in order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body; bytes that are not UTF-8 are replaced.
    pub body: String,
    /// The status that was answered; `None` while, or when, there is no answer.
    pub status: Option<u16>,
    /// Why the request was refused, when it was: `error` and `error_description`, or `oauth_problem`.
    pub refusal: Option<String>,
    pub(crate) serial: u64,
}

impl Received {
    pub(crate) fn new(method: &str, path: &str, query: &str) -> Self {
        Self {
            endpoint: Endpoint::at(path),
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers: Vec::new(),
            body: String::new(),
            status: None,
            refusal: None,
            serial: 0,
        }
    }

    /// The first header field of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(present, _)| present.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The parameters of the query, decoded.
    pub fn query_parameters(&self) -> Vec<(String, String)> {
        form_decode(&self.query)
    }

    /// The parameters of a form-encoded body, decoded; empty for every other media type.
    pub fn form(&self) -> Vec<(String, String)> {
        if self.is_form() { form_decode(&self.body) } else { Pairs::new() }
    }

    /// The first parameter of this name, from the form or else from the query.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = self.form().into_iter().chain(self.query_parameters());
        pairs.find(|(present, _)| present == name).map(|(_, value)| value)
    }

    /// Whether the body is declared as `application/x-www-form-urlencoded`.
    pub(crate) fn is_form(&self) -> bool {
        let media_type =
            self.header("content-type").and_then(|value| value.split(';').next()).unwrap_or_default();
        media_type.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
    }

    /// The value of a cookie.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        let cookies = self.headers.iter().filter(|(present, _)| present == "cookie");
        cookies
            .flat_map(|(_, value)| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(present, _)| *present == name)
            .map(|(_, value)| value)
    }
}

impl fmt::Debug for Received {
    /// Method, path and outcome: enough for a failed assertion to be readable.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} -> {:?}", self.method, self.path, self.status)?;
        if let Some(refusal) = &self.refusal {
            write!(f, " ({refusal})")?;
        }
        Ok(())
    }
}

/// The requests so far.
#[derive(Default)]
pub(crate) struct Journal(Mutex<(u64, VecDeque<Received>)>);

impl Journal {
    /// Writes a request down before it is answered, and gives it a number.
    pub(crate) fn record(&self, received: &mut Received) {
        let mut guard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (serial, entries) = &mut *guard;
        *serial += 1;
        received.serial = *serial;
        if entries.len() == CAPACITY {
            entries.pop_front();
        }
        entries.push_back(received.clone());
    }

    /// Adds how it was answered.
    pub(crate) fn answered(&self, serial: u64, status: u16, refusal: Option<String>) {
        let mut guard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = guard.1.iter_mut().rev().find(|entry| entry.serial == serial) {
            entry.status = Some(status);
            entry.refusal = refusal;
        }
    }

    pub(crate) fn entries(&self) -> Vec<Received> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.iter().cloned().collect()
    }

    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.clear();
    }
}
