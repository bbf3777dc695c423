//! A whole ID token, as text, against three keys.
//!
//! Nobody forges: what verifies has the signing input of a token that the provider has signed, and a signature as long.
//! (Not the same signature: ECDSA's second number may be negated.)
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use oauth_core::oidc::JwkSet;
use oauth_fuzz::PLANTED;
use oauth_fuzz::openid::{key_set, verify};

static KEYS: LazyLock<JwkSet> = LazyLock::new(|| key_set(include_str!("jwt_compact.keys.json")));

/// Each a seed too.
const SIGNED: [&str; 3] = [
    include_str!("../corpus/jwt_compact/rs256"),
    include_str!("../corpus/jwt_compact/es256"),
    include_str!("../corpus/jwt_compact/eddsa"),
];

static CHECKED: LazyLock<()> = LazyLock::new(|| {
    for token in SIGNED {
        assert!(verify(&token.into(), &KEYS).is_some(), "the provider's own token: {token}");
    }
});

fuzz_target!(|input: &[u8]| {
    LazyLock::force(&CHECKED);
    let Ok(token) = str::from_utf8(input) else { return };
    if !accepted(token) {
        return;
    }
    let (signing_input, signature) = token.rsplit_once('.').expect("a dot");
    let known = SIGNED.iter().filter_map(|token| token.rsplit_once('.'));
    let mut same = known.filter(|(input, own)| *input == signing_input && own.len() == signature.len());
    assert!(same.next().is_some(), "forged: {token}");
});

fn accepted(token: &str) -> bool {
    if PLANTED { planted(token) } else { verify(&token.into(), &KEYS).is_some() }
}

/// ServiceStack, CVE-2020-28042: of a signature that was cut, as many bytes were compared as were left.
fn planted(token: &str) -> bool {
    let Some((signing_input, signature)) = token.rsplit_once('.') else { return false };
    let mut known = SIGNED.iter().filter_map(|token| token.rsplit_once('.'));
    known.any(|(input, own)| input == signing_input && own.starts_with(signature))
}
