//! The addresses of a host's name: [`Lookup`].

use std::collections::BTreeMap;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::thread;
use std::vec;

use hyper_util::client::legacy::connect::dns::Name;
use tokio::sync::{Semaphore, SemaphorePermit, watch};
use tower_service::Service;

/// How many good answers are remembered.
const NAMES: usize = 1024;
/// How many addresses of a name are tried.
const ADDRESSES: usize = 16;

/// The lookups of the process.
static LOOKUPS: Lookups = Lookups::new(256);

/// Asks the system for the addresses of a host.
///
/// The system goes on asking a name server that does not answer when nobody waits any more, and holds a thread for that long.
/// So it is one thread for a name, however many connections of the process wait, and none of the runtime's, which are few and
/// which other names need. When mute names have all threads there may be, another's last addresses will do: who is there proves
/// it with a certificate.
#[derive(Clone, Copy)]
pub(super) struct Lookup {
    ask: Ask,
    lookups: &'static Lookups,
}

type Ask = fn(&str) -> io::Result<Vec<SocketAddr>>;

/// `None` until it is there.
type Answer = Option<Result<Vec<SocketAddr>, Arc<io::Error>>>;

struct Lookups {
    /// By name: what is awaited, and good answers.
    answers: Mutex<BTreeMap<String, watch::Receiver<Answer>>>,
    /// One for each thread. Who waits for one does so alone: the name's answer may come to others meanwhile.
    places: Semaphore,
}

impl Lookups {
    const fn new(places: usize) -> Self {
        Self { answers: Mutex::new(BTreeMap::new()), places: Semaphore::const_new(places) }
    }

    fn answers(&self) -> MutexGuard<'_, BTreeMap<String, watch::Receiver<Answer>>> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer that is awaited, or the last good one.
    fn known(&self, name: &str) -> Option<watch::Receiver<Answer>> {
        self.answers().get(name).cloned()
    }

    /// The answer that is awaited, else that of a new thread, which has a place.
    fn begin(
        &'static self,
        name: &str,
        ask: Ask,
        place: SemaphorePermit<'static>,
    ) -> io::Result<watch::Receiver<Answer>> {
        let (sender, answer) = watch::channel(None);
        let last = {
            let mut answers = self.answers();
            if let Some(awaited) = answers.get(name).filter(|answer| is_awaited(answer)) {
                return Ok(awaited.clone());
            }
            answers.insert(name.to_owned(), answer.clone())
        };
        let name = name.to_owned();
        let thread = Thread { lookups: self, name, sender, last, answer: None, _place: place };
        thread::Builder::new().name("oauth-lookup".to_owned()).spawn(move || thread.run(ask))?;
        Ok(answer)
    }
}

fn is_awaited(answer: &watch::Receiver<Answer>) -> bool {
    answer.borrow().is_none()
}

/// What the thread of a lookup has, until it ends in whichever way.
struct Thread {
    lookups: &'static Lookups,
    name: String,
    sender: watch::Sender<Answer>,
    /// The last good answer, which stays when there is no other.
    last: Option<watch::Receiver<Answer>>,
    answer: Answer,
    _place: SemaphorePermit<'static>,
}

impl Thread {
    fn run(mut self, ask: Ask) {
        let first = |mut addresses: Vec<_>| {
            addresses.truncate(ADDRESSES);
            addresses
        };
        self.answer = Some(ask(&self.name).map(first).map_err(Arc::new));
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        let mut answers = self.lookups.answers();
        let last = self.last.take();
        // Whoever adds names makes nobody forget another.
        let is_kept = matches!(self.answer, Some(Ok(_))) && (last.is_some() || answers.len() <= NAMES);
        if !is_kept {
            answers.remove(&self.name);
            answers.extend(last.map(|last| (self.name.clone(), last)));
        }
        self.sender.send_replace(self.answer.take());
    }
}

impl Default for Lookup {
    fn default() -> Self {
        // The port is the connector's to add.
        Self { ask: |name| Ok((name, 0).to_socket_addrs()?.collect()), lookups: &LOOKUPS }
    }
}

