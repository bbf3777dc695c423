//! Where a login is kept between its two browser requests: one set of rules, two places.
//!
//! A pending login is given up as soon as its callback arrives, whatever comes of it; it lives for ten minutes; a
//! browser has at most ten; and who did not begin it can neither use it nor burn it.

mod consumed;
mod cookie;
mod session;

use std::sync::Arc;

use actix_web::HttpRequest;
use oauth_core::error::{AuthorizationError, Error};
use oauth_core::{PendingAuthorization, PendingId, Random, Sealer, Timestamp};

use self::consumed::Consumed;
use crate::headers::Cookies;

/// How many logins one browser may have pending; the oldest make room.
const MAX_PENDING: usize = 10;

/// Where pending logins are kept. Chosen by `#[oauth_registry(pending = "…")]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PendingStore {
    /// `"cookie"`, the default: each in a cookie of its own, sealed so that the browser can neither read nor change it.
    /// Needs no middleware, and any process with the same key can finish the login.
    #[default]
    Cookie,
    /// `"session"`: in the visitor's `actix-session`, which keeps OAuth 1.0a token secrets out of the browser when the
    /// session lives on the server, as with Redis.
    Session,
}

/// The store of one registry, shared by its clients and workers.
#[derive(Debug)]
pub(crate) struct Pending {
    place: PendingStore,
    sealer: Sealer,
    /// What the names of this registry's cookies begin with.
    cookie_prefix: String,
    consumed: Consumed,
    /// Whether cookies go over https alone; not so only for an application on loopback.
    secure: bool,
    session: Arc<session::SessionProof>,
}

impl Pending {
    /// `registry` tells this registry from others on the same host: browsers send cookies to every port.
    pub(crate) fn new(place: PendingStore, sealer: Sealer, registry: &str, secure: bool) -> Self {
        let tag: String = PendingId::of_token(registry)
            .to_string()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(4)
            .collect();
        // `__Host-` keeps other hosts of the domain from setting the cookie (RFC 6265bis); it needs https.
        let cookie_prefix = format!("{}oauth-{tag}-", if secure { "__Host-" } else { "" });
        let consumed = Consumed::default();
        Self { place, sealer, cookie_prefix, consumed, secure, session: Arc::default() }
    }

    /// Keeps a login that begins.
    pub(crate) fn keep(
        &self,
        request: &HttpRequest,
        pending: &PendingAuthorization,
        random: &mut dyn Random,
    ) -> Result<Cookies, Error> {
        match self.place {
            PendingStore::Cookie => self.keep_in_cookie(request, pending, random),
            PendingStore::Session => self.keep_in_session(request, pending).map(|()| Cookies::new()),
        }
    }

    /// Gives up the login that a callback answers to: nobody gets it twice. The cookies go on the response whatever it is.
    ///
    /// `key` is the callback's `state` or temporary token, and `name` how its login is named. Whoever knows the name
    /// alone burns nothing.
    pub(crate) fn take(
        &self,
        request: &HttpRequest,
        name: fn(&str) -> PendingId,
        key: &str,
        now: Timestamp,
    ) -> (Cookies, Result<PendingAuthorization, Error>) {
        let id = &name(key);
        let (cookies, found) = match self.place {
            PendingStore::Cookie => self.take_from_cookie(request, id, key),
            PendingStore::Session => (Cookies::new(), self.take_from_session(request, id, key)),
        };
        let taken = found.and_then(|found| match found {
            Found::Pending(pending) if self.consumed.first_time(id, now) => Ok(*pending),
            Found::Pending(_) => Err(AuthorizationError::StateAlreadyUsed.into()),
            // This browser had it, and it was used: a double click, a reload.
            Found::Nothing { .. } if self.consumed.contains(id, now) => {
                Err(AuthorizationError::StateAlreadyUsed.into())
            }
            Found::Nothing { others_pending } => {
                Err(AuthorizationError::StateUnknown { others_pending }.into())
            }
        });
        (cookies, taken)
    }

    pub(crate) fn is_in_session(&self) -> bool {
        self.place == PendingStore::Session
    }
}

/// What the browser or its session had under a name.
enum Found {
    Pending(Box<PendingAuthorization>),
    Nothing { others_pending: bool },
}
