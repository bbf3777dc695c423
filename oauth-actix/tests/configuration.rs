//! What a registry reads when the application starts, and what it says when that is wrong.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

mod support;

use std::path::PathBuf;

use actix_web::HttpResponse;
use oauth_actix::{
    ConfigurationError, ConfigurationErrors, Key, OidcClient, Provider as Description, Registry, Settings,
    oauth_registry,
};
use oauth_core::oauth2::{AuthorizationParameters, Client};
use oauth_core::{Cached, Error, ProviderSettings, Random, Sealer, SystemRandom, Timestamp};
use support::*;

/// The messages of everything that is wrong.
fn faults<R>(result: Result<R, ConfigurationErrors>) -> Vec<String> {
    let Err(errors) = result else { panic!("nothing is wrong") };
    let faults: Vec<_> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(errors.to_string(), faults.join("; "));
    faults
}

/// Settings that are complete without any provider.
fn good() -> Settings {
    let settings = Settings::new().base_url(BASE).cookie_key(&key(7));
    let settings = CLIENTS.iter().fold(settings, |settings, name| settings.client(name, "id", "secret"));
    [
        "GOOGLE_ISSUER",
        "GOOGLE_API_BASE_URL",
        "GITHUB_AUTHORIZATION_ENDPOINT",
        "GITHUB_TOKEN_ENDPOINT",
        "GITHUB_USERINFO_ENDPOINT",
        "GITHUB_API_BASE_URL",
        "TWITTER_REQUEST_TOKEN_URL",
        "TWITTER_AUTHORIZE_URL",
        "TWITTER_ACCESS_TOKEN_URL",
        "TWITTER_API_BASE_URL",
    ]
    .iter()
    .fold(settings, |settings, name| settings.set(name, "https://op.example"))
}

#[test]
fn complete_settings_make_a_registry() {
    assert!(Auth::from_settings(&good()).is_ok());
    assert!(SessionAuth::from_settings(&good()).is_ok());
}

/// What stands for a variable that is not UTF-8.
#[test]
fn no_variable_may_have_a_control_character() {
    let names = ["BASE_URL", "COOKIE_KEY", "CA_FILE"].map(|name| format!("OAUTH_{name}"));
    let clients = CLIENTS.map(|name| name.to_uppercase());
    let clients = clients.iter().flat_map(|name| ["ID", "SECRET"].map(|key| format!("{name}_CLIENT_{key}")));
    let endpoints = ["GOOGLE_ISSUER", "GITHUB_TOKEN_ENDPOINT", "TWITTER_API_BASE_URL"].map(str::to_owned);
    for name in names.into_iter().chain(clients).chain(endpoints) {
        let faults = faults(Auth::from_settings(&good().set(&name, "\0")));
        assert!(matches!(&*faults, [fault] if fault.contains(&*name)), "{name}: {faults:?}");
    }
}

#[test]
fn everything_that_is_missing_is_named_in_one_error() {
    let faults = faults(Auth::from_settings(&Settings::new()));
    let mut missing: Vec<_> = faults.iter().filter_map(|fault| fault.strip_suffix(" is not set")).collect();
    assert_eq!(missing.len(), faults.len(), "{faults:?}");
    missing.sort_unstable();
    let expected = [
        "GITHUB_API_BASE_URL",
        "GITHUB_AUTHORIZATION_ENDPOINT",
        "GITHUB_CLIENT_ID",
        "GITHUB_CLIENT_SECRET",
        "GITHUB_TOKEN_ENDPOINT",
        "GITHUB_USERINFO_ENDPOINT",
        "GOOGLE_API_BASE_URL",
        "GOOGLE_CLIENT_ID",
        "GOOGLE_CLIENT_SECRET",
        "GOOGLE_ISSUER",
        "OAUTH_BASE_URL",
        "TWITTER_ACCESS_TOKEN_URL",
        "TWITTER_API_BASE_URL",
        "TWITTER_AUTHORIZE_URL",
        "TWITTER_CLIENT_ID",
        "TWITTER_CLIENT_SECRET",
        "TWITTER_REQUEST_TOKEN_URL",
    ];
    assert_eq!(missing, expected);
}

