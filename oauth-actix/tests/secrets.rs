//! No secret is logged, shown, or sent where it does not belong; log lines say which provider and what went wrong.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

mod support;

use std::io;
use std::sync::{Arc, Mutex};

use actix_web::{HttpRequest, HttpResponse};
use oauth_actix::{Error, Registry as _, Settings};
use oauth_core::encoding::{form_encode, percent_encode};
use oauth_test_provider::{Client, Endpoint, Misbehaviour, Provider};
use serde_json::Value;
use support::*;
use tracing::subscriber::DefaultGuard;

/// Everything that is logged on this thread, at every level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn start() -> (Self, DefaultGuard) {
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
        let subscriber = subscriber.with_writer(move || writer.clone()).finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    /// What was logged since the last call.
    fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }

    /// The lines of this library since the last call.
    fn lines(&self) -> Vec<String> {
        self.take().lines().filter(|line| line.contains(" oauth_")).map(str::to_owned).collect()
    }
}

#[actix_web::test]
async fn a_failed_login_is_one_log_line_with_the_provider_and_the_code() {
    let (log, _guard) = Log::start();
    let provider = provider();
    let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
    log.take();
    browser.login("google").await.assert_logged_in();
    assert_eq!(log.lines(), [""; 0]);

    browser.get("/auth/github/authorize?code=a&state=b").await;
    provider.misbehave(Misbehaviour::MissingNonce);
    browser.login("google").await;
    provider.answer(Endpoint::TemporaryCredentials, oauth_test_provider::Answer::CloseBeforeHead);
    browser.get("/auth/twitter/login").await;
    let lines = log.lines();
    for (line, (level, client, code)) in lines.iter().zip([
        ("INFO", "github", "state_unknown"),
        ("WARN", "google", "id_token_nonce_missing"),
        ("WARN", "twitter", "transport_interrupted"),
    ]) {
        let has = |text: &str| line.contains(text);
        assert!(
            has(level) && has(&format!("provider=\"{client}\"")) && has(&format!("code=\"{code}\"")),
            "{line}"
        );
    }
    assert_eq!(lines.len(), 3, "{lines:#?}");
}

#[actix_web::test]
async fn a_fault_of_the_deployment_is_an_error_in_the_log() {
    let (log, _guard) = Log::start();
    let provider = provider();
    let auth = SessionAuth::from_settings(&settings(&provider)).unwrap();
    let handler = async |_: SessionAuthLogin| HttpResponse::Ok().finish();
    let browser = Browser::new(&App::plain(auth.routes(handler)).await);
    browser.get("/auth/google/login").await;
    browser.get("/auth/google/login").await;
    let lines = log.lines();
    assert!(
        lines.iter().any(|line| line.contains("ERROR") && line.contains("SessionMiddleware")),
        "{lines:#?}"
    );
    let coded = |line: &&String| line.contains("ERROR") && line.contains("code=\"session_missing\"");
    assert_eq!(lines.iter().filter(coded).count(), 1, "{lines:#?}");
}

#[test]
fn a_missing_cookie_key_is_told_once_and_what_it_means() {
    let (log, _guard) = Log::start();
    let provider = provider();
    Auth::from_settings(&settings(&provider).cookie_key("")).unwrap();
    let lines = log.lines();
    assert!(matches!(&*lines, [line] if line.contains("OAUTH_COOKIE_KEY is not set")), "{lines:#?}");
    SessionAuth::from_settings(&settings(&provider).cookie_key("")).unwrap();
    Auth::from_settings(&settings(&provider)).unwrap();
    assert_eq!(log.lines(), [""; 0]);
}

#[actix_web::test]
async fn what_a_provider_or_visitor_wrote_cannot_forge_a_log_line() {
    let (log, _guard) = Log::start();
    let provider = provider();
    let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
    log.take();
    provider.on_id_token(|draft| draft.set("iss", "https://x\n1970-01-01 ERROR forged\u{1b}[31m\u{202e}"));
    browser.login("google").await;
    let error = serde_json::json!({ "error": "x\ny", "error_description": "\r\n1970-01-01 ERROR forged" });
    provider.answer(Endpoint::OAuth2Token, oauth_test_provider::Reply::json(400, error));
    browser.login("github").await;
    let log = log.take();
    assert!(log.contains("forged"), "what was written is there, escaped: {log}");
    assert!(!log.lines().any(|line| line.starts_with("1970")), "{log}");
    assert!(!log.contains(['\u{1b}', '\u{202e}', '\r']), "{log}");
}

/// The values that nobody may see, by their names.
#[derive(Clone, Default)]
struct Secrets(Arc<Mutex<Vec<(String, String)>>>);

