//! The few encodings that all three protocols share, written here a second time on purpose.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::error::Unspecified;
use ring::rand::{SecureRandom as _, SystemRandom};

/// Name and value pairs in the order in which they were sent.
pub(crate) type Pairs = Vec<(String, String)>;

/// Reads `application/x-www-form-urlencoded`; a malformed escape stays as it is.
pub(crate) fn form_decode(text: &str) -> Pairs {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (form_decode_one(name), form_decode_one(value)))
        .collect()
}

/// Reads one form-encoded name or value.
pub(crate) fn form_decode_one(text: &str) -> String {
    percent_decode(&text.replace('+', " "))
}

/// Writes `application/x-www-form-urlencoded`, with `%20` for a space.
pub(crate) fn form_encode<'a>(pairs: impl IntoIterator<Item = &'a (String, String)>) -> String {
    let pairs: Vec<String> = pairs
        .into_iter()
        .map(|(name, value)| format!("{}={}", percent_encode(name), percent_encode(value)))
        .collect();
    pairs.join("&")
}

/// Undoes percent-encoding; a malformed escape stays as it is.
pub(crate) fn percent_decode(text: &str) -> String {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let escape = (byte == b'%').then(|| Some(hex(ahead.next()?)? << 4 | hex(ahead.next()?)?)).flatten();
        decoded.push(escape.unwrap_or(byte));
        if escape.is_some() {
            rest = ahead;
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// RFC 5849, section 3.6: everything but letters, digits, `-`, `.`, `_` and `~` becomes `%XX` in upper case.
pub(crate) fn percent_encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
        encoded
    })
}

/// Base64url without padding, as RFC 7515 writes it.
pub(crate) fn base64url(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Standard base64 with padding, as OAuth 1.0a and HTTP Basic write it.
pub(crate) fn base64(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}

/// Reads standard base64.
pub(crate) fn base64_decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// 192 random bits as text, for codes, tokens, cookies and nonces.
pub(crate) fn random_token() -> Result<String, Unspecified> {
    let mut bytes = [0; 24];
    SystemRandom::new().fill(&mut bytes)?;
    Ok(base64url(bytes))
}

/// Makes text safe inside HTML elements and quoted attributes.
pub(crate) fn html_escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut escaped, character| {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
        escaped
    })
}

/// Adds parameters to a URI, keeping the query that it has.
pub(crate) fn with_query(uri: &str, pairs: &[(String, String)]) -> String {
    if pairs.is_empty() {
        return uri.to_owned();
    }
    let separator = match uri.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some(_) => "&",
    };
    format!("{uri}{separator}{}", form_encode(pairs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_with_its_escapes_and_plus_signs() {
        let pairs = form_decode("a=1+2&b=%2B%C3%A9&c&=d&a=%zz");
        let expected = [("a", "1 2"), ("b", "+é"), ("c", ""), ("", "d"), ("a", "%zz")];
        assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }

    #[test]
    fn a_redirect_uri_keeps_its_own_query() {
        let pairs = [("code".to_owned(), "a b".to_owned())];
        assert_eq!(with_query("http://localhost/cb?x=1", &pairs), "http://localhost/cb?x=1&code=a%20b");
        assert_eq!(with_query("http://localhost/cb", &pairs), "http://localhost/cb?code=a%20b");
    }

    #[test]
    fn markup_is_escaped() {
        assert_eq!(html_escape("<a href='x'>&\""), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
    }
}
