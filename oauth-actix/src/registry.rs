//! [`Registry`]: what `#[oauth_registry]` implements, and [`Reader`], with which it does.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;

use actix_web::web::{Data, ServiceConfig};
use actix_web::{FromRequest, Handler, Responder};
use oauth_core::error::{ConfigurationError, ConfigurationErrors};
use oauth_core::{ProviderSettings, ProviderSpec, Settings, Trust};

use crate::client::{AnyClient, Client};
use crate::providers::{Providers, SHARED_ISSUER};
use crate::routes::Routes;
use crate::shared::Shared;
use crate::store::PendingStore;
use crate::transport::Transports;

/// A struct with one client per provider. Implemented by [`#[oauth_registry]`](crate::oauth_registry), not by hand.
///
/// It is shared by all workers: its clients are cheap to clone and keep what they fetched from the providers.
pub trait Registry: Clone + 'static {
    /// The generated enum: a finished login at one of the providers.
    type Login: 'static;
    /// The prefix of the routes, such as `/auth`.
    const BASE: &'static str;
    /// Where logins are kept between their two browser requests.
    const PENDING: PendingStore;

    /// Reads the environment.
    ///
    /// `OAUTH_BASE_URL` is the application's address as browsers see it. Each provider has `<FIELD>_CLIENT_ID`,
    /// `<FIELD>_CLIENT_SECRET` (unless it is a public client) and a variable for each key that its attribute leaves to
    /// `env`. `OAUTH_COOKIE_KEY`, 32 bytes in base64, is needed as soon as there are several instances; `OAUTH_CA_FILE` names
    /// a file of further certificate authorities.
    ///
    /// # Errors
    /// Every variable that is missing or malformed, in one error.
    fn from_env() -> Result<Self, ConfigurationErrors> {
        Self::from_settings(&environment())
    }

    /// Reads the environment, and a file for the variables that are not set there; see [`Settings::parse_file`].
    ///
    /// # Errors
    /// As for [`from_env`](Self::from_env); [`ConfigurationError::FileUnreadable`].
    fn from_env_file(path: impl AsRef<Path>) -> Result<Self, ConfigurationErrors> {
        let path = path.as_ref();
        let unreadable = |error: std::io::Error| ConfigurationError::FileUnreadable {
            place: path.display().to_string(),
            reason: error.to_string(),
        };
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        Self::from_settings(&environment().or(Settings::parse_file(&path.display().to_string(), &text)?))
    }

    /// Builds the clients from settings made in code.
    ///
    /// # Errors
    /// Everything that is missing or malformed, in one error.
    fn from_settings(settings: &Settings) -> Result<Self, ConfigurationErrors>;

    /// The client of a provider whose name is known only at run time: a field, or one of its [`Providers`]; `None` for a name
    /// that nothing has.
    fn client(&self, name: &str) -> Option<AnyClient>;

    /// Mounts `GET {base}/{field}/login` and `GET`/`POST {base}/{field}/authorize` for every field, named
    /// `{field}.login` and `{field}.authorize`, and everything that [`clients`](Self::clients) provides.
    ///
    /// `handler` is called when a login is finished. It extracts the generated login enum, or a `Result` of it, and
    /// whatever else a handler can extract. Without the `Result`, a failed login is answered by [`crate::Error`].
    ///
    /// For `App::configure`, in each worker. Two registries of one type need a scope each, because handlers have one `web::Data`
    /// of a type: otherwise the login routes refuse with [`MountedTwice`](ConfigurationError::MountedTwice).
    // A type that depends on `H`, as `impl FnOnce` would, makes two errors of one wrong handler.
    fn routes<H: LoginHandler<Args>, Args>(&self, handler: H) -> Box<dyn FnOnce(&mut ServiceConfig) + '_> {
        Box::new(move |config| {
            config.configure(self.clients());
            handler.mount(self, config);
        })
    }

    /// Provides `web::Data<Self>` to handlers, and the HTTP client that the verbs need, without mounting any route.
    ///
    /// For `App::configure`, in each worker.
    fn clients(&self) -> impl FnOnce(&mut ServiceConfig) {
        move |config| {
            config.app_data(Transports::default()).app_data(Data::new(self.clone()));
        }
    }

    #[doc(hidden)]
    fn mount<H, Args>(&self, routes: &mut Routes<Self, H, Args>)
    where
        H: Handler<Args>,
        H::Output: Responder + 'static,
        Args: FromRequest + 'static;
}

