//! What came back, and where it leads.

use serde_json::Value;
use url::Url;

use super::forms::Form;
use super::wire::Answer;

/// A response.
#[derive(Debug, Clone)]
pub struct Page {
    /// The status code.
    pub status: u16,
    /// The address that it answers.
    pub url: String,
    /// The headers in their order; names as they were sent.
    pub headers: Vec<(String, String)>,
    /// The body, decoded from chunks.
    pub body: Vec<u8>,
    /// The addresses of the whole walk, this page's last.
    pub visited: Vec<String>,
    pub(super) method: String,
    pub(super) sent: Vec<(String, String)>,
}

/// A step that a page asks for: a redirect, or a form that submits itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// `GET` or `POST`.
    pub method: String,
    /// The absolute address.
    pub url: String,
    /// The form fields of a POST.
    pub fields: Vec<(String, String)>,
}

impl Hop {
    /// A parameter of the address or a field of the form, wherever the response mode puts it.
    pub fn param(&self, name: &str) -> Option<String> {
        let field = self.fields.iter().find(|field| field.0 == name).map(|field| field.1.clone());
        let url = Url::parse(&self.url).ok();
        field.or_else(|| url?.query_pairs().find(|pair| pair.0 == name).map(|pair| pair.1.into_owned()))
    }
}

impl Page {
    pub(super) fn new(method: &str, url: &Url, answer: Answer) -> Self {
        Self {
            status: answer.status,
            url: url.to_string(),
            headers: answer.headers,
            body: answer.body,
            visited: vec![url.to_string()],
            method: method.to_owned(),
            sent: Vec::new(),
        }
    }

    /// The first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers_named(name).first().copied()
    }

    /// All headers of that name.
    pub fn headers_named(&self, name: &str) -> Vec<&str> {
        let named = self.headers.iter().filter(|header| header.0.eq_ignore_ascii_case(name));
        named.map(|header| header.1.as_str()).collect()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e} in {}", self.text()))
    }

    /// Where a redirect leads, as an absolute address.
    pub fn location(&self) -> Option<String> {
        self.header("location").map(|location| self.resolve(location))
    }

    /// The step that a browser would take by itself.
    pub fn next(&self) -> Option<Hop> {
        match (self.status, self.location()) {
            (301..=303, Some(url)) => Some(Hop { method: "GET".into(), url, fields: Vec::new() }),
            (307 | 308, Some(url)) => {
                Some(Hop { method: self.method.clone(), url, fields: self.sent.clone() })
            }
            _ if self.text().contains(".submit()") => self.form().map(|form| form.hop()),
            _ => None,
        }
    }

    /// The first form of an HTML page.
    pub fn form(&self) -> Option<Form> {
        let mut form = Form::parse(&self.text())?;
        form.action = self.resolve(&form.action);
        Some(form)
    }

    fn resolve(&self, relative: &str) -> String {
        let base = Url::parse(&self.url).expect("a visited address is a URL");
        base.join(relative).unwrap_or_else(|e| panic!("{relative:?} on {base}: {e}")).into()
    }
}
