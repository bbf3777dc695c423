//! Where a person goes after the login.
//!
//! Whatever is accepted is fit for a header, and leads a browser to the same origin from every page of it, also when a server
//! in between resolves it once before.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oauth_core::ReturnTo;
use oauth_fuzz::PLANTED;
use url::Url;

const PAGES: [&str; 3] =
    ["https://app.example/", "https://app.example/any/path?x=1", "https://app.example/auth/acme/authorize"];

fuzz_target!(|input: &[u8]| {
    let Ok(text) = str::from_utf8(input) else { return };
    if !accepted(text) {
        return;
    }
    assert!(text.len() <= ReturnTo::MAX_LEN && text.bytes().all(|byte| byte.is_ascii_graphic()));
    for page in PAGES {
        let page = Url::parse(page).expect("a page");
        let target = page.join(text).expect("a browser goes there");
        assert_eq!(target.origin(), page.origin(), "{text}");
        let again = page.join(target.path()).expect("a browser goes there");
        assert_eq!(again.origin(), page.origin(), "{text}");
    }
});

fn accepted(text: &str) -> bool {
    if PLANTED { planted(text) } else { ReturnTo::parse(text).is_some_and(|path| path.as_str() == text) }
}

/// mod_auth_openidc, issue 449 and CVE-2022-23527: browsers read `\` as `/`, and drop tabs.
fn planted(text: &str) -> bool {
    let visible = text.bytes().all(|byte| byte.is_ascii_graphic());
    text.len() <= ReturnTo::MAX_LEN && visible && text.starts_with('/') && !text.starts_with("//")
}
