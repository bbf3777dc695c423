//! The first leg: the authorization request (RFC 6749, section 4.1.1; OpenID Connect Core, section 3.1.2.1).

use std::fmt;

use super::client::Client;
use super::metadata::Metadata;
use crate::crypto::Hash;
use crate::encoding::{append_pair, base64url, base64url_into, percent_encode_into};
use crate::error::{ConfigurationError, Error, Untrusted};
use crate::pending::{Flow, OAuth2Flow, PendingAuthorization};
use crate::provider::{Deviations, Key, Protocol};
use crate::random::{self, Random};
use crate::return_to::ReturnTo;
use crate::settings::ProviderSettings;
use crate::time::Timestamp;

/// What one login asks for beyond what the provider's configuration says. Empty by default; write
/// `..AuthorizationParameters::default()`, because fields may be added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorizationParameters {
    /// Scopes instead of the configured ones, separated by spaces.
    pub scope: Option<String>,
    /// `prompt`: `none`, `login`, `consent`, `select_account`, or several of the latter.
    pub prompt: Option<String>,
    /// `login_hint`: who is expected to log in.
    pub login_hint: Option<String>,
    /// `max_age`: how long ago the person may have logged in at the provider, in seconds. Checked in the ID token.
    pub max_age: Option<u32>,
    /// `ui_locales`: languages, the best first, separated by spaces.
    pub ui_locales: Option<String>,
    /// `acr_values`: acceptable authentication classes, separated by spaces. Checked in the ID token.
    pub acr_values: Option<String>,
    /// Further parameters, such as Google's `hd`. Those that the protocol defines are refused.
    pub extra: Vec<(String, String)>,
    /// Where the person goes after the login.
    pub return_to: Option<ReturnTo>,
}

impl AuthorizationParameters {
    /// Parameters that an extra may not name.
    const RESERVED: [&'static str; 18] = [
        "response_type",
        "response_mode",
        "client_id",
        "client_key",
        "client_secret",
        "redirect_uri",
        "scope",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
        "prompt",
        "login_hint",
        "max_age",
        "ui_locales",
        "acr_values",
        "request",
        "request_uri",
    ];

    pub(crate) fn is_reserved(name: &str) -> bool {
        Self::RESERVED.contains(&name)
    }

    pub(crate) fn from_settings(settings: &mut ProviderSettings, protocol: Protocol) -> Self {
        let openid = protocol == Protocol::OpenIdConnect;
        let text = |text: &str| is_text(text).then(|| text.to_owned());
        let extra = settings.parameters(Key::AuthorizationParameters);
        let scope = settings.parse(
            Key::Scope,
            "scopes separated by spaces, with `openid` for OpenID Connect",
            |scope| (is_scope(scope) && (!openid || has_openid(scope))).then(|| scope.to_owned()),
        );
        Self {
            scope: scope.or_else(|| openid.then(|| "openid".to_owned())),
            prompt: settings.parse(Key::Prompt, "none, login, consent or select_account", text),
            max_age: settings.parse(Key::MaxAge, "a number of seconds", |age| age.parse().ok()),
            acr_values: settings.parse(Key::AcrValues, "values separated by spaces", text),
            extra,
            ..Self::default()
        }
    }

    /// These parameters, with `defaults` where they say nothing.
    fn or(self, defaults: &Self) -> Self {
        let kept = |(name, _): &&(String, String)| !self.extra.iter().any(|(other, _)| other == name);
        let mut extra: Vec<_> = defaults.extra.iter().filter(kept).cloned().collect();
        extra.extend(self.extra);
        Self {
            extra,
            scope: self.scope.or_else(|| defaults.scope.clone()),
            prompt: self.prompt.or_else(|| defaults.prompt.clone()),
            max_age: self.max_age.or(defaults.max_age),
            acr_values: self.acr_values.or_else(|| defaults.acr_values.clone()),
            ..self
        }
    }

    /// Appends them to an authorization URL, encoded, each with `&` before it.
    pub(crate) fn append_to(&self, url: &mut String, deviations: &Deviations) {
        if let Some(scope) = &self.scope {
            // Amazon Cognito does not read `+` as a space; `%20` is read by everybody.
            url.push_str("&scope=");
            match deviations.comma_scopes {
                true => percent_encode_into(url, &scope.replace(' ', ",")),
                false => percent_encode_into(url, scope),
            }
        }
        let max_age = self.max_age.map(|seconds| seconds.to_string());
        let optional = [
            ("prompt", &self.prompt),
            ("login_hint", &self.login_hint),
            ("max_age", &max_age),
            ("ui_locales", &self.ui_locales),
            ("acr_values", &self.acr_values),
        ];
        for (name, value) in optional {
            if let Some(value) = value {
                url.push('&');
                append_pair(url, name, value);
            }
        }
        // `ui_locales` may be configured for every login; what one login asks for takes its place.
        let asked = self.ui_locales.is_some();
        for (name, value) in self.extra.iter().filter(|(name, _)| !asked || name != "ui_locales") {
            url.push('&');
            append_pair(url, name, value);
        }
    }

