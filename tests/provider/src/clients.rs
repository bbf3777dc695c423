//! The applications that are registered with the provider.

use url::{Host, Url};

/// How a client proves who it is at the token endpoint, by its registered name.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum ClientAuthentication {
    /// `client_secret_basic`: HTTP Basic with both values form-encoded first (RFC 6749, section 2.3.1).
    ClientSecretBasic,
    /// `client_secret_post`: both values in the form.
    ClientSecretPost,
    /// `none`: a public client sends its `client_id` alone.
    None,
}

impl ClientAuthentication {
    /// The name in `token_endpoint_auth_methods_supported`.
    pub fn name(self) -> &'static str {
        match self {
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::None => "none",
        }
    }
}

/// One registered application: an OAuth 2 or OpenID Connect client, or an OAuth 1.0a consumer.
///
/// Without a registered redirect URI every `http` or `https` URI on loopback is accepted; with one, only exact matches.
///
/// ```
/// use oauth_test_provider::{Client, ClientAuthentication};
///
/// let client = Client::confidential("shop", "p%+ &=:/~?")
///     .name("The Shop")
///     .redirect_uri("http://127.0.0.1:8080/auth/shop/authorize")
///     .authentication(ClientAuthentication::ClientSecretBasic);
/// assert_eq!(client.id, "shop");
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Client {
    /// The `client_id`, or the `oauth_consumer_key`.
    pub id: String,
    /// The `client_secret`, or the consumer's shared secret; a public client has none.
    pub secret: Option<String>,
    /// What the consent page calls the application.
    pub name: String,
    /// The registered redirect URIs; empty means any on loopback.
    pub redirect_uris: Vec<String>,
    /// The only method that this client may use; `None` means any that fits its secret.
    pub authentication: Option<ClientAuthentication>,
    /// The consumer's RSA public key (PKCS#1 `RSAPublicKey`, DER) for `RSA-SHA1` and `RSA-SHA256`.
    pub rsa_public_key: Option<Vec<u8>>,
}

impl Client {
    /// A client that keeps a secret.
    pub fn confidential(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self { secret: Some(secret.into()), ..Self::public(id) }
    }

    /// A client that cannot keep a secret and proves itself by PKCE alone.
    pub fn public(id: impl Into<String>) -> Self {
        let id = id.into();
        Self {
            name: id.clone(),
            id,
            secret: None,
            redirect_uris: Vec::new(),
            authentication: None,
            rsa_public_key: None,
        }
    }

    /// Sets what the consent page calls the application.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Registers a redirect URI; from then on only registered ones are accepted.
    #[must_use]
    pub fn redirect_uri(mut self, redirect_uri: impl Into<String>) -> Self {
        self.redirect_uris.push(redirect_uri.into());
        self
    }

    /// Allows one authentication method only.
    #[must_use]
    pub fn authentication(mut self, method: ClientAuthentication) -> Self {
        self.authentication = Some(method);
        self
    }

    /// Registers the consumer's RSA public key (PKCS#1 `RSAPublicKey`, DER).
    #[must_use]
    pub fn rsa_public_key(mut self, der: impl Into<Vec<u8>>) -> Self {
        self.rsa_public_key = Some(der.into());
        self
    }

    /// Whether the provider may send a browser to this URI.
    pub(crate) fn allows_redirect_to(&self, redirect_uri: &str) -> bool {
        if !self.redirect_uris.is_empty() {
            return self.redirect_uris.iter().any(|registered| registered == redirect_uri);
        }
        Url::parse(redirect_uri).is_ok_and(|url| is_loopback(&url) && url.fragment().is_none())
    }
}

fn is_loopback(url: &Url) -> bool {
    let loopback_host = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    loopback_host && matches!(url.scheme(), "http" | "https")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_is_accepted_without_registration() {
        let client = Client::public("c");
        for good in ["http://127.0.0.1:8080/cb", "http://localhost/cb?x=1", "http://[::1]:9/cb"] {
            assert!(client.allows_redirect_to(good), "{good}");
        }
        for bad in [
            "https://example.com/cb",
            "http://localhost.example.com/",
            "http://localhost/#f",
            "javascript:1",
            "",
        ] {
            assert!(!client.allows_redirect_to(bad), "{bad}");
        }
    }

    #[test]
    fn a_registered_redirect_uri_is_matched_exactly() {
        let client = Client::public("c").redirect_uri("https://app.example/cb");
        assert!(client.allows_redirect_to("https://app.example/cb"));
        assert!(!client.allows_redirect_to("https://app.example/cb/"));
        assert!(!client.allows_redirect_to("http://127.0.0.1/cb"));
    }
}
