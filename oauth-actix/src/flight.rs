//! One fetch for everybody who waits: [`Flight`].

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use oauth_core::Error;
use oauth_core::error::TransportError;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::transport::DEADLINE;

/// How many flights a caller takes, of which all but one are lost with their workers, or bring what the caller had.
const FLIGHTS: usize = 4;

/// Joins concurrent fetches of one document, across all workers of the process.
///
/// The lock is held for a few instructions, never while waiting. A fetch is a task of its own, so that it lands even if whoever
/// began it goes away: nobody waits longer than one fetch may take. When its worker ends, one of those who wait begins another.
#[derive(Debug)]
pub(crate) struct Flight<T>(Mutex<Option<watch::Receiver<Landing<T>>>>);

/// `None` while it flies.
type Landing<T> = Option<Result<T, Error>>;

impl<T> Default for Flight<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone + Send + Sync + 'static> Flight<T> {
    /// What `ready` gives, if it gives something; else what one `fetch` of the document at `endpoint` brings to all who wait for
    /// it. Who boarded one that was landing, and brought what `ready` does not count, takes another. An error of the fetch is
    /// everybody's; one that keeps it from beginning is the caller's own.
    pub(crate) async fn join<F>(
        self: &Arc<Self>,
        endpoint: &'static str,
        ready: impl Fn() -> Option<T>,
        fetch: impl Fn() -> Result<F, Error>,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let run = |pilot: Pilot<T>, fetched| drop(tokio::spawn(pilot.fly(fetched)));
        // A worker that is busy with something else fetches for nobody.
        let joined = timeout(DEADLINE, self.join_by(endpoint, ready, fetch, run)).await;
        joined.unwrap_or_else(|_| Err(TransportError::Timeout { endpoint }.into()))
    }
}

impl<T: Clone> Flight<T> {
    /// The same without a deadline, and with another way to run the fetch.
    async fn join_by<F>(
        self: &Arc<Self>,
        endpoint: &'static str,
        ready: impl Fn() -> Option<T>,
        fetch: impl Fn() -> Result<F, Error>,
        run: impl Fn(Pilot<T>, F),
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let mut brought = Err(TransportError::Interrupted { endpoint }.into());
        for _ in 0..FLIGHTS {
            if let Some(value) = ready() {
                return Ok(value);
            }
            let (mut flight, pilot) = self.board();
            let began = pilot.is_some();
            if let Some(pilot) = pilot {
                // Somebody may have landed between the question and the take-off.
                if let Some(value) = ready() {
                    return Ok(value);
                }
                run(pilot, fetch()?);
            }
            let landing = flight.wait_for(Option::is_some).await.ok().and_then(|landing| landing.clone());
            match landing {
                Some(result) if began || result.is_err() => return result,
                Some(result) => brought = result,
                None => {}
            }
        }
        brought
    }
}

impl<T> Flight<T> {
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

impl<T> Pilot<T> {
    async fn fly(self, fetch: impl Future<Output = Result<T, Error>>) {
        let result = fetch.await;
        *self.flight.lock() = None;
        self.sender.send_replace(Some(result));
    }
}

#[cfg(test)]
mod schedules;

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
    use std::time::Duration;

    use actix_web::rt;

    use super::*;

    /// A cache, empty when it is 0, and how often it was fetched.
    #[derive(Clone, Default)]
    struct Document(Arc<AtomicU8>, Arc<AtomicUsize>);

    impl Document {
        fn value(&self) -> Option<u8> {
            Some(self.0.load(Ordering::SeqCst)).filter(|value| *value != 0)
        }

        fn fetches(&self) -> usize {
            self.1.load(Ordering::SeqCst)
        }

        async fn get(&self, flight: &Arc<Flight<u8>>, result: Result<u8, Error>) -> Result<u8, Error> {
            let fetch = || {
                let (Self(value, fetches), result) = (self.clone(), result.clone());
                Ok(async move {
                    fetches.fetch_add(1, Ordering::SeqCst);
                    // Until everybody waits.
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    value.store(*result.as_ref().unwrap_or(&0), Ordering::SeqCst);
                    result
                })
            };
            flight.join("jwks", || self.value(), fetch).await
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
        assert_eq!(document.fetches(), 1);
    }

