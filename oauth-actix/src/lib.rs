//! Log people in from actix-web.
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
mod registry;
mod routes;
mod shared;
mod store;
mod transport;

pub use oauth_core::error::{ConfigurationError, ConfigurationErrors};
pub use oauth_core::{Preset, Secret, Settings, presets};
pub use oauth_macros::oauth_registry;

pub use crate::api::{Api, ApiRequest, ApiResponse};
pub use crate::client::{
    AnyClient, AnyLogin, AuthorizeRedirect, OAuth1AuthorizeRedirect, OAuth1Client, OAuth1Login, OAuth2Client,
    OAuth2Login, OidcClient, OidcLogin, Refreshed,
};
pub use crate::error::Error;
pub use crate::registry::Registry;
pub use crate::store::PendingStore;

/// What the expansion of [`oauth_registry`] calls. Not part of the API: it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use actix_web::web::{Data, Payload};
    pub use actix_web::{FromRequest, Handler, HttpRequest, HttpResponse, Responder, dev};
    pub use oauth_core::{Key, Protocol, ProviderSpec, Source, check_preset};

    pub use crate::client::Client;
    pub use crate::registry::Reader;
    pub use crate::routes::{Routes, authorize, finished, login};
}
