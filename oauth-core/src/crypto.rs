//! Everything that is taken from `ring` and, for SHA-1 alone, from RustCrypto, in one file.

use ::hmac::digest::{Digest as _, Key};
use ::hmac::{Hmac, Mac as _};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::SecureRandom as _;
use ring::rsa::PublicKeyComponents;
use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use ring::{digest, hmac, rand};
use subtle::ConstantTimeEq as _;

/// A hash function of the SHA-2 family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn digest(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        }
    }

    fn hmac(self) -> hmac::Algorithm {
        match self {
            Self::Sha256 => hmac::HMAC_SHA256,
            Self::Sha384 => hmac::HMAC_SHA384,
            Self::Sha512 => hmac::HMAC_SHA512,
        }
    }

    /// The digest of `data`.
    pub(crate) fn of(self, data: &[u8]) -> impl AsRef<[u8]> + Copy + use<> {
        digest::digest(self.digest(), data)
    }

    /// The keyed digest of `data` (RFC 2104).
    pub(crate) fn mac(self, key: &[u8], data: &[u8]) -> impl AsRef<[u8]> + Copy + use<> {
        hmac::sign(&hmac::Key::new(self.hmac(), key), data)
    }

    /// Whether `tag` is the keyed digest of `data`, in constant time.
    pub(crate) fn verify_mac(self, key: &[u8], data: &[u8], tag: &[u8]) -> bool {
        hmac::verify(&hmac::Key::new(self.hmac(), key), data, tag).is_ok()
    }
}

/// SHA-1, for OAuth 1.0a alone. RustCrypto's uses the CPU's own instructions; ring's is portable code.
pub(crate) struct Sha1;

impl Sha1 {
    /// The digest of `data`.
    pub(crate) fn of(self, data: &[u8]) -> [u8; 20] {
        sha1::Sha1::digest(data).into()
    }

    /// The keyed digest of `data` (RFC 2104).
    pub(crate) fn mac(self, key: &[u8], data: &[u8]) -> [u8; 20] {
        let mut block = Key::<Hmac<sha1::Sha1>>::default();
        // Section 2: "Applications that use keys longer than B bytes will first hash the key using H".
        let hashed = (key.len() > block.len()).then(|| self.of(key));
        let key = hashed.as_ref().map_or(key, <[u8; 20]>::as_slice);
        block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
        Hmac::<sha1::Sha1>::new(&block).chain_update(data).finalize().into_bytes().into()
    }
}

/// Fills `bytes` from the operating system.
pub(crate) fn fill_random(bytes: &mut [u8]) -> Result<(), ()> {
    rand::SystemRandom::new().fill(bytes).map_err(|_| ())
}

/// The first 16 bytes of the SHA-256 digest of `data`.
pub(crate) fn first_16(data: &[u8]) -> [u8; 16] {
    let digest = Hash::Sha256.of(data);
    digest.as_ref().first_chunk().copied().unwrap_or_default()
}

/// Whether two values are equal; the time taken depends on their lengths alone.
///
/// The one comparison of secrets in this project.
pub(crate) fn equal(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// A key for AES-256-GCM.
pub(crate) struct SealingKey(LessSafeKey);

impl SealingKey {
    /// Length of a key, in bytes.
    pub(crate) const LEN: usize = 32;
    /// Length of a nonce, in bytes.
    pub(crate) const NONCE_LEN: usize = NONCE_LEN;

    pub(crate) fn new(key: &[u8; Self::LEN]) -> Option<Self> {
        Some(Self(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).ok()?)))
    }

    /// Makes `nonce ‖ plain` into `nonce ‖ ciphertext ‖ tag`, bound to `purpose`; the nonce is random.
    pub(crate) fn seal(&self, purpose: &[u8], text: &mut Vec<u8>) -> Option<()> {
        let (nonce, plain) = text.split_first_chunk_mut::<NONCE_LEN>()?;
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let tag = self.0.seal_in_place_separate_tag(nonce, Aad::from(purpose), plain).ok()?;
        text.extend_from_slice(tag.as_ref());
        Some(())
    }

    /// The plain text that was sealed for `purpose`; `None` when one bit differs.
    pub(crate) fn open(&self, purpose: &[u8], mut sealed: Vec<u8>) -> Option<Vec<u8>> {
        let nonce = Nonce::assume_unique_for_key(*sealed.first_chunk()?);
        let length = self.0.open_within(nonce, Aad::from(purpose), &mut sealed, NONCE_LEN..).ok()?.len();
        sealed.truncate(length);
        Some(sealed)
    }
}

/// A kind of signature that a provider makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    RsaPkcs1(Hash),
    RsaPss(Hash),
    EcdsaP256,
    EcdsaP384,
    Ed25519,
}

