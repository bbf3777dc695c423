//! Where unguessable values come from.

use std::fmt;

use zeroize::Zeroizing;

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

/// A source that asks another one for 128 bytes at once and hands each of them out once: a login needs 108, in two places, and
/// asking the operating system is a good part of what it costs.
pub struct Batched<R> {
    source: R,
    bytes: Zeroizing<[u8; 128]>,
    /// How many of the bytes were not handed out yet; they stand at the front.
    left: usize,
}

impl<R: Random> Batched<R> {
    /// Nothing is asked for before the first byte is needed.
    pub fn new(source: R) -> Self {
        Self { source, bytes: Zeroizing::new([0; 128]), left: 0 }
    }
}

impl<R: Random> Random for Batched<R> {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        if bytes.len() > self.bytes.len() {
            return self.source.fill(bytes);
        }
        if bytes.len() > self.left {
            self.left = 0;
            self.source.fill(self.bytes.as_mut_slice())?;
            self.left = self.bytes.len();
        }
        let start = self.left - bytes.len();
        if let Some(unused) = self.bytes.get_mut(start..self.left) {
            bytes.copy_from_slice(unused);
            unused.fill(0);
        }
        self.left = start;
        Ok(())
    }
}

impl<R> fmt::Debug for Batched<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Batched({} left)", self.left)
    }
}

/// `N` unguessable values, for which the source is asked once.
pub(crate) fn tokens<const N: usize>(random: &mut dyn Random) -> Result<[[u8; TOKEN_BYTES]; N], Error> {
    let mut tokens = [[0; TOKEN_BYTES]; N];
    random.fill(tokens.as_flattened_mut())?;
    Ok(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts up, and its calls.
    struct Counting(u8, usize);

    impl Random for Counting {
        fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
            self.1 += 1;
            for byte in bytes {
                *byte = self.0;
                self.0 = self.0.wrapping_add(1);
            }
            Ok(())
        }
    }

    #[test]
    fn every_byte_of_a_batch_is_handed_out_once() {
        let mut random = Batched::new(Counting(1, 0));
        let mut seen = Vec::new();
        for length in [96, 12, 20, 0, 96] {
            let mut bytes = vec![0; length];
            random.fill(&mut bytes).unwrap();
            seen.extend(bytes);
        }
        assert_eq!((random.source.1, format!("{random:?}").as_str()), (2, "Batched(32 left)"));
        seen.sort_unstable();
        let length = seen.len();
        seen.dedup();
        assert_eq!((seen.len(), length), (224, 224));
    }

    #[test]
    fn more_than_a_batch_comes_from_the_source_itself() {
        let mut random = Batched::new(Counting(1, 0));
        let mut bytes = [0; 129];
        random.fill(&mut bytes).unwrap();
        assert_eq!((bytes[0], bytes[128], random.source.1), (1, 129, 1));
    }
}
