//! [`Flight`] under every order in which few callers and their fetches can be polled and given up, and under real threads.
//!
//! A fetch suspends inside `fetch` and a caller while it waits, and between two suspensions they take the lock for
//! single steps. So what the first tests do with whole polls, the last one does with threads, for the steps.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use oauth_core::Error;
use oauth_core::error::TransportError;

use super::{Flight, Pilot};

/// How many callers there are, and how many fetches are lost, as when a worker ends: more of both at once are too many orders.
const SIZES: [(usize, usize); 2] = [(3, 0), (2, 2)];
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
    /// Fetches that were begun and not polled yet.
    begun: RefCell<Vec<Pin<Box<dyn Future<Output = ()>>>>>,
}

struct Aloft(Rc<World>);

impl Aloft {
    fn take_off(world: Rc<World>) -> Self {
        assert_eq!(world.aloft.replace(1), 0, "two fetches at once");
        world.takeoffs.set(world.takeoffs.get() + 1);
        Self(world)
    }
}

impl Drop for Aloft {
    fn drop(&mut self) {
        self.0.aloft.set(0);
    }
}

async fn call(world: Rc<World>, flight: Arc<Flight<u8>>, answer: Result<u8, Error>) -> Result<u8, Error> {
    let ready = || {
        world.questions.set(world.questions.get() + 1);
        assert!(world.questions.get() < 100, "a caller spins");
        world.document.get()
    };
    let fetch = || {
        let (world, answer) = (Rc::clone(&world), answer.clone());
        Ok(async move {
            let _aloft = Aloft::take_off(Rc::clone(&world));
            tokio::task::yield_now().await;
            world.landings.set(world.landings.get() + 1);
            world.document.set(answer.as_ref().ok().copied());
            answer
        })
    };
    let begin = |pilot: Pilot<u8>, fetched| world.begun.borrow_mut().push(Box::pin(pilot.fly(fetched)));
    flight.join_by("jwks", ready, fetch, begin).await
}

#[derive(Default)]
struct Awake(AtomicBool);

impl Wake for Awake {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What a caller is told; a fetch is told nothing.
type Got = Option<Result<u8, Error>>;

/// A caller or a fetch: where it stands, whether it wants to be polled, and what it got.
struct Runner {
    call: Option<Pin<Box<dyn Future<Output = Got>>>>,
    awake: Arc<Awake>,
    got: Got,
}

impl Runner {
    fn new(call: impl Future<Output = Got> + 'static) -> Self {
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
            (self.call, self.got) = (None, got);
        }
    }
}

/// Runs the callers once, as `decisions` say; gives what those got that were not given up.
fn run(
    world: &Rc<World>,
    (callers, losses): (usize, usize),
    answer: &Result<u8, Error>,
    decisions: &mut Decisions,
) -> Vec<Result<u8, Error>> {
    let flight = Arc::default();
    let caller = |_| {
        let call = call(Rc::clone(world), Arc::clone(&flight), answer.clone());
        Runner::new(async { Some(call.await) })
    };
    let mut runners: Vec<_> = (0..callers).map(caller).collect();
    let mut lost = 0;
    loop {
        let fetches = world.begun.take().into_iter().map(|task| {
            Runner::new(async {
                task.await;
                None
            })
        });
        runners.extend(fetches);
        let of = |wanted: &dyn Fn(usize) -> bool| (0..runners.len()).filter(|&index| wanted(index)).collect();
        let awake: Vec<_> = of(&|index| runners[index].wants_to_run());
        let may_go = |index| index < callers || lost < losses;
        let losable: Vec<_> = of(&|index| runners[index].call.is_some() && may_go(index));
        if runners.iter().all(|runner| runner.call.is_none()) {
            return runners.into_iter().filter_map(|runner| runner.got).collect();
        }
        assert!(!awake.is_empty(), "somebody waits for ever");
        // Poll somebody who is awake, or give up anybody.
        let decision = decisions.decide(awake.len() + losable.len());
        match awake.get(decision) {
            Some(&index) => runners[index].poll(),
            None => {
                let index = losable[decision - awake.len()];
                lost += usize::from(index >= callers);
                runners[index].call = None;
            }
        }
    }
}

/// Runs every schedule, hands each one's outcome to `check`, and gives their number.
fn every_schedule(answer: &Result<u8, Error>, check: impl Fn(&World, &[Result<u8, Error>])) -> usize {
    let mut schedules = 0;
    for size in SIZES {
        let mut decisions = Decisions::default();
        loop {
            let world = Rc::default();
            let got = run(&world, size, answer, &mut decisions);
            assert_eq!(world.aloft.get(), 0);
            check(&world, &got);
            schedules += 1;
            if !decisions.next() {
                break;
            }
        }
    }
    schedules
}

#[test]
fn in_every_schedule_one_fetch_at_a_time_serves_whoever_stays() {
    let lone_landings = RefCell::new(0);
    let schedules = every_schedule(&Ok(DOCUMENT), |world, got| {
        assert!(got.iter().all(|got| *got == Ok(DOCUMENT)), "{got:?}");
        assert!(world.landings.get() <= 1, "{} fetches came to an end", world.landings.get());
        assert!(world.landings.get() == 1 || got.is_empty());
        *lone_landings.borrow_mut() += usize::from(world.takeoffs.get() == 3 && got.len() == 1);
    });
    assert!(schedules > 1_000, "{schedules}");
    assert!(
        lone_landings.take() > 0,
        "no schedule in which somebody took over from each fetch that was lost"
    );
}

#[test]
fn in_every_schedule_a_failed_fetch_is_told_to_whoever_stays() {
    let shared = RefCell::new(0);
    let schedules = every_schedule(&Err(unreachable()), |world, got| {
        assert!(got.iter().all(|got| *got == Err(unreachable())), "{got:?}");
        assert!(world.landings.get() <= 3);
        assert!(world.landings.get() > 0 || got.is_empty());
        *shared.borrow_mut() += usize::from(world.landings.get() == 1 && got.len() == 3);
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
    flight: Arc<Flight<u8>>,
    is_there: AtomicBool,
    fetches: AtomicUsize,
}

impl Shared {
    fn call(self: &Arc<Self>) -> Result<u8, Error> {
        let ready = || {
            let document = self.is_there.load(Ordering::SeqCst).then_some(DOCUMENT);
            // Widens the gap between the question and what is done about the answer.
            thread::yield_now();
            document
        };
        let fetch = || {
            let shared = Arc::clone(self);
            Ok(async move {
                shared.fetches.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                shared.is_there.store(true, Ordering::SeqCst);
                Ok(DOCUMENT)
            })
        };
        block_on(self.flight.join_by("jwks", ready, fetch, |pilot, fetched| block_on(pilot.fly(fetched))))
    }
}

#[test]
fn eight_threads_make_one_fetch_a_thousand_times() {
    const THREADS: usize = 8;
    let rounds: Vec<Arc<Shared>> = (0..1_000).map(|_| Arc::default()).collect();
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
