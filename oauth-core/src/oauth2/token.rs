//! The second leg: the token request and its strict answer (RFC 6749, sections 4.1.3, 5.1, 5.2 and 6).

use std::fmt;

use serde_json::Value;

use super::client::Client;
use super::client_auth::Body;
use super::metadata::Metadata;
use super::response::AuthorizationResponse;
use crate::encoding::{base64url, form, form_decode_few};
use crate::error::{Error, ProviderError, RemoteError, Untrusted};
use crate::http::{Endpoint, Exchange, Request, Response, told};
use crate::json::{self, Object};
use crate::provider::Deviations;
use crate::secret::Secret;
use crate::time::Timestamp;

const ENDPOINT: &str = "token";

/// A request to the token endpoint. It is never sent twice: a code is good for one.
#[derive(Clone)]
pub struct TokenRequest {
    request: Request,
    deviations: Deviations,
}

impl TokenRequest {
    pub(crate) fn redeem(
        client: &Client,
        metadata: &Metadata,
        response: &AuthorizationResponse,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let verifier = base64url(&response.flow.code_verifier);
        let grant = [
            ("grant_type", "authorization_code"),
            ("code", response.code.expose()),
            ("redirect_uri", client.redirect_uri()),
        ];
        let verifier = (!client.deviations().pkce_refused).then_some(("code_verifier", &*verifier));
        Self::new(client, &metadata.token_endpoint, grant.into_iter().chain(verifier), now)
    }

    pub(crate) fn refresh(
        client: &Client,
        metadata: &Metadata,
        refresh_token: &Secret,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let grant = [("grant_type", "refresh_token"), ("refresh_token", refresh_token.expose())];
        let scope = client.defaults().scope.as_deref().filter(|_| client.deviations().refresh_with_scope);
        let scope = scope.map(|scope| ("scope", scope));
        Self::new(client, client.refresh_endpoint(metadata), grant.into_iter().chain(scope), now)
    }

    fn new<'a>(
        client: &Client,
        endpoint: &Endpoint,
        grant: impl Iterator<Item = (&'a str, &'a str)>,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let (authentication, deviations) = (client.authentication(), *client.deviations());
        let body = authentication.body(now)?;
        let mut grant: Vec<(&str, &str)> = grant.collect();
        if let Body::Client { secret } = &body {
            let client_id = if deviations.client_key { "client_key" } else { "client_id" };
            grant.push((client_id, client.client_id()));
            grant.extend(secret.as_ref().map(|secret| ("client_secret", secret.expose())));
        }
        grant.extend(client.token_parameters().iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let mut request = match deviations.json_token_request {
            true => json_request(endpoint, &grant),
            false => Request::post_form(ENDPOINT, endpoint.as_str(), form(grant)),
        };
        let header = authentication.header();
        request.headers.extend(header.map(|value| ("authorization", value.into())));
        Ok(Self { request, deviations })
    }

    /// The members of the answer, whatever its status.
    fn members(&self, response: &Response) -> Option<Object> {
        match response.media_type().as_str() {
            "application/json" => response.json_object(),
            "application/x-www-form-urlencoded" if self.deviations.form_token_response => {
                form_object(&response.body)
            }
            _ => None,
        }
    }

    /// RFC 6749, section 5.1: "token_type REQUIRED. [...] Value is case insensitive."
    fn check_type(&self, members: &Object, access_token: Option<&Secret>) -> Result<(), Error> {
        match members.get("token_type") {
            Some(Value::String(kind)) if kind.eq_ignore_ascii_case("bearer") => Ok(()),
            Some(Value::String(kind)) => {
                let issued: Vec<_> =
                    access_token.map(Secret::expose).into_iter().chain(issued(members)).collect();
                let got = self.request.told_beside(kind, &issued);
                Err(ProviderError::TokenTypeUnsupported { got }.into())
            }
            None if self.deviations.assume_bearer => Ok(()),
            _ => Err(ProviderError::TokenTypeMissing.into()),
        }
    }
}

impl Exchange for TokenRequest {
    type Output = TokenResponse;

    fn request(&self) -> &Request {
        &self.request
    }

    fn accept(self, response: Response, now: Timestamp) -> Result<TokenResponse, Error> {
        response.not_redirected(ENDPOINT)?;
        let members = self.members(&response);
        // Some providers send errors with status 200 (GitHub) and some send tokens beside them: the error wins.
        let refusal = |members| remote_error(&self.request, members, response.status);
        if let Some(error) = members.as_ref().and_then(refusal) {
            return Err(ProviderError::TokenRefused { error }.into());
        }
        if response.status != 200 {
            return Err(ProviderError::TokenStatus { status: response.status }.into());
        }
        let Some(members) = members else {
            let json = response.media_type() == "application/json" || self.deviations.form_token_response;
            return Err(
                if json { ProviderError::TokenMalformed } else { ProviderError::TokenContentType }.into()
            );
        };
        TokenResponse::read(members, &self, now)
    }
}

/// The same members as a form would have, as one JSON object.
fn json_request(endpoint: &Endpoint, grant: &[(&str, &str)]) -> Request {
    let members: Object =
        grant.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
    let mut request = Request::post_form(ENDPOINT, endpoint.as_str(), Value::Object(members).to_string());
    request.headers.retain(|(name, _)| *name != "content-type");
    request.headers.push(("content-type", "application/json".into()));
    request
}

impl fmt::Debug for TokenRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request.fmt(f)
    }
}

