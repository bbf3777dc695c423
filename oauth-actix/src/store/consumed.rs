//! A bounded memory of the logins that were used.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use oauth_core::{PendingAuthorization, PendingId, Timestamp};

/// Makes a double click, or fifty replays, one token request in this process. Between processes the provider decides,
/// whose code is good for one, or the session store, which gives the login up.
#[derive(Debug, Default)]
pub(super) struct Consumed(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    known: HashSet<PendingId>,
    by_age: VecDeque<(Timestamp, PendingId)>,
}

impl Consumed {
    /// How many are remembered; with more in ten minutes the oldest are forgotten.
    const MAX: usize = 100_000;

    /// Remembers `id`; `true` for whoever says so first.
    pub(super) fn first_time(&self, id: &PendingId, now: Timestamp) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.forget(now, Self::MAX - 1);
        let first = state.known.insert(id.clone());
        if first {
            state.by_age.push_back((now, id.clone()));
        }
        first
    }

    /// Whether `id` was used.
    pub(super) fn contains(&self, id: &PendingId, now: Timestamp) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.forget(now, Self::MAX);
        state.known.contains(id)
    }
}

impl State {
    /// Forgets what has expired, and the oldest above `most`.
    fn forget(&mut self, now: Timestamp, most: usize) {
        while let Some((since, id)) = self.by_age.front() {
            if self.by_age.len() <= most && now.since(*since) <= PendingAuthorization::LIFETIME {
                return;
            }
            self.known.remove(id);
            self.by_age.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Timestamp = Timestamp::from_unix(1_000_000);

    #[test]
    fn only_the_first_one_is_the_first() {
        let (consumed, id) = (Consumed::default(), PendingId::of("state"));
        assert!(!consumed.contains(&id, T));
        assert!(consumed.first_time(&id, T));
        assert!(!consumed.first_time(&id, T.plus(600)));
        assert!(consumed.contains(&id, T));
    }

    #[test]
    fn the_memory_is_bounded_in_time_and_in_number() {
        let consumed = Consumed::default();
        for number in 0..Consumed::MAX + 10 {
            assert!(consumed.first_time(&PendingId::of(&number.to_string()), T));
        }
        assert_eq!(consumed.0.lock().unwrap().known.len(), Consumed::MAX);
        assert!(!consumed.contains(&PendingId::of("0"), T));
        assert!(consumed.contains(&PendingId::of("100"), T));
        assert!(!consumed.contains(&PendingId::of("100"), T.plus(601)));
        assert_eq!(consumed.0.lock().unwrap().by_age.len(), 0);
    }
}
