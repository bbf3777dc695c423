//! Cookies that somebody else put into the browser, and how many of ours there may be.

use actix_web::test::TestRequest;
use oauth_actix::Settings;
use oauth_core::ReturnTo;
use oauth_tests::Hop;

use crate::start;
use crate::support::*;

/// What browsers keep of one cookie, and what servers commonly take of all of them, in bytes (RFC 6265, section 6.1).
const MOST_BYTES: usize = 4096;

/// A visitor's own cookie beside a planted one of its name: in one header, before or after, or in two.
#[actix_web::test]
async fn a_planted_twin_is_refused_wherever_it_stands() {
    let (provider, settings, attacker) = start(Store::Cookie).await;
    let app = Store::Cookie.app(&settings).await;
    attacker.approve("google").await;
    let sealed = attacker.cookies()[0].value().to_owned();
    for planted in [None, Some("AAAA"), Some(""), Some(sealed.as_str())] {
        for headers in [
            ["{planted}; {own}", ""],
            ["{own}; {planted}", ""],
            ["{planted}", "{own}"],
            ["{own}", "{planted}"],
        ] {
            let victim = Browser::new(&app);
            let hop = victim.approve("google").await;
            let own = victim.cookie_header();
            let planted =
                planted.map_or(own.clone(), |value| format!("{}={value}", victim.cookies()[0].name()));
            provider.clear_journal();
            let mut request =
                TestRequest::get().uri(&path(&hop)).insert_header(("accept", "application/json"));
            for header in headers.iter().filter(|header| !header.is_empty()) {
                let header = header.replace("{planted}", &planted).replace("{own}", &own);
                request = request.append_header(("cookie", header));
            }
            let answer = app.call(request).await;
            assert_eq!((answer.status, answer.error().as_str()), (400, "pending_unreadable"), "{headers:?}");
            assert_eq!(calls(&provider), [], "{headers:?}");
        }
    }
}

/// A login that an attacker began, approved and did not finish.
async fn prepared(settings: &Settings) -> (Hop, String, String) {
    let attacker = Browser::new(&Store::Cookie.app(settings).await);
    let hop = attacker.approve("google").await;
    let cookie = attacker.cookies().pop().unwrap();
    (hop, cookie.name().to_owned(), cookie.value().to_owned())
}

/// A sibling domain, and a network without TLS, can write any name but one with the prefix (RFC 6265bis, section 4.1.3.2).
#[actix_web::test]
async fn over_https_a_planted_login_without_the_prefix_logs_nobody_in() {
    let (provider, settings, _) = start(Store::Cookie).await;
    let settings = settings.base_url(HTTPS);
    let (hop, name, value) = prepared(&settings).await;
    let bare = name.strip_prefix("__Host-").unwrap();
    let victim = Browser::new(&Store::Cookie.app(&settings).await);
    for planted in [
        bare.to_owned(),
        format!("__host-{bare}"),
        format!("__HOST-{bare}"),
        format!("__Secure-{bare}"),
        format!("x__Host-{bare}"),
        format!("__Host-{}", bare.to_ascii_uppercase()),
        format!("%5F%5FHost-{bare}"),
    ] {
        victim.add_cookie(&planted, &value);
        provider.clear_journal();
        let answer = victim.finish(&hop).await;
        assert_eq!((answer.status, answer.error().as_str()), (400, "state_unknown"), "{planted}");
        assert_eq!(calls(&provider), [], "{planted}");
    }
    let own = victim.login("google").await;
    own.assert_logged_in();
    assert_eq!((token_requests(&provider), &own.json()["who"]), (1, &"ada-1815".into()));
    // The control: under its whole name the cookie is the login.
    victim.add_cookie(&name, &value);
    victim.finish(&hop).await.assert_logged_in();
}

/// ST-012, SC-009: over https, where names are longest; short and long logins in every order.
#[actix_web::test]
async fn fifty_abandoned_logins_of_any_length_stay_within_what_browsers_and_servers_take() {
    let (provider, settings, _) = start(Store::Cookie).await;
    let settings = settings.base_url(HTTPS);
    for store in [Store::Cookie, Store::Session] {
        let browser = Browser::new(&store.app(&settings).await);
        let mut most = 0;
        for number in 0..50 {
            // 31 is prime to the number of lengths, so that every step is another one.
            let length = 1 + (number * 31 % 50) * ReturnTo::MAX_LEN / 50;
            let path = format!("/auth/{}/login?return_to=/{}", CLIENTS[number % 3], "a".repeat(length - 1));
            let answer = browser.get(&path).await;
            assert_eq!(answer.status, 303, "{answer:?}");
            for header in answer.headers.get_all("set-cookie") {
                assert!(header.len() <= MOST_BYTES, "{} bytes, login {number}", header.len());
            }
            let header = browser.cookie_header();
            assert!(header.len() <= MOST_BYTES, "{store:?}: {} bytes after login {number}", header.len());
            most = most.max(browser.cookies().len());
        }
        assert!(most > 1 || store == Store::Session, "{most}");
        assert!(most <= 10, "{most} cookies");
        browser.login("google").await.assert_logged_in();
    }
    assert_eq!(token_requests(&provider), 2);
}
