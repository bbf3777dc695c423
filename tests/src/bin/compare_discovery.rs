//! Compares presets with the metadata documents that their providers publish, given as files.
//!
//! `cargo run -p oauth-tests --bin compare-discovery -- GOOGLE.json OKTA.json domain=acme.okta.com`: the name of a file is
//! that of a preset; `key=value` fills in what a preset needs. Ends with 1 if anything differs. Nothing is fetched: save a
//! document with `curl -o GOOGLE.json https://accounts.google.com/.well-known/openid-configuration`.

use std::path::Path;
use std::process::ExitCode;

use oauth_actix::Key;
use oauth_tests::discovery::{differences, key, preset};

fn main() -> ExitCode {
    let (mut files, mut fillings, mut differs) = (Vec::new(), Vec::new(), false);
    for argument in std::env::args().skip(1) {
        match argument.split_once('=').map(|(name, value)| (key(name), value.to_owned())) {
            None => files.push(argument),
            Some((Some(key), value)) => fillings.push((key, value)),
            Some((None, _)) => return usage(&format!("{argument}: no such key")),
        }
    }
    if files.is_empty() {
        return usage("no file");
    }
    for file in files {
        let found = match compare(&file, &fillings) {
            Ok(found) if found.is_empty() => vec!["as published".to_owned()],
            Ok(found) => {
                differs = true;
                found
            }
            Err(reason) => return usage(&format!("{file}: {reason}")),
        };
        for line in found {
            println!("{file}: {line}");
        }
    }
    if differs { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn compare(file: &str, fillings: &[(Key, String)]) -> Result<Vec<String>, String> {
    let name = Path::new(file).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let preset = preset(name).ok_or_else(|| format!("there is no preset {name}"))?;
    let document = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
    differences(preset, fillings, &document)
}

fn usage(problem: &str) -> ExitCode {
    eprintln!("{problem}\nusage: compare-discovery <PRESET>.json… [key=value…]");
    ExitCode::from(2)
}
