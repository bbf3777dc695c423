//! What the compiler can do with a text, which is little.

/// 0 for equal, 1 for one letter more, less, other, or two neighbours exchanged, 2 for anything else.
pub(super) const fn distance(a: &[u8], b: &[u8]) -> usize {
    let (mut a, mut b) = (a, b);
    while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b) {
        if *x != *y {
            break;
        }
        (a, b) = (rest_a, rest_b);
    }
    while let ([rest_a @ .., x], [rest_b @ .., y]) = (a, b) {
        if *x != *y {
            break;
        }
        (a, b) = (rest_a, rest_b);
    }
    match (a, b) {
        ([], []) => 0,
        ([_], []) | ([], [_]) | ([_], [_]) => 1,
        ([x, y], [p, q]) if *x == *q && *y == *p => 1,
        _ => 2,
    }
}

pub(super) const fn has_word(text: &str, wanted: &str) -> bool {
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        let (word, after) = next_word(rest);
        if word.len() == wanted.len() && bytes_start_with(word, wanted.as_bytes()) {
            return true;
        }
        rest = after;
    }
    false
}

/// The bytes up to the next space, and those behind it.
pub(super) const fn next_word(text: &[u8]) -> (&[u8], &[u8]) {
    split(text, b' ')
}

/// The bytes up to the next `separator`, and those behind it.
pub(super) const fn split(text: &[u8], separator: u8) -> (&[u8], &[u8]) {
    let mut length = 0;
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        rest = after;
        if *byte == separator {
            break;
        }
        length += 1;
    }
    (text.split_at(length).0, rest)
}

pub(super) const fn starts_with(text: &str, prefix: &str) -> bool {
    bytes_start_with(text.as_bytes(), prefix.as_bytes())
}

pub(super) const fn ends_with(text: &str, suffix: &str) -> bool {
    let (text, suffix) = (text.as_bytes(), suffix.as_bytes());
    text.len() >= suffix.len() && bytes_start_with(text.split_at(text.len() - suffix.len()).1, suffix)
}

pub(super) const fn equal(a: &str, b: &str) -> bool {
    a.len() == b.len() && starts_with(a, b)
}

pub(super) const fn contains(text: &str, wanted: u8) -> bool {
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        if *byte == wanted {
            return true;
        }
        rest = after;
    }
    false
}

pub(super) const fn bytes_start_with(text: &[u8], prefix: &[u8]) -> bool {
    let (mut text, mut prefix) = (text, prefix);
    while let [wanted, prefix_rest @ ..] = prefix {
        match text {
            [byte, text_rest @ ..] if *byte == *wanted => (text, prefix) = (text_rest, prefix_rest),
            _ => return false,
        }
    }
    true
}

/// Whether `{name}` stands in a text.
pub(super) const fn has_placeholder(text: &str, name: &str) -> bool {
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        if *byte == b'{' && bytes_start_with(after, name.as_bytes()) {
            let (_, behind) = after.split_at(name.len());
            if let [b'}', ..] = behind {
                return true;
            }
        }
        rest = after;
    }
    false
}
