//! The tests of the workspace as text: which there are, and what each of them names.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Where the tests of the libraries are. Those of the test provider are about the provider.
const FOLDERS: [&str; 5] = ["oauth-core", "oauth-macros", "oauth-actix", "examples", "tests/suites"];

/// One test, or the head of a file that speaks for all of its tests.
pub(crate) struct Test {
    /// `path: name`, or the path alone.
    pub(crate) place: String,
    /// Documentation, attributes and body; of a row, the row.
    pub(crate) text: String,
}

/// The folder of the workspace.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A file with tests, and what stands in it.
pub(crate) struct Source {
    /// The path below the workspace.
    pub(crate) path: String,
    pub(crate) text: String,
    pub(crate) tests: Vec<Test>,
}

/// Every file of the workspace that may have tests.
pub(crate) fn sources() -> Vec<Source> {
    let mut files = Vec::new();
    FOLDERS.iter().for_each(|name| collect(&workspace().join(name), &mut files));
    files.sort_unstable();
    files.iter().map(|file| read(file)).collect()
}

/// The words of a text: ids, names of modules, identifiers.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':');
    text.split(move |c| !is_part(c))
        .map(|word| word.trim_end_matches(['-', ':']))
        .filter(|word| !word.is_empty())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        let own = entry.file_name().unwrap().to_str().unwrap().to_owned();
        match entry.is_dir() {
            // This suite names ids to talk about them.
            _ if own.starts_with("evidence") => {}
            true => collect(&entry, files),
            false if own.ends_with(".rs") => files.push(entry),
            _ => {}
        }
    }
}

fn read(file: &Path) -> Source {
    let path = file.strip_prefix(workspace()).unwrap().to_str().unwrap().to_owned();
    let text = fs::read_to_string(file).unwrap();
    let tests = tests(&path, &text.lines().collect::<Vec<_>>());
    Source { path, text, tests }
}

/// The head of the file, its functions, its rows.
fn tests(path: &str, lines: &[&str]) -> Vec<Test> {
    let head = lines.iter().filter(|line| line.starts_with("//!")).copied().collect::<Vec<_>>().join("\n");
    let mut found = vec![Test { place: path.to_owned(), text: head }];
    let at = |test: &str| format!("{path}: {test}");
    let rules: BTreeMap<_, _> = macro_items(lines, "rules! {").into_iter().collect();
    for (index, line) in lines.iter().enumerate() {
        let Some(function) = function(line) else { continue };
        let (start, end) = (head_of(lines, index), end_of(lines, index));
        let is_marked =
            lines[start..index].iter().any(|line| line.contains("test]") || line.contains("test("));
        if is_marked || rules.contains_key(function) {
            found.push(Test { place: at(function), text: lines[start..=end].join("\n") });
        }
    }
    let rows = macro_items(lines, "refusals! {").into_iter();
    found.extend(rows.map(|(row, text)| Test { place: at(&row), text }));
    found
}

/// The name of a function that begins on this line.
fn function(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line.strip_prefix("pub ").unwrap_or(line);
    let line = line.strip_prefix("async ").unwrap_or(line);
    line.strip_prefix("fn ")?.split(['(', '<']).next()
}

/// The first line of the documentation and attributes above a line.
fn head_of(lines: &[&str], index: usize) -> usize {
    let belongs = |line: &&str| line.trim_start().starts_with("///") || line.trim_start().starts_with("#[");
    index - lines[..index].iter().rev().take_while(|line| belongs(line)).count()
}

/// The line that closes what begins on a line.
fn end_of(lines: &[&str], index: usize) -> usize {
    let indent = lines[index].len() - lines[index].trim_start().len();
    let closing = format!("{}}}", &lines[index][..indent]);
    if lines[index].ends_with('}') {
        return index;
    }
    let length = lines[index..].iter().take_while(|line| **line != closing).count();
    index + length.min(lines.len() - index - 1)
}

/// The items of a macro's list: their names and texts.
fn macro_items(lines: &[&str], opening: &str) -> Vec<(String, String)> {
    let mut items: Vec<(String, String)> = Vec::new();
    let block = lines.iter().skip_while(|line| **line != opening).skip(1).take_while(|line| **line != "}");
    for line in block {
        let item =
            line.strip_prefix("    ").filter(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
        match (item, items.last_mut()) {
            (Some(rest), _) => {
                let name = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap();
                items.push((name.to_owned(), rest.to_owned()));
            }
            (None, Some((_, text))) => *text += line,
            (None, None) => {}
        }
    }
    items
}
