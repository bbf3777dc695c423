//! A bound on what a server may send: [`Metered`].

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use hyper::Uri;
use hyper_util::client::legacy::connect::{Connected, Connection, HttpConnector};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tower_service::Service;

use super::lookup::Lookup;

/// How much more than its body an answer may have: handshake and tickets of TLS, head, interim answers, what frames the
/// chunks, trailers.
const FRAMING: usize = 64 * 1024;

/// A connection that breaks when an answer is longer than it may be in all: a limit of the body counts neither the tickets of
/// TLS (RFC 8446, section 4.6.1), nor interim answers (RFC 9110, section 15.2), nor what frames its chunks (RFC 9112,
/// section 7.1).
pub(super) struct Metered {
    stream: TcpStream,
    meter: Meter,
}

/// Makes metered connections: below TLS, if there is any.
pub(super) struct Metering {
    pub(super) http: HttpConnector<Lookup>,
    pub(super) meter: Meter,
}

impl Service<Uri> for Metering {
    type Response = TokioIo<Metered>;
    type Error = <HttpConnector<Lookup> as Service<Uri>>::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.http.poll_ready(context)
    }

    fn call(&mut self, origin: Uri) -> Self::Future {
        let (connecting, meter) = (self.http.call(origin), self.meter.clone());
        Box::pin(async { Ok(TokioIo::new(Metered { stream: connecting.await?.into_inner(), meter })) })
    }
}

impl Connection for Metered {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}

/// How many bytes a connection may still bring.
#[derive(Clone)]
pub(super) struct Meter(Arc<AtomicUsize>);

impl Meter {
    /// A meter that allows an answer without a body.
    pub(super) fn new() -> Self {
        Self(Arc::new(AtomicUsize::new(FRAMING)))
    }

    /// Allows one answer whose body has at most `limit` bytes.
    pub(super) fn allow(&self, limit: usize) {
        self.0.store(limit.saturating_add(FRAMING), Ordering::Relaxed);
    }

    fn is_spent(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }

    fn spend(&self, bytes: usize) {
        self.0.store(self.0.load(Ordering::Relaxed).saturating_sub(bytes), Ordering::Relaxed);
    }
}

impl AsyncRead for Metered {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        to: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Self { stream, meter } = self.get_mut();
        if meter.is_spent() {
            return Poll::Ready(Err(io::Error::other("the answer is longer than it may be")));
        }
        let before = to.filled().len();
        let read = ready!(Pin::new(stream).poll_read(context, to));
        meter.spend(to.filled().len() - before);
        Poll::Ready(read)
    }
}

impl AsyncWrite for Metered {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(context, from)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        from: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(context, from)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meter_allows_a_body_and_64_kib() {
        let meter = Meter::new();
        for limit in [0, 1000, 7] {
            meter.allow(limit);
            meter.spend(limit + 65_535);
            assert!(!meter.is_spent());
            meter.spend(1);
            assert!(meter.is_spent());
        }
    }
}
