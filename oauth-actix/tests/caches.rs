//! What is fetched from a provider, how often, and what happens when it cannot be.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

mod support;

use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use actix_web::rt::{self, System};
use actix_web::test::TestRequest;
use oauth_actix::Registry as _;
use oauth_test_provider::{Answer as Instead, Endpoint, Misbehaviour, Provider, Reply};
use oauth_tests::Hop;
use support::*;

/// How often metadata and keys were fetched.
fn fetched(provider: &Provider) -> (usize, usize) {
    (provider.count(Endpoint::Metadata), provider.count(Endpoint::Jwks))
}

/// One callback with its cookies, ready for any thread.
async fn approved(app: &App) -> (String, String) {
    let browser = Browser::new(app);
    let hop = browser.approve("google").await;
    (path(&hop), browser.cookie_header())
}

/// Answers callbacks all at once on one worker and gives their statuses.
fn worker(auth: Auth, callbacks: Vec<(String, String)>, start: &Barrier) -> Vec<u16> {
    start.wait();
    System::new().block_on(async move {
        let app = auth.app().await;
        let answer = |(path, cookies): (String, String)| {
            let app = app.clone();
            async move { app.call(TestRequest::get().uri(&path).insert_header(("cookie", cookies))).await.status }
        };
        let running: Vec<_> = callbacks.into_iter().map(answer).map(rt::spawn).collect();
        let mut statuses = Vec::new();
        for callback in running {
            statuses.push(callback.await.unwrap());
        }
        statuses
    })
}

/// DI-023.
#[actix_web::test]
async fn two_hundred_callbacks_on_two_cold_workers_fetch_each_document_once() {
    let provider = provider();
    let app = Store::Cookie.app(&settings(&provider)).await;
    let mut callbacks = Vec::new();
    for _ in 0..200 {
        callbacks.push(approved(&app).await);
    }
    provider.clear_journal();
    // Every callback arrives while the documents are on their way, and the clock, which counts seconds, goes on.
    let slowly = Instead::Delay(Duration::from_millis(1050), Box::new(Instead::Honest));
    provider.answer(Endpoint::Metadata, slowly.clone());
    provider.answer(Endpoint::Jwks, slowly);
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let start = Arc::new(Barrier::new(2));
    let workers: Vec<_> = callbacks
        .chunks(100)
        .map(|callbacks| {
            let (auth, callbacks, start) = (auth.clone(), callbacks.to_vec(), Arc::clone(&start));
            thread::spawn(move || worker(auth, callbacks, &start))
        })
        .collect();
    let statuses: Vec<_> = workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect();
    assert_eq!(statuses, [200; 200]);
    assert_eq!(fetched(&provider), (1, 1));
    assert_eq!(provider.count(Endpoint::Token), 200);
}

#[actix_web::test]
async fn what_was_fetched_serves_the_next_login() {
    let provider = provider();
    let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
    for _ in 0..3 {
        browser.login("google").await.assert_logged_in();
    }
    assert_eq!(fetched(&provider), (1, 1));
}

#[actix_web::test]
async fn nothing_is_fetched_before_somebody_logs_in() {
    let provider = provider();
    let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
    browser.login("github").await.assert_logged_in();
    browser.login("twitter").await.assert_logged_in();
    assert_eq!(fetched(&provider), (0, 0));
}

/// JW-010.
#[actix_web::test]
async fn two_key_rotations_seconds_apart_lose_no_login() {
    let provider = provider();
    let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
    browser.login("google").await.assert_logged_in();
    for rotation in 1..=3 {
        provider.rotate_keys();
        browser.login("google").await.assert_logged_in();
        assert_eq!(fetched(&provider), (1, 1 + rotation));
    }
    provider.rotate_keys_keeping_kid();
    browser.login("google").await.assert_logged_in();
    assert_eq!(fetched(&provider), (1, 5));
}

