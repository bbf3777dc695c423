//! What the provider hands out (RFC 5849, sections 2.1 and 2.3).

use std::fmt;

use serde_json::Value;

use crate::json::Object;
use crate::secret::Secret;

/// Temporary credentials: an identifier and a secret for one login (RFC 5849, section 2.1).
///
/// They wait between the two browser requests, and must do so encrypted or on the server (section 4.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemporaryCredentials {
    token: Secret,
    token_secret: Secret,
}

impl TemporaryCredentials {
    /// Credentials that were issued before, and stored.
    pub fn new(token: Secret, token_secret: Secret) -> Self {
        Self { token, token_secret }
    }

    /// `oauth_token`: the identifier that the browser carries to the provider and back.
    pub fn token(&self) -> &Secret {
        &self.token
    }

    /// `oauth_token_secret`: never leaves this side; may be empty.
    pub fn token_secret(&self) -> &Secret {
        &self.token_secret
    }
}

/// Token credentials: what calls to the API are signed with (RFC 5849, section 2.3).
///
/// They have no expiry in the protocol. `Debug` shows nothing of them.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenCredentials {
    token: Secret,
    token_secret: Secret,
    parameters: Vec<(String, String)>,
}

impl TokenCredentials {
    /// Credentials that were issued before, and stored.
    pub fn new(token: Secret, token_secret: Secret) -> Self {
        Self { token, token_secret, parameters: Vec::new() }
    }

    pub(super) fn with_parameters(self, parameters: Vec<(String, String)>) -> Self {
        Self { parameters, ..self }
    }

    /// `oauth_token`.
    pub fn token(&self) -> &Secret {
        &self.token
    }

    /// `oauth_token_secret`; may be empty.
    pub fn token_secret(&self) -> &Secret {
        &self.token_secret
    }

    /// Another parameter of the provider's answer, such as `screen_name`; `None` when it is absent or repeated.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut values =
            self.parameters.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        values.next().filter(|_| values.next().is_none())
    }

    /// The other parameters as members of a JSON object; those that are repeated are left out.
    pub fn to_document(&self) -> Object {
        let once = self.parameters.iter().filter_map(|(name, _)| Some((name, self.parameter(name)?)));
        once.map(|(name, value)| (name.clone(), Value::from(value))).collect()
    }

    /// All other parameters of the provider's answer, in its order.
    pub fn parameters(&self) -> &[(String, String)] {
        &self.parameters
    }
}

impl fmt::Debug for TokenCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenCredentials([redacted])")
    }
}
