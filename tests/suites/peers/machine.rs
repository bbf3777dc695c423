//! Redis, Chromium, and that nothing outlives its owner.

use std::net::TcpStream;
use std::process::Command;

use oauth_tests::{App, Peer, Redis, Visitor, browser, free_port, output_dir};
use serde_json::json;

use crate::authorization_url;

#[test]
fn redis_keeps_what_it_is_told_until_it_is_dropped() {
    let redis = Redis::start();
    assert_eq!(redis.ask(&["SET", "key", "value", "EX", "60"]), "OK");
    assert_eq!(redis.ask(&["GET", "key"]), "value");
    let address = redis.url().replace("redis://", "");
    drop(redis);
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn peer_ends_with_its_owner() {
    let peer = Peer::openid(&json!({}));
    let port = peer.port();
    drop(peer);
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[test]
fn application_answers_keeps_its_log_and_stops() {
    let app = App::launch("http.server", |port| {
        let mut python = Command::new("python3");
        python.args(["-u", "-m", "http.server", "--bind", "127.0.0.1", &port.to_string()]);
        python
    });
    let missing = app.url("/missing");
    assert_eq!(Visitor::new().get(&missing).status, 404);
    let log = app.stop();
    assert!(log.contains("GET /missing"), "{log}");
    assert!(Visitor::new().try_get(&missing).is_err());
}

#[test]
fn browser_logs_in_at_a_provider_and_photographs_it() {
    // The callback is a missing page of the provider itself, by its other name.
    let port = free_port();
    let callback = format!("http://127.0.0.1:{port}/callback");
    let client = json!({"client_id": "demo", "redirect_uris": [callback]});
    let provider = Peer::openid(&json!({"host": "localhost", "port": port, "clients": [client]}));
    let url = authorization_url(
        &format!("{}/auth", provider.issuer()),
        "demo",
        &[("scope", "openid profile email"), ("redirect_uri", &callback)],
    );
    let folder = output_dir("browser_logs_in_at_a_provider");
    let journey = browser(&json!({
        "base_url": provider.issuer(), "screenshots_dir": folder, "scenario": "steps",
        "steps": [
            ["goto", url], ["expect", "to continue to"], ["screenshot", "empty"],
            ["fill", "input[name=username]", "alice"], ["fill", "input[name=password]", "wrong"],
            ["press", "Sign in"], ["expect", "do not go together"], ["screenshot", "wrong"],
            ["answer", "deny"], ["wait_for_url", format!("{callback}?error=access_denied")],
        ],
    }));
    assert!(journey.url().starts_with(&callback), "{journey:?}");
    for name in ["empty", "wrong", "provider", "consent"] {
        assert!(folder.join(format!("{name}.png")).is_file(), "{name}");
    }
}

#[test]
fn browser_photographs_the_page_of_an_older_provider() {
    let provider = Peer::oauth2_authlib(&json!({"clients": [{"client_id": "demo"}]}));
    let url = authorization_url(provider.url("authorization_endpoint"), "demo", &[]);
    let journey = browser(&json!({
        "base_url": provider.issuer(), "screenshots_dir": output_dir("browser_at_an_older_provider"),
        "scenario": "steps", "steps": [["goto", url], ["screenshot", "page"], ["text"]],
    }));
    assert!(journey.step("text")["text"].as_str().unwrap().contains("wants to use your account"));
}
