//! [`Flight`] under every order in which few callers can be polled and given up, and under real threads.
//!
//! A caller suspends only inside `fetch` and while it waits, and between two suspensions it takes the lock for
//! single steps. So what the first tests do with whole polls, the last one does with threads, for the steps.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use oauth_core::Error;
use oauth_core::error::TransportError;

use super::Flight;

const CALLERS: usize = 3;
const DOCUMENT: u8 = 7;

fn unreachable() -> Error {
    TransportError::Connect { endpoint: "jwks" }.into()
}

/// The decisions of one run. After [`next`](Self::next) they are others, until all were taken.
#[derive(Default)]
struct Decisions {
    /// What was decided, and out of how many.
    taken: Vec<(usize, usize)>,
    position: usize,
}

impl Decisions {
    fn decide(&mut self, options: usize) -> usize {
        if self.position == self.taken.len() {
            self.taken.push((0, options));
        }
        let (decision, before) = self.taken[self.position];
        assert_eq!(before, options, "the same decisions led elsewhere");
        self.position += 1;
        decision
    }

    fn next(&mut self) -> bool {
        self.position = 0;
        while let Some((decision, options)) = self.taken.pop() {
            if decision + 1 < options {
                self.taken.push((decision + 1, options));
                return true;
            }
        }
        false
    }
}

/// A document, and who is fetching it.
#[derive(Default)]
struct World {
    document: Cell<Option<u8>>,
    aloft: Cell<usize>,
    takeoffs: Cell<usize>,
    landings: Cell<usize>,
    /// How often the document was asked for: a caller that spins never suspends.
    questions: Cell<usize>,
}

struct Aloft<'a>(&'a World);

impl<'a> Aloft<'a> {
    fn take_off(world: &'a World) -> Self {
        assert_eq!(world.aloft.replace(1), 0, "two fetches at once");
        world.takeoffs.set(world.takeoffs.get() + 1);
        Self(world)
    }
}

impl Drop for Aloft<'_> {
    fn drop(&mut self) {
        self.0.aloft.set(0);
    }
}

impl World {
    async fn call(&self, flight: &Flight, answer: Result<u8, Error>) -> Result<u8, Error> {
        let ready = || {
            self.questions.set(self.questions.get() + 1);
            assert!(self.questions.get() < 100, "a caller spins");
            self.document.get()
        };
        let fetch = async || {
            let _aloft = Aloft::take_off(self);
            tokio::task::yield_now().await;
            self.landings.set(self.landings.get() + 1);
            self.document.set(answer.as_ref().ok().copied());
            answer
        };
        flight.join(ready, fetch).await
    }
}

#[derive(Default)]
struct Awake(AtomicBool);

impl Wake for Awake {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

type Call<'a> = Pin<Box<dyn Future<Output = Result<u8, Error>> + 'a>>;

/// A caller: where it stands, whether it wants to be polled, and what it got.
struct Caller<'a> {
    call: Option<Call<'a>>,
    awake: Arc<Awake>,
    got: Option<Result<u8, Error>>,
}

impl<'a> Caller<'a> {
    fn new(call: impl Future<Output = Result<u8, Error>> + 'a) -> Self {
        Self { call: Some(Box::pin(call)), awake: Arc::new(Awake(AtomicBool::new(true))), got: None }
    }

    fn wants_to_run(&self) -> bool {
        self.call.is_some() && self.awake.0.load(Ordering::Relaxed)
    }

    fn poll(&mut self) {
        self.awake.0.store(false, Ordering::Relaxed);
        let waker = Waker::from(Arc::clone(&self.awake));
        let Some(call) = self.call.as_mut() else { return };
        if let Poll::Ready(got) = call.as_mut().poll(&mut Context::from_waker(&waker)) {
            (self.call, self.got) = (None, Some(got));
        }
    }
}

