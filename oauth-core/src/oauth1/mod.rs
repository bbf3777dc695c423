//! OAuth 1.0a (RFC 5849), the client's side.
//!
//! A login has three steps (section 2): [`Client::request_temporary_credentials`], the person's visit to
//! [`Client::authorization_url`], and [`Client::redeem`] with what the browser brought back
//! ([`AuthorizationResponse::accept`]). [`Client::sign`] then signs calls to the provider's API (section 3).

mod authorization;
mod client;
mod credentials;
mod exchange;
mod login;
mod request;
#[cfg(feature = "rsa-sha1")]
mod rsa_sha1;
pub mod signature;
mod signer;
#[cfg(test)]
mod tests;

pub use self::authorization::{AuthorizationResponse, callback_token};
pub use self::client::{Client, ClientSettings};
pub use self::credentials::{TemporaryCredentials, TokenCredentials};
pub use self::exchange::{ProfileRequest, TemporaryCredentialsRequest, TokenCredentialsRequest};
pub use self::login::AuthorizationRequest;
pub use self::request::Placement;
#[cfg(feature = "rsa-sha1")]
pub use self::rsa_sha1::RsaSha1;
pub use self::signer::{
    HmacSha1, HmacSha256, HmacSha512, OAuth1Signer, Plaintext, RsaSha256, SignatureMethod,
};
