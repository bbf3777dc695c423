//! The smallest HTTP client that can test a provider: one request a connection, redirects not followed.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "shared by several test files; a failed unwrap is a failed test"
)]

pub(crate) mod stage;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use oauth_test_provider::{Client, Provider};
use serde_json::Value;

/// RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub(crate) const REDIRECT_URI: &str = "http://127.0.0.1:9/callback";

#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(present, _)| present.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| unreadable(&self.body))
    }

    pub(crate) fn error(&self) -> String {
        self.json().get("error").and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    pub(crate) fn location(&self) -> String {
        self.header("location").unwrap_or_default().to_owned()
    }
}

#[allow(clippy::panic, reason = "a failed test")]
fn unreadable(text: &str) -> ! {
    panic!("not JSON: {text}")
}

/// What came back, as far as it came.
pub(crate) fn exchange(url: &str, method: &str, headers: &[(&str, &str)], body: &str) -> Vec<u8> {
    let (authority, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(authority).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let mut request = format!("{method} /{path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // A provider that closes early may reset the connection: what arrived still counts.
    let _ended_early = stream.read_to_end(&mut answer);
    answer
}

pub(crate) fn send(url: &str, method: &str, headers: &[(&str, &str)], body: &str) -> Response {
    let answer = String::from_utf8(exchange(url, method, headers, body)).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Response { status, head: head.to_owned(), body: body.to_owned() }
}

pub(crate) fn get(url: &str) -> Response {
    send(url, "GET", &[], "")
}

pub(crate) fn post(url: &str, headers: &[(&str, &str)], body: &str) -> Response {
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    send(url, "POST", &[&form, headers].concat(), body)
}

pub(crate) fn basic(client: &Client) -> String {
    let secret = client.secret.clone().unwrap_or_default();
    format!("Basic {}", STANDARD.encode(format!("{}:{secret}", encode(&client.id))))
}

pub(crate) fn encode(text: &str) -> String {
    text.bytes().fold(String::new(), |encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded + &char::from(byte).to_string()
        } else {
            encoded + &format!("%{byte:02X}")
        }
    })
}

/// An authorization request of the OpenID Connect client.
pub(crate) fn authorization_url(provider: &Provider, more: &str) -> String {
    format!(
        "{}?response_type=code&client_id={}&redirect_uri={}&scope=openid%20email&state=s&nonce=n\
         &code_challenge={CHALLENGE}&code_challenge_method=S256{more}",
        provider.authorization_endpoint(),
        provider.oidc_client().id,
        encode(REDIRECT_URI),
    )
}

/// One parameter of a URL's query.
pub(crate) fn parameter(url: &str, name: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    let found =
        query.split('&').filter_map(|pair| pair.split_once('=')).find(|(present, _)| *present == name);
    found.map(|(_, value)| value.replace("%3A", ":").replace("%2F", "/"))
}

/// A code for `ada`.
pub(crate) fn code(provider: &Provider) -> String {
    let response = get(&authorization_url(provider, "&login_hint=auto:ada"));
    parameter(&response.location(), "code").unwrap()
}

pub(crate) fn redeem(provider: &Provider, code: &str, verifier: &str, redirect_uri: &str) -> Response {
    let body = format!(
        "grant_type=authorization_code&code={code}&redirect_uri={}&code_verifier={verifier}",
        encode(redirect_uri)
    );
    let authorization = basic(&provider.oidc_client());
    post(&provider.token_endpoint(), &[("Authorization", &authorization)], &body)
}

/// Header and claims of the ID token in a token response.
pub(crate) fn id_token(response: &Response) -> (Value, Value) {
    let response = response.json();
    let token = response.get("id_token").unwrap().as_str().unwrap();
    let part = |index| {
        let bytes = URL_SAFE_NO_PAD.decode(token.split('.').nth(index).unwrap()).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    };
    (part(0), part(1))
}
