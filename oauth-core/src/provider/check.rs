//! Checks that the compiler runs: of a preset's values where they are written, and of what an [`attribute`] says beside a
//! preset.

#![expect(clippy::panic, reason = "evaluated by the compiler: a panic is the compile error")]

mod attribute;
mod message;
mod words;

pub(crate) use self::attribute::{demands_form_post, misspelt_scope};
use self::message::Message;
use self::words::{bytes_start_with, contains, ends_with, equal, has_word, split, starts_with};
use super::{Deviation, Key, Preset, Protocol};
use crate::rules::{self, Kind};

/// What a text in a preset is.
#[derive(Clone, Copy)]
pub(super) enum Text {
    Url,
    Issuer,
    Scope,
    ResponseMode,
    AuthMethod,
    Algorithm,
    SignatureMethod,
    Parameters,
    Plain,
}

/// Refuses a text of a preset. The same is checked again, with placeholders filled in, when a program starts.
#[track_caller]
pub(super) const fn text(kind: Text, value: &str) {
    if value.is_empty() {
        panic!("this value is empty\n\nhelp: write one, or leave the line out")
    }
    match kind {
        Text::Url => url(value),
        Text::Issuer => {
            url(value);
            if contains(value, b'?') {
                panic!("an issuer has no query\n\nhelp: write it exactly as the provider's metadata does")
            }
            if ends_with(value, "/.well-known/openid-configuration") {
                panic!(
                    "this is the address of the issuer's metadata, not the issuer\n\nhelp: leave out `/.well-known/openid-configuration`"
                )
            }
        }
        Text::Scope => scope(value),
        Text::ResponseMode => choice(rules::RESPONSE_MODES, value),
        Text::AuthMethod => choice(rules::AUTH_METHODS, value),
        Text::Algorithm => choice(rules::ALGORITHMS, value),
        Text::SignatureMethod => choice(rules::SIGNATURE_METHODS, value),
        Text::Parameters => parameters(value),
        Text::Plain => {}
    }
}

/// `name=value&name=value`, of which no name is the protocol's. Values are judged when a program starts.
#[track_caller]
const fn parameters(value: &str) {
    // Trello has a `scope` of its own: OAuth 1.0a knows none.
    const RESERVED: &[&str] = &[
        "response_type",
        "response_mode",
        "client_id",
        "client_key",
        "client_secret",
        "redirect_uri",
        "state",
        "nonce",
        "code",
        "code_challenge",
        "code_challenge_method",
        "code_verifier",
        "grant_type",
        "refresh_token",
        "request",
        "request_uri",
    ];
    let mut rest = value.as_bytes();
    while !rest.is_empty() {
        let (pair, after) = split(rest, b'&');
        let (name, _) = split(pair, b'=');
        if name.is_empty() || name.len() == pair.len() {
            panic!("parameters are pairs\n\nhelp: write \"name=value&name=value\"")
        }
        let mut names = RESERVED;
        while let [one, others @ ..] = names {
            if one.len() == name.len() && bytes_start_with(name, one.as_bytes()) {
                Message::new()
                    .push("the parameter `")
                    .push(one)
                    .push("` is the protocol's\n\nhelp: remove it; the library sends it")
                    .panic()
            }
            names = others;
        }
        rest = after;
    }
}

#[track_caller]
const fn url(value: &str) {
    if !starts_with(value, "https://") && !is_loopback(value) {
        panic!(
            "an endpoint is an `https` URL\n\nhelp: begin it with `https://`; `http` is for 127.0.0.1, [::1] and localhost only"
        )
    }
    let mut rest = value.as_bytes();
    let mut slashes = 0;
    while let [byte, after @ ..] = rest {
        match *byte {
            b'#' => panic!("this URL has a fragment\n\nhelp: remove it"),
            // Behind the host it is a character like any other: `/users/@me`.
            b'@' if slashes < 3 => panic!("this URL carries a user name or a password\n\nhelp: remove it"),
            b'\\' | b'"' | b'<' | b'>' | b'^' | b'`' | b'|' | ..=b' ' | 0x7f.. => {
                panic!("this URL has a character that may not stand in one\n\nhelp: percent-encode it")
            }
            b'/' => slashes += 1,
            // RFC 3986, s. 3.2: the authority ends at the next "/", "?" or "#".
            b'?' => slashes = 3,
            _ => {}
        }
        rest = after;
    }
    placeholders(value);
}

