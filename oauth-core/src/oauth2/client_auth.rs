//! How a client proves at the token endpoint that it is the client (RFC 6749, section 2.3).

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use super::minted::MintedSecret;
use crate::encoding::{base64, form_encode};
use crate::error::Error;
use crate::secret::Secret;
use crate::time::Timestamp;

/// A client authentication method, named as in the registry of RFC 7591.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Method {
    /// `client_secret_basic`: identifier and secret in the `Authorization` header.
    ClientSecretBasic,
    /// `client_secret_post`: identifier and secret in the body.
    ClientSecretPost,
    /// `none`: a public client, which has no secret; PKCE protects its codes.
    None,
}

impl Method {
    /// The registered names, for error messages.
    pub const EXPECTED: &'static str = "client_secret_basic, client_secret_post or none";

    /// Reads a registered name.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "client_secret_basic" => Some(Self::ClientSecretBasic),
            "client_secret_post" => Some(Self::ClientSecretPost),
            "none" => Some(Self::None),
            _ => None,
        }
    }
}

/// A method together with what it needs. Exactly one is used in a request.
#[derive(Clone)]
pub(crate) enum ClientAuthentication {
    /// `client_secret_basic`.
    Basic {
        /// The secret.
        secret: Secret,
        /// The value of the `Authorization` header.
        header: Secret,
    },
    /// `client_secret_post`.
    Post {
        /// The secret.
        secret: Secret,
    },
    /// `client_secret_post` with a secret that is made for each request.
    Minted(Arc<MintedSecret>),
    /// `none`.
    None,
}

impl ClientAuthentication {
    /// `client_secret_basic`, whose header is the same in every request.
    ///
    /// RFC 6749, section 2.3.1: "The client identifier is encoded using the
    /// "application/x-www-form-urlencoded" encoding algorithm [...] and the encoded value is used as the username; the
    /// client password is encoded using the same algorithm and used as the password." With `raw`, both are left unencoded.
    pub(crate) fn basic(client_id: &str, secret: Secret, raw: bool) -> Self {
        let credentials = Zeroizing::new(match raw {
            true => format!("{client_id}:{}", secret.expose()),
            false => format!("{}:{}", form_encode(client_id), form_encode(secret.expose())),
        });
        let header = Secret::from(format!("Basic {}", base64(credentials.as_bytes())));
        Self::Basic { secret, header }
    }

    /// The value of the `Authorization` header, for the one method that has one.
    pub(crate) fn header(&self) -> Option<String> {
        match self {
            Self::Basic { header, .. } => Some(header.expose().to_owned()),
            _ => None,
        }
    }

    /// The client's secret, unless it is a public client.
    pub(crate) fn secret(&self) -> Option<&Secret> {
        match self {
            Self::Basic { secret, .. } | Self::Post { secret } => Some(secret),
            Self::Minted(_) | Self::None => None,
        }
    }

    /// The secret that goes into the body; nothing goes there when the header says it all.
    pub(crate) fn body(&self, now: Timestamp) -> Result<Body, Error> {
        Ok(match self {
            Self::Basic { .. } => Body::Nothing,
            Self::Post { secret } => Body::Client { secret: Some(secret.clone()) },
            Self::Minted(minted) => Body::Client { secret: Some(minted.mint(now)?) },
            Self::None => Body::Client { secret: None },
        })
    }
}

/// What of the client stands in the body of a token request.
pub(crate) enum Body {
    Nothing,
    Client { secret: Option<Secret> },
}

impl fmt::Debug for ClientAuthentication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Basic { .. } => "client_secret_basic",
            Self::Post { .. } => "client_secret_post",
            Self::Minted(_) => "client_secret_post (minted)",
            Self::None => "none",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn basic(id: &str, secret: &str, raw: bool) -> String {
        ClientAuthentication::basic(id, Secret::from(secret), raw).header().unwrap()
    }

    #[test]
    fn basic_is_the_example_of_rfc_6749_section_2_3_1() {
        let header = "Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3";
        assert_eq!(basic("s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw", false), header);
    }

    #[test]
    fn basic_is_form_encoded_unless_the_provider_wants_it_raw() {
        assert_eq!(basic("a:b", "c d+é", false), format!("Basic {}", base64(b"a%3Ab:c+d%2B%C3%A9")));
        assert_eq!(basic("a:b", "c d+", true), format!("Basic {}", base64(b"a:b:c d+")));
    }

    #[test]
    fn a_secret_is_in_the_header_or_in_the_body_never_in_both() {
        let secret = Secret::from("secret");
        let basic = ClientAuthentication::basic("id", secret.clone(), false);
        let now = Timestamp::from_unix(0);
        assert!(matches!(basic.body(now).unwrap(), Body::Nothing));
        let post = ClientAuthentication::Post { secret };
        assert!(post.header().is_none());
        assert!(matches!(post.body(now).unwrap(), Body::Client { secret: Some(_) }));
        assert_eq!(ClientAuthentication::None.header(), None);
    }
}