/// Tokens, as RFC 6749, section 5.1 defines them. Nothing of it shows in `Debug`.
#[derive(Clone)]
#[non_exhaustive]
pub struct TokenResponse {
    /// The access token; its type is `Bearer`.
    pub access_token: Secret,
    /// When the access token expires; `None` when the provider does not say.
    pub expires_at: Option<Timestamp>,
    /// The refresh token, if the provider issued one.
    pub refresh_token: Option<Secret>,
    /// The granted scope, separated by spaces; `None` when it is the one asked for. It may be wider or narrower.
    pub scope: Option<String>,
    /// The ID token, not verified.
    pub id_token: Option<Secret>,
    members: Object,
}

impl TokenResponse {
    fn read(mut members: Object, asked: &TokenRequest, now: Timestamp) -> Result<Self, Error> {
        let deviations = &asked.deviations;
        let access_token =
            visible(&mut members, "access_token").map_err(|()| ProviderError::AccessTokenInvalid)?;
        asked.check_type(&members, access_token.as_ref())?;
        let expires_in = match members.get("expires_in") {
            None | Some(Value::Null) => None,
            Some(value) => Some(seconds(value).ok_or(ProviderError::ExpiresInInvalid)?),
        };
        let scope = match members.get("scope") {
            None | Some(Value::Null) => None,
            Some(Value::String(scope)) if deviations.comma_granted_scopes => Some(scope.replace(',', " ")),
            Some(Value::Array(_)) if deviations.granted_scope_list => {
                Some(json::strings(&members, "scope").ok_or(ProviderError::ScopeInvalid)?.join(" "))
            }
            Some(Value::String(scope)) => Some(scope.clone()),
            Some(_) => return Err(ProviderError::ScopeInvalid.into()),
        };
        let reason = "not a string";
        Ok(Self {
            access_token: access_token.ok_or(ProviderError::AccessTokenInvalid)?,
            expires_at: expires_in.map(|seconds| now.plus(seconds)),
            refresh_token: visible(&mut members, "refresh_token")
                .map_err(|()| ProviderError::RefreshTokenInvalid)?,
            scope: scope.filter(|scope| !scope.is_empty()),
            id_token: visible(&mut members, "id_token")
                .map_err(|()| ProviderError::IdTokenMalformed { reason })?,
            members,
        })
    }

    /// Every member of the answer but the three tokens.
    pub fn members(&self) -> &Object {
        &self.members
    }

    /// One of the [`members`](Self::members), such as Slack's `team`.
    pub fn member(&self, name: &str) -> Option<&Value> {
        self.members.get(name)
    }

    /// Whether the access token has expired, or will within `leeway` seconds.
    pub fn is_expired(&self, now: Timestamp, leeway: u16) -> bool {
        self.expires_at.is_some_and(|expires_at| expires_at <= now.plus(i64::from(leeway)))
    }
}

impl fmt::Debug for TokenResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { access_token, expires_at, refresh_token, scope, id_token, .. } = self;
        let issued = || [Some(access_token), refresh_token.as_ref(), id_token.as_ref()].into_iter().flatten();
        let scope = scope.as_deref().map(|scope| told(scope, issued().map(Secret::expose)));
        f.debug_struct("TokenResponse")
            .field("expires_at", expires_at)
            .field("scope", &scope)
            .field("refresh_token", refresh_token)
            .field("id_token", id_token)
            .finish_non_exhaustive()
    }
}

/// Takes a token: absent or `null`, or one or more visible ASCII characters and spaces (RFC 6749, appendix A.12 and A.17).
fn visible(members: &mut Object, name: &str) -> Result<Option<Secret>, ()> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(None),
        // Without an early exit, which a good token never takes, many bytes are looked at at once.
        Some(Value::String(text))
            if !text.is_empty()
                && text.bytes().fold(true, |good, byte| good & (b' '..=b'~').contains(&byte)) =>
        {
            Ok(Some(Secret::from(text)))
        }
        Some(_) => Err(()),
    }
}

/// A lifetime: a number that is not negative, rounded down; providers also write it as a string of digits.
fn seconds(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(seconds) => (seconds >= 0).then_some(seconds),
            // `as` saturates, which is what a lifetime of 10^18 seconds deserves.
            None => number.as_f64().filter(|seconds| *seconds >= 0.0).map(|seconds| seconds as i64),
        },
        Value::String(digits) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            Some(digits.parse().unwrap_or(i64::MAX))
        }
        _ => None,
    }
}

/// The tokens of an answer.
fn issued(members: &Object) -> impl Iterator<Item = &str> {
    let names = ["access_token", "refresh_token", "id_token"].into_iter();
    names.filter_map(|name| json::string(members, name).ok().flatten())
}

/// The error of RFC 6749, section 5.2, or of a provider that puts an object in its place (Facebook).
fn remote_error(request: &Request, members: &Object, status: u16) -> Option<RemoteError> {
    // GitHub sends errors with status 200, and somebody may send tokens beside one.
    let issued: Vec<_> = issued(members).collect();
    let told = |text: &str| request.told_beside(text, &issued);
    let text = |object: &Object, name| json::string(object, name).ok().flatten().map(told);
    let (error, description) = match members.get("error")? {
        Value::Null => return None,
        Value::String(error) => (told(error), text(members, "error_description")),
        Value::Object(error) => {
            (text(error, "type").unwrap_or_else(|| Untrusted::new("error")), text(error, "message"))
        }
        _ => (Untrusted::new("error"), None),
    };
    Some(RemoteError { error, description, uri: text(members, "error_uri"), status: Some(status) })
}

fn form_object(body: &[u8]) -> Option<Object> {
    let mut object = Object::new();
    for (name, value) in form_decode_few(std::str::from_utf8(body).ok()?)? {
        if object.insert(name, Value::String(value)).is_some() {
            return None;
        }
    }
    Some(object)
}
