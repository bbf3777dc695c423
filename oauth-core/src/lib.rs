//! OAuth 1.0a, OAuth 2 and OpenID Connect **clients** as pure exchanges: no sockets, no clock, no global state.
//!
//! An application in actix-web wants the crate `oauth-actix`, which drives this one. This one is for reading, for testing,
//! and for whoever has another HTTP client.
//!
//! # Exchanges
//!
//! Whatever a provider is asked is an [`Exchange`]: one [`Request`], together with the rules that its [`Response`] must
//! meet. The core never sends anything. It says what to send and judges what came back, with the time and the random bytes
//! as arguments; so a whole login is a program without `async`:
//!
//! ```
//! use oauth_core::oauth2::{AuthorizationParameters, AuthorizationResponse, ResponseParameters};
//! use oauth_core::oidc::Client;
//! use oauth_core::{Exchange, Key, Protocol, ProviderSettings, ProviderSpec, Settings, Source, SystemRandom, Timestamp};
//! # use oauth_core::{Request, Response, encoding::base64url};
//! # use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
//!
//! // What `#[oauth_registry]` writes for `#[provider(issuer = "https://op.example")] acme: OidcClient`.
//! const ACME: ProviderSpec =
//!     ProviderSpec { name: "acme", preset: None, settings: &[(Key::Issuer, Source::Literal("https://op.example"))] };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let settings = Settings::new().client("acme", "our-client-id", "our-client-secret");
//! let mut settings = ProviderSettings::resolve(&settings, &ACME, Protocol::OpenIdConnect);
//! let client = Client::from_settings(&mut settings, "https://app.example/auth/acme/authorize").ok_or("misconfigured")?;
//! let now = Timestamp::from_unix(1_700_000_000);
//! # let (random, nonce) = (ring::rand::SystemRandom::new(), std::cell::RefCell::new(String::new()));
//! # let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).map_err(|_| "no key")?;
//! # let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pair.as_ref(), &random).map_err(|_| "no key")?;
//! # let send = |request: &Request| {
//! #     let body = match request.endpoint {
//! #         "discovery" => r#"{"issuer":"https://op.example","authorization_endpoint":"https://op.example/authorize","token_endpoint":"https://op.example/token","jwks_uri":"https://op.example/jwks","id_token_signing_alg_values_supported":["ES256"]}"#.to_owned(),
//! #         "jwks" => {
//! #             let point = pair.public_key().as_ref();
//! #             format!(r#"{{"keys":[{{"kty":"EC","crv":"P-256","x":"{}","y":"{}"}}]}}"#, base64url(&point[1..33]), base64url(&point[33..]))
//! #         }
//! #         _ => {
//! #             let claims = format!(r#"{{"iss":"https://op.example","aud":"our-client-id","sub":"ada","iat":1700000000,"exp":1700000300,"nonce":"{}"}}"#, nonce.borrow());
//! #             let signed = format!("{}.{}", base64url(br#"{"alg":"ES256"}"#), base64url(claims.as_bytes()));
//! #             let signature = pair.sign(&random, signed.as_bytes()).unwrap();
//! #             format!(r#"{{"access_token":"a","token_type":"Bearer","id_token":"{signed}.{}"}}"#, base64url(signature.as_ref()))
//! #         }
//! #     };
//! #     Response { status: 200, headers: vec![("content-type", "application/json".into())], body: body.into() }
//! # };
//!
//! // The first browser request: where to send the person, and what to remember meanwhile.
//! let discovery = client.discover()?;
//! let response = send(discovery.request());
//! let metadata = discovery.accept(response, now)?;
//! let login = client.authorize(&metadata, AuthorizationParameters::default(), now, &mut SystemRandom)?;
//! assert!(login.url.starts_with("https://op.example/authorize?response_type=code"));
//! # let value = |name: &str| login.url.split_once(&format!("&{name}=")).map(|(_, rest)| rest[..43].to_owned()).unwrap();
//! # *nonce.borrow_mut() = value("nonce");
//! # let query = format!("code=c&state={}", value("state"));
//!
//! // The second: the query of the callback, judged against what was remembered; then code, keys, ID token.
//! let parameters = ResponseParameters::from_query(&query)?;
//! let response = AuthorizationResponse::accept(&client, &metadata, login.pending, parameters, now)?;
//! let redemption = client.redeem(&metadata, &response, now)?;
//! let answer = send(redemption.request());
//! let tokens = redemption.accept(answer, now)?;
//! let fetch = client.fetch_keys(&metadata)?;
//! let answer = send(fetch.request());
//! let keys = fetch.accept(answer, now)?;
//! let claims = client.verification(&metadata, &response, &tokens)?.verify(&keys, now)?;
//! assert_eq!(claims.identity().to_string(), "https://op.example#ada");
//! # Ok(())
//! # }
//! ```
//!
//! The types keep the order: a code can be redeemed only with an [`AuthorizationResponse`](oauth2::AuthorizationResponse),
//! which only [`accept`](oauth2::AuthorizationResponse::accept) makes; a claim can be read only from
//! [`IdTokenClaims`](oidc::IdTokenClaims), which only [`verify`](oidc::IdToken::verify) makes. `send` above is any HTTP
//! client that sends a [`Request`] as it is, follows no redirect, reads at most [`Request::limit`] bytes, and gives up after
//! a while; `oauth-actix` has one in `transport.rs`.
//!
//! # Where what is
//!
//! | floor | module | what |
//! |---|---|---|
//! | 0 | [`error`] | every error, its code and its status |
//! | 0 | [`Secret`], [`Timestamp`], [`Random`] | values that must not be seen, moments, chance |
//! | 0 | [`encoding`], [`json`] | base64url, forms, percent-encoding; the one JSON reader |
//! | 1 | [`http`] | [`Exchange`], [`Request`], [`Response`], [`Endpoint`], [`Issuer`] |
//! | 1 | [`Cached`], [`ReturnTo`] | what a provider published; a path that leaves no site |
//! | 2 | [`PendingAuthorization`], [`Sealer`] | a login between its two browser requests |
//! | 2 | [`ProviderSpec`], [`Preset`], [`Settings`], [`Provider`], [`ProviderSettings`] | what the source code, a preset, the deployment or an administrator say |
//! | 2 | [`Profile`], [`VerifiedEmail`] | who somebody is, in the same words for every provider |
//! | 3 | [`oauth1`] | RFC 5849 |
//! | 3 | [`oauth2`] | RFC 6749, 6750, 7636, 8414, 9207 |
//! | 4 | [`oidc`] | OpenID Connect Core and Discovery |
//! | 5 | [`presets`] | Google, GitHub and 43 more |
//!
//! A module uses its own floor and those below; `oauth1` and `oauth2` do not know each other. A test reads the `use` lines.
//!
//! # Features
//!
//! `rsa-sha1` (off): the OAuth 1.0a signature method `RSA-SHA1`, by the crate `rsa`, which is subject to RUSTSEC-2023-0071.
//! `wycheproof` (off) compiles one test.
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
mod cache;
mod cache_control;
mod crypto;
pub mod encoding;
pub mod error;
pub mod http;
pub mod json;
pub mod oauth1;
pub mod oauth2;
pub mod oidc;
mod pem;
mod pending;
pub mod presets;
mod profile;
mod provider;
mod random;
mod return_to;
mod rules;
mod secret;
mod settings;
mod time;

pub use crate::cache::Cached;
pub use crate::error::Error;
pub use crate::http::{Endpoint, Exchange, Issuer, Method, Request, Response};
pub use crate::pending::{PendingAuthorization, PendingId, Sealer};
pub use crate::profile::{Email, Profile, VerifiedEmail};
pub use crate::provider::{
    Deviation, EmailRule, Key, Preset, ProfileRules, ProfileSource, Protocol, ProviderSpec, Source,
};
pub use crate::random::{Batched, Random, SystemRandom, TOKEN_BYTES};
pub use crate::return_to::ReturnTo;
pub use crate::secret::Secret;
pub use crate::settings::{Provider, ProviderSettings, Settings, Trust};
pub use crate::time::Timestamp;
