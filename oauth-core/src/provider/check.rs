//! Checks that the compiler runs: of a preset's values where they are written, and of what an attribute says beside a
//! preset.

#![expect(clippy::panic, reason = "evaluated by the compiler: a panic is the compile error")]

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

/// Called by the macro's expansion, for nothing but their compile errors.
impl Preset {
    /// Stops the compiler when a preset is for another protocol than the field's type.
    #[doc(hidden)]
    #[track_caller]
    pub const fn check_preset(&self, protocol: Protocol) {
        if same(self.protocol(), protocol) {
            return;
        }
        match self.protocol() {
            Protocol::OAuth1 => {
                panic!("this preset speaks OAuth 1.0a\n\nhelp: make the field an `OAuth1Client`")
            }
            Protocol::OAuth2 => {
                panic!("this preset speaks plain OAuth 2\n\nhelp: make the field an `OAuth2Client`")
            }
            Protocol::OpenIdConnect => {
                panic!("this preset speaks OpenID Connect\n\nhelp: make the field an `OidcClient`")
            }
        }
    }

    /// Stops the compiler when the preset and what is `given` beside it do not describe a provider; all that is missing at
    /// once.
    #[doc(hidden)]
    #[track_caller]
    pub const fn check_parameters(&self, protocol: Protocol, given: &[Key]) {
        if !same(self.protocol(), protocol) || self.has_foreign(given) {
            return;
        }
        let missing = self.missing(given);
        let lacking = self.lacking(given);
        if !missing.is_empty() {
            Message::new()
                .push("the preset for ")
                .push(self.name())
                .push(" has to be completed by ")
                .push(missing.names(protocol).as_str())
                .push("\n\nhelp: add ")
                .push(missing.assignments(protocol).as_str())
                .push(", or `env` in its place to read it at start-up")
                .panic()
        }
        if !lacking.is_empty() {
            Message::new()
                .push("the preset for ")
                .push(self.name())
                .push(" lacks ")
                .push(lacking.names(protocol).as_str())
                .push("\n\nhelp: add it to the preset, or ")
                .push(lacking.assignments(protocol).as_str())
                .push(" here")
                .panic()
        }
    }

    /// Stops the compiler when a key completes presets, but not this one.
    #[doc(hidden)]
    #[track_caller]
    pub const fn check_parameter(&self, protocol: Protocol, key: Key) {
        if self.is_completed_by(key) || !same(self.protocol(), protocol) {
            return;
        }
        let wanted = self.missing(&[]);
        let help = match wanted.is_empty() {
            true => Message::new().push("remove it"),
            false => {
                Message::new().push("remove it; what completes it is ").push(wanted.names(protocol).as_str())
            }
        };
        Message::new()
            .push("the preset for ")
            .push(self.name())
            .push(" is not completed by `")
            .push(key.name(protocol))
            .push("`\n\nhelp: ")
            .push(help.as_str())
            .panic()
    }

    /// Whether a completing key means something to this preset.
    pub(crate) const fn is_completed_by(&self, key: Key) -> bool {
        has_key(self.required_keys(), key) || self.get(key).is_some() || self.uses(key)
    }

    /// Whether a placeholder stands for the key.
    const fn uses(&self, key: Key) -> bool {
        let mut keys = Key::ALL;
        while let [setting, others @ ..] = keys {
            if let Some(value) = self.get(*setting)
                && has_placeholder(value, key.name(Protocol::OpenIdConnect))
            {
                return true;
            }
            keys = others;
        }
        false
    }

    const fn has_foreign(&self, given: &[Key]) -> bool {
        let mut rest = given;
        while let [key, after @ ..] = rest {
            let realm = matches!((key, self.protocol()), (Key::Realm, Protocol::OAuth1));
            if key.completes() && !realm && !self.is_completed_by(*key) {
                return true;
            }
            rest = after;
        }
        false
    }

    /// The completing keys that are needed and not given.
    const fn missing(&self, given: &[Key]) -> Keys {
        let mut missing = Keys::new();
        let mut rest = self.required_keys();
        while let [key, after @ ..] = rest {
            if !has_key(given, *key) {
                missing = missing.with(*key);
            }
            rest = after;
        }
        let mut rest = Key::ALL;
        while let [key, after @ ..] = rest {
            let needed = key.completes() && self.uses(*key) && self.get(*key).is_none();
            if needed && !has_key(given, *key) && !has_key(self.required_keys(), *key) {
                missing = missing.with(*key);
            }
            rest = after;
        }
        missing
    }

