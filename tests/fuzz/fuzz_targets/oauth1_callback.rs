//! The query that a browser brings back to an OAuth 1.0a client.
//!
//! Whatever is accepted has this login's token and one verifier, and no refusal.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oauth_core::oauth1::{AuthorizationResponse, TemporaryCredentials, callback_token};
use oauth_fuzz::{PLANTED, first, has, once, pairs};

const TOKEN: &str = "hh5s93j4hdidpola";

fuzz_target!(|input: &[u8]| {
    let Ok(query) = str::from_utf8(input) else { return };
    let Some(verifier) = accepted(query) else { return };
    let callback = pairs(query);
    assert_eq!(once(&callback, "oauth_token"), Some(TOKEN));
    assert_eq!(once(&callback, "oauth_verifier"), Some(verifier.as_str()));
    assert!(!verifier.is_empty() && !has(&callback, "denied"));
});

fn accepted(query: &str) -> Option<String> {
    if PLANTED {
        return planted(query);
    }
    let token = callback_token(query).ok()?;
    let accepted =
        AuthorizationResponse::accept(query, TemporaryCredentials::new(TOKEN.into(), "s".into())).ok()?;
    assert_eq!(token.expose(), accepted.temporary_credentials().token().expose());
    Some(accepted.verifier().expose().to_owned())
}

/// Authlib, CVE-2025-68158, in its OAuth 1.0a form: the login of whoever comes back is not compared.
fn planted(query: &str) -> Option<String> {
    let callback = pairs(query);
    first(&callback, "oauth_token").filter(|token| !token.is_empty())?;
    first(&callback, "oauth_verifier").filter(|verifier| !verifier.is_empty()).map(str::to_owned)
}
