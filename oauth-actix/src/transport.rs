//! The one place where requests leave the process.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::{CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use actix_web::web::Bytes;
use awc::error::{ConnectError, PayloadError, SendRequestError};
use awc::{Client, ClientResponse, Connector};
use futures_core::Stream;
use oauth_core::error::{Error, TransportError};
use oauth_core::{Exchange, Request, Response};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use tokio::time::{Instant, timeout_at};

use crate::clock;

/// How long a connection may take to be made, TLS included.
const CONNECT: Duration = Duration::from_secs(3);
/// How long a request may take in all: connection, head and body.
const DEADLINE: Duration = Duration::from_secs(10);
const AGENT: &str = concat!("oauth-actix/", env!("CARGO_PKG_VERSION"));

type Body = Pin<Box<dyn Stream<Item = Result<Bytes, PayloadError>>>>;

/// The HTTP client of one worker. It follows no redirect, asks for no compression, keeps no cookies and reads no proxy
/// variables; `awc` clients cannot leave their thread.
///
/// There is one `awc` client for each host: its 100 connections are shared by all hosts that it talks to, and a provider
/// that does not answer must not use up those of the others.
#[derive(Clone, Default)]
pub(crate) struct Transport(Rc<RefCell<HashMap<String, Client>>>);

impl Transport {
    fn client(&self, url: &str) -> Client {
        let host = url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        self.0.borrow_mut().entry(host).or_insert_with(client).clone()
    }

    /// Sends an exchange's request and lets it judge the answer.
    pub(crate) async fn call<X: Exchange>(&self, exchange: X) -> Result<X::Output, Error> {
        let request = exchange.request();
        let response = self.send(&request).await?;
        exchange.accept(response, clock::now()?)
    }

    /// Sends a request and reads the whole answer.
    async fn send(&self, request: &Request) -> Result<Response, Error> {
        let (status, headers, body) = self.start(request, &[]).await?.finish().await?;
        let text = |(name, value): (&HeaderName, &HeaderValue)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        };
        Ok(Response { status, headers: headers.iter().filter_map(text).collect(), body: body.to_vec() })
    }

    /// Sends a request and waits for the answer's head. A GET is sent once more when the connection breaks before anything
    /// was answered; anything else never is.
    pub(crate) async fn start(
        &self,
        request: &Request,
        more: &[(HeaderName, HeaderValue)],
    ) -> Result<Answer, Error> {
        let deadline = Instant::now() + DEADLINE;
        let endpoint = request.endpoint;
        let late = || Error::from(TransportError::Timeout { endpoint });
        let mut result = timeout_at(deadline, self.attempt(request, more)).await.map_err(|_| late())?;
        if request.method == oauth_core::Method::Get && result.as_ref().is_err_and(is_unanswered) {
            result = timeout_at(deadline, self.attempt(request, more)).await.map_err(|_| late())?;
        }
        let response = result.map_err(|error| Error::from(classify(&error, endpoint)))?;
        Ok(Answer { response, deadline, endpoint, limit: request.limit })
    }

    async fn attempt(
        &self,
        request: &Request,
        more: &[(HeaderName, HeaderValue)],
    ) -> Result<ClientResponse, SendRequestError> {
        let method = Method::from_bytes(request.method.as_str().as_bytes()).unwrap_or_default();
        // awc takes an interim response (100, 103) for the answer and keeps the connection, on which the real answer
        // arrives next: somebody else would be given this person's tokens. So no connection serves two requests.
        let client_request = self.client(&request.url).request(method, &request.url);
        let mut client_request = client_request.no_decompress().force_close();
        for (name, value) in &request.headers {
            client_request = client_request.insert_header((*name, value.as_str()));
        }
        for (name, value) in more {
            client_request = client_request.insert_header((name.clone(), value.clone()));
        }
        let response = match request.body.is_empty() {
            true => client_request.send().await?,
            false => client_request.send_body(request.body.clone()).await?,
        };
        // The body's type differs when the application turns on awc's compression.
        Ok(response.map_body(|_, payload| Payload::Stream { payload: Box::pin(payload) as Body }))
    }
}

fn client() -> Client {
    // Before the connector: awc builds a configuration of its own in it, and panics if the process has no provider then.
    let tls = tls();
    let connector = Connector::new().rustls_0_23(tls).timeout(CONNECT).handshake_timeout(CONNECT);
    Client::builder()
        .connector(connector)
        .disable_redirects()
        .disable_timeout()
        .no_default_headers()
        .add_default_header((USER_AGENT, AGENT))
        .finish()
}

