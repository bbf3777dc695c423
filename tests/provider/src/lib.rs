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
