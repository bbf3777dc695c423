//! What the browser brings back (RFC 5849, section 2.2).

use super::credentials::TemporaryCredentials;
use crate::encoding::{MAX_PAIRS, form_decode};
use crate::error::{AuthorizationError, Error};
use crate::secret::Secret;

/// The longest callback query, in bytes.
const MAX_QUERY_BYTES: usize = 16 * 1024;
/// The longest verifier, in bytes.
const MAX_VERIFIER_BYTES: usize = 1024;

/// Which pending login a callback claims to answer: the token in its raw query.
///
/// That is `oauth_token`, or `denied`, which Twitter and its imitators send instead when the person says no. The
/// claim is worth nothing until [`AuthorizationResponse::accept`] has compared it.
///
/// # Errors
/// [`AuthorizationError::ResponseMalformed`] for a query over 16 KiB or with more than 100 parameters, for a repeated
/// parameter or a broken escape, and when both parameters are there; [`AuthorizationError::StateMissing`] when none is,
/// or it is empty; [`AuthorizationError::AccessDenied`] when none is and the query says `error=access_denied`, as Authlib
/// writes a refusal: no login is touched by it.
pub fn callback_token(query: &str) -> Result<Secret, Error> {
    Ok(Secret::from(Callback::read(query)?.token))
}

/// A callback that belongs to a login of ours and carries the person's consent.
///
/// [`accept`](Self::accept) is the only way to one, so whoever holds it has passed the checks of section 2.2.
#[derive(Clone, Debug)]
pub struct AuthorizationResponse {
    temporary: TemporaryCredentials,
    verifier: Secret,
}

impl AuthorizationResponse {
    /// Judges the raw query of a callback against the temporary credentials of the login that it claims to answer.
    ///
    /// Whatever else the query holds is ignored, and nothing of it replaces the stored credentials.
    ///
    /// # Errors
    /// Those of [`callback_token`]; [`AuthorizationError::StateUnknown`] when the token is another login's;
    /// [`AuthorizationError::AccessDenied`] when the person said no; [`AuthorizationError::VerifierMissing`] when
    /// `oauth_verifier` is absent or not 1 to 1024 visible ASCII characters.
    pub fn accept(query: &str, temporary: TemporaryCredentials) -> Result<Self, Error> {
        let callback = Callback::read(query)?;
        // An attacker can send the victim a callback of the attacker's own login (s.4.13): it must be this login's.
        if Secret::from(callback.token) != *temporary.token() {
            return Err(AuthorizationError::StateUnknown { others_pending: true }.into());
        }
        if callback.denied {
            return Err(AuthorizationError::AccessDenied { description: None }.into());
        }
        match callback.verifier.filter(|verifier| is_verifier(verifier)) {
            Some(verifier) => Ok(Self { temporary, verifier: Secret::from(verifier) }),
            None => Err(AuthorizationError::VerifierMissing.into()),
        }
    }

    /// The temporary credentials of the login.
    pub fn temporary_credentials(&self) -> &TemporaryCredentials {
        &self.temporary
    }

    /// `oauth_verifier`: the provider's word that this person approved.
    pub fn verifier(&self) -> &Secret {
        &self.verifier
    }
}

