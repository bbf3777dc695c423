//! What went wrong in other clients: for each advisory the reason why it cannot happen here, and the test that says so.
//!
//! The list is `tests/evidence/advisories.tsv`. The last column names tests, or facts about what we depend on.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

#[path = "evidence/sources.rs"]
#[allow(dead_code, reason = "shared with the suite of the maps, which needs more of it")]
mod sources;

use std::collections::BTreeSet;
use std::fs;

use sources::{sources, workspace};

const LIST: &str = "tests/evidence/advisories.tsv";
const HEAD: &str = "advisory\tproduct\twhat went wrong\twhy it cannot happen here\ttest";
/// How the table begins in SECURITY.md.
const TABLE: &str =
    "| advisory | product | what went wrong | why it cannot happen here | test |\n|---|---|---|---|---|\n";

/// One advisory.
struct Advisory {
    name: String,
    columns: [String; 5],
}

impl Advisory {
    fn read(line: &str) -> Self {
        let columns: Vec<_> = line.split('\t').map(|column| column.trim().to_owned()).collect();
        let columns: [String; 5] = columns.try_into().unwrap_or_else(|_| panic!("not five columns: {line}"));
        assert!(columns.iter().all(|column| !column.is_empty()), "an empty column: {line}");
        Self { name: columns[0].clone(), columns }
    }

    /// Files with the tests, or facts, that are named of each.
    fn evidence(&self) -> Vec<(&str, Vec<&str>)> {
        let places = self.columns[4].split("; ").map(|place| {
            let (file, names) =
                place.split_once(": ").unwrap_or_else(|| panic!("{}: no file in {place}", self.name));
            (file, names.split(", ").collect())
        });
        places.collect()
    }

    /// A row of the table, where a test is a name and a path is left out.
    fn row(&self) -> String {
        let [name, product, wrong, reason, _] = &self.columns;
        let tests: Vec<_> =
            self.evidence().into_iter().flat_map(|(file, names)| named(file, &names)).collect();
        format!("| {name} | {product} | {wrong} | {} | {} |\n", reason.replace('|', "\\|"), tests.join(", "))
    }
}

/// What the table says of a place: of a test its name, of a fact the whole.
fn named(file: &str, names: &[&str]) -> Vec<String> {
    let is_test = file.ends_with(".rs");
    names.iter().map(|name| if is_test { format!("`{name}`") } else { format!("{file}: {name}") }).collect()
}

fn advisories() -> Vec<Advisory> {
    let text = fs::read_to_string(workspace().join(LIST)).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some(HEAD));
    lines.map(Advisory::read).collect()
}

#[test]
fn every_advisory_is_there_once() {
    let advisories = advisories();
    let names: BTreeSet<_> = advisories.iter().map(|advisory| &advisory.name).collect();
    assert_eq!(names.len(), advisories.len());
    assert!(names.len() >= 75, "{} are left", names.len());
}

#[test]
fn every_test_that_is_named_exists() {
    let known: BTreeSet<_> =
        sources().into_iter().flat_map(|source| source.tests).map(|test| test.place).collect();
    let mut named = 0;
    for advisory in advisories() {
        for (file, names) in advisory.evidence().into_iter().filter(|(file, _)| file.ends_with(".rs")) {
            for name in names {
                assert!(known.contains(&format!("{file}: {name}")), "{}: no {file}: {name}", advisory.name);
                named += 1;
            }
        }
    }
    assert!(named > 90, "{named}");
}

#[test]
fn every_reason_names_a_file_that_exists() {
    let exists = |path: &str| {
        let crates = ["oauth-core/src", "oauth-actix/src", "."];
        crates.iter().any(|folder| workspace().join(folder).join(path).is_file())
    };
    for advisory in advisories() {
        let files = advisory.columns[3].split(['(', ')', ' ', ',']).filter(|word| word.ends_with(".rs"));
        files.for_each(|file| {
            assert!(exists(file) || exists_below_oidc(file), "{}: no {file}", advisory.name)
        });
    }
}

