//! What a provider knows and remembers.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use ring::error::Unspecified;
use serde_json::{Map, Value};

use crate::authorization::AuthorizationRequest;
use crate::clients::Client;
use crate::id_token::IdTokenDraft;
use crate::interaction::{Interaction, Session};
use crate::journal::Journal;
use crate::keys::{Algorithm, KeyRing};
use crate::knobs::Knobs;
use crate::personality::play::{IdToken, Play};
use crate::personality::{Acquaintances, Personality};
use crate::users::User;

/// Everything behind one provider, shared between its server and its handle.
pub(crate) struct State {
    pub(crate) issuer: String,
    pub(crate) cookie: String,
    pub(crate) clients: Vec<Client>,
    pub(crate) users: Vec<User>,
    pub(crate) personality: Option<Personality>,
    pub(crate) journal: Journal,
    pub(crate) knobs: Knobs,
    keys: Mutex<KeyRing>,
    store: Mutex<Store>,
    approver: Mutex<Option<String>>,
    clock_offset: AtomicI64,
}

/// What was handed out and may come back.
#[derive(Default)]
pub(crate) struct Store {
    pub(crate) sessions: HashMap<String, Session>,
    pub(crate) interactions: HashMap<String, Interaction>,
    pub(crate) codes: HashMap<String, Code>,
    pub(crate) access_tokens: HashMap<String, AccessToken>,
    pub(crate) refresh_tokens: HashMap<String, RefreshToken>,
    /// Families of tokens that are void because one of them was used twice or revoked.
    pub(crate) revoked: HashSet<String>,
    pub(crate) temporary_credentials: HashMap<String, TemporaryCredentials>,
    pub(crate) token_credentials: HashMap<String, TokenCredentials>,
    /// Client, token, timestamp and nonce of every signed request: RFC 5849, section 3.3.
    pub(crate) nonces: HashSet<(String, String, u64, String)>,
    pub(crate) acquaintances: Acquaintances,
}

/// An authorization code and what it stands for.
#[derive(Clone)]
pub(crate) struct Code {
    pub(crate) request: AuthorizationRequest,
    pub(crate) user: String,
    pub(crate) auth_time: u64,
    pub(crate) expires: u64,
    pub(crate) family: String,
    pub(crate) used: bool,
}

/// What a bearer token gives access to.
#[derive(Clone)]
pub(crate) struct AccessToken {
    pub(crate) user: String,
    pub(crate) scope: String,
    pub(crate) client_id: String,
    pub(crate) family: String,
    pub(crate) expires: u64,
    pub(crate) request: AuthorizationRequest,
}

/// What a refresh token continues.
#[derive(Clone)]
pub(crate) struct RefreshToken {
    pub(crate) request: AuthorizationRequest,
    pub(crate) user: String,
    pub(crate) auth_time: u64,
    pub(crate) family: String,
    pub(crate) used: bool,
}

/// RFC 5849, section 2.1: a request that the person has still to confirm.
#[derive(Clone)]
pub(crate) struct TemporaryCredentials {
    pub(crate) secret: String,
    pub(crate) client_id: String,
    pub(crate) callback: String,
    pub(crate) expires: u64,
    /// The verifier and the person, once confirmed.
    pub(crate) confirmed: Option<(String, String)>,
}

/// RFC 5849, section 2.3: access to one account.
#[derive(Clone)]
pub(crate) struct TokenCredentials {
    pub(crate) secret: String,
    pub(crate) client_id: String,
    pub(crate) user: String,
}

impl State {
    pub(crate) fn new(
        issuer: String,
        clients: Vec<Client>,
        users: Vec<User>,
        algorithm: Algorithm,
        personality: Option<Personality>,
    ) -> Result<Self, Unspecified> {
        // Cookies ignore ports (RFC 6265, section 8.5), so the port is part of the name.
        let cookie = format!("example_id_{}", issuer.rsplit(':').next().unwrap_or_default());
        Ok(Self {
            issuer,
            cookie,
            clients,
            users,
            personality,
            journal: Journal::default(),
            knobs: Knobs::default(),
            keys: Mutex::new(KeyRing::new(algorithm)?),
            store: Mutex::default(),
            approver: Mutex::default(),
            clock_offset: AtomicI64::new(0),
        })
    }

    /// What is played, if anything.
    pub(crate) fn play(&self) -> Option<&'static Play> {
        self.personality.map(Personality::play)
    }

    /// Whether there is an ID token without the scope `openid` too.
    pub(crate) fn always_id_token(&self) -> bool {
        self.play().is_some_and(|play| play.id_token == IdToken::Always)
    }

    pub(crate) fn keys(&self) -> MutexGuard<'_, KeyRing> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The user who approves every request unasked.
    pub(crate) fn approver(&self) -> MutexGuard<'_, Option<String>> {
        self.approver.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn client(&self, id: &str) -> Option<&Client> {
        self.clients.iter().find(|client| client.id == id)
    }

    pub(crate) fn user(&self, name: &str) -> Option<&User> {
        self.users.iter().find(|user| user.name == name)
    }

    /// Seconds since 1970 on the provider's clock, which may be off.
    pub(crate) fn now(&self) -> u64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |elapsed| elapsed.as_secs());
        now.saturating_add_signed(self.clock_offset.load(Ordering::Relaxed))
    }

    pub(crate) fn set_clock_offset(&self, seconds: i64) {
        self.clock_offset.store(seconds, Ordering::Relaxed);
    }

    /// Replaces the signing key by a new one; a failing random generator leaves the old.
    pub(crate) fn rotate_keys(&self, algorithm: Option<Algorithm>) {
        let mut keys = self.keys();
        let algorithm = algorithm.unwrap_or(keys.current().algorithm);
        let _kept_on_failure = keys.rotate(algorithm);
    }

    /// Replaces the signing key by a new one under the same `kid`.
    pub(crate) fn rotate_keys_keeping_kid(&self) {
        let _kept_on_failure = self.keys().rotate_keeping_kid();
    }

    /// Opens the draft to the knobs and signs it.
    pub(crate) fn sign_id_token(
        &self,
        client: &Client,
        claims: Map<String, Value>,
        refreshed: bool,
    ) -> Result<String, Unspecified> {
        let key = self.keys().current();
        let mut draft = IdTokenDraft { refreshed, ..IdTokenDraft::new(key.header(), claims) };
        self.knobs.edit(|settings| &settings.id_token, &mut draft);
        // Asked again: an edit may have rotated the keys.
        let key = self.keys().current();
        crate::id_token::sign(&draft, &key, client.secret.as_deref().unwrap_or_default())
    }
}

impl Store {
    /// Forgets what has expired, so that a provider may run for days.
    pub(crate) fn forget_expired(&mut self, now: u64) {
        self.interactions.retain(|_, interaction| interaction.expires > now);
        self.codes.retain(|_, code| code.expires + 3600 > now);
        self.access_tokens.retain(|_, token| token.expires > now);
        self.temporary_credentials.retain(|_, temporary| temporary.expires > now);
        self.nonces.retain(|(_, _, timestamp, _)| timestamp + 2 * crate::oauth1::TIMESTAMP_WINDOW > now);
    }
}
