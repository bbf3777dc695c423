//! Three ways to write bytes as text: base64url (RFC 7515), percent-encoding (RFC 5849) and
//! `application/x-www-form-urlencoded` (RFC 6749, appendix B).

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// Base64url without padding (RFC 7515, section 2).
pub fn base64url(bytes: &[u8]) -> String {
    let mut text = String::new();
    base64url_into(&mut text, bytes);
    text
}

/// [`base64url`], appended to `out`.
///
/// In pieces, because most texts are short: base64 would zero a kilobyte for each, or take memory from the allocator's slow path.
#[expect(clippy::expect_used, reason = "48 bytes give 64 characters of ASCII; there is no input")]
pub(crate) fn base64url_into(out: &mut String, bytes: &[u8]) {
    let mut piece = [0; 64];
    out.reserve((bytes.len() * 4).div_ceil(3));
    for part in bytes.chunks(48) {
        let length = URL_SAFE_NO_PAD.encode_slice(part, &mut piece).ok();
        let text = length.and_then(|length| str::from_utf8(piece.get(..length)?).ok());
        out.push_str(text.expect("room for the text, which is ASCII"));
    }
}

/// The bytes of canonical, unpadded base64url; `None` for anything else (padding, white space, left-over bits).
pub fn base64url_decode(text: impl AsRef<[u8]>) -> Option<Vec<u8>> {
    // Appended: what base64 asks for zeroed comes from the slow path of glibc's allocator.
    let mut bytes = Vec::new();
    URL_SAFE_NO_PAD.decode_vec(text, &mut bytes).ok()?;
    Some(bytes)
}

/// The `N` bytes of canonical, unpadded base64url; `None` for anything else.
pub fn base64url_array<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    let decoded = URL_SAFE_NO_PAD.decode_slice(text, &mut bytes).ok()?;
    (decoded == N).then_some(bytes)
}

/// Base64 with padding (RFC 4648, section 4).
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of canonical base64 with padding.
pub fn base64_decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Percent-encodes all but the unreserved characters `A-Z a-z 0-9 - . _ ~` (RFC 5849, section 3.6).
pub fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    percent_encode_into(&mut out, text);
    out
}

/// [`percent_encode`], appended to `out`.
pub fn percent_encode_into(out: &mut String, text: &str) {
    encode_into(out, text, &UNRESERVED, false);
}

/// Whether [`percent_encode`] keeps a byte.
pub(crate) fn is_unreserved(byte: u8) -> bool {
    UNRESERVED.get(usize::from(byte)).copied().unwrap_or(false)
}

/// Encodes one name or value of a form (RFC 6749, appendix B): space as `+`, all but `A-Z a-z 0-9 * - . _` as `%XX`.
pub fn form_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    form_encode_into(&mut out, text);
    out
}

fn form_encode_into(out: &mut String, text: &str) {
    encode_into(out, text, &FORM, true);
}

/// Which bytes stay as they are.
type Kept = [bool; 256];

static UNRESERVED: Kept = kept(b"-._~");
static FORM: Kept = kept(b"*-._");

const fn kept(besides: &[u8]) -> Kept {
    let mut table = [false; 256];
    let (mut rest, mut byte) = (table.as_mut_slice(), 0_u8);
    while let [entry, others @ ..] = rest {
        let mut special = besides;
        *entry = byte.is_ascii_alphanumeric();
        while let [one, after @ ..] = special {
            *entry |= *one == byte;
            special = after;
        }
        (rest, byte) = (others, byte.wrapping_add(1));
    }
    table
}

/// `%00%01…%FF`.
const ESCAPES: &str = match str::from_utf8(&ESCAPE_BYTES) {
    Ok(text) => text,
    Err(_) => "",
};

const ESCAPE_BYTES: [u8; 768] = {
    let mut table = [b'%'; 768];
    let (mut rest, mut byte) = (table.as_mut_slice(), 0_u8);
    while let [_, high, low, after @ ..] = rest {
        (*high, *low) = (digit(byte >> 4), digit(byte & 15));
        (rest, byte) = (after, byte.wrapping_add(1));
    }
    table
};

const fn digit(nibble: u8) -> u8 {
    if nibble < 10 { b'0' + nibble } else { b'A' + nibble - 10 }
}

