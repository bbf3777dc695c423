//! OAuth 2: the authorization code flow with PKCE (RFC 6749, 6750, 7636, 8414, 9207, 9700).

mod authorization;
mod client;
mod client_auth;
mod metadata;
mod minted;
mod profile;
mod response;
mod token;

pub use self::authorization::{AuthorizationParameters, AuthorizationRequest};
pub use self::client::Client;
pub use self::client_auth::Method as ClientAuthenticationMethod;
pub use self::metadata::{Discovery, Metadata};
pub(crate) use self::metadata::{TENANT, is_guid};
pub use self::profile::{FetchEmails, FetchProfile, identifier};
pub use self::response::{AuthorizationResponse, ResponseParameters};
pub use self::token::{TokenRequest, TokenResponse};
