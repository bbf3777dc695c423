//! Checks a URL by hand: the `url` crate would bring thirty others into every build.
//!
//! The library parses the URL once more, fully, at start-up.

use super::Fault;

const WELL_KNOWN: [&str; 2] =
    ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"];

/// An endpoint: absolute, `https` or loopback, without user information or fragment.
pub(super) fn check_endpoint(url: &str) -> Result<(), Fault> {
    check_characters(url)?;
    let Some((scheme, rest)) = url.split_once("://") else {
        return Err(relative(url));
    };
    // RFC 6749 s.3.1: "The endpoint URI MUST NOT include a fragment component."
    if let Some((before, _)) = url.split_once('#') {
        return Err(Fault::new("this URL has a fragment", format!("write \"{before}\"")));
    }
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    if let Some((_, host)) = authority.rsplit_once('@') {
        return Err(Fault::new(
            "this URL carries a user name or a password",
            format!("write \"{scheme}://{host}{path}\""),
        ));
    }
    let host = check_authority(authority)?;
    check_scheme(scheme, host, rest)
}

/// The issuer whose metadata `url` is, if it is one.
pub(crate) fn issuer_of(url: &str) -> Option<&str> {
    let url = url.trim_end_matches('/');
    WELL_KNOWN.iter().find_map(|suffix| url.strip_suffix(suffix))
}

fn check_characters(url: &str) -> Result<(), Fault> {
    let Some(found) = url.chars().find(|c| !c.is_ascii_graphic() || r#"<>"\^`{|}"#.contains(*c)) else {
        return Ok(());
    };
    Err(match found {
        '{' | '}' => Fault::new(
            "this URL has a placeholder, and nothing fills it in",
            "write the whole URL, or `env` to read it from the environment at start-up",
        ),
        c if c.is_whitespace() => Fault::new("this URL contains white space", "remove it, or write `%20`"),
        c if c.is_control() => Fault::new("this URL contains a control character", "remove it"),
        c => Fault::new(
            format!("`{c}` may not stand in a URL"),
            "percent-encode it; the name of a host is written in its ASCII form, `xn--…`",
        ),
    })
}

fn relative(url: &str) -> Fault {
    let rest = url.trim_start_matches("https:").trim_start_matches("http:").trim_start_matches('/');
    let host = rest.split('/').next().unwrap_or_default();
    let help = if host.contains('.') {
        format!("write \"https://{rest}\"")
    } else {
        "write it in full, beginning with `https://`".to_owned()
    };
    Fault::new("this is not an absolute URL", help)
}

/// The authority of a URL that has passed [`check_endpoint`].
pub(super) fn authority_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default()
}

/// Returns the host of `host [":" port]`.
fn check_authority(authority: &str) -> Result<&str, Fault> {
    let (host, port) = split_port(authority);
    if host.is_empty() {
        return Err(Fault::new("this URL has no host", "write `https://`, the host, then the path"));
    }
    if !port.is_none_or(is_port) {
        return Err(Fault::new("this URL has no valid port", "write a number up to 65535, or none"));
    }
    if is_host(host) {
        Ok(host)
    } else {
        Err(Fault::new(format!("`{host}` is not the name of a host"), "write a name such as `example.com`"))
    }
}

/// Splits `host [":" port]`; the colons of an IPv6 address stand in brackets.
pub(super) fn split_port(authority: &str) -> (&str, Option<&str>) {
    let after_bracket = authority.find(']').map_or(0, |bracket| bracket + 1);
    let colon = authority.split_at(after_bracket).1.find(':').map(|colon| after_bracket + colon);
    let (host, port) = authority.split_at(colon.unwrap_or(authority.len()));
    (host, port.strip_prefix(':'))
}

pub(super) fn is_port(port: &str) -> bool {
    port.parse::<u16>().is_ok() && !port.starts_with('+')
}

pub(super) fn is_host(host: &str) -> bool {
    let name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => host.chars().all(name) && !host.starts_with(['.', '-']) && !host.contains(".."),
    }
}

fn check_scheme(scheme: &str, host: &str, rest: &str) -> Result<(), Fault> {
    match scheme {
        "https" => Ok(()),
        "http" if ["127.0.0.1", "[::1]", "localhost"].contains(&host) => Ok(()),
        "http" => Err(Fault::new(
            "over `http` anybody on the way reads and changes what this URL carries",
            format!("write \"https://{rest}\"; `http` is for 127.0.0.1, [::1] and localhost only"),
        )),
        other => Err(Fault::new(
            format!("`{other}` is not a scheme for a provider's URL"),
            format!("write \"https://{rest}\""),
        )),
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::check_endpoint;

    #[test]
    fn urls_of_real_providers_are_accepted() {
        for url in [
            "https://accounts.google.com",
            "https://login.microsoftonline.com/common/v2.0",
            "https://example.auth0.com/",
            "https://[2001:db8::1]:8443/issuer",
            "https://host_with_underscore.example",
            "http://127.0.0.1:8080/realms/test",
            "http://[::1]:8080",
            "http://localhost",
        ] {
            assert_eq!(check_endpoint(url), Ok(()), "{url}");
        }
        assert_eq!(check_endpoint("https://api.example/token?tenant=a@b:c"), Ok(()));
    }

    #[test]
    fn each_fault_of_a_url_is_named() {
        for (url, problem) in [
            ("accounts.google.com", "this is not an absolute URL"),
            ("/authorize", "this is not an absolute URL"),
            ("https:/example.com", "this is not an absolute URL"),
            ("http://example.com", "over `http`"),
            ("http://127.0.0.1.example.com", "over `http`"),
            ("http://localhost.example.com", "over `http`"),
            ("ftp://example.com", "`ftp` is not a scheme"),
            ("HTTPS://example.com", "`HTTPS` is not a scheme"),
            ("https://", "this URL has no host"),
            ("https:///path", "this URL has no host"),
            ("https://:443/", "this URL has no host"),
            ("https://example.com#top", "this URL has a fragment"),
            ("https://user:password@example.com/", "this URL carries a user name"),
            ("https://example.com@evil.example/", "this URL carries a user name"),
            ("https://example.com /", "this URL contains white space"),
            ("https://example.com/\n", "this URL contains white space"),
            ("https://example.com/\u{7}", "this URL contains a control character"),
            ("https://{tenant}.example.com", "this URL has a placeholder"),
            ("https://bücher.example", "`ü` may not stand in a URL"),
            ("https://example.com\\@evil.example", "`\\` may not stand in a URL"),
            ("https://example.com:http/", "this URL has no valid port"),
            ("https://example.com:65536/", "this URL has no valid port"),
            ("https://example..com/", "`example..com` is not the name of a host"),
            ("https://.example.com/", "`.example.com` is not the name of a host"),
            ("https://-example.com/", "`-example.com` is not the name of a host"),
            ("https://[::g]/", "`[::g]` is not the name of a host"),
            ("https://[::1/", "this URL has no valid port"),
        ] {
            let fault = check_endpoint(url).expect_err(url);
            assert!(fault.problem.starts_with(problem), "{url}: {}", fault.problem);
        }
    }

    #[test]
    fn help_is_the_url_that_was_meant() {
        for (url, help) in [
            ("accounts.google.com", "write \"https://accounts.google.com\""),
            ("http://example.com/a", "write \"https://example.com/a\"; `http` is for"),
            ("https://a:b@example.com/c", "write \"https://example.com/c\""),
            ("https://example.com/a#b", "write \"https://example.com/a\""),
        ] {
            let fault = check_endpoint(url).expect_err(url);
            assert!(fault.help.starts_with(help), "{url}: {}", fault.help);
        }
    }
}
