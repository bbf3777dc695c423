//! What the clients of one registry share.

use std::sync::Arc;

use actix_web::HttpRequest;
use oauth_core::error::{ConfigurationError, Error};
use oauth_core::{Endpoint, ReturnTo, Sealer, Settings, SystemRandom};

use crate::store::{Pending, PendingStore};
use crate::transport::{Connector, Transport, Transports};

/// The application's address, the prefix of the routes, the logins that are pending, and whom we trust.
#[derive(Debug)]
pub struct Shared {
    base_url: Endpoint,
    /// The prefix of the routes, such as `/auth`.
    base: &'static str,
    /// The same as a browser sees it, below the path of the application's address.
    prefixed: String,
    pub(crate) pending: Pending,
    connector: Arc<Connector>,
}

impl Shared {
    /// Reads what all clients need. Every fault is among the errors, and what is faulty is stood in for, so that the
    /// clients can be read too and all faults be told at once.
    pub(crate) fn read(
        settings: &Settings,
        base: &'static str,
        store: PendingStore,
        errors: &mut Vec<ConfigurationError>,
    ) -> Option<Self> {
        let base_url = settings.read_base_url().map_err(|error| errors.push(error)).ok();
        let base_url = base_url.or_else(|| Endpoint::parse("https://unknown.invalid"))?;
        let sealer = settings.read_cookie_key().map_err(|error| errors.push(error)).ok().flatten();
        let sealer = sealer.or_else(|| random_sealer(store))?;
        let connector = Connector::read(settings).map_err(|error| errors.push(error)).unwrap_or_default();
        let pending = Pending::new(store, sealer, &format!("{base_url}{base}"), base_url.is_https());
        let prefixed = format!("{}{base}", base_url.url().path().trim_end_matches('/'));
        Some(Self { base_url, base, prefixed, pending, connector: Arc::new(connector) })
    }

    /// Whether the application is on this machine, as in development.
    pub(crate) fn is_development(&self) -> bool {
        self.base_url.is_loopback()
    }

    /// The path of one of a client's routes, such as `/auth/google/login`.
    pub(crate) fn path(&self, client: &str, verb: &str) -> String {
        format!("{}/{client}/{verb}", self.base)
    }

    /// Where a provider sends the browser back: always below the configured address, never below a request's `Host`.
    pub(crate) fn redirect_uri(&self, client: &str) -> String {
        format!("{}{}", self.base_url, self.path(client, "authorize"))
    }

    /// Where a person may be sent afterwards: any path of the application but the routes of this library.
    pub(crate) fn return_to(&self, path: &str) -> Option<ReturnTo> {
        ReturnTo::parse(path).filter(|path| !path.is_below(self.base) && !path.is_below(&self.prefixed))
    }

    /// This worker's HTTP client.
    pub(crate) fn transport(&self, request: &HttpRequest) -> Result<Transport, Error> {
        let transports = request.app_data::<Transports>().ok_or(ConfigurationError::NotMounted)?;
        Ok(transports.of(&self.connector))
    }
}

fn random_sealer(store: PendingStore) -> Option<Sealer> {
    if store == PendingStore::Cookie {
        tracing::info!(
            "OAUTH_COOKIE_KEY is not set: logins pending now cannot be finished after a restart or by another instance"
        );
    }
    Sealer::random(&mut SystemRandom).ok()
}