/// JW-011.
#[actix_web::test]
async fn a_flood_of_unknown_keys_makes_one_more_request() {
    let provider = provider();
    let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
    browser.login("google").await.assert_logged_in();
    provider.on_id_token(|draft| {
        let kid = format!("unknown-{}", draft.claims["nonce"]);
        draft.set_header("kid", kid);
    });
    for _ in 0..20 {
        assert_eq!(browser.login("google").await.error(), "id_token_key_unknown");
    }
    assert_eq!(fetched(&provider), (1, 2));
    provider.reset();
    provider.misbehave(Misbehaviour::UnpublishedKey);
    for _ in 0..20 {
        assert_eq!(browser.login("google").await.error(), "id_token_signature_invalid");
    }
    assert_eq!(fetched(&provider), (1, 2));
    provider.reset();
    browser.login("google").await.assert_logged_in();
}

/// JW-011, at once instead of one after the other.
#[actix_web::test]
async fn fifty_logins_with_unknown_keys_at_once_make_one_more_request() {
    let provider = provider();
    let app = Store::Cookie.app(&settings(&provider)).await;
    Browser::new(&app).login("google").await.assert_logged_in();
    let mut callbacks = Vec::new();
    for _ in 0..50 {
        let browser = Browser::new(&app);
        let hop: Hop = browser.approve("google").await;
        callbacks.push((browser, hop));
    }
    provider.misbehave(Misbehaviour::UnknownKid);
    let running = callbacks
        .into_iter()
        .map(|(browser, hop)| rt::spawn(async move { browser.finish(&hop).await.error() }));
    for callback in running.collect::<Vec<_>>() {
        assert_eq!(callback.await.unwrap(), "id_token_key_unknown");
    }
    assert_eq!(fetched(&provider), (1, 2));
}

/// Fifty people wait while the keys change: one request serves them all.
#[actix_web::test]
async fn fifty_logins_at_once_after_a_rotation_succeed_with_one_more_request() {
    let provider = provider();
    let app = Store::Cookie.app(&settings(&provider)).await;
    Browser::new(&app).login("google").await.assert_logged_in();
    provider.rotate_keys();
    let mut callbacks = Vec::new();
    for _ in 0..50 {
        let browser = Browser::new(&app);
        let hop: Hop = browser.approve("google").await;
        callbacks.push((browser, hop));
    }
    let running = callbacks
        .into_iter()
        .map(|(browser, hop)| rt::spawn(async move { browser.finish(&hop).await.status }));
    for callback in running.collect::<Vec<_>>() {
        assert_eq!(callback.await.unwrap(), 200);
    }
    assert_eq!(fetched(&provider), (1, 2));
}

/// DI-020.
#[actix_web::test]
async fn a_provider_that_is_down_at_the_start_is_asked_again_once_it_is_back() {
    let provider = provider();
    for (instead, code) in [
        (Instead::CloseBeforeHead, "transport_interrupted"),
        (Reply::new(503).into(), "discovery_status"),
        (Reply::text(200, "text/html", "<h1>maintenance</h1>").into(), "discovery_malformed"),
    ] {
        provider.answer(Endpoint::Metadata, instead);
        let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
        let answer = browser.get("/auth/google/login").await;
        assert_eq!((answer.status, answer.error().as_str()), (502, code));
        browser.login("github").await.assert_logged_in();
        provider.reset();
        browser.login("google").await.assert_logged_in();
    }
}

#[actix_web::test]
async fn a_machine_that_refuses_connections_is_named_as_such() {
    let settings = settings(&provider());
    // The provider is gone by now, and with it whoever listened.
    let browser = Browser::new(&Store::Cookie.app(&settings).await);
    for client in ["google", "twitter"] {
        let answer = browser.get(&format!("/auth/{client}/login")).await;
        assert_eq!((answer.status, answer.error().as_str()), (502, "transport_connect"));
    }
}

