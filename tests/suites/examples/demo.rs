//! The demo: who logs in, and where they come out.

use oauth_test_provider::{Client, Endpoint, Provider, User};
use oauth_tests::{App, Page, Visitor};
use serde_json::{Value, json};

use crate::{demo_at, openid, provider, spawn};

const NAMES: [&str; 3] = ["openid", "oauth2", "oauth1"];

#[test]
fn without_any_variable_a_person_logs_in_by_the_pages_of_the_embedded_provider() {
    let app = App::spawn("demo", &[("BIND", "127.0.0.1:{port}")]);
    for (name, subject) in [("openid", "ada-1815"), ("oauth2", "4711"), ("oauth1", "4711")] {
        let visitor = Visitor::new();
        let home = visitor.get(&app.url("/")).text();
        assert!(
            home.contains(&format!("href=\"/auth/{name}/login\"")) && home.contains("inside this program")
        );
        let page = visitor.browse(&app.url(&format!("/auth/{name}/login")));
        assert!(page.url.starts_with("http://localhost:"), "another site than 127.0.0.1: {}", page.url);
        let page = visitor.submit(&page, &[("username", "ada"), ("password", "ada"), ("action", "login")]);
        let consent = visitor.follow(page);
        let page = visitor.submit(&consent, &[("action", "allow")]);
        let page = visitor.follow(page);
        assert_eq!((page.status, page.url.as_str()), (200, app.url("/").as_str()));
        assert!(page.text().contains("Ada Lovelace") && page.text().contains("Log out"), "{}", page.text());
        let me = me(&app, &visitor);
        assert_eq!(
            (&me["provider"], &me["subject"], &me["name"]),
            (&json!(name), &json!(subject), &json!("Ada Lovelace"))
        );
    }
}

#[test]
fn with_all_variables_everybody_logs_in_at_the_real_providers() {
    let provider = provider();
    let app = spawn("demo", &demo_at(&provider));
    assert!(!Visitor::new().get(&app.url("/")).text().contains("inside this program"));
    for (name, subject) in [("openid", "ada-1815"), ("oauth2", "4711"), ("oauth1", "4711")] {
        let visitor = Visitor::new();
        let page = log_in(&app, &visitor, name);
        assert_eq!((page.status, page.url.as_str()), (200, app.url("/").as_str()));
        assert_eq!(me(&app, &visitor)["subject"], subject);
        let line = format!("signed in provider=\"{name}\" subject=\"{subject}\"");
        assert_eq!(app.log().matches(&line).count(), 1, "{}", app.log());
    }
}

#[test]
fn a_protocol_without_variables_is_served_by_the_embedded_provider() {
    let provider = provider();
    let mut env = openid(provider.issuer(), &provider.oidc_client());
    env.push(("BIND", "127.0.0.1:{port}".into()));
    let app = spawn("demo", &env);
    let visitor = Visitor::new();
    log_in(&app, &visitor, "openid");
    assert_eq!(me(&app, &visitor)["subject"], "ada-1815");
    let page = Visitor::new().browse(&app.url("/auth/oauth1/login"));
    assert!(page.url.starts_with("http://localhost:") && page.text().contains("Sign in"), "{}", page.url);
}

#[test]
fn the_address_counts_as_verified_only_when_the_id_token_says_so() {
    let provider = provider();
    let app = spawn("demo", &demo_at(&provider));
    for (name, verified) in [("ada", true), ("grace", false)] {
        provider.auto_approve(name);
        let visitor = Visitor::new();
        log_in(&app, &visitor, "openid");
        let me = me(&app, &visitor);
        assert_eq!(
            (&me["email"], &me["email_verified"]),
            (&json!(format!("{name}@example.com")), &json!(verified))
        );
    }
}

#[test]
fn credentials_may_have_any_characters() {
    let client = Client::confidential("a%+ &=:/~?b", "p%+ &=:/~?'\"\u{e4}");
    let provider = Provider::builder().client(client.clone()).start_blocking().unwrap();
    provider.auto_approve("ada");
    let mut env = demo_at(&provider);
    for (name, value) in &mut env {
        if name.ends_with("_CLIENT_ID") {
            value.clone_from(&client.id);
        } else if name.ends_with("_CLIENT_SECRET") {
            value.clone_from(client.secret.as_ref().unwrap());
        }
    }
    let app = spawn("demo", &env);
    for name in NAMES {
        let page = log_in(&app, &Visitor::new(), name);
        assert_eq!(page.status, 200, "{name}: {}", app.log());
    }
}

#[test]
fn return_to_is_a_path_of_the_application_or_the_start_page() {
    let provider = provider();
    let app = spawn("demo", &demo_at(&provider));
    for name in NAMES {
        for (return_to, end) in [("/me", "/me"), ("https://evil.example/", "/"), ("//evil.example", "/")] {
            let page = Visitor::new().browse(&app.url(&format!("/auth/{name}/login?return_to={return_to}")));
            assert_eq!(page.url, app.url(end), "{name} {return_to}");
        }
    }
}

#[test]
fn form_post_works_too() {
    let provider = provider();
    let mut env = demo_at(&provider);
    env.push(("OPENID_RESPONSE_MODE", "form_post".into()));
    let app = spawn("demo", &env);
    let visitor = Visitor::new();
    let page = visitor.get(&app.url("/auth/openid/login?return_to=/me"));
    let page = visitor.follow_until(page, &app.url("/auth/openid/authorize"));
    assert_eq!(page.next().unwrap().method, "POST");
    let page = visitor.follow(page);
    assert_eq!((page.url.as_str(), &page.json()["subject"]), (app.url("/me").as_str(), &json!("ada-1815")));
}

#[test]
fn the_userinfo_endpoint_is_asked_only_on_demand() {
    let provider = provider();
    // What the ID token does not say.
    provider.on_id_token(|token| {
        token.remove("name");
        token.remove("email");
    });
    for (fetch, asked, name) in [("0", 0, Value::Null), ("1", 1, json!("Ada Lovelace"))] {
        let mut env = demo_at(&provider);
        env.push(("OPENID_FETCH_USERINFO", fetch.into()));
        let app = spawn("demo", &env);
        let visitor = Visitor::new();
        log_in(&app, &visitor, "openid");
        assert_eq!((provider.count(Endpoint::Userinfo), &me(&app, &visitor)["name"]), (asked, &name));
    }
}

#[test]
fn what_a_provider_says_is_shown_as_text() {
    let mallory = User::new("mallory").full_name("<script>alert('1')</script>\"&");
    let provider = Provider::builder().user(mallory).start_blocking().unwrap();
    provider.auto_approve("mallory");
    let app = spawn("demo", &demo_at(&provider));
    for name in NAMES {
        let page = log_in(&app, &Visitor::new(), name).text();
        assert!(page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;"), "{page}");
        assert!(!page.contains("<script"), "{page}");
    }
}

/// Logs in without pages; the returned one is the last.
pub(crate) fn log_in(app: &App, visitor: &Visitor, name: &str) -> Page {
    visitor.browse(&app.url(&format!("/auth/{name}/login")))
}

pub(crate) fn me(app: &App, visitor: &Visitor) -> Value {
    visitor.get(&app.url("/me")).json()
}