    /// What no provider can do without, and neither the preset nor the attribute has.
    const fn lacking(&self, given: &[Key]) -> Keys {
        let discovered = self.says(Key::Issuer, given) || self.says(Key::ServerMetadataUrl, given);
        let needed: &[Key] = match self.protocol() {
            Protocol::OpenIdConnect => &[Key::Issuer],
            Protocol::OAuth2 if discovered => &[],
            Protocol::OAuth2 => &[Key::AuthorizationEndpoint, Key::TokenEndpoint],
            Protocol::OAuth1 => &[Key::RequestTokenUrl, Key::AuthorizationEndpoint, Key::TokenEndpoint],
        };
        let mut lacking = Keys::new();
        let mut rest = needed;
        while let [key, after @ ..] = rest {
            if !self.says(*key, given) {
                lacking = lacking.with(*key);
            }
            rest = after;
        }
        lacking
    }

    const fn says(&self, key: Key, given: &[Key]) -> bool {
        self.get(key).is_some() || has_key(given, key)
    }

    /// Stops the compiler when a scope looks like one of the preset's, misspelt.
    #[doc(hidden)]
    #[track_caller]
    pub const fn check_scope(&self, protocol: Protocol, scope: &str) {
        if !same(self.protocol(), protocol) {
            return;
        }
        let plain = matches!(protocol, Protocol::OAuth2) && !wants_openid(self.known_deviations());
        if plain && has_word(scope, "openid") {
            panic!(
                "`openid` asks for an ID token, which an OAuth2Client never verifies\n\nhelp: make the field an `OidcClient`, or remove `openid`"
            )
        }
        if let Some((word, meant)) = misspelt_scope(self, scope) {
            Message::new()
                .push(self.name())
                .push(" has no scope `")
                .push(word)
                .push("`\n\nhelp: did you mean `")
                .push(meant)
                .push("`?")
                .panic()
        }
    }

    /// Stops the compiler when a provider that answers by `form_post` is told to do otherwise.
    #[doc(hidden)]
    #[track_caller]
    pub const fn check_response_mode(&self, protocol: Protocol, scope: Option<&str>, mode: Option<&str>) {
        let scope = match (scope, self.get(Key::Scope)) {
            (Some(scope), _) | (None, Some(scope)) => scope,
            (None, None) => "",
        };
        let mode = match (mode, self.get(Key::ResponseMode)) {
            (Some(mode), _) | (None, Some(mode)) => mode,
            (None, None) => "query",
        };
        if !same(self.protocol(), protocol) || equal(mode, "form_post") {
            return;
        }
        if let Some(demanding) = demands_form_post(self.known_deviations(), scope) {
            Message::new()
                .push(self.name())
                .push(" answers by `form_post` as soon as the scope `")
                .push(demanding)
                .push("` is asked for\n\nhelp: write `response_mode = \"form_post\"`")
                .panic()
        }
    }
}

const fn wants_openid(deviations: &[Deviation]) -> bool {
    let mut rest = deviations;
    while let [deviation, after @ ..] = rest {
        if matches!(deviation, Deviation::OpenIdWithoutIdToken) {
            return true;
        }
        rest = after;
    }
    false
}

/// The first scope that looks like one of the preset's, misspelt, and that one.
pub(crate) const fn misspelt_scope<'a>(preset: &Preset, scope: &'a str) -> Option<(&'a str, &'static str)> {
    let mut rest = scope.as_bytes();
    while !rest.is_empty() {
        let (word, after) = next_word(rest);
        if let (Some(meant), Ok(word)) = (misspelt(preset.known_scopes(), word), std::str::from_utf8(word)) {
            return Some((word, meant));
        }
        rest = after;
    }
    None
}

/// The scope that makes the provider answer by `form_post`, if it is asked for.
pub(crate) const fn demands_form_post(deviations: &[Deviation], scope: &str) -> Option<&'static str> {
    let mut rest = deviations;
    while let [deviation, after @ ..] = rest {
        if let Deviation::FormPostForScopes(scopes) = deviation {
            let mut scopes: &[&'static str] = scopes;
            while let [one, others @ ..] = scopes {
                if has_word(scope, one) {
                    return Some(one);
                }
                scopes = others;
            }
        }
        rest = after;
    }
    None
}