/// Whether `signature` is that of `message` by an RSA key, given as its big-endian modulus and exponent.
pub(crate) fn verify_rsa(scheme: Scheme, n: &[u8], e: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let parameters = match scheme {
        Scheme::RsaPkcs1(Hash::Sha256) => &signature::RSA_PKCS1_2048_8192_SHA256,
        Scheme::RsaPkcs1(Hash::Sha384) => &signature::RSA_PKCS1_2048_8192_SHA384,
        Scheme::RsaPkcs1(Hash::Sha512) => &signature::RSA_PKCS1_2048_8192_SHA512,
        Scheme::RsaPss(Hash::Sha256) => &signature::RSA_PSS_2048_8192_SHA256,
        Scheme::RsaPss(Hash::Sha384) => &signature::RSA_PSS_2048_8192_SHA384,
        Scheme::RsaPss(Hash::Sha512) => &signature::RSA_PSS_2048_8192_SHA512,
        _ => return false,
    };
    PublicKeyComponents { n, e }.verify(parameters, message, signature).is_ok()
}

/// Whether `signature` is that of `message` by an elliptic-curve key, given as ring wants it: the uncompressed point
/// of an ECDSA key, the 32 bytes of an Ed25519 key. ring checks that the point is on the curve.
pub(crate) fn verify_ec(scheme: Scheme, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let algorithm: &'static dyn VerificationAlgorithm = match scheme {
        Scheme::EcdsaP256 => &signature::ECDSA_P256_SHA256_FIXED,
        Scheme::EcdsaP384 => &signature::ECDSA_P384_SHA384_FIXED,
        Scheme::Ed25519 => &signature::ED25519,
        _ => return false,
    };
    UnparsedPublicKey::new(algorithm, key).verify(message, signature).is_ok()
}

/// A key on P-256 that signs.
pub(crate) struct EcdsaSigningKey(signature::EcdsaKeyPair);

impl EcdsaSigningKey {
    /// Reads PKCS#8 DER.
    pub(crate) fn from_der(der: &[u8]) -> Option<Self> {
        let (algorithm, random) = (&signature::ECDSA_P256_SHA256_FIXED_SIGNING, rand::SystemRandom::new());
        signature::EcdsaKeyPair::from_pkcs8(algorithm, der, &random).ok().map(Self)
    }

    /// ES256 (RFC 7518, section 3.4).
    pub(crate) fn sign(&self, message: &[u8]) -> Option<Vec<u8>> {
        let signature = self.0.sign(&rand::SystemRandom::new(), message).ok()?;
        Some(signature.as_ref().to_vec())
    }
}

/// An RSA key that signs.
pub(crate) struct RsaSigningKey(signature::RsaKeyPair);

impl RsaSigningKey {
    /// Reads PKCS#8 or PKCS#1 DER; the modulus has 2048 to 4096 bits.
    pub(crate) fn from_der(der: &[u8]) -> Option<Self> {
        let pair = signature::RsaKeyPair::from_pkcs8(der).or_else(|_| signature::RsaKeyPair::from_der(der));
        pair.ok().map(Self)
    }

    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, section 8.2).
    pub(crate) fn sign_sha256(&self, message: &[u8]) -> Option<Vec<u8>> {
        let mut bytes = vec![0; self.0.public().modulus_len()];
        let random = rand::SystemRandom::new();
        self.0.sign(&signature::RSA_PKCS1_SHA256, &random, message, &mut bytes).ok()?;
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equality_is_that_of_the_bytes() {
        assert!(equal(b"abc", b"abc"));
        assert!(!equal(b"abc", b"abd"));
        assert!(!equal(b"abc", b"abcd"));
    }

    #[test]
    fn sha1_and_its_hmac_are_those_of_ring() {
        for length in 0..200 {
            let (key, data) = (vec![7; length], vec![9; 3 * length]);
            let expected = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &key), &data);
            assert_eq!(Sha1.mac(&key, &data), expected.as_ref(), "{length}");
            assert_eq!(Sha1.of(&data), digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &data).as_ref());
        }
    }

    #[test]
    fn what_was_sealed_opens_and_one_changed_bit_does_not() {
        let key = SealingKey::new(&[7; 32]).unwrap();
        let mut sealed = [[1; NONCE_LEN].as_slice(), b"plain"].concat();
        key.seal(b"purpose", &mut sealed).unwrap();
        assert_eq!(key.open(b"purpose", sealed.clone()).as_deref(), Some(b"plain".as_slice()));
        assert_eq!(key.open(b"another", sealed.clone()), None);
        for bit in 0..sealed.len() * 8 {
            let mut changed = sealed.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(key.open(b"purpose", changed), None, "bit {bit}");
        }
        assert_eq!(key.open(b"purpose", sealed[..11].to_vec()), None);
    }
}
