//! One fetch for everybody who waits: [`Flight`].

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use oauth_core::Error;
use tokio::sync::watch;

/// Joins concurrent fetches of one document, across all workers of the process.
///
/// The lock is held for a few instructions, never while waiting. When the fetching request is cancelled (the browser
/// went away), one of those who wait takes over.
#[derive(Debug, Default)]
pub(crate) struct Flight(Mutex<Option<watch::Receiver<State>>>);

#[derive(Clone, Debug)]
enum State {
    Flying,
    Landed(Option<Error>),
}

impl Flight {
    /// What `ready` gives as soon as it gives something; until then one caller at a time runs `fetch`, after which
    /// `ready` has something, and the others wait for it. Its error is everybody's.
    pub(crate) async fn join<T>(
        &self,
        ready: impl Fn() -> Option<T>,
        fetch: impl AsyncFnOnce() -> Result<T, Error>,
    ) -> Result<T, Error> {
        loop {
            if let Some(value) = ready() {
                return Ok(value);
            }
            match self.board() {
                Seat::Pilot(pilot) => {
                    // Somebody may have landed between the question and the take-off.
                    if let Some(value) = ready() {
                        return Ok(value);
                    }
                    let result = fetch().await;
                    pilot.land(result.as_ref().err().cloned());
                    return result;
                }
                Seat::Passenger(mut flight) => {
                    match flight.wait_for(|state| matches!(state, State::Landed(_))).await {
                        Ok(state) => {
                            if let State::Landed(Some(error)) = &*state {
                                return Err(error.clone());
                            }
                        }
                        Err(_cancelled) => {}
                    }
                }
            }
        }
    }

    fn board(&self) -> Seat<'_> {
        let mut current = self.lock();
        match current.as_ref().filter(|flight| flight.has_changed().is_ok()) {
            Some(flight) => Seat::Passenger(flight.clone()),
            None => {
                let (sender, receiver) = watch::channel(State::Flying);
                *current = Some(receiver);
                Seat::Pilot(Pilot { flight: self, sender: Arc::new(sender) })
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<watch::Receiver<State>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Seat<'a> {
    Pilot(Pilot<'a>),
    Passenger(watch::Receiver<State>),
}

/// Whoever holds this fetches. Dropping it without landing lets somebody else take over.
struct Pilot<'a> {
    flight: &'a Flight,
    sender: Arc<watch::Sender<State>>,
}

impl Pilot<'_> {
    fn land(self, error: Option<Error>) {
        *self.flight.lock() = None;
        self.sender.send_replace(State::Landed(error));
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
        async fn get(&self, flight: &Flight, result: Result<u8, Error>) -> Result<u8, Error> {
            flight
                .join(
                    || self.0.get(),
                    async || {
                        self.1.set(self.1.get() + 1);
                        tokio::task::yield_now().await;
                        self.0.set(result.as_ref().ok().copied());
                        result
                    },
                )
                .await
        }
    }

    fn spawn_many(
        document: &Document,
        flight: &Rc<Flight>,
        result: &Result<u8, Error>,
    ) -> Vec<actix_web::rt::task::JoinHandle<Result<u8, Error>>> {
        let run = |_| {
            let (document, flight, result) = (document.clone(), Rc::clone(flight), result.clone());
            actix_web::rt::spawn(async move { document.get(&flight, result).await })
        };
        (0..200).map(run).collect()
    }

    #[actix_web::test]
    async fn two_hundred_callers_make_one_fetch() {
        let (document, flight) = (Document::default(), Rc::new(Flight::default()));
        for call in spawn_many(&document, &flight, &Ok(7)) {
            assert_eq!(call.await.unwrap(), Ok(7));
        }
        assert_eq!(document.1.get(), 1);
    }

    #[actix_web::test]
    async fn everybody_who_waited_learns_of_the_failure_and_the_next_one_tries_again() {
        let (document, flight) = (Document::default(), Rc::new(Flight::default()));
        let error = Err(TransportError::Connect { endpoint: "jwks" }.into());
        for call in spawn_many(&document, &flight, &error) {
            assert_eq!(call.await.unwrap(), error);
        }
        assert_eq!(document.1.get(), 1);
        assert_eq!(document.get(&flight, Ok(1)).await, Ok(1));
    }

    #[actix_web::test]
    async fn a_cancelled_fetch_is_taken_over() {
        let (document, flight) = (Document::default(), Rc::new(Flight::default()));
        let calls = spawn_many(&document, &flight, &Ok(7));
        tokio::task::yield_now().await;
        calls[0].abort();
        for call in calls.into_iter().skip(1) {
            assert_eq!(call.await.unwrap(), Ok(7));
        }
        assert_eq!(document.1.get(), 2);
    }
}
