//! The JSON reader, beside serde_json.
//!
//! What is accepted is what serde_json makes of it, without repeated names; what is refused is refused by serde_json too, or
//! repeats a name, or nests too deeply. None of these texts is long enough for too many values.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oauth_core::json;
use oauth_fuzz::{PLANTED, unique_json};
use serde_json::Value;

/// As the library documents it, in levels.
const MAX_DEPTH: usize = 64;

fuzz_target!(|text: &[u8]| {
    let expected = unique_json(text).filter(|value| depth(value) <= MAX_DEPTH);
    assert_eq!(accepted(text), expected);
});

/// How many arrays and objects stand inside each other.
fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

fn accepted(text: &[u8]) -> Option<Value> {
    if PLANTED { planted(text) } else { json::value(text).ok() }
}

/// The last of two equal names counts, as nearly everywhere: one reader checks the first, another believes the last (RFC 8259,
/// section 4; CVE-2026-25537 is another confusion of the same readers).
fn planted(text: &[u8]) -> Option<Value> {
    serde_json::from_slice(text).ok()
}