/// Runs the callers once, as `decisions` say; gives what each got, `None` for those that were given up.
fn run(
    world: &World,
    answer: &Result<u8, Error>,
    decisions: &mut Decisions,
) -> Vec<Option<Result<u8, Error>>> {
    let flight = Flight::default();
    let mut callers: Vec<_> =
        (0..CALLERS).map(|_| Caller::new(world.call(&flight, answer.clone()))).collect();
    loop {
        let under_way: Vec<_> = (0..CALLERS).filter(|&index| callers[index].call.is_some()).collect();
        let awake: Vec<_> =
            under_way.iter().copied().filter(|&index| callers[index].wants_to_run()).collect();
        if under_way.is_empty() {
            return callers.into_iter().map(|caller| caller.got).collect();
        }
        assert!(!awake.is_empty(), "{} callers wait for ever", under_way.len());
        // Poll somebody who is awake, or give up anybody.
        let decision = decisions.decide(awake.len() + under_way.len());
        match awake.get(decision) {
            Some(&index) => callers[index].poll(),
            None => callers[under_way[decision - awake.len()]].call = None,
        }
    }
}

/// Runs every schedule, hands each one's outcome to `check`, and gives their number.
fn every_schedule(answer: &Result<u8, Error>, check: impl Fn(&World, &[Result<u8, Error>])) -> usize {
    let mut decisions = Decisions::default();
    let mut schedules = 0;
    loop {
        let world = World::default();
        let got: Vec<_> = run(&world, answer, &mut decisions).into_iter().flatten().collect();
        assert_eq!(world.aloft.get(), 0);
        check(&world, &got);
        schedules += 1;
        if !decisions.next() {
            return schedules;
        }
    }
}

#[test]
fn in_every_schedule_one_fetch_at_a_time_serves_whoever_stays() {
    let lone_landings = RefCell::new(0);
    let schedules = every_schedule(&Ok(DOCUMENT), |world, got| {
        assert!(got.iter().all(|got| *got == Ok(DOCUMENT)), "{got:?}");
        assert!(world.landings.get() <= 1, "{} fetches came to an end", world.landings.get());
        assert_eq!(world.landings.get() == 1, !got.is_empty());
        *lone_landings.borrow_mut() += usize::from(world.takeoffs.get() == CALLERS && got.len() == 1);
    });
    assert!(schedules > 1_000, "{schedules}");
    assert!(lone_landings.take() > 0, "no schedule in which the last caller took over from all others");
}

#[test]
fn in_every_schedule_a_failed_fetch_is_told_to_whoever_stays() {
    let shared = RefCell::new(0);
    let schedules = every_schedule(&Err(unreachable()), |world, got| {
        assert!(got.iter().all(|got| *got == Err(unreachable())), "{got:?}");
        assert!(world.landings.get() <= got.len());
        assert_eq!(world.landings.get() == 0, got.is_empty());
        *shared.borrow_mut() += usize::from(world.landings.get() == 1 && got.len() == CALLERS);
    });
    assert!(schedules > 1_000, "{schedules}");
    assert!(shared.take() > 0, "no schedule in which one failure was everybody's");
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}

/// A document that many threads want.
#[derive(Default)]
struct Shared {
    flight: Flight,
    is_there: AtomicBool,
    fetches: AtomicUsize,
}

impl Shared {
    fn call(&self) -> Result<u8, Error> {
        let ready = || {
            let document = self.is_there.load(Ordering::SeqCst).then_some(DOCUMENT);
            // Widens the gap between the question and what is done about the answer.
            thread::yield_now();
            document
        };
        let fetch = async || {
            self.fetches.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            self.is_there.store(true, Ordering::SeqCst);
            Ok(DOCUMENT)
        };
        block_on(self.flight.join(ready, fetch))
    }
}

#[test]
fn eight_threads_make_one_fetch_a_thousand_times() {
    const THREADS: usize = 8;
    let rounds: Vec<Shared> = (0..1_000).map(|_| Shared::default()).collect();
    let barrier = Barrier::new(THREADS);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for shared in &rounds {
                    barrier.wait();
                    assert_eq!(shared.call(), Ok(DOCUMENT));
                }
            });
        }
    });
    for shared in &rounds {
        assert_eq!(shared.fetches.load(Ordering::SeqCst), 1);
    }
}
