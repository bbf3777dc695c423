//! A file of variables.
//!
//! Whatever is accepted gives each variable its last value, character for character; whatever is refused shows no value.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use oauth_core::Settings;
use oauth_fuzz::PLANTED;

fuzz_target!(|input: &[u8]| {
    let Ok(text) = str::from_utf8(input) else { return };
    match Settings::parse_file(".env", text) {
        Ok(settings) => {
            for (name, value) in written(text) {
                let read = settings.get(name).map(|value| value.expose().to_owned()).unwrap_or_default();
                assert_eq!(expanded(&read), value, "{name}");
            }
        }
        Err(errors) => check_error(&errors.to_string()),
    }
});

/// The variables and their values, one quote at each end taken away.
fn written(text: &str) -> BTreeMap<&str, &str> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let assignments =
        lines.map(|line| line.strip_prefix("export ").unwrap_or(line).split_once('=').expect("a ="));
    assignments.map(|(name, value)| (name.trim(), unquoted(value.trim()))).collect()
}

fn unquoted(value: &str) -> &str {
    match value.chars().next() {
        Some('"' | '\'') => &value[1..value.len() - 1],
        _ => value,
    }
}

/// An error is of fixed words and numbers.
fn check_error(error: &str) {
    const WORDS: [&str; 4] = [
        "expected NAME=value",
        "a name has letters, digits and underscores",
        "the closing quote is missing",
        "cannot read .env, line ",
    ];
    let rest = WORDS.iter().fold(error.to_owned(), |text, words| text.replace(words, ""));
    assert!(
        rest.chars().all(|character| character.is_ascii_digit() || ":;,- \n".contains(character)),
        "{error}"
    );
}

fn expanded(value: &str) -> String {
    if PLANTED { planted(value) } else { value.to_owned() }
}

/// dotenvy's expansion, and everybody's: a secret with `$` in it is another one. No advisory: it is documented.
fn planted(value: &str) -> String {
    value.split('$').next().unwrap_or_default().to_owned()
}
