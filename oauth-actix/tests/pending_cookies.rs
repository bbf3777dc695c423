//! The sealed cookies in which pending logins are kept: what they look like, and what is made of bad ones.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

mod support;

use actix_session::storage::CookieSessionStore;
use actix_session::{Session, SessionMiddleware};
use actix_web::cookie::{Cookie, Key, SameSite};
use actix_web::dev::HttpServiceFactory;
use actix_web::http::header::HeaderValue;
use actix_web::test::TestRequest;
use actix_web::{HttpResponse, web};
use oauth_actix::{AnyLogin, OidcClient, Registry as _, Settings, oauth_registry};
use oauth_core::encoding::{base64, base64url_decode};
use oauth_test_provider::Provider;
use oauth_tests::Hop;
use support::*;

async fn app(settings: &Settings) -> App {
    Store::Cookie.app(settings).await
}

async fn start() -> (Provider, Settings, Browser) {
    let provider = provider();
    let settings = settings(&provider);
    let browser = Browser::new(&app(&settings).await);
    (provider, settings, browser)
}

#[oauth_registry]
struct PostAuth {
    #[provider(issuer = env, response_mode = "form_post")]
    google: OidcClient,
}

async fn posting(settings: &Settings) -> Browser {
    let handler = async |login: PostAuthLogin| {
        let PostAuthLogin::Google(login) = login;
        tell(summary(AnyLogin::Oidc(Box::new(login))).await)
    };
    Browser::new(&App::plain(PostAuth::from_settings(settings).unwrap().routes(handler)).await)
}

/// What a cookie is allowed to do, without its name and value.
fn attributes(cookie: &Cookie<'_>) -> (bool, bool, Option<SameSite>, Option<String>, Option<String>, i64) {
    let own = |text: Option<&str>| text.map(str::to_owned);
    (
        cookie.http_only().unwrap_or_default(),
        cookie.secure().unwrap_or_default(),
        cookie.same_site(),
        own(cookie.path()),
        own(cookie.domain()),
        cookie.max_age().unwrap().whole_seconds(),
    )
}

/// SC-007.
#[actix_web::test]
async fn over_https_the_cookie_is_bound_to_the_host_and_invisible_to_scripts() {
    let (_provider, settings, _) = start().await;
    let browser = Browser::new(&app(&settings.base_url(HTTPS)).await);
    let root = Some("/".to_owned());
    for client in CLIENTS {
        let hop = browser.approve(client).await;
        let cookie = browser.cookies().pop().unwrap();
        assert!(cookie.name().starts_with("__Host-oauth-"), "{cookie}");
        assert_eq!(attributes(&cookie), (true, true, Some(SameSite::Lax), root.clone(), None, 600));
        let finished = browser.finish(&hop).await;
        finished.assert_logged_in();
        let removal = finished.cookies().pop().unwrap();
        assert_eq!((removal.name(), removal.value()), (cookie.name(), ""));
        assert_eq!(attributes(&removal), (true, true, Some(SameSite::Lax), root.clone(), None, 0));
    }
}

#[actix_web::test]
async fn on_loopback_without_tls_the_cookie_gives_up_what_needs_tls_and_nothing_else() {
    let (_provider, _, browser) = start().await;
    browser.begin("google").await;
    let cookie = browser.cookies().pop().unwrap();
    assert!(cookie.name().starts_with("oauth-"), "{cookie}");
    let root = Some("/".to_owned());
    assert_eq!(attributes(&cookie), (true, false, Some(SameSite::Lax), root, None, 600));
}

#[actix_web::test]
async fn a_cookie_for_form_post_comes_along_from_another_site() {
    let (_provider, settings, _) = start().await;
    for base in [BASE, HTTPS] {
        let browser = posting(&settings.clone().base_url(base)).await;
        let hop = browser.approve("google").await;
        let root = Some("/".to_owned());
        let cookie = browser.cookies().pop().unwrap();
        assert_eq!(attributes(&cookie), (true, true, Some(SameSite::None), root.clone(), None, 600));
        let finished = browser.finish(&hop).await;
        finished.assert_logged_in();
        let removal = finished.cookies().pop().unwrap();
        assert_eq!(attributes(&removal), (true, true, Some(SameSite::None), root, None, 0));
    }
}

