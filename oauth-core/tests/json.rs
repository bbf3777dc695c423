//! What holds for every JSON document that comes from outside: no object has a name twice.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, reason = "tests may")]

use oauth_core::json;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value};

/// Any JSON value, with names that need escapes in it.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            members(inner).prop_map(Value::from),
        ]
    })
}

fn members(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    let name = prop_oneof![3 => "[a-z_]{1,6}", 1 => "[\\PC\"\\\\\n]{0,4}"];
    prop::collection::btree_map(name, value, 1..4).prop_map(Map::from_iter)
}

/// A name as JSON, with those of its UTF-16 units escaped that `which` has a bit for.
fn spelled(name: &str, which: u32) -> String {
    let mut text = String::from("\"");
    for (position, letter) in name.chars().enumerate() {
        let must = matches!(letter, '"' | '\\') || letter.is_control();
        if must || which >> (position % 32) & 1 == 1 {
            let units = letter.encode_utf16(&mut [0; 2]).to_vec();
            let hex =
                |unit: &u16| if which & 1 == 0 { format!("\\u{unit:04x}") } else { format!("\\u{unit:04X}") };
            text.extend(units.iter().map(hex));
        } else {
            text.push(letter);
        }
    }
    text + "\""
}

/// How many objects a value has, itself included.
fn objects(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(objects).sum(),
        Value::Object(members) => 1 + members.values().map(objects).sum::<usize>(),
        _ => 0,
    }
}

/// Writes a document, and into its object number `target` one more member, if that object has any.
struct Writer<'a> {
    target: usize,
    member: &'a dyn Fn(&Map<String, Value>) -> String,
    text: String,
}

impl Writer<'_> {
    fn write(&mut self, value: &Value) {
        match value {
            Value::Array(items) => {
                self.list('[', items.iter(), |writer, item| writer.write(item));
                self.text.push(']');
            }
            Value::Object(members) => {
                let here = self.target == 0;
                self.target = self.target.wrapping_sub(1);
                self.list('{', members.iter(), |writer, (name, value)| {
                    writer.text.push_str(&format!("{}:", spelled(name, 0)));
                    writer.write(value);
                });
                if here {
                    self.text.push_str(&format!(",{}", (self.member)(members)));
                }
                self.text.push('}');
            }
            other => self.text.push_str(&other.to_string()),
        }
    }

    fn list<T>(&mut self, open: char, items: impl Iterator<Item = T>, write: impl Fn(&mut Self, T)) {
        self.text.push(open);
        for (position, item) in items.enumerate() {
            if position > 0 {
                self.text.push(',');
            }
            write(self, item);
        }
    }
}

/// The document with `member` in its object number `target`.
fn document(root: &Value, target: usize, member: &dyn Fn(&Map<String, Value>) -> String) -> String {
    let mut writer = Writer { target, member, text: String::new() };
    writer.write(root);
    writer.text
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn a_name_that_comes_twice_never_passes_at_any_depth_and_in_any_spelling(
        root in members(value()), object in any::<Index>(), name in any::<Index>(), escapes in any::<u32>(), again in value(),
    ) {
        let root = Value::Object(root);
        let target = object.index(objects(&root));
        let repeated = document(&root, target, &|members| {
            let name = members.keys().nth(name.index(members.len())).unwrap();
            format!("{}:{again}", spelled(name, escapes))
        });
        prop_assert!(serde_json::from_str::<Value>(&repeated).is_ok(), "no JSON: {}", repeated);
        prop_assert_eq!(json::object(repeated.as_bytes()), None, "{}", repeated);
        let listed = format!("[{repeated}]");
        prop_assert!(json::value(listed.as_bytes()).is_err());
        // The same member under a name of its own passes, so that it was the name which was refused.
        let unique = document(&root, target, &|members| {
            format!("{}:{again}", spelled(&members.keys().map(String::as_str).chain(["!"]).collect::<String>(), escapes))
        });
        prop_assert!(json::object(unique.as_bytes()).is_some(), "{}", unique);
    }
}

/// The depths that the reader takes: 64 levels, the innermost of which is an object with a name twice.
#[test]
fn a_name_that_comes_twice_is_found_at_every_depth_that_is_read() {
    for depth in 0..64 {
        let nest = |inner: &str| format!("{}{inner}{}", "{\"a\":".repeat(depth), "}".repeat(depth));
        assert!(json::object(nest(r#"{"b":1,"c":2}"#).as_bytes()).is_some() == (depth < 64), "{depth}");
        for twice in [r#"{"b":1,"b":2}"#, r#"{"b":1,"\u0062":2}"#, r#"{"\u0062":1,"b":1}"#] {
            assert_eq!(json::object(nest(twice).as_bytes()), None, "{depth} {twice}");
        }
    }
}
