//! The `WWW-Authenticate` challenge of a userinfo endpoint.
//!
//! As a challenge, the input gives an error only where one stands, and the log one line. As the value of `error`, quoted, it
//! comes back as it was, unless it repeats the letters of the access token.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oauth_core::error::{ProviderError, Untrusted};
use oauth_core::oauth2::FetchProfile;
use oauth_core::{Endpoint, Error, Exchange as _, Response, Secret};
use oauth_fuzz::{NOW, PLANTED};

const ACCESS_TOKEN: &str = "SlAV32hkKG";

fuzz_target!(|input: &[u8]| {
    let Ok(text) = str::from_utf8(input) else { return };
    if let Some(error) = error_of(text) {
        let lower = text.to_ascii_lowercase();
        assert!(lower.contains("bearer") && lower.contains("error"), "{error}");
        assert!(error.to_string().bytes().all(|byte| matches!(byte, b' '..=b'~')));
    }
    let quoted = text.replace('\\', r"\\").replace('"', "\\\"");
    let challenge =
        format!(r#"Basic realm="error=\"no\"", Bearer realm="a, b", error="{quoted}", scope="openid""#);
    let (told, as_it_was) = (error_of(&challenge).expect("an error"), Untrusted::new(text));
    if told == as_it_was {
        assert!(!told.as_str().contains(ACCESS_TOKEN));
        return;
    }
    assert!(told.as_str().starts_with("[withheld"), "{told}");
    // In escapes it may be hidden.
    let plain = |character| matches!(character, ' '..='~') && !"%&+\\\"".contains(character);
    if as_it_was.as_str().chars().all(plain) {
        let letters: String = as_it_was.as_str().chars().filter(char::is_ascii_alphanumeric).collect();
        assert!(letters.contains(ACCESS_TOKEN), "{as_it_was}");
    }
});

fn error_of(challenge: &str) -> Option<Untrusted> {
    if PLANTED {
        return planted(challenge);
    }
    let endpoint = Endpoint::parse("https://op.example/userinfo").expect("a URL");
    let headers = vec![("www-authenticate", challenge.to_owned())];
    let response = Response { status: 401, headers, body: Vec::new() };
    match FetchProfile::new(&endpoint, &Secret::from(ACCESS_TOKEN)).accept(response, NOW) {
        Err(Error::Provider(ProviderError::UserinfoStatus { status: 401, error })) => error,
        other => panic!("{other:?}"),
    }
}

/// A list split at its commas, as if none stood in a quoted text. No advisory: it only misleads who reads the log.
fn planted(challenge: &str) -> Option<Untrusted> {
    let bearer = challenge.split_once("Bearer ")?.1;
    let error = bearer.split(',').find_map(|parameter| parameter.trim().strip_prefix("error="))?;
    let inner = error.strip_prefix('"')?.strip_suffix('"')?;
    Some(Untrusted::new(&inner.replace("\\\"", "\"").replace(r"\\", "\\")))
}
