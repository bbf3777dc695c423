//! The one place where requests leave the process.

mod connect;

use std::cell::RefCell;
use std::collections::HashMap;
use std::error::Error as _;
use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::web::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper_util::client::legacy::{Client, Error as SendError};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use oauth_core::error::{ConfigurationError, Error, TransportError};
use oauth_core::{Exchange, Request, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use self::connect::Connector;
use crate::clock;

/// How long a request may take in all: connection, head and body.
const DEADLINE: Duration = Duration::from_secs(10);
/// How long a connection is kept that nobody uses: less than servers do (Node and Apache: 5 s), because a server that closes
/// one while a POST is on its way cannot be asked again.
const IDLE: Duration = Duration::from_secs(4);
/// Requests to one host that a worker has under way at once, and that wait for their turn.
const IN_FLIGHT: usize = 100;
const WAITING: usize = 1000;
/// Hosts that are remembered although nothing is under way there.
const HOSTS: usize = 256;
const AGENT: &str = concat!("oauth-actix/", env!("CARGO_PKG_VERSION"));

/// The HTTP client of one worker. It follows no redirect, asks for no compression, keeps no cookies and reads no proxy
/// variables.
#[derive(Clone)]
pub(crate) struct Transport(Rc<Inner>);

struct Inner {
    client: Client<Connector, Full<Bytes>>,
    /// By scheme, host and port. A host that does not answer does not use up what the others have.
    hosts: RefCell<HashMap<String, Host>>,
}

/// The turns at one host.
#[derive(Clone)]
struct Host {
    /// One permit for each request under way or waiting.
    queue: Arc<Semaphore>,
    in_flight: Arc<Semaphore>,
}

/// A turn at a host, until it is dropped.
struct Turn {
    _queue: OwnedSemaphorePermit,
    _in_flight: OwnedSemaphorePermit,
}

impl Default for Transport {
    fn default() -> Self {
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(IN_FLIGHT)
            .build(Connector::default());
        Self(Rc::new(Inner { client, hosts: RefCell::default() }))
    }
}

impl Transport {
    /// Sends an exchange's request and lets it judge the answer.
    pub(crate) async fn call<X: Exchange>(&self, exchange: X) -> Result<X::Output, Error> {
        let response = self.send(exchange.request()).await?;
        exchange.accept(response, clock::now()?)
    }

    /// Sends a request and reads the whole answer.
    async fn send(&self, request: Request) -> Result<Response, Error> {
        let (status, headers, body) = self.start(request, &[]).await?.finish().await?;
        let text = |(name, value): (&hyper::header::HeaderName, &hyper::header::HeaderValue)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        };
        let headers = headers.iter().filter_map(text).collect();
        Ok(Response { status, headers, body: body.to_vec() })
    }

    /// Sends a request and waits for the answer's head.
    pub(crate) async fn start(
        &self,
        request: Request,
        more: &[(HeaderName, HeaderValue)],
    ) -> Result<Answer, Error> {
        let deadline = Instant::now() + DEADLINE;
        let Request { endpoint, limit, .. } = request;
        let answered = async {
            let turn = self.turn(&request).await?;
            let asked = self.ask(request, more).await;
            Ok((turn, asked?.map_err(|error| classify(&error, endpoint))?))
        };
        let late = |_| Error::from(TransportError::Timeout { endpoint });
        let (turn, response) =
            timeout_at(deadline, answered).await.unwrap_or_else(|elapsed| Err(late(elapsed)))?;
        Ok(Answer { response, deadline, endpoint, limit, turn })
    }

    /// Sends a request, a GET once more when the connection breaks before the answer's head is there; anything else never is.
    async fn ask(
        &self,
        request: Request,
        more: &[(HeaderName, HeaderValue)],
    ) -> Result<Result<hyper::Response<Incoming>, SendError>, Error> {
        let is_get = request.method == oauth_core::Method::Get;
        let request = to_hyper(request, more)?;
        let again = is_get.then(|| request.clone());
        let result = self.0.client.request(request).await;
        Ok(match (&result, again) {
            (Err(error), Some(again)) if is_unanswered(error) => self.0.client.request(again).await,
            _ => result,
        })
    }

    /// Waits for a turn at the request's host, unless too many wait already.
    async fn turn(&self, request: &Request) -> Result<Turn, Error> {
        let endpoint = request.endpoint;
        let host = self.0.host(origin(&request.url));
        let busy = |_| Error::from(TransportError::Busy { endpoint });
        let queue = host.queue.try_acquire_owned().map_err(busy)?;
        // Nobody closes the semaphore.
        let closed = |_| Error::from(TransportError::Interrupted { endpoint });
        Ok(Turn { _queue: queue, _in_flight: host.in_flight.acquire_owned().await.map_err(closed)? })
    }
}

