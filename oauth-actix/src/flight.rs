//! One fetch for everybody who waits: [`Flight`].

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::rt;
use oauth_core::Error;
use tokio::sync::watch;

/// Joins concurrent fetches of one document, across all workers of the process.
///
/// The lock is held for a few instructions, never while waiting. A fetch is a task of its own, so that it lands even if whoever
/// began it goes away: nobody waits longer than one fetch takes. When its worker ends, one of those who wait begins another.
#[derive(Debug)]
pub(crate) struct Flight<T>(Mutex<Option<watch::Receiver<Landing<T>>>>);

/// `None` while it flies.
type Landing<T> = Option<Result<T, Error>>;

/// A fetch, to be run whoever waits.
type Task = Pin<Box<dyn Future<Output = ()>>>;

impl<T> Default for Flight<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone + 'static> Flight<T> {
    /// What `ready` gives, if it gives something; else what one `fetch` brings to all who wait for it. After a good one `ready`
    /// has something. An error of the fetch is everybody's; one that keeps it from beginning is the caller's own.
    pub(crate) async fn join<F>(
        self: &Arc<Self>,
        ready: impl Fn() -> Option<T>,
        fetch: impl Fn() -> Result<F, Error>,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>> + 'static,
    {
        self.join_by(ready, fetch, |task| drop(rt::spawn(task))).await
    }

    /// The same with another way to run the fetch.
    async fn join_by<F>(
        self: &Arc<Self>,
        ready: impl Fn() -> Option<T>,
        fetch: impl Fn() -> Result<F, Error>,
        run: impl Fn(Task),
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>> + 'static,
    {
        loop {
            if let Some(value) = ready() {
                return Ok(value);
            }
            let (mut flight, pilot) = self.board();
            if let Some(pilot) = pilot {
                // Somebody may have landed between the question and the take-off.
                if let Some(value) = ready() {
                    return Ok(value);
                }
                let fetched = fetch()?;
                run(Box::pin(async move { pilot.land(fetched.await) }));
            }
            if let Ok(landing) = flight.wait_for(Option::is_some).await
                && let Some(result) = &*landing
            {
                return result.clone();
            }
        }
    }

    /// A seat in the flight that is under way; in a new one, together with its pilot.
    fn board(self: &Arc<Self>) -> (watch::Receiver<Landing<T>>, Option<Pilot<T>>) {
        let mut current = self.lock();
        match current.as_ref().filter(|flight| flight.has_changed().is_ok()) {
            Some(flight) => (flight.clone(), None),
            None => {
                let (sender, receiver) = watch::channel(None);
                *current = Some(receiver.clone());
                (receiver, Some(Pilot { flight: Arc::clone(self), sender }))
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<watch::Receiver<Landing<T>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever holds this fetches. Dropping it without landing lets somebody else take over.
struct Pilot<T> {
    flight: Arc<Flight<T>>,
    sender: watch::Sender<Landing<T>>,
}

impl<T: Clone + 'static> Pilot<T> {
    fn land(self, result: Result<T, Error>) {
        *self.flight.lock() = None;
        self.sender.send_replace(Some(result));
    }
}

#[cfg(test)]
mod schedules;

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use oauth_core::error::TransportError;

    use super::*;

    /// A cache, and how often it was fetched.
    #[derive(Clone, Default)]
    struct Document(Rc<Cell<Option<u8>>>, Rc<Cell<usize>>);

    impl Document {
        async fn get(&self, flight: &Arc<Flight<u8>>, result: Result<u8, Error>) -> Result<u8, Error> {
            let fetch = || {
                let (Self(value, fetches), result) = (self.clone(), result.clone());
                Ok(async move {
                    fetches.set(fetches.get() + 1);
                    tokio::task::yield_now().await;
                    value.set(result.as_ref().ok().copied());
                    result
                })
            };
            flight.join(|| self.0.get(), fetch).await
        }
    }

    fn spawn_many(
        document: &Document,
        flight: &Arc<Flight<u8>>,
        result: &Result<u8, Error>,
    ) -> Vec<rt::task::JoinHandle<Result<u8, Error>>> {
        let run = |_| {
            let (document, flight, result) = (document.clone(), Arc::clone(flight), result.clone());
            rt::spawn(async move { document.get(&flight, result).await })
        };
        (0..200).map(run).collect()
    }

    #[actix_web::test]
    async fn two_hundred_callers_make_one_fetch() {
        let (document, flight) = (Document::default(), Arc::default());
        for call in spawn_many(&document, &flight, &Ok(7)) {
            assert_eq!(call.await.unwrap(), Ok(7));
        }
        assert_eq!(document.1.get(), 1);
    }

    #[actix_web::test]
    async fn everybody_who_waited_learns_of_the_failure_and_the_next_one_tries_again() {
        let (document, flight) = (Document::default(), Arc::default());
        let error = Err(TransportError::Connect { endpoint: "jwks" }.into());
        for call in spawn_many(&document, &flight, &error) {
            assert_eq!(call.await.unwrap(), error);
        }
        assert_eq!(document.1.get(), 1);
        assert_eq!(document.get(&flight, Ok(1)).await, Ok(1));
    }

    #[actix_web::test]
    async fn what_keeps_one_caller_from_fetching_is_nobody_elses_error() {
        let (document, flight) = (Document::default(), Arc::<Flight<u8>>::default());
        let error = || Error::from(TransportError::Connect { endpoint: "jwks" });
        let refused = flight.join(|| document.0.get(), || Err::<std::future::Ready<_>, _>(error()));
        let (refused, served) = tokio::join!(refused, document.get(&flight, Ok(7)));
        assert_eq!((refused, served), (Err(error()), Ok(7)));
    }

    #[actix_web::test]
    async fn a_fetch_lands_although_whoever_began_it_has_gone() {
        let (document, flight) = (Document::default(), Arc::default());
        let calls = spawn_many(&document, &flight, &Ok(7));
        tokio::task::yield_now().await;
        calls[0].abort();
        for call in calls.into_iter().skip(1) {
            assert_eq!(call.await.unwrap(), Ok(7));
        }
        assert_eq!(document.1.get(), 1);
    }
}
