//! A bounded memory of the logins that were used.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use oauth_core::{PendingAuthorization, PendingId, Timestamp};

/// Makes a double click, or fifty replays, one token request in this process. Between processes the provider decides,
/// whose code is good for one, or the session store, which gives the login up.
#[derive(Debug, Default)]
pub(super) struct Consumed(Mutex<State>);

/// Two generations of names: the younger one takes what comes, until it is as old as a login may get or is full; then it
/// takes the place of the older one, which is forgotten.
#[derive(Debug, Default)]
struct State {
    young: HashSet<PendingId>,
    old: HashSet<PendingId>,
    /// When the younger one began.
    since: Option<Timestamp>,
}

impl Consumed {
    /// How many a generation has at most: with more logins in ten minutes the oldest are forgotten.
    const MAX: usize = 100_000;

    /// Remembers `id`; `true` for whoever says so first.
    pub(super) fn first_time(&self, id: &PendingId, now: Timestamp) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.age(now);
        !state.old.contains(id) && state.young.insert(*id)
    }

    /// Whether `id` was used.
    pub(super) fn contains(&self, id: &PendingId, now: Timestamp) -> bool {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.age(now);
        state.young.contains(id) || state.old.contains(id)
    }
}

impl State {
    fn age(&mut self, now: Timestamp) {
        let age = self.since.map_or(0, |since| now.since(since));
        if age > 2 * PendingAuthorization::LIFETIME {
            *self = Self::default();
        } else if age > PendingAuthorization::LIFETIME || self.young.len() >= Consumed::MAX {
            self.old = std::mem::take(&mut self.young);
            self.since = None;
        }
        self.since.get_or_insert(now);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use super::*;

    const T: Timestamp = Timestamp::from_unix(1_000_000);

    fn id(name: impl ToString) -> PendingId {
        PendingId::of_token(&name.to_string())
    }

    #[test]
    fn only_the_first_one_is_the_first() {
        let (consumed, id) = (Consumed::default(), id("token"));
        assert!(!consumed.contains(&id, T));
        assert!(consumed.first_time(&id, T));
        assert!(!consumed.first_time(&id, T.plus(600)));
        assert!(consumed.contains(&id, T));
    }

    #[test]
    fn whoever_came_late_in_a_generation_is_remembered_for_a_whole_life() {
        let consumed = Consumed::default();
        assert!(consumed.first_time(&id("early"), T));
        assert!(consumed.first_time(&id("late"), T.plus(600)));
        assert!(consumed.first_time(&id("next"), T.plus(601)));
        assert!(!consumed.first_time(&id("late"), T.plus(1200)));
        assert!(consumed.first_time(&id("late"), T.plus(1202)));
    }

    #[test]
    fn nothing_is_remembered_for_longer_than_two_lives() {
        for (seconds, forgotten) in [(1200, false), (1201, true)] {
            let consumed = Consumed::default();
            assert!(consumed.first_time(&id("token"), T));
            assert_eq!(consumed.first_time(&id("token"), T.plus(seconds)), forgotten, "{seconds}");
        }
    }

    #[test]
    fn the_memory_is_bounded_in_time_and_in_number() {
        let consumed = Consumed::default();
        for number in 0..3 * Consumed::MAX {
            assert!(consumed.first_time(&id(number), T));
        }
        let kept = |consumed: &Consumed| {
            let state = consumed.0.lock().unwrap();
            state.young.len() + state.old.len()
        };
        assert!(kept(&consumed) <= 2 * Consumed::MAX);
        assert!(!consumed.contains(&id(0), T));
        assert!(consumed.contains(&id(3 * Consumed::MAX - 1), T));
        assert!(!consumed.contains(&id(3 * Consumed::MAX - 1), T.plus(1201)));
        assert_eq!(kept(&consumed), 0);
    }

    /// They run side by side, and half way a generation ends.
    #[test]
    fn of_eight_threads_one_is_the_first_with_each_of_many_logins() {
        const LOGINS: usize = 20_000;
        let (consumed, start) = (Consumed::default(), Barrier::new(8));
        let ids: Vec<_> = (0..LOGINS).map(id).collect();
        let run = || {
            start.wait();
            let now =
                |number| if number < LOGINS / 2 { T } else { T.plus(PendingAuthorization::LIFETIME + 1) };
            let wins = |(number, id)| consumed.first_time(id, now(number));
            ids.iter().enumerate().map(wins).collect::<Vec<_>>()
        };
        let winners: Vec<_> = thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(run)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        for number in 0..LOGINS {
            assert_eq!(winners.iter().filter(|wins| wins[number]).count(), 1, "login {number}");
        }
    }
}
