//! The text that an OAuth 1.0a signature covers.
//!
//! Input: a method, a URL, and lines of `name=value`. Decoded, the base string gives back the method, the URL as a browser
//! reads it, and all parameters in order; each escape is written as RFC 5849, section 3.6 wants it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oauth_core::oauth1::signature::signature_base_string;
use oauth_fuzz::{PLANTED, Pairs, halves, pairs};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::Url;

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fuzz_target!(|input: &[u8]| {
    let Ok(text) = str::from_utf8(input) else { return };
    let (method, rest) = halves(text);
    let (url, lines) = halves(rest);
    let given: Vec<_> = lines.lines().map(|line| line.split_once('=').unwrap_or((line, ""))).collect();
    let Some(base_string) = base_string(method, url, &given) else { return };

    let parts: Vec<_> = base_string.split('&').map(decoded).collect();
    let [signed_method, uri, parameters] = parts.as_slice() else { panic!("{base_string}") };
    assert_eq!(*signed_method, method.to_ascii_uppercase());
    check_uri(uri, url);
    check_parameters(parameters, url, &given);
});

/// What was encoded; the encoding is the only one that the RFC allows.
fn decoded(part: &str) -> String {
    let text = percent_decode_str(part).decode_utf8().expect("UTF-8").into_owned();
    assert_eq!(utf8_percent_encode(&text, RESERVED).to_string(), part);
    text
}

/// A browser that can go to `url` goes to the same place by `uri`.
fn check_uri(uri: &str, url: &str) {
    assert!(!uri.contains(['?', '#', '@']) || uri.split('/').skip(3).any(|part| part.contains('@')), "{uri}");
    let Ok(url) = Url::parse(url) else { return };
    let uri = Url::parse(uri).expect("a URL");
    let place = |url: &Url| (url.origin(), url.path().to_owned());
    assert_eq!(place(&uri), place(&url));
}

fn check_parameters(parameters: &str, url: &str, given: &[(&str, &str)]) {
    let encoded: Vec<_> = parameters
        .split('&')
        .filter(|_| !parameters.is_empty())
        .map(|pair| pair.split_once('=').expect("a ="))
        .collect();
    assert!(encoded.is_sorted(), "{parameters}");
    let mut signed: Pairs = encoded.iter().map(|(name, value)| (decoded(name), decoded(value))).collect();

    let before_fragment = url.split('#').next().unwrap_or_default();
    let mut sent = pairs(before_fragment.split_once('?').map_or("", |(_, query)| query));
    sent.extend(given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    sent.retain(|(name, _)| name != "oauth_signature");
    sent.sort_unstable();
    signed.sort_unstable();
    assert_eq!(signed, sent);
}

fn base_string(method: &str, url: &str, parameters: &[(&str, &str)]) -> Option<String> {
    let base_string = signature_base_string(method, url, parameters)?;
    Some(if PLANTED { planted(&base_string) } else { base_string })
}

/// Java's URLEncoder and others of its age: `~` is escaped, and every signature over one is wrong.
fn planted(base_string: &str) -> String {
    base_string.replace('~', "%7E")
}