const fn misspelt(known: &[&'static str], word: &[u8]) -> Option<&'static str> {
    let mut nearest = None;
    let mut rest = known;
    while let [one, after @ ..] = rest {
        match distance(word, one.as_bytes()) {
            0 => return None,
            // One slip of the finger: real scopes that differ by so little are among the known ones.
            1 if one.len() > 3 => nearest = Some(*one),
            _ => {}
        }
        rest = after;
    }
    nearest
}

/// 0 for equal, 1 for one letter more, less, other, or two neighbours exchanged, 2 for anything else.
const fn distance(a: &[u8], b: &[u8]) -> usize {
    let (mut a, mut b) = (a, b);
    while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b) {
        if *x != *y {
            break;
        }
        (a, b) = (rest_a, rest_b);
    }
    while let ([rest_a @ .., x], [rest_b @ .., y]) = (a, b) {
        if *x != *y {
            break;
        }
        (a, b) = (rest_a, rest_b);
    }
    match (a, b) {
        ([], []) => 0,
        ([_], []) | ([], [_]) | ([_], [_]) => 1,
        ([x, y], [p, q]) if *x == *q && *y == *p => 1,
        _ => 2,
    }
}

const fn same(a: Protocol, b: Protocol) -> bool {
    a as u8 == b as u8
}

const fn has_key(keys: &[Key], key: Key) -> bool {
    let mut rest = keys;
    while let [one, after @ ..] = rest {
        if *one as u8 == key as u8 {
            return true;
        }
        rest = after;
    }
    false
}

const fn has_word(text: &str, wanted: &str) -> bool {
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        let (word, after) = next_word(rest);
        if word.len() == wanted.len() && bytes_start_with(word, wanted.as_bytes()) {
            return true;
        }
        rest = after;
    }
    false
}

/// The bytes up to the next space, and those behind it.
const fn next_word(text: &[u8]) -> (&[u8], &[u8]) {
    split(text, b' ')
}

/// The bytes up to the next `separator`, and those behind it.
const fn split(text: &[u8], separator: u8) -> (&[u8], &[u8]) {
    let mut length = 0;
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        rest = after;
        if *byte == separator {
            break;
        }
        length += 1;
    }
    (text.split_at(length).0, rest)
}

const fn starts_with(text: &str, prefix: &str) -> bool {
    bytes_start_with(text.as_bytes(), prefix.as_bytes())
}

const fn ends_with(text: &str, suffix: &str) -> bool {
    let (text, suffix) = (text.as_bytes(), suffix.as_bytes());
    text.len() >= suffix.len() && bytes_start_with(text.split_at(text.len() - suffix.len()).1, suffix)
}

const fn equal(a: &str, b: &str) -> bool {
    a.len() == b.len() && starts_with(a, b)
}

const fn contains(text: &str, wanted: u8) -> bool {
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        if *byte == wanted {
            return true;
        }
        rest = after;
    }
    false
}

const fn bytes_start_with(text: &[u8], prefix: &[u8]) -> bool {
    let (mut text, mut prefix) = (text, prefix);
    while let [wanted, prefix_rest @ ..] = prefix {
        match text {
            [byte, text_rest @ ..] if *byte == *wanted => (text, prefix) = (text_rest, prefix_rest),
            _ => return false,
        }
    }
    true
}

/// Whether `{name}` stands in a text.
const fn has_placeholder(text: &str, name: &str) -> bool {
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        if *byte == b'{' && bytes_start_with(after, name.as_bytes()) {
            let (_, behind) = after.split_at(name.len());
            if let [b'}', ..] = behind {
                return true;
            }
        }
        rest = after;
    }
    false
}

/// A few keys.
struct Keys {
    keys: [Option<Key>; 8],
}

impl Keys {
    const fn new() -> Self {
        Self { keys: [None; 8] }
    }

    const fn is_empty(&self) -> bool {
        matches!(self.keys, [None, ..])
    }

    const fn with(mut self, key: Key) -> Self {
        let mut rest = self.keys.as_mut_slice();
        while let [slot, after @ ..] = rest {
            if slot.is_none() {
                *slot = Some(key);
                break;
            }
            rest = after;
        }
        self
    }

    /// `` `a`, `b` ``.
    const fn names(&self, protocol: Protocol) -> Message {
        self.listed(protocol, "`")
    }

    /// `` `a = "…"`, `b = "…"` ``.
    const fn assignments(&self, protocol: Protocol) -> Message {
        self.listed(protocol, " = \"…\"`")
    }

    const fn listed(&self, protocol: Protocol, end: &str) -> Message {
        let mut text = Message::new();
        let mut rest = self.keys.as_slice();
        while let [Some(key), after @ ..] = rest {
            text = if text.is_empty() { text } else { text.push(", ") };
            text = text.push("`").push(key.name(protocol)).push(end);
            rest = after;
        }
        text
    }
}

/// A text that is put together by the compiler, which cannot format.
struct Message {
    bytes: [u8; 1024],
    length: usize,
}

impl Message {
    const fn new() -> Self {
        Self { bytes: [0; 1024], length: 0 }
    }

    const fn is_empty(&self) -> bool {
        self.length == 0
    }

    const fn push(mut self, text: &str) -> Self {
        let mut rest = text.as_bytes();
        let (_, mut free) = self.bytes.split_at_mut(self.length);
        while let ([byte, after @ ..], [slot, others @ ..]) = (rest, free) {
            *slot = *byte;
            self.length += 1;
            (rest, free) = (after, others);
        }
        self
    }

    const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }

    #[track_caller]
    const fn panic(&self) -> ! {
        panic!("{}", self.as_str())
    }
}
