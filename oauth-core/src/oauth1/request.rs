//! Signing a request and writing the parameters into it (RFC 5849, sections 3.1 and 3.5).

use super::signature::{self, Pair, protocol_parameter};
use super::signer::OAuth1Signer;
use crate::encoding::form_decode;
use crate::error::{ConfigurationError, Error};
use crate::http::{Endpoint, Method, Request};
use crate::random::Random;
use crate::secret::Secret;
use crate::time::Timestamp;

const FORM: &str = "application/x-www-form-urlencoded";

/// Bytes in a nonce: 12, written as 24 hexadecimal digits. Some providers refuse any but letters and digits, and a server
/// made with oauthlib any but 20 to 30 of them.
const NONCE_BYTES: usize = 12;

/// Where the `oauth_` parameters of a request stand (RFC 5849, section 3.5).
///
/// They stand in one place and each of them once: "each parameter MUST NOT appear more than once per request".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Placement {
    /// The `Authorization` header (section 3.5.1), the first preference of the RFC.
    #[default]
    Header,
    /// The form in the body (section 3.5.2). Requests that cannot have one are refused.
    Body,
    /// The query of the URL (section 3.5.3), where proxies and log files see them.
    Query,
}

/// Everything that a request is signed with.
pub(super) struct Signing<'a> {
    pub(super) client_id: &'a str,
    pub(super) signer: &'a dyn OAuth1Signer,
    pub(super) token: Option<&'a Secret>,
    pub(super) token_secret: &'a Secret,
    pub(super) placement: Placement,
    pub(super) realm: Option<&'a str>,
    pub(super) body_hash: bool,
}

impl Signing<'_> {
    /// Signs `request`; `last` are the parameters of one step alone, such as `oauth_verifier`.
    pub(super) fn sign(
        &self,
        request: Request,
        last: &[(&'static str, &str)],
        now: Timestamp,
        random: &mut dyn Random,
    ) -> Result<Request, Error> {
        let (timestamp, nonce) = (timestamp(now)?, nonce(random)?);
        let mut parameters = Vec::with_capacity(10);
        parameters.push(protocol_parameter("oauth_consumer_key", self.client_id));
        parameters.extend(self.token.map(|token| protocol_parameter("oauth_token", token.expose())));
        parameters.push(protocol_parameter("oauth_signature_method", self.signer.method()));
        parameters.push(protocol_parameter("oauth_timestamp", &timestamp));
        parameters.push(protocol_parameter("oauth_nonce", &nonce));
        parameters.push(protocol_parameter("oauth_version", "1.0"));
        parameters.extend(last.iter().map(|(name, value)| protocol_parameter(name, value)));
        self.sign_with(request, parameters)
    }

    /// Signs `request` with `parameters`, to which the signature and, if need be, the body's hash are added. They are
    /// those named `oauth_…`, in the order of the RFC's examples.
    pub(super) fn sign_with(&self, request: Request, parameters: Vec<Pair<'_>>) -> Result<Request, Error> {
        self.check_tls(&request.url)?;
        let (url, query) = signature::split_query(&request.url);
        let uri = signature::before_query_uri(url).ok_or(ConfigurationError::ApiUrlForeign)?;
        let query = form_decode(query).ok_or(ConfigurationError::ApiUrlForeign)?;
        let form = form_parameters(&request)?;
        check_unsigned(&request, &query, form.as_deref())?;

        let hash = match form {
            None if self.body_hash && !request.body.is_empty() => self.signer.body_hash(&request.body),
            _ => None,
        };
        let mut parameters = parameters;
        parameters.extend(hash.as_deref().map(|hash| protocol_parameter("oauth_body_hash", hash)));

        let others = query.iter().chain(form.iter().flatten());
        let others = signature::encode(others.map(|(name, value)| (name.as_str(), value.as_str())));
        let sorted = signature::sorted(others.iter().chain(&parameters));
        let base_string = signature::join(request.method.as_str(), &uri, &sorted);
        let signature = self.signer.sign(&base_string, self.token_secret)?;
        parameters.push(protocol_parameter("oauth_signature", &signature));
        self.place(request, form.is_some(), &parameters)
    }

    fn place(&self, mut request: Request, is_form: bool, parameters: &[Pair<'_>]) -> Result<Request, Error> {
        match self.placement {
            Placement::Header => {
                request.headers.push(("authorization", authorization_header(self.realm, parameters).into()))
            }
            Placement::Body => add_to_body(&mut request, is_form, parameters)?,
            Placement::Query => request.url = add_to_query(&request.url, parameters),
        }
        Ok(request)
    }

    // s.3.4.4: "It MUST be used with a transport-layer mechanism such as TLS or SSL".
    fn check_tls(&self, url: &str) -> Result<(), Error> {
        let is_secure = || Endpoint::parse(url.split('#').next().unwrap_or_default()).is_some();
        if self.signer.needs_tls() && !is_secure() {
            return Err(ConfigurationError::PlaintextWithoutTls.into());
        }
        Ok(())
    }
}

/// s.3.3: "The timestamp value MUST be a positive integer".
fn timestamp(now: Timestamp) -> Result<String, Error> {
    match now.as_unix() {
        ..=0 => Err(ConfigurationError::ClockBeforeEpoch.into()),
        seconds => Ok(seconds.to_string()),
    }
}

fn nonce(random: &mut dyn Random) -> Result<String, Error> {
    let mut bytes = [0; size_of::<u128>()];
    random.fill(bytes.split_at_mut(NONCE_BYTES).0)?;
    Ok(format!("{:024x}", u128::from_be_bytes(bytes) >> 32))
}

/// The pairs of a body that is a form; `None` for any other body (section 3.4.1.3.1).
fn form_parameters(request: &Request) -> Result<Option<Vec<(String, String)>>, Error> {
    if !content_type(request).is_some_and(is_form) {
        return Ok(None);
    }
    let pairs = str::from_utf8(&request.body).ok().and_then(form_decode);
    pairs.map(Some).ok_or_else(|| ConfigurationError::ParameterInvalid { parameter: "body" }.into())
}

fn content_type(request: &Request) -> Option<&str> {
    request
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))
        .map(|(_, value)| &**value)
}

