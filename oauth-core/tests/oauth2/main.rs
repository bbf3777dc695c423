//! The code flow of OAuth 2, through the public interface alone: no runtime, no clock.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests may"
)]

mod authorization;
mod deviations;
mod discovery;
mod emails;
mod response;
mod run_time;
mod support;
mod token;
mod vectors;
