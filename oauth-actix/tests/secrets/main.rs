//! No secret is logged, shown, or sent where it does not belong; log lines say which provider and what went wrong.
//!
//! Every secret of a login is a value that occurs nowhere else. What may be seen, and where:
//!
//! | what | where |
//! |---|---|
//! | `state`, `nonce`, the temporary token of OAuth 1.0a | `Location` of the answer that begins the login |
//! | the sealed cookie, the session's cookie | `Set-Cookie` of the same answer |
//! | client secret, code, verifier, refresh token | the token endpoint of the provider that they belong to |
//! | access token | userinfo and API of that provider, in `Authorization` |
//!
//! Everything else fails: any other header, any page, any JSON, any log line at any level, any `Debug` or `Display`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

mod comparisons;
mod failures;
mod lines;
mod log;
mod logins;
mod misconfigured;
mod origins;
mod sentinel;
mod shown;
#[path = "../support/mod.rs"]
mod support;