/// Copies runs of what stays, and escapes the characters between them.
fn encode_into(out: &mut String, text: &str, kept: &Kept, plus: bool) {
    let escaped = |byte: u8| !kept.get(usize::from(byte)).copied().unwrap_or(false);
    let mut rest = text;
    while let Some((run, after)) = rest.bytes().position(escaped).and_then(|end| rest.split_at_checked(end)) {
        out.push_str(run);
        let mut characters = after.chars();
        let length = characters.next().map_or(0, char::len_utf8);
        for byte in after.bytes().take(length) {
            let at = usize::from(byte) * 3;
            out.push_str(if plus && byte == b' ' {
                "+"
            } else {
                ESCAPES.get(at..at + 3).unwrap_or_default()
            });
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
}

/// `name=value&…`, form-encoded, in the given order.
pub fn form<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = String::with_capacity(256);
    for (name, value) in pairs {
        append_pair(&mut out, name, value);
    }
    out
}

/// Appends `name=value` to a form or query, with `&` before it unless `out` is empty or ends in `?` or `&`.
pub fn append_pair(out: &mut String, name: &str, value: &str) {
    if !(out.is_empty() || out.ends_with(['?', '&'])) {
        out.push('&');
    }
    form_encode_into(out, name);
    out.push('=');
    form_encode_into(out, value);
}

/// The most pairs of a callback or an answer.
pub(crate) const MAX_PAIRS: usize = 100;

/// Reads a form or query into its pairs, in order, repeated names kept.
///
/// A pair without `=` is a name with an empty value; empty pairs (`&&`) are passed over. `None` when an escape is
/// broken or the result is not UTF-8: nothing is guessed.
pub fn form_decode(text: &str) -> Option<Vec<(String, String)>> {
    form_pairs(text).map(|pair| pair.map(|(name, value)| (name.into_owned(), value.into_owned()))).collect()
}

/// [`form_decode`] of an answer: `None` also for more than a hundred pairs.
pub(crate) fn form_decode_few(text: &str) -> Option<Vec<(String, String)>> {
    (text.split('&').count() <= MAX_PAIRS).then(|| form_decode(text)).flatten()
}

/// The pairs of [`form_decode`], one by one; `None` for one that is broken.
pub(crate) fn form_pairs(text: &str) -> impl Iterator<Item = Option<(Cow<'_, str>, Cow<'_, str>)>> {
    text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((form_unescape(name)?, form_unescape(value)?))
    })
}

fn form_unescape(text: &str) -> Option<Cow<'_, str>> {
    if !text.bytes().any(|byte| matches!(byte, b'+' | b'%')) {
        return Some(text.into());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => hex(rest.next()?)? << 4 | hex(rest.next()?)?,
            _ => byte,
        });
    }
    String::from_utf8(bytes).ok().map(Cow::from)
}

/// The same for what may be no form: what is no escape stays as it is, and what is not UTF-8 becomes U+FFFD.
pub(crate) fn unescape_leniently(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        let escaped = match after {
            [high, low, after @ ..] if *byte == b'%' => hex(*high).zip(hex(*low)).zip(Some(after)),
            _ => None,
        };
        match escaped {
            Some(((high, low), after)) => {
                bytes.push(high << 4 | low);
                rest = after;
            }
            None => {
                bytes.push(if *byte == b'+' { b' ' } else { *byte });
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_encoding_is_that_of_rfc_6749_appendix_b() {
        assert_eq!(form_encode(" %&+£€"), "+%25%26%2B%C2%A3%E2%82%AC");
    }

    #[test]
    fn percent_encoding_is_that_of_rfc_5849_section_3_6() {
        for (plain, encoded) in [
            ("abcABC123", "abcABC123"),
            ("-._~", "-._~"),
            ("%", "%25"),
            ("+", "%2B"),
            ("&=*", "%26%3D%2A"),
            ("\n", "%0A"),
            (" ", "%20"),
            ("\u{7f}", "%7F"),
            ("\u{80}", "%C2%80"),
            ("\u{3001}", "%E3%80%81"),
        ] {
            assert_eq!(percent_encode(plain), encoded);
        }
    }

    #[test]
    fn what_was_encoded_is_decoded() {
        let pairs = [("a b", "c&d=é+%"), ("empty", "")];
        let decoded = form_decode(&form(pairs));
        let expected = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(decoded, Some(expected.to_vec()));
    }

    #[test]
    fn broken_escapes_and_bytes_that_are_not_utf_8_are_refused() {
        for broken in ["a=%", "a=%2", "a=%zz", "a=%ff", "%C3=b"] {
            assert_eq!(form_decode(broken), None, "{broken}");
        }
    }

    #[test]
    fn base64url_with_left_over_bits_or_padding_is_refused() {
        assert_eq!(base64url_decode("_w"), Some(vec![0xff]));
        assert_eq!(base64url_array("_w"), Some([0xff]));
        for broken in ["_x", "_w==", "_w ", "+w", "_"] {
            assert_eq!(base64url_decode(broken), None, "{broken}");
            assert_eq!(base64url_array::<1>(broken), None, "{broken}");
        }
    }

    #[test]
    fn pieces_make_one_text() {
        for length in 0..200_u8 {
            let bytes: Vec<u8> = (0..length).map(|byte| byte.wrapping_mul(37)).collect();
            assert_eq!(base64url(&bytes), URL_SAFE_NO_PAD.encode(&bytes));
        }
    }

    #[test]
    fn an_array_of_another_length_is_refused() {
        for length in 0..=64 {
            let text = base64url(&vec![0xa5; length]);
            assert_eq!(base64url_array::<32>(&text), (length == 32).then_some([0xa5; 32]), "{length}");
        }
    }
}
