//! The addresses of a host's name: [`Lookup`].

use std::io;
use std::net::{SocketAddr, ToSocketAddrs as _};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::thread;
use std::vec;

use hyper_util::client::legacy::connect::dns::Name;
use tokio::sync::{Semaphore, SemaphorePermit, watch};
use tower_service::Service;

/// How many lookups the process has under way, because each has a thread: others wait.
static LOOKUPS: Semaphore = Semaphore::const_new(256);

/// Asks the system for the addresses of one host, once for everybody who waits.
///
/// The system goes on asking a name server that does not answer when nobody waits any more, and holds a thread for that long.
/// So it is one thread, however many connections wait, and none of the runtime's, which are few and which other hosts need.
#[derive(Clone)]
pub(super) struct Lookup {
    ask: Ask,
    total: &'static Semaphore,
    under_way: Arc<Mutex<Option<watch::Receiver<Answer>>>>,
}

type Ask = fn(&str) -> io::Result<Vec<SocketAddr>>;

/// `None` until it is there.
type Answer = Option<Result<Vec<SocketAddr>, Arc<io::Error>>>;

impl Lookup {
    /// Whether nobody is being asked.
    pub(super) fn is_quiet(&self) -> bool {
        self.awaited().is_none()
    }

    /// The answer that is awaited.
    fn awaited(&self) -> Option<watch::Receiver<Answer>> {
        let under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        under_way.clone().filter(is_awaited)
    }

    /// The answer that is awaited, else that of a new thread.
    fn begin(&self, name: &Name, permit: SemaphorePermit<'static>) -> io::Result<watch::Receiver<Answer>> {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = under_way.clone().filter(is_awaited) {
            return Ok(answer);
        }
        let (sender, answer) = watch::channel(None);
        let (ask, name) = (self.ask, name.clone());
        thread::Builder::new().name("oauth-lookup".to_owned()).spawn(move || {
            sender.send_replace(Some(ask(name.as_str()).map_err(Arc::new)));
            drop(permit);
        })?;
        Ok(under_way.insert(answer).clone())
    }
}

/// Whether its thread still runs.
fn is_awaited(answer: &watch::Receiver<Answer>) -> bool {
    answer.has_changed().is_ok() && answer.borrow().is_none()
}

impl Default for Lookup {
    fn default() -> Self {
        // The port is the connector's to add.
        Self {
            ask: |name| Ok((name, 0).to_socket_addrs()?.collect()),
            total: &LOOKUPS,
            under_way: Arc::default(),
        }
    }
}

impl Service<Name> for Lookup {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = Arc<io::Error>;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let lookup = self.clone();
        Box::pin(async move {
            let mut answer = match lookup.awaited() {
                Some(answer) => answer,
                // Nobody closes the semaphore.
                None => lookup.begin(&name, lookup.total.acquire().await.map_err(io::Error::other)?)?,
            };
            let answer = answer.wait_for(Option::is_some).await.ok().and_then(|answer| answer.clone());
            let gone = || Err(Arc::new(io::Error::other("the lookup ended without an answer")));
            Ok(answer.unwrap_or_else(gone)?.into_iter())
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use tokio::runtime::Builder;
    use tokio::task::spawn_blocking;
    use tokio::time::timeout;

    use super::*;

    fn lookup(ask: Ask) -> Lookup {
        Lookup { ask, ..Lookup::default() }
    }

    async fn addresses(lookup: &Lookup) -> Result<Vec<SocketAddr>, Arc<io::Error>> {
        lookup.clone().call("provider.example".parse().unwrap()).await.map(Iterator::collect)
    }

    #[test]
    fn a_mute_name_server_holds_one_thread_and_none_of_the_runtimes() {
        static ASKED: AtomicUsize = AtomicUsize::new(0);
        let lookup = lookup(|_| {
            ASKED.fetch_add(1, Ordering::SeqCst);
            thread::sleep(Duration::from_secs(1));
            Err(io::ErrorKind::NotFound.into())
        });
        let runtime = Builder::new_current_thread().enable_time().max_blocking_threads(1).build().unwrap();
        runtime.block_on(async {
            for _ in 0..100 {
                timeout(Duration::from_micros(10), addresses(&lookup)).await.unwrap_err();
            }
            assert_eq!(ASKED.load(Ordering::SeqCst), 1);
            assert!(!lookup.is_quiet(), "a host is not forgotten while its thread runs");
            let other = timeout(Duration::from_millis(500), spawn_blocking(|| "other work")).await;
            assert_eq!(other.unwrap().unwrap(), "other work");

            // Who still waits when the system gives up is told why; then it is asked anew.
            assert_eq!(addresses(&lookup).await.unwrap_err().kind(), io::ErrorKind::NotFound);
            assert!(lookup.is_quiet());
            addresses(&lookup).await.unwrap_err();
            assert_eq!(ASKED.load(Ordering::SeqCst), 2);
        });
    }

    #[tokio::test]
    async fn the_answer_is_everybodys() {
        let lookup = lookup(|name| {
            thread::sleep(Duration::from_millis(100));
            Ok(vec![([192, 0, 2, name.len() as u8], 0).into()])
        });
        let (one, other) = tokio::join!(addresses(&lookup), addresses(&lookup));
        assert_eq!(one.unwrap(), [([192, 0, 2, 16], 0).into()]);
        assert_eq!(other.unwrap(), [([192, 0, 2, 16], 0).into()]);
    }

    #[tokio::test]
    async fn a_process_has_so_many_lookups_and_others_wait() {
        static TOTAL: Semaphore = Semaphore::const_new(2);
        static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);
        let one = || Lookup {
            total: &TOTAL,
            ..lookup(|_| {
                assert!(UNDER_WAY.fetch_add(1, Ordering::SeqCst) < 2);
                thread::sleep(Duration::from_millis(50));
                UNDER_WAY.fetch_sub(1, Ordering::SeqCst);
                Ok(Vec::new())
            })
        };
        let hosts: Vec<_> = (0..10).map(|_| one()).collect();
        // Who goes away gives its place up.
        timeout(Duration::from_millis(10), addresses(&one())).await.unwrap_err();
        let calls: Vec<_> =
            hosts.into_iter().map(|host| tokio::spawn(async move { addresses(&host).await })).collect();
        for call in calls {
            assert_eq!(call.await.unwrap().unwrap(), []);
        }
    }

    #[tokio::test]
    async fn a_lookup_that_panics_is_an_error_and_the_next_one_works() {
        static FIRST: AtomicUsize = AtomicUsize::new(0);
        let lookup = lookup(|_| match FIRST.fetch_add(1, Ordering::SeqCst) {
            0 => panic!("the first"),
            _ => Ok(Vec::new()),
        });
        assert_eq!(addresses(&lookup).await.unwrap_err().kind(), io::ErrorKind::Other);
        assert_eq!(addresses(&lookup).await.unwrap(), []);
    }
}
