//! ID tokens, key sets and userinfo answers, through the public interface alone.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests may"
)]

mod claims;
mod client;
mod cookbook;
mod hashes;
mod header;
mod keys;
mod properties;
mod rules;
mod support;
mod tenants;
mod userinfo;
mod vectors;
