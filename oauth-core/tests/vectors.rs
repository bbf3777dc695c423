//! No published vector gets lost: what is in `tests/vectors`, counted, with its source.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, reason = "tests may")]

use std::collections::BTreeSet;

use serde_json::Value;

const README: &str = include_str!("../../tests/vectors/README.md");

/// The files, and how many vectors each has under a name of its own.
const FILES: [(&str, &str, usize); 4] = [
    ("jose.json", include_str!("../../tests/vectors/jose.json"), 20),
    ("oauth1.json", include_str!("../../tests/vectors/oauth1.json"), 53),
    ("oauth2.json", include_str!("../../tests/vectors/oauth2.json"), 12),
    ("rfc7520.json", include_str!("../../tests/vectors/rfc7520.json"), 12),
];

/// Ours, in `oauth1.json`: what another implementation got wrong, and what OpenSSL signed.
const OWN: usize = 12;

/// Every vector of a file: an array of them, or an object of such arrays.
fn vectors(text: &str) -> Vec<Value> {
    match serde_json::from_str(text).unwrap() {
        Value::Array(vectors) => vectors,
        Value::Object(groups) => {
            groups.into_iter().filter_map(|(_, group)| group.as_array().cloned()).flatten().collect()
        }
        other => panic!("{other}"),
    }
}

fn ids(text: &str) -> BTreeSet<String> {
    vectors(text).iter().map(|vector| vector["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_vector_has_a_name_and_a_source_and_none_is_lost() {
    for (name, text, count) in FILES {
        for vector in vectors(text) {
            assert!(
                vector["source"].as_str().is_some_and(|source| !source.is_empty()),
                "{name}: {}",
                vector["id"]
            );
        }
        assert_eq!(ids(text).len(), count, "{name}");
        assert!(README.contains(&format!("| `{name}` | {count} |")), "{name}: README.md says another number");
    }
    let published = FILES.iter().map(|(_, _, count)| count).sum::<usize>() - OWN;
    assert_eq!(published, 85);
    assert!(README.contains(&format!("{published} published vectors")));
}

/// What README.md says is left out must not be in the files.
#[test]
fn vectors_that_are_left_out_have_a_reason_and_are_not_there() {
    let rows = README.split_once("## Left out").unwrap().1.lines().filter(|line| line.starts_with("| `"));
    let left_out: Vec<_> = rows.map(|row| row.split('`').nth(1).unwrap()).collect();
    assert_eq!(left_out.len(), 6);
    for id in left_out {
        assert!(FILES.iter().all(|(_, text, _)| !ids(text).contains(id)), "{id}");
    }
}
