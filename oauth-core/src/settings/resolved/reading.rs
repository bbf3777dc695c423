//! What clients read of a provider's values.

use super::{ProviderSettings, variable};
use crate::encoding::form_decode;
use crate::error::ConfigurationError;
use crate::http::{Endpoint, Issuer};
use crate::provider::Key;
use crate::secret::Secret;

impl ProviderSettings {
    /// Our identifier at the provider; empty when it is missing, which is then among the errors.
    pub(crate) fn client_id(&mut self) -> String {
        self.get(Key::ClientId).unwrap_or_default().to_owned()
    }

    /// The client's secret; a missing or broken one is an error.
    pub(crate) fn client_secret(&mut self) -> Secret {
        match &self.secret {
            None if self.has_environment => {
                let variable = variable(&self.name, "client_secret");
                self.errors.push(ConfigurationError::VariableMissing { variable });
            }
            None => {
                let provider = self.name.clone();
                self.errors.push(ConfigurationError::KeyMissing { provider, key: "client_secret" });
            }
            // A private key in PEM has them.
            Some(secret)
                if secret.expose().contains(char::is_control) && !secret.expose().contains("-----BEGIN ") =>
            {
                self.refuse_secret("a secret without line breaks and other control characters");
            }
            Some(secret) => return secret.clone(),
        }
        Secret::from("")
    }

    /// Notes that the client's secret cannot be used.
    pub(crate) fn refuse_secret(&mut self, expected: &'static str) {
        self.errors.push(match self.has_environment {
            true => {
                let variable = variable(&self.name, "client_secret");
                ConfigurationError::VariableMalformed { variable, expected }
            }
            false => ConfigurationError::ValueInvalid {
                provider: self.name.clone(),
                key: "client_secret",
                problem: "this secret cannot be used".to_owned(),
                help: format!("expected {expected}"),
            },
        });
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

    /// The pairs of a form-encoded value: the preset's, with those of the attribute in their place.
    pub(crate) fn parameters(&mut self, key: Key) -> Vec<(String, String)> {
        let own = self.parse(key, "form-encoded parameters", form_decode).unwrap_or_default();
        let preset = self.preset.and_then(|preset| preset.get(key)).and_then(form_decode);
        let kept = |(name, _): &(String, String)| !own.iter().any(|(other, _)| other == name);
        let mut all: Vec<_> = preset.unwrap_or_default().into_iter().filter(kept).collect();
        all.extend(own);
        all
    }

    /// A value read by `parse`; one that it refuses is an error.
    pub(crate) fn parse<T>(
        &mut self,
        key: Key,
        expected: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let parsed = parse(self.get(key)?);
        if parsed.is_none() {
            self.refuse(key, expected);
        }
        parsed
    }

    /// Notes an error unless `key` has a value, or its variable was already reported.
    pub(crate) fn require(&mut self, key: Key) {
        if !self.mentions(key) {
            self.reported.insert(key);
            let (provider, key) = (self.name.clone(), key.name(self.protocol));
            self.errors.push(ConfigurationError::KeyMissing { provider, key });
        }
    }

    /// Whether `key` has a value, good or bad, or was reported as missing.
    pub(crate) fn mentions(&self, key: Key) -> bool {
        self.values.contains_key(&key) || self.reported.contains(&key)
    }
}
