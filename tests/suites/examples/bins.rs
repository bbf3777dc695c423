//! The small examples, each logged in at.

use oauth_test_provider::{Endpoint, Provider, Reply};
use oauth_tests::{App, Redis, Visitor};
use serde_json::json;

use crate::{Environment, at_free_port, borrowed, provider, secret, spawn};

#[test]
fn google_login_tells_who_it_is_by_the_id_token() {
    let provider = provider();
    let app = google_login(&provider);
    let page = Visitor::new().browse(&app.url("/auth/google/login"));
    let who = format!("You are {}#ada-1815 with the address ada@example.com.", provider.issuer());
    assert_eq!(page.text(), who);
    provider.auto_approve("grace");
    let page = Visitor::new().browse(&app.url("/auth/google/login"));
    assert_eq!(page.text(), format!("You are {}#grace-1906 without a verified address.", provider.issuer()));
}

/// In a folder with a file of the credentials.
fn google_login(provider: &Provider) -> App {
    let folder = oauth_tests::output_dir("google_login");
    let file = google(provider).into_iter().filter(|(name, _)| name.contains("CLIENT"));
    let file: String = file.map(|(name, value)| format!("{name}='{value}'\n")).collect();
    std::fs::write(folder.join("google.env"), file).unwrap();
    App::launch("google_login", |port| {
        let issuer = vec![("GOOGLE_ISSUER", provider.issuer().to_owned())];
        let mut command = App::command("google_login", port, &borrowed(&[at_free_port(), issuer].concat()));
        command.current_dir(&folder);
        command
    })
}

#[test]
fn github_login_asks_the_api() {
    let provider = provider();
    let emails = json!([
        { "email": "old@example.com", "primary": false, "verified": true },
        { "email": "ada@example.com", "primary": true, "verified": true },
    ]);
    provider.answer(Endpoint::Unknown, Reply::json(200, emails));
    let app = spawn("github_login", &[at_free_port(), github(&provider)].concat());
    let page = Visitor::new().browse(&app.url("/auth/github/login"));
    assert_eq!(page.text(), "You are ada <ada@example.com>, number 4711.");
}

#[test]
fn twitter_login_keeps_the_temporary_credentials_in_the_session() {
    let provider = provider();
    let app = spawn("twitter_login", &[at_free_port(), twitter(&provider)].concat());
    let visitor = Visitor::new();
    let page = visitor.get(&app.url("/auth/twitter/login"));
    assert_eq!(
        visitor.cookies(&app.url("/")).iter().map(|cookie| cookie.name.as_str()).collect::<Vec<_>>(),
        ["id"]
    );
    assert_eq!(visitor.follow(page).text(), "You are @ada, number 4711.");
}

#[test]
fn own_handlers_ask_for_more_than_the_routes_would() {
    let provider = provider();
    let app = spawn("own_handlers", &[at_free_port(), google(&provider), github(&provider)].concat());
    let visitor = Visitor::new();
    let page = visitor.browse(&app.url("/payments"));
    assert_eq!((page.url.clone(), page.text()), (app.url("/payments"), "Here are your payments.".to_owned()));
    let asked = &provider.received(Endpoint::Authorization)[0];
    for (name, value) in [("prompt", "login"), ("max_age", "300"), ("scope", "openid email")] {
        assert_eq!(asked.parameter(name).as_deref(), Some(value), "{name}");
    }
}

#[test]
fn own_handlers_serve_names_known_at_run_time_and_answer_a_refusal() {
    let provider = provider();
    let app = spawn("own_handlers", &[at_free_port(), google(&provider), github(&provider)].concat());
    let page = Visitor::new().browse(&app.url("/account/github/login"));
    assert_eq!(page.text(), "You are github 4711.");
    assert_eq!(Visitor::new().get(&app.url("/account/gitlab/login")).status, 404);
    provider.auto_approve("!access_denied");
    let page = Visitor::new().browse(&app.url("/account/google/login"));
    assert_eq!((page.status, page.text().contains("As you like")), (200, true));
}

#[test]
fn redis_sessions_let_any_instance_finish_a_login() {
    let (provider, redis) = (provider(), Redis::start());
    let shared = vec![("REDIS_URL", redis.url()), ("SESSION_KEY", "k".repeat(64))];
    let env = [shared, github(&provider), twitter(&provider)].concat();
    let first = spawn("redis_sessions", &[at_free_port(), env.clone()].concat());
    // Behind one address: the second instance has the first one's.
    let base_url = vec![("BIND", "127.0.0.1:{port}".to_owned()), ("OAUTH_BASE_URL", first.url(""))];
    let second = spawn("redis_sessions", &[base_url, env].concat());
    for (name, who) in [("twitter", "You are twitter 4711."), ("github", "You are github 4711.")] {
        let visitor = Visitor::new();
        let begun = visitor.get(&second.url(&format!("/auth/{name}/login")));
        assert_eq!(visitor.follow(begun).text(), who);
        assert_eq!(visitor.get(&second.url("/")).text(), who);
    }
}

