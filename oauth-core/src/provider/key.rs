//! The names of what can be said of a provider: [`Protocol`], [`Key`].

use crate::http::{Endpoint, Issuer};
use crate::rules::{ALGORITHMS, AUTH_METHODS, Kind, RESPONSE_MODES, SIGNATURE_METHODS, SIGNATURE_PLACEMENTS};

/// The protocol that a client speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// OAuth 1.0a (RFC 5849).
    OAuth1,
    /// OAuth 2 (RFC 6749) without an ID token.
    OAuth2,
    /// OpenID Connect Core 1.0 on top of OAuth 2.
    OpenIdConnect,
}

impl Protocol {
    /// The type of client that speaks it, for error messages.
    pub(crate) fn client(self) -> &'static str {
        match self {
            Self::OpenIdConnect => "OidcClient",
            Self::OAuth2 => "OAuth2Client",
            Self::OAuth1 => "OAuth1Client",
        }
    }
}

/// Declares the keys together with their names, so that the list cannot lack one.
macro_rules! keys {
    ($( $(#[doc = $doc:literal])+ $key:ident => $name:literal $(, $oauth1:literal)?; )+) => {
        /// A property of a provider or of us at it, named as the metadata documents name it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Key {
            $( $(#[doc = $doc])+ $key, )+
        }

        impl Key {
            /// Every key.
            pub const ALL: &'static [Self] = &[$(Self::$key),+];
            pub(crate) const COUNT: usize = Self::ALL.len();

            /// The key's name in `#[provider(..)]`; in capitals and after the provider's name it is the environment variable.
            pub const fn name(self, protocol: Protocol) -> &'static str {
                match (self, protocol) {
                    $( $( (Self::$key, Protocol::OAuth1) => $oauth1, )? )+
                    $( (Self::$key, _) => $name, )+
                }
            }
        }
    };
}

keys! {
    /// Our identifier at the provider.
    ClientId => "client_id";
    /// The issuer identifier (RFC 8414; OpenID Connect Discovery).
    Issuer => "issuer";
    /// Scopes to ask for, separated by spaces (RFC 6749, section 3.3).
    Scope => "scope";
    /// Where the browser is sent.
    AuthorizationEndpoint => "authorization_endpoint", "authorize_url";
    /// Where a code is redeemed; for OAuth 1.0a where temporary credentials are.
    TokenEndpoint => "token_endpoint", "access_token_url";
    /// Where tokens are refreshed, if that is not the token endpoint.
    RefreshTokenUrl => "refresh_token_url";
    /// Who is logged in (OpenID Connect Core, section 5.3).
    UserinfoEndpoint => "userinfo_endpoint";
    /// The provider's keys.
    JwksUri => "jwks_uri";
    /// Where a logout at the provider begins.
    EndSessionEndpoint => "end_session_endpoint";
    /// Where tokens are revoked (RFC 7009).
    RevocationEndpoint => "revocation_endpoint";
    /// The metadata document, if it is not where the issuer says.
    ServerMetadataUrl => "server_metadata_url";
    /// What API calls are relative to.
    ApiBaseUrl => "api_base_url";
    /// How the browser brings the answer: `query` or `form_post`.
    ResponseMode => "response_mode";
    /// How we prove to be the client: `client_secret_basic`, `client_secret_post` or `none`.
    TokenEndpointAuthMethod => "token_endpoint_auth_method";
    /// The algorithm of ID tokens, if only one is acceptable.
    IdTokenSignedResponseAlg => "id_token_signed_response_alg";
    /// What the provider asks the person (OpenID Connect Core, section 3.1.2.1).
    Prompt => "prompt";
    /// Authentication classes that are acceptable, separated by spaces.
    AcrValues => "acr_values";
    /// How long ago the person may have logged in at the provider, in seconds.
    MaxAge => "max_age";
    /// Further parameters of every authorization request, form-encoded: `audience=api.example.com`.
    AuthorizationParameters => "authorization_parameters";
    /// Further parameters of every token request, form-encoded.
    TokenParameters => "token_parameters";
    /// Where OAuth 1.0a temporary credentials come from.
    RequestTokenUrl => "request_token_url";
    /// How OAuth 1.0a requests are signed.
    SignatureMethod => "signature_method";
    /// Where OAuth 1.0a parameters are put: `header`, `body` or `query`.
    SignaturePlacement => "signature_placement";
    /// The realm of the OAuth 1.0a `Authorization` header; Keycloak's realm, which completes its preset.
    Realm => "realm";
    /// Completes a preset: the host of an installation, such as `gitlab.example.com`.
    Domain => "domain";
    /// Completes a preset: the id of a Microsoft Entra tenant.
    Tenant => "tenant";
    /// Completes a preset: the ids of the Microsoft Entra tenants whose members may log in, separated by spaces.
    Tenants => "tenants";
    /// Completes a preset: a region of Amazon's, such as `eu-central-1`.
    Region => "region";
    /// Completes a preset: the id of a Cognito user pool, such as `eu-central-1_AbCdEfGhI`.
    UserPool => "user_pool";
    /// Completes a preset: the slug of an authentik application.
    Application => "application";
    /// Completes a preset: Apple's id of our team.
    TeamId => "team_id";
    /// Completes a preset: Apple's id of the private key.
    KeyId => "key_id";
}

impl Key {
    /// Whether the key completes a preset and says nothing without one.
    pub(crate) const fn completes(self) -> bool {
        matches!(
            self,
            Self::Realm
                | Self::Domain
                | Self::Tenant
                | Self::Tenants
                | Self::Region
                | Self::UserPool
                | Self::Application
                | Self::TeamId
                | Self::KeyId
        )
    }

    /// What its value must look like; `None` for a key that this protocol does not have.
    pub(crate) fn kind(self, protocol: Protocol) -> Option<Kind> {
        let (openid, oauth1) = (protocol == Protocol::OpenIdConnect, protocol == Protocol::OAuth1);
        let kind = match self {
            Self::ClientId => Kind::Text,
            Self::AuthorizationEndpoint if !oauth1 => Kind::AuthorizationUrl,
            Self::AuthorizationEndpoint | Self::TokenEndpoint | Self::ApiBaseUrl | Self::UserinfoEndpoint => {
                Kind::Url
            }
            Self::AuthorizationParameters if oauth1 => Kind::ParametersOAuth1,
            Self::RequestTokenUrl if oauth1 => Kind::Url,
            Self::SignatureMethod if oauth1 => SIGNATURE_METHODS,
            Self::SignaturePlacement if oauth1 => SIGNATURE_PLACEMENTS,
            Self::Realm if oauth1 => Kind::Text,
            _ if oauth1 => return None,
            Self::Issuer => Kind::Issuer,
            Self::Scope if openid => Kind::ScopeOpenId,
            Self::Scope => Kind::ScopeOAuth2,
            Self::RefreshTokenUrl | Self::RevocationEndpoint | Self::ServerMetadataUrl => Kind::Url,
            Self::ResponseMode => RESPONSE_MODES,
            Self::TokenEndpointAuthMethod => AUTH_METHODS,
            Self::AuthorizationParameters | Self::TokenParameters if openid => Kind::ParametersOpenId,
            Self::AuthorizationParameters | Self::TokenParameters => Kind::ParametersOAuth2,
            Self::Domain => Kind::Domain,
            _ if !openid => return None,
            Self::JwksUri | Self::EndSessionEndpoint => Kind::Url,
            Self::IdTokenSignedResponseAlg => ALGORITHMS,
            Self::Prompt => Kind::Prompt,
            Self::AcrValues => Kind::Text,
            Self::MaxAge => Kind::Seconds,
            Self::Tenants => Kind::Guids,
            Self::Tenant => Kind::Guid,
            Self::Realm | Self::Region | Self::UserPool | Self::Application | Self::TeamId | Self::KeyId => {
                Kind::Segment
            }
            Self::RequestTokenUrl | Self::SignatureMethod | Self::SignaturePlacement => return None,
        };
        Some(kind)
    }

    /// The types of clients that have the key, for error messages.
    pub(crate) fn clients(self) -> Vec<&'static str> {
        let all = [
            (Protocol::OpenIdConnect, "OidcClient"),
            (Protocol::OAuth2, "OAuth2Client"),
            (Protocol::OAuth1, "OAuth1Client"),
        ];
        all.into_iter()
            .filter(|(protocol, _)| self.kind(*protocol).is_some())
            .map(|(_, client)| client)
            .collect()
    }
}

impl Kind {
    /// Whether the value is an address.
    pub(crate) fn is_url(self) -> bool {
        matches!(self, Self::Url | Self::AuthorizationUrl | Self::Issuer)
    }

    /// What a value must be, for a message that does not show it.
    pub(crate) fn expected(self) -> &'static str {
        match self {
            Self::Url => Endpoint::EXPECTED,
            Self::AuthorizationUrl => {
                "an https URL (http only on loopback) without parameters of the protocol in its query"
            }
            Self::Issuer => Issuer::EXPECTED,
            Self::ScopeOpenId => "scopes separated by spaces, with `openid`",
            Self::ScopeOAuth2 => "scopes separated by spaces, without `openid`",
            Self::Prompt => "none, or some of login, consent, select_account and create, separated by spaces",
            Self::Seconds => "a number of seconds",
            Self::Text => "text without control characters",
            Self::Choice { .. } => "one of the values that the documentation of the key lists",
            Self::Domain => "the name of a host, with its port if need be",
            Self::Segment => "ASCII letters, digits, `-`, `.`, `_` and `~`",
            Self::Guid => "the id of a tenant, a GUID",
            Self::Guids => "GUIDs separated by spaces",
            Self::ParametersOpenId | Self::ParametersOAuth2 | Self::ParametersOAuth1 => {
                "form-encoded parameters, `name=value&name=value`, none of which the protocol defines"
            }
        }
    }
}
