//! A provider that becomes known while the application runs: [`Provider`].

use std::fmt;

use crate::provider::{Key, Preset, Protocol};
use crate::secret::Secret;

/// A provider that is described at run time, as `#[provider(..)]` describes one at compile time: a tenant's own, from a
/// database or an administrator's form. The same rules hold, with the same words.
///
/// ```
/// use oauth_core::{Key, Provider, presets};
///
/// let own = Provider::openid_connect("acme")
///     .set(Key::Issuer, "https://login.acme.example")
///     .set(Key::Scope, "openid email")
///     .client("our-client-id", "our-client-secret");
/// let hosted = Provider::preset("globex", &presets::OKTA)
///     .set(Key::Domain, "globex.okta.com")
///     .client("our-client-id", "our-client-secret");
/// # let _ = (own, hosted);
/// ```
#[derive(Clone)]
pub struct Provider {
    pub(super) name: String,
    pub(super) protocol: Protocol,
    pub(super) preset: Option<&'static Preset>,
    pub(super) values: Vec<(Key, String)>,
    pub(super) secret: Option<Secret>,
    pub(super) shares_issuer: bool,
}

impl Provider {
    /// A provider that speaks OpenID Connect. `name` is part of its routes.
    pub fn openid_connect(name: &str) -> Self {
        Self::new(name, Protocol::OpenIdConnect, None)
    }

    /// A provider that speaks plain OAuth 2.
    pub fn oauth2(name: &str) -> Self {
        Self::new(name, Protocol::OAuth2, None)
    }

    /// A provider that speaks OAuth 1.0a.
    pub fn oauth1(name: &str) -> Self {
        Self::new(name, Protocol::OAuth1, None)
    }

    /// A provider that a preset describes.
    pub fn preset(name: &str, preset: &'static Preset) -> Self {
        Self::new(name, preset.protocol(), Some(preset))
    }

    fn new(name: &str, protocol: Protocol, preset: Option<&'static Preset>) -> Self {
        Self {
            name: name.to_owned(),
            protocol,
            preset,
            values: Vec::new(),
            secret: None,
            shares_issuer: false,
        }
    }

    /// Sets one value; it takes the place of the preset's.
    pub fn set(mut self, key: Key, value: &str) -> Self {
        self.values.retain(|(other, _)| *other != key);
        self.values.push((key, value.to_owned()));
        self
    }

    /// Sets our identifier and secret at the provider.
    pub fn client(self, id: &str, secret: &str) -> Self {
        let mut provider = self.set(Key::ClientId, id);
        provider.secret = Some(Secret::from(secret)).filter(|secret| !secret.is_empty());
        provider
    }

    /// Lets this provider share its issuer with others of the same preset that have another client and share it too, such as
    /// tenants that each have a client of their own at Google, and with fields of the registry. Without it an issuer is one client's.
    ///
    /// Who owns a client can be anybody of its issuer: a code or an ID token that was made for his own site is one for this
    /// application. So an account must be one provider's: keep its name beside `claims.identity()`.
    pub fn shares_issuer(self) -> Self {
        Self { shares_issuer: true, ..self }
    }

    /// The provider's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The protocol it speaks.
    pub fn protocol(&self) -> Protocol {
        self.protocol
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider")
            .field("name", &self.name)
            .field("protocol", &self.protocol)
            .finish_non_exhaustive()
    }
}
