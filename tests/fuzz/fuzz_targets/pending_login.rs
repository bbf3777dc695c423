//! The encoding of a pending login, under its seal.
//!
//! Only what `encode` writes is read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oauth_core::PendingAuthorization;
use oauth_fuzz::{NOW, PLANTED};

fuzz_target!(|bytes: &[u8]| {
    let Some(pending) = decode(bytes) else { return };
    assert_eq!(pending.encode(), bytes);
    let _ = (pending.id(), pending.is_expired(NOW), pending.is_form_post(), format!("{pending:?}"));
});

fn decode(bytes: &[u8]) -> Option<PendingAuthorization> {
    if PLANTED { planted(bytes) } else { PendingAuthorization::decode(bytes) }
}

/// A reader that does not look at what is left over. next-auth, CVE-2023-48309: what was written for another purpose was read.
fn planted(bytes: &[u8]) -> Option<PendingAuthorization> {
    (0..=bytes.len()).rev().find_map(|end| PendingAuthorization::decode(&bytes[..end]))
}
