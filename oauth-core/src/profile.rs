//! Who somebody is, in the same words for every provider: [`Profile`], [`VerifiedEmail`].

use std::fmt;

use serde_json::Value;

use crate::error::{Error, ProviderError, Untrusted};
use crate::json::Object;
use crate::provider::{EmailRule, ProfileRules};

/// The longest code that a document says it is an error with, in bytes: a word, and what could be a token.
const MAX_WORD: usize = 24;
const MAX_CODE: usize = 16;

/// What a provider says of a person, in the same words for every provider.
///
/// Only [`subject`](Self::subject) identifies somebody, together with the provider: names and addresses change hands.
/// `Debug` shows nothing of the person.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Profile {
    /// The person's identifier at this provider, as text. Another person never gets it, unless the preset says otherwise
    /// (Tumblr has no other than a name that can change hands).
    pub subject: String,
    /// A name to be shown; nobody has checked it.
    pub name: Option<String>,
    /// The mail address, if the provider tells one.
    pub email: Option<Email>,
    /// The URL of a picture.
    pub picture: Option<String>,
    raw: Object,
}

/// A mail address, and whether the provider has made sure that it is the person's.
#[derive(Clone, PartialEq, Eq)]
pub enum Email {
    /// The provider says so in the way that its preset describes.
    Verified(VerifiedEmail),
    /// It may be anybody's. Never find an account by it.
    Unverified(String),
}

impl Email {
    /// The address.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Verified(email) => email.as_str(),
            Self::Unverified(email) => email,
        }
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Verified(_) => "Email(verified)",
            Self::Unverified(_) => "Email(unverified)",
        })
    }
}

/// A mail address of which a provider says that it is the person's.
///
/// Only [`Profile::read`] makes one, out of a provider's document and by rules that say what vouches for the address; a string
/// cannot become one:
///
/// ```compile_fail
/// let email = oauth_core::VerifiedEmail("ada@example.com".to_owned());
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct VerifiedEmail(String);

impl VerifiedEmail {
    /// The address, as the provider writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for VerifiedEmail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for VerifiedEmail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifiedEmail(..)")
    }
}

impl Profile {
    /// Reads a document as `rules` say. `addresses` is the answer to the separate question for mail addresses, if there
    /// was one.
    ///
    /// # Errors
    /// [`ProviderError::ProfileRefused`] when the document says that it is an error, [`ProviderError::IdentifierInvalid`]
    /// when it has no usable identifier.
    pub fn read(rules: &ProfileRules, document: Object, addresses: Option<&Value>) -> Result<Self, Error> {
        let document = Value::Object(document);
        if let Some((place, expected)) = rules.succeeded {
            let got = document.pointer(place).and_then(Value::as_str);
            if got != Some(expected) {
                return Err(ProviderError::ProfileRefused { place, got: got.map(code) }.into());
            }
        }
        let subject = document.pointer(rules.subject).and_then(identifier_of);
        let subject = subject.ok_or(ProviderError::IdentifierInvalid { member: rules.subject })?;
        let name = rules.name.iter().find_map(|places| joined(&document, places));
        let picture = rules.picture.and_then(|place| document.pointer(place)).and_then(shown);
        let email = email(&rules.email, &document, addresses);
        let raw = match document {
            Value::Object(raw) => raw,
            _ => Object::new(),
        };
        Ok(Self { subject, name, email, picture, raw })
    }

    /// The same with this identifier: that of a verified ID token, which beats what stands in any document.
    pub fn with_subject(self, subject: &str) -> Self {
        Self { subject: subject.to_owned(), ..self }
    }

    /// The mail address, if it is a verified one.
    pub fn verified_email(&self) -> Option<&VerifiedEmail> {
        match &self.email {
            Some(Email::Verified(email)) => Some(email),
            _ => None,
        }
    }

    /// The document that the profile was read from.
    pub fn raw(&self) -> &Object {
        &self.raw
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Profile({} members)", self.raw.len())
    }
}

/// What looks like a code, and not like a token; else that it is none.
fn code(text: &str) -> Untrusted {
    let all = |is: fn(u8) -> bool| text.bytes().all(|byte| is(byte) || b"_-.".contains(&byte));
    let is_word = text.len() <= MAX_WORD && all(|byte| byte.is_ascii_lowercase());
    let is_code = text.len() <= MAX_CODE && all(|byte| byte.is_ascii_alphanumeric());
    Untrusted::new(if is_word || is_code { text } else { "[withheld, because it is no code]" })
}

/// An identifier: a string of 1 to 255 characters without white space at its ends and control characters, or an integer.
pub(crate) fn identifier_of(value: &Value) -> Option<String> {
    let is_identifier = |text: &str| {
        let clean = text.trim() == text && !text.chars().any(char::is_control);
        clean && (1..=255).contains(&text.chars().count())
    };
    match value {
        Value::String(text) if is_identifier(text) => Some(text.clone()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(number.to_string()),
        _ => None,
    }
}

/// The texts at several places, separated by spaces, as far as they are there.
fn joined(document: &Value, places: &str) -> Option<String> {
    let texts = places.split(' ').filter_map(|place| document.pointer(place)).filter_map(shown);
    let name = texts.collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then_some(name)
}

/// A text that can be shown.
fn shown(value: &Value) -> Option<String> {
    let text = value.as_str()?.trim();
    let good = !text.is_empty() && text.len() <= 2048 && !text.chars().any(char::is_control);
    good.then(|| text.to_owned())
}

fn email(rule: &EmailRule, document: &Value, addresses: Option<&Value>) -> Option<Email> {
    let at = |place: &str| document.pointer(place).and_then(address);
    let is_true = |place: &str| document.pointer(place) == Some(&Value::Bool(true));
    let (email, verified) = match rule {
        EmailRule::Absent => return None,
        EmailRule::Unverified(email) => (at(email)?, false),
        EmailRule::Flag { email, verified } => {
            (at(email)?, !verified.is_empty() && verified.iter().all(|place| is_true(place)))
        }
        EmailRule::FlagOrText { email, verified } => {
            let text = document.pointer(verified).and_then(Value::as_str) == Some("true");
            (at(email)?, text || is_true(verified))
        }
        EmailRule::Confirmed(email) => (at(email)?, true),
        EmailRule::List { list, email, verified, primary, .. } => {
            let is = |entry: &&Value, place: &str| entry.pointer(place) == Some(&Value::Bool(true));
            let mut entries = addresses?.pointer(list)?.as_array()?.iter();
            let entry = entries.find(|entry| is(entry, primary))?;
            (entry.pointer(email).and_then(address)?, is(&entry, verified))
        }
    };
    Some(if verified { Email::Verified(VerifiedEmail(email)) } else { Email::Unverified(email) })
}

/// Something that mail could be sent to: one `@` with something on both sides, nothing that a list, a display name or a
/// `mailto` link would have, at most 254 bytes.
fn address(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let (local, domain) = text.split_once('@')?;
    let odd =
        |c: char| c.is_whitespace() || c.is_control() || "@,;:<>()[]\"\\?".contains(c) || is_invisible(c);
    let clean = !local.chars().any(odd) && !domain.chars().any(odd);
    (clean && !local.is_empty() && !domain.is_empty() && text.len() <= 254).then(|| text.to_owned())
}

/// Characters that are not seen, or change how others are: those that Unicode lets a font pass over
/// (`Default_Ignorable_Code_Point`, Unicode 16), annotations, and the blank of Braille.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests;
