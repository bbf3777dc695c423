//! Which test is the evidence for which hostile case and for which of the OpenID Foundation's modules.
//!
//! Two maps in `tests/evidence` have a line for each of them: where it is tested, or why it is not. The tests themselves name
//! the ids, so the maps can be compared with the sources, and `EVIDENCE=overwrite` writes the places anew.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a broken expectation is a failed test; the summary is for people"
)]

#[path = "evidence/sources.rs"]
mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use oauth_test_provider::{Misbehaviour, Verdict};

use sources::{Source, Test, sources, words, workspace};

const CASES: &str = "tests/evidence/cases.tsv";
const MODULES: &str = "tests/evidence/conformance.tsv";
/// What the names of the Foundation's modules begin with in the list of cases.
const FOUNDATION: &str = "OIDF:";
/// The modules for relying parties in the Foundation's suite of November 2026.
const MODULE_COUNT: usize = 189;
/// The cases that hold from the first release.
const CASE_COUNT: usize = 391;

/// One line of a map.
#[derive(Clone)]
struct Line {
    id: String,
    /// What a client must do: `accept`, `reject`, and finer words.
    verdict: String,
    places: BTreeSet<String>,
    /// Why there is no place.
    reason: String,
}

impl Line {
    fn read(line: &str) -> Self {
        let columns: Vec<_> = line.split('\t').collect();
        let [id, verdict, places, reason] = columns[..] else { panic!("not four columns: {line}") };
        let places = places.split("; ").filter(|place| !place.is_empty()).map(str::to_owned).collect();
        Self { id: id.to_owned(), verdict: verdict.to_owned(), places, reason: reason.to_owned() }
    }

    fn write(&self) -> String {
        let places = self.places.iter().map(String::as_str).collect::<Vec<_>>().join("; ");
        format!("{}\t{}\t{places}\t{}\n", self.id, self.verdict, self.reason)
    }
}

/// A map, and what the tests make of it.
struct Map {
    path: PathBuf,
    lines: Vec<Line>,
}

impl Map {
    fn read(name: &str) -> Self {
        let path = workspace().join(name);
        let lines = fs::read_to_string(&path).unwrap().lines().map(Line::read).collect();
        Self { path, lines }
    }

    /// Fails unless each line is either tested, in exactly these places, or out for a reason.
    fn compare(mut self, found: &BTreeMap<String, BTreeSet<String>>) {
        let overwrites = std::env::var_os("EVIDENCE").is_some_and(|value| value == "overwrite");
        let mut faults = Vec::new();
        for line in &mut self.lines {
            let found = found.get(&line.id).cloned().unwrap_or_default();
            match (line.reason.is_empty(), found.is_empty()) {
                (true, true) => faults.push(format!("{}: neither a test nor a reason", line.id)),
                (false, false) => faults.push(format!("{}: out, and yet in {found:?}", line.id)),
                _ if line.places != found && !overwrites => {
                    faults.push(format!("{}: listed in {:?}, found in {found:?}", line.id, line.places));
                }
                _ => line.places = found,
            }
        }
        let known: BTreeSet<_> = self.lines.iter().map(|line| &line.id).collect();
        let strangers = found.iter().filter(|(id, _)| !known.contains(id));
        faults.extend(strangers.map(|(id, places)| format!("{id}: not in the map, and yet in {places:?}")));
        if overwrites {
            fs::write(&self.path, self.lines.iter().map(Line::write).collect::<String>()).unwrap();
        }
        let path = self.path.display();
        assert!(faults.is_empty(), "{path}; EVIDENCE=overwrite writes the places:\n{}", faults.join("\n"));
    }

    fn tested(&self) -> usize {
        self.lines.iter().filter(|line| line.reason.is_empty()).count()
    }

    fn assert_sorted_and_unique(&self, count: usize) {
        let ids: Vec<_> = self.lines.iter().map(|line| line.id.as_str()).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "{}: not sorted, or an id twice", self.path.display());
        assert_eq!(ids.len(), count, "{}", self.path.display());
    }
}

/// Where each of the keys is named, of those that `keys` finds in a test.
fn places(sources: &[Source], keys: impl Fn(&Test) -> Vec<String>) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::<_, BTreeSet<_>>::new();
    for test in sources.iter().flat_map(|source| &source.tests) {
        for key in keys(test) {
            found.entry(key).or_default().insert(test.place.clone());
        }
    }
    found
}

/// Two letters or digits of an area, a hyphen, three digits; or one of the Foundation's former tests.
fn is_case(word: &str, areas: &BTreeSet<String>) -> bool {
    let number = word.split_once('-').filter(|(area, _)| areas.contains(*area));
    let is_number =
        |(_, rest): (&str, &str)| rest.len() == 3 && rest.bytes().all(|byte| byte.is_ascii_digit());
    number.is_some_and(is_number) || word.starts_with("OIDF-legacy:")
}