fn is_verifier(text: &str) -> bool {
    (1..=MAX_VERIFIER_BYTES).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The parameters of a callback that mean something here.
struct Callback {
    token: String,
    denied: bool,
    verifier: Option<String>,
}

impl Callback {
    fn read(query: &str) -> Result<Self, Error> {
        let mut parameters = parameters(query)?;
        let mut take = |name: &str| {
            let index = parameters.iter().position(|(key, _)| key == name)?;
            Some(parameters.swap_remove(index).1)
        };
        let (token, denied, verifier) = (take("oauth_token"), take("denied"), take("oauth_verifier"));
        let refused = take("error").is_some_and(|error| error == "access_denied");
        let (token, denied) = match (token, denied) {
            (Some(token), None) => (token, refused),
            (None, Some(token)) => (token, true),
            (Some(_), Some(_)) => return Err(malformed("both oauth_token and denied")),
            (None, None) if refused => {
                return Err(AuthorizationError::AccessDenied { description: None }.into());
            }
            (None, None) => return Err(AuthorizationError::StateMissing.into()),
        };
        if token.is_empty() {
            return Err(AuthorizationError::StateMissing.into());
        }
        Ok(Self { token, denied, verifier })
    }
}

fn parameters(query: &str) -> Result<Vec<(String, String)>, Error> {
    if query.len() > MAX_QUERY_BYTES {
        return Err(malformed("longer than 16 KiB"));
    }
    let parameters = form_decode(query).ok_or_else(|| malformed("a broken escape, or not UTF-8"))?;
    if parameters.len() > MAX_PAIRS {
        return Err(malformed("more than 100 parameters"));
    }
    let mut names: Vec<_> = parameters.iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    if names.windows(2).any(|pair| matches!(pair, [a, b] if a == b)) {
        return Err(malformed("a repeated parameter"));
    }
    Ok(parameters)
}

fn malformed(reason: &'static str) -> Error {
    AuthorizationError::ResponseMalformed { reason }.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(query: &str) -> Result<AuthorizationResponse, Error> {
        AuthorizationResponse::accept(
            query,
            TemporaryCredentials::new(Secret::from("t/1"), Secret::from("s")),
        )
    }

    fn reason(query: &str) -> &'static str {
        match (callback_token(query).unwrap_err(), accept(query).unwrap_err()) {
            (Error::Authorization(AuthorizationError::ResponseMalformed { reason }), other) => {
                assert_eq!(other, malformed(reason));
                reason
            }
            (other, _) => panic!("{other}"),
        }
    }

    #[test]
    fn a_callback_names_its_login() {
        for query in ["oauth_token=t%2F1&oauth_verifier=v", "denied=t%2F1", "x=1&oauth_token=t/1"] {
            assert_eq!(callback_token(query).unwrap().expose(), "t/1", "{query}");
        }
    }

    #[test]
    fn a_callback_without_token_is_nobodys() {
        for query in
            ["", "oauth_verifier=v", "oauth_token=", "oauth_token", "denied=", "OAUTH_TOKEN=t", "error=other"]
        {
            assert_eq!(callback_token(query), Err(AuthorizationError::StateMissing.into()), "{query}");
            assert_eq!(accept(query).unwrap_err(), AuthorizationError::StateMissing.into(), "{query}");
        }
    }

    #[test]
    fn a_malformed_callback_is_refused() {
        assert_eq!(reason("oauth_token=t/1&oauth_token=t/1&oauth_verifier=v"), "a repeated parameter");
        assert_eq!(reason("oauth_token=t/1&oauth_verifier=v&%6fauth_verifier=w"), "a repeated parameter");
        assert_eq!(reason("oauth_token=t/1&denied=t/1"), "both oauth_token and denied");
        for broken in ["oauth_token=%", "oauth_token=t/1&x=%ff", "oauth_token=t/1&%zz=1"] {
            assert_eq!(reason(broken), "a broken escape, or not UTF-8");
        }
    }

    #[test]
    fn a_callback_has_at_most_16_kib_and_100_parameters() {
        let many =
            |number| (1..number).fold("oauth_token=t/1".to_owned(), |query, n| format!("{query}&p{n}="));
        assert!(callback_token(&many(100)).is_ok());
        assert_eq!(reason(&many(101)), "more than 100 parameters");
        let long = |length| format!("oauth_token=t/1&x={:x<1$}", "", length - "oauth_token=t/1&x=".len());
        assert!(callback_token(&long(16 * 1024)).is_ok());
        assert_eq!(reason(&long(16 * 1024 + 1)), "longer than 16 KiB");
    }

    #[test]
    fn a_callback_of_another_login_is_refused_whatever_it_says() {
        for query in ["oauth_token=t/2&oauth_verifier=v", "oauth_token=t/&oauth_verifier=v", "denied=t/2"] {
            let error = AuthorizationError::StateUnknown { others_pending: true };
            assert_eq!(accept(query).unwrap_err(), error.into(), "{query}");
        }
    }

    #[test]
    fn a_denied_callback_is_access_denied() {
        let denied = Error::from(AuthorizationError::AccessDenied { description: None });
        for query in ["denied=t/1", "denied=t/1&oauth_verifier=v", "oauth_token=t/1&error=access_denied"] {
            assert_eq!(accept(query).unwrap_err(), denied, "{query}");
        }
        assert_eq!(callback_token("error=access_denied").unwrap_err(), denied);
        assert!(accept("oauth_token=t/1&oauth_verifier=v&error=other").is_ok());
    }

    #[test]
    fn a_callback_without_a_usable_verifier_is_refused() {
        let long = "v".repeat(1025);
        let huge = "v".repeat(10 * 1024);
        for verifier in ["", "a%0D%0Ab", "a%00", "a%20b", "a+b", "%C3%A9", "%7F", &long, &huge] {
            let query = format!("oauth_token=t/1&oauth_verifier={verifier}");
            assert_eq!(accept(&query).unwrap_err(), AuthorizationError::VerifierMissing.into(), "{verifier}");
        }
        assert_eq!(accept("oauth_token=t/1").unwrap_err(), AuthorizationError::VerifierMissing.into());
    }

    #[test]
    fn nothing_of_the_callback_replaces_the_stored_credentials() {
        let longest = "v".repeat(1024);
        let query = format!(
            "oauth_token=t/1&oauth_verifier={longest}&oauth_token_secret=evil&oauth_consumer_key=evil"
        );
        let response = accept(&query).unwrap();
        assert_eq!(response.verifier().expose(), longest);
        assert_eq!(response.temporary_credentials().token_secret().expose(), "s");
        assert!(!format!("{response:?}").contains("vv"));
    }
}
