//! One provider's values, from its attribute, its preset and the deployment.

use std::collections::BTreeMap;

use super::{Settings, variable};
use crate::error::{ConfigurationError, ConfigurationErrors};
use crate::http::{Endpoint, Issuer};
use crate::provider::{Deviation, Key, Preset, Protocol, ProviderSpec, Source};
use crate::secret::Secret;

/// The values of one provider. Reading them collects every fault instead of stopping at the first.
#[derive(Debug)]
pub struct ProviderSettings {
    pub(crate) name: String,
    protocol: Protocol,
    preset: Option<&'static Preset>,
    values: BTreeMap<Key, Value>,
    secret: Option<Secret>,
    errors: Vec<ConfigurationError>,
}

#[derive(Debug)]
struct Value {
    text: String,
    from_environment: bool,
}

impl ProviderSettings {
    /// Looks up everything that `spec` asks for.
    pub fn resolve(settings: &Settings, spec: &ProviderSpec, protocol: Protocol) -> Self {
        let mut resolved = Self {
            name: spec.name.to_owned(),
            protocol,
            preset: spec.preset,
            values: BTreeMap::new(),
            secret: settings.get(&variable(spec.name, "client_secret")).cloned(),
            errors: Vec::new(),
        };
        for (key, text) in spec.preset.map_or(&[] as &[_], |preset| preset.settings) {
            resolved.values.insert(*key, Value { text: (*text).to_owned(), from_environment: false });
        }
        for (key, source) in spec.settings {
            resolved.read(settings, *key, *source);
        }
        if !spec.settings.iter().any(|(key, _)| *key == Key::ClientId) {
            resolved.read(settings, Key::ClientId, Source::Environment);
        }
        resolved
    }

    fn read(&mut self, settings: &Settings, key: Key, source: Source) {
        let value = match source {
            Source::Literal(text) => Value { text: text.to_owned(), from_environment: false },
            Source::Environment => {
                let variable = self.variable(key);
                let Some(text) = settings.get(&variable) else {
                    // Beside a preset the variable replaces the preset's value, if it is set.
                    if !self.values.contains_key(&key) {
                        self.errors.push(ConfigurationError::VariableMissing { variable });
                    }
                    return;
                };
                Value { text: text.expose().to_owned(), from_environment: true }
            }
        };
        self.values.insert(key, value);
    }

    /// The provider's name.
    pub fn name(&self) -> &str {
        &self.name
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
    pub(crate) fn deviations(&self) -> &'static [Deviation] {
        self.preset.map_or(&[], |preset| preset.deviations)
    }

    /// A value as it is written.
    pub(crate) fn text(&self, key: Key) -> Option<&str> {
        self.values.get(&key).map(|value| value.text.as_str())
    }

    /// Our identifier at the provider; empty when it is missing, which is then among the errors.
    pub(crate) fn client_id(&mut self) -> String {
        self.parse(Key::ClientId, "text without control characters", |text| {
            (!text.is_empty() && !text.chars().any(char::is_control)).then(|| text.to_owned())
        })
        .unwrap_or_default()
    }

    /// The client's secret; a missing or broken one is an error.
    pub(crate) fn client_secret(&mut self) -> Secret {
        let name = variable(&self.name, "client_secret");
        match &self.secret {
            None => self.errors.push(ConfigurationError::VariableMissing { variable: name }),
            // A private key in PEM does end in one.
            Some(secret)
                if secret.expose().ends_with(['\n', '\r']) && !secret.expose().starts_with("-----BEGIN") =>
            {
                let expected = "a secret that does not end in a line break";
                self.errors.push(ConfigurationError::VariableMalformed { variable: name, expected });
            }
            Some(secret) => return secret.clone(),
        }
        Secret::from("")
    }

    /// An endpoint, if there is one.
    pub(crate) fn endpoint(&mut self, key: Key) -> Option<Endpoint> {
        self.parse(key, Endpoint::EXPECTED, Endpoint::parse)
    }

    /// An endpoint that must be there.
    pub(crate) fn required_endpoint(&mut self, key: Key) -> Option<Endpoint> {
        self.require(key);
        self.endpoint(key)
    }

    /// The issuer, if there is one.
    pub(crate) fn issuer(&mut self) -> Option<Issuer> {
        self.parse(Key::Issuer, Issuer::EXPECTED, Issuer::parse)
    }

    /// A value read by `parse`; one that it refuses is an error.
    pub(crate) fn parse<T>(
        &mut self,
        key: Key,
        expected: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = self.values.get(&key)?;
        let parsed = parse(&value.text);
        if parsed.is_none() {
            let error = match value.from_environment {
                true => ConfigurationError::VariableMalformed { variable: self.variable(key), expected },
                false => self.invalid(key, expected),
            };
            self.errors.push(error);
        }
        parsed
    }

    /// Notes an error unless `key` has a value, or its variable was already reported.
    pub(crate) fn require(&mut self, key: Key) {
        if !self.mentions(key) {
            let key = key.name(self.protocol);
            self.errors.push(ConfigurationError::KeyMissing { provider: self.name.clone(), key });
        }
    }

    /// Whether `key` has a value, good or bad, or its variable was reported as missing.
    pub(crate) fn mentions(&self, key: Key) -> bool {
        let variable = self.variable(key);
        let reported = |error: &ConfigurationError| matches!(error, ConfigurationError::VariableMissing { variable: missing } if *missing == variable);
        self.values.contains_key(&key) || self.errors.iter().any(reported)
    }

    /// The value, or nothing and one more error.
    pub(crate) fn note<T>(&mut self, result: Result<T, ConfigurationError>) -> Option<T> {
        self.note_all(result.map_err(ConfigurationErrors::from))
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
        let error = self.invalid(key, expected);
        self.errors.push(error);
    }

    fn invalid(&self, key: Key, expected: &'static str) -> ConfigurationError {
        ConfigurationError::ValueInvalid {
            provider: self.name.clone(),
            key: key.name(self.protocol),
            expected,
        }
    }

    fn variable(&self, key: Key) -> String {
        variable(&self.name, key.name(self.protocol))
    }
}