/// CA-008 among others.
#[test]
fn everything_that_is_malformed_is_named_in_one_error_and_no_value_is_shown() {
    let settings = good()
        .base_url("http://app.example/secret-value")
        .cookie_key("secret-value")
        .set("GOOGLE_ISSUER", "https://op.example/#secret-value")
        .set("GITHUB_TOKEN_ENDPOINT", "http://secret-value.example/token")
        .set("GITHUB_CLIENT_SECRET", "")
        .set("TWITTER_CLIENT_SECRET", "secret-value\n")
        .set("TWITTER_AUTHORIZE_URL", "https://user:secret-value@op.example/");
    let faults = faults(Auth::from_settings(&settings));
    assert_eq!(faults.len(), 7, "{faults:#?}");
    for name in [
        "OAUTH_BASE_URL",
        "OAUTH_COOKIE_KEY",
        "GOOGLE_ISSUER",
        "GITHUB_TOKEN_ENDPOINT",
        "GITHUB_CLIENT_SECRET",
        "TWITTER_CLIENT_SECRET",
        "TWITTER_AUTHORIZE_URL",
    ] {
        assert_eq!(faults.iter().filter(|fault| fault.contains(name)).count(), 1, "{name}: {faults:#?}");
    }
    assert!(!faults.concat().contains("secret-value"), "{faults:#?}");
}

/// HT-016, HT-017.
#[test]
fn the_application_s_address_is_https_or_on_loopback_and_has_no_query() {
    let result = |base: &str| Auth::from_settings(&good().base_url(base));
    for accepted in [
        "https://app.example",
        "https://app.example/",
        "https://app.example/shop",
        "https://app.example:8443",
        "http://localhost:8080",
        "http://127.0.0.1:8080",
        "http://[::1]:8080",
    ] {
        assert!(result(accepted).is_ok(), "{accepted}");
    }
    for refused in [
        "http://app.example",
        "https://app.example?x",
        "https://app.example#x",
        "https://user@app.example",
        "app.example",
        "//app.example",
        "https://",
        "javascript:alert(1)",
        "https://app.example\n",
    ] {
        let faults = faults(result(refused));
        assert!(
            matches!(&*faults, [fault] if fault.starts_with("OAUTH_BASE_URL is malformed")),
            "{refused}: {faults:?}"
        );
    }
}

#[actix_web::test]
async fn the_application_may_live_below_a_path_and_its_routes_elsewhere() {
    #[oauth_registry(base = "/sign-in")]
    struct Elsewhere {
        #[provider(issuer = env)]
        google: OidcClient,
    }
    let provider = provider();
    let settings = settings(&provider).base_url("https://localhost/shop/");
    let auth = Elsewhere::from_settings(&settings).unwrap();
    let handler = async |_: ElsewhereLogin| HttpResponse::Ok().finish();
    let browser = Browser::new(&App::plain(auth.routes(handler)).await);
    let url = browser.begin_at("/sign-in/google/login").await;
    let redirect_uri = parameter(&url, "redirect_uri");
    assert_eq!(redirect_uri, "https://localhost/shop/sign-in/google/authorize");
    assert_eq!(browser.get("/auth/google/login").await.status, 404);
}

/// SC-013.
#[test]
fn a_cookie_key_has_32_bytes() {
    let result = |key: &str| Auth::from_settings(&good().cookie_key(key));
    let (first, second) = (key(1), key(2));
    for accepted in [first.clone(), format!("{first},{second}"), format!(" {first} , {second} ")] {
        assert!(result(&accepted).is_ok(), "{accepted}");
    }
    for length in [1, 16, 31, 33, 64] {
        let short = oauth_core::encoding::base64(&vec![7; length]);
        assert_eq!(faults(result(&short)).len(), 1, "{length} bytes");
    }
    for refused in [
        "text that is long enough to be a key of 32",
        ",",
        &format!("{first},"),
        &format!("{first};{second}"),
    ] {
        let faults = faults(result(refused));
        assert!(faults[0].starts_with("OAUTH_COOKIE_KEY is malformed"), "{refused}: {faults:?}");
    }
}

/// MX-008.
#[test]
fn two_providers_of_one_issuer_are_refused() {
    #[oauth_registry]
    struct Twins {
        #[provider(issuer = env)]
        first: OidcClient,
        #[provider(issuer = env)]
        second: OidcClient,
    }
    let settings = |second: &str| {
        let settings = Settings::new().base_url(BASE).client("first", "a", "s").client("second", "b", "s");
        settings.set("FIRST_ISSUER", "https://op.example").set("SECOND_ISSUER", second)
    };
    assert!(Twins::from_settings(&settings("https://op.example/other")).is_ok());
    let faults = faults(Twins::from_settings(&settings("https://op.example")));
    assert_eq!(
        faults,
        [
            "first and second share one issuer; help: take one preset for both as it is, or put one into another registry"
        ]
    );
}

