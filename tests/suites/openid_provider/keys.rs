//! A provider that changes its keys, and one that goes away.

use oauth_tests::{Peer, Visitor, free_port};
use serde_json::{Value, json};

use super::{CLIENT_ID, CLIENT_SECRET, login, provider, refused, register, registered};

fn key_requests(provider: &Peer) -> Value {
    provider.command(&json!({"requests": true}))["GET /jwks"].clone()
}

#[test]
fn keys_are_fetched_once() {
    let provider = provider();
    let site = registered(&provider, json!({}), &[]);
    for _ in 0..3 {
        login(&site);
    }
    let requests = provider.command(&json!({"requests": true}));
    assert_eq!(
        (&requests["GET /jwks"], &requests["GET /.well-known/openid-configuration"]),
        (&json!(1), &json!(1))
    );
}

#[test]
fn new_keys_are_followed_at_once_and_again_within_seconds() {
    for kind in ["graceful", "hard", "same_kid"] {
        let provider = provider();
        let site = registered(&provider, json!({}), &[]);
        login(&site);
        for _ in 0..3 {
            provider.command(&json!({"rotate": kind}));
            assert_eq!(login(&site)["claims"]["sub"], "alice", "{kind}");
        }
        assert_eq!(key_requests(&provider), 4, "{kind}");
    }
}

#[test]
fn restart_with_other_keys_is_followed() {
    let config = json!({"host": "localhost", "auto": "alice", "port": free_port()});
    let first = Peer::openid(&config);
    let site = registered(&first, json!({}), &[]);
    login(&site);
    drop(first);
    for _ in 0..2 {
        let next = Peer::openid(&config);
        register(&next, &site, CLIENT_ID, Some(CLIENT_SECRET), json!({}));
        assert_eq!(login(&site)["claims"]["sub"], "alice");
        assert_eq!(key_requests(&next), 1);
    }
}

#[test]
fn provider_that_is_away_fails_the_login_and_heals_it_when_it_is_back() {
    let port = free_port();
    let config = json!({"host": "localhost", "auto": "alice", "port": port});
    let away = Peer::openid(&config);
    let site = registered(&away, json!({}), &[]);
    drop(away);
    let page = Visitor::new().browse(&site.url("/begin"));
    assert_eq!(page.status, 502, "{}", page.text());
    assert!(page.text().contains("transport_connect"), "{}", page.text());
    let back = Peer::openid(&config);
    register(&back, &site, CLIENT_ID, Some(CLIENT_SECRET), json!({}));
    assert_eq!(login(&site)["claims"]["sub"], "alice");
    let answer = Visitor::new();
    let hop = answer.follow_until(answer.get(&site.url("/begin")), &site.url("/auth")).next().unwrap();
    drop(back);
    assert_eq!(refused(&answer.go(&hop)), (502, "transport_connect".into()));
}
