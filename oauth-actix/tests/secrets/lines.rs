//! One line for each failed login, with what whoever reads it needs.

use actix_web::HttpResponse;
use oauth_actix::Registry as _;
use oauth_test_provider::{Endpoint, Misbehaviour};

use crate::log::Log;
use crate::support::*;

#[actix_web::test]
async fn a_failed_login_is_one_log_line_with_the_provider_and_the_code() {
    let (log, _guard) = Log::start();
    let provider = provider();
    let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
    log.take();
    browser.login("google").await.assert_logged_in();
    assert_eq!(log.lines(), [""; 0]);

    browser.get("/auth/github/authorize?code=a&state=b").await;
    provider.misbehave(Misbehaviour::MissingNonce);
    browser.login("google").await;
    provider.answer(Endpoint::TemporaryCredentials, oauth_test_provider::Answer::CloseBeforeHead);
    browser.get("/auth/twitter/login").await;
    let lines = log.lines();
    for (line, (level, client, code)) in lines.iter().zip([
        ("INFO", "github", "state_unknown"),
        ("WARN", "google", "id_token_nonce_missing"),
        ("WARN", "twitter", "transport_interrupted"),
    ]) {
        let has = |text: &str| line.contains(text);
        assert!(
            has(level) && has(&format!("provider=\"{client}\"")) && has(&format!("code=\"{code}\"")),
            "{line}"
        );
    }
    assert_eq!(lines.len(), 3, "{lines:#?}");
}

#[actix_web::test]
async fn a_fault_of_the_deployment_is_an_error_in_the_log() {
    let (log, _guard) = Log::start();
    let provider = provider();
    let auth = SessionAuth::from_settings(&settings(&provider)).unwrap();
    let handler = async |_: SessionAuthLogin| HttpResponse::Ok().finish();
    let browser = Browser::new(&App::plain(auth.routes(handler)).await);
    browser.get("/auth/google/login").await;
    browser.get("/auth/google/login").await;
    let lines = log.lines();
    assert!(
        lines.iter().any(|line| line.contains("ERROR") && line.contains("SessionMiddleware")),
        "{lines:#?}"
    );
    let coded = |line: &&String| line.contains("ERROR") && line.contains("code=\"session_missing\"");
    assert_eq!(lines.iter().filter(coded).count(), 1, "{lines:#?}");
}

#[test]
fn a_missing_cookie_key_is_told_once_and_what_it_means() {
    let (log, _guard) = Log::start();
    let provider = provider();
    Auth::from_settings(&settings(&provider).cookie_key("")).unwrap();
    let lines = log.lines();
    assert!(matches!(&*lines, [line] if line.contains("OAUTH_COOKIE_KEY is not set")), "{lines:#?}");
    SessionAuth::from_settings(&settings(&provider).cookie_key("")).unwrap();
    Auth::from_settings(&settings(&provider)).unwrap();
    assert_eq!(log.lines(), [""; 0]);
}

#[actix_web::test]
async fn what_a_provider_or_visitor_wrote_cannot_forge_a_log_line() {
    let (log, _guard) = Log::start();
    let provider = provider();
    let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
    log.take();
    provider.on_id_token(|draft| draft.set("iss", "https://x\n1970-01-01 ERROR forged\u{1b}[31m\u{202e}"));
    browser.login("google").await;
    let error = serde_json::json!({ "error": "x\ny", "error_description": "\r\n1970-01-01 ERROR forged" });
    provider.answer(Endpoint::OAuth2Token, oauth_test_provider::Reply::json(400, error));
    browser.login("github").await;
    let log = log.take();
    assert!(log.contains("forged"), "what was written is there, escaped: {log}");
    assert!(!log.lines().any(|line| line.starts_with("1970")), "{log}");
    assert!(!log.contains(['\u{1b}', '\u{202e}', '\r']), "{log}");
}