/// ST-029, CB-010.
#[actix_web::test]
async fn a_form_without_the_cookie_or_by_the_wrong_method_is_refused() {
    let (provider, settings, browser) = start().await;
    let posting = posting(&settings).await;
    let hop = posting.approve("google").await;
    let stranger = posting.copy();
    stranger.drop_cookies(|_| true);
    provider.clear_journal();
    assert_eq!(stranger.finish(&hop).await.error(), "state_unknown");
    let fields = hop.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let query = oauth_core::encoding::form(fields);
    let answer = posting.get(&format!("/auth/google/authorize?{query}")).await;
    assert_eq!(answer.error(), "response_mode_mismatch");
    assert!(calls(&provider).iter().all(|call| *call == oauth_test_provider::Endpoint::Metadata));

    // The other way round: the Lax cookie stays at home, and with it the form is still refused.
    let hop = browser.approve("google").await;
    let query = path(&hop).split_once('?').unwrap().1.to_owned();
    let answer = browser.post_from_another_site("/auth/google/authorize", &query).await;
    assert_eq!(answer.error(), "state_unknown");
    assert_eq!(token_requests(&provider), 0);
}

/// CB-012: parameters in the form and in the query, which proxies and frameworks mix in their own ways.
#[actix_web::test]
async fn a_form_whose_parameters_stand_in_the_query_too_is_refused() {
    let (provider, settings, _) = start().await;
    let browser = posting(&settings).await;
    let hop = browser.approve("google").await;
    for parameter in ["state=x", "code=x", "iss=x", "error=x"] {
        let mut mixed = hop.clone();
        mixed.url = format!("{}?{parameter}", hop.url);
        assert_eq!(browser.finish(&mixed).await.error(), "response_malformed", "{parameter}");
    }
    assert_eq!(token_requests(&provider), 0);
    browser.finish(&hop).await.assert_logged_in();
}

/// The callback with one changed cookie, and how many requests that made.
async fn with_cookie(change: impl Fn(&Browser)) -> (String, Vec<Cookie<'static>>) {
    let (provider, _, browser) = start().await;
    let hop = browser.approve("google").await;
    provider.clear_journal();
    change(&browser);
    let answer = browser.finish(&hop).await;
    assert_eq!(answer.status, 400, "{answer:?}");
    assert!(calls(&provider).is_empty());
    (answer.error(), answer.cookies())
}

