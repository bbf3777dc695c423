//! Sealing pending logins, so that the browser can carry them without reading or changing them.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::PendingAuthorization;
use crate::crypto::SealingKey;
use crate::encoding::{base64_decode, base64url, base64url_decode};
use crate::error::{ConfigurationError, Error};
use crate::random::Random;

/// What a sealed value is for; another purpose would be another value here.
const PURPOSE: &[u8] = b"oauth pending authorization 1";

/// The keys that seal pending logins with AES-256-GCM: the first one seals, every one opens.
#[derive(Clone)]
pub struct Sealer(Arc<[SealingKey]>);

impl Sealer {
    /// What `OAUTH_COOKIE_KEY` must be, for error messages.
    pub const EXPECTED: &'static str =
        "32 bytes in base64, or several such keys separated by commas, the newest first";

    /// The largest sealed value that is opened, in bytes.
    const MAX_SEALED: usize = 8192;
    /// What sealing adds, in bytes: a nonce and a tag.
    const OVERHEAD: usize = 28;

    /// Reads keys: each 32 bytes in base64 or base64url, separated by commas, the newest first.
    ///
    /// To replace a key, put the new one in front and remove the old one ten minutes later.
    pub fn parse(keys: &str) -> Option<Self> {
        let keys = keys.split(',').map(|key| {
            let key = key.trim();
            let bytes = base64url_decode(key.trim_end_matches('=')).or_else(|| base64_decode(key));
            let bytes: Zeroizing<[u8; SealingKey::LEN]> = Zeroizing::new(bytes?.try_into().ok()?);
            SealingKey::new(&bytes)
        });
        keys.collect::<Option<Arc<[_]>>>().map(Self)
    }

    /// A key of this process alone: after a restart, or on another machine, the logins pending now cannot be finished.
    ///
    /// # Errors
    /// [`ConfigurationError::RandomFailed`].
    pub fn random(random: &mut dyn Random) -> Result<Self, Error> {
        let mut key = Zeroizing::new([0; SealingKey::LEN]);
        random.fill(key.as_mut_slice())?;
        let key = SealingKey::new(&key).ok_or(ConfigurationError::RandomFailed)?;
        Ok(Self(Arc::new([key])))
    }

    /// The sealed encoding of a pending login, in base64url.
    ///
    /// # Errors
    /// [`ConfigurationError::RandomFailed`]; [`ConfigurationError::PendingTooLarge`].
    pub fn seal(&self, pending: &PendingAuthorization, random: &mut dyn Random) -> Result<String, Error> {
        let mut text = Vec::with_capacity(Self::MAX_SEALED.min(pending.encoded_len() + Self::OVERHEAD));
        text.resize(SealingKey::NONCE_LEN, 0);
        random.fill(&mut text)?;
        pending.encode_into(&mut text);
        // In place, so that of the secrets nothing but the sealed text is left.
        let sealed = self.0.first().and_then(|key| key.seal(PURPOSE, &mut text));
        let sealed = sealed.filter(|()| text.len() <= Self::MAX_SEALED);
        sealed.map(|()| base64url(&text)).ok_or_else(|| ConfigurationError::PendingTooLarge.into())
    }

    /// Opens what [`seal`](Self::seal) made; `None` when one bit differs or no key fits.
    pub fn open(&self, sealed: &str) -> Option<PendingAuthorization> {
        if sealed.len() > 2 * Self::MAX_SEALED {
            return None;
        }
        let plain = self.0.iter().find_map(|key| key.open(PURPOSE, base64url_decode(sealed)?))?;
        PendingAuthorization::decode(&Zeroizing::new(plain))
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealer({} keys)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::super::codec::tests::oauth2;
    use super::*;
    use crate::encoding::base64;
    use crate::random::SystemRandom;

    #[test]
    fn a_key_has_32_bytes() {
        for length in [0, 16, 31, 33] {
            assert!(Sealer::parse(&base64(&vec![7; length])).is_none(), "{length}");
        }
        assert!(Sealer::parse(&base64(&[7; 32])).is_some());
        assert!(Sealer::parse(&base64url(&[0xff; 32])).is_some());
        assert!(Sealer::parse("").is_none());
    }

    #[test]
    fn a_former_key_opens_until_it_is_removed() {
        let (old, new) = (base64(&[1; 32]), base64(&[2; 32]));
        let sealed = Sealer::parse(&old).unwrap().seal(&oauth2(), &mut SystemRandom).unwrap();
        assert!(Sealer::parse(&format!("{new},{old}")).unwrap().open(&sealed).is_some());
        assert!(Sealer::parse(&new).unwrap().open(&sealed).is_none());
    }

    #[test]
    fn garbage_does_not_open() {
        let sealer = Sealer::random(&mut SystemRandom).unwrap();
        for garbage in ["", "A", "AAAA", "é", &"A".repeat(1 << 20)] {
            assert!(sealer.open(garbage).is_none());
        }
    }

    #[test]
    fn ten_fit_into_four_kilobytes() {
        let sealer = Sealer::random(&mut SystemRandom).unwrap();
        let sealed = sealer.seal(&oauth2(), &mut SystemRandom).unwrap();
        assert!(10 * (sealed.len() + "__Host-oauth-".len() + 22 + "=; ".len()) < 4096, "{}", sealed.len());
    }
}