fn cases_of(text: &str, areas: &BTreeSet<String>) -> Vec<String> {
    words(text).filter(|word| is_case(word, areas)).map(str::to_owned).collect()
}

fn areas(cases: &Map) -> BTreeSet<String> {
    let ids = cases.lines.iter().filter(|line| !line.id.starts_with("OIDF"));
    ids.map(|line| line.id.split('-').next().unwrap().to_owned()).collect()
}

/// The modules that a test runs: by the name of the scenario, by its own, or all that are to be accepted.
fn modules_of(test: &Test, modules: &[(String, Option<Misbehaviour>)]) -> Vec<String> {
    let words: BTreeSet<_> = words(&test.text).flat_map(|word| word.split("::").chain([word])).collect();
    let runs_all_accepted = test.text.contains("Misbehaviour::ALL") && words.contains("Accept");
    let runs = |scenario: Misbehaviour| {
        words.contains(format!("{scenario:?}").as_str())
            || runs_all_accepted && scenario.verdict() == Verdict::Accept
    };
    let run = modules
        .iter()
        .filter(|(module, scenario)| words.contains(module.as_str()) || scenario.is_some_and(runs));
    run.map(|(module, _)| module.clone()).collect()
}

/// The entry of the provider's catalogue that does what a module does.
fn scenario(module: &str) -> Option<Misbehaviour> {
    Misbehaviour::ALL.iter().copied().find(|entry| entry.conformance_module() == Some(module))
}

#[test]
fn every_case_is_tested_or_out_for_a_reason() {
    let cases = Map::read(CASES);
    cases.assert_sorted_and_unique(CASE_COUNT);
    let areas = areas(&cases);
    let mut found = places(&sources(), |test| cases_of(&test.text, &areas));
    // The Foundation's modules have a map of their own.
    for module in Map::read(MODULES).lines {
        let id = format!("{FOUNDATION}{}", module.id);
        if cases.lines.iter().any(|line| line.id == id && module.reason.is_empty()) {
            found.insert(id, BTreeSet::from([format!("{MODULES}: {}", module.id)]));
        }
    }
    let (tested, all) = (cases.tested(), cases.lines.len());
    println!("{all} cases: {tested} tested, {} out, each with its reason", all - tested);
    for verdict in ["accept", "reject"] {
        let of = cases.lines.iter().filter(|line| line.verdict == verdict);
        let tested = of.clone().filter(|line| line.reason.is_empty()).count();
        println!("  {verdict}: {}, of which {tested} tested", of.count());
    }
    cases.compare(&found);
}

#[test]
fn every_conformance_module_is_tested_or_out_for_a_reason() {
    let modules = Map::read(MODULES);
    modules.assert_sorted_and_unique(MODULE_COUNT);
    let offered = modules.lines.iter().filter(|line| line.reason.is_empty());
    let offered: Vec<_> = offered.map(|line| (line.id.clone(), scenario(&line.id))).collect();
    let found = places(&sources(), |test| modules_of(test, &offered));
    let scenarios = modules.lines.iter().filter(|line| scenario(&line.id).is_some()).count();
    let (tested, all) = (modules.tested(), modules.lines.len());
    println!(
        "{all} modules: {scenarios} scenarios, {tested} tested, {} out, each with its reason",
        all - tested
    );
    modules.compare(&found);
}

/// A tested module whose scenario says something else than the Foundation would prove nothing.
#[test]
fn scenarios_and_modules_agree() {
    let modules = Map::read(MODULES);
    let known: BTreeSet<_> = modules.lines.iter().map(|line| line.id.as_str()).collect();
    let named = Misbehaviour::ALL.iter().filter_map(|entry| entry.conformance_module());
    let unknown: Vec<_> = named.filter(|module| !known.contains(module)).collect();
    assert!(unknown.is_empty(), "the catalogue names modules that there are not: {unknown:?}");
    for line in modules.lines.iter().filter(|line| line.reason.is_empty()) {
        let Some(scenario) = scenario(&line.id) else { continue };
        let expected = match line.verdict.as_str() {
            "accept" => Verdict::Accept,
            "reject" => Verdict::Refuse,
            "either" => Verdict::Either,
            other => panic!("{}: {other}", line.id),
        };
        assert_eq!(scenario.verdict(), expected, "{}", line.id);
    }
}

/// A table beside the tests, or a comment on a helper, would be no evidence.
#[test]
fn an_id_stands_in_the_test_that_is_its_evidence() {
    let areas = areas(&Map::read(CASES));
    for source in sources() {
        let within: BTreeSet<_> = source.tests.iter().flat_map(|test| cases_of(&test.text, &areas)).collect();
        let mut all = cases_of(&source.text, &areas);
        all.retain(|id| !within.contains(id));
        assert!(all.is_empty(), "{}: {all:?}", source.path);
    }
}
