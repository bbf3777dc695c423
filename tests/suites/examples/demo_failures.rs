//! The demo: logins that fail, a provider that is down, a faulty configuration, the end.

use std::io::Write as _;
use std::net::TcpStream;

use oauth_test_provider::{Answer, Endpoint, Provider};
use oauth_tests::{App, Page, Visitor, free_port};
use serde_json::{Value, json};

use crate::demo::{log_in, me};
use crate::{demo_at, openid, provider, spawn};

const JSON: [(&str, &str); 1] = [("Accept", "application/json")];

#[test]
fn a_refused_login_is_a_page_and_for_programs_json() {
    let provider = provider();
    let app = spawn("demo", &demo_at(&provider));
    provider.auto_approve("!access_denied");
    for name in ["openid", "oauth2", "oauth1"] {
        let page = log_in(&app, &Visitor::new(), name);
        assert_eq!(
            (page.status, page.header("content-type")),
            (403, Some("text/html; charset=utf-8")),
            "{name}"
        );
        assert!(page.text().contains("You were not signed in"), "{}", page.text());
        let page = callback_as_json(&app, &Visitor::new(), name);
        assert_eq!((page.status, &page.json()["error"]), (403, &json!("access_denied")), "{name}");
        assert!(page.json()["message"].is_string());
    }
}

#[test]
fn a_callback_that_nobody_waits_for_is_refused() {
    let provider = provider();
    let app = spawn("demo", &demo_at(&provider));
    let page = Visitor::new().request("GET", &app.url("/auth/openid/authorize?state=x&code=y"), &JSON, b"");
    assert_eq!((page.status, &page.json()["error"]), (400, &json!("state_unknown")));
    let page = Visitor::new().request(
        "GET",
        &app.url("/auth/oauth1/authorize?oauth_token=x&oauth_verifier=y"),
        &JSON,
        b"",
    );
    assert_eq!((page.status, &page.json()["error"]), (400, &json!("state_unknown")));
}

#[test]
fn an_answer_without_a_usable_identifier_signs_nobody_in() {
    let provider = provider();
    let app = spawn("demo", &demo_at(&provider));
    for id in [Value::Null, json!(""), json!(1.5), json!(true), json!(["4711"]), json!(1e300)] {
        provider.reset();
        let wrong = id.clone();
        provider.on_api_user(move |account| drop(account.insert("id".into(), wrong.clone())));
        provider.on_verify_credentials(move |account| drop(account.insert("id_str".into(), id.clone())));
        for name in ["oauth2", "oauth1"] {
            let visitor = Visitor::new();
            log_in(&app, &visitor, "openid");
            let page = callback_as_json(&app, &visitor, name);
            assert_eq!((page.status, &page.json()["error"]), (502, &json!("identifier_invalid")), "{name}");
            assert_eq!(visitor.get(&app.url("/me")).status, 401, "the old identity is gone");
        }
    }
}

#[test]
fn an_identifier_may_be_text_or_a_number() {
    let provider = provider();
    let app = spawn("demo", &demo_at(&provider));
    for (id, subject) in [(json!("a-1"), "a-1"), (json!(u64::MAX), "18446744073709551615"), (json!(-1), "-1")]
    {
        provider.reset();
        let other = id.clone();
        provider.on_api_user(move |account| drop(account.insert("id".into(), other.clone())));
        provider.on_verify_credentials(move |account| {
            account.remove("id_str");
            account.insert("id".into(), id.clone());
        });
        for name in ["oauth2", "oauth1"] {
            let visitor = Visitor::new();
            log_in(&app, &visitor, name);
            assert_eq!(me(&app, &visitor)["subject"], subject, "{name}");
        }
    }
}

#[test]
fn it_starts_while_a_provider_is_down_and_recovers() {
    let port = free_port();
    let issuer = format!("http://127.0.0.1:{port}");
    let client = Provider::start_blocking().unwrap().oidc_client();
    let mut env = openid(&issuer, &client);
    env.push(("BIND", "127.0.0.1:{port}".into()));
    let app = spawn("demo", &env);
    let page = Visitor::new().request("GET", &app.url("/auth/openid/login"), &JSON, b"");
    assert_eq!((page.status, &page.json()["error"]), (502, &json!("transport_connect")));
    let provider = Provider::builder().bind(format!("127.0.0.1:{port}")).start_blocking().unwrap();
    provider.auto_approve("ada");
    let visitor = Visitor::new();
    log_in(&app, &visitor, "openid");
    assert_eq!(me(&app, &visitor)["subject"], "ada-1815");
}

#[test]
fn it_ends_soon_after_sigterm_whoever_is_connected() {
    let provider = provider();
    provider.answer(Endpoint::Metadata, Answer::Silence);
    let app = spawn("demo", &demo_at(&provider));
    let address = app.url("").replace("http://", "");
    let connections = [(); 2].map(|()| TcpStream::connect(&address).unwrap());
    // One that waits for the provider, and one that says nothing.
    (&connections[0]).write_all(b"GET /auth/openid/login HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    while provider.count(Endpoint::Metadata) == 0 {
        std::thread::yield_now();
    }
    // `stop` allows 2 seconds.
    app.stop();
}

#[test]
fn a_half_configured_provider_is_refused_with_everything_that_is_missing() {
    let refusal =
        App::refused("demo", &[("BIND", "127.0.0.1:{port}"), ("OPENID_ISSUER", "https://op.example")]);
    for variable in ["OPENID_CLIENT_ID", "OPENID_CLIENT_SECRET"] {
        assert!(refusal.contains(&format!("{variable} is not set")), "{refusal}");
    }
    assert!(!refusal.contains("OAUTH1") && !refusal.contains("OAUTH2"), "{refusal}");
    let refusal = App::refused(
        "demo",
        &[
            ("BIND", "127.0.0.1:{port}"),
            ("OPENID_ISSUER", "http://op.example"),
            ("OAUTH2_TOKEN_ENDPOINT", "https://op.example/token"),
            ("OAUTH1_CLIENT_SECRET", "a-secret-value"),
        ],
    );
    for variable in [
        "OPENID_CLIENT_ID",
        "OAUTH2_AUTHORIZATION_ENDPOINT",
        "OAUTH2_USERINFO_ENDPOINT",
        "OAUTH2_CLIENT_ID",
        "OAUTH2_CLIENT_SECRET",
        "OAUTH1_REQUEST_TOKEN_URL",
        "OAUTH1_AUTHORIZE_URL",
        "OAUTH1_ACCESS_TOKEN_URL",
        "OAUTH1_API_BASE_URL",
        "OAUTH1_CLIENT_ID",
    ] {
        assert!(refusal.contains(&format!("{variable} is not set")), "{variable}: {refusal}");
    }
    assert!(refusal.contains("OPENID_ISSUER is malformed"), "{refusal}");
    assert!(!refusal.contains("a-secret-value"), "{refusal}");
}

/// A login whose last request is a program's.
fn callback_as_json(app: &App, visitor: &Visitor, name: &str) -> Page {
    let page = visitor.get(&app.url(&format!("/auth/{name}/login")));
    let page = visitor.follow_until(page, &app.url("/auth/"));
    visitor.request("GET", &page.next().unwrap().url, &JSON, b"")
}
