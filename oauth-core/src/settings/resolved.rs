//! A provider's values: those of its attribute, its preset and the deployment, or those of a run-time description.

mod reading;
mod trust;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

pub use self::trust::Trust;
use super::{Provider, Settings, variable};
use crate::error::{ConfigurationError, ConfigurationErrors};
use crate::http::Endpoint;
use crate::provider::{
    Deviations, Key, Preset, Protocol, ProviderSpec, Source, demands_form_post, misspelt_scope,
};
use crate::rules::words::enumeration;
use crate::rules::{self, Fault, Kind};
use crate::secret::Secret;

/// The values of one provider. Reading them collects every fault instead of stopping at the first.
pub struct ProviderSettings {
    pub(crate) name: String,
    protocol: Protocol,
    preset: Option<&'static Preset>,
    values: BTreeMap<Key, Value>,
    secret: Option<Secret>,
    /// Whether the environment may have a say, and so is to blame for what is missing.
    has_environment: bool,
    /// Whether others with another client may have the same issuer.
    shares_issuer: bool,
    /// Keys whose value was refused or is missing, and that is told already.
    reported: BTreeSet<Key>,
    errors: Vec<ConfigurationError>,
}

struct Value {
    text: String,
    origin: Origin,
}

#[derive(Clone, Copy, PartialEq)]
enum Origin {
    Preset,
    Code,
    Environment,
}

impl ProviderSettings {
    /// Looks up everything that `spec` asks for.
    pub fn resolve(settings: &Settings, spec: &ProviderSpec, protocol: Protocol) -> Self {
        let mut resolved = Self::new(spec.name, protocol, spec.preset);
        resolved.has_environment = true;
        resolved.secret = settings.get(&variable(spec.name, "client_secret")).cloned();
        for (key, source) in spec.settings {
            resolved.read(settings, *key, *source);
        }
        if !spec.settings.iter().any(|(key, _)| *key == Key::ClientId) {
            resolved.read(settings, Key::ClientId, Source::Environment);
        }
        resolved.complete();
        resolved
    }

    /// Takes everything from a description made at run time.
    pub fn of(provider: &Provider) -> Self {
        let usable = super::is_provider_name(&provider.name);
        // What is no name may be anything: it is shown as little as possible.
        let shown: String = provider.name.escape_debug().take(64).collect();
        let mut resolved = Self::new(&shown, provider.protocol, provider.preset);
        if !usable {
            resolved.errors.push(ConfigurationError::NameInvalid { name: shown });
        }
        resolved.secret = provider.secret.clone();
        resolved.shares_issuer = provider.shares_issuer;
        for (key, text) in &provider.values {
            resolved.put(*key, text.clone(), Origin::Code);
        }
        resolved.require(Key::ClientId);
        resolved.complete();
        resolved
    }

    fn new(name: &str, protocol: Protocol, preset: Option<&'static Preset>) -> Self {
        let mut values = BTreeMap::new();
        for key in Key::ALL {
            if let Some(text) = preset.and_then(|preset| preset.get(*key)) {
                values.insert(*key, Value { text: text.to_owned(), origin: Origin::Preset });
            }
        }
        Self {
            name: name.to_owned(),
            protocol,
            preset,
            values,
            secret: None,
            has_environment: false,
            shares_issuer: false,
            reported: BTreeSet::new(),
            errors: Vec::new(),
        }
    }

    fn read(&mut self, settings: &Settings, key: Key, source: Source) {
        match source {
            Source::Literal(text) => self.put(key, text.to_owned(), Origin::Code),
            Source::Environment => {
                let variable = self.variable(key);
                match settings.get(&variable) {
                    Some(text) => self.put(key, text.expose().to_owned(), Origin::Environment),
                    // Beside a preset the variable replaces the preset's value, if it is set.
                    None if self.values.contains_key(&key) => {}
                    None => {
                        self.reported.insert(key);
                        self.errors.push(ConfigurationError::VariableMissing { variable });
                    }
                }
            }
        }
    }

    /// Keeps a value that passes the rules which the compiler applies to literals.
    fn put(&mut self, key: Key, text: String, origin: Origin) {
        let judged = self.judge(key, &text);
        // Microsoft Entra ID writes it so, whatever was asked for.
        let text = if key == Key::Tenant { text.to_ascii_lowercase() } else { text };
        self.values.insert(key, Value { text, origin });
        if let Err((fault, expected)) = judged {
            self.fault(key, fault, expected);
        }
    }

