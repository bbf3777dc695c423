//! What people, machines and logs are told when a login fails.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

mod support;

use actix_web::HttpResponse;
use actix_web::test::TestRequest;
use oauth_actix::Registry as _;
use oauth_core::error::codes;
use oauth_test_provider::{Endpoint, Misbehaviour, Provider};
use support::*;

async fn start() -> (Provider, App) {
    let provider = provider();
    let app = Store::Cookie.app(&settings(&provider)).await;
    (provider, app)
}

fn request(path: &str, accept: Option<&'static str>) -> TestRequest {
    let request = TestRequest::get().uri(path);
    match accept {
        Some(accept) => request.insert_header(("accept", accept)),
        None => request,
    }
}

#[actix_web::test]
async fn a_browser_gets_a_page_and_a_program_gets_json() {
    let (_provider, app) = start().await;
    for (accept, kind) in [
        (None, "text/html"),
        (Some("*/*"), "text/html"),
        (Some("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"), "text/html"),
        (Some("application/json-seq"), "text/html"),
        (Some("application/json"), "application/json"),
        (Some("Application/JSON; charset=utf-8"), "application/json"),
        (Some("text/plain, application/json;q=0.5"), "application/json"),
    ] {
        let answer = app.call(request("/auth/google/authorize?code=a", accept)).await;
        assert!(answer.header("content-type").starts_with(kind), "{accept:?}: {answer:?}");
        assert_eq!(answer.status, 400);
        assert!(answer.body.contains("state_missing"), "{}", answer.body);
    }
}

/// ST-016: an image on another site begins no login, and the provider hears nothing of it; a link does.
#[actix_web::test]
async fn a_login_is_begun_by_a_navigation_or_from_the_own_site() {
    let (provider, app) = start().await;
    for (site, mode, dest, status) in [
        ("cross-site", "no-cors", "image", 400),
        ("cross-site", "cors", "empty", 400),
        ("cross-site", "navigate", "iframe", 400),
        ("cross-site", "navigate", "object", 400),
        ("cross-site", "navigate", "document", 303),
        ("cross-site", "navigate", "", 303),
        ("same-origin", "navigate", "iframe", 303),
        ("same-origin", "cors", "empty", 303),
        ("none", "navigate", "document", 303),
    ] {
        for client in ["google", "github", "twitter"] {
            provider.clear_journal();
            let request = request(&format!("/auth/{client}/login"), Some("application/json"));
            let mut request =
                request.insert_header(("sec-fetch-site", site)).insert_header(("sec-fetch-mode", mode));
            if !dest.is_empty() {
                request = request.insert_header(("sec-fetch-dest", dest));
            }
            let answer = app.call(request).await;
            assert_eq!(answer.status, status, "{client} {site} {mode} {dest}");
            if status == 400 {
                assert!(answer.body.contains("login_not_navigated"), "{}", answer.body);
                assert!(!answer.headers.contains_key("set-cookie"), "{answer:?}");
                assert!(provider.journal().is_empty(), "{client} {site} {mode}");
            }
        }
    }
}

#[actix_web::test]
async fn the_page_is_whole_and_names_the_code_and_its_meaning() {
    let (_provider, app) = start().await;
    let page = app.call(request("/auth/google/authorize?code=a&state=b", None)).await.body;
    let meaning = codes().find(|(code, _)| *code == "state_unknown").unwrap().1.trim();
    assert!(page.starts_with("<!doctype html>") && page.trim_end().ends_with("</html>"));
    assert!(page.contains("<code>state_unknown</code>"));
    let words: Vec<_> = meaning.split(['<', '>', '&', '"', '\'']).collect();
    assert!(words.iter().all(|part| page.contains(part)), "{meaning}");
    for placeholder in ["{title}", "{advice}", "{meaning}", "{code}"] {
        assert!(!page.contains(placeholder), "{placeholder}");
    }
    assert!(!page.contains("<script") && !page.contains("http://") && !page.contains("https://"));
}

#[actix_web::test]
async fn the_status_says_who_must_act() {
    let (provider, app) = start().await;
    let browser = Browser::new(&app);
    assert_eq!(browser.get("/auth/google/authorize?code=a&state=b").await.status, 400);
    provider.auto_approve("!access_denied");
    assert_eq!(browser.login("google").await.status, 403);
    provider.auto_approve("ada");
    provider.misbehave(Misbehaviour::ForeignIssuer);
    assert_eq!(browser.login("google").await.status, 502);
    provider.reset();
    provider.misbehave(Misbehaviour::TokenEndpointCloses);
    assert_eq!(browser.login("google").await.status, 502);
    let auth = SessionAuth::from_settings(&settings(&provider)).unwrap();
    let handler = async |_: SessionAuthLogin| HttpResponse::Ok().finish();
    let browser = Browser::new(&App::plain(auth.routes(handler)).await);
    browser.get("/auth/google/login").await;
    assert_eq!(browser.get("/auth/google/login").await.status, 500);
}