    fn check(&self, protocol: Protocol) -> Result<(), Error> {
        if let Some((name, _)) = self.extra.iter().find(|(name, _)| Self::is_reserved(name)) {
            return Err(ConfigurationError::ParameterReserved { parameter: Untrusted::new(name) }.into());
        }
        let mut names: Vec<_> = self.extra.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        if let Some([name, _]) = names.array_windows().find(|[a, b]| a == b) {
            return Err(ConfigurationError::ParameterReserved { parameter: Untrusted::new(name) }.into());
        }
        let openid = protocol == Protocol::OpenIdConnect;
        let assured = [("max_age", self.max_age.is_some()), ("acr_values", self.acr_values.is_some())];
        if let Some((parameter, _)) = assured.into_iter().find(|(_, given)| *given && !openid) {
            return Err(ConfigurationError::ParameterForeign { parameter }.into());
        }
        let scope =
            self.scope.as_deref().is_none_or(|scope| is_scope(scope) && (!openid || has_openid(scope)));
        let texts = [
            ("scope", scope),
            ("prompt", self.prompt.as_deref().is_none_or(is_text)),
            ("login_hint", self.login_hint.as_deref().is_none_or(is_text)),
            ("ui_locales", self.ui_locales.as_deref().is_none_or(is_text)),
            ("acr_values", self.acr_values.as_deref().is_none_or(is_text)),
        ];
        match texts.into_iter().find(|(_, good)| !good) {
            Some((parameter, _)) => Err(ConfigurationError::ParameterInvalid { parameter }.into()),
            None => Ok(()),
        }
    }
}

/// Where to send the browser, and what to remember until it comes back.
pub struct AuthorizationRequest {
    /// The authorization endpoint with all parameters.
    pub url: String,
    /// To be kept, bound to this browser, under its [`id`](PendingAuthorization::id).
    pub pending: PendingAuthorization,
}

impl AuthorizationRequest {
    pub(crate) fn new(
        client: &Client,
        metadata: &Metadata,
        mut parameters: AuthorizationParameters,
        now: Timestamp,
        random: &mut dyn Random,
    ) -> Result<Self, Error> {
        let return_to = parameters.return_to.take();
        // Most logins ask for nothing of their own, and what all have in common is encoded already.
        let asked = if parameters == AuthorizationParameters::default() {
            None
        } else {
            parameters.check(client.protocol())?;
            Some(parameters.or(client.defaults()))
        };
        let parameters = asked.as_ref().unwrap_or(client.defaults());
        let [state, code_verifier, nonce] = random::tokens(random)?;
        let flow = OAuth2Flow {
            state,
            code_verifier,
            nonce: (client.protocol() == Protocol::OpenIdConnect).then_some(nonce),
            form_post: client.is_form_post(),
            max_age: parameters.max_age,
            acr_values: words(parameters.acr_values.as_deref()),
        };
        let mut url = String::with_capacity(metadata.authorization_prefix.len() + 512);
        url.push_str(&metadata.authorization_prefix);
        append_flow(&mut url, &flow, client.deviations());
        match &asked {
            None => url.push_str(client.encoded_defaults()),
            Some(parameters) => parameters.append_to(&mut url, client.deviations()),
        }
        let pending = PendingAuthorization {
            provider: client.name().to_owned(),
            binding: *client.binding(),
            begun: now,
            return_to,
            flow: Flow::OAuth2(flow),
        };
        Ok(Self { url, pending })
    }
}

impl fmt::Debug for AuthorizationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AuthorizationRequest({:?})", self.pending)
    }
}

/// Appends what is new in each login. Nothing of it needs escaping.
fn append_flow(url: &mut String, flow: &OAuth2Flow, deviations: &Deviations) {
    url.push_str("&state=");
    base64url_into(url, &flow.state);
    if !deviations.pkce_refused {
        url.push_str("&code_challenge=");
        url.push_str(&code_challenge(&flow.code_verifier));
    }
    if let Some(nonce) = &flow.nonce {
        url.push_str("&nonce=");
        base64url_into(url, nonce);
    }
}

/// RFC 7636, section 4.2: BASE64URL-ENCODE(SHA256(ASCII(code_verifier))).
fn code_challenge(code_verifier: &[u8]) -> String {
    base64url(Hash::Sha256.of(base64url(code_verifier).as_bytes()).as_ref())
}

/// RFC 6749, section 3.3: scope tokens of `!`, `#` to `[` and `]` to `~`, separated by single spaces.
fn is_scope(scope: &str) -> bool {
    let token = |byte: u8| matches!(byte, b'!' | b'#'..=b'[' | b']'..=b'~');
    scope.split(' ').all(|word| !word.is_empty() && word.bytes().all(token))
}

fn has_openid(scope: &str) -> bool {
    scope.split(' ').any(|word| word == "openid")
}

fn is_text(text: &str) -> bool {
    !text.trim().is_empty() && !text.chars().any(char::is_control)
}

fn words(text: Option<&str>) -> Vec<String> {
    text.map_or(Vec::new(), |text| text.split_ascii_whitespace().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_challenge_is_that_of_rfc_7636_appendix_b() {
        let verifier =
            crate::encoding::base64url_decode("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").unwrap();
        assert_eq!(code_challenge(&verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn scopes_follow_the_grammar_of_rfc_6749_section_3_3() {
        for good in ["openid", "openid email", "https://www.googleapis.com/auth/drive", "a:b!c"] {
            assert!(is_scope(good), "{good}");
        }
        for bad in ["", " ", "a  b", " a", "a ", "a\"b", "a\\b", "é", "a\tb", "a\nb"] {
            assert!(!is_scope(bad), "{bad:?}");
        }
    }
}
