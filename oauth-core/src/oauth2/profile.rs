//! Who a provider says its token is for: [`FetchProfile`], [`identifier`].

use serde_json::Value;

use crate::error::{Error, ProviderError, Untrusted};
use crate::http::{Endpoint, Exchange, Headers, Method, Request, Response};
use crate::json::{self, Object};
use crate::profile::identifier_of;
use crate::secret::Secret;
use crate::time::Timestamp;

/// Asks an endpoint that answers a bearer token with one JSON object about its person.
///
/// # Errors
/// - [`ProviderError::Redirected`] on a redirect: the access token must not follow it,
/// - [`ProviderError::UserinfoStatus`] for another status than 200,
/// - [`ProviderError::UserinfoContentType`] for another type than `application/json`, or one that ends in `+json`,
/// - [`ProviderError::UserinfoMalformed`] for anything but one JSON object with unique names.
#[derive(Clone, Debug)]
pub struct FetchProfile {
    request: Request,
}

impl FetchProfile {
    /// Asks `endpoint` with `access_token`.
    pub fn new(endpoint: &Endpoint, access_token: &Secret) -> Self {
        Self::by(Method::Get, endpoint, access_token, Headers::new())
    }

    /// Asks with further headers, and, as some providers want it, with a POST without body.
    pub(crate) fn by(method: Method, endpoint: &Endpoint, access_token: &Secret, headers: Headers) -> Self {
        Self { request: Request { method, ..bearer_request(endpoint, access_token, headers) } }
    }
}

impl Exchange for FetchProfile {
    type Output = Object;

    fn request(&self) -> &Request {
        &self.request
    }

    fn accept(self, response: Response, _now: Timestamp) -> Result<Object, Error> {
        response.not_redirected("userinfo")?;
        if response.status != 200 {
            let error = error_of(&self.request, &response);
            return Err(ProviderError::UserinfoStatus { status: response.status, error }.into());
        }
        if !response.is_json() {
            return Err(ProviderError::UserinfoContentType.into());
        }
        Ok(response.json_object().ok_or(ProviderError::UserinfoMalformed)?)
    }
}

/// The identifier of a person in the profile of a plain OAuth provider, as text.
///
/// A string of 1 to 255 characters without white space at its ends and control characters, or an integer, which is
/// written in decimal digits. Everything else is refused, so that no two people share an account called `null`, and
/// nobody has two called `1` and `1.0`.
///
/// # Errors
/// [`ProviderError::IdentifierInvalid`] for a member that is missing, empty, or another JSON value.
///
/// ```
/// let profile = oauth_core::json::object(br#"{"id": 583231, "login": "octocat"}"#).unwrap();
/// assert_eq!(oauth_core::oauth2::identifier(&profile, "id")?, "583231");
/// assert!(oauth_core::oauth2::identifier(&profile, "sub").is_err());
/// # Ok::<(), oauth_core::Error>(())
/// ```
pub fn identifier(profile: &Object, member: &'static str) -> Result<String, Error> {
    let identifier = profile.get(member).and_then(identifier_of);
    Ok(identifier.ok_or(ProviderError::IdentifierInvalid { member })?)
}

/// Asks for the person's mail addresses, where they are no part of the profile; `None` when the token does not cover them
/// (HTTP 401, 403 or 404).
///
/// # Errors
/// As for [`FetchProfile`]; the answer may be any JSON value.
#[derive(Clone, Debug)]
pub struct FetchEmails {
    request: Request,
}

impl FetchEmails {
    pub(crate) fn new(endpoint: &Endpoint, access_token: &Secret, headers: Headers) -> Self {
        Self { request: bearer_request(endpoint, access_token, headers) }
    }
}

impl Exchange for FetchEmails {
    type Output = Option<Value>;

    fn request(&self) -> &Request {
        &self.request
    }

