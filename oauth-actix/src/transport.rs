//! The one place where requests leave the process.

mod authorities;
mod chain;
mod connect;
mod host;
mod lookup;
mod metered;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::error::Error as StdError;
use std::io;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::web::Bytes;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::header;
use oauth_core::error::{ConfigurationError, Error, TransportError};
use oauth_core::{Exchange, Request, Response};
use tokio::time::error::Elapsed;
use tokio::time::{Instant, timeout_at};

pub(crate) use self::connect::Connector;
use self::host::{Body, Failure, Host, Sent, Turn};
use crate::clock;

/// How long a request may take in all: connection, head and body.
pub(crate) const DEADLINE: Duration = Duration::from_secs(10);
/// Hosts that are remembered although nothing is under way there.
const HOSTS: usize = 256;
const AGENT: &str = concat!("oauth-actix/", env!("CARGO_PKG_VERSION"));
/// Names of headers that need not be read each time: what most requests have, and [`Response::HEADERS`].
static SENT: [header::HeaderName; 3] = [header::ACCEPT, header::CONTENT_TYPE, header::AUTHORIZATION];
static READ: [header::HeaderName; 4] =
    [header::AGE, header::CACHE_CONTROL, header::CONTENT_TYPE, header::WWW_AUTHENTICATE];

/// The HTTP clients of one worker: one for all registries that trust the same authorities, so that no connection serves a
/// registry that would not have made it.
#[derive(Clone, Default)]
pub(crate) struct Transports(Rc<RefCell<Vec<Transport>>>);

impl Transports {
    /// The HTTP client whose connections are made as `connector` makes them.
    pub(crate) fn of(&self, connector: &Arc<Connector>) -> Transport {
        let transports = &mut *self.0.borrow_mut();
        let same = |other: &&Transport| {
            Arc::ptr_eq(&other.connector, connector) || other.connector.trusts_as(connector)
        };
        if let Some(transport) = transports.iter().find(same) {
            return transport.clone();
        }
        // Registries come and go: a client whose connector nobody else has makes room.
        transports.retain(|other| Arc::strong_count(&other.connector) > 1 + other.hosts().len());
        let transport = Transport { connector: Arc::clone(connector), hosts: Arc::default() };
        transports.push(transport.clone());
        transport
    }
}

/// An HTTP client. It follows no redirect, asks for no compression, keeps no cookies and reads no proxy variables.
#[derive(Clone, Default)]
pub(crate) struct Transport {
    connector: Arc<Connector>,
    /// By scheme, host and port; of one worker, but a fetch for everybody may be polled anywhere. A host that does not answer does
    /// not use up what the others have.
    hosts: Arc<Mutex<HashMap<String, Arc<Host>>>>,
}

impl Transport {
    /// Sends an exchange's request and lets it judge the answer.
    pub(crate) async fn call<X: Exchange>(&self, exchange: X) -> Result<X::Output, Error> {
        let response = self.send(exchange.request()).await?;
        exchange.accept(response, clock::now()?)
    }

    /// Sends a request and reads the whole answer.
    async fn send(&self, request: &Request) -> Result<Response, Error> {
        let answered = async { self.ask(request, &[]).await?.read().await };
        let answered = timeout_at(Instant::now() + DEADLINE, answered).await;
        let (status, headers, body) = answered.unwrap_or_else(late(request.endpoint))?;
        let values = |(name, read): (&'static str, &header::HeaderName)| {
            let values = headers.get_all(read).iter();
            values.filter_map(move |value| Some((name, value.to_str().ok()?.to_owned())))
        };
        let headers = Response::HEADERS.into_iter().zip(&READ).flat_map(values).collect();
        Ok(Response { status, headers, body })
    }

    /// Sends a request and waits for the answer's head.
    pub(crate) async fn start(
        &self,
        request: &Request,
        more: &[(HeaderName, HeaderValue)],
    ) -> Result<Answer, Error> {
        let deadline = Instant::now() + DEADLINE;
        let begun = timeout_at(deadline, self.ask(request, more)).await;
        let begun = begun.unwrap_or_else(late(request.endpoint))?;
        Ok(Answer { begun, deadline })
    }

    async fn ask(&self, request: &Request, more: &[(HeaderName, HeaderValue)]) -> Result<Begun, Error> {
        let Request { endpoint, limit, .. } = *request;
        let (origin, target) = split(&request.url);
        let message = to_hyper(request, target, more).ok_or_else(unusable)?;
        let turn = self.host(origin).ok_or_else(unusable)?.turn(endpoint).await?;
        let sent = turn.send(message, limit).await.map_err(|failure| failure.into_error(endpoint))?;
        Ok(Begun { sent, endpoint, limit, turn })
    }

    /// The host of an origin. Providers come and go: hosts where nothing is under way make room for others.
    fn host(&self, origin: &str) -> Option<Arc<Host>> {
        let mut hosts = self.hosts();
        if let Some(host) = hosts.get(origin) {
            return Some(Arc::clone(host));
        }
        if hosts.len() >= HOSTS {
            hosts.retain(|_, host| !host.is_quiet());
        }
        let host = Arc::new(Host::of(&origin.parse().ok()?, &self.connector)?);
        hosts.insert(origin.to_owned(), Arc::clone(&host));
        Some(host)
    }

