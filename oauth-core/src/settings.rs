//! What the deployment says: [`Settings`], and a provider's values resolved from it.

mod file;
mod provider;
mod resolved;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

pub use self::provider::Provider;
pub use self::resolved::{ProviderSettings, Trust};
use crate::error::{ConfigurationError, ConfigurationErrors};
use crate::http::Endpoint;
use crate::pending::Sealer;
use crate::secret::Secret;

/// The variable with the application's own address.
const BASE_URL: &str = "OAUTH_BASE_URL";
/// The variable with the key that seals pending logins.
const COOKIE_KEY: &str = "OAUTH_COOKIE_KEY";
/// The variable with the path of a file of certificate authorities.
const CA_FILE: &str = "OAUTH_CA_FILE";

/// Named values: from the environment, from a file, or set in code. All three are the same to a registry.
///
/// ```
/// use oauth_core::Settings;
///
/// let settings = Settings::new()
///     .base_url("https://app.example")
///     .client("google", "our-client-id", "our-client-secret")
///     .set("OKTA_ISSUER", "https://acme.okta.com");
/// ```
#[derive(Clone, Default)]
pub struct Settings {
    variables: BTreeMap<String, Secret>,
}

impl Settings {
    /// No values.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads lines of `NAME=value`.
    ///
    /// Blank lines and lines that start with `#` are passed over, `export ` before a name too. A value in single or
    /// double quotes is what stands between them; nothing is expanded or unescaped. `name` names the file in errors.
    ///
    /// # Errors
    /// [`ConfigurationError::FileUnreadable`] for each line that is none of this.
    pub fn parse_file(name: &str, text: &str) -> Result<Self, ConfigurationErrors> {
        file::parse(name, text)
    }

    /// Sets `OAUTH_BASE_URL`: the application's address as browsers see it, such as `https://app.example`.
    ///
    /// Redirect URIs are made from it, never from a request's `Host`.
    pub fn base_url(self, url: &str) -> Self {
        self.set(BASE_URL, url)
    }

    /// Sets `OAUTH_COOKIE_KEY`: 32 bytes in base64; see [`Sealer::parse`].
    pub fn cookie_key(self, key: &str) -> Self {
        self.set(COOKIE_KEY, key)
    }

    /// Sets `OAUTH_CA_FILE`: the path of a PEM file with certificate authorities to trust beside those that browsers trust,
    /// such as a company's own.
    ///
    /// It is read once, when the registry is built. Whoever has the key of one of them can be any provider.
    pub fn ca_file(self, path: &str) -> Self {
        self.set(CA_FILE, path)
    }

    /// Sets the identifier and the secret of the client `provider`.
    pub fn client(self, provider: &str, id: &str, secret: &str) -> Self {
        self.set(&variable(provider, "client_id"), id).set(&variable(provider, "client_secret"), secret)
    }

    /// Sets a variable, whether it was set or not.
    pub fn set(mut self, variable: &str, value: &str) -> Self {
        self.variables.insert(variable.to_owned(), Secret::from(value));
        self
    }

    /// Sets a variable that is not set, or is empty.
    pub fn set_default(self, variable: &str, value: &str) -> Self {
        if self.get(variable).is_some() { self } else { self.set(variable, value) }
    }

    /// These values, and those of `other` for the variables that are not set here.
    pub fn or(mut self, other: Self) -> Self {
        for (variable, value) in other.variables {
            self.variables.entry(variable).or_insert(value);
        }
        self
    }

    /// The value of a variable; an empty one counts as not set.
    pub fn get(&self, variable: &str) -> Option<&Secret> {
        self.variables.get(variable).filter(|value| !value.is_empty())
    }

    /// The application's address, without a slash at the end.
    ///
    /// # Errors
    /// [`ConfigurationError::VariableMissing`]; [`ConfigurationError::VariableMalformed`] unless it is `https` (`http`
    /// only on loopback), without query and fragment.
    pub fn read_base_url(&self) -> Result<Endpoint, ConfigurationError> {
        let value = self
            .get(BASE_URL)
            .ok_or_else(|| ConfigurationError::VariableMissing { variable: BASE_URL.into() })?;
        let endpoint =
            Endpoint::parse(value.expose().trim_end_matches('/')).filter(|url| !url.as_str().contains('?'));
        endpoint.ok_or_else(|| ConfigurationError::VariableMalformed {
            variable: BASE_URL.into(),
            expected: "the application's https URL (http only on loopback) without query and fragment",
        })
    }

    /// The keys that seal pending logins, if any are set.
    ///
    /// # Errors
    /// [`ConfigurationError::VariableMalformed`].
    pub fn read_cookie_key(&self) -> Result<Option<Sealer>, ConfigurationError> {
        let Some(keys) = self.get(COOKIE_KEY) else { return Ok(None) };
        let sealer = Sealer::parse(keys.expose()).ok_or_else(|| ConfigurationError::VariableMalformed {
            variable: COOKIE_KEY.into(),
            expected: Sealer::EXPECTED,
        })?;
        Ok(Some(sealer))
    }

    /// What `read` makes of the file that `OAUTH_CA_FILE` names, if it names one. This crate opens no file itself.
    ///
    /// # Errors
    /// [`ConfigurationError::FileUnreadable`] with what `read` says. It does not show the path, in whose place somebody may
    /// have put a key.
    pub fn read_ca_file<T>(
        &self,
        read: impl FnOnce(&Path) -> Result<T, String>,
    ) -> Result<Option<T>, ConfigurationError> {
        let Some(path) = self.get(CA_FILE) else { return Ok(None) };
        let unreadable =
            |reason| ConfigurationError::FileUnreadable { place: format!("the file of {CA_FILE}"), reason };
        read(Path::new(path.expose())).map(Some).map_err(unreadable)
    }
}

impl FromIterator<(String, String)> for Settings {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        Self { variables: variables.into_iter().map(|(name, value)| (name, Secret::from(value))).collect() }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Settings({} variables)", self.variables.len())
    }
}

/// The variable of a provider's key: `google`, `client_id` → `GOOGLE_CLIENT_ID`.
pub(crate) fn variable(provider: &str, key: &str) -> String {
    format!("{provider}_{key}").to_ascii_uppercase()
}

/// Whether a name can be part of a URL: a letter or digit, then letters, digits, `_` and `-`, at most 64.
pub(crate) fn is_provider_name(name: &str) -> bool {
    let letter = name.starts_with(|first: char| first.is_ascii_alphanumeric());
    letter
        && name.len() <= 64
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}
