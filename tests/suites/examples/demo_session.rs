//! The demo: the session, and leaving it.

use oauth_tests::{App, Cookie, Visitor};
use serde_json::json;

use crate::demo::{log_in, me};
use crate::{demo_at, provider, spawn};

#[test]
fn me_is_json_for_those_who_are_not_signed_in_too() {
    let app = App::spawn("demo", &[("BIND", "127.0.0.1:{port}")]);
    let page = Visitor::new().get(&app.url("/me"));
    assert_eq!((page.status, page.json()), (401, json!({ "error": "not_signed_in" })));
}

#[test]
fn the_session_cookie_is_replaced_and_removed() {
    let provider = provider();
    let app = spawn("demo", &demo_at(&provider));
    let visitor = Visitor::new();
    log_in(&app, &visitor, "openid");
    let first = session(&app, &visitor);
    let attributes = first.set_cookie.to_ascii_lowercase();
    assert!(attributes.contains("httponly") && attributes.contains("samesite=lax"), "{attributes}");
    assert!(!attributes.contains("secure"), "{attributes}");
    log_in(&app, &visitor, "oauth1");
    assert_ne!(first.value, session(&app, &visitor).value);
    assert_eq!(me(&app, &visitor)["provider"], "oauth1");

    let page = visitor.request("POST", &app.url("/logout"), &[("Sec-Fetch-Site", "same-origin")], b"");
    assert_eq!((page.status, page.location()), (303, Some(app.url("/"))));
    assert_eq!(visitor.cookies(&app.url("/")), []);
    assert_eq!(visitor.get(&app.url("/me")).status, 401);
}

#[test]
fn no_other_site_can_log_somebody_out() {
    let provider = provider();
    let app = spawn("demo", &demo_at(&provider));
    let visitor = Visitor::new();
    log_in(&app, &visitor, "openid");
    let origin = app.url("");
    for headers in [
        &[("Sec-Fetch-Site", "cross-site")][..],
        &[("Sec-Fetch-Site", "same-site"), ("Origin", &origin)],
        &[("Origin", "https://evil.example")],
        &[("Origin", "null")],
    ] {
        let page = visitor.request("POST", &app.url("/logout"), headers, b"");
        assert_eq!(page.status, 403, "{headers:?}");
    }
    assert_eq!(visitor.get(&app.url("/logout")).status, 405);
    assert_eq!(me(&app, &visitor)["subject"], "ada-1815");
    let page = visitor.request("POST", &app.url("/logout"), &[("Origin", &origin)], b"");
    assert_eq!(page.status, 303);
}

#[test]
fn a_talkative_provider_does_not_burst_the_session() {
    let provider = provider();
    provider.on_id_token(|token| {
        for number in 0..40 {
            token.set(&format!("claim_{number}"), "x".repeat(number * 20));
        }
    });
    let talkative = |account: &mut serde_json::Map<String, serde_json::Value>| {
        account.insert("about".into(), "x".repeat(5000).into());
        account.insert("email".into(), "x".repeat(5000).into());
    };
    provider.on_api_user(talkative);
    provider.on_verify_credentials(talkative);
    provider.on_userinfo(talkative);
    let mut env = demo_at(&provider);
    env.push(("OPENID_FETCH_USERINFO", "1".into()));
    let app = spawn("demo", &env);
    for name in ["openid", "oauth2", "oauth1"] {
        let visitor = Visitor::new();
        assert_eq!(log_in(&app, &visitor, name).status, 200, "{name}");
        assert_eq!(me(&app, &visitor)["provider"], name);
        let cookie = session(&app, &visitor);
        assert!(cookie.value.len() < 3500, "{name}: {} bytes", cookie.value.len());
    }
}

#[test]
fn no_token_is_shown_or_kept() {
    let provider = provider();
    let app = spawn("demo", &demo_at(&provider));
    provider.on_token_response(|response| {
        response.insert("refresh_token".into(), "a-token-to-be-kept-secret".into());
    });
    for name in ["openid", "oauth2"] {
        let visitor = Visitor::new();
        let page = log_in(&app, &visitor, name);
        assert!(page.text().contains("received, 25 characters"), "{}", page.text());
        let everything = page.text() + &me(&app, &visitor).to_string() + &app.log();
        assert!(!everything.contains("to-be-kept-secret"), "{everything}");
    }
}

#[test]
fn behind_https_all_cookies_are_secure() {
    let provider = provider();
    let mut env = demo_at(&provider);
    env.push(("OAUTH_BASE_URL", "https://localhost:{port}".into()));
    env.push(("SESSION_KEY", "k".repeat(64)));
    let app = spawn("demo", &env);
    let visitor = Visitor::new();
    let page = visitor.get(&app.url("/auth/openid/login"));
    let page = visitor.follow(page);
    // Where a proxy would take the TLS off.
    let callback = page.location().unwrap().replacen("https://localhost", "http://127.0.0.1", 1);
    let page = visitor.get(&callback);
    assert_eq!(page.status, 303, "{}", page.text());
    let cookie = session(&app, &visitor);
    assert!(cookie.set_cookie.contains("Secure"), "{}", cookie.set_cookie);
}

/// The cookie of the session; the only one that a finished login leaves.
fn session(app: &App, visitor: &Visitor) -> Cookie {
    let cookies = visitor.cookies(&app.url("/"));
    let [cookie] = cookies.as_slice() else { panic!("{cookies:?}") };
    cookie.clone()
}
