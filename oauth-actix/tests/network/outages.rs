//! Providers that are away, come back, and are others then.

use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use oauth_test_provider::{Endpoint, Provider};
use socket2::SockRef;

use super::case::Exchange::Code;
use super::faults::closes_upon_the_next;
use super::relay::{Front, Relay, honest};
use super::support::*;

/// A provider at an address that is known before.
fn provider_at(address: &str) -> Provider {
    let provider = Provider::builder().bind(address).start_blocking().unwrap();
    provider.auto_approve("ada");
    provider
}

/// Settings for a provider that is gone, and where it was.
fn gone() -> (oauth_actix::Settings, String) {
    let provider = provider();
    (settings(&provider), provider.issuer().trim_start_matches("http://").to_owned())
}

#[actix_web::test]
async fn an_application_starts_without_its_providers_says_so_and_heals_when_they_come() {
    let (settings, address) = gone();
    let browser = Browser::new(&Store::Cookie.app(&settings).await);
    for client in ["google", "twitter"] {
        let answer = browser.get(&format!("/auth/{client}/login")).await;
        assert_eq!((answer.status, answer.error().as_str()), (502, "transport_connect"), "{client}");
        assert!(browser.cookies().is_empty(), "{client}: no login was begun");
    }
    let _provider = provider_at(&address);
    for client in CLIENTS {
        browser.login(client).await.assert_logged_in();
    }
}

#[actix_web::test]
async fn a_provider_that_comes_back_with_other_keys_costs_one_fetch_and_no_login() {
    let before = provider();
    let browser = Browser::new(&Store::Cookie.app(&settings(&before)).await);
    browser.login("google").await.assert_logged_in();
    let (address, kid) = (before.issuer().trim_start_matches("http://").to_owned(), before.kid());
    drop(before);
    let after = provider_at(&address);
    after.rotate_keys();
    assert_ne!(after.kid(), kid);
    for _ in 0..3 {
        browser.login("google").await.assert_logged_in();
    }
    assert_eq!((after.count(Endpoint::Metadata), after.count(Endpoint::Jwks)), (0, 1));
}

/// A provider that goes while somebody is on its page: the code is not lost in a retry, and the person starts again.
#[actix_web::test]
async fn a_provider_that_goes_in_the_middle_of_a_login_refuses_that_one_alone() {
    let before = provider();
    let browser = Browser::new(&Store::Cookie.app(&settings(&before)).await);
    let mut hops = Vec::new();
    for client in CLIENTS {
        hops.push(browser.approve(client).await);
    }
    let address = before.issuer().trim_start_matches("http://").to_owned();
    drop(before);
    // Until the kept connections are known to be closed: over one of them it would be `transport_interrupted`.
    actix_web::rt::time::sleep(Duration::from_millis(300)).await;
    for hop in hops {
        let answer = browser.finish(&hop).await;
        assert_eq!((answer.status, answer.error().as_str()), (502, "transport_connect"));
    }
    let _after = provider_at(&address);
    for client in CLIENTS {
        browser.login(client).await.assert_logged_in();
    }
}

#[actix_web::test]
async fn a_name_that_nobody_has_is_said_to_be_out_of_reach() {
    let provider = provider();
    // RFC 6761, section 6.4: it never exists.
    let nowhere = settings(&provider).set("GITHUB_TOKEN_ENDPOINT", "https://op.invalid/token");
    let start = Instant::now();
    let answer = Browser::new(&Store::Cookie.app(&nowhere).await).login("github").await;
    assert_eq!((answer.status, answer.error().as_str()), (502, "transport_connect"));
    assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
}

/// A host behind a firewall that drops what it does not like.
#[actix_web::test]
async fn a_host_that_does_not_answer_at_all_is_given_three_seconds() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    SockRef::from(&listener).listen(0).unwrap();
    // Nobody accepts: the first fills the queue.
    let _first = TcpStream::connect(address).unwrap();
    let provider = provider();
    let silent = settings(&provider).set("GITHUB_TOKEN_ENDPOINT", &format!("http://{address}/token"));
    let browser = Browser::new(&Store::Cookie.app(&silent).await);
    let hop = browser.approve("github").await;
    let start = Instant::now();
    let answer = browser.finish(&hop).await;
    assert_eq!((answer.status, answer.error().as_str()), (504, "transport_timeout"));
    let took = start.elapsed();
    assert!(took >= Duration::from_millis(2_900) && took < Duration::from_secs(8), "{took:?}");
}

/// A server closes a kept connection at the moment in which we send: RFC 9110, section 9.2.2.
#[actix_web::test]
async fn in_the_race_for_a_kept_connection_a_code_is_sent_once_and_a_get_twice() {
    let provider = provider();
    let relay = Relay::to(&provider);
    let settings = Code.lead(&provider, &relay, "http");
    let settings = settings.set("GITHUB_API_BASE_URL", &relay.url("http", "/api/"));
    let browser = Browser::new(&Store::Cookie.app(&settings).await);
    let sent = || (relay.requests("/oauth2/token").len(), relay.requests("/api/user").len());
    relay.set(Front::Plain(closes_upon_the_next));
    // The token comes; the connection breaks under the GET, which is repeated over another.
    browser.login("github").await.assert_logged_in();
    assert_eq!(sent(), (1, 2));
    // That one was kept, and breaks under the code.
    let answer = browser.login("github").await;
    assert_eq!((answer.status, answer.error().as_str()), (502, "transport_interrupted"));
    assert_eq!(sent(), (2, 2));
    relay.set(Front::Plain(honest));
    browser.login("github").await.assert_logged_in();
    assert_eq!(sent(), (3, 3));
}
