//! Answers that replace an endpoint's own, down to the bytes on the wire.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::http::StatusCode;
use actix_web::rt::time::{Sleep, sleep};
use actix_web::web::Bytes;

use crate::reply::Reply;

/// What an endpoint does in place of its own answer.
///
/// ```
/// use std::time::Duration;
/// use oauth_test_provider::{Answer, Reply};
///
/// let unavailable = Answer::from(Reply::new(503).header("Retry-After", "1"));
/// let slow = Answer::Delay(Duration::from_secs(2), Box::new(Answer::Honest));
/// # drop((unavailable, slow));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Answer {
    /// What the endpoint would have said; for use inside [`Answer::Delay`] and its like, and in sequences.
    Honest,
    /// Exactly this.
    Reply(Reply),
    /// `302 Found` to this location.
    Redirect(String),
    /// Waits, then answers.
    Delay(Duration, Box<Answer>),
    /// The head at once, then the body one byte at a time with this pause before each.
    DripBody(Duration, Box<Answer>),
    /// The head and half of the announced body, then the connection is closed.
    CloseMidBody(Box<Answer>),
    /// Closes the connection without a byte.
    CloseBeforeHead,
    /// `200 OK` with a JSON string that never ends.
    Endless,
    /// Keeps the connection open and never says anything.
    Silence,
}

impl From<Reply> for Answer {
    fn from(reply: Reply) -> Self {
        Self::Reply(reply)
    }
}

/// An answer, taken apart into what is said and how.
pub(crate) struct Delivery {
    pub(crate) delay: Duration,
    pub(crate) drip: Option<Duration>,
    pub(crate) cut: bool,
    pub(crate) what: What,
}

pub(crate) enum What {
    Honest,
    Reply(Reply),
    CloseBeforeHead,
    Endless,
    Silence,
}

impl From<Answer> for Delivery {
    fn from(answer: Answer) -> Self {
        let plain = |what| Self { delay: Duration::ZERO, drip: None, cut: false, what };
        match answer {
            Answer::Honest => plain(What::Honest),
            Answer::Reply(reply) => plain(What::Reply(reply)),
            Answer::Redirect(location) => plain(What::Reply(Reply::new(302).header("Location", location))),
            Answer::CloseBeforeHead => plain(What::CloseBeforeHead),
            Answer::Endless => plain(What::Endless),
            Answer::Silence => plain(What::Silence),
            Answer::Delay(delay, inner) => {
                let inner = Self::from(*inner);
                Self { delay: inner.delay + delay, ..inner }
            }
            Answer::DripBody(pause, inner) => Self { drip: Some(pause), ..Self::from(*inner) },
            Answer::CloseMidBody(inner) => Self { cut: true, ..Self::from(*inner) },
        }
    }
}

/// Puts a reply on the wire, in the manner asked for.
pub(crate) fn respond(reply: Reply, drip: Option<Duration>, cut: bool) -> HttpResponse {
    let mut response = HttpResponse::build(StatusCode::from_u16(reply.status).unwrap_or(StatusCode::OK));
    for (name, value) in &reply.headers {
        response.append_header((name.as_str(), value.as_str()));
    }
    let size = BodySize::Sized(reply.body.len() as u64);
    let mut body = Bytes::from(reply.body);
    if cut {
        body.truncate(body.len() / 2);
    }
    match drip {
        None if !cut => response.body(body),
        None => response.body(BoxBody::new(Paced::new([body], size, Ending::Cut))),
        Some(pause) => {
            let bytes = body.iter().map(|byte| Bytes::copy_from_slice(&[*byte])).collect::<Vec<_>>();
            let ending = if cut { Ending::Cut } else { Ending::Complete };
            response.body(BoxBody::new(Paced { pause, ..Paced::new(bytes, size, ending) }))
        }
    }
}

/// `200 OK` and a body without end.
pub(crate) fn endless() -> HttpResponse {
    let start = Bytes::from_static(b"{\"endless\":\"");
    HttpResponse::Ok().content_type("application/json").body(BoxBody::new(Paced::new(
        [start],
        BodySize::Stream,
        Ending::Never,
    )))
}

/// A response that fails before its head is flushed, which closes the connection without a byte.
pub(crate) fn close_before_head() -> HttpResponse {
    let body = Paced { pause: Duration::ZERO, ..Paced::new([], BodySize::Sized(1), Ending::Cut) };
    HttpResponse::Ok().body(BoxBody::new(body))
}

/// How long a half-sent body stays before its connection is closed, so that the half arrives.
const BEFORE_THE_CUT: Duration = Duration::from_millis(20);

enum Ending {
    Complete,
    Cut,
    Never,
}

/// A body whose pieces come with pauses and whose end may be missing.
struct Paced {
    pieces: VecDeque<Bytes>,
    size: BodySize,
    pause: Duration,
    ending: Ending,
    sleep: Option<Pin<Box<Sleep>>>,
    slept: bool,
}

impl Paced {
    fn new(pieces: impl IntoIterator<Item = Bytes>, size: BodySize, ending: Ending) -> Self {
        let pieces = pieces.into_iter().filter(|piece| !piece.is_empty()).collect();
        Self { pieces, size, pause: BEFORE_THE_CUT, ending, sleep: None, slept: false }
    }
}

impl MessageBody for Paced {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        self.size
    }

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        if !self.slept && !self.pause.is_zero() && !matches!(self.ending, Ending::Never) {
            let pause = self.pause;
            let sleep = self.sleep.get_or_insert_with(|| Box::pin(sleep(pause)));
            if sleep.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            self.sleep = None;
            self.slept = true;
        }
        self.slept = false;
        Poll::Ready(match (self.pieces.pop_front(), &self.ending) {
            (Some(piece), _) => Some(Ok(piece)),
            (None, Ending::Complete) => None,
            (None, Ending::Cut) => Some(Err(io::ErrorKind::ConnectionAborted.into())),
            (None, Ending::Never) => Some(Ok(Bytes::from_static(&[b'a'; 16 * 1024]))),
        })
    }
}
