//! A cookie jar with the rules of RFC 6265 that a login can break.
//!
//! Cookies are host-only (`Domain` is ignored), like a browser's they ignore ports, and `Secure` does not matter on
//! loopback. What a browser refuses is refused: more than 4,096 bytes, `__Host-` and `__Secure-` without what they
//! promise.

use url::Url;

const LARGEST: usize = 4096;

/// A cookie in a visitor's jar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// Its value as sent.
    pub value: String,
    /// The path it is for.
    pub path: String,
    /// The whole `Set-Cookie` header that it came with.
    pub set_cookie: String,
    host: String,
}

#[derive(Default)]
pub(super) struct Jar {
    cookies: Vec<Cookie>,
}

impl Jar {
    pub(super) fn store(&mut self, url: &Url, headers: Vec<&str>) {
        for header in headers {
            let Some((cookie, removed)) = parse(url, header) else { continue };
            let same = |old: &Cookie| {
                (&old.name, &old.path, &old.host) == (&cookie.name, &cookie.path, &cookie.host)
            };
            let place = self.cookies.iter().position(same);
            match (place, removed) {
                (Some(place), true) => drop(self.cookies.remove(place)),
                (Some(place), false) => self.cookies[place] = cookie,
                (None, true) => {}
                (None, false) => self.cookies.push(cookie),
            }
        }
    }

    pub(super) fn matching(&self, url: &Url) -> Vec<&Cookie> {
        let host = url.host_str().unwrap_or_default();
        let fits = |cookie: &&Cookie| cookie.host == host && path_matches(&cookie.path, url.path());
        let mut found: Vec<_> = self.cookies.iter().filter(fits).collect();
        found.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        found
    }

    pub(super) fn header(&self, url: &Url) -> Option<String> {
        let pairs: Vec<_> = self.matching(url).iter().map(|c| format!("{}={}", c.name, c.value)).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }
}

/// The cookie, and whether the header removes it; `None` if a browser would refuse it.
fn parse(url: &Url, header: &str) -> Option<(Cookie, bool)> {
    let mut parts = header.split(';').map(str::trim);
    let (name, value) = parts.next()?.split_once('=')?;
    let attributes: Vec<_> = parts.map(|part| part.split_once('=').unwrap_or((part, ""))).collect();
    let attribute = |wanted: &str| {
        attributes.iter().rev().find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| *value)
    };
    let path = attribute("path").filter(|path| path.starts_with('/'));
    let secure = attribute("secure").is_some();
    let host_only_everywhere = secure && path == Some("/") && attribute("domain").is_none();
    let refused = name.len() + value.len() > LARGEST
        || (name.starts_with("__Host-") && !host_only_everywhere)
        || (name.starts_with("__Secure-") && !secure);
    if refused {
        return None;
    }
    let max_age = attribute("max-age").and_then(|seconds| seconds.parse::<i64>().ok());
    // A removal by date is, in every server here, one of 1970.
    let past = attribute("expires").is_some_and(|date| date.contains("1970"));
    let cookie = Cookie {
        name: name.into(),
        value: value.into(),
        path: path.map_or_else(|| default_path(url), str::to_owned),
        set_cookie: header.into(),
        host: url.host_str()?.into(),
    };
    Some((cookie, max_age.map_or(past, |seconds| seconds <= 0)))
}

// RFC 6265, section 5.1.4.
fn default_path(url: &Url) -> String {
    match url.path().rsplit_once('/') {
        None | Some(("", _)) => "/".into(),
        Some((folder, _)) => folder.into(),
    }
}

fn path_matches(cookie: &str, request: &str) -> bool {
    request
        .strip_prefix(cookie)
        .is_some_and(|rest| rest.is_empty() || cookie.ends_with('/') || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jar(headers: &[&str]) -> Jar {
        let mut jar = Jar::default();
        jar.store(&Url::parse("http://localhost:1/a/b").unwrap(), headers.to_vec());
        jar
    }

    fn sent(jar: &Jar, url: &str) -> Option<String> {
        jar.header(&Url::parse(url).unwrap())
    }

    #[test]
    fn cookies_keep_to_their_host_and_path_but_not_to_their_port() {
        let jar = jar(&["deep=1", "wide=2; Path=/; HttpOnly", "other=3; Path=/x"]);
        assert_eq!(sent(&jar, "http://localhost:2/a/c").as_deref(), Some("deep=1; wide=2"));
        assert_eq!(sent(&jar, "http://localhost/ab").as_deref(), Some("wide=2"));
        assert_eq!(sent(&jar, "http://127.0.0.1:1/a/c"), None);
    }

    #[test]
    fn max_age_zero_and_a_date_of_1970_remove() {
        let jar = jar(&["a=1", "b=1", "a=; Max-Age=0", "b=; expires=Thu, 01 Jan 1970 00:00:00 GMT"]);
        assert_eq!(sent(&jar, "http://localhost/a/b"), None);
    }

    #[test]
    fn what_a_browser_refuses_is_refused() {
        let long = format!("long={}", "x".repeat(LARGEST));
        let jar = jar(&[
            &long,
            "__Host-a=1; Path=/",
            "__Host-b=1; Secure; Path=/a",
            "__Secure-c=1",
            "__Host-d=1; Secure; Path=/",
        ]);
        assert_eq!(sent(&jar, "http://localhost/a/b").as_deref(), Some("__Host-d=1"));
    }
}
