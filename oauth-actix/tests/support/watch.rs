//! Fails a suite, whatever it is about, when a log line or an error shows a secret of any login in its process.
//!
//! The suite `secrets` looks for more values, in more forms and in more places.

use std::collections::HashSet;
use std::io::{self, Write as _};
use std::sync::{LazyLock, Mutex, Once, PoisonError};

use oauth_core::encoding::base64url_decode;
use oauth_test_provider::Provider;
use serde_json::Value;

/// Values that are shorter may stand anywhere.
const SHORTEST: usize = 20;

/// What nobody may see.
static SECRETS: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

/// How the value of a `client_secret_basic` header of the default clients begins.
const BASIC: &str = "ZXhhbXBsZS1v";

/// Looks at every log line of this process from now on, at every level.
pub fn start() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
        tracing::subscriber::set_global_default(subscriber.with_writer(|| Watch).finish()).unwrap();
    });
}

/// Adds a value.
pub fn note(value: &str) {
    let mut secrets = SECRETS.lock().unwrap_or_else(PoisonError::into_inner);
    secrets.extend(words(value).map(str::to_owned));
}

/// Adds what a provider hands out, until it is reset.
pub fn note_tokens_of(provider: &Provider) {
    provider.on_token_response(|response| {
        let tokens = ["access_token", "refresh_token"].map(|name| response.get(name).and_then(Value::as_str));
        tokens.into_iter().flatten().for_each(note);
    });
    let note_all = |pairs: &mut Vec<(String, String)>| {
        pairs.iter().filter(|(name, _)| name.starts_with("oauth_token")).for_each(|(_, value)| note(value));
    };
    provider.on_temporary_credentials(note_all);
    provider.on_token_credentials(note_all);
}

/// The first secret that a text shows.
pub fn seen_in(text: &str) -> Option<&str> {
    let secrets = SECRETS.lock().unwrap_or_else(PoisonError::into_inner);
    // Of an escape such as `%22` the digits are left in front of the word.
    let is_known =
        |word: &str| secrets.contains(word) || word.get(2..).is_some_and(|rest| secrets.contains(rest));
    words(text).find(|word| is_known(word) || word.starts_with(BASIC) || is_of_a_jwt(word))
}

/// Whether a word is a JSON object in base64url, as both halves of a JWT are. That it begins like one is not enough: so does one
/// in many thousand words of a sealed session.
fn is_of_a_jwt(word: &str) -> bool {
    let beginning = word.get(..SHORTEST).and_then(base64url_decode);
    beginning.is_some_and(|text| text.starts_with(b"{\"") && text.iter().all(u8::is_ascii_graphic))
}

/// What could be a secret or a part of one: tokens have no other characters in any encoding.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && !"-_".contains(letter));
    words.filter(|word| word.len() >= SHORTEST)
}

/// Where log lines go.
struct Watch;

impl io::Write for Watch {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        if let Some(secret) = seen_in(&text) {
            // A panic would be lost on another thread than that of a test, and what is printed would wait for the test's end.
            writeln!(io::stderr(), "a log line shows {secret}: {text}")?;
            std::process::abort();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
