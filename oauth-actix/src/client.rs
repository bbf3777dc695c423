//! The three types that a registry's fields have.

mod any;
mod callback;
mod metadata;
mod oauth1;
mod oauth2;
mod oidc;
mod redirect;

pub use self::any::{AnyClient, AnyLogin};
pub(crate) use self::callback::{Callback, read_form};
pub use self::oauth1::{OAuth1Client, OAuth1Login};
pub use self::oauth2::{OAuth2Client, OAuth2Login};
pub use self::oidc::{OidcClient, OidcLogin, Refreshed};
pub use self::redirect::{AuthorizeRedirect, OAuth1AuthorizeRedirect};
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse};
use oauth_core::{Profile, Protocol, ProviderSettings};

use crate::error::Error;
use crate::headers::Cookies;
use crate::shared::Shared;

/// What the generated code needs of a client. Not for implementing elsewhere.
#[doc(hidden)]
pub trait Client: Clone + sealed::Sealed {
    /// A finished login at this client.
    type Login: 'static;
    /// What it speaks.
    const PROTOCOL: Protocol;

    #[doc(hidden)]
    fn any(&self) -> AnyClient;
    #[doc(hidden)]
    fn name(&self) -> &str;
}

/// What every finished login has. Not for implementing elsewhere.
#[doc(hidden)]
pub trait Login {
    #[doc(hidden)]
    fn provider(&self) -> &str;
    #[doc(hidden)]
    fn return_to(&self) -> &str;
    #[doc(hidden)]
    #[expect(async_fn_in_trait, reason = "handlers never leave their thread")]
    async fn profile(&self) -> Result<Profile, Error>;
}

macro_rules! login {
    ($($login:ident),+) => {
        $(impl Login for $login {
            fn provider(&self) -> &str {
                $login::provider(self)
            }

            fn return_to(&self) -> &str {
                $login::return_to(self)
            }

            async fn profile(&self) -> Result<Profile, Error> {
                $login::profile(self).await
            }
        })+
    };
}
login!(OidcLogin, OAuth2Login, OAuth1Login, AnyLogin);

pub(crate) mod sealed {
    use super::{Arc, Callback, Cookies, Error, HttpRequest, HttpResponse, ProviderSettings, Shared};

    #[expect(async_fn_in_trait, reason = "sealed, and handlers never leave their thread")]
    pub trait Sealed: Sized {
        /// Builds the client; `None` when `settings` has collected errors.
        fn build(settings: &mut ProviderSettings, shared: &Arc<Shared>) -> Option<Self>;
        fn shared(&self) -> &Arc<Shared>;
        /// Whether the callback may come as a POST.
        fn is_form_post(&self) -> bool;
        /// Begins a login.
        async fn begin(&self, request: &HttpRequest, return_to: Option<&str>) -> Result<HttpResponse, Error>;
        /// Finishes a login; the cookies go on the response whatever comes of it.
        async fn finish(
            &self,
            request: &HttpRequest,
            callback: Callback<'_>,
        ) -> (Cookies, Result<<Self as super::Client>::Login, Error>)
        where
            Self: super::Client;
    }
}
