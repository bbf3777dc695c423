//! What the browser brings back (RFC 6749, sections 4.1.2 and 4.1.2.1; RFC 9207).

use std::borrow::Cow;
use std::fmt;

use super::client::Client;
use super::metadata::{Metadata, is_of_template};
use crate::encoding::{MAX_PAIRS, form_pairs};
use crate::error::{AuthorizationError, Error, ProviderError, RemoteError, Untrusted};
use crate::http::told;
use crate::json;
use crate::pending::{Flow, OAuth2Flow, PendingAuthorization};
use crate::secret::Secret;
use crate::time::Timestamp;

/// The parameters of a callback, from its query or, for `form_post`, its body.
///
/// Only what the code flow defines is kept. Repeated parameters, broken escapes, control characters and oversized
/// input are refused (RFC 6749, section 3.1: "Request and response parameters MUST NOT be included more than once").
#[derive(Clone)]
pub struct ResponseParameters {
    state: Secret,
    code: Option<Secret>,
    iss: Option<String>,
    error: Option<RemoteError>,
    /// The form field `user`, as it came.
    user: Option<String>,
    form_post: bool,
}

impl ResponseParameters {
    /// The longest query or body that is read, in bytes.
    pub const MAX_LEN: usize = 16 * 1024;

    /// Reads the query of a GET.
    ///
    /// # Errors
    /// [`AuthorizationError::ResponseMalformed`]; [`AuthorizationError::StateMissing`].
    pub fn from_query(query: &str) -> Result<Self, Error> {
        Self::read(query, "", false)
    }

    /// Reads the form of a POST, whose URL has the query `query` (OAuth 2.0 Form Post Response Mode, section 2).
    ///
    /// # Errors
    /// [`AuthorizationError::ResponseMalformed`], also when a parameter stands in the query too;
    /// [`AuthorizationError::StateMissing`].
    pub fn from_form(body: &str, query: &str) -> Result<Self, Error> {
        Self::read(body, query, true)
    }

    fn read(text: &str, other: &str, form_post: bool) -> Result<Self, Error> {
        let mut known = Known::default();
        for pair in decode(text)? {
            let (name, value) = pair?;
            known.take(&name, value)?;
        }
        for pair in decode(other)? {
            let (name, _) = pair?;
            if Known::NAMES.contains(&&*name) || Known::FOREIGN.contains(&&*name) {
                return Err(malformed("parameters in both query and body"));
            }
        }
        let [state, code, iss, error, description, uri, user] = known.0;
        let state = state.filter(|state| !state.is_empty()).ok_or(AuthorizationError::StateMissing)?;
        let shown = |text: &str| told(text, code.as_deref().into_iter().chain([state.as_str()]));
        let error = error.map(|error| RemoteError {
            error: shown(&error),
            description: description.as_deref().map(shown),
            uri: uri.as_deref().map(shown),
            status: None,
        });
        Ok(Self { state: Secret::from(state), code: code.map(Secret::from), iss, error, user, form_post })
    }

    /// What the callback says, unless it repeats its `state` or `code`.
    fn shown(&self, text: &str) -> Untrusted {
        told(text, self.code.iter().chain([&self.state]).map(Secret::expose))
    }

    /// The `state`, under which the pending login is kept.
    pub fn state(&self) -> &str {
        self.state.expose()
    }
}

impl fmt::Debug for ResponseParameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResponseParameters([redacted])")
    }
}

/// The parameters of the code flow, each at most once.
#[derive(Default)]
struct Known([Option<String>; 7]);

