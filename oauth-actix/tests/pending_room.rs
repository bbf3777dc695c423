//! How much room pending logins have in a browser's cookies, and what gives way to whom.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

mod support;

use actix_web::{HttpRequest, Responder, web};
use oauth_actix::Settings;
use oauth_core::ReturnTo;
use oauth_core::encoding::base64url_decode;
use oauth_test_provider::Provider;
use support::*;

async fn start() -> (Provider, Settings, Browser) {
    let provider = provider();
    let settings = settings(&provider);
    let browser = Browser::new(&Store::Cookie.app(&settings).await);
    (provider, settings, browser)
}

#[actix_web::test]
async fn cookies_of_others_and_rubbish_under_our_names_do_not_disturb_a_login() {
    let (_provider, _, browser) = start().await;
    browser.add_cookie("session", "x=y");
    browser.add_cookie("__Host-oauth-rubbish", "AAAA");
    let prefix = browser.cookie_prefix().await;
    for number in 0..20 {
        browser.add_cookie(&format!("{prefix}{number:011}"), &"A".repeat(300));
    }
    let hop = browser.approve("google").await;
    assert!(browser.cookie_header().len() < 4200, "{}", browser.cookie_header().len());
    browser.finish(&hop).await.assert_logged_in();
    let header = browser.cookie_header();
    assert!(header.starts_with("session=x=y; __Host-oauth-rubbish=AAAA"), "{header}");
}

/// What does not open, because another registry or a former key sealed it, gives way to logins that do.
#[actix_web::test]
async fn rubbish_gives_way_before_any_login_does() {
    let (_provider, _, browser) = start().await;
    let prefix = browser.cookie_prefix().await;
    let mut tabs = Vec::new();
    for number in 0..10 {
        browser.add_cookie(&format!("{prefix}{number:011}"), "AAAA");
        tabs.push(browser.approve("google").await);
    }
    for hop in tabs {
        browser.finish(&hop).await.assert_logged_in();
    }
}

/// RFC 6265, section 6.1: browsers drop a larger one without a word.
#[actix_web::test]
async fn a_login_whose_cookie_has_more_than_4096_bytes_does_not_begin() {
    async fn begin(auth: web::Data<Auth>, request: HttpRequest, length: web::Path<usize>) -> impl Responder {
        auth.google.authorize_redirect(&request).acr_values(&"a".repeat(*length)).await
    }
    let (_provider, settings, _) = start().await;
    let more = |config: &mut web::ServiceConfig| {
        config.route("/in/{length}", web::get().to(begin));
    };
    let browser = Browser::new(&Store::Cookie.app_with(&settings, more).await);
    let begun = async |length: usize| browser.get(&format!("/in/{length}")).await;
    let size = |answer: &Answer| {
        let cookie = answer.cookies().pop().unwrap();
        (cookie.name().len(), base64url_decode(cookie.value()).unwrap().len())
    };
    let (name, sealed) = size(&begun(1).await);
    let longest = (4096 - name) * 3 / 4 - sealed + 1;
    let answer = begun(longest).await;
    let cookie = answer.cookies().pop().unwrap();
    assert_eq!((answer.status, cookie.name().len() + cookie.value().len()), (303, 4096));
    let refused = begun(longest + 1).await;
    assert_eq!((refused.status, refused.error().as_str()), (500, "pending_too_large"));
}

#[actix_web::test]
async fn a_large_login_makes_as_many_give_way_as_it_needs() {
    let (_provider, _, browser) = start().await;
    let path = format!("/auth/github/login?return_to=/{}", "a".repeat(ReturnTo::MAX_LEN - 1));
    for kept in [1, 2, 2] {
        browser.begin_at(&path).await;
        assert_eq!(browser.cookies().len(), kept);
    }
}

#[actix_web::test]
async fn what_is_expired_or_used_is_removed_when_the_next_login_begins() {
    let (_provider, settings, browser) = start().await;
    let hop = browser.approve("github").await;
    let used = browser.cookies().pop().unwrap();
    browser.finish(&hop).await.assert_logged_in();
    Planted::put_in_cookies(&[Planted::new(&settings, 602)], &browser).await;
    browser.add_cookie(used.name(), used.value());
    assert_eq!(browser.cookies().len(), 2);
    browser.begin("github").await;
    assert_eq!(browser.cookies().len(), 1);
}

/// However many there are, an answer's head stays one that servers and browsers take.
#[actix_web::test]
async fn an_answer_removes_at_most_twenty_cookies() {
    let (_provider, _, browser) = start().await;
    let prefix = browser.cookie_prefix().await;
    for number in 0..40 {
        browser.add_cookie(&format!("{prefix}{number:011}"), "AAAA");
    }
    let answer = browser.get("/auth/github/login").await;
    let removed = answer.cookies().iter().filter(|cookie| cookie.max_age().unwrap().is_zero()).count();
    assert_eq!((removed, answer.cookies().len()), (20, 21));
}