const fn is_loopback(value: &str) -> bool {
    starts_with(value, "http://127.0.0.1:")
        || starts_with(value, "http://[::1]:")
        || starts_with(value, "http://localhost:")
        || equal(value, "http://localhost")
}

/// Every `{…}` is one that an attribute can fill in. `{tenantid}` is the claim of an issuer template.
#[track_caller]
const fn placeholders(value: &str) {
    const KNOWN: [&str; 8] = [
        "{domain}",
        "{tenant}",
        "{region}",
        "{user_pool}",
        "{realm}",
        "{application}",
        "{client_id}",
        "{tenantid}",
    ];
    let mut rest = value.as_bytes();
    while let [byte, after @ ..] = rest {
        if *byte == b'{' {
            let mut known = false;
            let mut names: &[&str] = &KNOWN;
            while let [name, others @ ..] = names {
                known |= bytes_start_with(rest, name.as_bytes());
                names = others;
            }
            if !known {
                panic!(
                    "nothing fills in this placeholder\n\nhelp: write {{domain}}, {{tenant}}, {{region}}, {{user_pool}}, {{realm}}, {{application}} or {{client_id}}"
                )
            }
        }
        rest = after;
    }
}

/// RFC 6749, section 3.3.
#[track_caller]
const fn scope(value: &str) {
    let mut rest = value.as_bytes();
    let mut before = b' ';
    while let [byte, after @ ..] = rest {
        match *byte {
            b' ' if before == b' ' => {
                panic!("scopes are separated by one space, with none before or after them\n\nhelp: remove it")
            }
            b',' => panic!(
                "scopes are separated by spaces, not by commas\n\nhelp: write spaces, and the deviation `CommaScopes` for a provider that wants commas"
            ),
            b' ' | b'!' | b'#'..=b'[' | b']'..=b'~' => {}
            _ => panic!(
                "a character may not stand in a scope\n\nhelp: write visible ASCII characters other than `\"` and `\\`"
            ),
        }
        before = *byte;
        rest = after;
    }
    if before == b' ' {
        panic!("scopes are separated by one space, with none before or after them\n\nhelp: remove it")
    }
}

/// OpenID Connect Core, section 3.1.2.1: "OpenID Connect requests MUST contain the openid scope value."
#[track_caller]
pub(super) const fn openid(protocol: Protocol, scope: &str) {
    if matches!(protocol, Protocol::OpenIdConnect) && !has_word(scope, "openid") {
        panic!(
            "the scope of an OpenID Provider lacks `openid`, without which there is no ID token\n\nhelp: write `openid` in front"
        )
    }
}

#[track_caller]
pub(super) const fn completes(key: Key) {
    if !key.completes() {
        panic!(
            "this key does not complete a preset\n\nhelp: keys that do are Domain, Tenant, Tenants, Region, UserPool, Realm, Application, TeamId and KeyId; for others call the method of their name"
        )
    }
}

/// A header name in lower case, not the one that the library sends.
#[track_caller]
pub(super) const fn header(name: &str, value: &str) {
    let mut rest = name.as_bytes();
    while let [byte, after @ ..] = rest {
        if !(byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-') {
            panic!("the name of a header is written in lower case\n\nhelp: write letters, digits and `-`")
        }
        rest = after;
    }
    let mut reserved: &[&str] =
        &["", "authorization", "connection", "content-length", "host", "te", "transfer-encoding"];
    while let [first, others @ ..] = reserved {
        if equal(name, first) {
            panic!("this header is the library's\n\nhelp: remove it")
        }
        reserved = others;
    }
    let mut rest = value.as_bytes();
    while let [byte, after @ ..] = rest {
        if !matches!(*byte, b' '..=b'~') {
            panic!("the value of a header is visible ASCII\n\nhelp: remove the other characters")
        }
        rest = after;
    }
}

#[track_caller]
const fn choice(kind: Kind, value: &str) {
    let Kind::Choice { allowed } = kind else { return };
    let mut help = Message::new().push("write ");
    let mut rest = allowed;
    while let [one, after @ ..] = rest {
        if equal(one, value) {
            return;
        }
        let separator = match after.len() {
            0 => "`",
            1 => "` or ",
            _ => "`, ",
        };
        help = help.push("`").push(one).push(separator);
        rest = after;
    }
    Message::new()
        .push("`")
        .push(value)
        .push("` is none of the possible values\n\nhelp: ")
        .push(help.as_str())
        .panic()
}
