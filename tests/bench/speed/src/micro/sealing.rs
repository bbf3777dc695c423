//! A pending login, from its fields to the value of a cookie.

use std::hint::black_box;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use oauth_core::oauth2::AuthorizationParameters;
use oauth_core::{Cached, Key, Provider, ProviderSettings, Sealer, SystemRandom, Timestamp, oidc};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::rand::{SecureRandom as _, SystemRandom as Ring};

/// How many bytes the encoding of such a login has.
const LENGTH: usize = 135;

pub fn limit(count: usize) {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[7; 32]).expect("a key"));
    for _ in 0..count {
        let mut text = vec![7; 12 + LENGTH];
        Ring::new().fill(&mut text[..12]).expect("random bytes");
        let (nonce, plain) = text.split_at_mut(12);
        let nonce = Nonce::try_assume_unique_for_key(nonce).expect("twelve bytes");
        let tag = key.seal_in_place_separate_tag(nonce, Aad::from(b"purpose"), plain).expect("sealed");
        text.extend_from_slice(tag.as_ref());
        black_box(URL_SAFE_NO_PAD.encode(&text));
    }
}

pub fn ours(count: usize) {
    let provider = Provider::openid_connect("google")
        .set(Key::Issuer, "https://op.example")
        .set(Key::AuthorizationEndpoint, "https://op.example/authorize")
        .set(Key::TokenEndpoint, "https://op.example/token")
        .set(Key::JwksUri, "https://op.example/jwks")
        .client("our-client-id", "our-client-secret");
    let redirect_uri = "https://app.example/auth/google/authorize";
    let client =
        oidc::Client::from_settings(&mut ProviderSettings::of(&provider), redirect_uri).expect("a client");
    let now = Timestamp::from_unix(1_800_000_000);
    let Cached::Fresh(metadata) = client.metadata(now) else { panic!("everything is configured") };
    let request = client.authorize(&metadata, AuthorizationParameters::default(), now, &mut SystemRandom);
    let pending = request.expect("a request").pending;
    assert_eq!(pending.encode().len(), LENGTH);
    let sealer = Sealer::parse(&STANDARD.encode([7; 32])).expect("a key");
    for _ in 0..count {
        black_box(sealer.seal(&pending, &mut SystemRandom).expect("sealed"));
    }
}
