//! The cookie of a pending login.
//!
//! Only what was sealed opens, character for character.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use oauth_core::Sealer;
use oauth_core::encoding::{base64url, base64url_decode};
use oauth_fuzz::PLANTED;

/// Sealed with [`SEALER`]'s two keys, for an OAuth 2 and an OAuth 1.0a login. Each a seed too.
const SEALED: [&str; 2] =
    [include_str!("../corpus/flow_cookie/oauth2"), include_str!("../corpus/flow_cookie/oauth1_former_key")];

static SEALER: LazyLock<Sealer> = LazyLock::new(|| {
    let sealer = Sealer::parse(&[[7; 32], [8; 32]].map(|key| base64url(&key)).join(",")).expect("two keys");
    for sealed in SEALED {
        assert!(sealer.open(sealed).is_some(), "our own cookie: {sealed}");
    }
    sealer
});

fuzz_target!(|input: &[u8]| {
    let Ok(cookie) = str::from_utf8(input) else { return };
    assert!(!opens(cookie) || SEALED.contains(&cookie), "{cookie}");
});

fn opens(cookie: &str) -> bool {
    if PLANTED { planted(cookie) } else { SEALER.open(cookie).is_some() }
}

/// The tag compared but for its last byte. Of the kind of Authlib's GHSA-jj8c-mmj3-mmgv and fastapi-users' CVE-2025-68481: a
/// login that this browser did not begin is taken for its own.
fn planted(cookie: &str) -> bool {
    let Some(mut bytes) = base64url_decode(cookie) else { return false };
    SEALED.iter().filter_map(base64url_decode).any(|sealed| {
        if let (Some(last), Some(good)) = (bytes.last_mut(), sealed.last()) {
            *last = *good;
        }
        SEALER.open(&base64url(&bytes)).is_some()
    })
}
