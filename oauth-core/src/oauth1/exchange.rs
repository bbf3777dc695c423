//! The two requests of a login and the rules for their answers (RFC 5849, sections 2.1 and 2.3).

use super::credentials::{TemporaryCredentials, TokenCredentials};
use crate::encoding::form_decode_few;
use crate::error::{Error, ProviderError, Untrusted};
use crate::http::{Exchange, Request, Response};
use crate::json::Object;
use crate::secret::Secret;
use crate::time::Timestamp;

/// The name of the request token endpoint in errors and log lines.
pub(super) const TEMPORARY_CREDENTIALS: &str = "temporary credentials";
/// The name of the access token endpoint in errors and log lines.
pub(super) const ACCESS_TOKEN: &str = "access token";

/// Asks for temporary credentials (RFC 5849, section 2.1); made by
/// [`Client::request_temporary_credentials`](super::Client::request_temporary_credentials).
#[derive(Clone, Debug)]
pub struct TemporaryCredentialsRequest {
    request: Request,
}

/// The longest token or secret, in bytes: both have to fit into the cookie of a pending login.
const MAX_CREDENTIAL: usize = 1024;

impl TemporaryCredentialsRequest {
    pub(super) fn new(request: Request) -> Self {
        Self { request }
    }
}

impl Exchange for TemporaryCredentialsRequest {
    type Output = TemporaryCredentials;

    fn request(&self) -> &Request {
        &self.request
    }

    /// Status 200 and nothing else, a form, `oauth_token` once and not empty, `oauth_token_secret` once,
    /// `oauth_callback_confirmed=true`.
    fn accept(self, response: Response, _now: Timestamp) -> Result<TemporaryCredentials, Error> {
        response.not_redirected(TEMPORARY_CREDENTIALS)?;
        let mut answer = Answer::read(&response);
        if let Some(problem) = answer.refusal(&self.request, None, response.status) {
            return Err(
                ProviderError::TemporaryCredentialsRefused { status: response.status, problem }.into()
            );
        }
        let credentials = answer.credentials().ok_or(ProviderError::TemporaryCredentialsMalformed)?;
        // "MUST be present and set to "true". The parameter is used to differentiate from previous versions of the
        // protocol", in which an attacker could fix the session (the advisory of 2009). Some servers write `True`.
        match answer.take("oauth_callback_confirmed") {
            Some(value) if value.eq_ignore_ascii_case("true") => {}
            _ => return Err(ProviderError::CallbackUnconfirmed.into()),
        }
        let (token, token_secret) = credentials;
        Ok(TemporaryCredentials::new(token, token_secret))
    }
}

/// Redeems temporary credentials and a verifier for token credentials (RFC 5849, section 2.3); made by
/// [`Client::redeem`](super::Client::redeem).
#[derive(Clone, Debug)]
pub struct TokenCredentialsRequest {
    request: Request,
    /// What signed it beside the client's secret.
    token_secret: Secret,
}

impl TokenCredentialsRequest {
    pub(super) fn new(request: Request, token_secret: Secret) -> Self {
        Self { request, token_secret }
    }
}

impl Exchange for TokenCredentialsRequest {
    type Output = TokenCredentials;

    fn request(&self) -> &Request {
        &self.request
    }

    /// Status 200 and nothing else, a form, `oauth_token` once and not empty, `oauth_token_secret` once.
    fn accept(self, response: Response, _now: Timestamp) -> Result<TokenCredentials, Error> {
        response.not_redirected(ACCESS_TOKEN)?;
        let mut answer = Answer::read(&response);
        if let Some(problem) = answer.refusal(&self.request, Some(&self.token_secret), response.status) {
            return Err(ProviderError::TokenCredentialsRefused { status: response.status, problem }.into());
        }
        let (token, token_secret) = answer.credentials().ok_or(ProviderError::TokenCredentialsMalformed)?;
        Ok(TokenCredentials::new(token, token_secret).with_parameters(answer.0))
    }
}

