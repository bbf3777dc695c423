//! A person's browser, as far as it concerns the application.

use std::cell::{Cell, RefCell};

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::Method;
use actix_web::test::TestRequest;
use oauth_core::encoding::form;
use oauth_tests::{Hop, Visitor};

use super::app::{Answer, App};
use super::watch;

/// A browser with the application's cookies. It asks for JSON, so that errors show their codes.
pub struct Browser {
    app: RefCell<App>,
    jar: RefCell<Vec<Cookie<'static>>>,
    /// The jar before the last answer.
    before: RefCell<Vec<Cookie<'static>>>,
    visitor: Visitor,
    pub accept: Cell<&'static str>,
}

impl Browser {
    pub fn new(app: &App) -> Self {
        Self {
            app: RefCell::new(app.clone()),
            jar: RefCell::default(),
            before: RefCell::default(),
            visitor: Visitor::new(),
            accept: Cell::new("application/json"),
        }
    }

    /// The same browser, served by another process of the application from now on.
    pub fn moved_to(&self, app: &App) -> &Self {
        *self.app.borrow_mut() = app.clone();
        self
    }

    /// Another browser with a copy of the cookies, as a thief or a restored backup has one.
    pub fn copy(&self) -> Self {
        let copy = Self::new(&self.app.borrow());
        copy.jar.borrow_mut().clone_from(&self.jar.borrow());
        copy
    }

    /// Another browser with the cookies of before the last answer.
    pub fn before_last_answer(&self) -> Self {
        let copy = self.copy();
        copy.jar.borrow_mut().clone_from(&self.before.borrow());
        copy
    }

    /// The cookies, as they came.
    pub fn cookies(&self) -> Vec<Cookie<'static>> {
        self.jar.borrow().clone()
    }

    /// The value of the `Cookie` header.
    pub fn cookie_header(&self) -> String {
        header(&self.jar.borrow())
    }

    /// Puts a cookie into the jar, beside others of its name.
    pub fn add_cookie(&self, name: &str, value: &str) {
        self.jar.borrow_mut().push(Cookie::new(name.to_owned(), value.to_owned()));
    }

    /// What the names of the application's own cookies begin with, in front of the 11 of their names.
    pub async fn cookie_prefix(&self) -> String {
        self.begin("github").await;
        let name = self.jar.borrow_mut().pop().unwrap().name().to_owned();
        name[..name.len() - 11].to_owned()
    }

    /// Throws cookies away.
    pub fn drop_cookies(&self, which: impl Fn(&Cookie<'_>) -> bool) {
        self.jar.borrow_mut().retain(|cookie| !which(cookie));
    }

    /// Changes the value of every cookie.
    pub fn change_cookies(&self, change: impl Fn(&str) -> String) {
        for cookie in self.jar.borrow_mut().iter_mut() {
            let value = change(cookie.value());
            cookie.set_value(value);
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.request(Method::GET, path).await
    }

    pub async fn request(&self, method: Method, path: &str) -> Answer {
        let request = TestRequest::default().method(method).uri(path);
        self.send(request, &self.cookie_header()).await
    }

    /// A form that another site makes the browser send: without cookies that are `SameSite=Lax`.
    pub async fn post_from_another_site(&self, path: &str, body: &str) -> Answer {
        let cross_site = |cookie: &&Cookie<'_>| cookie.same_site() == Some(SameSite::None);
        let jar: Vec<_> = self.jar.borrow().iter().filter(cross_site).cloned().collect();
        let request = TestRequest::default().method(Method::POST).uri(path).set_payload(body.to_owned());
        let request = request.insert_header(("content-type", "application/x-www-form-urlencoded"));
        self.send(request, &header(&jar)).await
    }

    async fn send(&self, request: TestRequest, cookies: &str) -> Answer {
        let request = request.insert_header(("accept", self.accept.get()));
        let request = if cookies.is_empty() { request } else { request.insert_header(("cookie", cookies)) };
        let app = self.app.borrow().clone();
        let answer = app.call(request).await;
        let mut jar = self.jar.borrow_mut();
        self.before.borrow_mut().clone_from(&jar);
        for cookie in answer.cookies() {
            jar.retain(|other| other.name() != cookie.name());
            if cookie.max_age().is_none_or(|age| age.is_positive()) {
                jar.push(cookie);
            }
        }
        answer
    }

    /// Begins a login and gives the address at the provider.
    pub async fn begin(&self, client: &str) -> String {
        self.begin_at(&format!("/auth/{client}/login")).await
    }

    /// Begins a login at an address of the application.
    pub async fn begin_at(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, 303, "{answer:?}");
        answer.header("location").to_owned()
    }

    /// Goes to the provider and gives the step that leads back.
    pub fn visit(&self, url: &str) -> Hop {
        let page = self.visitor.get(url);
        page.next().unwrap_or_else(|| panic!("HTTP {}: {}", page.status, page.text()))
    }

    /// Begins a login, says yes at the provider, and stops before it comes back.
    pub async fn approve(&self, client: &str) -> Hop {
        self.visit(&self.begin(client).await)
    }

    /// Comes back to the application.
    pub async fn finish(&self, hop: &Hop) -> Answer {
        let secret = ["code", "state", "oauth_token", "oauth_verifier"];
        secret.iter().filter_map(|name| hop.param(name)).for_each(|value| watch::note(&value));
        // The visit kept this thread from noticing which connections were closed meanwhile; a server's waits for nobody.
        actix_web::rt::task::yield_now().await;
        match hop.method.as_str() {
            "GET" => self.get(&path(hop)).await,
            _ => {
                let fields = hop.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
                self.post_from_another_site(&path(hop), &form(fields)).await
            }
        }
    }

    /// A whole login.
    pub async fn login(&self, client: &str) -> Answer {
        let hop = self.approve(client).await;
        self.finish(&hop).await
    }
}

fn header(jar: &[Cookie<'_>]) -> String {
    let pairs: Vec<_> = jar.iter().map(|cookie| format!("{}={}", cookie.name(), cookie.value())).collect();
    pairs.join("; ")
}

/// What a step asks of the application: path and query.
pub fn path(hop: &Hop) -> String {
    format!("/{}", hop.url.splitn(4, '/').nth(3).unwrap_or_default())
}

/// A parameter of an address.
pub fn parameter(url: &str, name: &str) -> String {
    let hop = Hop { method: "GET".to_owned(), url: url.to_owned(), fields: Vec::new() };
    hop.param(name).unwrap_or_else(|| panic!("no {name} in {url}"))
}
