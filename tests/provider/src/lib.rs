//! A whole identity provider as a library, on loopback: OpenID Connect, plain OAuth 2 and OAuth 1.0a.
//!
//! It is honest by default and strict as a server. It has login and consent pages for people, answers at once for tests,
//! writes down every request it gets, and misbehaves on request, one way at a time or several.
//!
//! ```
//! use oauth_test_provider::{Endpoint, Misbehaviour, Provider};
//!
//! # #[actix_web::main]
//! # async fn main() -> Result<(), oauth_test_provider::StartError> {
//! let provider = Provider::start().await?;
//! provider.auto_approve("ada");
//! assert!(provider.issuer().starts_with("http://127.0.0.1:"));
//!
//! // Point the client under test at `provider.issuer()` with `provider.oidc_client()`, then lie to it.
//! provider.misbehave(Misbehaviour::ForeignIssuer);
//! provider.on_id_token(|draft| draft.set("exp", 0));
//! provider.reset();
//! assert_eq!(provider.count(Endpoint::Token), 0);
//! # Ok(())
//! # }
//! ```
//!
//! # Does my application refuse this?
//!
//! [`Misbehaviour`] is a catalogue: each entry is one way in which a provider lies, breaks or departs, with the
//! [`Verdict`] of what a client must make of it. Begin a login at your application, [`visit`](Provider::visit) the provider in
//! the person's place, give your application the callback, and look at what it did: `examples/tests/hostile_provider.rs`
//! does that in sixty lines. [`count`](Provider::count) and [`journal`](Provider::journal) tell what reached the provider.
//!
//! # Personalities
//!
//! The provider can play a public one: GitHub, Apple, Slack and 42 others, with their departures from the specifications and
//! strictly, so that a client that does not know a departure fails. [`Personality`] lists them with their sources.
//!
//! A personality answers at `/HOST/PATH` for the hosts and paths of the real provider. Everything else below these hosts is
//! 404, so that a wrong URL fails too. Rewrite each `https://HOST/PATH` of the client's description by
//! [`Provider::address_of`], fill its places with [`Personality::fillings`], and log in as usual.
//!
//! ```
//! use oauth_test_provider::{Endpoint, Personality, Provider};
//!
//! # #[actix_web::main]
//! # async fn main() -> Result<(), oauth_test_provider::StartError> {
//! let provider = Provider::builder().personality(Personality::Slack).start().await?;
//! provider.auto_approve("ada");
//! let issuer = provider.address_of("https://slack.com");
//! assert_eq!(issuer, format!("{}/slack.com", provider.issuer()));
//!
//! // Point the client under test at these addresses; knobs, misbehaviours and the journal work as they do otherwise.
//! assert_eq!(provider.count(Endpoint::Token), 0);
//! assert_eq!(Personality::Okta.fillings().first(), Some(&("domain", "acme.okta.com")));
//! # Ok(())
//! # }
//! ```
//!
//! Nothing of the client under test is used here: signatures, base strings and PKCE are written a second time, so that a
//! mistake cannot cancel itself out. Everything in this crate is public, the keys included. Never use it as a real provider.

mod answer;
mod authorization;
mod builder;
mod client_auth;
mod clients;
mod controls;
mod encoding;
mod id_token;
mod interaction;
mod journal;
mod keys;
mod knobs;
mod misbehaviour;
mod oauth1;
mod pages;
mod parameters;
mod personality;
mod provider;
mod reply;
mod resources;
mod server;
mod state;
mod token;
mod users;
mod visit;

pub use crate::answer::Answer;
pub use crate::builder::{Builder, StartError};
pub use crate::clients::{Client, ClientAuthentication};
pub use crate::id_token::{IdTokenDraft, Signature};
pub use crate::journal::{Endpoint, Received};
pub use crate::keys::{Algorithm, consumer_private_key};
pub use crate::knobs::BearerPlacement;
pub use crate::misbehaviour::{Misbehaviour, Verdict};
pub use crate::personality::{Personality, apple_private_key_pem};
pub use crate::provider::Provider;
pub use crate::reply::Reply;
pub use crate::users::User;
