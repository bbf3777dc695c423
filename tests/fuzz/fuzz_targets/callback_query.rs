//! The query that a browser brings back to an OAuth 2 client.
//!
//! Whatever is accepted has one code, which alone is redeemed, and this login's `state`, once.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oauth_core::oauth2::ResponseParameters;
use oauth_fuzz::{BY_QUERY, PLANTED, Pairs, STATE, check_callback, first, pairs};

fuzz_target!(|input: &[u8]| {
    let Ok(query) = str::from_utf8(input) else { return };
    if let Some(request) = accepted(query) {
        check_callback(&pairs(query), &request);
    }
});

/// The token request that the callback leads to.
fn accepted(query: &str) -> Option<Pairs> {
    if PLANTED {
        return planted(&pairs(query));
    }
    BY_QUERY.token_request(ResponseParameters::from_query(query))
}

/// goth before ed63cbc: a state that is missing or empty was not compared.
fn planted(callback: &Pairs) -> Option<Pairs> {
    let state = first(callback, "state").unwrap_or_default();
    let code = first(callback, "code").filter(|_| state.is_empty() || state == STATE)?;
    Some(vec![("code".into(), code.into())])
}
