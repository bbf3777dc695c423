//! Texts with a grammar of their own. One function per rule, each with the paragraph that it comes from.

use super::Fault;
use super::words::{did_you_mean, enumeration};

/// Values of closed lists that people write for a reason, with ours for refusing them.
struct Refused {
    key: &'static str,
    values: &'static [&'static str],
    /// `{}` stands for the value.
    problem: &'static str,
    help: &'static str,
}

const fn refused(
    key: &'static str,
    values: &'static [&'static str],
    problem: &'static str,
    help: &'static str,
) -> Refused {
    Refused { key, values, problem, help }
}

const ALGORITHM: &str = "id_token_signed_response_alg";
const AUTHENTICATION: &str = "token_endpoint_auth_method";
const SIGNED_WITH: &str = "write the algorithm that the provider signs with, or remove the key for `RS256`";
const MODES: &str = "write `query` or `form_post`";

const REFUSED: &[Refused] = &[
    refused(
        ALGORITHM,
        &["none"],
        "`{}` is an ID token without a signature, which anybody can write",
        SIGNED_WITH,
    ),
    refused(
        ALGORITHM,
        &["RSA1_5"],
        "`{}` encrypts keys (RFC 7518 s.4.2), it does not sign ID tokens",
        SIGNED_WITH,
    ),
    refused(
        ALGORITHM,
        &["HS384", "HS512"],
        "`{}` is not built in: of the algorithms with the client's secret only `HS256` is",
        "write `HS256`, or an algorithm with a pair of keys such as `RS256`",
    ),
    refused(ALGORITHM, &["ES512"], "`{}` is not built in: `ring` lacks the curve P-521", SIGNED_WITH),
    refused(ALGORITHM, &["ES256K"], "`{}` is not built in: `ring` lacks the curve secp256k1", SIGNED_WITH),
    refused(ALGORITHM, &["RS1"], "`{}` signs with SHA-1, which is broken", SIGNED_WITH),
    refused(
        "signature_method",
        &["RSA-SHA1"],
        "`{}` is not built in, because its implementation in Rust has an open advisory",
        "remove the key and give the client an `OAuth1Signer`, or write `RSA-SHA256`",
    ),
    refused(
        "response_mode",
        &["fragment"],
        "the browser keeps a `{}` to itself, so it never reaches a server",
        MODES,
    ),
    refused(
        "response_mode",
        &["jwt", "query.jwt", "fragment.jwt", "form_post.jwt"],
        "`{}` is a signed answer (JARM), which is not supported",
        MODES,
    ),
    refused(
        "response_mode",
        &["web_message"],
        "`{}` hands the answer to a script, so it never reaches a server",
        MODES,
    ),
    refused(
        AUTHENTICATION,
        &["private_key_jwt", "client_secret_jwt"],
        "`{}` (RFC 7523) is not supported yet",
        "write `client_secret_basic`, and register the client for it",
    ),
    refused(
        AUTHENTICATION,
        &["tls_client_auth", "self_signed_tls_client_auth"],
        "`{}` (RFC 8705) is not supported yet",
        "write `client_secret_basic`, and register the client for it",
    ),
];

/// `prompt` of OpenID Connect Core s.3.1.2.1, with `create` of Initiating User Registration 1.0.
const PROMPTS: &[&str] = &["none", "login", "consent", "select_account", "create"];

/// OpenID Connect Core s.3.1.2.1: "OpenID Connect requests MUST contain the openid scope value."
pub(super) fn check_openid_scope(scope: &str) -> Result<(), Fault> {
    check_scope(scope)?;
    if has_openid(scope) {
        return Ok(());
    }
    Err(Fault::new(
        "the scope of an OidcClient lacks `openid`, without which there is no ID token",
        format!("write `scope = \"openid {scope}\"`, or make the field an `OAuth2Client`"),
    ))
}

pub(super) fn check_oauth2_scope(scope: &str) -> Result<(), Fault> {
    check_scope(scope)?;
    if !has_openid(scope) {
        return Ok(());
    }
    Err(Fault::new(
        "`openid` asks for an ID token, which an OAuth2Client never verifies",
        "make the field an `OidcClient`, or remove `openid`",
    ))
}