/// JW-023, CA-006.
#[test]
fn hs256_needs_a_secret_of_32_bytes() {
    #[oauth_registry]
    struct Symmetric {
        #[provider(issuer = "https://op.example", id_token_signed_response_alg = "HS256")]
        google: OidcClient,
    }
    let result = |secret: &str| {
        Symmetric::from_settings(&Settings::new().base_url(BASE).client("google", "id", secret))
    };
    assert!(result(&"s".repeat(32)).is_ok());
    let faults = faults(result(&"s".repeat(31)));
    assert!(matches!(&*faults, [fault] if fault.contains("HS256") && fault.contains("32")), "{faults:?}");
}

/// A generator that has nothing to give.
struct Exhausted;

impl Random for Exhausted {
    fn fill(&mut self, _: &mut [u8]) -> Result<(), Error> {
        Err(ConfigurationError::RandomFailed.into())
    }
}

/// ST-022: without chance there is neither a `state` nor a sealed cookie, and nothing constant in their place.
#[test]
fn without_random_bytes_no_login_begins() {
    let description = Description::oauth2("it")
        .set(Key::AuthorizationEndpoint, "https://as.example/authorize")
        .set(Key::TokenEndpoint, "https://as.example/token")
        .client("id", "secret");
    let client = Client::from_settings(&mut ProviderSettings::of(&description), "https://app.example/back");
    let (client, now) = (client.unwrap(), Timestamp::from_unix(unix_now()));
    let Cached::Fresh(metadata) = client.metadata(now) else { panic!("everything is configured") };
    let begin = |random: &mut dyn Random| {
        client.authorize(&metadata, AuthorizationParameters::default(), now, random)
    };
    assert_eq!(begin(&mut Exhausted).err().unwrap().code(), "random_failed");
    let login = begin(&mut SystemRandom).unwrap();
    let sealed = Sealer::parse(&key(7)).unwrap().seal(&login.pending, &mut Exhausted);
    assert_eq!(sealed.err().unwrap().code(), "random_failed");
}

/// A file of this test alone.
fn file(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}.env", std::process::id()));
    std::fs::write(&path, text).unwrap();
    path
}

#[oauth_registry]
struct FromFile {
    #[provider(issuer = env)]
    from_file: OidcClient,
}

#[test]
fn a_file_of_variables_is_read() {
    let text = "# ours\nOAUTH_BASE_URL=https://app.example\nexport FROM_FILE_CLIENT_ID='id'\n\
                FROM_FILE_CLIENT_SECRET=\"se=cret\"\nFROM_FILE_ISSUER=https://op.example\n";
    let path = file("good", text);
    let registry = FromFile::from_env_file(&path);
    std::fs::remove_file(&path).unwrap();
    assert!(registry.is_ok(), "{:?}", registry.err());
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let faults = faults(FromFile::from_env_file("no/such/file.env"));
    assert!(matches!(&*faults, [fault] if fault.starts_with("cannot read no/such/file.env")), "{faults:?}");
}

#[test]
fn every_broken_line_of_a_file_is_named_by_its_number_and_not_shown() {
    let path = file("broken", "OAUTH_BASE_URL=https://app.example\nsecret\n\nA-B=secret\nC='secret\n");
    let result = FromFile::from_env_file(&path);
    std::fs::remove_file(&path).unwrap();
    let faults = faults(result);
    for (fault, line) in faults.iter().zip(["line 2:", "line 4:", "line 5:"]) {
        assert!(fault.contains(line) && !fault.contains("secret"), "{fault}");
    }
    assert_eq!(faults.len(), 3);
}

#[test]
fn a_variable_that_a_file_lacks_is_named() {
    let path = file("short", "OAUTH_BASE_URL=https://app.example\nFROM_FILE_ISSUER=https://op.example\n");
    let result = FromFile::from_env_file(&path);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(faults(result), ["FROM_FILE_CLIENT_ID is not set", "FROM_FILE_CLIENT_SECRET is not set"]);
}