impl Known {
    const NAMES: [&'static str; 7] =
        ["state", "code", "iss", "error", "error_description", "error_uri", "user"];
    /// Parameters of response types and modes that were not asked for.
    const FOREIGN: [&'static str; 3] = ["access_token", "id_token", "response"];

    fn take(&mut self, name: &str, value: Cow<'_, str>) -> Result<(), Error> {
        if Self::FOREIGN.contains(&name) {
            return Err(malformed("parameters of another response type"));
        }
        let Some(index) = Self::NAMES.iter().position(|known| *known == name) else { return Ok(()) };
        if value.chars().any(char::is_control) {
            return Err(malformed("control characters"));
        }
        match self.0.get_mut(index) {
            Some(slot @ None) => *slot = Some(value.into_owned()),
            _ => return Err(malformed("a repeated parameter")),
        }
        Ok(())
    }
}

/// A parameter, unless it is broken.
type Parameter<'a> = Result<(Cow<'a, str>, Cow<'a, str>), Error>;

fn decode(text: &str) -> Result<impl Iterator<Item = Parameter<'_>>, Error> {
    if text.len() > ResponseParameters::MAX_LEN {
        return Err(malformed("too long"));
    }
    if text.split('&').count() > MAX_PAIRS {
        return Err(malformed("too many parameters"));
    }
    let broken = || malformed("a broken escape or text that is not UTF-8");
    Ok(form_pairs(text).map(move |pair| pair.ok_or_else(broken)))
}

fn malformed(reason: &'static str) -> Error {
    AuthorizationError::ResponseMalformed { reason }.into()
}

/// A callback that answers our own request and carries a code. Only [`AuthorizationResponse::accept`] makes one.
pub struct AuthorizationResponse {
    pub(crate) code: Secret,
    pub(crate) state: Secret,
    pub(crate) flow: OAuth2Flow,
    pub(crate) begun: Timestamp,
    /// The name that a provider sends along with a person's first login, unsigned.
    pub(crate) first_login_name: Option<String>,
}

impl AuthorizationResponse {
    /// The name that a provider sends along with a person's first login, where its preset says that it does. Nothing
    /// vouches for it: the browser may have written it.
    pub fn first_login_name(&self) -> Option<&str> {
        self.first_login_name.as_deref()
    }
}

impl AuthorizationResponse {
    /// Judges a callback. Nothing has been sent to the provider when this fails.
    ///
    /// `pending` is what the store kept under [`ResponseParameters::state`] and has already given up.
    ///
    /// # Errors
    /// [`AuthorizationError`] for what the person must repeat or has refused; [`ProviderError::AuthorizationRefused`]
    /// for an error of the provider's own.
    pub fn accept(
        client: &Client,
        metadata: &Metadata,
        pending: PendingAuthorization,
        parameters: ResponseParameters,
        now: Timestamp,
    ) -> Result<Self, Error> {
        pending.check(client.name(), client.binding(), now)?;
        // RFC 6749, s. 10.12: the state binds the callback to the browser that began the login.
        let (true, Flow::OAuth2(flow)) = (pending.is_begun_with(parameters.state()), pending.flow) else {
            return Err(AuthorizationError::StateUnknown { others_pending: true }.into());
        };
        if flow.form_post != parameters.form_post {
            let expected = if flow.form_post { "form_post" } else { "query" };
            return Err(AuthorizationError::ResponseModeMismatch { expected }.into());
        }
        check_iss(client.issuer_template(), metadata, &parameters)?;
        if let Some(error) = parameters.error {
            return Err(refusal(error));
        }
        let code = parameters.code.filter(|code| !code.is_empty()).ok_or(AuthorizationError::CodeMissing)?;
        let user = parameters.user.filter(|_| client.deviations().first_login_user);
        let first_login_name = user.and_then(|user| name_of(&user));
        Ok(Self { code, state: parameters.state, flow, begun: pending.begun, first_login_name })
    }
}

impl fmt::Debug for AuthorizationResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthorizationResponse([redacted])")
    }
}

/// RFC 9207, section 2.4: "Clients MUST then compare the extracted and URL-decoded value to the issuer identifier of the
/// authorization server where the authorization request was sent to [...] using simple string comparison"; on error
/// responses too.
fn check_iss(
    template: Option<&str>,
    metadata: &Metadata,
    parameters: &ResponseParameters,
) -> Result<(), Error> {
    let iss = parameters.iss.as_deref();
    if let (Some(template), Some(iss)) = (template, iss)
        && !is_of_template(template, iss)
    {
        let (expected, got) = (template.to_owned(), parameters.shown(iss));
        return Err(AuthorizationError::ResponseIssuerMismatch { expected, got }.into());
    }
    if let (Some(template), None, true) = (template, iss, metadata.iss_promised) {
        return Err(AuthorizationError::ResponseIssuerMissing { expected: template.to_owned() }.into());
    }
    let Some(issuer) = &metadata.issuer else { return Ok(()) };
    let expected = || issuer.as_str().to_owned();
    match iss {
        Some(iss) if iss == issuer.as_str() => Ok(()),
        Some(iss) => {
            let got = parameters.shown(iss);
            Err(AuthorizationError::ResponseIssuerMismatch { expected: expected(), got }.into())
        }
        None if metadata.iss_promised => {
            Err(AuthorizationError::ResponseIssuerMissing { expected: expected() }.into())
        }
        None => Ok(()),
    }
}

/// Apple's `{"name":{"firstName":"Ada","lastName":"Lovelace"},"email":…}`, of which the address is passed over: it is not
/// signed.
fn name_of(user: &str) -> Option<String> {
    const PLACES: [&str; 2] = ["/name/firstName", "/name/lastName"];
    let user = json::small_value(user.as_bytes()).ok()?;
    let names = PLACES.into_iter().filter_map(|place| user.pointer(place)?.as_str()).map(str::trim);
    let name = names.filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" ");
    let good = !name.is_empty() && name.chars().count() <= 255 && !name.chars().any(char::is_control);
    good.then_some(name)
}

fn refusal(error: RemoteError) -> Error {
    match error.error() {
        "access_denied" => AuthorizationError::AccessDenied { description: error.description }.into(),
        "login_required" => AuthorizationError::LoginRequired.into(),
        "consent_required" => AuthorizationError::ConsentRequired.into(),
        "interaction_required" => AuthorizationError::InteractionRequired.into(),
        "account_selection_required" => AuthorizationError::AccountSelectionRequired.into(),
        _ => ProviderError::AuthorizationRefused { error }.into(),
    }
}
