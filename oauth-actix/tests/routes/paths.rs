//! Paths and methods that are nearly those of the routes.

use actix_web::http::Method;
use actix_web::middleware::NormalizePath;
use actix_web::test::{self, TestRequest};
use actix_web::web::{self, ServiceConfig};
use actix_web::{App as Actix, HttpResponse};
use oauth_actix::{Key, Provider as Description, Registry as _};

use crate::support::*;
use crate::{SiteLogin, site};

/// RFC 9110, section 15.5.6: "The origin server MUST generate an Allow header field in a 405 response".
#[actix_web::test]
async fn another_method_is_not_allowed_and_told_which_are() {
    let (provider, other) = (provider(), provider());
    let app = App::plain(site(&provider, &other).routes(says!(SiteLogin, "in"))).await;
    let browser = Browser::new(&app);
    for name in ["google", "acme", "nobody"] {
        for (verb, allowed, refused) in
            [("login", "GET", Method::POST), ("authorize", "GET, POST", Method::PUT)]
        {
            for method in [Method::HEAD, Method::OPTIONS, Method::DELETE, refused] {
                let answer = browser.request(method.clone(), &format!("/auth/{name}/{verb}")).await;
                let seen = (answer.status, answer.header("allow"));
                assert_eq!(seen, (405, allowed), "{method} {name} {verb}");
                // What stands in the URL of a callback goes into no cache and to no other site.
                assert_eq!(answer.header("cache-control"), "no-store");
                assert_eq!(answer.header("referrer-policy"), "no-referrer");
                assert!(browser.cookies().is_empty(), "{method} {name} {verb}");
            }
        }
    }
    assert!(calls(&provider).is_empty() && calls(&other).is_empty());
}

/// CB-014. Nobody else's page stands in for the application's.
#[actix_web::test]
async fn paths_that_look_alike_are_left_to_the_application() {
    let provider = provider();
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let configure = |config: &mut ServiceConfig| {
        config.configure(auth.routes(says!(AuthLogin, "in")));
        config.default_service(web::to(async || HttpResponse::NotFound().body("lost")));
    };
    let browser = Browser::new(&App::plain(configure).await);
    for path in [
        "/",
        "*",
        "/auth",
        "/auth/",
        "/auth/login",
        "/auth//login",
        "/auth/google",
        "/auth/google/",
        "/auth/google//login",
        "/auth/google/login/",
        "/auth/google/login/extra",
        "/auth/google/loginx",
        "/auth/google/LOGIN",
        "/auth/Google/login",
        "/auth/nobody/login",
        "/auth/google;x/login",
        "/auth/google%2Flogin",
        "/auth%2Fgoogle/login",
        "/auth/google/login%2F",
        "/auth/goo%25gle/login",
        "/auth/%2567oogle/login",
        "/auth/%ff/login",
        "/auth/google/authorize/..",
        "/auth/google/authorize/../login",
        "/auth/./google/login",
        "/auth/%2e/login",
        "/auth/google?/login",
        "/authx/google/login",
        "/xauth/google/login",
        "/x/auth/google/login",
        "/auth/x/auth/google/login",
        "//auth/google/login",
        "/google/login",
        "/login",
    ] {
        let answer = browser.get(path).await;
        assert_eq!((answer.status, answer.body.as_str()), (404, "lost"), "{path}");
    }
    assert!(calls(&provider).is_empty());
}

/// RFC 3986, section 6.2.2.2: the two are the same, though nobody writes them.
#[actix_web::test]
async fn a_letter_that_is_percent_encoded_is_that_letter_or_none() {
    let (provider, other) = (provider(), provider());
    let site = site(&provider, &other);
    let browser = Browser::new(&App::plain(site.routes(says!(SiteLogin, "in"))).await);
    for (path, owner) in [
        ("/auth/%67oogle/login", &provider),
        ("/auth/google/log%69n", &provider),
        ("/%61uth/google/login", &provider),
        ("/auth/%61cme/login", &other),
        ("/auth/acm%65/login", &other),
    ] {
        let answer = browser.get(path).await;
        let its = || answer.status == 303 && answer.header("location").starts_with(owner.issuer());
        assert!(answer.status == 404 || its(), "{path}: {answer:?}");
    }
}

#[actix_web::test]
async fn the_name_of_a_run_time_provider_is_matched_to_the_letter() {
    let (provider, other) = (provider(), provider());
    let site = site(&provider, &other);
    let client = other.oidc_client();
    let google = Description::openid_connect("google").set(Key::Issuer, other.issuer());
    assert!(site.tenants.add(&google.client(&client.id, &client.secret.unwrap())).is_err());
    let browser = Browser::new(&App::plain(site.routes(says!(SiteLogin, "in"))).await);
    for (name, owner) in [("google", &provider), ("acme", &other)] {
        assert!(browser.begin(name).await.starts_with(owner.issuer()), "{name}");
    }
    let called = (calls(&provider), calls(&other));
    for name in [
        "tenants",
        "Acme",
        "acme.",
        ".acme",
        "acme%2e",
        "%2eacme",
        ".",
        "..",
        "%2e%2e",
        "a+cme",
        "acme+",
        "acme;x",
        "acme%3B",
        "acme%20",
        "acme%00",
        "acme%0a",
        "ac%2Fme",
        "acme%2Flogin",
        "%2561cme",
        "%ff",
        "%E2%84%AA",
        "login",
        "authorize",
        "google.login",
        "{oauth_provider}",
    ] {
        for verb in ["login", "authorize?code=a&state=b"] {
            let path = format!("/auth/{}/{verb}", name.replace('{', "%7B").replace('}', "%7D"));
            let answer = browser.get(&path).await;
            assert_eq!((answer.status, answer.error().as_str()), (404, "provider_unknown"), "{path}");
        }
    }
    for path in
        ["/auth//login", "/auth/login", "/auth/acme/login/", "/auth/x/auth/acme/login", "/auth/x/acme/login"]
    {
        let answer = browser.get(path).await;
        assert_eq!((answer.status, answer.body.as_str()), (404, ""), "{path}");
    }
    assert_eq!((calls(&provider), calls(&other)), called);
}

/// What a middleware makes of the path is what counts.
#[actix_web::test]
async fn a_path_that_a_middleware_rewrites_is_found() {
    let provider = provider();
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let app = Actix::new().wrap(NormalizePath::trim()).configure(auth.routes(says!(AuthLogin, "in")));
    let app = test::init_service(app).await;
    for (path, status) in
        [("/auth/google/login/", 303), ("/auth//google/login", 303), ("/auth/x/login/", 404)]
    {
        let request = TestRequest::get().uri(path).to_request();
        assert_eq!(test::call_service(&app, request).await.status(), status, "{path}");
    }
}
