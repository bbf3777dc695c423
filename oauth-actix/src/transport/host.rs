//! What a worker has at one host: [`Host`].

use std::error::Error as StdError;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use actix_web::web::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{HOST, HeaderValue};
use hyper::{Method, Request, Response, Uri};
use oauth_core::error::TransportError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep_until};

use super::connect::Connector;
use super::metered::Meter;

/// How long a connection is kept that nobody uses: less than servers do (Node and Apache: 5 s), because a server that closes
/// one while a POST is on its way cannot be asked again.
const IDLE: Duration = Duration::from_secs(4);
/// The longest head of an answer, in bytes. One that is not complete is read again with each part that comes.
const HEAD: usize = 16 * 1024;
/// Requests to one host that a worker has under way at once, and that wait for their turn.
pub(super) const IN_FLIGHT: usize = 100;
pub(super) const WAITING: usize = 1000;

pub(super) type Body = Full<Bytes>;

/// The turns at a host, and the connections that wait for one.
pub(super) struct Host {
    /// Scheme, host and port.
    origin: Uri,
    /// What the `Host` header says.
    name: HeaderValue,
    connector: Arc<Connector>,
    /// One permit for each request under way or waiting.
    queue: Arc<Semaphore>,
    in_flight: Arc<Semaphore>,
    idle: Arc<Idle>,
}

impl Host {
    /// The host of an absolute URL; `None` when it has none.
    pub(super) fn of(url: &Uri, connector: &Arc<Connector>) -> Option<Self> {
        let (scheme, authority) = (url.scheme_str()?, url.authority()?);
        let default = if scheme == "https" { 443 } else { 80 };
        let name = match authority.port_u16() {
            Some(port) if port != default => authority.as_str(),
            _ => authority.host(),
        };
        let permits = |number| Arc::new(Semaphore::new(number));
        Some(Self {
            origin: format!("{scheme}://{authority}/").parse().ok()?,
            name: name.parse().ok()?,
            connector: Arc::clone(connector),
            queue: permits(IN_FLIGHT + WAITING),
            in_flight: permits(IN_FLIGHT),
            idle: Arc::default(),
        })
    }

    /// Whether nothing is under way there.
    pub(super) fn is_quiet(&self) -> bool {
        self.queue.available_permits() == IN_FLIGHT + WAITING
    }

    /// Waits for a turn, unless too many wait already.
    pub(super) async fn turn(self: Arc<Self>, endpoint: &'static str) -> Result<Turn, TransportError> {
        let queue = Arc::clone(&self.queue).try_acquire_owned();
        let queue = queue.map_err(|_| TransportError::Busy { endpoint })?;
        // Nobody closes the semaphore.
        let in_flight = Arc::clone(&self.in_flight).acquire_owned().await;
        let in_flight = in_flight.map_err(|_| TransportError::Interrupted { endpoint })?;
        Ok(Turn { host: self, _queue: queue, _in_flight: in_flight })
    }

    /// Sends a request over a new connection.
    async fn send_first(&self, request: Request<Body>, limit: usize) -> Result<Sent, Failure> {
        let mut connection = self.connect().await?;
        connection.meter.allow(limit);
        let response = connection.requests.send_request(request).await.map_err(Failure::Broken)?;
        Ok(Sent { response, connection })
    }

    async fn connect(&self) -> Result<Connection, Failure> {
        let connecting = self.connector.connect(self.origin.clone()).await;
        let (stream, meter) = connecting.map_err(Failure::Connect)?;
        let handshake = http1::Builder::new().max_buf_size(HEAD).handshake(stream);
        let (requests, connection) = handshake.await.map_err(Failure::Broken)?;
        // Whoever waits for an answer is told what it ended with.
        let driver = tokio::spawn(async { drop(connection.await) });
        Ok(Connection { requests, meter, driver: driver.abort_handle() })
    }
}

