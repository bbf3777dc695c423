//! How much memory the worst answers take, in a process of its own: other tests would be counted in.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    dead_code,
    reason = "a broken expectation is a failed test, and the faults are those of another suite"
)]

#[path = "../network/case.rs"]
mod case;
#[path = "../network/faults.rs"]
mod faults;
#[path = "../network/relay.rs"]
mod relay;
#[path = "../support/mod.rs"]
mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use actix_web::rt;

use crate::case::Exchange::Code;
use crate::faults::*;
use crate::relay::{Fault, Front, Relay, honest};
use crate::support::*;

/// Logins that wait for an answer at the same time.
const AT_ONCE: usize = 50;
/// How much the process may grow meanwhile, in kB: the buffers of all logins, and the servers of this test. The answers have
/// 2.5 GB.
const GROWTH: usize = 64 << 10;

#[actix_web::test]
async fn memory_is_bounded_whatever_fifty_answers_at_once_bring() {
    let provider = provider();
    let relay = Relay::to(&provider);
    let app = Store::Cookie.app(&Code.lead(&provider, &relay, "http")).await;
    let faults: [(&str, Fault, &str); 7] = [
        ("50 MB", huge_by_length, "transport_body_too_large"),
        ("50 MB, no length", huge_without_length, "transport_body_too_large"),
        // A busy machine does not always get to its end.
        ("1-byte chunks", spaces_in_chunks_of_one_byte, "transport_interrupted or transport_timeout"),
        ("103 without end", interim_answers_without_end, "transport_interrupted"),
        ("JSON of objects", json_of_objects, "token_malformed"),
        ("gzip bombs", gzip_bomb, "token_malformed"),
        ("1 byte/s", dripping_body, "transport_timeout"),
    ];
    for (name, fault, code) in faults {
        relay.set(Front::Plain(honest));
        let mut approved = Vec::new();
        for _ in 0..AT_ONCE {
            let browser = Browser::new(&app);
            let hop = browser.approve("github").await;
            approved.push((browser, hop));
        }
        relay.set(Front::Plain(fault));
        let meter = Meter::start();
        let finish = |(browser, hop): (Browser, _)| async move { browser.finish(&hop).await.error() };
        let running: Vec<_> = approved.into_iter().map(finish).map(rt::spawn).collect();
        for login in running {
            let refused = login.await.unwrap();
            assert!(code.split(" or ").any(|code| code == refused), "{name}: {refused}");
        }
        let growth = meter.stop();
        println!("{AT_ONCE} × {name:20} {code:28} grew by {growth} kB");
        assert!(growth < GROWTH, "{name}: {growth} kB");
    }
    relay.set(Front::Plain(honest));
    Browser::new(&app).login("github").await.assert_logged_in();
}

/// Watches how much memory this process has.
struct Meter {
    stopped: Arc<AtomicBool>,
    watcher: thread::JoinHandle<usize>,
}

impl Meter {
    fn start() -> Self {
        let stopped = Arc::new(AtomicBool::new(false));
        let (stop, before) = (Arc::clone(&stopped), resident());
        let watcher = thread::spawn(move || {
            let mut most = before;
            while !stop.load(Ordering::Relaxed) {
                most = most.max(resident());
                thread::sleep(Duration::from_millis(2));
            }
            most - before
        });
        Self { stopped, watcher }
    }

    /// The largest growth, in kB.
    fn stop(self) -> usize {
        self.stopped.store(true, Ordering::Relaxed);
        self.watcher.join().unwrap()
    }
}

/// In kB.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}
