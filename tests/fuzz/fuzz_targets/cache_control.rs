//! `Cache-Control` of a key set.
//!
//! `no-store` and `no-cache` win; a number of seconds is one that stands there; nothing is made up.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oauth_core::oidc::FetchKeys;
use oauth_core::{Endpoint, Exchange as _, Response};
use oauth_fuzz::{NOW, PLANTED};

fuzz_target!(|input: &[u8]| {
    let Ok(header) = str::from_utf8(input) else { return };
    let names = || header.split(',').map(|directive| directive.split('=').next().unwrap_or_default().trim());
    let has = |name: &str| names().any(|own| own.eq_ignore_ascii_case(name));
    match max_age(header) {
        None => assert!(!has("max-age") && !has("no-store") && !has("no-cache")),
        Some(0) => assert!(has("max-age") || has("no-store") || has("no-cache")),
        Some(seconds) => {
            assert!(has("max-age") && !has("no-store") && !has("no-cache"));
            let mut numbers = header.split(|character: char| !character.is_ascii_digit());
            let stands = |digits: &str| !digits.is_empty() && digits.parse().unwrap_or(u32::MAX) == seconds;
            assert!(numbers.any(stands), "{seconds}");
        }
    }
});

fn max_age(header: &str) -> Option<u32> {
    if PLANTED {
        return planted(header);
    }
    let headers = [("content-type", "application/json"), ("cache-control", header)];
    let headers = headers.map(|(name, value)| (name, value.to_owned())).to_vec();
    let response = Response { status: 200, headers, body: br#"{"keys":[]}"#.to_vec() };
    let exchange = FetchKeys::new(&Endpoint::parse("https://op.example/jwks").expect("a URL"));
    exchange.accept(response, NOW).expect("an empty set").1
}

/// The first directive decides, and a number is taken for one. No advisory: keys that were withdrawn stay.
fn planted(header: &str) -> Option<u32> {
    let (name, value) = header.split(',').find_map(|directive| directive.split_once('='))?;
    name.trim().eq_ignore_ascii_case("max-age").then(|| value.parse().unwrap_or(0))
}