    fn accept(self, response: Response, _now: Timestamp) -> Result<Option<Value>, Error> {
        response.not_redirected("userinfo")?;
        match response.status {
            200 if !response.is_json() => Err(ProviderError::UserinfoContentType.into()),
            200 => Ok(Some(json::small_value(&response.body).map_err(|_| ProviderError::UserinfoMalformed)?)),
            401 | 403 | 404 => Ok(None),
            status => {
                let error = error_of(&self.request, &response);
                Err(ProviderError::UserinfoStatus { status, error }.into())
            }
        }
    }
}

/// RFC 6750, section 2.1.
fn bearer_request(endpoint: &Endpoint, access_token: &Secret, headers: Headers) -> Request {
    let mut request = Request::get("userinfo", endpoint.as_str(), Request::SMALL);
    request.headers.extend(headers);
    request.headers.push(("authorization", format!("Bearer {}", access_token.expose()).into()));
    request
}

/// The error of a `WWW-Authenticate: Bearer` challenge (RFC 6750, section 3), else that of a JSON body.
fn error_of(request: &Request, response: &Response) -> Option<Untrusted> {
    let challenges = response.headers.iter().filter(|(name, _)| *name == "www-authenticate");
    let in_header = challenges.filter_map(|(_, value)| challenge_error(value)).next();
    let in_body = || json::string(&response.json_object()?, "error").ok()?.map(str::to_owned);
    in_header.or_else(in_body).map(|error| request.told(&error))
}

/// The parameter `error` of the first Bearer challenge that has one (RFC 9110, section 11.6.1: schemes and parameters are
/// both separated by commas, so a word is a parameter if `=` follows it, and a scheme if not).
fn challenge_error(value: &str) -> Option<String> {
    let mut rest = value;
    let mut is_bearer = false;
    while !rest.is_empty() {
        rest = rest.trim_start_matches(|character| !is_token(character));
        let name = token(&mut rest);
        let Some(after) = rest.trim_start().strip_prefix('=') else {
            is_bearer = name.eq_ignore_ascii_case("bearer");
            continue;
        };
        rest = after.trim_start();
        let value = match rest.strip_prefix('"') {
            Some(quoted) => {
                rest = quoted;
                quoted_string(&mut rest)
            }
            None => token(&mut rest).to_owned(),
        };
        if is_bearer && name.eq_ignore_ascii_case("error") {
            return Some(value);
        }
    }
    None
}

/// RFC 9110, section 5.6.2.
fn is_token(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(character)
}

fn token<'a>(rest: &mut &'a str) -> &'a str {
    let end = rest.find(|character| !is_token(character)).unwrap_or(rest.len());
    let (token, after) = rest.split_at(end);
    *rest = after;
    token
}

/// The text up to the closing quote (RFC 9110, section 5.6.4), or to the end if there is none.
fn quoted_string(rest: &mut &str) -> String {
    let mut text = String::new();
    let mut characters = rest.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => text.extend(characters.next()),
            _ => text.push(character),
        }
    }
    *rest = characters.as_str();
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_a_bearer_challenge_is_found() {
        for (challenge, expected) in [
            (r#"Bearer error="invalid_token""#, Some("invalid_token")),
            (r#"bearer realm="a, b=\"c", ERROR = invalid_token"#, Some("invalid_token")),
            (r#"Basic realm="x", Bearer realm="y",error="a\"b""#, Some("a\"b")),
            (r#"DPoP error="use_dpop_nonce", Bearer error="invalid_token""#, Some("invalid_token")),
            (r#"Negotiate abcd==, Bearer error="e""#, Some("e")),
            (r#"Basic error="no""#, None),
            (r#"Bearer realm="error=\"x\"""#, None),
            (r#"Bearer error_description="x""#, None),
            ("Bearer", None),
            ("Bearer error=\"unterminated", Some("unterminated")),
            ("Bearer error=", Some("")),
            ("", None),
            (",,, = \" \\", None),
        ] {
            assert_eq!(challenge_error(challenge).as_deref(), expected, "{challenge}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_challenge_panics(value in "[ -~é]{0,80}") {
            let _ = challenge_error(&value);
        }
    }
}
