//! Which module may use which: the order in which the crates are to be read, and changed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A module uses only modules of its own floor and of those below it, which stand before it.
const CORE: &[&[&str]] = &[
    &["error", "secret", "time", "random", "encoding", "json", "crypto", "pem", "rules"],
    &["http", "api", "cache", "cache_control", "return_to"],
    &["pending", "provider", "profile", "settings"],
    &["oauth1", "oauth2"],
    &["oidc"],
    &["presets"],
];

/// Modules of one floor that know nothing of each other.
const CORE_STRANGERS: &[(&str, &str)] = &[("oauth1", "oauth2"), ("oauth2", "oauth1")];

const ADAPTER: &[&[&str]] = &[
    &["error", "clock", "headers"],
    &["transport", "flight", "store"],
    &["shared"],
    &["client", "api"],
    &["providers"],
    &["registry"],
    &["routes"],
];

/// The trait `Registry` mounts its routes, which are generic over it: neither can be said without the other.
const ADAPTER_EXCEPTIONS: &[(&str, &str)] = &[("registry", "routes")];

#[test]
fn core_uses_no_floor_above() {
    let edges = edges("oauth-core");
    assert_eq!(upward(CORE, &edges), BTreeSet::new());
}

#[test]
fn protocols_of_one_floor_do_not_know_each_other() {
    let edges = edges("oauth-core");
    let met = CORE_STRANGERS.iter().filter(|pair| edges.contains(&owned(pair))).collect::<Vec<_>>();
    assert!(met.is_empty(), "{met:?}");
}

#[test]
fn presets_are_data_of_the_provider_module_alone() {
    let edges = edges("oauth-core");
    let used: Vec<_> = edges.iter().filter(|(from, _)| from == "presets").map(|(_, to)| to).collect();
    assert_eq!(used, ["provider"]);
}

#[test]
fn adapter_uses_no_floor_above() {
    let edges = edges("oauth-actix");
    let exceptions = ADAPTER_EXCEPTIONS.iter().map(owned).collect::<BTreeSet<_>>();
    assert_eq!(upward(ADAPTER, &edges), exceptions);
}

#[test]
fn every_module_stands_on_a_floor() {
    for (name, floors) in [("oauth-core", CORE), ("oauth-actix", ADAPTER)] {
        let placed: BTreeSet<String> =
            floors.iter().flat_map(|floor| floor.iter().map(|m| (*m).to_owned())).collect();
        assert_eq!(modules(name), placed, "{name}");
    }
}

#[test]
fn macros_and_core_import_no_crate_of_the_workspace() {
    for name in ["oauth-macros", "oauth-core"] {
        let manifest = std::fs::read_to_string(root(name).join("Cargo.toml")).unwrap();
        let dependencies = manifest.split("\n[").filter(|table| table.starts_with("dependencies]"));
        let found: Vec<_> =
            dependencies.flat_map(str::lines).filter(|line| line.starts_with("oauth-")).collect();
        assert!(found.is_empty(), "{name}: {found:?}");
    }
    for file in sources("oauth-macros") {
        let text = code(&file);
        let imports = text
            .lines()
            .map(str::trim_start)
            .filter(|line| line.starts_with("use ") || line.starts_with("pub use "));
        let foreign: Vec<_> = imports.filter(|line| line.contains("oauth_")).collect();
        assert!(foreign.is_empty(), "{}: {foreign:?}", file.display());
    }
}

#[test]
fn the_macro_depends_on_what_reads_and_writes_rust_alone() {
    let manifest = std::fs::read_to_string(root("oauth-macros").join("Cargo.toml")).unwrap();
    let table = manifest.split("\n[").find(|table| table.starts_with("dependencies]")).unwrap();
    let names: BTreeSet<_> =
        table.lines().skip(1).filter_map(|line| line.split(['.', ' ', '=']).next()).collect();
    assert_eq!(
        names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>(),
        ["proc-macro2", "quote", "syn"]
    );
}