impl Secrets {
    /// Notes a value, unless it is so short that it may stand anywhere.
    fn add(&self, name: &str, value: impl Into<String>) {
        let value = value.into();
        if value.len() > 8 {
            self.0.lock().unwrap().push((name.to_owned(), value));
        }
    }

    /// Fails if `text` holds one of them, as it is or escaped.
    fn assert_not_in(&self, place: &str, text: &str) {
        for (name, value) in &*self.0.lock().unwrap() {
            for form in [value.clone(), form_encode(value), percent_encode(value), format!("{value:?}")] {
                assert!(!text.contains(&form), "{name} in {place}: {text}");
            }
        }
    }

    /// Notes every secret that the provider hands out.
    fn watch(&self, provider: &Provider) {
        let secrets = self.clone();
        provider.on_token_response(move |response| {
            for name in ["access_token", "refresh_token", "id_token"] {
                if let Some(Value::String(value)) = response.get(name).filter(|value| *value != "") {
                    secrets.add(name, value);
                }
            }
        });
        let secrets = self.clone();
        let note = move |pairs: &mut Vec<(String, String)>| {
            let secret = ["code", "oauth_token", "oauth_token_secret", "oauth_verifier", "state"];
            for (name, value) in pairs.iter().filter(|(name, _)| secret.contains(&name.as_str())) {
                secrets.add(name, value);
            }
        };
        provider.on_authorization_response(note.clone());
        provider.on_temporary_credentials(note.clone());
        provider.on_oauth1_authorization_response(note.clone());
        provider.on_token_credentials(note);
    }

    /// Notes the verifiers and what stands in `Authorization` headers.
    fn add_sent(&self, provider: &Provider) {
        for received in provider.journal() {
            received
                .parameter("code_verifier")
                .into_iter()
                .for_each(|value| self.add("code_verifier", value));
            let credentials = received.header("authorization").and_then(|value| value.split_once(' '));
            credentials.into_iter().for_each(|(_, value)| self.add("authorization", value));
        }
    }
}

/// Logs in everywhere and lets everything be seen that can be shown. The client's secrets are unmistakable.
async fn start() -> (Provider, Secrets, Settings) {
    let secrets = Secrets::default();
    let secret = "sentinel of a client's secret: p%+/=";
    let provider =
        Provider::builder().client(Client::confidential("marked", secret)).start_blocking().unwrap();
    provider.auto_approve("ada");
    secrets.add("client_secret", secret);
    secrets.add("cookie_key", key(7));
    let settings = CLIENTS.iter().fold(settings(&provider), |s, name| s.client(name, "marked", secret));
    (provider, secrets, settings)
}

/// What `Debug` and `Display` show of everything that a finished login has.
async fn shown(
    auth: actix_web::web::Data<Auth>,
    request: HttpRequest,
    login: Result<AuthLogin, Error>,
) -> HttpResponse {
    let mut text =
        format!("{:?} {:?} {:?} {:#?}", auth.google, auth.github, auth.twitter, auth.client("github"));
    match login {
        Ok(AuthLogin::Google(mut login)) => {
            text += &format!("{login:#?} {:#?} {:#?}", login.tokens, login.claims);
            text += &format!("{:?} {:?}", login.get("user"), login.get("user").await.unwrap());
            text += &format!("{:#?}", login.userinfo().await.unwrap());
            text += &format!("{:?}", auth.google.authorize_redirect(&request).return_to("/x"));
            login.refresh().await.unwrap();
            let token = login.tokens.refresh_token.clone().unwrap();
            text += &format!("{:#?}", auth.google.refresh(&request, &token, &login.claims).await.unwrap());
        }
        Ok(AuthLogin::Github(login)) => {
            text += &format!("{login:#?} {:#?} {:?}", login.tokens, login.post("user"))
        }
        Ok(AuthLogin::Twitter(login)) => {
            text += &format!(
                "{login:#?} {:#?} {:?}",
                login.credentials,
                auth.twitter.authorize_redirect(&request)
            );
        }
        Err(error) => {
            text += &format!("{error} {error:?} {error:#?} {:?}", error.cause());
            return HttpResponse::build(error.respond().status()).body(text);
        }
    }
    HttpResponse::Ok().body(text)
}

