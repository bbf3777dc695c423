//! What a provider publishes, kept for a while: metadata and keys.

use std::sync::{Arc, Mutex, PoisonError};

use crate::time::Timestamp;

/// How long a document is fresh when the provider does not say, in seconds.
const DEFAULT_FRESH: i64 = 3600;
/// The shortest and the longest time that a document is fresh, whatever the provider says, in seconds.
const FRESH: std::ops::RangeInclusive<i64> = 60..=86_400;
/// How long a document may be used after it was fetched while the provider cannot be reached, in seconds.
const USABLE: i64 = 86_400;
/// How long to wait after a forced refetch before the next one, in seconds.
const COOL_DOWN: i64 = 60;
/// How long to go on with a stale document before it is asked for again, when it could not be fetched, in seconds.
const RETRY: i64 = 60;

/// A document that may be used, or not any more.
#[derive(Clone, Debug)]
pub enum Cached<T> {
    /// Use it.
    Fresh(Arc<T>),
    /// Fetch it again; use this one when that fails.
    Stale(Arc<T>),
    /// There is none.
    Missing,
}

/// One document, shared by all workers. Its lock is held for a few instructions, never while waiting.
#[derive(Debug)]
pub(crate) struct Cache<T>(Mutex<State<T>>);

#[derive(Debug)]
struct State<T> {
    entry: Option<Entry<T>>,
    forced: Option<Timestamp>,
}

#[derive(Debug)]
struct Entry<T> {
    value: Arc<T>,
    fetched: Timestamp,
    fresh_until: Timestamp,
}

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self(Mutex::new(State { entry: None, forced: None }))
    }
}

impl<T> Cache<T> {
    /// The document, as of `now`.
    pub(crate) fn get(&self, now: Timestamp) -> Cached<T> {
        let state = self.lock();
        match &state.entry {
            // A clock that was ahead and was set back: nobody knows how old the document is. A few seconds are no such
            // thing: whoever waited for the document asked before it was fetched.
            Some(entry) if entry.fetched.since(now) > COOL_DOWN => Cached::Missing,
            Some(entry) if now < entry.fresh_until => Cached::Fresh(Arc::clone(&entry.value)),
            Some(entry) if now < entry.fetched.plus(USABLE) => Cached::Stale(Arc::clone(&entry.value)),
            _ => Cached::Missing,
        }
    }

    /// Keeps `value`, for `max_age` seconds within [`FRESH`].
    pub(crate) fn put(&self, value: T, max_age: Option<u32>, now: Timestamp) -> Arc<T> {
        let value = Arc::new(value);
        let fresh = max_age.map_or(DEFAULT_FRESH, i64::from).clamp(*FRESH.start(), *FRESH.end());
        let entry = Entry { value: Arc::clone(&value), fetched: now, fresh_until: now.plus(fresh) };
        self.lock().entry = Some(entry);
        value
    }

    /// Says that the document could not be fetched again: what there is will do for [`RETRY`], or until nobody may use it.
    pub(crate) fn reuse(&self, now: Timestamp) {
        if let Some(entry) = &mut self.lock().entry {
            entry.fresh_until = entry.fresh_until.max(now.plus(RETRY).min(entry.fetched.plus(USABLE)));
        }
    }

    /// Whether a fresh document that proved insufficient may be fetched again now; whoever is told so must do it.
    ///
    /// At once, unless the last such refetch was less than 60 s ago and did not help: rotations seconds apart work,
    /// and a stranger who sends rubbish cannot make us hammer the provider.
    pub(crate) fn may_refetch(&self, now: Timestamp) -> bool {
        let mut state = self.lock();
        let allowed = state.forced.is_none_or(|last| !(-COOL_DOWN..COOL_DOWN).contains(&now.since(last)));
        if allowed {
            state.forced = Some(now);
        }
        allowed
    }

    /// Says that the last refetch brought what was missing, so that the next one need not wait.
    pub(crate) fn refetch_helped(&self) {
        self.lock().forced = None;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Timestamp = Timestamp::from_unix(1_000_000);

    fn state(cache: &Cache<u8>, now: Timestamp) -> &'static str {
        match cache.get(now) {
            Cached::Fresh(_) => "fresh",
            Cached::Stale(_) => "stale",
            Cached::Missing => "missing",
        }
    }

    #[test]
    fn a_document_is_fresh_then_stale_then_gone() {
        let cache = Cache::default();
        assert_eq!(state(&cache, T), "missing");
        cache.put(1, None, T);
        assert_eq!(state(&cache, T.plus(3599)), "fresh");
        assert_eq!(state(&cache, T.plus(3600)), "stale");
        assert_eq!(state(&cache, T.plus(86_399)), "stale");
        assert_eq!(state(&cache, T.plus(86_400)), "missing");
    }

    #[test]
    fn the_provider_may_not_ask_for_less_than_a_minute_or_more_than_a_day() {
        let cache = Cache::default();
        cache.put(1, Some(0), T);
        assert_eq!(state(&cache, T.plus(59)), "fresh");
        cache.put(1, Some(u32::MAX), T);
        assert_eq!(state(&cache, T.plus(86_400)), "missing");
    }

    #[test]
    fn a_clock_that_was_ahead_pins_nothing() {
        let cache = Cache::default();
        cache.put(1, None, T.plus(1_000_000));
        assert!(cache.may_refetch(T.plus(1_000_000)));
        assert_eq!(state(&cache, T), "missing");
        assert!(cache.may_refetch(T));
    }

    #[test]
    fn whoever_asked_before_the_document_was_fetched_may_use_it() {
        let cache = Cache::default();
        cache.put(1, None, T.plus(10));
        assert_eq!(state(&cache, T), "fresh");
        assert_eq!(state(&cache, T.plus(-50)), "fresh");
        assert_eq!(state(&cache, T.plus(-51)), "missing");
    }

    #[test]
    fn what_could_not_be_fetched_again_is_used_for_a_minute_without_asking() {
        let cache = Cache::default();
        cache.reuse(T);
        assert_eq!(state(&cache, T), "missing");
        cache.put(1, None, T);
        cache.reuse(T);
        assert_eq!(state(&cache, T.plus(3599)), "fresh");
        cache.reuse(T.plus(3600));
        assert_eq!(state(&cache, T.plus(3659)), "fresh");
        assert_eq!(state(&cache, T.plus(3660)), "stale");
        cache.reuse(T.plus(86_390));
        assert_eq!(state(&cache, T.plus(86_399)), "fresh");
        assert_eq!(state(&cache, T.plus(86_400)), "missing");
    }

    #[test]
    fn one_refetch_at_once_then_a_cool_down_unless_it_helped() {
        let cache = Cache::<u8>::default();
        assert!(cache.may_refetch(T));
        assert!(!cache.may_refetch(T));
        assert!(!cache.may_refetch(T.plus(59)));
        assert!(cache.may_refetch(T.plus(60)));
        assert!(!cache.may_refetch(T.plus(119)));
        cache.refetch_helped();
        assert!(cache.may_refetch(T.plus(119)));
    }
}