/// ST-025: 400, nothing asked, and the cookie is removed.
#[actix_web::test]
async fn a_cookie_that_does_not_open_is_refused_and_removed() {
    let cut = |value: &str| value[..value.len() - 1].to_owned();
    let flip = |value: &str, index: usize| {
        let other = if value.as_bytes()[index] == b'A' { "B" } else { "A" };
        format!("{}{other}{}", &value[..index], &value[index + 1..])
    };
    type Change<'a> = &'a dyn Fn(&str) -> String;
    let changes: [(&str, Change<'_>); 11] = [
        ("cut", &cut),
        ("one character", &|_| "A".to_owned()),
        ("empty", &|_| String::new()),
        ("the nonce", &|value| flip(value, 0)),
        ("the text", &|value| flip(value, value.len() / 2)),
        ("the tag", &|value| flip(value, value.len() - 4)),
        ("longer", &|value| format!("{value}AAAA")),
        ("padded", &|value| format!("{value}==")),
        ("garbage in base64url", &|_| "Z".repeat(300)),
        ("no base64url", &|_| "%00%ff!".to_owned()),
        ("a megabyte", &|_| "A".repeat(1 << 20)),
    ];
    for (what, change) in changes {
        let (error, cookies) = with_cookie(|browser| browser.change_cookies(change)).await;
        assert_eq!(error, "pending_unreadable", "{what}");
        assert!(
            matches!(&*cookies, [removal] if removal.max_age().unwrap().is_zero()),
            "{what}: {cookies:?}"
        );
    }
}

/// ST-014: a sibling domain can add a cookie of the same name, and nobody can tell which is which.
#[actix_web::test]
async fn two_cookies_of_one_name_are_refused() {
    for twin in ["the same", "another"] {
        let (error, _) = with_cookie(|browser| {
            let cookie = browser.cookies().pop().unwrap();
            let value = if twin == "another" { "AAAA" } else { cookie.value() };
            browser.add_cookie(cookie.name(), value);
        })
        .await;
        assert_eq!(error, "pending_unreadable", "{twin}");
    }
}

/// What makes room takes a cookie away as it was set: in a frame of another site browsers pass over a removal with another
/// `SameSite` (RFC 6265bis, section 5.7).
#[actix_web::test]
async fn a_login_by_form_post_is_removed_as_it_was_kept() {
    let provider = provider();
    let browser = posting(&settings(&provider).base_url(HTTPS)).await;
    let mut removed = 0;
    for _ in 0..12 {
        let answer = browser.get("/auth/google/login").await;
        assert_eq!(answer.status, 303, "{answer:?}");
        for cookie in answer.cookies() {
            assert_eq!(cookie.same_site(), Some(SameSite::None), "{cookie}");
            assert_eq!(cookie.secure(), Some(true), "{cookie}");
            removed += usize::from(cookie.value().is_empty());
        }
    }
    assert_eq!(removed, 2);
}

/// A sibling domain may set a cookie whose name begins with a space that only Unicode calls one: to the browser it has no
/// prefix `__Host-`. RFC 6265, section 5.2, takes spaces and tabs off, and nothing else.
#[actix_web::test]
async fn a_name_behind_a_unicode_space_is_another_name() {
    let provider = provider();
    let app = app(&settings(&provider).base_url(HTTPS)).await;
    let callback = async |hop: &Hop, cookies: String| {
        let request = TestRequest::default().uri(&path(hop)).insert_header(("accept", "application/json"));
        let cookies = HeaderValue::from_bytes(cookies.as_bytes()).unwrap();
        app.call(request.insert_header(("cookie", cookies))).await
    };
    for client in CLIENTS {
        for space in ["\u{2000}", "\u{3000}", "\u{a0}", "\u{85}", "\u{2028}", "\u{1680}"] {
            let browser = Browser::new(&app);
            let hop = browser.approve(client).await;
            let cookie = browser.cookies().pop().unwrap();
            let (name, value) = (cookie.name(), cookie.value());
            assert!(name.starts_with("__Host-"), "{name}");
            let planted = callback(&hop, format!("theme=dark; {space}{name}={value}")).await;
            assert_eq!(planted.error(), "state_unknown", "{client} {space:?}");
            let beside = callback(&hop, format!("{name}={value}; {space}{name}=x")).await;
            beside.assert_logged_in();
        }
    }
}

/// SC-011.
#[actix_web::test]
async fn a_cookie_under_another_login_s_name_is_refused() {
    let (provider, _, browser) = start().await;
    let (attacker, victim) = (Browser::new(&app(&settings(&provider)).await), browser);
    victim.approve("google").await;
    let hop = attacker.approve("google").await;
    let (name, value) = (attacker.cookies()[0].name().to_owned(), victim.cookies()[0].value().to_owned());
    victim.drop_cookies(|_| true);
    victim.add_cookie(&name, &value);
    assert_eq!(victim.finish(&hop).await.error(), "pending_unreadable");
    assert_eq!(token_requests(&provider), 0);
}

/// An application whose sessions are encrypted under the very key that seals logins.
fn sessions_under_our_key(settings: &Settings) -> impl HttpServiceFactory + 'static {
    async fn sign_in(session: Session) -> HttpResponse {
        session.insert("user", "grace").unwrap();
        HttpResponse::Ok().finish()
    }
    async fn entries(session: Session) -> HttpResponse {
        HttpResponse::Ok().json(session.entries().len())
    }
    let store = SessionMiddleware::builder(CookieSessionStore::default(), Key::from(&[7; 64]));
    let auth = Auth::from_settings(settings).unwrap();
    let handler = async |_: AuthLogin| HttpResponse::Ok().finish();
    web::scope("")
        .wrap(store.cookie_name("session".to_owned()).cookie_secure(false).build())
        .configure(auth.routes(handler))
        .route("/sign-in", web::get().to(sign_in))
        .route("/entries", web::get().to(entries))
}

