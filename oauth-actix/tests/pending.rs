//! One set of rules for logins between their two browser requests, run over both stores.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

mod support;

use std::env;

use actix_web::http::Method;
use actix_web::rt;
use oauth_actix::Settings;
use oauth_core::encoding::{base64url, base64url_decode};
use oauth_core::{PendingId, ReturnTo};
use oauth_test_provider::{Endpoint, Provider};
use oauth_tests::Hop;
use support::*;

/// Runs every rule over the cookies and over the session.
macro_rules! rules {
    ($($rule:ident)*) => {
        mod cookies {
            $(#[actix_web::test] async fn $rule() { super::$rule(super::Store::Cookie).await; })*
        }
        mod session {
            $(#[actix_web::test] async fn $rule() { super::$rule(super::Store::Session).await; })*
        }
    };
}

rules! {
    ten_logins_begun_in_ten_tabs_finish_in_any_order
    an_eleventh_login_makes_the_oldest_give_way
    a_login_may_take_ten_minutes_and_no_longer
    a_callback_gives_its_login_up_before_anything_is_judged
    a_callback_that_is_refused_burns_its_own_login_alone
    a_stranger_s_callback_neither_works_nor_burns_the_login
    a_callback_that_names_no_login_burns_none
    a_login_does_not_finish_at_another_provider
    a_state_of_the_same_name_burns_nothing
    a_login_does_not_finish_under_another_configuration
    a_second_click_makes_no_second_token_request
    fifty_replays_at_once_make_one_token_request
    another_process_finishes_a_login
    a_copy_of_the_cookies_is_worth_nothing_once_the_login_is_finished
    fifty_abandoned_logins_leave_less_than_four_kilobytes
    the_longest_return_to_fits_into_what_browsers_keep
}

async fn start(store: Store) -> (Provider, Settings, Browser) {
    let provider = provider();
    let settings = settings(&provider);
    let browser = Browser::new(&store.app_with(&settings, Planted::route).await);
    (provider, settings, browser)
}

async fn plant(store: Store, browser: &Browser, planted: &[Planted]) {
    match store {
        Store::Cookie => Planted::put_in_cookies(planted, browser).await,
        Store::Session => Planted::put_in_session(planted, browser).await,
    }
}

/// ST-011, SS-003.
async fn ten_logins_begun_in_ten_tabs_finish_in_any_order(store: Store) {
    let (_provider, _, browser) = start(store).await;
    let mut tabs = Vec::new();
    for number in 0..10 {
        tabs.push(browser.approve(CLIENTS[number % 3]).await);
    }
    for index in [3, 9, 0, 1, 8, 2, 5, 7, 4, 6] {
        browser.finish(&tabs[index]).await.assert_logged_in();
    }
}

/// ST-012.
async fn an_eleventh_login_makes_the_oldest_give_way(store: Store) {
    let (provider, settings, browser) = start(store).await;
    let planted: Vec<_> = (0..10).map(|number| Planted::new(&settings, 500 - 10 * number)).collect();
    plant(store, &browser, &planted).await;
    let eleventh = browser.approve("github").await;
    let oldest = browser.finish(&browser.visit(&planted[0].url)).await;
    assert_eq!((oldest.error().as_str(), token_requests(&provider)), ("state_unknown", 0));
    for login in &planted[1..] {
        browser.finish(&browser.visit(&login.url)).await.assert_logged_in();
    }
    browser.finish(&eleventh).await.assert_logged_in();
}

/// ST-008.
async fn a_login_may_take_ten_minutes_and_no_longer(store: Store) {
    let (provider, settings, browser) = start(store).await;
    let planted = [Planted::new(&settings, 602), Planted::new(&settings, 590)];
    plant(store, &browser, &planted).await;
    let late = browser.finish(&browser.visit(&planted[0].url)).await;
    assert_eq!((late.status, late.error().as_str()), (400, "state_expired"));
    assert!(calls(&provider).is_empty());
    browser.finish(&browser.visit(&planted[1].url)).await.assert_logged_in();
}

/// ST-023: what is given up stays given up after a restart, where nobody remembers.
async fn a_callback_gives_its_login_up_before_anything_is_judged(store: Store) {
    let (provider, settings, browser) = start(store).await;
    for client in CLIENTS {
        provider.auto_approve("!access_denied");
        let url = browser.begin(client).await;
        let refused = browser.visit(&url);
        assert_eq!(browser.finish(&refused).await.error(), "access_denied");
        assert_eq!(browser.finish(&refused).await.error(), "state_already_used");
        let restarted = store.app(&settings).await;
        assert_eq!(browser.moved_to(&restarted).finish(&refused).await.error(), "state_unknown");
        provider.auto_approve("ada");
    }
    assert_eq!(token_requests(&provider), 0);
}

async fn a_callback_that_is_refused_burns_its_own_login_alone(store: Store) {
    let (provider, _, browser) = start(store).await;
    let (first, second) = (browser.begin("google").await, browser.begin("google").await);
    provider.auto_approve("!access_denied");
    let refused = browser.visit(&first);
    provider.auto_approve("ada");
    assert_eq!(browser.finish(&refused).await.error(), "access_denied");
    // The person changes their mind with the back button: the login is over.
    assert_eq!(browser.finish(&browser.visit(&first)).await.error(), "state_already_used");
    browser.finish(&browser.visit(&second)).await.assert_logged_in();
}

/// ST-004, ST-027, ST-032, ST-035, O1-013.
async fn a_stranger_s_callback_neither_works_nor_burns_the_login(store: Store) {
    let (provider, settings, browser) = start(store).await;
    let app = store.app(&settings).await;
    browser.moved_to(&app);
    for client in CLIENTS {
        let hop = browser.approve(client).await;
        provider.clear_journal();
        let (preview, stranger) = (Browser::new(&app), Browser::new(&app));
        assert_eq!(preview.finish(&hop).await.error(), "state_unknown");
        let own = stranger.approve(client).await;
        provider.clear_journal();
        assert_eq!(stranger.finish(&hop).await.error(), "state_unknown");
        assert!(calls(&provider).is_empty(), "{client}: {:?}", calls(&provider));
        browser.finish(&hop).await.assert_logged_in();
        stranger.finish(&own).await.assert_logged_in();
    }
}

/// ST-001, ST-003, ST-033, CB-003, CB-006.
async fn a_callback_that_names_no_login_burns_none(store: Store) {
    let (provider, _, browser) = start(store).await;
    let hop = browser.approve("google").await;
    let (state, code) = (hop.param("state").unwrap(), hop.param("code").unwrap());
    let flipped =
        if state.starts_with('A') { state.replacen('A', "B", 1) } else { format!("A{}", &state[1..]) };
    provider.clear_journal();
    for (query, error) in [
        (format!("code={code}"), "state_missing"),
        (format!("code={code}&state="), "state_missing"),
        (format!("code={code};state={state}"), "state_missing"),
        ("&&&".to_owned(), "state_missing"),
        (String::new(), "state_missing"),
        (format!("code={code}&state={flipped}"), "state_unknown"),
        (format!("code={code}&state={state}x"), "state_unknown"),
        (format!("code={code}&state={}", state.to_ascii_uppercase()), "state_unknown"),
        (format!("code={code}&state={state}&state={state}"), "response_malformed"),
    ] {
        let answer = browser.get(&format!("/auth/google/authorize?{query}")).await;
        assert_eq!((answer.status, answer.error().as_str()), (400, error), "{query}");
    }
    assert_eq!(browser.request(Method::HEAD, &path(&hop)).await.status, 405);
    assert!(calls(&provider).is_empty());
    browser.finish(&hop).await.assert_logged_in();
}

/// MX-006: what was begun at one provider is worth nothing at another.
async fn a_login_does_not_finish_at_another_provider(store: Store) {
    let (provider, _, browser) = start(store).await;
    for (from, to) in [("google", "github"), ("github", "google")] {
        let hop = browser.approve(from).await;
        provider.clear_journal();
        let answer = browser.get(&path(&hop).replace(from, to)).await;
        assert_eq!((answer.status, answer.error().as_str()), (400, "state_provider_mismatch"), "{from}");
        assert_eq!(browser.finish(&hop).await.error(), "state_already_used");
    }
    let token = browser.approve("twitter").await.param("oauth_token").unwrap();
    provider.clear_journal();
    let answer = browser.get(&format!("/auth/github/authorize?code=x&state={token}")).await;
    assert_eq!(answer.error(), "state_provider_mismatch");
    let state = browser.approve("github").await.param("state").unwrap();
    let answer = browser.get(&format!("/auth/twitter/authorize?oauth_token={state}&oauth_verifier=x")).await;
    assert_eq!((answer.error().as_str(), token_requests(&provider)), ("state_unknown", 0));
}

/// ST-005: whoever saw the name of a login's cookie can write another `state` of that name, and the whole is compared.
async fn a_state_of_the_same_name_burns_nothing(store: Store) {
    let (provider, _, browser) = start(store).await;
    let hop = browser.approve("google").await;
    let state = hop.param("state").unwrap();
    let mut bytes = base64url_decode(&state).unwrap();
    // In two quarters, so that the folded name stays.
    bytes[0] ^= 1;
    bytes[8] ^= 1;
    let other = base64url(&bytes);
    assert_eq!(PendingId::of_state(&other), PendingId::of_state(&state));
    let answer = browser.get(&path(&hop).replace(&state, &other)).await;
    assert_eq!((answer.error().as_str(), token_requests(&provider)), ("state_unknown", 0));
    browser.finish(&hop).await.assert_logged_in();
}

/// MX-012: an endpoint or a client that is another one by now.
async fn a_login_does_not_finish_under_another_configuration(store: Store) {
    let (provider, settings, browser) = start(store).await;
    for changed in [
        settings.clone().set("GITHUB_TOKEN_ENDPOINT", "https://attacker.example/token"),
        settings.clone().set("GITHUB_CLIENT_ID", "another"),
        settings.clone().base_url("http://127.0.0.1"),
    ] {
        let hop = browser.moved_to(&store.app(&settings).await).approve("github").await;
        let other = store.app(&changed).await;
        assert_eq!(browser.moved_to(&other).finish(&hop).await.error(), "state_unknown");
    }
    assert_eq!(token_requests(&provider), 0);
}

/// O1-012.
async fn a_second_click_makes_no_second_token_request(store: Store) {
    let (provider, _, browser) = start(store).await;
    for (number, client) in CLIENTS.into_iter().enumerate() {
        let hop = browser.approve(client).await;
        let copy = browser.copy();
        browser.finish(&hop).await.assert_logged_in();
        for again in [&browser, &copy] {
            let answer = again.finish(&hop).await;
            assert_eq!((answer.status, answer.error().as_str()), (400, "state_already_used"));
        }
        assert_eq!(token_requests(&provider), number + 1, "{client}");
    }
}

async fn fifty_replays_at_once_make_one_token_request(store: Store) {
    let (provider, _, browser) = start(store).await;
    let rounds: usize = env::var("REPLAYS").map_or(1, |rounds| rounds.parse().unwrap());
    for client in std::iter::repeat_n(CLIENTS, rounds).flatten() {
        let hop = browser.approve(client).await;
        let replays = (0..50).map(|_| replay(&browser, &hop));
        let replays: Vec<_> = replays.map(rt::spawn).collect();
        let mut outcomes = Vec::new();
        for replay in replays {
            outcomes.push(replay.await.unwrap());
        }
        assert_eq!(outcomes.iter().filter(|outcome| *outcome == "logged in").count(), 1, "{client}");
        let used = outcomes.iter().filter(|outcome| *outcome == "state_already_used").count();
        assert_eq!((used, token_requests(&provider)), (49, 1), "{client}: {outcomes:?}");
        provider.clear_journal();
    }
}

fn replay(browser: &Browser, hop: &Hop) -> impl Future<Output = String> + use<> {
    let (copy, hop) = (browser.copy(), hop.clone());
    async move {
        let answer = copy.finish(&hop).await;
        if answer.status == 200 { "logged in".to_owned() } else { answer.error() }
    }
}

/// TL-007.
async fn another_process_finishes_a_login(store: Store) {
    let (_provider, settings, browser) = start(store).await;
    for client in CLIENTS {
        let hop = browser.approve(client).await;
        let restarted = store.app(&settings).await;
        browser.moved_to(&restarted).finish(&hop).await.assert_logged_in();
    }
}

/// ST-024: between processes the provider's one-time code decides.
async fn a_copy_of_the_cookies_is_worth_nothing_once_the_login_is_finished(store: Store) {
    let (_provider, settings, browser) = start(store).await;
    for (client, error) in
        [("google", "token_refused"), ("github", "token_refused"), ("twitter", "token_credentials_refused")]
    {
        let hop = browser.approve(client).await;
        let copy = browser.copy();
        browser.finish(&hop).await.assert_logged_in();
        assert_eq!(copy.finish(&hop).await.error(), "state_already_used");
        let copy = browser_with_cookies_of(&copy, store, &settings).await;
        assert_eq!(copy.finish(&hop).await.error(), error);
    }
}

/// The cookies as they were before a callback took them, in a process that remembers nothing.
async fn browser_with_cookies_of(copy: &Browser, store: Store, settings: &Settings) -> Browser {
    let restored = copy.before_last_answer();
    restored.moved_to(&store.app(settings).await);
    restored
}

/// ST-012, SC-009.
async fn fifty_abandoned_logins_leave_less_than_four_kilobytes(store: Store) {
    let (provider, _, browser) = start(store).await;
    for number in 0..50 {
        browser.begin(CLIENTS[number % 3]).await;
        assert!(browser.cookie_header().len() <= 4096, "{}", browser.cookie_header().len());
    }
    assert!(browser.cookies().len() <= 10);
    browser.login("google").await.assert_logged_in();
    assert_eq!(provider.count(Endpoint::Token), 1);
}

/// SC-009: browsers drop a cookie whose name and value have more than 4096 bytes.
async fn the_longest_return_to_fits_into_what_browsers_keep(store: Store) {
    let (_provider, _, browser) = start(store).await;
    let return_to = format!("/{}", "a".repeat(ReturnTo::MAX_LEN - 1));
    for _ in 0..3 {
        let url = browser.begin_at(&format!("/auth/google/login?return_to={return_to}")).await;
        for cookie in browser.cookies() {
            let length = cookie.name().len() + cookie.value().len();
            assert!(length <= 4096, "{length} bytes");
        }
        let hop = browser.visit(&url);
        assert_eq!(browser.finish(&hop).await.json()["return_to"], return_to.as_str());
    }
}