/// What is called when a login is finished: an actix-web handler, such as `async fn signed_in(login: AuthLogin) -> impl
/// Responder`. Implemented for all of them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no handler of finished logins\n\nhelp: write an `async fn` whose parameters are extractors, such as the generated login enum by value, and which returns a `Responder`",
    label = "cannot be called with a finished login"
)]
pub trait LoginHandler<Args>: 'static {
    #[doc(hidden)]
    fn mount<R: Registry>(self, registry: &R, config: &mut ServiceConfig);
}

#[diagnostic::do_not_recommend]
impl<H, Args> LoginHandler<Args> for H
where
    H: Handler<Args>,
    H::Output: Responder + 'static,
    Args: FromRequest + 'static,
{
    fn mount<R: Registry>(self, registry: &R, config: &mut ServiceConfig) {
        let mut routes = Routes::new(registry, self);
        registry.mount(&mut routes);
        routes.mount(config);
    }
}

/// The process's environment. A value that is not UTF-8 is one that no variable may have, so that it does not count as missing.
fn environment() -> Settings {
    read(std::env::vars_os())
}

fn read(variables: impl Iterator<Item = (OsString, OsString)>) -> Settings {
    const MALFORMED: &str = "\0";
    let text = |value: OsString| value.into_string().unwrap_or_else(|_| MALFORMED.to_owned());
    variables.filter_map(|(name, value)| Some((name.into_string().ok()?, text(value)))).collect()
}

/// Builds the clients of one registry and collects what is wrong with any of them.
#[derive(Debug)]
pub struct Reader<'a> {
    settings: &'a Settings,
    shared: Option<Arc<Shared>>,
    /// The clients so far.
    providers: Vec<(String, Trust)>,
    errors: Vec<ConfigurationError>,
}

impl<'a> Reader<'a> {
    /// Reads what all clients need.
    pub fn new(settings: &'a Settings, base: &'static str, pending: PendingStore) -> Self {
        let mut errors = Vec::new();
        let shared = Shared::read(settings, base, pending, &mut errors).map(Arc::new);
        Self { settings, shared, providers: Vec::new(), errors }
    }

    /// Builds one client; `None` when anything is wrong with it or with what was read before.
    pub fn client<C: Client>(&mut self, spec: &'static ProviderSpec) -> Option<C> {
        let shared = self.shared.clone()?;
        let mut settings = ProviderSettings::resolve(self.settings, spec, C::PROTOCOL);
        let trust = settings.trust();
        let client = C::build(&mut settings, &shared);
        self.errors.extend(settings.into_errors());
        if let Some(client) = &client {
            self.check(client, trust, &shared);
        }
        client.filter(|_| self.errors.is_empty())
    }

    /// Refuses what is wrong only in view of the others.
    fn check<C: Client>(&mut self, client: &C, trust: Trust, shared: &Shared) {
        let name = client.name().to_owned();
        // RFC 9700, s. 4.4: a callback must tell by its issuer, too, which provider it is from.
        if let Some((other, _)) = self.providers.iter().find(|(_, other)| other.collides_with(&trust)) {
            let providers = format!("{other} and {name}");
            self.errors.push(ConfigurationError::ProvidersCollide {
                providers,
                shared: "issuer",
                help: SHARED_ISSUER,
            });
        }
        if client.is_form_post() && shared.pending.is_in_session() {
            self.errors.push(ConfigurationError::FormPostWithSession { provider: name.clone() });
        }
        self.providers.push((name, trust));
    }

    /// The providers that come later; after all clients.
    pub fn providers(&self) -> Option<Providers> {
        let shared = self.shared.clone().filter(|_| self.errors.is_empty())?;
        Some(Providers::new(shared, self.providers.clone()))
    }

    /// Everything that is wrong.
    pub fn into_errors(self) -> ConfigurationErrors {
        match ConfigurationErrors::check(self.errors) {
            Err(errors) => errors,
            Ok(()) => ConfigurationError::RandomFailed.into(),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::ffi::OsStringExt as _;

    use super::*;

    #[test]
    fn a_variable_that_is_not_utf_8_is_malformed_and_not_missing() {
        let variables =
            [("OAUTH_COOKIE_KEY", vec![0xff, 0xfe]), ("OAUTH_BASE_URL", b"https://a.example".to_vec())];
        let variables = variables.map(|(name, value)| (OsString::from(name), OsString::from_vec(value)));
        let settings = read(variables.into_iter());
        let mut errors = Vec::new();
        Shared::read(&settings, "/auth", PendingStore::Cookie, &mut errors);
        let codes: Vec<_> = errors.iter().map(ConfigurationError::code).collect();
        assert_eq!(codes, ["variable_malformed"], "{errors:?}");
    }
}
