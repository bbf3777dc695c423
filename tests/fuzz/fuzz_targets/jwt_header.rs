//! The header of an ID token that is signed as it should be.
//!
//! Input: the JSON of the header. Whatever is accepted has unique names, the key's algorithm and no other `kid`, is of type
//! JWT, and asks for nothing that we do not do.
#![no_main]

use libfuzzer_sys::fuzz_target;
use oauth_fuzz::openid::{CLAIMS, KEYS, KID, signed, verify};
use oauth_fuzz::{PLANTED, unique_json};
use serde_json::Value;

fuzz_target!(|header: &[u8]| {
    if !accepted(header) {
        return;
    }
    let header = unique_json(header).expect("one JSON object with unique names");
    assert_eq!(header["alg"], "EdDSA");
    assert!(header.get("kid").is_none_or(|kid| kid == KID));
    for critical in ["crit", "b64"] {
        assert!(header.get(critical).is_none(), "{critical}");
    }
    let kind = header.get("typ").map(|kind| kind.as_str().expect("a string").to_ascii_lowercase());
    assert!(kind.is_none_or(|kind| kind == "jwt" || kind == "application/jwt"));
});

fn accepted(header: &[u8]) -> bool {
    if PLANTED { planted(header) } else { verify(&signed(header, CLAIMS.as_bytes()), &KEYS).is_some() }
}

/// Authlib, CVE-2025-59420: `crit` was not looked at.
fn planted(header: &[u8]) -> bool {
    let header: Value = serde_json::from_slice(header).unwrap_or_default();
    header["alg"] == "EdDSA" && header.get("typ").is_none() && header.get("b64").is_none()
}
