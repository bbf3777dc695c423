//! What a middleware around the application sees.

use std::cell::RefCell;
use std::rc::Rc;

use actix_web::dev::{Service as _, ServiceRequest, ServiceResponse};
use actix_web::test::{self, TestRequest};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App as Actix, HttpRequest, HttpResponse};
use oauth_actix::{Error, Registry as _};
use oauth_test_provider::{Endpoint, Reply};

use crate::support::*;
use crate::{SiteLogin, site};

/// What a middleware around the whole application sees of a request.
#[derive(Debug, Default, PartialEq)]
struct Seen {
    before: (Option<String>, Option<String>),
    after: (Option<String>, Option<String>),
    registry: bool,
    error: Option<&'static str>,
}

fn matched(request: &HttpRequest) -> (Option<String>, Option<String>) {
    (request.match_pattern(), request.match_name().map(ToOwned::to_owned))
}

/// What is seen of a GET request for `path`.
async fn seen(path: &str, configure: impl FnOnce(&mut ServiceConfig)) -> Seen {
    let seen = Rc::new(RefCell::new(Seen::default()));
    let seeing = Rc::clone(&seen);
    let app = Actix::new().configure(configure).wrap_fn(move |request: ServiceRequest, service| {
        let seen = Rc::clone(&seeing);
        seen.borrow_mut().before = matched(request.request());
        let called = service.call(request);
        async move {
            let response: ServiceResponse = called.await?;
            let error = response.response().error().and_then(|error| error.as_error::<Error>());
            let mut seen = seen.borrow_mut();
            seen.error = error.map(Error::code);
            seen.registry = response.request().app_data::<Data<Auth>>().is_some();
            seen.after = matched(response.request());
            drop(seen);
            Ok(response)
        }
    });
    let app = test::init_service(app).await;
    let answered = app.call(TestRequest::get().uri(path).to_request()).await;
    assert!(answered.is_ok(), "{path}");
    drop(answered);
    seen.take()
}

#[actix_web::test]
async fn a_failed_login_is_an_error_to_middleware_too() {
    let provider = provider();
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    for (path, code) in [
        ("/auth/google/authorize", Some("state_missing")),
        ("/auth/github/authorize?code=a&state=b", Some("state_unknown")),
        ("/auth/google/login", None),
    ] {
        let seen = seen(path, auth.routes(says!(AuthLogin, "in"))).await;
        assert_eq!((seen.error, seen.registry), (code, true), "{path}");
    }
    provider.answer(Endpoint::Metadata, Reply::new(500));
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let seen = seen("/auth/google/login", auth.routes(says!(AuthLogin, "in"))).await;
    assert!(seen.error.is_some(), "{seen:?}");
}

/// Logs and metrics name a request by the pattern of its route.
#[actix_web::test]
async fn a_middleware_learns_which_route_a_request_is_for() {
    let (provider, other) = (provider(), provider());
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let both = |pattern: &str, name: Option<&str>| {
        let matched = (Some(pattern.to_owned()), name.map(ToOwned::to_owned));
        (matched.clone(), matched)
    };
    for verb in ["login", "authorize"] {
        let (path, name) = (format!("/auth/google/{verb}"), format!("google.{verb}"));
        let Seen { before, after, .. } = seen(&path, auth.routes(says!(AuthLogin, "in"))).await;
        assert_eq!((before, after), both(&path, Some(&name)), "{path}");
        let scoped = |config: &mut ServiceConfig| {
            config.service(web::scope("/{tenant}").configure(auth.routes(says!(AuthLogin, "in"))));
        };
        let Seen { before, after, .. } = seen(&format!("/t1{path}"), scoped).await;
        assert_eq!((before, after), both(&format!("/{{tenant}}{path}"), Some(&name)), "{path} in a scope");
    }
    let routes = site(&provider, &other);
    let Seen { after, .. } = seen("/auth/acme/login", routes.routes(says!(SiteLogin, "in"))).await;
    assert_eq!(after, both("/auth/{oauth_provider}/login", None).0);
}

#[actix_web::test]
async fn a_middleware_learns_of_the_application_s_own_routes_below_the_prefix() {
    let provider = provider();
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let configure = |config: &mut ServiceConfig| {
        config.configure(auth.routes(says!(AuthLogin, "in")));
        config.service(web::resource("/auth/{user}/profile").name("profile").to(HttpResponse::Ok));
    };
    let expected = (Some("/auth/{user}/profile".to_owned()), Some("profile".to_owned()));
    assert_eq!(seen("/auth/ada/profile", configure).await.after, expected);
}