/// A text that fails when the program is compiled also fails when it starts, in the same words: each crate has the rules, and
/// neither may depend on the other.
#[test]
fn the_macro_and_the_core_judge_by_the_same_rules() {
    let rules = |crate_name: &str| -> Vec<(PathBuf, String)> {
        let folder = root(crate_name).join("src/rules");
        let mut files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let read = |file: PathBuf| {
            let text = std::fs::read_to_string(&file).unwrap();
            (PathBuf::from(file.file_name().unwrap()), text)
        };
        files.into_iter().map(read).collect()
    };
    let (core, macros) = (rules("oauth-core"), rules("oauth-macros"));
    assert!(core.len() > 3, "{core:?}");
    for ((file, core), (other, macros)) in core.iter().zip(&macros) {
        assert_eq!(file, other);
        assert!(core == macros, "copy oauth-macros/src/rules/{} to oauth-core/src/rules", file.display());
    }
    assert_eq!(core.len(), macros.len());
}

#[test]
fn core_asks_neither_the_clock_nor_the_network_nor_the_environment() {
    let asked = [
        "SystemTime",
        "Instant::now",
        "std::net::Tcp",
        "std::net::Udp",
        "std::env",
        "std::fs",
        "tokio",
        "actix",
    ];
    for file in sources("oauth-core") {
        let text = code(&file);
        let found: Vec<_> = asked.iter().filter(|name| text.contains(**name)).collect();
        assert!(found.is_empty(), "{}: {found:?}", file.display());
    }
}

#[test]
fn edges_are_found_however_they_are_written() {
    let own = ["api", "client", "error"].map(str::to_owned).into();
    let found = |module: &[&str], text: &str| uses(module, text, &own, &[("Error".into(), "error".into())]);
    assert_eq!(found(&["routes"], "use crate::client::{Client, read_form};"), ["client"]);
    assert_eq!(found(&["routes"], "use crate::{api::Api, error::{Error, page}};"), ["api", "error"]);
    assert_eq!(found(&["routes"], "let x = crate::error::codes();"), ["error"]);
    assert_eq!(found(&["routes"], "impl From<A> for $crate::Error {}"), ["error"]);
    assert_eq!(found(&["client", "oidc"], "use super::super::api;\nuse super::error;"), ["api", "client"]);
    assert_eq!(found(&["routes"], "use super::api;"), ["api"]);
    assert_eq!(found(&["routes"], "use oauth_core::error::Error; use std::error;"), [""; 0]);
}

type Edge = (String, String);

fn owned(pair: &(&str, &str)) -> Edge {
    (pair.0.to_owned(), pair.1.to_owned())
}

/// The edges that lead to a higher floor.
fn upward(floors: &[&[&str]], edges: &BTreeSet<Edge>) -> BTreeSet<Edge> {
    let floor = |module: &str| floors.iter().position(|floor| floor.contains(&module));
    edges.iter().filter(|(from, to)| floor(from) < floor(to)).cloned().collect()
}

/// Which top-level module of a crate uses which other one.
fn edges(name: &str) -> BTreeSet<Edge> {
    let (own, exports) = (modules(name), exports(name));
    let mut edges = BTreeSet::new();
    for file in sources(name) {
        let path = module_path(&root(name).join("src"), &file);
        let Some(from) = path.first().cloned() else { continue };
        let module: Vec<&str> = path.iter().map(String::as_str).collect();
        let used = uses(&module, &code(&file), &own, &exports);
        edges.extend(used.into_iter().filter(|to| *to != from).map(|to| (from.clone(), to)));
    }
    assert!(edges.len() > 10, "{name}: {edges:?}");
    edges
}

