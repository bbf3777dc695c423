//! Collects every mistake of one invocation, so that all of them are reported at once.

use std::fmt::Display;

use proc_macro2::TokenStream;
use quote::ToTokens;

/// What is wrong with a value, before anybody says where.
#[derive(Debug, PartialEq)]
pub(crate) struct Fault {
    pub(crate) problem: String,
    pub(crate) help: String,
}

impl Fault {
    pub(crate) fn new(problem: impl Into<String>, help: impl Into<String>) -> Self {
        Self { problem: problem.into(), help: help.into() }
    }
}

/// The mistakes found so far, in the order in which they were found.
#[derive(Default)]
pub(crate) struct Diagnostics {
    errors: Vec<syn::Error>,
}

impl Diagnostics {
    /// Reports one mistake on `guilty`, the smallest piece of source that has to change.
    pub(crate) fn report(&mut self, guilty: impl ToTokens, problem: impl Display, help: impl Display) {
        self.errors.push(syn::Error::new_spanned(guilty, format!("{problem}\n\nhelp: {help}")));
    }

    pub(crate) fn report_fault(&mut self, guilty: impl ToTokens, fault: &Fault) {
        self.report(guilty, &fault.problem, &fault.help);
    }

    /// Takes over a mistake that already knows its place.
    pub(crate) fn push(&mut self, error: syn::Error) {
        self.errors.push(error);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// One `compile_error!` per mistake.
    pub(crate) fn to_compile_errors(&self) -> TokenStream {
        self.errors.iter().map(syn::Error::to_compile_error).collect()
    }

    #[cfg(test)]
    pub(crate) fn errors(&self) -> &[syn::Error] {
        &self.errors
    }
}

/// The candidate that `word` most probably stands for.
pub(crate) fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let allowed = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's edit distance, in characters.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (index, x) in a.chars().enumerate() {
        let mut left = index + 1;
        let mut next = vec![left];
        for (y, above) in b.chars().zip(row.windows(2)) {
            if let [diagonal, up] = above {
                left = (diagonal + usize::from(x != y)).min(up + 1).min(left + 1);
                next.push(left);
            }
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// `` `a` ``, `` `a` and `b` ``, `` `a`, `b` and `c` ``.
pub(crate) fn enumeration<'a>(words: impl IntoIterator<Item = &'a str>, conjunction: &str) -> String {
    let mut quoted: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match (quoted.pop(), quoted.is_empty()) {
        (None, _) => String::new(),
        (Some(only), true) => only,
        (Some(last), false) => format!("{} {conjunction} {last}", quoted.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{did_you_mean, distance, enumeration};

    #[test]
    fn distance_counts_single_edits() {
        assert_eq!(distance("issuer", "issuer"), 0);
        assert_eq!(distance("isuer", "issuer"), 1);
        assert_eq!(distance("isseur", "issuer"), 2);
        assert_eq!(distance("", "scope"), 5);
        assert_eq!(distance("scope", ""), 5);
    }

    #[test]
    fn nearest_candidate_is_suggested() {
        assert_eq!(did_you_mean("scopes", ["issuer", "scope"]), Some("scope"));
        assert_eq!(did_you_mean("RS265", ["ES256", "RS256"]), None);
        assert_eq!(did_you_mean("rs256", ["ES256", "RS256"]), Some("RS256"));
        assert_eq!(did_you_mean("colour", ["issuer", "scope"]), None);
    }

    #[test]
    fn enumeration_reads_as_a_sentence() {
        assert_eq!(enumeration(["a"], "and"), "`a`");
        assert_eq!(enumeration(["a", "b", "c"], "or"), "`a`, `b` or `c`");
    }
}