/// `id_token/rules.rs` stands for `oidc/id_token/rules.rs`.
fn exists_below_oidc(path: &str) -> bool {
    workspace().join("oauth-core/src/oidc").join(path).is_file()
}

#[test]
fn every_fact_about_dependencies_holds() {
    let mut held = 0;
    for advisory in advisories() {
        for (file, facts) in advisory.evidence().into_iter().filter(|(file, _)| !file.ends_with(".rs")) {
            let text = fs::read_to_string(workspace().join(file)).unwrap();
            facts
                .iter()
                .for_each(|fact| assert!(holds(file, fact, &text), "{}: {file}: {fact}", advisory.name));
            held += facts.len();
        }
    }
    assert!(held > 15, "{held}");
}

/// `no CRATE`, `CRATE >= VERSION`, `CRATE is optional`, `ADVISORY is ignored by name`.
fn holds(file: &str, fact: &str, text: &str) -> bool {
    match fact.split(' ').collect::<Vec<_>>()[..] {
        ["no", name] if file == "Cargo.lock" => versions(name, text).is_empty(),
        [name, ">=", floor] if file == "Cargo.lock" => {
            let locked = versions(name, text);
            !locked.is_empty() && locked.iter().all(|version| *version >= version_of(floor))
        }
        [name, "is", "optional"] => text
            .lines()
            .any(|line| line.starts_with(&format!("{name} = ")) && line.contains("optional = true")),
        [advisory, "is", "ignored", "by", "name"] => text.contains(&format!("id = \"{advisory}\"")),
        _ => panic!("no such fact: {file}: {fact}"),
    }
}

/// The locked versions of a crate.
fn versions(name: &str, lock: &str) -> Vec<[u64; 3]> {
    let lines: Vec<_> = lock.lines().collect();
    let packages = lines.windows(2).filter(|pair| pair[0] == format!("name = \"{name}\""));
    packages.map(|pair| version_of(pair[1].trim_start_matches("version = ").trim_matches('"'))).collect()
}

fn version_of(text: &str) -> [u64; 3] {
    let parts: Vec<_> = text.split(['.', '-', '+']).take(3).map(|part| part.parse().unwrap()).collect();
    parts.try_into().unwrap_or_else(|_| panic!("no version: {text}"))
}

#[test]
fn facts_can_be_wrong() {
    let lock = "name = \"time\"\nversion = \"0.3.46\"\n";
    assert!(holds("Cargo.lock", "time >= 0.3.46", lock) && holds("Cargo.lock", "no h2", lock));
    for wrong in ["time >= 0.3.47", "time >= 1.0.0", "no time", "h2 >= 0.4.16"] {
        assert!(!holds("Cargo.lock", wrong, lock), "{wrong}");
    }
    assert!(!holds("Cargo.toml", "rsa is optional", "rsa = { version = \"0.9\" }"));
    assert!(!holds("deny.toml", "RUSTSEC-2023-0071 is ignored by name", "ignore = []"));
}

/// The table of SECURITY.md is this list; `ADVISORIES=overwrite` writes it anew.
#[test]
fn the_table_for_readers_is_the_list() {
    let path = workspace().join("SECURITY.md");
    let text = fs::read_to_string(&path).unwrap();
    let table: String = advisories().iter().map(Advisory::row).collect();
    let Some((before, rest)) = text.split_once(TABLE) else {
        panic!("SECURITY.md has no table of advisories")
    };
    let end: usize = rest.lines().take_while(|line| line.starts_with('|')).map(|line| line.len() + 1).sum();
    let (found, after) = rest.split_at(end);
    if std::env::var("ADVISORIES").is_ok_and(|value| value == "overwrite") {
        fs::write(&path, format!("{before}{TABLE}{table}{after}")).unwrap();
    } else {
        assert_eq!(found, table, "run with ADVISORIES=overwrite, then read the difference");
    }
}
