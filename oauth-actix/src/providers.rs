//! Providers that come and go while the application runs: [`Providers`].

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use oauth_core::error::{ConfigurationError, ConfigurationErrors, Untrusted};
use oauth_core::{Protocol, Provider, ProviderSettings, Trust};

use crate::client::sealed::Sealed as _;
use crate::client::{AnyClient, Client as _, OAuth1Client, OAuth2Client, OidcClient};
use crate::shared::Shared;

/// What to do about two fields of one issuer.
pub(crate) const SHARED_ISSUER: &str = "take one preset for both as it is, or put one into another registry";
/// What to do about the issuer of a provider that is added at run time.
const TAKEN_ISSUER: &str = "who owns a client can be anybody of its issuer; take the same client and preset for both, or \
    `shares_issuer`, and keep accounts apart by the provider's name";

/// The field of a registry for providers that are not known when the program is compiled: one per tenant, say, from a
/// database.
///
/// They get the routes that fields get, `{base}/{name}/login` and `{base}/{name}/authorize`, and follow the same rules: what
/// the compiler would say of an attribute is a [`ConfigurationError`] here, in the same words. Cheap to clone; all clones and
/// all workers share the providers.
///
/// ```
/// use oauth_actix::{Key, OidcClient, Provider, Providers, Registry as _, Settings, oauth_registry};
///
/// #[oauth_registry]
/// pub struct Auth {
///     #[provider(issuer = "https://accounts.google.com", scope = "openid email")]
///     pub google: OidcClient,
///     pub tenants: Providers,
/// }
///
/// # fn main() -> Result<(), oauth_actix::ConfigurationErrors> {
/// # let settings = Settings::new().base_url("https://app.example").client("google", "id", "secret");
/// let auth = Auth::from_settings(&settings)?;
/// let acme = Provider::openid_connect("acme").set(Key::Issuer, "https://login.acme.example").client("id", "secret");
/// auth.tenants.add(&acme)?;
/// assert!(auth.client("acme").is_some());
///
/// let error = auth.tenants.add(&Provider::openid_connect("globex").set(Key::Issuer, "http://globex.example"));
/// assert!(error.unwrap_err().to_string().contains("over `http` anybody on the way reads and changes"));
///
/// assert!(auth.tenants.remove("acme"));
/// # Ok(())
/// # }
/// ```
///
/// In the handler a login at any of them is one variant, [`AnyLogin`](crate::AnyLogin). A provider in several processes has
/// to be added in each.
#[derive(Clone)]
pub struct Providers {
    shared: Arc<Shared>,
    /// The fields of the registry, which no provider may be confused with.
    fields: Arc<[(String, Trust)]>,
    known: Arc<RwLock<Known>>,
}

#[derive(Default)]
struct Known {
    /// By name in lower case.
    clients: HashMap<String, (AnyClient, Trust)>,
    /// The lower-case names of those that speak for an issuer.
    by_issuer: HashMap<String, BTreeSet<String>>,
}

impl Providers {
    pub(crate) fn new(shared: Arc<Shared>, fields: Vec<(String, Trust)>) -> Self {
        Self { shared, fields: fields.into(), known: Arc::default() }
    }

    /// Adds a provider. Logins there can begin as soon as this returns.
    ///
    /// An address on this machine or in a private network is refused, unless the application itself is on this machine, as in
    /// development: a provider of your own network is described by a field.
    ///
    /// # Errors
    /// Everything that is wrong with it at once; [`ProvidersCollide`](ConfigurationError::ProvidersCollide) when its name is
    /// taken, or its issuer is another provider's, unless both are the same client of one preset, or
    /// [share it](Provider::shares_issuer).
    pub fn add(&self, provider: &Provider) -> Result<(), ConfigurationErrors> {
        self.insert(provider, false)
    }

    /// Adds a provider, in place of the one of the same name if there is one. Logins that were begun at that one are
    /// finished only if the two have client, issuer and endpoints in common.
    ///
    /// # Errors
    /// As for [`add`](Self::add). The old one stays.
    pub fn replace(&self, provider: &Provider) -> Result<(), ConfigurationErrors> {
        self.insert(provider, true)
    }

