//! What is remembered between the two browser requests of a login: [`PendingAuthorization`].

mod codec;
mod sealer;

pub use self::sealer::Sealer;

use crate::crypto;
use crate::encoding::{base64url, base64url_array};
use crate::error::{AuthorizationError, Error};
use crate::random::TOKEN_BYTES;
use crate::return_to::ReturnTo;
use crate::secret::Secret;
use crate::time::Timestamp;

/// One login that was begun and not finished.
///
/// It is bound to the browser by where it is kept, to one provider and its configuration, and to the protocol.
/// Its encoding is what a store keeps; it holds secrets, so it must be sealed or stay on the server.
#[derive(Clone, PartialEq, Eq)]
pub struct PendingAuthorization {
    pub(crate) provider: String,
    pub(crate) binding: Binding,
    pub(crate) begun: Timestamp,
    pub(crate) return_to: Option<ReturnTo>,
    pub(crate) flow: Flow,
}

/// A digest of the configuration that a login was begun with: protocol, issuer or endpoints, client, redirect URI.
pub(crate) type Binding = [u8; 16];

/// What the protocol needs for the second leg.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Flow {
    OAuth2(OAuth2Flow),
    OAuth1 { token: Secret, token_secret: Secret },
}

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct OAuth2Flow {
    pub(crate) state: [u8; TOKEN_BYTES],
    pub(crate) code_verifier: [u8; TOKEN_BYTES],
    pub(crate) nonce: Option<[u8; TOKEN_BYTES]>,
    pub(crate) form_post: bool,
    pub(crate) max_age: Option<u32>,
    pub(crate) acr_values: Vec<String>,
}

impl PendingAuthorization {
    /// How long a login may take, in seconds.
    pub const LIFETIME: i64 = 600;

    /// The name under which a store keeps it.
    pub fn id(&self) -> PendingId {
        match &self.flow {
            Flow::OAuth2(flow) => PendingId::folded(&flow.state),
            Flow::OAuth1 { token, .. } => PendingId::of_token(token.expose()),
        }
    }

    /// Whether `key`, the `state` or temporary token of a callback, is the one that the login was begun with, in constant time.
    pub fn is_begun_with(&self, key: &str) -> bool {
        match &self.flow {
            Flow::OAuth2(flow) => base64url_array(key)
                .is_some_and(|state: [u8; TOKEN_BYTES]| crypto::equal(&flow.state, &state)),
            Flow::OAuth1 { token, .. } => crypto::equal(token.expose().as_bytes(), key.as_bytes()),
        }
    }

    /// The provider that the login was begun at.
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// Where the person is sent afterwards, if that was asked for.
    pub fn return_to(&self) -> Option<&ReturnTo> {
        self.return_to.as_ref()
    }

    /// When the login was begun.
    pub fn begun(&self) -> Timestamp {
        self.begun
    }

    /// Whether the login has taken too long, as of `now`, or began as long after it: the clock was set back.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.overdue(now) > 0
    }

    /// By how many seconds it has; negative when it has not.
    fn overdue(&self, now: Timestamp) -> i64 {
        now.since(self.begun).saturating_abs() - Self::LIFETIME
    }

    /// Whether the callback will be a cross-site POST, with which browsers send no `SameSite=Lax` cookie.
    pub fn is_form_post(&self) -> bool {
        matches!(&self.flow, Flow::OAuth2(flow) if flow.form_post)
    }

    /// Refuses a login of another provider, of another configuration, or of too long ago.
    pub(crate) fn check(&self, provider: &str, binding: &Binding, now: Timestamp) -> Result<(), Error> {
        if self.provider != provider {
            return Err(AuthorizationError::StateProviderMismatch { expected: self.provider.clone() }.into());
        }
        if self.is_expired(now) {
            return Err(AuthorizationError::StateExpired { seconds: self.overdue(now) }.into());
        }
        if self.binding != *binding {
            return Err(AuthorizationError::StateUnknown { others_pending: true }.into());
        }
        Ok(())
    }
}

impl std::fmt::Debug for PendingAuthorization {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PendingAuthorization({}, begun {})", self.provider, self.begun)
    }
}

