//! Secrets are compared in one place, in constant time. (SC-016)

use std::fs;
use std::path::{Path, PathBuf};

/// The sources of the libraries, by their paths below the workspace, without the tests at their ends.
pub(crate) fn sources() -> Vec<(String, String)> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = Vec::new();
    for library in ["oauth-core/src", "oauth-actix/src"] {
        collect(&workspace.join(library), &mut files);
    }
    let read = |file: PathBuf| {
        let path = file.strip_prefix(workspace).unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&file).unwrap();
        (path, text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned())
    };
    files.into_iter().map(read).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let name = entry.file_name().unwrap().to_str().unwrap().to_owned();
        match entry.is_dir() {
            true if name != "tests" => collect(&entry, files),
            false if name.ends_with(".rs") && name != "tests.rs" => files.push(entry),
            _ => {}
        }
    }
}

/// The files that have a text.
fn with(text: &str) -> Vec<String> {
    let having = sources().into_iter().filter(|(_, source)| source.contains(text));
    let mut paths: Vec<_> = having.map(|(path, _)| path).collect();
    paths.sort_unstable();
    paths
}

#[test]
fn one_function_compares_secrets() {
    for tool in ["ct_eq", "subtle::", "fn equal(a: &[u8], b: &[u8])", "verify_slices_are_equal"] {
        let expected: &[&str] = if tool.starts_with("verify") { &[] } else { &["oauth-core/src/crypto.rs"] };
        assert_eq!(with(tool), expected, "{tool}");
    }
    let callers = [
        "oauth-core/src/oidc/id_token/rules.rs",
        "oauth-core/src/oidc/userinfo.rs",
        "oauth-core/src/pending.rs",
        "oauth-core/src/secret.rs",
    ];
    assert_eq!(with("crypto::equal("), callers);
}

/// `==` is safe for a `Secret`, and for nothing that was taken out of one.
#[test]
fn what_is_taken_out_of_a_secret_is_not_compared_by_operators() {
    const TAKEN: [&str; 5] = [".expose()", "code_verifier", ".nonce", ".state", "token_secret"];
    let mut compared = 0;
    for (path, source) in sources() {
        for line in source.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
            for operator in [" == ", " != ", ".eq(", ".ne("] {
                let Some((left, right)) = line.split_once(operator) else { continue };
                let sides =
                    [left.split(' ').next_back(), right.split(' ').next()].map(Option::unwrap_or_default);
                let taken = sides.iter().any(|side| TAKEN.iter().any(|taken| side.contains(taken)));
                assert!(!taken, "{path}: {line}");
                compared += 1;
            }
        }
    }
    assert!(compared > 100, "{compared} comparisons were read");
}

#[test]
fn a_secret_equals_itself_alone() {
    let secret = oauth_core::Secret::from;
    assert_eq!(secret("a secret"), secret("a secret"));
    for other in ["a secreu", "b secret", "a secre", "a secret\0", ""] {
        assert_ne!(secret("a secret"), secret(other));
    }
}