    fn judge(&self, key: Key, text: &str) -> Result<(), (Fault, &'static str)> {
        let name = key.name(self.protocol);
        let Some(kind) = key.kind(self.protocol) else { return Err((self.foreign(key), "nothing")) };
        let deviations = self.deviations();
        let kind = match key {
            Key::Scope if deviations.openid_without_id_token => Kind::ScopeOpenId,
            _ => kind,
        };
        let judged = match key {
            Key::Issuer if deviations.issuer_template => check_template(kind, name, text),
            _ => rules::check(kind, name, text),
        };
        judged.and_then(|()| self.judge_beside_preset(key, text)).map_err(|fault| (fault, kind.expected()))
    }

    /// What the compiler says of an attribute beside a preset, or of a completing key without one.
    fn judge_beside_preset(&self, key: Key, text: &str) -> Result<(), Fault> {
        let name = key.name(self.protocol);
        let completes = key.completes() && !(key == Key::Realm && self.protocol == Protocol::OAuth1);
        match self.preset {
            None if completes => {
                let problem = format!("`{name}` completes the URLs of a preset, and this provider has none");
                Err(Fault::new(problem, "remove it, or begin with a preset"))
            }
            Some(preset) if completes && !preset.is_completed_by(key) => {
                let problem = format!("the preset for {} is not completed by `{name}`", preset.name());
                Err(Fault::new(problem, "remove it"))
            }
            Some(preset) if key == Key::Scope => match misspelt_scope(preset, text) {
                Some((word, meant)) => {
                    let problem = format!("{} has no scope `{word}`", preset.name());
                    Err(Fault::new(problem, format!("did you mean `{meant}`?")))
                }
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// The fault of a key that this protocol does not have.
    fn foreign(&self, key: Key) -> Fault {
        let owners = key.clients();
        let problem = format!(
            "`{}` belongs to {}, and this is an `{}`",
            key.name(self.protocol),
            enumeration(owners.iter().copied(), "and"),
            self.protocol.client()
        );
        Fault::new(problem, format!("remove it, or make it an {}", enumeration(owners, "or")))
    }

    /// Judges the values of a preset that its `const` checks do not know all of.
    fn judge_preset(&mut self) {
        for key in [Key::AuthorizationParameters, Key::TokenParameters, Key::Issuer] {
            let value = self.values.get(&key).filter(|value| value.origin == Origin::Preset);
            // An issuer with a placeholder is judged when it is filled in.
            let Some(text) = value.map(|value| value.text.clone()) else { continue };
            let judged = match key {
                Key::Issuer if !self.deviations().issuer_template => continue,
                Key::Issuer => check_template(Kind::Issuer, "issuer", &text),
                _ => key
                    .kind(self.protocol)
                    .map_or(Ok(()), |kind| rules::check(kind, key.name(self.protocol), &text)),
            };
            if let Err(fault) = judged {
                self.fault(key, fault, "what the protocol does not define");
            }
        }
    }

    /// Checks what the preset needs, and fills in its placeholders.
    fn complete(&mut self) {
        self.judge_preset();
        for key in self.preset.map_or(&[] as &[_], |preset| preset.required_keys()) {
            self.require(*key);
        }
        let placeholders = [
            ("{domain}", Key::Domain),
            ("{tenant}", Key::Tenant),
            ("{region}", Key::Region),
            ("{user_pool}", Key::UserPool),
            ("{realm}", Key::Realm),
            ("{application}", Key::Application),
            ("{client_id}", Key::ClientId),
        ];
        for (placeholder, key) in placeholders {
            self.fill_in(placeholder, key);
        }
        self.check_form_post();
    }

    fn fill_in(&mut self, placeholder: &str, key: Key) {
        let uses = |value: &Value| value.origin == Origin::Preset && value.text.contains(placeholder);
        let keys: Vec<_> = self.values.iter().filter(|(_, value)| uses(value)).map(|(key, _)| *key).collect();
        if keys.is_empty() {
            return;
        }
        self.require(key);
        let filling = self.get(key).filter(|_| !self.reported.contains(&key)).map(str::to_owned);
        for used in keys {
            match (&filling, self.values.get_mut(&used)) {
                (Some(filling), Some(value)) => value.text = value.text.replace(placeholder, filling),
                // What is wrong is told of the key that fills in.
                _ => {
                    self.values.remove(&used);
                    self.reported.insert(used);
                }
            }
        }
    }

    fn check_form_post(&mut self) {
        let demanded = self.preset.and_then(|preset| {
            demands_form_post(preset.known_deviations(), self.get(Key::Scope).unwrap_or_default())
        });
        let Some(scope) = demanded.filter(|_| self.get(Key::ResponseMode) != Some("form_post")) else {
            return;
        };
        let problem =
            format!("the provider answers by `form_post` as soon as the scope `{scope}` is asked for");
        let fault = Fault { problem, help: "write `form_post`".to_owned() };
        self.fault(Key::ResponseMode, fault, "`form_post`, for these scopes");
    }

    /// The provider's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A value as it is written, with the placeholders of a preset filled in.
    pub fn get(&self, key: Key) -> Option<&str> {
        self.values.get(&key).map(|value| value.text.as_str())
    }

    /// The preset that it starts from.
    pub fn preset(&self) -> Option<&'static Preset> {
        self.preset
    }

    /// Refuses URLs at this machine or in a private network: whoever describes a provider in a form would make us his hands
    /// there (CWE-918).
    pub fn refuse_internal(&mut self) {
        let protocol = self.protocol;
        for key in Key::ALL.iter().filter(|key| key.kind(protocol).is_some_and(Kind::is_url)) {
            let internal = self.get(*key).and_then(Endpoint::parse).is_some_and(|url| url.is_internal());
            if internal {
                let problem = "this address is on this machine or in a private network".to_owned();
                let help = "describe a provider of your own network by a field of the registry".to_owned();
                self.fault(*key, Fault { problem, help }, "an address on the internet");
            }
        }
    }

    /// What went wrong so far; empty when every value that was read is there and usable.
    pub fn into_errors(self) -> Vec<ConfigurationError> {
        self.errors
    }

    /// Whether a value was missing or unusable.
    pub(crate) fn has_errors(&self) -> bool {
        !self.errors.is_empty()
    }

    /// The provider's deviations.
    pub(crate) fn deviations(&self) -> Deviations {
        self.preset.map_or(Deviations::default(), |preset| Deviations::of(preset.known_deviations()))
    }

    /// The value, or nothing and more errors.
    pub(crate) fn note_all<T>(&mut self, result: Result<T, ConfigurationErrors>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(errors) => {
                self.errors.extend(errors.iter().cloned());
                None
            }
        }
    }

    /// Notes that a value cannot be used.
    pub(crate) fn refuse(&mut self, key: Key, expected: &'static str) {
        let problem = format!("the value of `{}` cannot be used", key.name(self.protocol));
        self.fault(key, Fault { problem, help: format!("expected {expected}") }, expected);
    }

    /// Notes what is wrong with a value, unless something was already.
    fn fault(&mut self, key: Key, Fault { problem, help }: Fault, expected: &'static str) {
        if !self.reported.insert(key) {
            return;
        }
        let from_environment = self.values.get(&key).is_some_and(|value| value.origin == Origin::Environment);
        self.errors.push(match from_environment {
            true => ConfigurationError::VariableMalformed { variable: self.variable(key), expected },
            false => {
                let (provider, key) = (self.name.clone(), key.name(self.protocol));
                let help = if self.has_environment { help } else { at_run_time(&help) };
                ConfigurationError::ValueInvalid { provider, key, problem, help }
            }
        });
    }

    fn variable(&self, key: Key) -> String {
        variable(&self.name, key.name(self.protocol))
    }
}

/// Without the values: a secret may stand in the wrong place.
impl fmt::Debug for ProviderSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderSettings")
            .field("name", &self.name)
            .field("protocol", &self.protocol)
            .field("errors", &self.errors)
            .finish_non_exhaustive()
    }
}

