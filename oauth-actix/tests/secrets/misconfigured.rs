//! Settings that are wrong: what is said of them names the variable and shows nothing of its value.

use oauth_actix::{ConfigurationErrors, Key, Provider as Description, Registry as _, Settings, presets};

use crate::log::Log;
use crate::logins::Site;
use crate::sentinel::{Sentinel, start};
use crate::support::*;

/// What is unmistakable in every value.
const MARKER: &str = "sentinel-of-a-misconfigured-value";

/// Everything that errors show.
fn told<R>(result: Result<R, ConfigurationErrors>) -> String {
    let Err(errors) = result else { panic!("nothing is wrong") };
    let each: Vec<_> = errors.iter().map(|error| format!("{error} {error:?} {error:#?}")).collect();
    format!("{errors} {errors:?} {errors:#?} {}", each.join("\n"))
}

fn sentinel() -> Sentinel {
    let sentinel = Sentinel::default();
    sentinel.add("value", MARKER);
    sentinel
}

#[actix_web::test]
async fn no_malformed_variable_is_shown() {
    let (log, _guard) = Log::start();
    let (_provider, _, good) = start();
    let sentinel = sentinel();
    for (variable, value) in [
        ("OAUTH_COOKIE_KEY", MARKER.to_owned()),
        ("OAUTH_COOKIE_KEY", format!("{},{MARKER}", key(7))),
        ("OAUTH_BASE_URL", format!("http://app.example/{MARKER}")),
        ("OAUTH_BASE_URL", format!("https://user:{MARKER}@app.example")),
        ("GOOGLE_ISSUER", format!("https://user:{MARKER}@op.example")),
        ("GOOGLE_CLIENT_SECRET", format!("{MARKER}\n")),
        ("GITHUB_CLIENT_SECRET", format!("{MARKER}\r\n")),
        ("GITHUB_TOKEN_ENDPOINT", format!("https://op.example/#{MARKER}")),
        ("TWITTER_CLIENT_SECRET", format!("{MARKER}\r")),
        ("TWITTER_ACCESS_TOKEN_URL", format!("http://{MARKER}.example/")),
    ] {
        let told = told(Auth::from_settings(&good.clone().set(variable, &value)));
        assert!(told.contains(variable), "{variable}: {told}");
        sentinel.assert_not_in(variable, &told);
    }
    sentinel.assert_not_in("the log", &log.take());
}

/// Keys and secrets of providers that are described at run time.
#[test]
fn no_malformed_key_is_shown() {
    let sentinel = sentinel();
    let site = Site::from_settings(&Settings::new().base_url(BASE).cookie_key(&key(7))).unwrap();
    let pem = |body: &str| format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n");
    let apple = |secret: &str| {
        let apple = Description::preset("it", &presets::APPLE).client("marked", secret);
        apple.set(Key::TeamId, "TEAM123456").set(Key::KeyId, "KEY1234567")
    };
    let signed = |secret: &str| {
        let urls = [Key::RequestTokenUrl, Key::AuthorizationEndpoint, Key::TokenEndpoint];
        let signed =
            Description::oauth1("it").client("marked", secret).set(Key::SignatureMethod, "RSA-SHA256");
        urls.iter().fold(signed, |signed, key| signed.set(*key, "https://op.example/"))
    };
    let short = Description::openid_connect("it").client("marked", &MARKER[..20]);
    let short = short.set(Key::Issuer, "https://op.example").set(Key::IdTokenSignedResponseAlg, "HS256");
    sentinel.add("short secret", &MARKER[..20]);
    for description in [
        apple(MARKER),
        apple(&pem(MARKER)),
        apple(&pem(&oauth_core::encoding::base64(MARKER.as_bytes()))),
        signed(MARKER),
        signed(&pem(&oauth_core::encoding::base64(MARKER.as_bytes()))),
        short,
    ] {
        sentinel.assert_not_in("an error", &told(site.providers.add(&description)));
        sentinel.assert_not_in("a description", &format!("{description:?} {:?}", site.providers));
    }
}

/// A file with variables: a line that cannot be read is named by its number.
#[test]
fn no_broken_line_of_a_file_is_shown() {
    let sentinel = sentinel();
    for line in [
        format!("GOOGLE_CLIENT_SECRET {MARKER}"),
        format!("GOOGLE_CLIENT_SECRET=\"{MARKER}"),
        format!("={MARKER}"),
        format!("GOOGLE-CLIENT-SECRET='{MARKER}"),
    ] {
        let told = told(Settings::parse_file("app.env", &format!("A=b\n{line}\n")));
        assert!(told.contains("app.env") && told.contains('2'), "{told}");
        sentinel.assert_not_in(&line, &told);
    }
}
