//! A token endpoint's refusal: any status, any body, and what the log says of it.
//!
//! Input: one byte that chooses the status, then the body. A member `error` refuses whatever the status says; the log gets one
//! line of bounded length, of visible ASCII, which does not repeat the refresh token.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oauth_core::{Error, Exchange as _};
use oauth_fuzz::{BY_QUERY, NOW, PLANTED, REFRESH_TOKEN, json_response, unique_json};

/// The longest line: three texts of 200 characters, each written as `\u{10ffff}`, and what stands around them.
const LONGEST: usize = 3 * 200 * 10 + 200;

fuzz_target!(|input: &[u8]| {
    let Some((&choice, body)) = input.split_first() else { return };
    let status = [200, 201, 302, 400, 401, 500][usize::from(choice) % 6];
    let verdict = BY_QUERY.refresh().accept(json_response(status, body), NOW);
    let says_error =
        unique_json(body).is_some_and(|body| body.get("error").is_some_and(|error| !error.is_null()));
    let Err(error) = verdict else {
        assert!(status == 200 && !says_error);
        return;
    };
    assert_eq!(error.code() == "redirect_refused", status == 302);
    assert_eq!(error.code() == "token_refused", says_error && status != 302);
    let line = shown(&error, body);
    assert!(line.len() <= LONGEST && line.bytes().all(|byte| matches!(byte, b' '..=b'~')), "{line}");
    assert!(PLANTED || !line.contains(REFRESH_TOKEN), "{line}");
});

fn shown(error: &Error, body: &[u8]) -> String {
    if PLANTED { planted(body) } else { format!("{error} {}", error.meaning()) }
}

/// OmniAuth, CVE-2020-36599: the provider's text reached the page as it came; here the log.
fn planted(body: &[u8]) -> String {
    let body = unique_json(body).unwrap_or_default();
    format!("the token endpoint refused: {}", body["error"].as_str().unwrap_or_default())
}
