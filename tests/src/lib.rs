//! What the suites stand on: real servers as child processes, a browser, Redis, and a visitor without a screen.
//!
//! Every server listens on a free port of the loopback interface and ends with its owner, also when a test is killed.
//! What a suite needs and the machine lacks is a panic that says what to run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test support: a broken expectation is a failed test, and the panic is its message"
)]

mod app;
mod browser;
pub mod discovery;
mod machine;
mod peers;
mod process;
mod redis;
mod site;
mod visitor;

pub use app::App;
pub use browser::{Journey, browser};
pub use machine::{free_port, output_dir};
pub use peers::{Oracle, Peer};
pub use redis::Redis;
pub use site::Site;
pub use visitor::{Cookie, Form, Hop, Page, Visitor};
