//! What the manifests say, and what they bring along: one compiler, no `unsafe`, no code that runs on the machine of
//! whoever builds us unless it is listed.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

const PUBLISHED: [&str; 3] = ["oauth-core", "oauth-macros", "oauth-actix"];

/// The procedural macros of the whole tree, tests included, and whose they are. (Build scripts: `deny.toml`.)
const PROC_MACROS: [(&str, &str); 19] = [
    ("actix-macros", "actix-web"),
    ("actix-web-codegen", "actix-web"),
    ("asn1-rs-derive", "an optional part of rcgen, which makes certificates for tests"),
    ("asn1-rs-impl", "an optional part of rcgen"),
    ("borsh-derive", "an optional part of actix-web's bytestring"),
    ("derive_more-impl", "actix-web, actix-session"),
    ("displaydoc", "url, by ICU4X"),
    ("multiversion_no_op", "an optional part of ICU4X"),
    ("oauth-macros", "ours"),
    ("rustversion", "an optional part of wit-bindgen and others"),
    ("serde_derive", "serde"),
    ("thiserror-impl", "an optional part of rcgen"),
    ("time-macros", "cookie, by time"),
    ("tokio-macros", "tokio"),
    ("tracing-attributes", "tracing"),
    ("yoke-derive", "url, by ICU4X"),
    ("zerocopy-derive", "an optional part of ppv-lite86"),
    ("zerofrom-derive", "url, by ICU4X"),
    ("zerovec-derive", "url, by ICU4X"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What comes between two texts, where they occur first.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start:?}"));
    rest.split_once(end).unwrap_or_else(|| panic!("no {end:?} after {start:?}")).0
}

/// Every package that Cargo.lock admits, for any target.
static PACKAGES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version=1", "--locked", "--offline", "--all-features"]);
    let output = cargo.current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
});

fn has_target(package: &Value, kind: &str) -> bool {
    package["targets"].as_array().unwrap().iter().any(|target| target["kind"][0] == kind)
}

#[test]
fn every_document_names_the_same_compiler() {
    let pinned = read("rust-toolchain.toml");
    let pinned = between(&pinned, "channel = \"", "\"");
    let manifest = read("Cargo.toml");
    let least = between(&manifest, "rust-version = \"", "\"");
    assert_eq!(pinned.strip_prefix(least), Some(".0"), "{pinned} is tested, {least} promised");
    assert!(
        read("README.md").contains(&format!("Rust {least}")),
        "README.md promises another Rust than {least}"
    );
    // Nothing may choose another compiler behind the file's back.
    for script in [".ci/run", "tests/run", "tests/bench/run"] {
        let script = read(script);
        assert!(!script.contains("cargo +") && !script.contains("RUSTUP_TOOLCHAIN"), "{script}");
    }
}

#[test]
fn every_crate_of_ours_forbids_unsafe_code_and_builds_without_a_script() {
    assert!(read("Cargo.toml").contains("\nunsafe_code = \"forbid\"\n"));
    let ours: Vec<_> = PACKAGES.iter().filter(|package| package["source"].is_null()).collect();
    let names: BTreeSet<_> = ours.iter().map(|package| package["name"].as_str().unwrap()).collect();
    assert!(PUBLISHED.iter().all(|name| names.contains(name)), "{names:?}");
    for package in ours {
        let manifest = package["manifest_path"].as_str().unwrap();
        let manifest = fs::read_to_string(manifest).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true\n"), "{manifest}");
        assert!(!has_target(package, "custom-build"), "{manifest}");
    }
}

#[test]
fn every_procedural_macro_in_the_tree_is_known() {
    let listed: BTreeSet<_> = PROC_MACROS.iter().map(|(name, _)| *name).collect();
    let macros = PACKAGES.iter().filter(|package| has_target(package, "proc-macro"));
    let found: BTreeSet<_> = macros.map(|package| package["name"].as_str().unwrap()).collect();
    assert_eq!(found, listed, "a new one runs on every machine that builds us: read it, then list it");
}
