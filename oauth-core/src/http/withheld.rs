//! What a provider repeats of a secret: [`Request::told`].

use std::collections::HashSet;

use super::Request;
use crate::encoding::{base64_decode, form_decode, unescape_leniently};
use crate::error::Untrusted;
use crate::json;

/// The shortest secret that is looked for, in letters and digits: what is shorter could stand in any text.
const LEAST: usize = 8;
/// How many letters and digits in a row are a part of a secret: a provider may cut it.
const PART: usize = 16;
/// The longest escape of HTML, in bytes: `#x0010FFFF;`.
const LONGEST_ESCAPE: usize = 12;
/// How often a text is unescaped: a URL in the base string of a request whose answer is part of a form.
const ESCAPES: usize = 4;

/// The names of parameters that prove something.
const SECRET: [&str; 8] = [
    "access_token",
    "client_secret",
    "code",
    "code_verifier",
    "oauth_signature",
    "oauth_token",
    "oauth_verifier",
    "refresh_token",
];

impl Request {
    /// What a provider wrote of this request, unless it repeats a secret that it was sent, as in "Invalid refresh token: …".
    pub(crate) fn told(&self, text: &str) -> Untrusted {
        self.told_beside(text, &[])
    }

    /// The same for a text that came together with what was `issued`.
    pub(crate) fn told_beside(&self, text: &str, issued: &[&str]) -> Untrusted {
        let sent = self.secrets();
        told(text, sent.iter().map(String::as_str).chain(issued.iter().copied()))
    }

    /// The values of this request that prove something.
    fn secrets(&self) -> Vec<String> {
        let query = self.url.split_once('?').and_then(|(_, query)| form_decode(query)).unwrap_or_default();
        let form = str::from_utf8(&self.body).ok().and_then(form_decode).unwrap_or_default();
        let members = json::object(&self.body).unwrap_or_default();
        let members =
            members.iter().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
        let sent = query.into_iter().chain(form).chain(members);
        let sent = sent.filter(|(name, _)| SECRET.contains(&name.as_str()));
        let sent = sent.flat_map(|(name, value)| parts(&name, &value));
        let header = self.headers.iter().filter(|(name, _)| *name == "authorization");
        sent.chain(header.flat_map(|(_, value)| credentials(value))).collect()
    }
}

/// What somebody wrote, unless it repeats one of these secrets or a part of it. They are compared by their letters and digits, as
/// they are and without the escapes of URLs, forms, base strings, JSON and HTML, which have one within another.
pub(crate) fn told<'a>(text: &str, secrets: impl IntoIterator<Item = &'a str>) -> Untrusted {
    let told = Untrusted::new(text);
    // What is shown as an escape brings a letter of its own, which may be the one that a secret lacked.
    let texts = spellings(told.as_str()).into_iter().chain([told.to_string()]);
    let texts: Vec<String> = texts.map(|text| letters(&text)).collect();
    let parts: HashSet<&[u8]> = texts.iter().flat_map(|text| text.as_bytes().windows(PART)).collect();
    let repeats = |secret: &str| {
        let plain = spellings(secret).pop().filter(|plain| plain != secret);
        [Some(secret), plain.as_deref()].into_iter().flatten().map(letters).any(|secret| match secret.len() {
            LEAST..PART => texts.iter().any(|text| text.contains(&secret)),
            _ => secret.as_bytes().windows(PART).any(|part| parts.contains(part)),
        })
    };
    let as_it_is = |secret: &str| secret.len() >= LEAST && told.as_str().contains(secret);
    match secrets.into_iter().any(|secret| as_it_is(secret) || repeats(secret)) {
        true => Untrusted::new("[withheld, because it repeats a secret]"),
        false => told,
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|character| character.is_alphanumeric()).collect()
}

/// A text as it is, and each time without one more layer of escapes.
fn spellings(text: &str) -> Vec<String> {
    let mut spellings = vec![text.to_owned()];
    while let Some(text) = spellings.last().filter(|text| text.contains(['+', '%', '&', '\\'])) {
        let plain = unescaped(text);
        if spellings.len() > ESCAPES || plain == *text {
            break;
        }
        spellings.push(plain);
    }
    spellings
}

fn unescaped(text: &str) -> String {
    let text = unescape_leniently(text);
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, escape)) = rest.find(['&', '\\']).and_then(|at| rest.split_at_checked(at)) {
        plain.push_str(before);
        let (character, after) = json_escape(escape).or_else(|| html_escape(escape)).unwrap_or_else(|| {
            let mut characters = escape.chars();
            (characters.next().unwrap_or_default(), characters.as_str())
        });
        plain.push(character);
        rest = after;
    }
    plain + rest
}

