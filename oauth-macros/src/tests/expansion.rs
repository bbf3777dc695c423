//! The whole code, compared token by token with files that a person can read.

use proc_macro2::{TokenStream, TokenTree};

use super::{expand, tokens};

#[test]
fn registry_of_three_protocols() {
    let item = include_str!("golden/three_protocols.in.rs");
    assert_expands("", item, include_str!("golden/three_protocols.out.rs"));
}

#[test]
fn field_under_cfg_and_raw_name() {
    let item = include_str!("golden/cfg_and_raw_name.in.rs");
    assert_expands("base = \"/sign-in\"", item, include_str!("golden/cfg_and_raw_name.out.rs"));
}

#[test]
fn preset_with_its_parts_and_providers_added_later() {
    let item = include_str!("golden/preset_and_providers.in.rs");
    let golden = include_str!("golden/preset_and_providers.out.rs");
    assert_expands("crate = \"my_framework::oauth\"", item, golden);
}

#[test]
fn faulty_registry_keeps_the_rest_of_the_program_whole() {
    assert_expands("", include_str!("golden/faulty.in.rs"), include_str!("golden/faulty.out.rs"));
}

#[track_caller]
fn assert_expands(arguments: &str, item: &str, golden: &str) {
    let code = words(expand(arguments, item).0);
    let golden = words(tokens(golden));
    let same = code.iter().zip(&golden).take_while(|(left, right)| left == right).count();
    let from_there =
        |words: &[String]| words.iter().skip(same.saturating_sub(20)).take(40).cloned().collect();
    let (found, expected): (Vec<_>, Vec<_>) = (from_there(&code), from_there(&golden));
    assert!(code == golden, "found:    {}\nexpected: {}", found.join(" "), expected.join(" "));
}

/// The tokens without their layout, to which the commas before closing delimiters belong.
fn words(code: TokenStream) -> Vec<String> {
    let mut words = Vec::new();
    for token in code {
        match token {
            TokenTree::Group(group) => {
                words.push(format!("{:?}", group.delimiter()));
                words.extend(self::words(group.stream()));
                words.push("end".to_owned());
            }
            other => words.push(other.to_string()),
        }
    }
    if words.last().is_some_and(|last| last == ",") {
        words.pop();
    }
    words
}
