//! Requests to be signed, with everything in them that is awkward.

use oauth_core::oauth1::SignatureMethod;
use oauth_core::{Method, Request};
use proptest::prelude::*;
use proptest::sample::select;

/// A request and what it is signed with.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    pub(crate) method: Method,
    pub(crate) url: String,
    /// A form body, encoded.
    pub(crate) form: Option<String>,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) token: String,
    pub(crate) token_secret: String,
    pub(crate) realm: Option<String>,
    pub(crate) nonce: [u8; 12],
    pub(crate) timestamp: i64,
}

impl Signed {
    /// The nonce as the client writes it.
    pub(crate) fn nonce_text(&self) -> String {
        self.nonce.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The request without its signature.
    pub(crate) fn call(&self) -> Request {
        let mut request = Request {
            method: self.method,
            url: self.url.clone(),
            headers: Vec::new(),
            body: Vec::new(),
            endpoint: "API",
            limit: Request::LARGE,
        };
        if let Some(form) = &self.form {
            request.headers.push(("content-type", "application/x-www-form-urlencoded".into()));
            request.body = form.clone().into_bytes();
        }
        request
    }

    /// The protocol's parameters and the form's, decoded (RFC 5849, section 3.4.1.3.1).
    pub(crate) fn parameters(&self, method: SignatureMethod) -> Vec<(String, String)> {
        let form = url::form_urlencoded::parse(self.form.as_deref().unwrap_or_default().as_bytes());
        let protocol = [
            ("oauth_consumer_key", self.client_id.as_str()),
            ("oauth_token", &self.token),
            ("oauth_signature_method", method.as_str()),
            ("oauth_timestamp", &self.timestamp.to_string()),
            ("oauth_nonce", &self.nonce_text()),
            ("oauth_version", "1.0"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        protocol.into_iter().chain(form.into_owned()).collect()
    }
}

pub(crate) fn request() -> impl Strategy<Value = Signed> {
    let methods = vec![Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];
    let credentials = ("\\PC{1,12}", "\\PC{0,12}", "\\PC{1,12}", "\\PC{0,12}");
    let realm = proptest::option::of("[ !#-\\[\\]-~]{0,12}");
    let form = proptest::option::weighted(0.4, pairs(1));
    let moment = (any::<[u8; 12]>(), 1_i64..4_000_000_000);
    (select(methods), url(), form, credentials, realm, moment).prop_map(
        |(method, url, form, (client_id, client_secret, token, token_secret), realm, (nonce, timestamp))| {
            let form = form.filter(|_| matches!(method, Method::Post | Method::Put | Method::Patch));
            Signed {
                method,
                url,
                form,
                client_id,
                client_secret,
                token,
                token_secret,
                realm,
                nonce,
                timestamp,
            }
        },
    )
}

fn url() -> impl Strategy<Value = String> {
    let scheme = select(&["http", "https", "HTTP", "Https"]);
    let host = prop_oneof![
        4 => "[a-zA-Z]([a-zA-Z0-9-]{0,8}[a-zA-Z0-9])?(\\.[a-zA-Z]{2,4}){0,2}",
        1 => "(10|127|192)\\.[1-9]\\.[0-9]\\.1",
        1 => select(&["[::1]", "[2001:DB8::1]"]).prop_map(str::to_owned),
    ];
    let port = select(&["", "", ":80", ":443", ":8080", ":1", ":65535"]);
    let path = "(/([A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}){0,6}){0,3}";
    let query = proptest::option::of(pairs(0));
    let fragment = select(&["", "", "", "#top", "#a?b=c"]);
    (scheme, host, port, path, query, fragment).prop_map(|(scheme, host, port, path, query, fragment)| {
        let query = query.map(|query| format!("?{query}")).unwrap_or_default();
        let path = path.trim_end_matches(';');
        format!("{scheme}://{host}{port}{path}{query}{fragment}")
    })
}

/// `name=value&…`, as browsers, libraries and people write it. Some names come twice.
fn pairs(least: usize) -> impl Strategy<Value = String> {
    let text = prop_oneof![2 => "[a-c]{0,2}", 2 => "[a-zA-Z0-9 +&=%~é/-]{0,8}", 1 => "\\PC{0,6}"];
    let pair = (text.clone(), text, 0..3_u8).prop_map(|(name, value, way)| {
        // The protocol's own names may not be used by anybody else.
        let name = if name.starts_with("oauth_") { String::new() } else { name };
        match way {
            0 => format!("{}={}", form_encode(&name), form_encode(&value)),
            1 => format!("{}={}", sparse_encode(&name), sparse_encode(&value)),
            _ if name.is_empty() => format!("={}", form_encode(&value)),
            _ => form_encode(&name),
        }
    });
    proptest::collection::vec(pair, least..6).prop_map(|pairs| pairs.join("&"))
}

fn form_encode(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Escapes no more than it must, in lower case.
fn sparse_encode(text: &str) -> String {
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~;:,*@!()/?'$".contains(&byte);
    let bytes = text.bytes();
    bytes.map(|byte| if kept(byte) { char::from(byte).into() } else { format!("%{byte:02x}") }).collect()
}
