//! Three ways to write bytes as text: base64url (RFC 7515), percent-encoding (RFC 5849) and
//! `application/x-www-form-urlencoded` (RFC 6749, appendix B).

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

/// Base64url without padding (RFC 7515, section 2).
pub fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of canonical, unpadded base64url; `None` for anything else (padding, white space, left-over bits).
pub fn base64url_decode(text: impl AsRef<[u8]>) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Base64 with padding (RFC 4648, section 4).
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of canonical base64 with padding.
pub fn base64_decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Percent-encodes all but the unreserved characters `A-Z a-z 0-9 - . _ ~` (RFC 5849, section 3.6).
pub fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    percent_encode_into(&mut out, text);
    out
}

/// [`percent_encode`], appended to `out`.
pub fn percent_encode_into(out: &mut String, text: &str) {
    encode_into(out, text, is_unreserved, false);
}

/// Whether [`percent_encode`] keeps a byte.
pub(crate) fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Encodes one name or value of a form (RFC 6749, appendix B): space as `+`, all but `A-Z a-z 0-9 * - . _` as `%XX`.
pub fn form_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    form_encode_into(&mut out, text);
    out
}

fn form_encode_into(out: &mut String, text: &str) {
    encode_into(
        out,
        text,
        |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'-' | b'.' | b'_'),
        true,
    );
}

fn encode_into(out: &mut String, text: &str, keep: impl Fn(u8) -> bool, plus: bool) {
    for &byte in text.as_bytes() {
        match byte {
            b' ' if plus => out.push('+'),
            _ if keep(byte) => out.push(char::from(byte)),
            _ => {
                out.push('%');
                for nibble in [byte >> 4, byte & 15] {
                    out.push(HEX.get(usize::from(nibble)).map_or('0', |&digit| char::from(digit)));
                }
            }
        }
    }
}

/// `name=value&…`, form-encoded, in the given order.
pub fn form<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = String::new();
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

/// Reads a form or query into its pairs, in order, repeated names kept.
///
/// A pair without `=` is a name with an empty value; empty pairs (`&&`) are passed over. `None` when an escape is
/// broken or the result is not UTF-8: nothing is guessed.
pub fn form_decode(text: &str) -> Option<Vec<(String, String)>> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((form_unescape(name)?, form_unescape(value)?))
        })
        .collect()
}

fn form_unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => hex(rest.next()?)? << 4 | hex(rest.next()?)?,
            _ => byte,
        });
    }
    String::from_utf8(bytes).ok()
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
        for broken in ["_x", "_w==", "_w ", "+w", "_"] {
            assert_eq!(base64url_decode(broken), None, "{broken}");
        }
    }
}