    fn hosts(&self) -> MutexGuard<'_, HashMap<String, Arc<Host>>> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A URL's origin (scheme, host and port), and its path and query.
fn split(url: &str) -> (&str, &str) {
    let authority = url.find("://").map_or(0, |scheme| scheme + 3);
    let end = url.get(authority..).and_then(|rest| rest.find(['/', '?']));
    end.and_then(|end| url.split_at_checked(authority + end)).unwrap_or((url, ""))
}

fn unusable() -> ConfigurationError {
    ConfigurationError::ParameterInvalid { parameter: "a header or the URL" }
}

/// `None` when `target`, the path and query, or a header cannot be sent.
fn to_hyper(
    request: &Request,
    target: &str,
    more: &[(HeaderName, HeaderValue)],
) -> Option<hyper::Request<Body>> {
    use header::{HeaderName, HeaderValue, USER_AGENT};
    let mut message = hyper::Request::new(Full::from(Bytes::copy_from_slice(&request.body)));
    *message.method_mut() = request.method.as_str().parse().ok()?;
    *message.uri_mut() = match target.starts_with('/') {
        true => target.parse().ok()?,
        false => format!("/{target}").parse().ok()?,
    };
    let headers = message.headers_mut();
    headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
    for (name, value) in &request.headers {
        let value = match value {
            Cow::Borrowed(value) => HeaderValue::from_maybe_shared(Bytes::from_static(value.as_bytes())),
            Cow::Owned(value) => HeaderValue::from_str(value),
        };
        let sent = SENT.iter().find(|sent| sent.as_str() == *name).cloned();
        headers.append(sent.map_or_else(|| HeaderName::try_from(*name).ok(), Some)?, value.ok()?);
    }
    for (name, value) in more {
        let name = HeaderName::from_bytes(name.as_str().as_bytes()).ok()?;
        headers.insert(name, HeaderValue::from_bytes(value.as_bytes()).ok()?);
    }
    Some(message)
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
    begun: Begun,
    deadline: Instant,
}

impl Answer {
    pub(crate) fn status(&self) -> u16 {
        self.begun.sent.response.status().as_u16()
    }

    pub(crate) fn headers(&self) -> HeaderMap {
        from_hyper(self.begun.sent.response.headers())
    }

    /// Reads at most as much body as the request allowed, until the deadline.
    pub(crate) async fn finish(self) -> Result<(u16, hyper::HeaderMap, Vec<u8>), Error> {
        let late = late(self.begun.endpoint);
        timeout_at(self.deadline, self.begun.read()).await.unwrap_or_else(late)
    }
}

/// An answer's head.
struct Begun {
    sent: Sent,
    endpoint: &'static str,
    limit: usize,
    turn: Turn,
}

impl Begun {
    async fn read(self) -> Result<(u16, hyper::HeaderMap, Vec<u8>), Error> {
        let Self { sent: Sent { response, connection }, endpoint, limit, turn } = self;
        let (head, body) = response.into_parts();
        let body = read(Limited::new(body, limit)).await;
        let body = body.map_err(|error| match error.is::<LengthLimitError>() {
            true => TransportError::BodyTooLarge { endpoint },
            false => TransportError::Interrupted { endpoint },
        })?;
        turn.keep(connection);
        Ok((head.status.as_u16(), head.headers, body))
    }
}

fn late<T>(endpoint: &'static str) -> impl FnOnce(Elapsed) -> Result<T, Error> {
    move |_| Err(TransportError::Timeout { endpoint }.into())
}

/// A whole body in one piece: a list of its chunks would take forty times as much when each has one byte.
async fn read(mut body: Limited<Incoming>) -> Result<Vec<u8>, Box<dyn StdError + Send + Sync>> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        bytes.extend_from_slice(frame?.data_ref().map(Bytes::as_ref).unwrap_or_default());
    }
    Ok(bytes)
}

impl Failure {
    fn into_error(self, endpoint: &'static str) -> TransportError {
        let error: &(dyn StdError + 'static) = match &self {
            Self::Connect(error) => &**error,
            Self::Broken(error) => error,
        };
        match self {
            _ if cause::<io::Error>(error).is_some_and(|error| error.kind() == io::ErrorKind::TimedOut) => {
                TransportError::Timeout { endpoint }
            }
            Self::Connect(_) if cause::<rustls::Error>(error).is_some() => TransportError::Tls { endpoint },
            Self::Connect(_) => TransportError::Connect { endpoint },
            Self::Broken(_) => TransportError::Interrupted { endpoint },
        }
    }
}

/// The error of this type among an error and its causes.
fn cause<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        // The source of an I/O error is that of the error that it was made from, which would be passed over.
        next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner),
            None => error.source(),
        };
    }
    None
}

#[cfg(test)]
mod tests;
