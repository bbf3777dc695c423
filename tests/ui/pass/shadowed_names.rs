//! The expansion names everything in full, so nothing that the user calls the same gets in its way.
#![deny(warnings, missing_docs)]
#![allow(dead_code, unused_macros, non_camel_case_types, non_snake_case, non_upper_case_globals)]

struct Option;
struct Result;
struct Some;
struct Ok;
struct Err;
struct None;
struct Box;
struct Vec;
struct String;
struct str;
struct bool;
struct u8;
struct usize;
struct Settings;
struct ConfigurationErrors;
struct Error;
struct Client;
struct Login;
struct Data;
struct Payload;
struct HttpRequest;
struct HttpResponse;
struct Reader;
struct Routes;
struct Preset;
struct Key;
struct Protocol;
struct ProviderSpec;
struct Source;
struct AnyLogin;
struct AnyClient;
struct PendingStore;
struct __Key;
struct __Protocol;
trait Clone {}
trait Copy {}
trait Sized {}
trait FromRequest {}
trait Handler {}
trait Responder {}
trait Registry {}
trait Future {}
mod core {}
mod std {}
mod alloc {}
mod oauth_actix {}
mod oauth_core {}
mod actix_web {}
mod presets {}
mod __private {}

fn drop() {}
fn login() {}
fn authorize() {}
fn github_login() {}
fn github_authorize() {}
fn settings() {}
fn reader() {}
fn github_client() {}
const __PRESET: () = ();
static __SPEC_OF_GITHUB: () = ();

macro_rules! compile_error {
    ($($tokens:tt)*) => {};
}
macro_rules! panic {
    ($($tokens:tt)*) => {};
}

const GITHUB: ::oauth_actix::Preset = ::oauth_actix::presets::GITHUB;

#[::oauth_actix::oauth_registry(base = "/sign-in")]
struct Auth {
    #[provider(preset = GITHUB, scope = "read:user", response_mode = "query")]
    github: ::oauth_actix::OAuth2Client,
    #[provider(preset = presets::GITHUB)]
    reader: ::oauth_actix::OAuth2Client,
    #[provider(preset = crate::GITHUB)]
    settings: ::oauth_actix::OAuth2Client,
    #[provider(issuer = env)]
    login: ::oauth_actix::OidcClient,
    #[provider(issuer = env)]
    r#type: ::oauth_actix::OidcClient,
    client: ::oauth_actix::Providers,
}

fn main() {
    let _ = <Auth as ::oauth_actix::Registry>::from_env();
}
