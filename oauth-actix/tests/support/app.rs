//! An application that runs in the process of the test.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use actix_session::SessionMiddleware;
use actix_session::storage::CookieSessionStore;
use actix_web::body::MessageBody;
use actix_web::cookie::{Cookie, Key};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::header::HeaderMap;
use actix_web::test::{self, TestRequest};
use actix_web::web::ServiceConfig;
use serde_json::Value;

use super::watch;

type Serve = dyn Fn(TestRequest) -> Pin<Box<dyn Future<Output = Answer>>>;

/// One worker of an application.
#[derive(Clone)]
pub struct App {
    serve: Rc<Serve>,
}

impl App {
    /// An application without middleware.
    pub async fn plain(configure: impl FnOnce(&mut ServiceConfig)) -> Self {
        Self::new(
            test::init_service(actix_web::App::new().configure(configure)).await,
            TestRequest::to_request,
        )
    }

    /// An application with sessions in cookies.
    pub async fn with_sessions(configure: impl FnOnce(&mut ServiceConfig)) -> Self {
        let sessions = SessionMiddleware::builder(CookieSessionStore::default(), Key::from(&[9; 64]));
        let sessions = sessions.cookie_name("session".to_owned()).cookie_secure(false).build();
        let app = actix_web::App::new().wrap(sessions).configure(configure);
        Self::new(test::init_service(app).await, TestRequest::to_request)
    }

    fn new<S, R, B>(service: S, convert: fn(TestRequest) -> R) -> Self
    where
        S: Service<R, Response = ServiceResponse<B>, Error = actix_web::Error> + 'static,
        R: 'static,
        B: MessageBody + 'static,
    {
        watch::start();
        let service = Rc::new(service);
        let serve: Rc<Serve> = Rc::new(move |request: TestRequest| {
            let called = service.call(convert(request));
            Box::pin(async move {
                match called.await {
                    Ok(response) => Answer::read(response).await,
                    Err(error) => panic!("a middleware failed: {error}"),
                }
            })
        });
        Self { serve }
    }

    /// Answers one request.
    pub async fn call(&self, request: TestRequest) -> Answer {
        (self.serve)(request).await
    }
}

/// A response, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    async fn read<B: MessageBody>(response: ServiceResponse<B>) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = test::read_body(response).await;
        let answer = Self { status, headers, body: String::from_utf8(body.to_vec()).unwrap() };
        if status >= 400 {
            let seen = watch::seen_in(&format!("{answer:?}")).map(str::to_owned);
            assert_eq!(seen, None, "an error shows a secret: {answer:?}");
        }
        answer.cookies().iter().for_each(|cookie| watch::note(cookie.value()));
        answer
    }

    /// The value of a header that occurs once.
    pub fn header(&self, name: &str) -> &str {
        let values: Vec<_> = self.headers.get_all(name).collect();
        assert_eq!(values.len(), 1, "{name}: {self:?}");
        values[0].to_str().unwrap()
    }

    /// The cookies that it sets or removes.
    pub fn cookies(&self) -> Vec<Cookie<'static>> {
        let values = self.headers.get_all("set-cookie").map(|value| value.to_str().unwrap().to_owned());
        values.map(|value| Cookie::parse(value).unwrap()).collect()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The code of the error that it tells, in JSON.
    pub fn error(&self) -> String {
        assert!(self.status >= 400, "no error: {self:?}");
        self.json()["error"].as_str().unwrap_or_else(|| panic!("no code: {self:?}")).to_owned()
    }

    /// Fails unless somebody is logged in.
    pub fn assert_logged_in(&self) {
        assert_eq!((self.status, &self.json()["logged_in"]), (200, &true.into()), "{self:?}");
    }
}