#[test]
fn own_preset_reads_a_profile_as_the_preset_says() {
    let provider = provider();
    let client = provider.oidc_client();
    let env = vec![
        ("STAFF_ISSUER", provider.issuer().to_owned()),
        ("STAFF_CLIENT_ID", client.id.clone()),
        ("STAFF_CLIENT_SECRET", secret(&client)),
    ];
    let app = spawn("own_preset", &[at_free_port(), env].concat());
    let page = Visitor::new().browse(&app.url("/auth/staff/login"));
    assert_eq!(page.text(), "You are Ada Lovelace <ada@example.com>, ada-1815.");
    let asked = &provider.received(Endpoint::Authorization)[0];
    assert_eq!(asked.parameter("ui_theme").as_deref(), Some("acme"));
}

#[test]
fn tenants_come_and_go_while_the_application_runs() {
    let provider = provider();
    let client = provider.oidc_client();
    let app = spawn("tenants", &at_free_port());
    let visitor = Visitor::new();
    assert_eq!(visitor.get(&app.url("/auth/acme/login")).status, 404);
    let tenant = |issuer: &str| {
        let secret = secret(&client);
        let fields =
            [("name", "acme"), ("issuer", issuer), ("client_id", &client.id), ("client_secret", &secret)];
        visitor.post_form(&app.url("/tenants"), &fields)
    };
    let refused = tenant("http://login.acme.example");
    assert_eq!((refused.status, refused.text().contains("help: write")), (422, true), "{}", refused.text());
    assert_eq!(tenant(provider.issuer()).status, 201);
    let page = visitor.browse(&app.url("/auth/acme/login"));
    assert_eq!(page.text(), "You are ada-1815 of acme.");
}

#[test]
fn from_authlib_starts_and_finds_clients_by_name() {
    let names = [
        ("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"),
        ("ATLASSIAN_CLIENT_ID", "ATLASSIAN_CLIENT_SECRET"),
        ("TWITTER_CLIENT_ID", "TWITTER_CLIENT_SECRET"),
        ("ODD_CLIENT_ID", "ODD_CLIENT_SECRET"),
    ];
    let credentials =
        names.iter().flat_map(|(id, secret)| [(*id, "id".to_owned()), (*secret, "s".to_owned())]);
    let app = spawn("from_authlib", &[at_free_port(), credentials.collect()].concat());
    let visitor = Visitor::new();
    assert_eq!(visitor.get(&app.url("/auth/nobody/login")).status, 404);
    let begun = visitor.get(&app.url("/auth/atlassian/login"));
    let location = begun.header("location").unwrap_or_default().to_owned();
    assert!(location.starts_with("https://auth.atlassian.com/authorize?response_type=code"), "{location}");
    assert!(
        location.ends_with("&scope=read%3Ame%20offline_access&audience=api.atlassian.com&prompt=consent"),
        "{location}"
    );
}

#[test]
fn a_variable_beside_a_preset_is_optional() {
    for (binary, count) in [("github_login", 3), ("twitter_login", 3), ("redis_sessions", 5)] {
        let refusal = App::refused(binary, &[]);
        assert_eq!(refusal.matches(" is not set").count(), count, "{refusal}");
        assert!(!refusal.contains("ENDPOINT") && !refusal.contains("TOKEN_URL"), "{refusal}");
    }
}

pub(crate) fn google(provider: &Provider) -> Environment {
    let client = provider.oidc_client();
    vec![
        ("GOOGLE_ISSUER", provider.issuer().to_owned()),
        ("GOOGLE_CLIENT_ID", client.id.clone()),
        ("GOOGLE_CLIENT_SECRET", secret(&client)),
    ]
}

pub(crate) fn github(provider: &Provider) -> Environment {
    let client = provider.oauth2_client();
    vec![
        ("GITHUB_AUTHORIZATION_ENDPOINT", provider.oauth2_authorization_endpoint()),
        ("GITHUB_TOKEN_ENDPOINT", provider.oauth2_token_endpoint()),
        ("GITHUB_API_BASE_URL", provider.api_base_url()),
        ("GITHUB_CLIENT_ID", client.id.clone()),
        ("GITHUB_CLIENT_SECRET", secret(&client)),
    ]
}

pub(crate) fn twitter(provider: &Provider) -> Environment {
    let client = provider.oauth1_client();
    vec![
        ("TWITTER_REQUEST_TOKEN_URL", provider.temporary_credentials_endpoint()),
        ("TWITTER_AUTHORIZE_URL", provider.oauth1_authorization_endpoint()),
        ("TWITTER_ACCESS_TOKEN_URL", provider.token_credentials_endpoint()),
        ("TWITTER_API_BASE_URL", provider.oauth1_api_base_url()),
        ("TWITTER_CLIENT_ID", client.id.clone()),
        ("TWITTER_CLIENT_SECRET", secret(&client)),
    ]
}