/// The name of the endpoint that says who somebody is, in errors and log lines.
pub(super) const PROFILE: &str = "userinfo";

/// Asks who the person of token credentials is; made by [`Client::fetch_profile`](super::Client::fetch_profile).
#[derive(Clone, Debug)]
pub struct ProfileRequest {
    request: Request,
}

impl ProfileRequest {
    pub(super) fn new(request: Request) -> Self {
        Self { request }
    }
}

impl Exchange for ProfileRequest {
    type Output = Object;

    fn request(&self) -> &Request {
        &self.request
    }

    /// Status 200, `application/json`, one JSON object with unique names.
    fn accept(self, response: Response, _now: Timestamp) -> Result<Object, Error> {
        response.not_redirected(PROFILE)?;
        if response.status != 200 {
            return Err(ProviderError::UserinfoStatus { status: response.status, error: None }.into());
        }
        if response.media_type() != "application/json" {
            return Err(ProviderError::UserinfoContentType.into());
        }
        Ok(response.json_object().ok_or(ProviderError::UserinfoMalformed)?)
    }
}

/// The pairs of a form-encoded answer; none when it is no form, or has more than a hundred.
struct Answer(Vec<(String, String)>);

impl Answer {
    /// Reads a form, whatever the content type says: many servers say `text/html`. JSON is no form.
    fn read(response: &Response) -> Self {
        let text = str::from_utf8(&response.body).ok().filter(|_| !response.media_type().ends_with("json"));
        Self(text.and_then(form_decode_few).unwrap_or_default())
    }

    /// The `oauth_problem` of an answer that is an error: any status but "200 (OK)", or a problem with status 200, of which
    /// the first is told.
    fn refusal(&self, request: &Request, secret: Option<&Secret>, status: u16) -> Option<Option<Untrusted>> {
        let all = |names: &'static [&str]| self.0.iter().filter(move |(name, _)| names.contains(&&**name));
        let issued = all(&["oauth_token", "oauth_token_secret"]).map(|(_, value)| value.as_str());
        let secrets: Vec<_> = issued.chain(secret.map(Secret::expose)).collect();
        let problem = all(&["oauth_problem"]).next().map(|(_, text)| request.told_beside(text, &secrets));
        (status != 200 || problem.is_some()).then_some(problem)
    }

    /// `oauth_token` and `oauth_token_secret`, each once; the secret may be empty.
    fn credentials(&mut self) -> Option<(Secret, Secret)> {
        let token = self.take("oauth_token").filter(|token| !token.is_empty())?;
        let token_secret = self.take("oauth_token_secret")?;
        // A line break at the end of the answer would otherwise become part of the secret, and every signature wrong.
        let clean = |value: &String| value.len() <= MAX_CREDENTIAL && !value.chars().any(char::is_control);
        (clean(&token) && clean(&token_secret)).then(|| (Secret::from(token), Secret::from(token_secret)))
    }

