//! A bound on what a server may send: [`Metered`].

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::connect::Stream;

/// How much more than its body an answer may have: head, interim answers, what frames the chunks, trailers.
const FRAMING: usize = 64 * 1024;

/// A connection that breaks when an answer is longer than it may be in all: a limit of the body counts neither interim
/// answers (RFC 9110, section 15.2) nor what frames its chunks (RFC 9112, section 7.1).
pub(super) struct Metered {
    stream: TokioIo<Stream>,
    meter: Meter,
}

/// How many bytes a connection may still bring.
#[derive(Clone)]
pub(super) struct Meter(Arc<AtomicUsize>);

impl Meter {
    /// A connection with its meter, which allows an answer without a body.
    pub(super) fn watch(stream: Stream) -> (Metered, Self) {
        let meter = Self(Arc::new(AtomicUsize::new(FRAMING)));
        (Metered { stream: TokioIo::new(stream), meter: meter.clone() }, meter)
    }

    /// Allows one answer whose body has at most `limit` bytes.
    pub(super) fn allow(&self, limit: usize) {
        self.0.store(limit.saturating_add(FRAMING), Ordering::Relaxed);
    }

    fn left(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl AsyncRead for Metered {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        to: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Self { stream, meter } = self.get_mut();
        let left = meter.left();
        if left == 0 {
            return Poll::Ready(Err(io::Error::other("the answer is longer than it may be")));
        }
        let before = to.filled().len();
        let read = ready!(Pin::new(stream).poll_read(context, to));
        meter.0.store(left.saturating_sub(to.filled().len() - before), Ordering::Relaxed);
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
