//! A hostile provider: each row is one thing that it does, the code of the refusal, and what was called until then.
//!
//! Names in quotes are those of the project's catalogue of hostile cases, or `OIDF` where the OpenID Foundation's
//! relying-party tests do the same.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

#[macro_use]
mod row;

mod callback;
mod id_token;
mod jose;
mod keys;
mod logout;
mod metadata;
mod oauth1;
mod token_response;

#[path = "../support/mod.rs"]
mod support;

use oauth_test_provider::{Misbehaviour, Verdict};

use row::{Row, Turn};

/// Entries of the provider's catalogue that are no refusal of a login, and where they are tested instead.
const ELSEWHERE: [Misbehaviour; 6] = [
    // calls.rs
    Misbehaviour::ForeignUserinfoSubject,
    Misbehaviour::MissingUserinfoSubject,
    Misbehaviour::UserinfoInArray,
    Misbehaviour::UserinfoRedirects,
    // refresh.rs
    Misbehaviour::RefreshedIssuerDiffers,
    Misbehaviour::RefreshedSubjectDiffers,
];

#[test]
fn everything_that_the_provider_s_catalogue_wants_refused_has_a_row() {
    let rows: Vec<&Row> = [
        callback::ROWS,
        metadata::ROWS,
        token_response::ROWS,
        id_token::ROWS,
        jose::ROWS,
        keys::ROWS,
        logout::ROWS,
        oauth1::ROWS,
    ]
    .into_iter()
    .flatten()
    .collect();
    let has_row = |entry: &Misbehaviour| {
        rows.iter().any(|row| matches!(row.turn, Turn::Named(named) if named == *entry))
    };
    let wanted = Misbehaviour::ALL.iter().filter(|entry| entry.verdict() == Verdict::Refuse);
    let missing: Vec<_> = wanted.filter(|entry| !ELSEWHERE.contains(entry) && !has_row(entry)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