/// The crate's own top-level modules that a text names, by `crate::` or by `super::`.
fn uses(module: &[&str], text: &str, own: &BTreeSet<String>, exports: &[(String, String)]) -> Vec<String> {
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        found.extend(heads(&text[at + "crate::".len()..]));
    }
    for (at, _) in text.match_indices("super::") {
        if text[..at].ends_with("super::") {
            continue;
        }
        let mut rest = &text[at..];
        let mut left = module.len();
        while let Some(more) = rest.strip_prefix("super::") {
            (rest, left) = (more, left.saturating_sub(1));
        }
        match left {
            0 => found.extend(heads(rest)),
            _ => found.extend(module.first().map(|name| (*name).to_owned())),
        }
    }
    let origin =
        |name: &String| exports.iter().find(|(export, _)| export == name).map(|(_, module)| module.clone());
    let used = found.iter().filter_map(|name| own.get(name).cloned().or_else(|| origin(name)));
    used.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The first names after a `::`: one, or each of a group in braces.
fn heads(text: &str) -> Vec<String> {
    let name = |text: &str| {
        text.trim().split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap().to_owned()
    };
    let Some(group) = text.strip_prefix('{') else { return vec![name(text)] };
    let mut depth = 0;
    let mut names = vec![String::new()];
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(String::new()),
            _ => names.last_mut().unwrap().push(c),
        }
    }
    names.iter().map(|entry| name(entry)).collect()
}

/// What the root exports, and from which module: it must be no way round the floors.
fn exports(name: &str) -> Vec<Edge> {
    let text = code(&root(name).join("src/lib.rs"));
    let mut exports = Vec::new();
    for statement in text.split(';').filter_map(|statement| statement.split("pub use crate::").nth(1)) {
        let (module, names) = statement.split_once("::").unwrap();
        let names = names.trim_matches(['{', '}', ' ', '\n']).split(',').map(str::trim);
        exports.extend(names.map(|export| (export.to_owned(), module.to_owned())));
    }
    exports
}

/// The top-level modules, which are those that lie in `src`.
fn modules(name: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(root(name).join("src")).unwrap().map(|entry| entry.unwrap().path());
    let names = entries.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned());
    names.filter(|name| !["lib", "tests"].contains(&name.as_str())).collect()
}

/// `src/oidc/id_token/rules.rs` → `oidc`, `id_token`, `rules`; nothing for the root.
fn module_path(src: &Path, file: &Path) -> Vec<String> {
    let path = file.strip_prefix(src).unwrap().with_extension("");
    let names = path.iter().map(|name| name.to_str().unwrap().to_owned());
    names.filter(|name| !["mod", "lib"].contains(&name.as_str())).collect()
}

/// The sources of a crate, without tests that are files of their own.
fn sources(name: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![root(name).join("src")];
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() && !path.ends_with("tests") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && !path.ends_with("tests.rs")
            {
                files.push(path);
            }
        }
    }
    files
}

/// A file's code: without comments, and without the tests at its end.
fn code(file: &Path) -> String {
    let text = std::fs::read_to_string(file).unwrap();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code = lines.collect::<Vec<_>>().join("\n");
    let tests = ["mod tests {", "pub(super) mod tests {", "pub(crate) mod tests {"];
    let starts = tests.iter().filter_map(|start| code.find(&format!("#[cfg(test)]\n{start}")));
    let end = starts.min().unwrap_or(code.len());
    code[..end].to_owned()
}

fn root(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(name)
}

/// Each row of the porting table has its place in the example.
#[test]
fn the_porting_table_names_what_the_example_has() {
    let workspace = root("oauth-core").parent().unwrap().to_owned();
    let table = std::fs::read_to_string(workspace.join("COMPARE.md")).unwrap();
    let example = std::fs::read_to_string(workspace.join("examples/from_authlib.rs")).unwrap();
    let table = table.split("## From Authlib").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows: Vec<_> =
        table.lines().filter(|line| line.starts_with("| `") || line.starts_with("| a ")).collect();
    assert!(rows.len() > 35, "{}", rows.len());
    for row in rows {
        let name = row.trim_end_matches([' ', '|']).rsplit(" | ").next().unwrap().trim_matches('`');
        let defined = ["fn ", "pub struct ", "pub const ", "    pub "].iter().any(|kind| {
            let found = |end: &str| example.contains(&format!("{kind}{name}{end}"));
            found("(") || found(":") || found(" {")
        });
        assert!(name == "–" || defined, "{name}: {row}");
    }
}
