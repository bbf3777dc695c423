//! Where unguessable values come from.

use crate::crypto;
use crate::error::{ConfigurationError, Error};

/// Bytes in every `state`, `nonce` and `code_verifier`: 32, which base64url writes as 43 characters.
pub const TOKEN_BYTES: usize = 32;

/// A source of random bytes that nobody can predict.
///
/// Code that needs chance takes it as an argument, so that a test can repeat it.
pub trait Random {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// [`ConfigurationError::RandomFailed`] when the system has none; nothing may be used in its place.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Error>;
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        crypto::fill_random(bytes).map_err(|()| ConfigurationError::RandomFailed.into())
    }
}

/// `N` unguessable values, for which the source is asked once.
pub(crate) fn tokens<const N: usize>(random: &mut dyn Random) -> Result<[[u8; TOKEN_BYTES]; N], Error> {
    let mut tokens = [[0; TOKEN_BYTES]; N];
    random.fill(tokens.as_flattened_mut())?;
    Ok(tokens)
}
