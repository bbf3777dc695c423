//! Project Wycheproof's JSON Web Signature and JSON Web Key vectors, through the public verification.
//!
//! The files are theirs and not part of this project: get `json_web_signature_test.json` and `json_web_key_test.json`
//! from <https://github.com/C2SP/wycheproof> (`testvectors_v1`), name their folder in `WYCHEPROOF` and run
//! `cargo test -p oauth-core --features wycheproof --test wycheproof`. With `-- --nocapture` it says how many of each
//! file were run.
//!
//! **How many there are.** The two files have 401 and 26 vectors. Who counts 475 that concern a client adds the 48
//! compact signatures of `json_web_crypto_test.json`, of which 46 stand in the signature file too; the other two are a
//! ROCA key (as in key vector 7) and a set that mixes a symmetric with a public key (`one_odd_entry_does_not_spoil_the_set`).
//!
//! **Why our verdict differs on more of them than a JOSE library's would.** What is asked is [`IdToken`], not a JWS: a
//! payload that is empty and a secret that is not text are refused before there is a signature to verify. That makes ten
//! of the 21; each of the 21 is in [`DEVIATIONS`] with its reason, and the test fails when one appears or goes away.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    dead_code,
    reason = "tests may, and the support is shared"
)]

#[path = "oidc/support.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};

use oauth_core::encoding::base64url_decode;
use oauth_core::oidc::{Algorithm, Expected, Keys, SymmetricKey};
use oauth_core::{Secret, Timestamp};
use serde_json::{Value, json};

use crate::support::{expected, set, signature_verifies, verify_at};

const SIGNATURES: &str = "json_web_signature_test.json";
const KEYS: &str = "json_web_key_test.json";

/// A verdict of theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Theirs {
    Valid,
    Invalid,
}

/// Vectors on which our verdict is the other one: the file, theirs, the numbers, why.
const DEVIATIONS: [(&str, Theirs, &[u64], &str); 9] = [
    (SIGNATURES, Theirs::Valid, &[1, 348, 352], "the symmetric key is not text, as a client secret is"),
    (SIGNATURES, Theirs::Valid, &[259, 264, 268, 272, 320, 325], "the payload is empty: no ID token"),
    (SIGNATURES, Theirs::Valid, &[346, 350], "the key's alg is PS256, the token's PS384"),
    (
        SIGNATURES,
        Theirs::Valid,
        &[347, 351],
        "the key's alg is ES521, which does not exist; P-521 is not offered",
    ),
    (
        SIGNATURES,
        Theirs::Valid,
        &[372, 373],
        "a character outside base64url, refused by RFC 7515, section 5.2",
    ),
    (SIGNATURES, Theirs::Invalid, &[367, 370], "byte for byte the same as 357, which is valid"),
    (KEYS, Theirs::Valid, &[2], "the symmetric key is not text, as a client secret is"),
    (KEYS, Theirs::Valid, &[14, 15], "HS384 and HS512 are not offered"),
    (KEYS, Theirs::Invalid, &[7], "a ROCA key (CVE-2017-15361), which no client that we know looks for"),
];

const ALL: [Algorithm; 10] = {
    use Algorithm::*;
    [RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, EdDSA, HS256]
};

fn file(name: &str) -> Value {
    let folder = std::env::var("WYCHEPROOF").expect("WYCHEPROOF names the folder with Wycheproof's vectors");
    let path = std::path::Path::new(&folder).join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// Every signature's number with their verdict and whether it verifies with us.
///
/// The keys of a group are a key set of the provider's; a symmetric key that is text is the client's secret.
fn verdicts(file: &Value) -> BTreeMap<u64, (Theirs, bool)> {
    let mut verdicts = BTreeMap::new();
    for group in file["testGroups"].as_array().unwrap() {
        let key = group.get("public").or(group.get("private")).unwrap();
        let keys = key.get("keys").cloned().unwrap_or(json!([key]));
        let text = |k: &str| String::from_utf8(base64url_decode(k)?).ok().map(Secret::from);
        let secret = keys[0]["k"].as_str().and_then(text);
        let set = set(keys.as_array().unwrap().clone());
        let keys = secret.as_ref().and_then(SymmetricKey::new).map_or(Keys::Set(&set), Keys::Secret);
        for test in group["tests"].as_array().unwrap().iter().filter(|test| test.get("jws").is_some()) {
            let theirs = match test["result"].as_str().unwrap() {
                "valid" => Theirs::Valid,
                "invalid" => Theirs::Invalid,
                other => panic!("a verdict that is neither: {other}"),
            };
            verdicts.insert(test["tcId"].as_u64().unwrap(), (theirs, verifies(&test["jws"], keys)));
        }
    }
    verdicts
}

/// Whether a token verifies. One that is no string is JSON serialization.
fn verifies(jws: &Value, keys: Keys<'_>) -> bool {
    let token = Secret::from(jws.as_str().map_or_else(|| jws.to_string(), str::to_owned));
    let expected = Expected { algorithms: &ALL, ..expected() };
    signature_verifies(&verify_at(Timestamp::from_unix(1_311_281_000), &token, keys, &expected))
}

/// The vectors of a file on which we are of another opinion.
fn differing(verdicts: &BTreeMap<u64, (Theirs, bool)>) -> BTreeSet<(u64, bool)> {
    let differ = |(theirs, ours): &(Theirs, bool)| (*theirs == Theirs::Valid) != *ours;
    verdicts.iter().filter(|(_, verdict)| differ(verdict)).map(|(id, (_, ours))| (*id, *ours)).collect()
}

/// Those that [`DEVIATIONS`] explains.
fn explained(name: &str) -> BTreeSet<(u64, bool)> {
    let of_file = DEVIATIONS.iter().filter(|(file, ..)| *file == name);
    of_file.flat_map(|(_, theirs, ids, _)| ids.iter().map(|id| (*id, *theirs == Theirs::Invalid))).collect()
}

#[test]
fn every_verdict_is_wycheproof_s_but_for_those_that_are_explained() {
    let mut sums = [0; 3];
    for (name, vectors) in [(SIGNATURES, 401), (KEYS, 26)] {
        let file = file(name);
        let verdicts = verdicts(&file);
        assert_eq!(file["numberOfTests"], vectors, "{name} is of another version");
        assert_eq!(verdicts.len(), vectors, "{name}: not all of them were run");
        let differing = differing(&verdicts);
        assert_eq!(differing, explained(name), "{name}");
        let counts = [vectors, vectors - differing.len(), differing.len()];
        report(name, counts);
        sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
    }
    report("both", sums);
    assert_eq!(sums, [427, 406, 21]);
}

fn report(name: &str, [run, equal, explained]: [usize; 3]) {
    println!("wycheproof {name}: {run} run, {equal} verdicts equal, {explained} explained");
}
