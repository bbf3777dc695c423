//! What an attribute says beside a preset.

use super::message::{Keys, Message};
use super::words::{distance, equal, has_placeholder, has_word, next_word};
use super::{Deviation, Key, Preset, Protocol};

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
