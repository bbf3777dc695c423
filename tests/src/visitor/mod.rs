//! A visitor without a screen: an HTTP user agent with a cookie jar, for whole logins in milliseconds.
//!
//! What it does not have from a browser: scripts, and `SameSite`. A fault there shows only in [`crate::browser()`].

mod cookies;
mod forms;
mod page;
mod wire;

use std::sync::{Arc, Mutex};

use url::{Url, form_urlencoded};

pub use self::cookies::Cookie;
use self::cookies::Jar;
pub use self::forms::Form;
pub use self::page::{Hop, Page};
use crate::process::lock;

const MOST_HOPS: usize = 20;

/// A person's browser, as far as HTTP goes. A clone is another tab: it shares the cookies.
///
/// It blocks its thread (an async test calls it in `web::block`) and never leaves the loopback interface: a hop to
/// any other host ends a walk.
#[derive(Clone, Default)]
pub struct Visitor {
    jar: Arc<Mutex<Jar>>,
}

impl Visitor {
    /// Somebody with an empty cookie jar.
    pub fn new() -> Self {
        Self::default()
    }

    /// One GET, no redirects followed.
    pub fn get(&self, url: &str) -> Page {
        self.request("GET", url, &[], &[])
    }

    /// One GET whose failure is an answer, for servers that are still starting.
    ///
    /// # Errors
    /// What went wrong with the connection.
    pub fn try_get(&self, url: &str) -> Result<Page, String> {
        self.try_request("GET", &parse(url), &[], &[])
    }

    /// One POST of a form, no redirects followed.
    pub fn post_form(&self, url: &str, fields: &[(&str, &str)]) -> Page {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        self.go(&Hop { method: "POST".into(), url: url.into(), fields: fields.collect() })
    }

    /// One request as given, with the visitor's cookies.
    pub fn request(&self, method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Page {
        self.try_request(method, &parse(url), headers, body).unwrap_or_else(|e| panic!("{method} {url}: {e}"))
    }

    fn try_request(
        &self,
        method: &str,
        url: &Url,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Page, String> {
        assert!(is_loopback(url), "{url} is not on this machine");
        let cookies = lock(&self.jar).header(url);
        let mut all = headers.to_vec();
        all.extend(cookies.as_deref().map(|cookies| ("Cookie", cookies)));
        let answer = wire::exchange(method, url, &all, body).map_err(|e| e.to_string())?;
        let page = Page::new(method, url, answer);
        lock(&self.jar).store(url, page.headers_named("set-cookie"));
        Ok(page)
    }

    /// Takes one step that a page asks for.
    pub fn go(&self, hop: &Hop) -> Page {
        if hop.method == "GET" {
            return self.get(&hop.url);
        }
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&hop.fields).finish();
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        let mut page = self.request(&hop.method, &hop.url, &headers, body.as_bytes());
        page.sent.clone_from(&hop.fields);
        page
    }

    /// Follows redirects and forms that submit themselves until a page asks for neither, or for another machine.
    pub fn follow(&self, page: Page) -> Page {
        self.follow_until(page, "\0")
    }

    /// Like [`follow`](Self::follow), but stops before it asks for an address that starts with `prefix`:
    /// [`Page::next`] of the returned page is that step.
    pub fn follow_until(&self, mut page: Page, prefix: &str) -> Page {
        for _ in 0..MOST_HOPS {
            let Some(hop) =
                page.next().filter(|hop| !hop.url.starts_with(prefix) && is_loopback(&parse(&hop.url)))
            else {
                return page;
            };
            let mut visited = std::mem::take(&mut page.visited);
            page = self.go(&hop);
            visited.append(&mut page.visited);
            page.visited = visited;
        }
        panic!("more than {MOST_HOPS} hops: {:?}", page.visited)
    }

    /// One GET and all that follows from it.
    pub fn browse(&self, url: &str) -> Page {
        self.follow(self.get(url))
    }

    /// Sends the first form of a page with its hidden fields and the given ones (the pressed button is one).
    pub fn submit(&self, page: &Page, fields: &[(&str, &str)]) -> Page {
        let form = page.form().unwrap_or_else(|| panic!("no form on {}: {}", page.url, page.text()));
        let mut hop = form.hop();
        hop.fields.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.go(&hop)
    }

    /// The cookies that a request to this address would carry.
    pub fn cookies(&self, url: &str) -> Vec<Cookie> {
        lock(&self.jar).matching(&parse(url)).into_iter().cloned().collect()
    }

    /// Puts a cookie into the jar, as a response from this address would with this `Set-Cookie`.
    pub fn set_cookie(&self, url: &str, set_cookie: &str) {
        lock(&self.jar).store(&parse(url), vec![set_cookie]);
    }

    /// Throws all cookies away, in every tab.
    pub fn forget(&self) {
        *lock(&self.jar) = Jar::default();
    }
}

fn parse(url: &str) -> Url {
    Url::parse(url).unwrap_or_else(|e| panic!("{url:?} is not a URL: {e}"))
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    url.scheme() == "http" && (host == "localhost" || host == "[::1]" || host.starts_with("127."))
}