/// `\u002B` (RFC 8259, section 7). The others stand for no letter.
fn json_escape(text: &str) -> Option<(char, &str)> {
    let (code, after) = text.strip_prefix("\\u")?.split_at_checked(4)?;
    Some((char::from_u32(u32::from_str_radix(code, 16).ok()?)?, after))
}

/// `&#x2B;`, `&#43;`, `&amp;`, or another name, which stands for no letter of a secret.
fn html_escape(text: &str) -> Option<(char, &str)> {
    let text = text.strip_prefix('&')?;
    // Looked for in all of the text at each `&`, it would take seconds.
    let end = text.bytes().take(LONGEST_ESCAPE).position(|byte| byte == b';')?;
    let (code, after) = (text.get(..end)?, text.get(end + 1..)?);
    let number = match code.strip_prefix('#') {
        None if code == "amp" => return Some(('&', after)),
        None => return (1..=8).contains(&code.len()).then_some((' ', after)),
        Some(code) => match code.strip_prefix(['x', 'X']) {
            Some(code) => u32::from_str_radix(code, 16),
            None => code.parse(),
        },
    };
    Some((char::from_u32(number.ok()?)?, after))
}

/// What an `Authorization` header proves something with: the whole of it, the password of Basic, the parameters of OAuth.
fn credentials(header: &str) -> Vec<String> {
    let (scheme, credentials) = header.split_once(' ').unwrap_or_default();
    if scheme == "OAuth" {
        let values = credentials.split(',').filter_map(|parameter| parameter.trim().split_once('='));
        let values = values.filter(|(name, _)| SECRET.contains(name));
        let unquoted = |value: &str| unescape_leniently(value.trim_matches('"'));
        return values.flat_map(|(name, value)| parts(name, &unquoted(value))).collect();
    }
    let mut found = vec![credentials.to_owned()];
    let password = base64_decode(credentials).and_then(|bytes| String::from_utf8(bytes).ok());
    found.extend(password.as_deref().and_then(|text| text.split_once(':')).map(|(_, word)| word.to_owned()));
    found
}

