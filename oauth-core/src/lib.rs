//! OAuth 1.0a, OAuth 2 and OpenID Connect **clients** as pure exchanges: no sockets, no clock, no global state.
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
mod pending;
pub mod presets;
mod provider;
mod random;
mod return_to;
mod secret;
mod settings;
mod time;

pub use crate::cache::Cached;
pub use crate::error::Error;
pub use crate::http::{Endpoint, Exchange, Issuer, Method, Request, Response};
pub use crate::pending::{PendingAuthorization, PendingId, Sealer};
pub use crate::provider::{Deviation, Key, Preset, Protocol, ProviderSpec, Source};
pub use crate::random::{Random, SystemRandom, TOKEN_BYTES};
pub use crate::return_to::ReturnTo;
pub use crate::secret::Secret;
pub use crate::settings::{ProviderSettings, Settings};
pub use crate::time::Timestamp;

#[doc(hidden)]
pub use crate::provider::check_preset;