/// Whether a content type is that of a form, with or without `charset`.
fn is_form(content_type: &str) -> bool {
    content_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(FORM)
}

/// s.3.1: "Each parameter MUST NOT appear more than once per request"; and s.3.5: in one place only.
fn check_unsigned(
    request: &Request,
    query: &[(String, String)],
    form: Option<&[(String, String)]>,
) -> Result<(), Error> {
    let mut pairs = query.iter().chain(form.unwrap_or_default());
    let signed = pairs.any(|(name, _)| name.starts_with("oauth_"))
        || request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    if signed { Err(ConfigurationError::SignatureParameters.into()) } else { Ok(()) }
}

/// `OAuth realm="…", name="value", …` (section 3.5.1). The realm is checked when the client is made.
pub(super) fn authorization_header(realm: Option<&str>, parameters: &[Pair<'_>]) -> String {
    let mut header = String::with_capacity(512);
    header.push_str("OAuth ");
    if let Some(realm) = realm {
        header.extend(["realm=\"", realm, "\", "]);
    }
    for (index, (name, value)) in parameters.iter().enumerate() {
        let separator = if index == 0 { "" } else { ", " };
        header.extend([separator, name.as_str(), "=\"", value.as_str(), "\""]);
    }
    header
}

fn add_to_body(request: &mut Request, is_form: bool, parameters: &[Pair<'_>]) -> Result<(), Error> {
    let becomes_form = request.body.is_empty()
        && content_type(request).is_none()
        && matches!(request.method, Method::Post | Method::Put | Method::Patch);
    if becomes_form {
        request.headers.push(("content-type", FORM.into()));
    } else if !is_form {
        return Err(ConfigurationError::SignatureParameters.into());
    }
    let mut pairs = String::with_capacity(512);
    append(&mut pairs, parameters);
    if !(request.body.is_empty() || request.body.ends_with(b"&")) {
        request.body.push(b'&');
    }
    request.body.extend_from_slice(pairs.as_bytes());
    Ok(())
}

fn add_to_query(url: &str, parameters: &[Pair<'_>]) -> String {
    let (url, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
    let mut out = String::with_capacity(url.len() + fragment.len() + 512);
    out.push_str(url);
    match url.contains('?') {
        false => out.push('?'),
        true if url.ends_with(['?', '&']) => {}
        true => out.push('&'),
    }
    append(&mut out, parameters);
    out.push_str(fragment);
    out
}

/// Appends `name=value&…`, percent-encoded as in the base string: a space is `%20`, which nobody takes for a plus.
fn append(out: &mut String, parameters: &[Pair<'_>]) {
    for (index, (name, value)) in parameters.iter().enumerate() {
        out.extend([if index == 0 { "" } else { "&" }, name.as_str(), "=", value.as_str()]);
    }
}
