//! Responses as bytes: whatever a parameter or a provider says, one head, and in it only what we wrote.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use oauth_core::encoding::form_encode;
use oauth_test_provider::{Endpoint, Reply};
use oauth_tests::{Hop, Site, Visitor};
use serde_json::json;

use crate::support::*;

/// Ways to end a line in front of a header of the visitor's own. The last is what reads as CR LF when the upper
/// byte of a UTF-16 unit gets lost.
const BREAKS: [&str; 7] = [
    "\r\nX-Injected: 1\r\n\r\n<b>injected",
    "\nX-Injected: 1\n\n<b>injected",
    "\rX-Injected: 1",
    "\r\n\tX-Injected: 1",
    "\r\nSet-Cookie: injected=1",
    "%0d%0aX-Injected: 1",
    "\u{560d}\u{560a}X-Injected: 1",
];

/// Sends one GET and gives the response as it came, once its shape is right.
fn exchange(site: &Site, path: &str, cookies: &str) -> String {
    let address = site.url("");
    let mut stream = TcpStream::connect(address.trim_start_matches("http://")).unwrap();
    let cookies = if cookies.is_empty() { String::new() } else { format!("Cookie: {cookies}\r\n") };
    let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{cookies}Connection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    assert_whole(&text);
    text
}

/// One response: a status line, headers that are each on a line of its own, and a body of the length they tell.
fn assert_whole(text: &str) {
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let mut lines = head.split("\r\n");
    assert!(lines.next().unwrap().starts_with("HTTP/1.1 "), "{text}");
    let mut length = None;
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap_or_else(|| panic!("{line:?} in {text}"));
        let is_token = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        assert!(is_token && !name.eq_ignore_ascii_case("x-injected"), "{line:?} in {text}");
        assert!(!value.contains(['\r', '\n']) && !value.starts_with("injected"), "{line:?} in {text}");
        if name.eq_ignore_ascii_case("content-length") {
            assert_eq!(length.replace(value.parse().unwrap()), None, "{text}");
        }
    }
    assert_eq!(length, Some(body.len()), "{text}");
    assert!(!text.contains("<b>injected"), "{text}");
}

fn status(response: &str) -> &str {
    &response["HTTP/1.1 ".len()..][..3]
}

fn cookies(visitor: &Visitor, site: &Site) -> String {
    let pairs = visitor.cookies(&site.url("/"));
    pairs.iter().map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect::<Vec<_>>().join("; ")
}

fn approve(visitor: &Visitor, site: &Site, client: &str) -> Hop {
    let page = visitor.get(&site.url(&format!("/auth/{client}/login")));
    visitor.go(&page.next().unwrap()).next().unwrap()
}

#[test]
fn a_line_break_in_a_parameter_of_a_login_is_in_no_header() {
    let provider = provider();
    let site = crate::site(&provider);
    for line_break in BREAKS.map(form_encode) {
        for query in [
            format!("return_to={line_break}"),
            format!("return_to=/inbox{line_break}"),
            format!("{line_break}={line_break}"),
            format!("return_to=/a&login_hint={line_break}"),
        ] {
            let response = exchange(&site, &format!("/auth/github/login?{query}"), "");
            assert_eq!(status(&response), "303", "{query}");
        }
        let response = exchange(&site, &format!("/auth/github{line_break}/login"), "");
        assert_eq!(status(&response), "404");
    }
    assert!(calls(&provider).is_empty());
}

#[test]
fn a_line_break_in_a_parameter_of_a_callback_is_in_no_header_and_asks_nobody() {
    const NAMES: [&str; 8] =
        ["state", "code", "error", "error_description", "error_uri", "iss", "oauth_token", "oauth_verifier"];
    let provider = provider();
    let site = crate::site(&provider);
    let visitor = Visitor::new();
    let hop = approve(&visitor, &site, "github");
    let cookies = cookies(&visitor, &site);
    for line_break in BREAKS.map(form_encode) {
        for name in NAMES {
            let beside = format!("/auth/github/authorize?state=x&code=x&{name}=a{line_break}");
            let alone = format!("/auth/twitter/authorize?{name}={line_break}");
            for path in [beside, alone] {
                assert_eq!(status(&exchange(&site, &path, &cookies)), "400", "{path}");
            }
        }
    }
    let refused =
        path(&hop).replace("code=", "error=access_denied&error_description=a%0d%0aX-Injected:1&was=");
    assert_eq!(status(&exchange(&site, &refused, &cookies)), "400");
    assert_eq!(calls(&provider), [], "{refused}");
}

#[test]
fn a_line_break_in_what_a_provider_says_is_in_no_header() {
    let provider = provider();
    let site = crate::site(&provider);
    for line_break in BREAKS {
        let error = json!({ "error": line_break, "error_description": line_break, "error_uri": line_break });
        for (client, endpoint, requests) in
            [("google", Endpoint::Token, 1), ("github", Endpoint::OAuth2Token, 1)]
        {
            provider.answer(endpoint, Reply::json(400, error.clone()));
            let visitor = Visitor::new();
            let hop = approve(&visitor, &site, client);
            provider.clear_journal();
            let response = exchange(&site, &path(&hop), &cookies(&visitor, &site));
            assert_eq!(status(&response), "502", "{client}: {response}");
            assert_eq!(token_requests(&provider), requests, "{client}");
        }
        // OAuth 1.0a: the token becomes part of the address that the person is sent to.
        provider.on_temporary_credentials(move |pairs| {
            pairs.retain(|(name, _)| name != "oauth_token");
            pairs.push(("oauth_token".to_owned(), format!("token{line_break}")));
        });
        provider.clear_journal();
        exchange(&site, "/auth/twitter/login", "");
        assert_eq!(calls(&provider), [Endpoint::TemporaryCredentials]);
        provider.reset();
    }
}
