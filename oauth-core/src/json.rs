//! One strict JSON reader for everything that comes from outside.
//!
//! `serde_json` alone keeps the last of two equal keys and a derived struct accepts an array by position; both have
//! been used to slip values past a check (RFC 8259, section 4; RFC 7515, section 4; RFC 7519, section 4).

use std::cell::Cell;
use std::fmt;
use std::sync::LazyLock;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::error::Untrusted;

/// A JSON object with unique member names at every level.
pub type Object = Map<String, Value>;

/// How deep arrays and objects may nest, in levels.
const MAX_DEPTH: usize = 64;
/// How much a document of the protocols may hold, and an answer of an API at least. Seven bytes of text, `{"":0},`, become an
/// object of more than six hundred, so a value counts one, and an array or an object [`CONTAINER`].
const SMALL: usize = 8 * 1024;
const LARGE: usize = 128 * 1024;
const CONTAINER: usize = 8;
/// How many bytes of a longer text allow one value more.
const BYTES_PER_VALUE: usize = 8;

/// What this reader says of its own rules.
const REPEATED: &str = "a member name is repeated";
const TOO_DEEP: &str = "nested too deeply";
const TOO_MANY: &str = "too many values";
const NOT_FINITE: &str = "not a finite number";

/// Reads `text` as one JSON object: UTF-8, nothing before or after it, no repeated member name (after unescaping) at
/// any level, at most 64 levels deep, at most 8192 values, of which an array or an object counts as eight. `None` otherwise.
pub fn object(text: &[u8]) -> Option<Object> {
    match small_value(text).ok()? {
        Value::Object(object) => Some(object),
        _ => None,
    }
}

/// Reads `text` as one JSON value by the rules of [`object`], but for 131,072 values, or one for eight bytes of a text that is
/// longer than 1 MiB.
///
/// # Errors
/// What serde says of it; see [`without_values`] before showing it to anybody.
pub fn value(text: &[u8]) -> Result<Value, serde_json::Error> {
    read(text, LARGE.max(text.len() / BYTES_PER_VALUE))
}

/// [`value`], with no more values than [`object`] has.
pub(crate) fn small_value(text: &[u8]) -> Result<Value, serde_json::Error> {
    read(text, SMALL)
}

fn read(text: &[u8], most: usize) -> Result<Value, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = Strict { depth: 0, left: &Cell::new(most) }.deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// A string member: `Ok(None)` when absent, `Err` when it is anything but a string.
pub(crate) fn string<'a>(object: &'a Object, name: &str) -> Result<Option<&'a str>, ()> {
    match object.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(()),
    }
}

/// The strings of an array member; members of another type count as absent.
pub(crate) fn strings(object: &Object, name: &str) -> Option<Vec<String>> {
    let values = object.get(name)?.as_array()?;
    values.iter().map(|value| value.as_str().map(str::to_owned)).collect()
}

/// What is wrong with a text, without the value that serde quotes, which may be personal or secret: what was expected, or which
/// member is missing, in serde's words. Of another error of somebody's own type it says only where it is.
pub fn without_values(error: &serde_json::Error) -> String {
    let text = error.to_string();
    if !error.is_data() {
        // What is no JSON is told in words that are the same for every text.
        return text;
    }
    let place = match error.line() {
        0 => String::new(),
        line => format!(" at line {line} column {}", error.column()),
    };
    let message = text.strip_suffix(&place).unwrap_or(&text);
    Untrusted::new(&format!("{}{place}", told(message))).to_string()
}

fn told(message: &str) -> String {
    const NOTHING: &str = "a value is not acceptable";
    if [REPEATED, TOO_DEEP, TOO_MANY, NOT_FINITE].contains(&message) {
        return message.to_owned();
    }
    let is_name = |text: &str| {
        let name = text.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
        name.is_some_and(|name| !name.contains('`'))
    };
    if let Some(member) = message.strip_prefix("missing field ") {
        return if is_name(member) { message } else { NOTHING }.to_owned();
    }
    let begins = |kinds: &[&str]| kinds.iter().any(|kind| message.starts_with(kind));
    match message.rsplit_once(", expected ") {
        Some((_, expected)) if begins(&["invalid type: ", "invalid value: ", "invalid length "]) => {
            format!("expected {expected}")
        }
        Some((_, names)) if begins(&["unknown field ", "unknown variant "]) => {
            let names = names.strip_prefix("one of ").unwrap_or(names);
            match names.split(", ").flat_map(|names| names.split(" or ")).all(is_name) {
                true => format!("expected one of {names}"),
                false => NOTHING.to_owned(),
            }
        }
        _ => NOTHING.to_owned(),
    }
}

/// How serde_json gives a number that is no small integer when somebody in the program's tree has its feature
/// `arbitrary_precision`, which nobody here can switch off: as an object of this one member.
const NUMBER: &str = "$serde_json::private::Number";
/// Whether somebody has.
static NUMBERS_ARE_TEXT: LazyLock<bool> = LazyLock::new(|| serde_json::from_str::<Number>("1e400").is_ok());

/// Builds a [`Value`] and refuses what the module forbids.
#[derive(Clone, Copy)]
struct Strict<'a> {
    depth: usize,
    /// How many values may still come.
    left: &'a Cell<usize>,
}

