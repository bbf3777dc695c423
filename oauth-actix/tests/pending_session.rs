//! What is special to pending logins in the visitor's session.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

mod support;

use std::future::poll_fn;
use std::task::Poll;

use actix_session::storage::CookieSessionStore;
use actix_session::{Session, SessionMiddleware};
use actix_web::body::MessageBody;
use actix_web::cookie::Key;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::{Next, from_fn};
use actix_web::test::TestRequest;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Responder};
use oauth_actix::{ConfigurationError, OAuth2Client, OidcClient, Registry as _, oauth_registry};
use oauth_core::Error as Cause;
use oauth_core::encoding::base64url_decode;
use support::*;

/// SS-009, SS-010.
#[actix_web::test]
async fn a_missing_session_middleware_is_named_instead_of_a_lost_login() {
    let provider = provider();
    let auth = SessionAuth::from_settings(&settings(&provider)).unwrap();
    let handler = async |_: SessionAuthLogin| HttpResponse::Ok().finish();
    for client in CLIENTS {
        let browser = Browser::new(&App::plain(auth.routes(handler)).await);
        let first = browser.get(&format!("/auth/{client}/login")).await;
        if first.status == 303 {
            let callback = browser.finish(&browser.visit(first.header("location"))).await;
            assert_eq!((callback.status, callback.error().as_str()), (500, "session_missing"), "{client}");
        }
        let second = browser.get(&format!("/auth/{client}/login")).await;
        assert_eq!((second.status, second.error().as_str()), (500, "session_missing"), "{client}");
    }
    assert_eq!(token_requests(&provider), 0);
}

#[actix_web::test]
async fn a_session_that_is_there_is_never_taken_for_missing() {
    let provider = provider();
    let browser = Browser::new(&Store::Session.app(&settings(&provider)).await);
    // With a provider that is down, with logins that are refused, with none pending and with several.
    for user in ["!access_denied", "ada"] {
        provider.auto_approve(user);
        browser.login("github").await;
        let (first, second) = (browser.approve("github").await, browser.approve("github").await);
        browser.finish(&second).await;
        browser.finish(&first).await;
    }
    browser.get("/auth/github/authorize?state=x&code=y").await;
    browser.login("github").await.assert_logged_in();
}

/// What was seen once is not taken for missing because somebody closed a tab.
#[actix_web::test]
async fn a_request_that_is_broken_off_does_not_make_the_session_missing() {
    async fn hang(auth: web::Data<SessionAuth>, request: HttpRequest) -> HttpResponse {
        auth.github.authorize_redirect(&request).await.unwrap();
        std::future::pending().await
    }
    let provider = provider();
    let more = |config: &mut ServiceConfig| {
        config.route("/hang", web::get().to(hang));
    };
    let browser = Browser::new(&Store::Session.app_with(&settings(&provider), more).await);
    browser.login("github").await.assert_logged_in();
    let mut request = Box::pin(browser.get("/hang"));
    let polled = poll_fn(|context| Poll::Ready(request.as_mut().poll(context))).await;
    assert!(polled.is_pending());
    drop(request);
    browser.login("github").await.assert_logged_in();
}

#[actix_web::test]
async fn the_entry_has_at_most_2560_characters_unless_one_login_alone_needs_more() {
    async fn begin(
        auth: web::Data<SessionAuth>,
        request: HttpRequest,
        length: web::Path<usize>,
    ) -> impl Responder {
        auth.google.authorize_redirect(&request).acr_values(&"a".repeat(*length)).await
    }
    async fn entries(session: Session) -> HttpResponse {
        HttpResponse::Ok().json(session.get::<Vec<String>>("oauth.pending").unwrap())
    }
    let provider = provider();
    let more = |config: &mut ServiceConfig| {
        config.route("/in/{length}", web::get().to(begin)).route("/entries", web::get().to(entries));
    };
    let app = Store::Session.app_with(&settings(&provider), more).await;
    let begun_twice = async |length: usize| {
        let browser = Browser::new(&app);
        for _ in 0..2 {
            browser.begin_at(&format!("/in/{length}")).await;
        }
        serde_json::from_value::<Vec<String>>(browser.get("/entries").await.json()).unwrap()
    };
    // Each counts with the quotation marks, the comma and what escapes them.
    let most = 2560 / 2 - 5;
    let fits = most * 3 / 4 - base64url_decode(&begun_twice(1).await[0]).unwrap().len() + 1;
    for (length, kept) in [(fits, 2), (fits + 1, 1), (2000, 1)] {
        assert_eq!(begun_twice(length).await.len(), kept, "{length}");
    }
    assert_eq!(begun_twice(fits).await[0].len(), most);
}

#[oauth_registry(pending = "session")]
struct PostAuth {
    #[provider(issuer = env, response_mode = "form_post")]
    google: OidcClient,
    #[provider(authorization_endpoint = env, token_endpoint = env, response_mode = "form_post")]
    github: OAuth2Client,
}

#[actix_web::test]
async fn form_post_is_refused_at_the_start_because_its_session_cookie_stays_at_home() {
    let provider = provider();
    let errors = PostAuth::from_settings(&settings(&provider)).err().unwrap();
    let refused = ["google", "github"]
        .map(|provider| ConfigurationError::FormPostWithSession { provider: provider.to_owned() });
    assert!(errors.iter().eq(&refused), "{errors}");
}

