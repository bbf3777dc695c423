//! The broken network: whatever happens on the way to a provider, the login is refused with its code and within its time,
//! nothing is sent twice, and the next login works. `tests/memory` measures what that takes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

mod answers;
mod ca_file;
mod case;
mod certificates;
mod faults;
mod handshakes;
mod outages;
mod relay;

#[path = "../support/mod.rs"]
mod support;