impl Strict<'_> {
    fn count<E: serde::de::Error>(self, values: usize) -> Result<(), E> {
        self.left.set(self.left.get().checked_sub(values).ok_or_else(|| E::custom(TOO_MANY))?);
        Ok(())
    }

    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            return Err(E::custom(TOO_DEEP));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.count(1)?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom(NOT_FINITE))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        self.count(CONTAINER - 1)?;
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(self.deeper()?)? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        self.count(CONTAINER - 1)?;
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if name == NUMBER && object.is_empty() && *NUMBERS_ARE_TEXT {
                let number = members.next_value::<String>()?.parse().ok().and_then(Number::from_f64);
                return number.map(Value::Number).ok_or_else(|| A::Error::custom(NOT_FINITE));
            }
            let value = members.next_value_seed(self.deeper()?)?;
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom(REPEATED));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_read() {
        let object = object(br#" {"a": [1, -2, 3.5, "x", null, true, {"b": {}}]} "#).unwrap();
        assert_eq!(Value::Object(object).to_string(), r#"{"a":[1,-2,3.5,"x",null,true,{"b":{}}]}"#);
    }

    /// The name is nobody's else.
    #[test]
    fn an_object_that_looks_like_a_number_of_serdes_is_an_object() {
        let text = format!(r#"{{"a":{{"{NUMBER}":"x"}}}}"#);
        assert_eq!(object(text.as_bytes()).is_some(), !*NUMBERS_ARE_TEXT);
    }

    #[test]
    fn repeated_names_are_refused_at_every_level_and_after_unescaping() {
        for text in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":{"b":1,"b":2}}"#,
            r#"{"a":[{"b":1,"b":2}]}"#,
            r#"{"sub":1,"s\u0075b":2}"#,
        ] {
            assert_eq!(object(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn anything_but_one_object_is_refused() {
        for text in
            ["", "[]", "null", "\"x\"", "1", "{} {}", "{}x", "\u{feff}{}", "{\"a\":1e400}", "{\"a\":NaN}"]
        {
            assert_eq!(object(text.as_bytes()), None, "{text}");
        }
        assert_eq!(object(b"{\"a\":\"\xff\"}"), None);
        assert_eq!(object(br#"{"a":"\ud800"}"#), None);
    }

    /// Each of which takes a hundred times its text.
    #[test]
    fn values_are_bounded() {
        assert_eq!((SMALL, LARGE), (8192, 131_072), "as the documentation says");
        let array = |item: &str, times: usize| format!("{{\"a\":[{}0]}}", format!("{item},").repeat(times));
        // The object, the array, and the last number.
        let (values, containers) = (SMALL - 2 * CONTAINER - 1, (SMALL - 2 * CONTAINER - 1) / (CONTAINER + 1));
        for (item, most) in [("0", values), (r#"{"":0}"#, containers)] {
            assert!(object(array(item, most).as_bytes()).is_some(), "{item}");
            assert_eq!(object(array(item, most + 1).as_bytes()), None, "{item}");
            assert!(value(array(item, most + 1).as_bytes()).is_ok(), "{item}");
            let error = value(array(item, LARGE).as_bytes()).unwrap_err();
            assert!(without_values(&error).starts_with(TOO_MANY), "{item}");
        }
        // Whoever wants a longer text gets the values that it holds.
        assert!(value(array(r#""nine byte""#, LARGE).as_bytes()).is_ok());
    }

    /// An error of the application's own type may quote what a provider wrote, in any words.
    #[test]
    fn an_error_is_told_in_one_line_and_without_its_value() {
        const NOTHING: &str = "a value is not acceptable";
        let told = |text: &str| without_values(&serde::de::Error::custom(text));
        for text in [
            "unknown role `x, expected \nINFO login of admin`",
            "invalid role `x, expected \nINFO login`",
            "missing field in the profile of alice@example.com",
            "missing field `alice` of `bob`",
            "missing fields",
            "unknown variant `x, expected y`, there are no variants",
            "unknown variant `x, expected `y`, there are no variants",
            "unknown field `x, expected y`",
            "a value, expected",
            "role x, expected `alice`",
            "repeated",
        ] {
            assert_eq!(told(text), NOTHING, "{text}");
        }
        assert_eq!(told("missing field `email`"), "missing field `email`");
        assert_eq!(told("missing field `e\nmail`"), "missing field `e\\nmail`");
        assert_eq!(told("alice at line 3 column 7"), format!("{NOTHING} at line 3 column 7"));
        assert_eq!(told("invalid length 3, expected a tuple of size 2"), "expected a tuple of size 2");
    }

    #[test]
    fn what_serde_finds_wrong_is_told() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "it is only read")]
        struct Person {
            role: Role,
        }
        #[derive(Debug, serde::Deserialize)]
        enum Role {
            Admin,
            Guest,
        }
        #[derive(Debug, serde::Deserialize)]
        enum Nobody {}
        fn told<T: fmt::Debug + serde::de::DeserializeOwned>(text: &str) -> String {
            without_values(&serde_json::from_str::<T>(text).unwrap_err())
        }
        let place = |column: usize| format!(" at line 1 column {column}");
        for (got, words, column) in [
            (told::<Vec<u8>>(r#"["a secret, expected nothing"]"#), "expected u8", 29),
            (told::<Person>("{}"), "missing field `role`", 2),
            (told::<Person>(r#"{"role":"x, expected y"}"#), "expected one of `Admin` or `Guest`", 23),
            (told::<Person>(r#"{"`x`, expected `y":0}"#), "expected one of `role`", 19),
            (told::<Nobody>(r#""x`, expected `y""#), "a value is not acceptable", 17),
            (told::<u8>("1 x"), "trailing characters", 3),
            (told::<u8>("<html>"), "expected value", 1),
        ] {
            assert_eq!(got, format!("{words}{}", place(column)));
        }
        let error = value(br#"{"a":1,"a":2}"#).unwrap_err();
        assert_eq!(without_values(&error), format!("{REPEATED}{}", place(13)));
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        assert!(object(nested(MAX_DEPTH - 1).as_bytes()).is_some());
        assert_eq!(object(nested(MAX_DEPTH + 1).as_bytes()), None);
        assert_eq!(object(nested(100_000).as_bytes()), None);
    }
}