    /// Takes the value of a parameter that occurs once.
    fn take(&mut self, name: &str) -> Option<String> {
        let mut found = self.0.iter().enumerate().filter(|(_, (key, _))| key == name).map(|(index, _)| index);
        let index = found.next().filter(|_| found.next().is_none())?;
        Some(self.0.remove(index).1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Method;

    const NOW: Timestamp = Timestamp::from_unix(1_700_000_000);
    const GOOD: &str = "oauth_token=t%2F1&oauth_token_secret=s&oauth_callback_confirmed=true";

    fn request() -> Request {
        let url = "https://a.test/".to_owned();
        Request {
            method: Method::Post,
            url,
            headers: vec![],
            body: vec![],
            endpoint: "test",
            limit: Request::SMALL,
        }
    }

    fn response(status: u16, content_type: &str, body: &[u8]) -> Response {
        Response { status, headers: vec![("content-type", content_type.into())], body: body.to_vec() }
    }

    fn temporary(status: u16, body: &str) -> Result<TemporaryCredentials, Error> {
        let response = response(status, "application/x-www-form-urlencoded", body.as_bytes());
        TemporaryCredentialsRequest::new(request()).accept(response, NOW)
    }

    fn token(status: u16, body: &str) -> Result<TokenCredentials, Error> {
        let response = response(status, "text/html; charset=utf-8", body.as_bytes());
        TokenCredentialsRequest::new(request(), Secret::from("the-token-secret")).accept(response, NOW)
    }

    #[test]
    fn good_answers_are_read_whatever_their_content_type() {
        for content_type in
            ["application/x-www-form-urlencoded", "text/html; charset=utf-8", "text/plain", ""]
        {
            let exchange = TemporaryCredentialsRequest::new(request());
            let credentials = exchange.accept(response(200, content_type, GOOD.as_bytes()), NOW).unwrap();
            assert_eq!((credentials.token().expose(), credentials.token_secret().expose()), ("t/1", "s"));
        }
    }

    #[test]
    fn an_empty_secret_is_a_secret() {
        let credentials =
            temporary(200, "oauth_token=t&oauth_token_secret=&oauth_callback_confirmed=True").unwrap();
        assert!(credentials.token_secret().is_empty());
        assert!(token(200, "oauth_token=t&oauth_token_secret").unwrap().token_secret().is_empty());
    }

    #[test]
    fn credentials_that_are_missing_empty_or_repeated_are_refused() {
        for pairs in [
            "",
            "oauth_token=t",
            "oauth_token_secret=s",
            "oauth_token=&oauth_token_secret=s",
            "oauth_token=t&oauth_token=t&oauth_token_secret=s",
            "oauth_token=t&oauth_token_secret=s&oauth_token_secret=s",
            "oauth_token=t%0D%0A&oauth_token_secret=s",
            "oauth_token=t&oauth_token_secret=s%0A",
            "oauth_token=%&oauth_token_secret=s",
            &format!("oauth_token={}&oauth_token_secret=s", "t".repeat(1025)),
        ] {
            let body = format!("oauth_callback_confirmed=true&{pairs}");
            assert_eq!(
                temporary(200, &body),
                Err(ProviderError::TemporaryCredentialsMalformed.into()),
                "{pairs}"
            );
            assert_eq!(token(200, pairs), Err(ProviderError::TokenCredentialsMalformed.into()), "{pairs}");
        }
    }

    #[test]
    fn json_is_refused_under_its_own_and_under_another_content_type() {
        let body = br#"{"oauth_token":"t","oauth_token_secret":"s","oauth_callback_confirmed":"true"}"#;
        for (content_type, body) in [
            ("application/json", body.as_slice()),
            ("text/html", body),
            ("application/json; charset=utf-8", GOOD.as_bytes()),
            ("application/problem+json", GOOD.as_bytes()),
            ("text/html", b"oauth_token=\xff&oauth_token_secret=s"),
        ] {
            let answer =
                TemporaryCredentialsRequest::new(request()).accept(response(200, content_type, body), NOW);
            assert_eq!(answer, Err(ProviderError::TemporaryCredentialsMalformed.into()), "{content_type}");
        }
    }

    #[test]
    fn an_unconfirmed_callback_is_refused() {
        for confirmed in [
            "",
            "&oauth_callback_confirmed=",
            "&oauth_callback_confirmed=false",
            "&oauth_callback_confirmed=1",
            "&oauth_callback_confirmed=true&oauth_callback_confirmed=true",
            "&oauth_callback_confirmed=true%20",
        ] {
            let body = format!("oauth_token=t&oauth_token_secret=s{confirmed}");
            assert_eq!(temporary(200, &body), Err(ProviderError::CallbackUnconfirmed.into()), "{confirmed}");
        }
    }

    #[test]
    fn every_status_but_200_is_a_refusal() {
        for status in [201, 204, 400, 401, 403, 500] {
            let refused = ProviderError::TemporaryCredentialsRefused { status, problem: None };
            assert_eq!(temporary(status, GOOD), Err(refused.into()));
            let refused = ProviderError::TokenCredentialsRefused { status, problem: None };
            assert_eq!(token(status, "<h1>no</h1>%"), Err(refused.into()));
        }
    }

    #[test]
    fn the_providers_problem_is_told_and_the_clock_is_not_shifted() {
        for status in [401, 200] {
            let problem = Some(Untrusted::new("timestamp_refused"));
            let body = "oauth_problem=timestamp_refused&oauth_acceptable_timestamps=1-2";
            let refused = ProviderError::TemporaryCredentialsRefused { status, problem: problem.clone() };
            assert_eq!(temporary(status, body), Err(refused.into()));
            assert_eq!(
                token(status, body),
                Err(ProviderError::TokenCredentialsRefused { status, problem }.into())
            );
        }
    }

    #[test]
    fn a_problem_is_one_however_often_it_is_told() {
        let body = format!("{GOOD}&oauth_problem=token_revoked&oauth_problem=");
        assert_eq!(temporary(200, &body).unwrap_err().code(), "temporary_credentials_refused");
        assert_eq!(token(200, &body).unwrap_err().code(), "token_credentials_refused");
    }

    #[test]
    fn a_problem_repeats_no_secret() {
        for told in ["token+NEW-TOKEN", "NEW-SECRET", "consumer%26the-token-secret", "the-token-secret"] {
            let body = format!("oauth_token=NEW-TOKEN&oauth_token_secret=NEW-SECRET&oauth_problem={told}");
            let problem = Some(Untrusted::new("[withheld, because it repeats a secret]"));
            let refused = ProviderError::TokenCredentialsRefused { status: 401, problem };
            assert_eq!(token(401, &body), Err(refused.into()), "{told}");
        }
    }

    #[test]
    fn a_redirect_is_not_followed() {
        for status in [301, 302, 307] {
            let redirected = |endpoint| ProviderError::Redirected { endpoint, status }.into();
            assert_eq!(temporary(status, GOOD), Err(redirected("temporary credentials")));
            assert_eq!(token(status, GOOD), Err(redirected("access token")));
        }
    }

    #[test]
    fn a_profile_is_one_json_object_with_status_200() {
        let verdict = |status, content_type, body: &str| {
            let answer = response(status, content_type, body.as_bytes());
            let profile = ProfileRequest::new(request()).accept(answer, NOW);
            profile.map_or_else(|error| error.code(), |_| "accepted")
        };
        let json = "application/json; charset=utf-8";
        assert_eq!(verdict(200, json, r#"{"id":7}"#), "accepted");
        for status in [201, 204, 401, 404, 500] {
            assert_eq!(verdict(status, json, r#"{"id":7}"#), "userinfo_status", "{status}");
        }
        assert_eq!(verdict(302, json, r#"{"id":7}"#), "redirect_refused");
        for content_type in ["text/html", "application/x-www-form-urlencoded", ""] {
            assert_eq!(verdict(200, content_type, r#"{"id":7}"#), "userinfo_content_type", "{content_type}");
        }
        for body in ["", "[]", r#"{"id":7,"id":8}"#] {
            assert_eq!(verdict(200, json, body), "userinfo_malformed", "{body}");
        }
    }

    #[test]
    fn other_parameters_of_the_answer_are_kept_and_not_shown() {
        let credentials =
            token(200, "user_id=7&oauth_token=tok&oauth_token_secret=sec&screen_name=ada+l&x=1&x=2").unwrap();
        assert_eq!(credentials.parameter("screen_name"), Some("ada l"));
        assert_eq!(credentials.parameter("user_id"), Some("7"));
        assert_eq!((credentials.parameter("x"), credentials.parameter("oauth_token")), (None, None));
        assert_eq!(credentials.parameters().len(), 4);
        assert_eq!(format!("{credentials:?}"), "TokenCredentials([redacted])");
    }
}
