//! What the text of a setting may say, wherever it is written: in the attribute or in the environment.
//!
//! The macro and the library hold the same copy of this module, so that a text that fails at compile time also
//! fails at start-up, and no other.

mod issuer;
mod parameters;
mod parts;
pub(crate) mod url;
mod values;
pub(crate) mod words;

use self::parameters::Reserved;

/// What is wrong with a text, before anybody says where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// One line without a period.
    pub(crate) problem: String,
    /// What to write instead.
    pub(crate) help: String,
}

impl Fault {
    /// A fault of these two texts.
    pub(crate) fn new(problem: impl Into<String>, help: impl Into<String>) -> Self {
        Self { problem: problem.into(), help: help.into() }
    }
}

/// The values of `response_mode`.
pub(crate) const RESPONSE_MODES: Kind = Kind::Choice { allowed: &["query", "form_post"] };
/// The values of `token_endpoint_auth_method`.
pub(crate) const AUTH_METHODS: Kind =
    Kind::Choice { allowed: &["client_secret_basic", "client_secret_post", "none"] };
/// The values of `id_token_signed_response_alg`.
pub(crate) const ALGORITHMS: Kind = Kind::Choice {
    allowed: &["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA", "HS256"],
};
/// The values of `signature_method`.
pub(crate) const SIGNATURE_METHODS: Kind =
    Kind::Choice { allowed: &["HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "PLAINTEXT", "RSA-SHA256"] };
/// The values of `signature_placement`.
pub(crate) const SIGNATURE_PLACEMENTS: Kind = Kind::Choice { allowed: &["header", "body", "query"] };

/// What the text of a setting must look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An absolute URL without user information or fragment.
    Url,
    /// One to which parameters of the protocol will be appended.
    AuthorizationUrl,
    /// A URL without a query that is compared as a string.
    Issuer,
    /// Scopes with `openid` among them.
    ScopeOpenId,
    /// Scopes without `openid`.
    ScopeOAuth2,
    /// Values of OpenID Connect's `prompt`.
    Prompt,
    /// A whole number of seconds.
    Seconds,
    /// Anything without control characters.
    Text,
    /// One of a closed list.
    Choice {
        /// The list, in the order in which it is read out.
        allowed: &'static [&'static str],
    },
    /// The host of an installation, with its port if it is not 443.
    Domain,
    /// One segment of a path.
    Segment,
    /// One GUID.
    Guid,
    /// GUIDs separated by one space.
    Guids,
    /// Form-encoded parameters for OpenID Connect.
    ParametersOpenId,
    /// Form-encoded parameters for OAuth 2, where `prompt` has no meaning of its own.
    ParametersOAuth2,
    /// Form-encoded parameters for OAuth 1.0a, which reserves `oauth_…` only.
    ParametersOAuth1,
}

/// Checks the text of the setting `name`, which is the key as its author spells it.
///
/// # Errors
/// The first thing that is wrong with `text`.
pub(crate) fn check(kind: Kind, name: &str, text: &str) -> Result<(), Fault> {
    if text.trim().is_empty() {
        let problem = format!("the value of `{name}` is empty");
        let help = format!("write a value, remove the key, or write `{name} = env` for the environment");
        return Err(Fault::new(problem, help));
    }
    if let Some(placeholder) = placeholder(text) {
        let problem = format!("`{}` is a placeholder, and nothing fills it in", placeholder.escape_debug());
        return Err(Fault::new(
            problem,
            format!("write the value, or `{name} = env` to read it at start-up"),
        ));
    }
    match kind {
        Kind::Url => url::check_endpoint(text),
        Kind::AuthorizationUrl => url::check_endpoint(text).and_then(|()| parameters::check_query(text)),
        Kind::Issuer => issuer::check_issuer(text),
        Kind::ScopeOpenId => values::check_openid_scope(text),
        Kind::ScopeOAuth2 => values::check_oauth2_scope(text),
        Kind::Prompt => values::check_prompt(text),
        Kind::Seconds => values::check_seconds(name, text),
        Kind::Text => values::check_text(name, text),
        Kind::Choice { allowed } => values::check_choice(name, text, allowed),
        Kind::Domain => parts::check_domain(name, text),
        Kind::Segment => parts::check_segment(name, text),
        Kind::Guid => parts::check_guid(name, text),
        Kind::Guids => parts::check_guids(name, text),
        Kind::ParametersOpenId => parameters::check_parameters(name, text, Reserved::OpenId),
        Kind::ParametersOAuth2 => parameters::check_parameters(name, text, Reserved::OAuth2),
        Kind::ParametersOAuth1 => parameters::check_parameters(name, text, Reserved::OAuth1),
    }
}

/// What was copied from a tutorial and never replaced: `YOUR_DOMAIN`, `<client-id>`, `$CLIENT_ID`, `{{ domain }}`.
fn placeholder(text: &str) -> Option<&str> {
    let word =
        |start: usize| text.get(start..)?.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next();
    let yours = ["YOUR_", "YOUR-"].into_iter().find_map(|your| text.find(your)).and_then(word);
    let whole = || {
        let variable = text.starts_with('$') && text.len() > 1;
        let braces = text.contains("{{") || text.contains("${");
        (variable || braces || (text.starts_with('<') && text.ends_with('>'))).then_some(text)
    };
    yours.or_else(whole)
}

#[cfg(test)]
mod tests {
    use super::{Kind, check, placeholder};

    #[test]
    fn what_was_copied_and_not_replaced_is_named() {
        for (kind, text, named) in [
            (Kind::Text, "YOUR_CLIENT_ID", "YOUR_CLIENT_ID"),
            (Kind::Issuer, "https://YOUR_DOMAIN/", "YOUR_DOMAIN"),
            (Kind::Domain, "YOUR_DOMAIN", "YOUR_DOMAIN"),
            (Kind::Text, "<client-id>", "<client-id>"),
            (Kind::Text, "$GOOGLE_CLIENT_ID", "$GOOGLE_CLIENT_ID"),
            (Kind::Text, "{{ client_id }}", "{{ client_id }}"),
        ] {
            let problem = check(kind, "client_id", text).map_err(|fault| fault.problem);
            assert_eq!(problem, Err(format!("`{named}` is a placeholder, and nothing fills it in")));
        }
        for text in ["our-client-id", "yourdomain.example", "$", "a<b>c", "https://a.example/{tenantid}"] {
            assert_eq!(placeholder(text), None, "{text}");
        }
    }
}
