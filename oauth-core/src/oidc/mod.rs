//! OpenID Connect: who logged in.
//!
//! An ID token is parsed, then verified; what it claims can be read only after that, because only
//! [`IdToken::verify`] makes [`IdTokenClaims`].
//!
//! ```
//! use oauth_core::oidc::{Algorithm, Expected, IdToken, Identity, IssuerRule, JwkSet, Keys, NonceRule, TrustedAudiences};
//! use oauth_core::{Error, Issuer, Secret, Timestamp};
//!
//! fn who(token: &Secret, keys: &JwkSet, issuer: &Issuer, nonce: &Secret, now: Timestamp) -> Result<Identity, Error> {
//!     let expected = Expected {
//!         issuer: IssuerRule::Exact { issuer, alias: None },
//!         client_id: "s6BhdRkqt3",
//!         algorithms: &[Algorithm::RS256],
//!         nonce: NonceRule::Required(nonce),
//!         access_token: None,
//!         code: None,
//!         state: None,
//!         max_age: None,
//!         acr_values: &[],
//!         leeway: 60,
//!         begun: now.plus(-30),
//!         trusted_audiences: TrustedAudiences::Only(&[]),
//!     };
//!     let claims = IdToken::parse(token)?.verify(Keys::Set(keys), &expected, now)?;
//!     Ok(claims.identity())
//! }
//! ```
//!
//! The checks are those of OpenID Connect Core 1.0, section 3.1.3.7, for the code flow.

mod algorithm;
mod claims;
mod client;
mod expected;
mod id_token;
mod jwk;
mod jws;
mod userinfo;

pub use self::algorithm::Algorithm;
pub use self::claims::{Address, Identity, StandardClaims};
pub use self::client::{Client, KeyRequest, Original, Verification};
pub use self::expected::{Expected, IssuerRule, NonceRule, Tenants, TrustedAudiences};
pub use self::id_token::{IdToken, IdTokenClaims};
pub use self::jwk::{FetchKeys, JwkSet};
pub use self::jws::{Keys, SymmetricKey};
pub use self::userinfo::{FetchUserinfo, Userinfo};