/// An answer whose body is still to come. The deadline runs from the request's start.
pub(crate) struct Answer {
    response: ClientResponse,
    deadline: Instant,
    endpoint: &'static str,
    limit: usize,
}

impl Answer {
    pub(crate) fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// Reads at most `limit` bytes of body, until the deadline.
    pub(crate) async fn finish(mut self) -> Result<(u16, HeaderMap, Bytes), Error> {
        let Self { deadline, endpoint, limit, .. } = self;
        let body = self.response.body().limit(limit);
        let body = timeout_at(deadline, body).await.map_err(|_| TransportError::Timeout { endpoint })?;
        let body = body.map_err(|error| match error {
            PayloadError::Overflow => TransportError::BodyTooLarge { endpoint },
            _ => TransportError::Interrupted { endpoint },
        })?;
        if self.announced().is_some_and(|length| length != body.len()) {
            return Err(TransportError::Interrupted { endpoint }.into());
        }
        Ok((self.status(), self.headers().clone(), body))
    }

    /// How long the body must be: awc takes the end of the connection for the end of the body (RFC 9112, section 8).
    fn announced(&self) -> Option<usize> {
        let length = self.headers().get(CONTENT_LENGTH).filter(|_| !matches!(self.status(), 204 | 304))?;
        length.to_str().ok()?.parse().ok()
    }
}

/// Whether the connection broke before anything was answered.
fn is_unanswered(error: &SendRequestError) -> bool {
    match error {
        SendRequestError::Connect(ConnectError::Disconnected) => true,
        SendRequestError::Send(error) => matches!(
            error.kind(),
            io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted
        ),
        _ => false,
    }
}

fn classify(error: &SendRequestError, endpoint: &'static str) -> TransportError {
    match error {
        SendRequestError::Timeout | SendRequestError::Connect(ConnectError::Timeout) => {
            TransportError::Timeout { endpoint }
        }
        SendRequestError::Connect(ConnectError::Io(error)) if is_tls(error) => {
            TransportError::Tls { endpoint }
        }
        SendRequestError::Connect(ConnectError::Disconnected) => TransportError::Interrupted { endpoint },
        SendRequestError::Connect(_) => TransportError::Connect { endpoint },
        _ => TransportError::Interrupted { endpoint },
    }
}

fn is_tls(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>())
}

/// One configuration for the process: ring, the roots that browsers trust, HTTP/1.1.
fn tls() -> Arc<ClientConfig> {
    static TLS: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    let config = TLS.get_or_init(|| {
        // Another crate may turn on awc features that build a configuration from the process's provider and panic
        // without one; this makes sure that there is one. If the application has chosen already, its choice stands.
        let _ = ring::default_provider().install_default();
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
        #[expect(clippy::expect_used, reason = "ring offers TLS 1.2 and 1.3; there is no input")]
        let builder = builder.with_safe_default_protocol_versions().expect("ring supports TLS 1.2 and 1.3");
        let mut config = builder.with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Arc::new(config)
    });
    Arc::clone(config)
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// A server whose first answer begins with an interim response, and whose real answer comes late.
    fn hinting_server() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    let _ = stream.read(&mut [0; 4096]);
                    if number == 0 {
                        stream.write_all(b"HTTP/1.1 103 Early Hints\r\n\r\n").unwrap();
                        thread::sleep(Duration::from_millis(200));
                    }
                    let _ = stream.write_all(
                        format!("HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n{number}").as_bytes(),
                    );
                    thread::sleep(Duration::from_secs(2));
                });
            }
        });
        format!("http://{address}/token")
    }

    #[actix_web::test]
    async fn the_answer_to_one_request_is_never_given_to_another() {
        let (url, transport) = (hinting_server(), Transport::default());
        let endpoint = oauth_core::Endpoint::parse(&url).unwrap();
        let request = Request {
            body: b"code=c".to_vec(),
            ..Request::api(oauth_core::Method::Post, Some(&endpoint), "").unwrap()
        };
        assert_eq!(transport.send(&request).await.unwrap().status, 103);
        let second = transport.send(&request).await.unwrap();
        assert_eq!((second.status, second.body.as_slice()), (200, b"1".as_slice()));
    }
}