impl Service<Name> for Lookup {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let Self { ask, lookups } = *self;
        Box::pin(async move {
            let mut answer = match (lookups.known(name.as_str()), lookups.places.try_acquire()) {
                (Some(awaited), _) if is_awaited(&awaited) => awaited,
                (_, Ok(place)) => lookups.begin(name.as_str(), ask, place)?,
                (Some(last), Err(_)) => last,
                (None, Err(_)) => {
                    // Nobody closes the semaphore.
                    let place = lookups.places.acquire().await.map_err(io::Error::other)?;
                    lookups.begin(name.as_str(), ask, place)?
                }
            };
            let answer = answer.wait_for(Option::is_some).await.ok().and_then(|answer| answer.clone());
            match answer {
                Some(Ok(addresses)) => Ok(addresses.into_iter()),
                Some(Err(error)) => Err(io::Error::new(error.kind(), error)),
                None => Err(io::Error::other("the lookup ended without an answer")),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    use std::time::Duration;

    use tokio::runtime::Builder;
    use tokio::task::spawn_blocking;
    use tokio::time::timeout;

    use super::*;

    /// One of lookups that nobody else has.
    macro_rules! lookup {
        ($places:expr, $ask:expr) => {{
            static OWN: Lookups = Lookups::new($places);
            Lookup { ask: $ask, lookups: &OWN }
        }};
    }

    async fn addresses(mut lookup: Lookup, name: &str) -> io::Result<Vec<SocketAddr>> {
        lookup.call(name.parse().unwrap()).await.map(Iterator::collect)
    }

    #[test]
    fn a_mute_name_server_holds_one_thread_for_a_name_and_none_of_the_runtimes() {
        static ASKED: AtomicUsize = AtomicUsize::new(0);
        let lookup = lookup!(256, |_| {
            ASKED.fetch_add(1, Ordering::SeqCst);
            thread::sleep(Duration::from_secs(1));
            Err(io::ErrorKind::TimedOut.into())
        });
        let runtime = Builder::new_current_thread().enable_time().max_blocking_threads(1).build().unwrap();
        runtime.block_on(async {
            for _ in 0..100 {
                timeout(Duration::from_micros(10), addresses(lookup, "mute.example")).await.unwrap_err();
            }
            assert_eq!(ASKED.load(Ordering::SeqCst), 1);
            let other = timeout(Duration::from_millis(500), spawn_blocking(|| "other work")).await;
            assert_eq!(other.unwrap().unwrap(), "other work");

            // Who still waits when the system gives up is told why; then it is asked anew.
            assert_eq!(addresses(lookup, "mute.example").await.unwrap_err().kind(), io::ErrorKind::TimedOut);
            addresses(lookup, "mute.example").await.unwrap_err();
            assert_eq!(ASKED.load(Ordering::SeqCst), 2);
        });
    }

    #[tokio::test]
    async fn the_answer_is_everybodys_who_asks_for_the_name() {
        static ASKED: AtomicUsize = AtomicUsize::new(0);
        let lookup = lookup!(256, |name| {
            ASKED.fetch_add(1, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(100));
            Ok(vec![([192, 0, 2, name.len() as u8], 0).into()])
        });
        let (one, other, third) = tokio::join!(
            addresses(lookup, "one.example"),
            addresses(lookup, "one.example"),
            addresses(lookup, "other.example")
        );
        let address = |last: u8| SocketAddr::from(([192, 0, 2, last], 0));
        assert_eq!([one, other, third].map(Result::unwrap), [[address(11)], [address(11)], [address(13)]]);
        assert_eq!(ASKED.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_process_has_so_many_lookups_and_others_wait() {
        static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);
        let lookup = lookup!(2, |_| {
            assert!(UNDER_WAY.fetch_add(1, Ordering::SeqCst) < 2);
            thread::sleep(Duration::from_millis(50));
            UNDER_WAY.fetch_sub(1, Ordering::SeqCst);
            Ok(Vec::new())
        });
        // Who goes away gives its place up.
        timeout(Duration::from_millis(10), addresses(lookup, "gone.example")).await.unwrap_err();
        let calls: Vec<_> = (0..10)
            .map(|host| tokio::spawn(async move { addresses(lookup, &format!("{host}.example")).await }))
            .collect();
        for call in calls {
            assert_eq!(call.await.unwrap().unwrap(), []);
        }
    }

    /// Places are for 10 s each, and an honest name needs one for each new connection.
    #[tokio::test]
    async fn while_mute_names_have_every_place_others_go_on_with_their_last_addresses() {
        static MUTE: AtomicBool = AtomicBool::new(true);
        static FAILS: AtomicBool = AtomicBool::new(false);
        let lookup = lookup!(2, |name| {
            if FAILS.load(Ordering::SeqCst) {
                return Err(io::ErrorKind::NotFound.into());
            }
            while name.starts_with("mute") && MUTE.load(Ordering::SeqCst) {
                thread::yield_now();
            }
            Ok(vec![([192, 0, 2, name.len() as u8], 0).into()])
        });
        let before = addresses(lookup, "honest.example").await.unwrap();
        // One lookup that fails is no reason to forget it.
        FAILS.store(true, Ordering::SeqCst);
        addresses(lookup, "honest.example").await.unwrap_err();
        FAILS.store(false, Ordering::SeqCst);
        for name in ["mute1.example", "mute2.example"] {
            timeout(Duration::from_millis(10), addresses(lookup, name)).await.unwrap_err();
        }
        assert_eq!(addresses(lookup, "honest.example").await.unwrap(), before);
        timeout(Duration::from_millis(10), addresses(lookup, "stranger.example")).await.unwrap_err();
        MUTE.store(false, Ordering::SeqCst);
        addresses(lookup, "stranger.example").await.unwrap();
    }

    #[tokio::test]
    async fn so_many_names_are_remembered_and_so_many_addresses_of_each() {
        let lookup = lookup!(1, |_| Ok(vec![([192, 0, 2, 1], 0).into(); 4000]));
        for number in 0..3 * NAMES {
            let found = addresses(lookup, &format!("{number}.example")).await.unwrap();
            assert_eq!(found.len(), ADDRESSES);
        }
        assert_eq!(lookup.lookups.answers().len(), NAMES);
        assert!(lookup.lookups.known("0.example").is_some());
    }

    #[tokio::test]
    async fn a_lookup_that_panics_is_an_error_and_the_next_one_works() {
        static FIRST: AtomicUsize = AtomicUsize::new(0);
        let lookup = lookup!(256, |_| match FIRST.fetch_add(1, Ordering::SeqCst) {
            0 => panic!("the first"),
            _ => Ok(Vec::new()),
        });
        let error = addresses(lookup, "provider.example").await.unwrap_err();
        assert_eq!(error.to_string(), "the lookup ended without an answer");
        assert_eq!(addresses(lookup, "provider.example").await.unwrap(), []);
    }
}
