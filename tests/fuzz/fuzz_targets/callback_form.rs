//! The form that a browser posts to an OAuth 2 client, and the query of the URL that it is posted to.
//!
//! Input: the form, a line break, the query. Whatever is accepted has one code and one `state`, both in the form.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oauth_core::oauth2::ResponseParameters;
use oauth_fuzz::{BY_FORM, PLANTED, Pairs, STATE, check_callback, first, halves, has, pairs};

fuzz_target!(|input: &[u8]| {
    let Ok(text) = str::from_utf8(input) else { return };
    let (form, query) = halves(text);
    let Some(request) = accepted(form, query) else { return };
    check_callback(&pairs(form), &request);
    let defined = ["state", "code", "iss", "error", "error_description", "error_uri", "user"];
    for name in defined.into_iter().chain(["access_token", "id_token", "response"]) {
        assert!(!has(&pairs(query), name), "{name} in the query");
    }
});

/// The token request that the callback leads to.
fn accepted(form: &str, query: &str) -> Option<Pairs> {
    if PLANTED {
        return planted([pairs(query), pairs(form)].concat());
    }
    BY_FORM.token_request(ResponseParameters::from_form(form, query))
}

/// Query and form read into one map, as web frameworks do (parameter pollution; RFC 6749, section 3.1): a link decides what a
/// form says.
fn planted(callback: Pairs) -> Option<Pairs> {
    let code = first(&callback, "code").filter(|_| first(&callback, "state") == Some(STATE))?;
    Some(vec![("code".into(), code.into())])
}