/// A connection, until it is dropped: also one whose server takes nothing more and would never be told of the end.
pub(super) struct Connection {
    requests: SendRequest<Body>,
    meter: Meter,
    driver: AbortHandle,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

/// A turn at a host, until it is dropped.
pub(super) struct Turn {
    host: Arc<Host>,
    _queue: OwnedSemaphorePermit,
    _in_flight: OwnedSemaphorePermit,
}

impl Turn {
    /// Sends a request over a connection that was kept, else over a new one, and waits for the answer's head. What never
    /// left is sent again; so is a GET, once, when a kept connection breaks before its answer (RFC 9110, section 9.2.2).
    ///
    /// The answer's body may have `limit` bytes.
    pub(super) async fn send(&self, mut request: Request<Body>, limit: usize) -> Result<Sent, Failure> {
        request.headers_mut().insert(HOST, self.host.name.clone());
        let mut repeated = false;
        while !repeated && let Some(mut connection) = self.host.idle.take() {
            // A server that answered before it had read the request leaves a connection that takes none.
            if !connection.requests.is_ready() {
                continue;
            }
            connection.meter.allow(limit);
            let again = (*request.method() == Method::GET).then(|| Box::new(request.clone()));
            request = match connection.requests.try_send_request(request).await {
                Ok(response) => return Ok(Sent { response, connection }),
                Err(mut error) => match error.take_message() {
                    Some(unsent) => unsent,
                    None => {
                        repeated = true;
                        *again.ok_or_else(|| Failure::Broken(error.into_error()))?
                    }
                },
            };
        }
        // Boxed: it is large and rare.
        Box::pin(self.host.send_first(request, limit)).await
    }

    /// Keeps a connection for the next one's turn. The answer's body must have been read to its end.
    pub(super) fn keep(self, connection: Connection) {
        self.host.idle.put(connection);
    }
}

/// An answer whose body is still to come, and the connection that brings it.
pub(super) struct Sent {
    pub(super) response: Response<Incoming>,
    pub(super) connection: Connection,
}

/// Why there is no answer.
pub(super) enum Failure {
    /// No connection could be made.
    Connect(Box<dyn StdError + Send + Sync>),
    /// It broke before the answer's head was there.
    Broken(hyper::Error),
}

/// Connections that nobody uses, the one that has waited longest first. There are never more than turns.
#[derive(Default)]
struct Idle(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    connections: Vec<(Instant, Connection)>,
    /// Whether [`Idle::sweep`] runs.
    swept: bool,
}

impl Idle {
    /// The one that has waited least.
    fn take(&self) -> Option<Connection> {
        let connections = &mut self.kept().connections;
        let (since, connection) = connections.pop()?;
        if since.elapsed() < IDLE {
            return Some(connection);
        }
        connections.clear();
        None
    }

    fn put(self: &Arc<Self>, connection: Connection) {
        let mut kept = self.kept();
        kept.connections.push((Instant::now(), connection));
        if !mem::replace(&mut kept.swept, true) {
            tokio::spawn(Self::sweep(Arc::downgrade(self)));
        }
    }

    /// Closes what nobody has used for too long, until nothing is left.
    async fn sweep(idle: Weak<Self>) {
        while let Some(next) = idle.upgrade().and_then(|idle| idle.close_old()) {
            sleep_until(next).await;
        }
    }

    /// When to look again.
    fn close_old(&self) -> Option<Instant> {
        let mut kept = self.kept();
        kept.connections
            .retain(|(since, connection)| since.elapsed() < IDLE && !connection.requests.is_closed());
        let next = kept.connections.first().map(|(since, _)| *since + IDLE);
        kept.swept = next.is_some();
        next
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
impl Host {
    pub(super) fn name(&self) -> &str {
        self.name.to_str().unwrap()
    }

    /// How many connections wait for a turn.
    pub(super) fn kept(&self) -> usize {
        self.idle.kept().connections.len()
    }

    /// When the sweep looks again.
    pub(super) fn next_sweep(&self) -> Option<Instant> {
        self.idle.close_old()
    }
}