/// ST-010: a login that was begun and never finished is no session, and a session is no login, under one key either.
#[actix_web::test]
async fn what_was_sealed_for_one_purpose_is_worth_nothing_for_another() {
    let (provider, settings, _) = start().await;
    let configure = |config: &mut web::ServiceConfig| {
        config.service(sessions_under_our_key(&settings));
    };
    let browser = Browser::new(&App::plain(configure).await);
    browser.get("/sign-in").await;
    assert_eq!(browser.get("/entries").await.json(), 1);
    let session = browser.cookies().pop().unwrap();
    let hop = browser.approve("google").await;
    let pending = browser.cookies().pop().unwrap();
    assert!(pending.name().starts_with("oauth-"), "{pending}");

    // As each of the two would write the other one's bytes, which have the same parts in the same order.
    let pending_as_session = base64(&base64url_decode(pending.value()).unwrap());
    let session_as_pending = session.value().replace(['+', ' '], "-").replace("%2B", "-");
    let session_as_pending =
        session_as_pending.replace('/', "_").replace("%2F", "_").replace("%3D", "").replace('=', "");
    assert!(base64url_decode(&session_as_pending).is_some(), "{session_as_pending}");

    browser.drop_cookies(|_| true);
    browser.add_cookie(session.name(), &pending_as_session);
    assert_eq!(browser.get("/entries").await.json(), 0);

    browser.drop_cookies(|_| true);
    browser.add_cookie(pending.name(), &session_as_pending);
    assert_eq!(browser.finish(&hop).await.error(), "pending_unreadable");
    assert_eq!(token_requests(&provider), 0);
}

#[actix_web::test]
async fn the_cookie_shows_nothing_of_the_login() {
    let (provider, _, browser) = start().await;
    let url = browser.begin("google").await;
    let temporary = parameter(&browser.begin("twitter").await, "oauth_token");
    let header = browser.cookie_header();
    for name in ["state", "nonce", "client_id"] {
        assert!(!header.contains(&parameter(&url, name)), "{name}");
    }
    assert!(!header.contains(&temporary));
    let twin = Browser::new(&app(&settings(&provider)).await);
    twin.begin("google").await;
    assert_ne!(twin.cookies()[0].value()[..16], browser.cookies()[0].value()[..16], "a nonce came twice");
}

/// ST-026.
#[actix_web::test]
async fn a_former_key_opens_until_it_is_taken_away() {
    let (provider, settings, _) = start().await;
    let former = app(&settings.clone().cookie_key(&key(1))).await;
    let both = app(&settings.clone().cookie_key(&format!("{},{}", key(2), key(1)))).await;
    let newer = app(&settings.clone().cookie_key(&key(2))).await;

    let browser = Browser::new(&former);
    let (first, second) = (browser.approve("google").await, browser.approve("google").await);
    browser.moved_to(&both).finish(&first).await.assert_logged_in();
    assert_eq!(browser.moved_to(&newer).finish(&second).await.error(), "pending_unreadable");

    let third = browser.moved_to(&both).approve("google").await;
    browser.moved_to(&newer).finish(&third).await.assert_logged_in();
    let fourth = browser.moved_to(&both).approve("google").await;
    assert_eq!(browser.moved_to(&former).finish(&fourth).await.error(), "pending_unreadable");
    assert_eq!(token_requests(&provider), 2);
}

#[actix_web::test]
async fn without_a_key_a_login_works_in_its_own_process_alone() {
    let (_provider, settings, _) = start().await;
    let settings = settings.cookie_key("");
    let browser = Browser::new(&app(&settings).await);
    browser.login("google").await.assert_logged_in();
    let hop = browser.approve("google").await;
    let restarted = app(&settings).await;
    assert_eq!(browser.moved_to(&restarted).finish(&hop).await.error(), "pending_unreadable");
}
