//! Where the routes are, and what else an application may have beside and around them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

/// A handler that answers with a text of its own.
macro_rules! says {
    ($login:ty, $text:literal) => {
        async |_: $login| actix_web::HttpResponse::Ok().body($text)
    };
}

mod middleware;
mod paths;
mod places;

#[path = "../support/mod.rs"]
mod support;

use actix_web::web::{self, Bytes, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use oauth_actix::{
    AnyLogin, Key, OidcClient, Provider as Description, Providers, Registry as _, oauth_registry,
};
use oauth_test_provider::Provider;
use serde_json::json;
use support::*;

#[oauth_registry]
struct Site {
    #[provider(issuer = env)]
    google: OidcClient,
    tenants: Providers,
}

#[oauth_registry]
struct PostAuth {
    #[provider(issuer = env, response_mode = "form_post")]
    google: OidcClient,
}

/// A route of the application's that answers with its pattern.
fn own(config: &mut ServiceConfig, pattern: &'static str) {
    config.route(pattern, web::get().to(move || async move { HttpResponse::Ok().body(pattern) }));
}

/// A login that begins at `path`.
async fn login_at(browser: &Browser, path: &str) -> Answer {
    let hop = browser.visit(&browser.begin_at(path).await);
    browser.finish(&hop).await
}

/// A provider named `acme`, beside the fields' one.
fn site(fields: &Provider, acme: &Provider) -> Site {
    let site = Site::from_settings(&settings(fields)).unwrap();
    let client = acme.oidc_client();
    let description = Description::openid_connect("acme").set(Key::Issuer, acme.issuer());
    site.tenants.add(&description.client(&client.id, &client.secret.unwrap())).unwrap();
    site
}

#[actix_web::test]
async fn the_application_s_own_routes_below_the_prefix_are_reached_before_and_after_ours() {
    const OWN: [&str; 7] = [
        "/auth",
        "/auth/",
        "/auth/logout",
        "/auth/google",
        "/auth/google/profile",
        "/auth/google/login/extra",
        "/auth/other/login",
    ];
    let provider = provider();
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let routes = || auth.routes(says!(AuthLogin, "in"));
    let before = |config: &mut ServiceConfig| {
        OWN.into_iter().for_each(|path| own(config, path));
        config.configure(routes());
    };
    let after = |config: &mut ServiceConfig| {
        config.configure(routes());
        OWN.into_iter().for_each(|path| own(config, path));
    };
    for app in [App::plain(before).await, App::plain(after).await] {
        let browser = Browser::new(&app);
        for path in OWN {
            let answer = browser.get(path).await;
            assert_eq!((answer.status, answer.body.as_str()), (200, path));
        }
        assert_eq!(browser.login("google").await.body, "in");
    }
}

#[actix_web::test]
async fn the_handler_extracts_what_a_handler_can() {
    struct Motto(&'static str);
    let provider = provider();
    let auth = Auth::from_settings(&settings(&provider).base_url("http://localhost/t1")).unwrap();
    let handler = async |_: AuthLogin,
                         tenant: Path<String>,
                         motto: Data<Motto>,
                         auth: Data<Auth>,
                         request: HttpRequest,
                         body: Bytes| {
        let name = auth.client("google").map(|client| client.name().to_owned());
        let answer = json!([*tenant, motto.0, name, request.path(), body.len()]);
        HttpResponse::Ok().json(answer)
    };
    let configure = |config: &mut ServiceConfig| {
        config.app_data(Data::new(Motto("outer")));
        let scope = web::scope("/{tenant}").app_data(Data::new(Motto("inner")));
        config.service(scope.configure(auth.routes(handler)));
    };
    let browser = Browser::new(&App::plain(configure).await);
    let answer = login_at(&browser, "/t1/auth/google/login").await;
    assert_eq!(answer.json(), json!(["t1", "inner", "google", "/t1/auth/google/authorize", 0]));
}

#[actix_web::test]
async fn the_form_of_a_callback_is_read_up_to_its_limit() {
    let provider = provider();
    let settings = settings(&provider).base_url("http://localhost/app");
    let auth = PostAuth::from_settings(&settings).unwrap();
    let handler = async |login: PostAuthLogin| {
        let PostAuthLogin::Google(login) = login;
        tell(summary(AnyLogin::Oidc(Box::new(login))).await)
    };
    let configure = |config: &mut ServiceConfig| {
        config.service(web::scope("/app").configure(auth.routes(handler)));
    };
    let browser = Browser::new(&App::plain(configure).await);
    let hop = browser.visit(&browser.begin_at("/app/auth/google/login").await);
    assert_eq!((hop.method.as_str(), path(&hop).as_str()), ("POST", "/app/auth/google/authorize"));
    let long = format!("state={}", "x".repeat(16 * 1024));
    let answer = browser.post_from_another_site(&path(&hop), &long).await;
    assert_eq!((answer.status, answer.error().as_str()), (400, "response_malformed"));
    assert_eq!(token_requests(&provider), 0);
    browser.finish(&hop).await.assert_logged_in();
}