fn has_openid(scope: &str) -> bool {
    scope.split(' ').any(|token| token == "openid")
}

/// RFC 6749 s.3.3: scope = scope-token *( SP scope-token ), scope-token = 1*( %x21 / %x23-5B / %x5D-7E ).
fn check_scope(scope: &str) -> Result<(), Fault> {
    // A comma is a legal character of a scope token, but nobody means it.
    if scope.contains(',') {
        let separated = scope.split([',', ' ']).filter(|token| !token.is_empty()).collect::<Vec<_>>();
        return Err(Fault::new(
            "scopes are separated by spaces, not by commas",
            format!(
                "write `scope = \"{}\"`; a preset changes the separator for the providers that want another",
                separated.join(" ")
            ),
        ));
    }
    if scope.contains("%20") || scope.contains(';') {
        let separated = scope.replace("%20", " ").replace(';', " ");
        let separated = single_spaced(&separated).unwrap_or(separated);
        let problem = "scopes are written with spaces; the library encodes them";
        return Err(Fault::new(problem, format!("write `scope = \"{separated}\"`")));
    }
    if let Some(single) = single_spaced(scope) {
        return Err(Fault::new(
            "scopes are separated by one space, with none before or after them",
            format!("write `scope = \"{single}\"`"),
        ));
    }
    let legal = |c: char| c == ' ' || (c.is_ascii_graphic() && c != '"' && c != '\\');
    match scope.chars().find(|c| !legal(*c)) {
        None => Ok(()),
        Some(illegal) => Err(Fault::new(
            format!("`{}` may not stand in a scope", illegal.escape_default()),
            "write scopes of visible ASCII characters other than `\"` and `\\`, separated by one space",
        )),
    }
}

/// The words with one space between them, if they have not.
pub(super) fn single_spaced(words: &str) -> Option<String> {
    let kept: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
    let single = kept.join(" ");
    (single != words).then_some(single)
}

pub(super) fn check_prompt(prompt: &str) -> Result<(), Fault> {
    let spaced = prompt.replace(',', " ");
    let single = single_spaced(&spaced).unwrap_or(spaced);
    if single != prompt {
        return Err(Fault::new(
            "the values of `prompt` are separated by one space",
            format!("write `prompt = \"{single}\"`"),
        ));
    }
    let values: Vec<&str> = prompt.split(' ').collect();
    for value in &values {
        check_choice("prompt", value, PROMPTS)?;
    }
    // OpenID Connect Core s.3.1.2.1: "If this parameter contains none with any other value, an error is
    // returned."
    if values.contains(&"none") && values.len() > 1 {
        return Err(Fault::new(
            "`none` forbids every page, so nothing can stand beside it",
            "write `prompt = \"none\"`, or remove `none`",
        ));
    }
    Ok(())
}

pub(super) fn check_seconds(name: &str, text: &str) -> Result<(), Fault> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u32>().is_ok() {
        return Ok(());
    }
    let problem = format!("`{name}` is a whole number of seconds");
    Err(Fault::new(problem, format!("write `{name} = 3600` for one hour")))
}

pub(super) fn check_choice(name: &str, text: &str, allowed: &[&'static str]) -> Result<(), Fault> {
    if allowed.contains(&text) {
        return Ok(());
    }
    if let Some(fault) = refusal(name, text) {
        return Err(fault);
    }
    let list = enumeration(allowed.iter().copied(), "or");
    let help = match did_you_mean(text, allowed.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`? `{name}` is {list}"),
        None => format!("write {list}"),
    };
    Err(Fault::new(format!("`{}` is no value of `{name}`", text.escape_debug()), help))
}

fn refusal(name: &str, text: &str) -> Option<Fault> {
    REFUSED.iter().filter(|refused| refused.key == name).find_map(|refused| {
        let value = refused.values.iter().find(|value| value.eq_ignore_ascii_case(text))?;
        Some(Fault::new(refused.problem.replace("{}", value), refused.help))
    })
}

pub(super) fn check_text(name: &str, text: &str) -> Result<(), Fault> {
    if text.chars().any(char::is_control) {
        return Err(Fault::new(format!("the value of `{name}` contains a control character"), "remove it"));
    }
    Ok(())
}
