//! Pending logins in the visitor's session.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_session::{Session, SessionExt as _};
use actix_web::{HttpMessage as _, HttpRequest};
use oauth_core::encoding::{base64url, base64url_decode};
use oauth_core::error::{ConfigurationError, Error};
use oauth_core::{PendingAuthorization, PendingId};

use super::{Found, MAX_PENDING, Pending};
use crate::clock;

/// The key of the session's entry: a list of encodings in base64url, the oldest first.
const ENTRY: &str = "oauth.pending";

/// How many characters the entry may have, so that ten typical logins and some of the application's own data fit into
/// a cookie session, whose 4 KB are measured before it is encrypted and encoded.
const MAX_CHARS: usize = 2560;

impl Pending {
    pub(super) fn keep_in_session(
        &self,
        request: &HttpRequest,
        pending: &PendingAuthorization,
    ) -> Result<(), Error> {
        let (session, now) = (request.get_session(), clock::now()?);
        let mut entries = read(&session);
        entries.retain(|(_, other)| !other.is_expired(now));
        entries.push((base64url(&pending.encode()), pending.clone()));
        let length = |entries: &[(String, PendingAuthorization)]| {
            entries.iter().map(|(text, _)| text.len() + 5).sum::<usize>()
        };
        while entries.len() > 1 && (entries.len() > MAX_PENDING || length(&entries) > MAX_CHARS) {
            entries.remove(0);
        }
        write(&session, &entries)?;
        // First the watch, so that a middleware which is there is seen even when it was thought to be missing.
        self.watch(request, session);
        match self.session.is_missing() {
            true => Err(ConfigurationError::SessionMissing.into()),
            false => Ok(()),
        }
    }

    pub(super) fn take_from_session(
        &self,
        request: &HttpRequest,
        id: &PendingId,
        key: &str,
    ) -> Result<Found, Error> {
        let session = request.get_session();
        let mut entries = read(&session);
        let answered = |pending: &PendingAuthorization| pending.id() == *id && pending.is_begun_with(key);
        let Some(index) = entries.iter().position(|(_, pending)| answered(pending)) else {
            return match entries.is_empty() && self.session.is_missing() {
                true => Err(ConfigurationError::SessionMissing.into()),
                false => Ok(Found::Nothing { others_pending: !entries.is_empty() }),
            };
        };
        // What an earlier request wrote is there, so there is a middleware.
        self.session.prove();
        let (_, pending) = entries.remove(index);
        write(&session, &entries)?;
        Ok(Found::Pending(Box::new(pending)))
    }

    /// Finds out whether there is a `SessionMiddleware`, which actix-session hides: without one, a `Session` works until
    /// the request ends and is then forgotten; with one, its entries have been taken out to be saved by then.
    fn watch(&self, request: &HttpRequest, session: Session) {
        let mut extensions = request.extensions_mut();
        if !extensions.contains::<Watch>() {
            extensions.insert(Watch { session, proof: Arc::clone(&self.session) });
        }
    }
}

/// What is known of the `SessionMiddleware`. Once it was seen, nothing makes it missing again: a request that is broken
/// off before the middleware saves looks like one without.
#[derive(Debug, Default)]
pub(super) struct SessionProof {
    proven: AtomicBool,
    missing: AtomicBool,
}

impl SessionProof {
    fn prove(&self) {
        self.proven.store(true, Ordering::Relaxed);
    }

    fn is_missing(&self) -> bool {
        self.missing.load(Ordering::Relaxed) && !self.proven.load(Ordering::Relaxed)
    }
}

/// Looks at the session when the request is over and its extensions are dropped.
struct Watch {
    session: Session,
    proof: Arc<SessionProof>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        if !self.session.contains_key(ENTRY) {
            self.proof.prove();
        } else if !self.proof.proven.load(Ordering::Relaxed) {
            tracing::error!(
                "pending logins are to be kept in the session, but no SessionMiddleware was seen"
            );
            self.proof.missing.store(true, Ordering::Relaxed);
        }
    }
}

fn read(session: &Session) -> Vec<(String, PendingAuthorization)> {
    let texts = session.get::<Vec<String>>(ENTRY).ok().flatten().unwrap_or_default();
    let decode = |text: String| {
        let pending = PendingAuthorization::decode(&base64url_decode(&text)?)?;
        Some((text, pending))
    };
    texts.into_iter().filter_map(decode).collect()
}

fn write(session: &Session, entries: &[(String, PendingAuthorization)]) -> Result<(), Error> {
    if entries.is_empty() {
        session.remove(ENTRY);
        return Ok(());
    }
    let texts: Vec<&str> = entries.iter().map(|(text, _)| text.as_str()).collect();
    session.insert(ENTRY, texts).map_err(|_| ConfigurationError::SessionFailed.into())
}