/// SC-001, SC-018, PK-011.
#[actix_web::test]
async fn a_login_that_succeeds_shows_no_secret_anywhere() {
    let (log, _guard) = Log::start();
    let (provider, secrets, settings) = start().await;
    secrets.watch(&provider);
    let auth = Auth::from_settings(&settings).unwrap();
    let browser = Browser::new(&App::plain(auth.routes(shown)).await);
    for client in CLIENTS {
        let begun = browser.get(&format!("/auth/{client}/login")).await;
        let finished = browser.finish(&browser.visit(begun.header("location"))).await;
        assert_eq!(finished.status, 200, "{finished:?}");
        secrets.add_sent(&provider);
        secrets.assert_not_in("the answer to a callback", &format!("{finished:?}"));
        // The address at the provider has state, nonce and temporary token by right, and nothing else.
        let mut headers = begun.headers.clone();
        headers.remove("location");
        secrets.assert_not_in("the answer to a login", &format!("{headers:?} {}", begun.body));
        let location = begun.header("location");
        assert!(!location.contains("code_verifier") && !location.contains("secret"), "{location}");
    }
    secrets.assert_not_in("the log", &log.lines().join("\n"));
    secrets.assert_not_in("the settings", &format!("{settings:?} {settings:#?}"));
    let names: Vec<_> = secrets.0.lock().unwrap().iter().map(|(name, _)| name.clone()).collect();
    for name in
        ["code", "state", "code_verifier", "access_token", "id_token", "oauth_token_secret", "authorization"]
    {
        assert!(names.contains(&name.to_owned()), "the test has not seen any {name}");
    }
}

/// SC-002: whatever the provider does.
#[actix_web::test]
async fn a_login_that_fails_shows_no_secret_anywhere() {
    let (log, _guard) = Log::start();
    let (provider, secrets, settings) = start().await;
    let mut failed = 0;
    for misbehaviour in Misbehaviour::ALL {
        // Its ten seconds of silence tell nothing.
        if *misbehaviour == Misbehaviour::TokenEndpointSilent {
            continue;
        }
        provider.misbehave(*misbehaviour);
        secrets.watch(&provider);
        let auth = Auth::from_settings(&settings).unwrap();
        let handler = async |login: Result<AuthLogin, Error>| match login {
            Ok(_) => HttpResponse::Ok().finish(),
            Err(error) => error.respond(),
        };
        let browser = Browser::new(&App::plain(auth.routes(handler)).await);
        for client in CLIENTS {
            let begun = browser.get(&format!("/auth/{client}/login")).await;
            let mut answers = vec![format!("{begun:?}")];
            if begun.status == 303 {
                let finished = browser.finish(&browser.visit(begun.header("location"))).await;
                failed += usize::from(finished.status >= 400);
                answers = vec![format!("{finished:?}")];
            }
            secrets.add_sent(&provider);
            answers.iter().for_each(|answer| secrets.assert_not_in(&format!("{misbehaviour:?}"), answer));
        }
        secrets.assert_not_in(&format!("the log of {misbehaviour:?}"), &log.lines().join("\n"));
        provider.reset();
        provider.clear_journal();
        secrets.0.lock().unwrap().truncate(2);
    }
    assert!(failed > 60, "{failed}");
}

/// RFC 6749, section 2.3.1 and 4.1.3: what goes where.
#[actix_web::test]
async fn a_secret_goes_to_its_own_endpoint_alone() {
    let (provider, secrets, settings) = start().await;
    secrets.watch(&provider);
    let auth = Auth::from_settings(&settings).unwrap();
    let browser = Browser::new(&App::plain(auth.routes(shown)).await);
    for client in CLIENTS {
        assert_eq!(browser.login(client).await.status, 200);
    }
    let journal = provider.journal();
    let sent = |endpoint: &[Endpoint]| {
        let others = journal.iter().filter(|received| !endpoint.contains(&received.endpoint));
        others
            .map(|r| format!("{} {} {} {:?} {}", r.method, r.path, r.query, r.headers, r.body))
            .collect::<String>()
    };
    let verifiers: Vec<_> =
        journal.iter().filter_map(|received| received.parameter("code_verifier")).collect();
    assert_eq!(verifiers.len(), 2);
    let elsewhere = sent(&[Endpoint::Token, Endpoint::OAuth2Token]);
    verifiers.iter().for_each(|verifier| assert!(!elsewhere.contains(verifier)));
    for (name, value) in secrets.0.lock().unwrap().iter() {
        if ["code", "refresh_token", "id_token", "client_secret"].contains(&name.as_str()) {
            assert!(!elsewhere.contains(value.as_str()), "{name}");
        }
    }
    let queries: String = journal.iter().map(|received| received.query.clone()).collect();
    for (name, value) in secrets.0.lock().unwrap().iter().filter(|(name, _)| name.ends_with("_token")) {
        assert!(name == "oauth_token" || !queries.contains(value.as_str()), "{name} in a query");
    }
}
