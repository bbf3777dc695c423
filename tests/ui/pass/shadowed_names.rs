//! The expansion names everything in full, so nothing that the user calls the same gets in its way.
#![deny(warnings, missing_docs)]
#![allow(dead_code, non_camel_case_types)]

struct Option;
struct Result;
struct Some;
struct Ok;
struct Err;
struct None;
struct str;
struct Settings;
struct Error;
struct Client;
struct Data;
struct Reader;
trait Clone {}
trait FromRequest {}
trait Registry {}
mod core {}
mod std {}
mod oauth_actix {}
mod presets {}

const GITHUB: ::oauth_actix::Preset = ::oauth_actix::presets::GITHUB;

#[::oauth_actix::oauth_registry(base = "/sign-in")]
struct Auth {
    #[provider(preset = GITHUB)]
    github: ::oauth_actix::OAuth2Client,
    #[provider(preset = presets::GITHUB)]
    reader: ::oauth_actix::OAuth2Client,
    #[provider(preset = crate::GITHUB)]
    settings: ::oauth_actix::OAuth2Client,
    #[provider(issuer = env)]
    login: ::oauth_actix::OidcClient,
    #[provider(issuer = env)]
    r#type: ::oauth_actix::OidcClient,
}

fn main() {
    let _ = <Auth as ::oauth_actix::Registry>::from_env();
}