    /// Removes a provider; `false` when there is none of this name. Logins that were begun there cannot be finished any
    /// more. Fields are not removed. Whoever gets the name next has other people: delete the accounts too.
    pub fn remove(&self, name: &str) -> bool {
        let known = &mut *self.known.write().unwrap_or_else(PoisonError::into_inner);
        match known.find(name) {
            Some(_) => known.remove(&name.to_ascii_lowercase()),
            None => false,
        }
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// The client of a provider.
    pub fn client(&self, name: &str) -> Option<AnyClient> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).find(name).cloned()
    }

    /// The names of all providers, in alphabetical order. The fields of the registry are not among them.
    pub fn names(&self) -> Vec<String> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let mut names: Vec<_> = known.clients.values().map(|(client, _)| client.name().to_owned()).collect();
        names.sort_unstable();
        names
    }

    fn insert(&self, provider: &Provider, replaces: bool) -> Result<(), ConfigurationErrors> {
        let mut settings = ProviderSettings::of(provider);
        if !self.shared.is_development() {
            settings.refuse_internal();
        }
        let trust = settings.trust();
        let client = self.build(provider.protocol(), &mut settings);
        let mut errors = settings.into_errors();
        if client.as_ref().is_some_and(AnyClient::is_form_post) && self.shared.pending.is_in_session() {
            let provider = provider.name().to_owned();
            errors.push(ConfigurationError::FormPostWithSession { provider });
        }
        // Whoever adds the same provider at the same time must find it there.
        let known = &mut *self.known.write().unwrap_or_else(PoisonError::into_inner);
        errors.extend(self.collision(known, provider.name(), &trust, replaces));
        ConfigurationErrors::check(errors)?;
        if let Some(client) = client {
            known.put(client, trust);
        }
        Ok(())
    }

    fn build(&self, protocol: Protocol, settings: &mut ProviderSettings) -> Option<AnyClient> {
        Some(match protocol {
            Protocol::OpenIdConnect => OidcClient::build(settings, &self.shared)?.any(),
            Protocol::OAuth2 => OAuth2Client::build(settings, &self.shared)?.any(),
            Protocol::OAuth1 => OAuth1Client::build(settings, &self.shared)?.any(),
        })
    }

    /// The field or provider that this one could be confused with.
    fn collision(
        &self,
        known: &Known,
        name: &str,
        trust: &Trust,
        replaces: bool,
    ) -> Option<ConfigurationError> {
        let key = name.to_ascii_lowercase();
        let collide = |other: &str, shared, help| {
            let providers = format!("{other} and {}", Untrusted::new(name));
            ConfigurationError::ProvidersCollide { providers, shared, help }
        };
        let taken = known.clients.get(&key).filter(|(client, _)| !replaces || client.name() != name);
        if let Some(other) = taken.map(|(client, _)| client.name().to_owned()) {
            return Some(collide(&other, "name", "`replace` that one, or choose another name"));
        }
        if let Some((field, _)) = self.fields.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)) {
            return Some(collide(field, "name", "a field of the registry has it; choose another name"));
        }
        if let Some((field, _)) = self.fields.iter().find(|(_, other)| other.collides_with(trust)) {
            return Some(collide(field, "issuer", TAKEN_ISSUER));
        }
        let rival = known.rivals(trust, &key).into_iter().find(|(_, other)| other.collides_with(trust));
        rival.map(|(client, _)| collide(client.name(), "issuer", TAKEN_ISSUER))
    }
}

impl Known {
    fn find(&self, name: &str) -> Option<&AnyClient> {
        let (client, _) = self.clients.get(&name.to_ascii_lowercase())?;
        Some(client).filter(|client| client.name() == name)
    }

    fn put(&mut self, client: AnyClient, trust: Trust) {
        let key = client.name().to_ascii_lowercase();
        self.remove(&key);
        for issuer in trust.keys() {
            self.by_issuer.entry(issuer).or_default().insert(key.clone());
        }
        self.clients.insert(key, (client, trust));
    }

    fn remove(&mut self, key: &str) -> bool {
        let Some((_, trust)) = self.clients.remove(key) else { return false };
        for issuer in trust.keys() {
            if let Some(names) = self.by_issuer.get_mut(&issuer) {
                names.remove(key);
                if names.is_empty() {
                    self.by_issuer.remove(&issuer);
                }
            }
        }
        true
    }

    /// Those that might speak for the same issuer, but for the one under `key`. Of those that share one, and so were found
    /// to be one provider, any stands for all.
    fn rivals(&self, trust: &Trust, key: &str) -> Vec<&(AnyClient, Trust)> {
        let mut rivals = Vec::new();
        for (index, issuer) in trust.rival_keys().iter().enumerate() {
            let holders = self.by_issuer.get(issuer).into_iter().flatten().filter(|name| *name != key);
            let enough = if index == 0 { 1 } else { usize::MAX };
            rivals.extend(holders.take(enough).filter_map(|name| self.clients.get(name)));
        }
        rivals
    }
}

impl fmt::Debug for Providers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        write!(f, "Providers({})", known.clients.len())
    }
}
