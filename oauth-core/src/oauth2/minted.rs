//! A client secret that is made anew for each request: [`MintedSecret`], as Apple wants it.

use serde_json::json;

use crate::crypto::EcdsaSigningKey;
use crate::encoding::base64url;
use crate::error::{ConfigurationError, Error};
use crate::pem;
use crate::provider::Key;
use crate::secret::Secret;
use crate::settings::ProviderSettings;
use crate::time::Timestamp;

/// A JWT in place of a secret: `iss` is our team, `sub` our client, `aud` the provider, signed with ES256.
pub(crate) struct MintedSecret {
    key: EcdsaSigningKey,
    key_id: String,
    team_id: String,
    client_id: String,
    audience: String,
}

impl MintedSecret {
    /// How long a secret is good, in seconds.
    const LIFETIME: i64 = 300;

    /// What the private key must be, for error messages.
    const EXPECTED: &'static str =
        "a private key on P-256 as PEM, the whole file that begins with -----BEGIN PRIVATE KEY-----";

    pub(crate) fn from_settings(settings: &mut ProviderSettings) -> Option<Self> {
        let secret = settings.client_secret();
        if secret.is_empty() {
            return None;
        }
        let key = pem::private_key(&secret).and_then(|der| EcdsaSigningKey::from_der(&der));
        let Some(key) = key else {
            settings.refuse_secret(Self::EXPECTED);
            return None;
        };
        let text = |key| settings.get(key).unwrap_or_default().to_owned();
        Some(Self {
            key,
            key_id: text(Key::KeyId),
            team_id: text(Key::TeamId),
            client_id: text(Key::ClientId),
            audience: text(Key::Issuer),
        })
    }

    /// The secret for a request that is sent now.
    pub(crate) fn mint(&self, now: Timestamp) -> Result<Secret, Error> {
        let header = json!({"alg": "ES256", "kid": self.key_id});
        let claims = json!({
            "iss": self.team_id,
            "sub": self.client_id,
            "aud": self.audience,
            "iat": now.as_unix(),
            "exp": now.plus(Self::LIFETIME).as_unix(),
        });
        let [header, claims] = [header, claims].map(|part| base64url(part.to_string().as_bytes()));
        let message = format!("{header}.{claims}");
        let signature = self.key.sign(message.as_bytes()).ok_or(ConfigurationError::RandomFailed)?;
        Ok(Secret::from(format!("{message}.{}", base64url(&signature))))
    }
}