/// The same advice without what only an attribute has.
fn at_run_time(help: &str) -> String {
    let alternatives = [
        (", or `env` to read it from the environment at start-up", ""),
        (", or make the field an `OAuth2Client`", ", or make it an OAuth 2 provider"),
        ("make the field an `OidcClient`", "make it an OpenID Connect provider"),
    ];
    // "write a value, remove the key, or write `x = env` for the environment"
    let help = help
        .strip_suffix(" for the environment")
        .and_then(|help| help.rsplit_once(", or "))
        .map_or(help, |(help, _)| help);
    alternatives.iter().fold(help.to_owned(), |help, (attribute, here)| help.replace(attribute, here))
}

/// An issuer template: one place for the tenant's id, in the path.
fn check_template(kind: Kind, name: &str, text: &str) -> Result<(), Fault> {
    let mut parts = text.splitn(4, '/');
    let in_origin = parts.by_ref().take(3).any(|part| part.contains("{tenantid}"));
    if in_origin || text.matches("{tenantid}").count() != 1 {
        let problem = "an issuer template has the place of the tenant's id once, in its path";
        return Err(Fault::new(problem, "write `https://login.example/{tenantid}/v2.0`"));
    }
    // The place is no part of a URL's grammar.
    rules::check(kind, name, &text.replace("{tenantid}", "tenant"))
}
