//! Request parameters as OAuth 2 wants them.

use crate::encoding::Pairs;

/// Parameters of which each occurs once: RFC 6749, sections 3.1 and 3.2.
pub(crate) struct Parameters(Pairs);

impl Parameters {
    /// "Parameters sent without a value MUST be treated as if they were omitted"; "Request and response parameters MUST
    /// NOT be included more than once". The error names the repeated one.
    pub(crate) fn once_each(pairs: Pairs) -> Result<Self, String> {
        let mut parameters = Self(Vec::with_capacity(pairs.len()));
        for (name, value) in pairs {
            if parameters.0.iter().any(|(present, _)| *present == name) {
                return Err(name);
            }
            parameters.0.push((name, value));
        }
        parameters.0.retain(|(_, value)| !value.is_empty());
        Ok(parameters)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(present, _)| present == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }
}