/// A URL up to its path: scheme, host and port.
fn origin(url: &str) -> &str {
    let path = url.match_indices('/').nth(2);
    path.and_then(|(start, _)| url.get(..start)).unwrap_or(url)
}

impl Inner {
    /// The turns at a host. Providers come and go: hosts where nothing is under way make room for others.
    fn host(&self, name: &str) -> Host {
        let mut hosts = self.hosts.borrow_mut();
        if let Some(host) = hosts.get(name) {
            return host.clone();
        }
        if hosts.len() >= HOSTS {
            hosts.retain(|_, host| host.queue.available_permits() < IN_FLIGHT + WAITING);
        }
        hosts.entry(name.to_owned()).or_default().clone()
    }
}

impl Default for Host {
    fn default() -> Self {
        let permits = |number| Arc::new(Semaphore::new(number));
        Self { queue: permits(IN_FLIGHT + WAITING), in_flight: permits(IN_FLIGHT) }
    }
}

fn to_hyper(
    request: Request,
    more: &[(HeaderName, HeaderValue)],
) -> Result<hyper::Request<Full<Bytes>>, Error> {
    let mut builder = hyper::Request::builder().method(request.method.as_str()).uri(request.url);
    builder = builder.header(hyper::header::USER_AGENT, AGENT);
    for (name, value) in request.headers {
        builder = builder.header(name, value);
    }
    if let Some(headers) = builder.headers_mut() {
        for (name, value) in more {
            let name = hyper::header::HeaderName::from_bytes(name.as_str().as_bytes());
            let value = hyper::header::HeaderValue::from_bytes(value.as_bytes());
            if let (Ok(name), Ok(value)) = (name, value) {
                headers.insert(name, value);
            }
        }
    }
    builder
        .body(Full::from(Bytes::from(request.body)))
        .map_err(|_| ConfigurationError::ParameterInvalid { parameter: "a header or the URL" }.into())
}

/// actix-web has header types of its own.
fn from_hyper(headers: &hyper::HeaderMap) -> HeaderMap {
    let pairs = headers.iter().filter_map(|(name, value)| {
        let name = HeaderName::from_bytes(name.as_str().as_bytes()).ok()?;
        Some((name, HeaderValue::from_bytes(value.as_bytes()).ok()?))
    });
    let mut map = HeaderMap::with_capacity(headers.len());
    for (name, value) in pairs {
        map.append(name, value);
    }
    map
}

/// An answer whose body is still to come. The deadline runs from the request's start.
pub(crate) struct Answer {
    response: hyper::Response<Incoming>,
    deadline: Instant,
    endpoint: &'static str,
    limit: usize,
    turn: Turn,
}

impl Answer {
    pub(crate) fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    pub(crate) fn headers(&self) -> HeaderMap {
        from_hyper(self.response.headers())
    }

    /// Reads at most `limit` bytes of body, until the deadline.
    pub(crate) async fn finish(self) -> Result<(u16, hyper::HeaderMap, Bytes), Error> {
        let Self { response, deadline, endpoint, limit, turn } = self;
        let (head, body) = response.into_parts();
        let body = timeout_at(deadline, Limited::new(body, limit).collect()).await;
        let body = body.map_err(|_| TransportError::Timeout { endpoint })?.map_err(|error| {
            match error.is::<http_body_util::LengthLimitError>() {
                true => TransportError::BodyTooLarge { endpoint },
                false => TransportError::Interrupted { endpoint },
            }
        })?;
        drop(turn);
        Ok((head.status.as_u16(), head.headers, body.to_bytes()))
    }
}

/// Whether the connection broke before the head of an answer was there.
fn is_unanswered(error: &SendError) -> bool {
    let broke = |error: &io::Error| {
        matches!(
            error.kind(),
            io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted
        )
    };
    let incomplete = cause::<hyper::Error>(error)
        .is_some_and(|error| error.is_incomplete_message() || error.is_canceled());
    !error.is_connect() && (incomplete || cause::<io::Error>(error).is_some_and(broke))
}

fn classify(error: &SendError, endpoint: &'static str) -> TransportError {
    let timed_out = cause::<io::Error>(error).is_some_and(|error| error.kind() == io::ErrorKind::TimedOut);
    match error.is_connect() {
        _ if timed_out => TransportError::Timeout { endpoint },
        true if cause::<rustls::Error>(error).is_some() => TransportError::Tls { endpoint },
        true => TransportError::Connect { endpoint },
        false => TransportError::Interrupted { endpoint },
    }
}

/// The error of this type among the causes of another.
fn cause<T: std::error::Error + 'static>(error: &SendError) -> Option<&T> {
    let mut next = error.source();
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        // An I/O error hides what it was made from.
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(found) = inner.and_then(|inner| inner.downcast_ref::<T>()) {
            return Some(found);
        }
        next = error.source();
    }
    None
}

#[cfg(test)]
mod tests;