    #[actix_web::test]
    async fn everybody_who_waited_learns_of_the_failure_and_the_next_one_tries_again() {
        let (document, flight) = (Document::default(), Arc::default());
        let error = Err(TransportError::Connect { endpoint: "jwks" }.into());
        for call in spawn_many(&document, &flight, &error) {
            assert_eq!(call.await.unwrap(), error);
        }
        assert_eq!(document.fetches(), 1);
        assert_eq!(document.get(&flight, Ok(1)).await, Ok(1));
    }

    #[actix_web::test]
    async fn what_keeps_one_caller_from_fetching_is_nobody_elses_error() {
        let (document, flight) = (Document::default(), Arc::<Flight<u8>>::default());
        let error = || Error::from(TransportError::Connect { endpoint: "jwks" });
        let refused = flight.join("jwks", || document.value(), || Err::<std::future::Ready<_>, _>(error()));
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
        assert_eq!(document.fetches(), 1);
    }

    /// The document is in the cache before its flight has landed: who finds that it is not enough boards that flight.
    #[actix_web::test]
    async fn who_boards_a_flight_that_brings_what_was_not_enough_waits_for_another() {
        let (document, flight) = (Document::default(), Arc::<Flight<u8>>::default());
        let fetch = |value: u8| {
            let Document(cache, fetches) = document.clone();
            async move {
                fetches.fetch_add(1, Ordering::SeqCst);
                cache.store(value, Ordering::SeqCst);
                tokio::task::yield_now().await;
                Ok(value)
            }
        };
        let (first, newer) = tokio::join!(flight.join("jwks", || document.value(), || Ok(fetch(1))), async {
            while document.value().is_none() {
                tokio::task::yield_now().await;
            }
            flight.join("jwks", || document.value().filter(|value| *value != 1), || Ok(fetch(2))).await
        });
        assert_eq!((first, newer, document.fetches()), (Ok(1), Ok(2), 2));
        // Once: a provider that has nothing newer is not asked for ever.
        let (_, same) = tokio::join!(
            flight.join("jwks", || None, || Ok(fetch(3))),
            flight.join("jwks", || None, || Ok(fetch(4)))
        );
        assert_eq!((same, document.fetches()), (Ok(4), 4));
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_longer_than_a_fetch_may_take() {
        let flight = Arc::<Flight<u8>>::default();
        let call = || flight.join("jwks", || None, || Ok(std::future::pending()));
        let began = tokio::time::Instant::now();
        let late = Error::from(TransportError::Timeout { endpoint: "jwks" });
        assert_eq!(tokio::join!(call(), call()), (Err(late.clone()), Err(late)));
        assert_eq!(began.elapsed().as_secs(), 10);
    }

    /// As when the runtime has ended in which fetches are begun.
    #[tokio::test]
    async fn whoever_cannot_fetch_does_not_try_for_ever() {
        let (flight, fetches) = (Arc::<Flight<u8>>::default(), AtomicUsize::new(0));
        let fetch = || {
            fetches.fetch_add(1, Ordering::SeqCst);
            Ok(async { Ok(7) })
        };
        let lost = flight.join_by("jwks", || None, fetch, |pilot, _| drop(pilot)).await;
        assert_eq!(lost, Err(TransportError::Interrupted { endpoint: "jwks" }.into()));
        assert_eq!(fetches.into_inner(), FLIGHTS);
    }

    /// As in the tests of applications; `actix_web::rt::spawn` would panic there.
    #[tokio::test]
    async fn a_runtime_that_is_not_actixs_will_do() {
        let (document, flight) = (Document::default(), Arc::default());
        assert_eq!(document.get(&flight, Ok(7)).await, Ok(7));
    }
}