/// SC-005, SC-006, OR-030.
#[actix_web::test]
async fn nothing_of_a_login_is_cached_or_told_to_other_sites() {
    let (provider, _) = start().await;
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let handler = async |_: AuthLogin| {
        let mut response = HttpResponse::SeeOther();
        response.insert_header(("cache-control", "public, max-age=60"));
        response.insert_header(("referrer-policy", "unsafe-url")).insert_header(("location", "/")).finish()
    };
    let browser = Browser::new(&App::plain(auth.routes(handler)).await);
    for client in CLIENTS {
        let begun = browser.get(&format!("/auth/{client}/login")).await;
        let finished = browser.finish(&browser.visit(begun.header("location"))).await;
        let refused = browser.get(&format!("/auth/{client}/authorize?code=a&state=b&oauth_token=c")).await;
        assert_eq!((begun.status, finished.status, refused.status), (303, 303, 400));
        for answer in [begun, finished, refused] {
            assert_eq!(answer.header("cache-control"), "no-store", "{answer:?}");
            assert_eq!(answer.header("referrer-policy"), "no-referrer", "{answer:?}");
        }
    }
    provider.answer(Endpoint::TemporaryCredentials, oauth_test_provider::Reply::new(500));
    let failed = browser.get("/auth/twitter/login").await;
    assert_eq!((failed.status, failed.header("cache-control")), (502, "no-store"));
    assert_eq!(failed.header("referrer-policy"), "no-referrer");
}

#[actix_web::test]
async fn an_error_page_can_run_nothing_and_be_framed_by_nobody() {
    let (_provider, app) = start().await;
    for accept in [None, Some("application/json")] {
        let answer = app.call(request("/auth/google/authorize", accept)).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let policy = answer.header("content-security-policy");
        for rule in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(rule), "{policy}");
        }
        assert!(!policy.contains("script-src"), "{policy}");
    }
}

/// ST-021, ER-001, ER-013.
#[actix_web::test]
async fn nothing_that_a_provider_or_visitor_wrote_is_shown() {
    const MARK: &str = "zqx9";
    let (provider, app) = start().await;
    for accept in ["text/html", "application/json"] {
        let browser = Browser::new(&app);
        browser.accept.set(accept);
        for query in [
            "code=zqx9&state=zqx9",
            "error=zqx9&error_description=%3Cscript%3Ezqx9&error_uri=http://zqx9/&state=zqx9",
            "zqx9=zqx9&state=a&state=zqx9",
            "code=zqx9%0d%0aX-Zqx9:1&state=zqx9",
            "code=%zqx9",
        ] {
            let answer = browser.get(&format!("/auth/google/authorize?{query}")).await;
            assert!(answer.status == 400 && !format!("{answer:?}").contains(MARK), "{query}: {answer:?}");
        }
        let turns: [&dyn Fn(); 5] = [
            &|| provider.auto_approve("!zqx9"),
            &|| {
                provider.on_authorization_response(|pairs| {
                    pairs.retain(|(name, _)| name != "iss");
                    pairs.push(("iss".to_owned(), "https://zqx9.example/<script>".to_owned()));
                });
            },
            &|| provider.on_id_token(|draft| draft.set("iss", "https://zqx9.example/<script>")),
            &|| provider.on_token_response(|r| drop(r.insert("token_type".to_owned(), "zqx9".into()))),
            &|| {
                let error = serde_json::json!({ "error": "zqx9", "error_description": "<b>zqx9" });
                provider.answer(Endpoint::Token, oauth_test_provider::Reply::json(400, error));
            },
        ];
        for turn in turns {
            turn();
            let answer = browser.login("google").await;
            assert!(answer.status >= 400 && !format!("{answer:?}").contains(MARK), "{answer:?}");
            provider.reset();
            provider.auto_approve("ada");
        }
    }
}

#[actix_web::test]
async fn an_error_knows_its_provider_and_its_cause() {
    use oauth_actix::Error;
    let (provider, _) = start().await;
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let handler = async |login: Result<AuthLogin, Error>| {
        let error = login.err().unwrap();
        let source = std::error::Error::source(&error).map(ToString::to_string);
        assert_eq!(source, Some(error.cause().to_string()));
        HttpResponse::Ok().body(format!("{:?} {} {error}", error.provider(), error.code()))
    };
    let browser = Browser::new(&App::plain(auth.routes(handler)).await);
    provider.misbehave(Misbehaviour::MissingNonce);
    let told = browser.login("google").await.body;
    assert_eq!(told, "Some(\"google\") id_token_nonce_missing the ID token has no nonce");
}

/// CB-014: only what is registered is there, under exactly its name.
#[actix_web::test]
async fn other_addresses_are_not_found() {
    let (provider, app) = start().await;
    let browser = Browser::new(&app);
    for path in [
        "/auth/GOOGLE/login",
        "/auth/google/login/",
        "/auth/facebook/login",
        "/auth/google%2f../github/authorize",
        "/auth//login",
        "/auth/google/callback",
    ] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
    assert!(calls(&provider).is_empty());
}