/// A value, and of a signature the two secrets that PLAINTEXT joins (RFC 5849, section 3.4.4).
fn parts(name: &str, value: &str) -> Vec<String> {
    let joined = value.split_once('&').filter(|_| name == "oauth_signature");
    let joined = joined.into_iter().flat_map(|(consumer, token)| [consumer.to_owned(), token.to_owned()]);
    joined.chain([value.to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn of_plaintext_neither_secret_may_be_repeated() {
        let mut request = Request::get("access token", "https://op.example/token", Request::SMALL);
        let header = r#"OAuth oauth_consumer_key="our-consumer-key", oauth_signature="consumer%252Bsecret%26token-secret""#;
        request.headers.push(("authorization", header.into()));
        for text in ["bad token-secret", "bad consumer+secret", "bad consumer+secret&token-secret", header] {
            assert!(request.told(text).as_str().starts_with("[withheld"), "{text}");
        }
        assert_eq!(request.told("timestamp_refused").as_str(), "timestamp_refused");
    }

    #[test]
    fn a_text_that_reads_like_a_secret_once_it_is_escaped_is_withheld() {
        let request =
            Request::post_form("token", "https://op.example/token", "refresh_token=tGzv3JOkF0XG".to_owned());
        assert!(request.told("B\tGzv3JOkF0XG").as_str().starts_with("[withheld"));
        assert_eq!(request.told("B\tGzv3JOkF0X").as_str(), "B\tGzv3JOkF0X");
    }

    #[test]
    fn a_text_that_repeats_a_secret_raw_or_as_in_a_url_is_withheld() {
        let form = "code=4%2F0AbCdEfGh&redirect_uri=https%3A%2F%2Fapp.example".to_owned();
        let request = Request::post_form("token", "https://op.example/token", form);
        for text in ["the code 4/0AbCdEfGh was used", "https://op.example/help?code=4%2F0AbCdEfGh"] {
            assert!(request.told(text).as_str().starts_with("[withheld"), "{text}");
        }
        for text in ["the code was used", "https://app.example", "", "%", "%4", "%zz", "100 % + 1"] {
            assert_eq!(request.told(text).as_str(), text);
        }
    }

    /// Lower case, `+` for a space, `~` or `*` escaped or not, twice as in a base string.
    #[test]
    fn a_secret_in_any_spelling_is_withheld() {
        let form = "client_secret=Xyz8Q%7Eaz*re+1&code=4%2F0AX4XfWh%2Babc%3D".to_owned();
        let request = Request::post_form("token", "https://op.example/token", form.clone());
        for text in [
            &form,
            "secret Xyz8Q~az*re 1",
            "secret Xyz8Q%7eaz%2Are%201",
            "code=4%2f0AX4XfWh%2babc%3d",
            "POST&https%3A%2F%2Fop.example&code%3D4%252F0AX4XfWh%252Babc%253D",
            "%25252534%2525252f0AX4XfWh+abc=",
        ] {
            assert!(request.told(text).as_str().starts_with("[withheld"), "{text}");
        }
    }

    /// As PHP, .NET and pages write them.
    #[test]
    fn a_secret_in_json_or_in_html_is_withheld() {
        let form = "code=4%2F0AX%2B4Xf%26Wh%3Dabc%3Ddefgh".to_owned();
        let request = Request::post_form("token", "https://op.example/token", form);
        for text in [
            r#"{"code":"4\/0AX+4Xf&Wh=abc=defgh"}"#,
            r"4\u002F0AX\u002B4Xf\u0026Wh\u003Dabc\u003Ddefgh",
            r"4\\u002F0\u0041X\u002b4Xf\u0026Wh=abc=defgh",
            "4/0AX+4Xf&amp;Wh=abc=defgh",
            "4&#x2F;0AX&#43;4Xf&amp;amp;Wh&#X3d;abc&#61;defgh",
            "4/0AX+4Xf&Wh=abc=\r\n defgh",
        ] {
            assert!(request.told(text).as_str().starts_with("[withheld"), "{text}");
        }
        for text in ["4/0AX+4Xf&Wh=abc", r"\u", r"\u00", "&", "&#;", "&#x;", "&;", "a & b; c \\ d"] {
            assert_eq!(request.told(text).as_str(), text);
        }
    }

    #[test]
    fn a_part_of_a_secret_is_withheld() {
        let form = "code=4%2F0AX%2B4Xf%26Wh%3Dabcdefghijklmnopqrst".to_owned();
        let request = Request::post_form("token", "https://op.example/token", form);
        for text in ["4/0AX+4Xf&Wh=abcdefg", "…efghijklmnopqrst", "Efghi… (cdefghijklmnopqrst)"] {
            assert!(request.told(text).as_str().starts_with("[withheld"), "{text}");
        }
        for text in ["4/0AX+4Xf&Wh=abcdef", "fghijklmnopqrst"] {
            assert_eq!(request.told(text).as_str(), text);
        }
    }

    #[test]
    fn the_words_of_a_header_are_no_secret() {
        let mut request = Request::get("access token", "https://op.example/token", Request::SMALL);
        let header = r#"OAuth oauth_signature_method="HMAC-SHA1", oauth_signature="0123456789abcdef""#;
        request.headers.push(("authorization", header.into()));
        let text = "oauth_signature_method HMAC-SHA1 is not supported";
        assert_eq!(request.told(text).as_str(), text);
    }

    #[test]
    fn a_secret_that_says_little_without_its_escapes_does_not_withhold_everything() {
        let form = "code=%2525252565".to_owned();
        let request = Request::post_form("token", "https://op.example/token", form);
        assert_eq!(request.told("the code expired").as_str(), "the code expired");
        assert!(request.told("the code %25252565").as_str().starts_with("[withheld"));
    }

    /// A token that would be 7,500 secrets, were it split, and a text that is nearly each of them.
    #[test]
    fn a_token_of_many_ampersands_is_one_secret() {
        let token = "abababababababababababababababacc&".repeat(7_500) + "%2525252541";
        let mut request = Request::get("userinfo", "https://op.example/me", Request::SMALL);
        request.headers.push(("authorization", format!("Bearer {token}").into()));
        assert_eq!(request.secrets(), [token]);
        let began = Instant::now();
        assert!(
            request.told(&"abababababababababababababababac&".repeat(7)).as_str().starts_with("[withheld")
        );
        assert_eq!(request.told("no").as_str(), "no");
        let many = "&".repeat(250_000) + "%2525252541";
        assert_eq!(told("no", [many.as_str()]).as_str(), "no");
        // Without optimisation it takes 0.3 s, and took a minute when each of them was looked at to the end.
        assert!(began.elapsed().as_secs() < 5, "{:?}", began.elapsed());
    }
}
