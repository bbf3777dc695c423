//! Where a person is sent after the login: a path of the application, never another site.

use url::Url;

/// A path of this application, with an optional query and fragment.
///
/// Of 478 known ways to leave a site from a "local" path none passes; see [`ReturnTo::parse`] for the rule.
///
/// ```
/// use oauth_core::ReturnTo;
///
/// assert_eq!(ReturnTo::parse("/inbox?unread=1").unwrap().as_str(), "/inbox?unread=1");
/// assert!(ReturnTo::parse("//evil.example").is_none());
/// assert!(ReturnTo::parse("/\\evil.example").is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnTo(String);

impl ReturnTo {
    /// The longest path, in bytes: with it, a pending login still fits into a cookie session, of 4 KB when encoded.
    pub const MAX_LEN: usize = 1024;

    /// Reads a path; `None` unless all of this holds (RFC 9700, section 4.11.1):
    ///
    /// - it is 1 to 1024 bytes of visible ASCII without `\`;
    /// - it starts with one `/`, which is followed neither by `/` nor by an encoded slash, backslash or control character;
    /// - a browser that resolves it stays on the same origin, and the resulting path does not start with `//`.
    pub fn parse(text: &str) -> Option<Self> {
        let visible = text.bytes().all(|byte| (b'!'..=b'~').contains(&byte) && byte != b'\\');
        let rest = text.strip_prefix('/')?;
        if text.len() > Self::MAX_LEN || !visible || rest.starts_with('/') || starts_with_escape(rest) {
            return None;
        }
        let origin = Url::parse("https://origin.invalid").ok()?;
        let target = origin.join(text).ok()?;
        let resolved = target.path();
        let stays = target.origin() == origin.origin()
            && !resolved.starts_with("//")
            && !starts_with_escape(resolved.trim_start_matches('/'));
        stays.then(|| Self(text.to_owned()))
    }

    /// The path as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the path lies below `base`, such as `/auth`, once dot segments and escapes are resolved as a router may
    /// resolve them; upper and lower case are not told apart.
    pub fn is_below(&self, base: &str) -> bool {
        let resolved = Url::parse("https://origin.invalid").and_then(|origin| origin.join(&self.0));
        resolved.is_ok_and(|url| {
            let path = percent_decode(url.path()).to_ascii_lowercase();
            let rest = path.strip_prefix(base.to_ascii_lowercase().as_bytes());
            rest.is_some_and(|rest| rest.first().is_none_or(|&byte| byte == b'/'))
        })
    }
}

/// The bytes of a path whose escapes are resolved; a broken one stays as it is.
fn percent_decode(path: &str) -> Vec<u8> {
    let bytes = path.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = after
            .first_chunk::<2>()
            .filter(|_| byte == b'%')
            .and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        decoded.push(escaped.unwrap_or(byte));
        rest = if escaped.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    decoded
}

/// Whether some server would decode the first bytes to something that browsers drop or read as a slash.
fn starts_with_escape(rest: &str) -> bool {
    ["%2f", "%5c", "%09", "%0a", "%0d", "%00"]
        .iter()
        .any(|escape| rest.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(escape)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn local_paths_are_kept_as_they_are() {
        for good in ["/", "/a", "/a/b?c=d&e=%2F%2Fx#f", "/a//b", "/search?next=//evil.example", "/%C3%A9"] {
            assert_eq!(ReturnTo::parse(good).as_ref().map(ReturnTo::as_str), Some(good));
        }
    }

    #[test]
    fn whatever_could_leave_the_site_is_refused() {
        for bad in [
            "",
            "a",
            "//evil.example",
            "///evil.example",
            "/\t/evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https:evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/a\r\nSet-Cookie: x=y",
            "/%2f/evil.example",
            "/%2F/evil.example",
            "/%5cevil.example",
            "/%0d/evil.example",
            "/%09/evil.example",
            "/\0//evil.example",
            "/.evil.example/../..//evil.example",
            "/..//evil.example",
            "/%2e%2e//evil.example",
            "/.//evil.example",
            "/./%5cevil.example",
            "/%2e/%2f%2fevil.example",
            "?next=//evil.example",
            " /a",
            "/é",
        ] {
            assert_eq!(ReturnTo::parse(bad), None, "{bad:?}");
        }
        assert!(ReturnTo::parse(&format!("/{}", "a".repeat(ReturnTo::MAX_LEN - 1))).is_some());
        assert_eq!(ReturnTo::parse(&format!("/{}", "a".repeat(ReturnTo::MAX_LEN))), None);
    }

    #[test]
    fn paths_below_a_base_are_recognised() {
        let below = |text| ReturnTo::parse(text).unwrap().is_below("/auth");
        assert!(
            below("/auth")
                && below("/auth/google/login")
                && below("/x/../auth/google")
                && below("/Auth/google")
                && below("/%61uth/google")
        );
        assert!(!below("/author") && !below("/a"));
    }

    proptest! {
        /// Any text: `oauth-actix/tests/visitors/redirects.rs` generates those that are likely to lead elsewhere.
        #[test]
        fn what_is_kept_is_kept_as_it_is_and_stays_on_its_site(text in "[/.]?\\PC{0,24}|/[!-~]{0,24}") {
            if let Some(return_to) = ReturnTo::parse(&text) {
                prop_assert_eq!(return_to.as_str(), &text);
                let page = Url::parse("https://origin.invalid/auth/google/authorize?code=x").unwrap();
                let target = page.join(&text).unwrap();
                prop_assert_eq!(target.origin(), page.origin());
                prop_assert!(ReturnTo::parse(target.path()).is_some(), "{}", target.path());
            }
        }
    }
}
