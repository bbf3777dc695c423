//! Log people in from actix-web, by OpenID Connect, OAuth 2 and OAuth 1.0a.
//!
//! A struct has one field per provider; [`#[oauth_registry]`](macro@oauth_registry) checks at compile time what it says of
//! them and writes the routes and one enum, a finished login at one of the providers.
//!
//! ```no_run
//! use actix_session::{Session, SessionMiddleware, storage::CookieSessionStore};
//! use actix_web::{App, HttpResponse, HttpServer, Responder, cookie::Key, http::header};
//! use oauth_actix::{OAuth2Client, OidcClient, Registry as _, oauth_registry};
//!
//! #[oauth_registry]
//! pub struct Auth {
//!     #[provider(issuer = "https://accounts.google.com", scope = "openid email profile")]
//!     pub google: OidcClient,
//!     #[provider(preset = presets::GITHUB)]
//!     pub github: OAuth2Client,
//! }
//!
//! #[derive(serde::Deserialize)]
//! struct GithubUser {
//!     id: u64,
//! }
//!
//! #[actix_web::main]
//! async fn main() -> std::io::Result<()> {
//!     // An error names every missing variable at once.
//!     let auth = Auth::from_env().map_err(std::io::Error::other)?;
//!     // For the application's own session: the library needs none.
//!     let key = Key::generate();
//!     HttpServer::new(move || {
//!         let sessions = SessionMiddleware::new(CookieSessionStore::default(), key.clone());
//!         App::new().configure(auth.routes(signed_in)).wrap(sessions)
//!     })
//!     .bind(("127.0.0.1", 8080))?
//!     .run()
//!     .await
//! }
//!
//! async fn signed_in(login: AuthLogin, session: Session) -> actix_web::Result<impl Responder> {
//!     let user = match &login {
//!         // A verified ID token.
//!         AuthLogin::Google(google) => google.claims.identity().to_string(),
//!         // A call of the API below `api_base_url`, with the access token.
//!         AuthLogin::Github(github) => {
//!             let user: GithubUser = github.get("user").await?.json().await?;
//!             format!("github {}", user.id)
//!         }
//!     };
//!     session.renew();
//!     session.insert("user", user)?;
//!     Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, "/")).finish())
//! }
//! ```
//!
//! With `OAUTH_BASE_URL`, `GOOGLE_CLIENT_ID`, `GOOGLE_CLIENT_SECRET`, `GITHUB_CLIENT_ID` and `GITHUB_CLIENT_SECRET` set, a
//! link to `/auth/google/login` logs somebody in. At Google the redirect URI to register is
//! `<OAUTH_BASE_URL>/auth/google/authorize`.
//!
//! # What is where
//!
//! | to | look at |
//! |---|---|
//! | describe a provider: all keys, presets, what is refused | [`oauth_registry`](macro@oauth_registry) |
//! | read the configuration, mount the routes | [`Registry`] |
//! | read who logged in | [`OidcLogin::claims`]; for every provider in the same words `profile`, a [`Profile`] |
//! | use a provider without looking anything up | [`presets`], and [`Preset`] for one of your own |
//! | add providers while the application runs | [`Providers`] |
//! | call the provider's API | [`OidcLogin`], [`OAuth2Login`], [`OAuth1Login`], which are an [`Api`] each |
//! | call it later, with stored tokens | [`OidcClient::api`], [`OAuth2Client::api`], [`OAuth1Client::api`] |
//! | renew tokens | [`OidcLogin::refresh`], [`OAuth2Client::refresh`] |
//! | have routes of your own | [`Registry::clients`], then `authorize_redirect` and `authorize_access_token` of a client |
//! | ask for more in one login: `prompt`, `max_age`, `login_hint` … | [`AuthorizeRedirect`] |
//! | find a client by a name that is known at run time | [`Registry::client`] |
//! | answer failures your own way | [`Error`], and the table of codes in [`oauth_core::error`] |
//! | keep pending logins on the server | [`PendingStore`] |
//! | configure in code, for a test | [`Settings`] |
//!
//! # Environment
//!
//! Read once, when the process starts, by [`Registry::from_env`]; [`Registry::from_env_file`] reads a file for those that
//! are not set. An empty variable counts as not set.
//!
//! | variable | what |
//! |---|---|
//! | `OAUTH_BASE_URL` | required: the application's address as browsers see it, such as `https://app.example`; `https`, or `http` on 127.0.0.1, \[::1\] and localhost; may have a path |
//! | `OAUTH_COOKIE_KEY` | 32 bytes in base64 (`openssl rand -base64 32`), or several separated by commas, the newest first; seals pending logins. If absent: random, and a line in the log that says so |
//! | `OAUTH_CA_FILE` | the path of a PEM file of certificate authorities to trust, for this registry's providers, beside those that browsers trust |
//! | `<FIELD>_CLIENT_ID` | required, unless the attribute has `client_id = "…"` |
//! | `<FIELD>_CLIENT_SECRET` | required, unless `token_endpoint_auth_method` is `none`; for `RSA-SHA256` and Apple the private key as PEM |
//! | `<FIELD>_<KEY>` | for each `key = env` of the attribute: required, unless a preset has a value for the key |
//!
//! `<FIELD>` is the field's name in capitals, `<KEY>` the key's: `issuer = env` on `google` is `GOOGLE_ISSUER`. For an
//! `OAuth1Client` the keys are called `REQUEST_TOKEN_URL`, `AUTHORIZE_URL` and `ACCESS_TOKEN_URL`, for the others
//! `AUTHORIZATION_ENDPOINT` and `TOKEN_ENDPOINT`, whichever name the attribute uses.
//!
//! # The pieces
//!
//! The rules of the three protocols are in [`oauth_core`], which never touches a socket; this crate adds actix-web, one
//! HTTP client and the cookie. A preset's deviations and profile rules, and what [`Error::cause`] gives, are in
//! [`oauth_core`], which is re-exported.
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "tests may"
    )
)]

mod api;
mod client;
mod clock;
mod error;
mod flight;
mod headers;
mod providers;
mod registry;
mod routes;
mod shared;
mod store;
mod transport;

/// Compiles what the README shows.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

pub use oauth_core;
pub use oauth_core::error::{ConfigurationError, ConfigurationErrors};
pub use oauth_core::{Email, Key, Preset, Profile, Provider, Secret, Settings, VerifiedEmail, presets};
pub use oauth_macros::oauth_registry;

pub use crate::api::{Api, ApiRequest, ApiResponse};
pub use crate::client::{
    AnyClient, AnyLogin, AuthorizeRedirect, OAuth1AuthorizeRedirect, OAuth1Client, OAuth1Login, OAuth2Client,
    OAuth2Login, OidcClient, OidcLogin, Refreshed,
};
pub use crate::error::Error;
pub use crate::providers::Providers;
pub use crate::registry::{LoginHandler, Registry};
pub use crate::store::PendingStore;

/// What the expansion of [`oauth_registry`] calls. Not part of the API: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use actix_web::{FromRequest, Handler, HttpRequest, Responder, dev};
    pub use oauth_core::{Key, Protocol, ProviderSpec, Source};

    pub use crate::client::{Client, Login};
    pub use crate::registry::Reader;
    pub use crate::routes::{Routes, finished};
}