/// The name of a pending login: 11 characters of base64url when displayed, not secret.
///
/// Eight bytes are enough that no two logins of a browser meet, and hardly ever two of the hundred thousand that are remembered
/// as used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PendingId([u8; 8]);

impl PendingId {
    /// How many characters a name has.
    pub const LEN: usize = 11;

    /// Reads what `Display` writes; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        base64url_array(text).map(Self)
    }

    /// The name that belongs to a `state`, which is random: its four quarters are folded into one, which says nothing of the
    /// other three. It is a name, not a proof: [`PendingAuthorization::is_begun_with`] compares all of it. What is no `state`
    /// of ours is digested.
    pub fn of_state(state: &str) -> Self {
        base64url_array(state).map_or_else(|| Self::of_token(state), |bytes| Self::folded(&bytes))
    }

    /// The name that belongs to a temporary token, which is what the provider made it: a digest.
    pub fn of_token(token: &str) -> Self {
        Self(crypto::first_16(token.as_bytes()).first_chunk().copied().unwrap_or_default())
    }

    fn folded(state: &[u8; TOKEN_BYTES]) -> Self {
        let (quarters, _) = state.as_chunks::<8>();
        let folded = quarters.iter().fold(0, |folded, quarter| folded ^ u64::from_ne_bytes(*quarter));
        Self(folded.to_ne_bytes())
    }
}

impl std::fmt::Display for PendingId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&base64url(&self.0))
    }
}

/// The binding of a configuration: a digest of its parts.
pub(crate) fn binding<'a>(parts: impl IntoIterator<Item = &'a str>) -> Binding {
    let mut text = Vec::new();
    for part in parts {
        text.extend_from_slice(&part.len().to_be_bytes());
        text.extend_from_slice(part.as_bytes());
    }
    crypto::first_16(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_binding_depends_on_where_the_parts_end() {
        assert_ne!(binding(["ab", "c"]), binding(["a", "bc"]));
        assert_eq!(binding(["ab", "c"]), binding(["ab", "c"]));
    }

    #[test]
    fn a_state_names_its_login_and_no_other() {
        let pending = codec::tests::oauth2();
        let Flow::OAuth2(flow) = &pending.flow else { panic!("{pending:?}") };
        let state = base64url(&flow.state);
        assert_eq!(PendingId::of_state(&state), pending.id());
        assert!(pending.is_begun_with(&state));
        let name = pending.id().to_string();
        assert_eq!((name.len(), PendingId::parse(&name)), (PendingId::LEN, Some(pending.id())));
        for bit in 0..8 * TOKEN_BYTES {
            let mut other = flow.state;
            other[bit / 8] ^= 1 << (bit % 8);
            assert_ne!(PendingId::of_state(&base64url(&other)), pending.id(), "bit {bit}");
            assert!(!pending.is_begun_with(&base64url(&other)), "bit {bit}");
        }
        for other in ["", &state[..42], &format!("{state}A")] {
            assert_ne!(PendingId::of_state(other), pending.id(), "{other}");
        }
    }

    #[test]
    fn an_expired_login_says_by_how_much() {
        let pending = codec::tests::oauth2();
        let check = |seconds| {
            let now = pending.begun().plus(PendingAuthorization::LIFETIME + seconds);
            pending.check("google", &pending.binding, now)
        };
        assert_eq!(check(0), Ok(()));
        assert_eq!(check(7), Err(AuthorizationError::StateExpired { seconds: 7 }.into()));
        // Begun while the clock was ahead.
        assert_eq!(check(-2 * PendingAuthorization::LIFETIME), Ok(()));
        let error = check(-2 * PendingAuthorization::LIFETIME - 7);
        assert_eq!(error, Err(AuthorizationError::StateExpired { seconds: 7 }.into()));
    }

    /// A provider may make its tokens of equal blocks, or choose them.
    #[test]
    fn a_token_is_never_folded() {
        let [twice, zero] = [[7; TOKEN_BYTES], [0; TOKEN_BYTES]].map(|bytes| base64url(&bytes));
        assert_eq!(PendingId::of_state(&twice), PendingId::of_state(&zero));
        assert_ne!(PendingId::of_token(&twice), PendingId::of_token(&zero));
    }
}