/// JW-012: keys that are in hand go on serving while the provider has none to give.
#[actix_web::test]
async fn keys_that_cannot_be_fetched_again_do_not_spoil_those_in_hand() {
    let provider = provider();
    let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
    browser.login("google").await.assert_logged_in();
    provider.misbehave(Misbehaviour::JwksUnavailable);
    browser.login("google").await.assert_logged_in();
    provider.misbehave(Misbehaviour::UnknownKid);
    assert_eq!(browser.login("google").await.error(), "jwks_status");
    provider.reset();
    browser.login("google").await.assert_logged_in();
    assert_eq!(fetched(&provider), (1, 2));
}

#[actix_web::test]
async fn a_failed_fetch_is_everybody_s_and_the_next_login_tries_again() {
    let provider = provider();
    provider.answer_times(1, Endpoint::Jwks, Reply::new(503));
    let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
    assert_eq!(browser.login("google").await.error(), "jwks_status");
    browser.login("google").await.assert_logged_in();
    assert_eq!(fetched(&provider), (1, 2));
}

#[actix_web::test]
async fn copies_of_a_registry_share_what_was_fetched_and_other_registries_do_not() {
    let provider = provider();
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    for copy in [auth.clone(), auth] {
        Browser::new(&copy.app().await).login("google").await.assert_logged_in();
    }
    assert_eq!(fetched(&provider), (1, 1));
    Browser::new(&Store::Cookie.app(&settings(&provider)).await).login("google").await.assert_logged_in();
    assert_eq!(fetched(&provider), (2, 2));
}

/// HT-011, HT-014: no cookie of a provider comes back to it, and no compression is asked for.
#[actix_web::test]
async fn a_provider_s_cookies_are_not_kept_and_compression_is_not_asked_for() {
    let provider = provider();
    for endpoint in [Endpoint::Metadata, Endpoint::Token, Endpoint::Jwks] {
        provider.on_reply(endpoint, |_, reply| reply.set_header("Set-Cookie", "track=1; Path=/"));
    }
    let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
    browser.login("google").await.assert_logged_in();
    browser.login("google").await.assert_logged_in();
    for received in provider.journal() {
        let unwanted = [received.header("cookie"), received.header("accept-encoding")];
        assert_eq!(unwanted, [None, None], "{received:?}");
    }
}

/// Whoever began a fetch may go away: it goes on for the others, who need not begin another.
#[actix_web::test]
async fn a_fetch_serves_those_who_wait_when_whoever_began_it_goes_away() {
    let provider = provider();
    let app = Store::Cookie.app(&settings(&provider)).await;
    let slow = || Instead::Delay(Duration::from_millis(800), Box::new(Instead::Honest));
    provider.answer(Endpoint::Metadata, slow());
    let login = |app: &App| {
        let browser = Browser::new(app);
        rt::spawn(async move { browser.get("/auth/google/login").await.status })
    };
    let first = login(&app);
    rt::time::sleep(Duration::from_millis(200)).await;
    let others = [login(&app), login(&app)];
    first.abort();
    for other in others {
        assert_eq!(other.await.unwrap(), 303);
    }
    assert_eq!(provider.count(Endpoint::Metadata), 1);
}

/// Otherwise one who begins it and goes away would lock everybody out for a minute.
#[actix_web::test]
async fn a_rotation_is_followed_when_whoever_noticed_it_goes_away() {
    let provider = provider();
    let app = Store::Cookie.app(&settings(&provider)).await;
    Browser::new(&app).login("google").await.assert_logged_in();
    provider.rotate_keys();
    let visitor = Browser::new(&app);
    let hop = visitor.approve("google").await;
    let slow = Instead::Delay(Duration::from_millis(500), Box::new(Instead::Honest));
    provider.answer(Endpoint::Jwks, slow);
    let login = rt::spawn(async move { visitor.finish(&hop).await.status });
    rt::time::sleep(Duration::from_millis(250)).await;
    login.abort();
    Browser::new(&app).login("google").await.assert_logged_in();
    assert_eq!(provider.count(Endpoint::Jwks), 2);
}

/// As applications test themselves, too; `actix_web::rt::spawn` would panic there.
#[tokio::test]
async fn a_login_works_in_a_runtime_that_is_not_actixs() {
    let provider = provider();
    let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
    assert_eq!(browser.login("google").await.status, 200);
}