/// ST-025, SS-007.
#[actix_web::test]
async fn rubbish_in_the_session_is_passed_over() {
    async fn spoil(session: Session, text: String) -> HttpResponse {
        match text.as_str() {
            "number" => session.insert("oauth.pending", 7).unwrap(),
            text => session.insert("oauth.pending", [text]).unwrap(),
        }
        HttpResponse::Ok().finish()
    }
    let provider = provider();
    let more = |config: &mut ServiceConfig| {
        config.route("/spoil", web::post().to(spoil));
    };
    let browser = Browser::new(&Store::Session.app_with(&settings(&provider), more).await);
    for rubbish in ["number", "", "AAAA", "Ag", "not base64url!", &"A".repeat(2000)] {
        let lost = browser.approve("google").await;
        assert_eq!(browser.post_from_another_site("/spoil", rubbish).await.status, 200);
        assert_eq!(browser.finish(&lost).await.error(), "state_unknown", "{rubbish:?}");
        browser.login("google").await.assert_logged_in();
    }
}

#[actix_web::test]
async fn the_application_s_own_entries_stay_as_they_are() {
    async fn remember(session: Session) -> HttpResponse {
        session.insert("user", "grace").unwrap();
        HttpResponse::Ok().finish()
    }
    async fn recall(session: Session) -> HttpResponse {
        HttpResponse::Ok().json(session.get::<String>("user").unwrap())
    }
    let provider = provider();
    let more = |config: &mut ServiceConfig| {
        config.route("/remember", web::get().to(remember)).route("/recall", web::get().to(recall));
    };
    let browser = Browser::new(&Store::Session.app_with(&settings(&provider), more).await);
    browser.get("/remember").await;
    browser.login("google").await.assert_logged_in();
    assert_eq!(browser.get("/recall").await.json(), "grace");
}

/// The session is empty again once nothing is pending: no token secret stays behind.
#[actix_web::test]
async fn nothing_of_a_finished_login_stays_in_the_session() {
    async fn entries(session: Session, _: HttpRequest) -> HttpResponse {
        HttpResponse::Ok().json(session.entries().keys().cloned().collect::<Vec<_>>())
    }
    let provider = provider();
    let more = |config: &mut ServiceConfig| {
        config.route("/entries", web::get().to(entries));
    };
    let browser = Browser::new(&Store::Session.app_with(&settings(&provider), more).await);
    for client in CLIENTS {
        let hop = browser.approve(client).await;
        assert_eq!(browser.get("/entries").await.json(), serde_json::json!(["oauth.pending"]));
        browser.finish(&hop).await.assert_logged_in();
        assert_eq!(browser.get("/entries").await.json(), serde_json::json!([]), "{client}");
    }
}

/// Answers with what a middleware below it fails with, as a server does.
async fn answer_failures(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    match next.call(request).await {
        Ok(response) => Ok(response.map_into_boxed_body()),
        Err(error) => {
            let request = TestRequest::default().to_http_request();
            Ok(ServiceResponse::new(request, error.error_response()))
        }
    }
}

/// SS-002: a cookie session takes 4 KB, and a handler may put more into it.
#[actix_web::test]
async fn nobody_is_logged_in_when_the_session_cannot_be_saved() {
    async fn user(session: Session) -> HttpResponse {
        HttpResponse::Ok().json(session.get::<String>("user").unwrap())
    }
    let provider = provider();
    let auth = SessionAuth::from_settings(&settings(&provider)).unwrap();
    let handler = async |session: Session, _: SessionAuthLogin| {
        session.insert("user", "a".repeat(5000)).unwrap();
        HttpResponse::Ok().body("welcome")
    };
    let sessions = SessionMiddleware::builder(CookieSessionStore::default(), Key::from(&[9; 64]));
    let sessions = sessions.cookie_secure(false).build();
    let configure = |config: &mut ServiceConfig| {
        let scope = web::scope("").wrap(sessions).wrap(from_fn(answer_failures));
        config.service(scope.configure(auth.routes(handler)).route("/user", web::get().to(user)));
    };
    let browser = Browser::new(&App::plain(configure).await);
    let hop = browser.approve("google").await;
    let answer = browser.finish(&hop).await;
    assert_eq!((answer.status, answer.cookies().len()), (500, 0), "{answer:?}");
    assert_eq!(browser.get("/user").await.json(), serde_json::Value::Null);
    assert_eq!(browser.finish(&hop).await.error(), "state_already_used");
    assert_eq!(token_requests(&provider), 1);
}

/// SS-009: own handlers meet the same error.
#[actix_web::test]
async fn a_verb_without_session_middleware_fails_as_a_route_does() {
    let provider = provider();
    let auth = SessionAuth::from_settings(&settings(&provider)).unwrap();
    let begin = async |auth: web::Data<SessionAuth>, request: HttpRequest| match auth
        .google
        .authorize_redirect(&request)
        .await
    {
        Ok(response) => response,
        Err(error) => {
            assert!(matches!(error.cause(), Cause::Configuration(ConfigurationError::SessionMissing)));
            HttpResponse::InternalServerError().finish()
        }
    };
    let configure = |config: &mut ServiceConfig| {
        config.configure(auth.clients()).route("/in", web::get().to(begin));
    };
    let browser = Browser::new(&App::plain(configure).await);
    browser.get("/in").await;
    assert_eq!(browser.get("/in").await.status, 500);
}
