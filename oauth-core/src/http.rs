//! Requests and responses as data, and the URLs they go to.

mod withheld;

use std::borrow::Cow;
use std::fmt;
use std::net::Ipv4Addr;

use url::{Host, Url};

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
        let headers = vec![
            ("accept", Cow::Borrowed("application/json")),
            ("content-type", Cow::Borrowed("application/x-www-form-urlencoded")),
        ];
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

/// The URL of a provider's endpoint.
///
/// Absolute, without fragment and user information, and `https`; plain `http` is allowed on a loopback address
/// (`127.0.0.0/8`, `[::1]`, `localhost`) and nowhere else.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    text: String,
    url: Url,
}

impl Endpoint {
    /// What an endpoint must be, for error messages.
    pub const EXPECTED: &'static str =
        "an https URL (http only on loopback) of visible ASCII, without fragment and user name";

    /// Reads a URL; `None` when it is not what [`Endpoint`] says.
    pub fn parse(text: &str) -> Option<Self> {
        if !text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\' && byte != b'#') {
            return None;
        }
        let (scheme, rest) = text.split_once("://")?;
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        let url = Url::parse(text).ok()?;
        let secure = match url.scheme() {
            "https" => true,
            "http" => is_loopback(&url),
            _ => false,
        };
        let plain =
            scheme.eq_ignore_ascii_case(url.scheme()) && !authority.is_empty() && !authority.contains('@');
        (secure && plain && url.host().is_some() && url.port() != Some(0))
            .then(|| Self { text: text.to_owned(), url })
    }

    /// The URL as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The URL as the WHATWG standard reads it.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Whether the connection is protected by TLS.
    pub fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether the host is this machine.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// Whether the host is this machine, or an address that is not on the internet.
    pub(crate) fn is_internal(&self) -> bool {
        match self.url.host() {
            Some(Host::Ipv4(address)) => is_internal(address),
            Some(Host::Ipv6(address)) => match address.to_ipv4() {
                Some(address) => is_internal(address),
                None => {
                    address.is_unique_local() || address.is_unicast_link_local() || address.is_multicast()
                }
            },
            Some(Host::Domain(name)) => {
                let name = name.trim_end_matches('.');
                name == "localhost" || name.ends_with(".localhost")
            }
            None => true,
        }
    }

    /// The URL up to where parameters can be appended: ends in `?` or `&`.
    pub fn query_prefix(&self) -> String {
        match self.text.contains('?') {
            false => format!("{}?", self.text),
            true if self.text.ends_with(['?', '&']) => self.text.clone(),
            true => format!("{}&", self.text),
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)
    }
}

fn is_internal(address: Ipv4Addr) -> bool {
    let [a, b, ..] = address.octets();
    let shared = a == 100 && (64..128).contains(&b); // RFC 6598.
    let special = address.is_loopback() || address.is_private() || address.is_link_local();
    special || shared || a == 0 || a >= 224
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// An issuer identifier: an [`Endpoint`] without query, compared as a string and never normalised (RFC 9207, section 2.4;
/// OpenID Connect Discovery, section 4.3).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Issuer(String);

impl Issuer {
    /// What an issuer must be, for error messages.
    pub const EXPECTED: &'static str = "an https URL (http only on loopback) without query, fragment and user name, exactly as the provider writes it (not the address of its metadata)";

    /// Reads an issuer; `None` when it is no [`Endpoint`] or has a query.
    pub fn parse(text: &str) -> Option<Self> {
        let endpoint = Endpoint::parse(text)?;
        (!text.contains('?')).then_some(Self(endpoint.text))
    }

    /// The identifier as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_everywhere_and_http_on_loopback() {
        for good in [
            "https://op.example",
            "https://op.example/a?b=c",
            "https://op.example:8443/",
            "http://127.0.0.1:9/x",
            "http://[::1]:9",
            "http://localhost:9/",
        ] {
            assert!(Endpoint::parse(good).is_some(), "{good}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for bad in [
            "",
            "op.example",
            "/path",
            "http://op.example",
            "http://localhost.evil.example",
            "http://localhost:80@evil.example",
            "https://user@op.example",
            "https://user:password@op.example",
            "https://@op.example",
            "https://op.example/#x",
            "https:op.example",
            "https:///op.example",
            "https://op.example\\@evil",
            "https://op .example",
            " https://op.example",
            "https://op.example\n",
            "javascript://op.example/%0aalert(1)",
            "ftp://op.example",
            "https://op.example:0/",
            "https://op.example:65536/",
            "https://op.example:BAD/",
        ] {
            assert!(Endpoint::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn an_endpoint_tells_whether_it_is_behind_tls_and_whether_it_is_this_machine() {
        for (url, https, loopback) in [
            ("https://op.example/", true, false),
            ("https://127.0.0.1/", true, true),
            ("http://127.0.0.2:9/", false, true),
            ("http://[::1]:9/", false, true),
            ("http://localhost/", false, true),
            ("https://[::2]/", true, false),
            ("https://10.0.0.1/", true, false),
            ("https://localhost.example/", true, false),
        ] {
            let endpoint = Endpoint::parse(url).unwrap();
            assert_eq!((endpoint.is_https(), endpoint.is_loopback()), (https, loopback), "{url}");
        }
    }

    #[test]
    fn addresses_that_are_not_on_the_internet_are_known() {
        for url in [
            "https://localhost/",
            "https://a.localhost./",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://10.0.0.1/",
            "https://172.16.0.1/",
            "https://192.168.1.1/",
            "https://169.254.169.254/",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
        ] {
            assert!(Endpoint::parse(url).unwrap().is_internal(), "{url}");
        }
        for url in [
            "https://op.example/",
            "https://8.8.8.8/",
            "https://8.64.0.1/",
            "https://100.63.0.1/",
            "https://100.128.0.1/",
            "https://[2606:4700::1]/",
            "https://localhost.example/",
        ] {
            assert!(!Endpoint::parse(url).unwrap().is_internal(), "{url}");
        }
    }

    #[test]
    fn issuers_are_compared_as_strings() {
        let issuer = Issuer::parse("https://op.example").unwrap();
        for other in ["https://op.example/", "https://OP.example", "https://op.example:443"] {
            assert_ne!(Issuer::parse(other).as_ref(), Some(&issuer));
        }
        assert_eq!(Issuer::parse("https://op.example?tenant=a"), None);
    }

    #[test]
    fn parameters_are_appended_to_a_query_that_is_there() {
        let prefix = |text| Endpoint::parse(text).unwrap().query_prefix();
        assert_eq!(prefix("https://op.example/a"), "https://op.example/a?");
        assert_eq!(prefix("https://op.example/a?b=c"), "https://op.example/a?b=c&");
        assert_eq!(prefix("https://op.example/a?"), "https://op.example/a?");
    }
}
