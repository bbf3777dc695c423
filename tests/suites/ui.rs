//! What the compiler says to whoever made a mistake, and what it accepts.
//!
//! The messages depend on the compiler's version, which `rust-toolchain.toml` pins. After a change that is meant:
//! `TRYBUILD=overwrite cargo test -p oauth-tests --test ui`, then read the difference as the person who made the mistake.
#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_mistake_is_explained_and_good_code_compiles() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/fail/*.rs");
    cases.pass("ui/pass/*.rs");
}

/// A case begins with the number of its mistakes: `// 3 mistakes.`, or `// 1 mistake, in rustc's words.`
#[test]
fn each_mistake_is_one_error() {
    for case in failing_cases() {
        let (mistakes, _) = announced(&case);
        let errors = errors(&case);
        assert_eq!(errors.len(), mistakes, "{}: {errors:#?}", case.display());
    }
}

#[test]
fn each_error_says_what_to_write() {
    for case in failing_cases() {
        let (_, in_our_words) = announced(&case);
        for error in errors(&case).iter().filter(|_| in_our_words) {
            let (problem, rest) = error.split_once("\n\n").unwrap_or_default();
            let help = rest.trim_start().split('\n').next().unwrap_or_default();
            assert!(!problem.contains('\n') && !problem.ends_with('.'), "{}: {error}", case.display());
            assert!(help.starts_with("help: ") && help.len() > 10, "{}: {error}", case.display());
        }
    }
}

/// Two mistakes on one token would be one mistake that is reported twice.
#[test]
fn each_error_marks_a_token_of_its_own() {
    for case in failing_cases() {
        let errors = errors(&case);
        let mut places: Vec<&str> = errors.iter().filter_map(|error| place(error)).collect();
        assert_eq!(places.len(), errors.len(), "{}: an error without a place", case.display());
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), errors.len(), "{}: {places:#?}", case.display());
    }
}

fn failing_cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/fail");
    let files =
        fs::read_dir(folder).expect("the folder of the cases").map(|file| file.expect("a file").path());
    let cases: Vec<_> = files.filter(|file| file.extension().is_some_and(|suffix| suffix == "rs")).collect();
    assert!(cases.len() > 20, "{cases:?}");
    cases
}

/// How many mistakes a case says to have, and whether the library has words for them.
fn announced(case: &Path) -> (usize, bool) {
    let source = fs::read_to_string(case).expect("the source of a case");
    let line = source.lines().next().unwrap_or_default();
    let number =
        line.strip_prefix("// ").and_then(|line| line.split_once(" mistake")).map(|(number, _)| number);
    let number = number.and_then(|number| number.parse().ok());
    (
        number.unwrap_or_else(|| panic!("{}: `{line}` is no number of mistakes", case.display())),
        !line.contains("rustc"),
    )
}

/// The errors of a snapshot, each from its first line.
fn errors(case: &Path) -> Vec<String> {
    let snapshot = fs::read_to_string(case.with_extension("stderr")).expect("a snapshot beside each case");
    let mut errors: Vec<String> = Vec::new();
    for line in snapshot.lines() {
        assert!(!line.starts_with("warning"), "{}: {line}", case.display());
        match errors.last_mut() {
            Some(error) if !line.starts_with("error") => error.extend(["\n", line]),
            _ => errors.push(line.to_owned()),
        }
    }
    errors
}

/// `file:line:column` of what an error marks.
fn place(error: &str) -> Option<&str> {
    error.lines().find_map(|line| line.trim_start().strip_prefix("--> "))
}
