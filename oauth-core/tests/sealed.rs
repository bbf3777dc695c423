//! What a browser carries between the two requests of a login: nobody can read it, change it, or make it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, reason = "tests may")]

use oauth_core::encoding::{base64, base64url, base64url_decode};
use oauth_core::oauth1::{Client, ClientSettings, Placement, SignatureMethod, TemporaryCredentials};
use oauth_core::{Endpoint, PendingAuthorization, Sealer, Secret, SystemRandom, Timestamp};
use proptest::prelude::*;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// What pending logins are sealed for. A test that knows it can seal for another purpose with the same key.
const PURPOSE: &str = "oauth pending authorization 1";

/// A login with these temporary credentials.
fn pending(token: &str, token_secret: &str) -> PendingAuthorization {
    let endpoint = |path: &str| Endpoint::parse(&format!("https://a.test/{path}")).unwrap();
    let client = Client::new(ClientSettings {
        provider: "photos".into(),
        client_id: "dpf43f3p2l4k3l03".into(),
        signer: SignatureMethod::HmacSha1.signer(Secret::from("kd94hf93k423kf44")).unwrap(),
        callback: "https://app.test/callback".into(),
        request_token_url: endpoint("initiate"),
        authorize_url: endpoint("authorize"),
        access_token_url: endpoint("token"),
        api_base_url: None,
        placement: Placement::Header,
        realm: None,
        body_hash: true,
        authorization_parameters: Vec::new(),
        userinfo_endpoint: None,
        profile: None,
    });
    let temporary = TemporaryCredentials::new(Secret::from(token), Secret::from(token_secret));
    let now = Timestamp::from_unix(1_700_000_000);
    client.unwrap().authorize(&temporary, &[], None, now).unwrap().pending
}

fn sealer(key: [u8; 32]) -> Sealer {
    Sealer::parse(&base64(&key)).unwrap()
}

/// Seals with a key of the application's for any purpose, as another part of it might.
fn seal_for(purpose: &str, key: [u8; 32], nonce: [u8; NONCE_LEN], plain: &[u8]) -> String {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key).unwrap());
    let mut text = plain.to_vec();
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(purpose), &mut text).unwrap();
    base64url(&[nonce.as_slice(), &text].concat())
}

/// O1-015: the temporary secret is in the cookie, and cannot be read there.
#[test]
fn neither_the_token_nor_its_secret_can_be_read() {
    let (token, secret) = ("hh5s93j4hdidpola", "hdhd0244k9j7ao03");
    let sealed = sealer([7; 32]).seal(&pending(token, secret), &mut SystemRandom).unwrap();
    let bytes = base64url_decode(&sealed).unwrap();
    let plain = pending(token, secret).encode();
    for text in [token, secret, "photos"] {
        let shows = |bytes: &[u8]| bytes.windows(text.len()).any(|part| part == text.as_bytes());
        assert!(shows(&plain), "{text} is not what is looked for");
        assert!(!shows(&bytes) && !sealed.contains(text), "{text}");
    }
}

#[test]
fn no_changed_bit_no_cut_and_no_addition_opens() {
    let sealer = sealer([7; 32]);
    let pending = pending("hh5s93j4hdidpola", "hdhd0244k9j7ao03");
    let sealed = sealer.seal(&pending, &mut SystemRandom).unwrap();
    assert_eq!(sealer.open(&sealed), Some(pending));
    let bytes = base64url_decode(&sealed).unwrap();
    for bit in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(sealer.open(&base64url(&changed)), None, "bit {bit}");
    }
    for length in 0..bytes.len() {
        assert_eq!(sealer.open(&base64url(&bytes[..length])), None, "{length} bytes");
    }
    assert_eq!(sealer.open(&base64url(&[bytes.as_slice(), &[0]].concat())), None);
    // The bits of the text itself: some make other bytes, some a spelling that is not canonical.
    for bit in 0..sealed.len() * 8 {
        let mut changed = sealed.clone().into_bytes();
        changed[bit / 8] ^= 1 << (bit % 8);
        let Ok(changed) = String::from_utf8(changed) else { continue };
        assert_eq!(sealer.open(&changed), None, "bit {bit} of the text");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn only_the_same_key_and_the_same_purpose_open(
        key in any::<[u8; 32]>(), bit in 0_usize..256, nonce in any::<[u8; NONCE_LEN]>(),
        token in "\\PC{1,20}", secret in "\\PC{0,20}", purpose in "[ -~]{0,40}",
    ) {
        let pending = pending(&token, &secret);
        let plain = pending.encode();
        // This is the sealed form; what follows differs from it in one thing.
        let sealed = seal_for(PURPOSE, key, nonce, &plain);
        prop_assert_eq!(sealer(key).open(&sealed), Some(pending));

        let mut other = key;
        other[bit / 8] ^= 1 << (bit % 8);
        prop_assert_eq!(sealer(other).open(&sealed), None);
        for purpose in [purpose.as_str(), "", "oauth pending authorization", "oauth pending authorization 2"] {
            if purpose != PURPOSE {
                prop_assert_eq!(sealer(key).open(&seal_for(purpose, key, nonce, &plain)), None, "{}", purpose);
            }
        }
    }

    #[test]
    fn nothing_that_somebody_makes_up_opens(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,100}") {
        prop_assert_eq!(sealer([7; 32]).open(&base64url(&bytes)), None);
        prop_assert_eq!(sealer([7; 32]).open(&text), None);
    }
}
