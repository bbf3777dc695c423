//! Judges the text of one setting. One function per rule, each with the paragraph that it comes from.

use crate::diagnostics::{Fault, did_you_mean, enumeration};
use crate::keys::{Key, Kind, Protocol, Rule};
use crate::url;

/// Values of the closed lists that people write for a reason, with ours for refusing them.
const REFUSED: &[(Key, &str, &str, &str)] = &[
    (
        Key::IdTokenSignedResponseAlg,
        "none",
        "`none` is an ID token without a signature, which anybody can write",
        "write the algorithm that the provider signs with, or remove the key for `RS256`",
    ),
    (
        Key::IdTokenSignedResponseAlg,
        "RSA1_5",
        "`RSA1_5` encrypts keys (RFC 7518 s.4.2), it does not sign ID tokens",
        "write the algorithm that the provider signs with, or remove the key for `RS256`",
    ),
    (
        Key::SignatureMethod,
        "RSA-SHA1",
        "`RSA-SHA1` is not built in, because its implementation in Rust has an open advisory",
        "remove the key and give the client an `OAuth1Signer`, or write `RSA-SHA256`",
    ),
    (
        Key::ResponseMode,
        "fragment",
        "the browser keeps a `fragment` to itself, so it never reaches a server",
        "write `query` or `form_post`",
    ),
];

/// `prompt` of OpenID Connect Core s.3.1.2.1, with `create` of Initiating User Registration 1.0.
const PROMPTS: &[&str] = &["none", "login", "consent", "select_account", "create"];

/// Checks the text of a setting, or says what is wrong with it.
pub(crate) fn check(rule: &Rule, protocol: Protocol, text: &str) -> Result<(), Fault> {
    let name = rule.name(protocol).unwrap_or_default();
    if text.trim().is_empty() {
        let problem = format!("the value of `{name}` is empty");
        let help = format!("write a value, remove the key, or write `{name} = env` for the environment");
        return Err(Fault::new(problem, help));
    }
    match rule.kind {
        Kind::Url => url::check_endpoint(text),
        Kind::Issuer => url::check_issuer(text),
        Kind::Scope => check_scope(text, protocol),
        Kind::Prompt => check_prompt(text),
        Kind::Seconds => check_seconds(name, text),
        Kind::OneOf(allowed) => check_choice(rule.key, name, text, allowed),
        Kind::Text => check_text(name, text),
        Kind::Preset => Err(preset_as_text(text)),
    }
}

/// RFC 6749 s.3.3: scope = scope-token *( SP scope-token ), scope-token = 1*( %x21 / %x23-5B / %x5D-7E ).
fn check_scope(scope: &str, protocol: Protocol) -> Result<(), Fault> {
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
    if scope.split(' ').any(str::is_empty) {
        let tokens = scope.split(' ').filter(|token| !token.is_empty()).collect::<Vec<_>>();
        return Err(Fault::new(
            "scopes are separated by one space, with none before or after them",
            format!("write `scope = \"{}\"`", tokens.join(" ")),
        ));
    }
    let legal = |c: char| c == ' ' || (c.is_ascii_graphic() && c != '"' && c != '\\');
    if let Some(illegal) = scope.chars().find(|c| !legal(*c)) {
        return Err(Fault::new(
            format!("`{}` may not stand in a scope", illegal.escape_default()),
            "write scopes of visible ASCII characters other than `\"` and `\\`, separated by one space",
        ));
    }
    let openid = scope.split(' ').any(|token| token == "openid");
    match protocol {
        // OpenID Connect Core s.3.1.2.1: "OpenID Connect requests MUST contain the openid scope value."
        Protocol::OpenIdConnect if !openid => Err(Fault::new(
            "the scope of an OidcClient lacks `openid`, without which there is no ID token",
            format!("write `scope = \"openid {scope}\"`, or make the field an `OAuth2Client`"),
        )),
        Protocol::OAuth2 if openid => Err(Fault::new(
            "`openid` asks for an ID token, which an OAuth2Client never verifies",
            "make the field an `OidcClient`, or remove `openid`",
        )),
        _ => Ok(()),
    }
}

fn check_prompt(prompt: &str) -> Result<(), Fault> {
    let values: Vec<&str> = prompt.split(' ').collect();
    if values.contains(&"") {
        let values: Vec<&str> = values.into_iter().filter(|value| !value.is_empty()).collect();
        return Err(Fault::new(
            "the values of `prompt` are separated by one space",
            format!("write `prompt = \"{}\"`", values.join(" ")),
        ));
    }
    for value in &values {
        check_choice(Key::Prompt, "prompt", value, PROMPTS)?;
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

fn check_seconds(name: &str, text: &str) -> Result<(), Fault> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u32>().is_ok() {
        return Ok(());
    }
    let problem = format!("`{name}` is a whole number of seconds");
    Err(Fault::new(problem, format!("write `{name} = 3600` for one hour")))
}

fn check_choice(key: Key, name: &str, text: &str, allowed: &[&'static str]) -> Result<(), Fault> {
    if allowed.contains(&text) {
        return Ok(());
    }
    if let Some((.., problem, help)) = REFUSED.iter().find(|(of, value, ..)| *of == key && *value == text) {
        return Err(Fault::new(*problem, *help));
    }
    let list = enumeration(allowed.iter().copied(), "or");
    let help = match did_you_mean(text, allowed.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`? `{name}` is {list}"),
        None => format!("write {list}"),
    };
    Err(Fault::new(format!("`{}` is no value of `{name}`", text.escape_debug()), help))
}

fn check_text(name: &str, text: &str) -> Result<(), Fault> {
    if text.chars().any(char::is_control) {
        return Err(Fault::new(format!("the value of `{name}` contains a control character"), "remove it"));
    }
    Ok(())
}

fn preset_as_text(text: &str) -> Fault {
    let constant: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    Fault::new("a preset is a constant, not a text", format!("write `preset = presets::{constant}`"))
}
