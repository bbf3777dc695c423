//! What is known of a provider when the application is compiled: [`ProviderSpec`] and [`Preset`].

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

/// A property of a provider or of us at it, named as the metadata documents name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Key {
    /// Our identifier at the provider.
    ClientId,
    /// The issuer identifier (RFC 8414; OpenID Connect Discovery).
    Issuer,
    /// Scopes to ask for, separated by spaces (RFC 6749, section 3.3).
    Scope,
    /// Where the browser is sent.
    AuthorizationEndpoint,
    /// Where a code is redeemed; for OAuth 1.0a where temporary credentials are.
    TokenEndpoint,
    /// Who is logged in (OpenID Connect Core, section 5.3).
    UserinfoEndpoint,
    /// The provider's keys.
    JwksUri,
    /// Where a logout at the provider begins.
    EndSessionEndpoint,
    /// Where tokens are revoked (RFC 7009).
    RevocationEndpoint,
    /// The metadata document, if it is not where the issuer says.
    ServerMetadataUrl,
    /// What API calls are relative to.
    ApiBaseUrl,
    /// How the browser brings the answer: `query` or `form_post`.
    ResponseMode,
    /// How we prove to be the client: `client_secret_basic`, `client_secret_post` or `none`.
    TokenEndpointAuthMethod,
    /// The algorithm of ID tokens, if only one is acceptable.
    IdTokenSignedResponseAlg,
    /// What the provider asks the person (OpenID Connect Core, section 3.1.2.1).
    Prompt,
    /// Authentication classes that are acceptable, separated by spaces.
    AcrValues,
    /// How long ago the person may have logged in at the provider, in seconds.
    MaxAge,
    /// Where OAuth 1.0a temporary credentials come from.
    RequestTokenUrl,
    /// How OAuth 1.0a requests are signed.
    SignatureMethod,
    /// Where OAuth 1.0a parameters are put: `header`, `body` or `query`.
    SignaturePlacement,
    /// The realm of the OAuth 1.0a `Authorization` header.
    Realm,
}

impl Key {
    /// The key's name in `#[provider(..)]`; in capitals and after the provider's name it is the environment variable.
    pub const fn name(self, protocol: Protocol) -> &'static str {
        match (self, protocol) {
            (Self::AuthorizationEndpoint, Protocol::OAuth1) => "authorize_url",
            (Self::TokenEndpoint, Protocol::OAuth1) => "access_token_url",
            (Self::ClientId, _) => "client_id",
            (Self::Issuer, _) => "issuer",
            (Self::Scope, _) => "scope",
            (Self::AuthorizationEndpoint, _) => "authorization_endpoint",
            (Self::TokenEndpoint, _) => "token_endpoint",
            (Self::UserinfoEndpoint, _) => "userinfo_endpoint",
            (Self::JwksUri, _) => "jwks_uri",
            (Self::EndSessionEndpoint, _) => "end_session_endpoint",
            (Self::RevocationEndpoint, _) => "revocation_endpoint",
            (Self::ServerMetadataUrl, _) => "server_metadata_url",
            (Self::ApiBaseUrl, _) => "api_base_url",
            (Self::ResponseMode, _) => "response_mode",
            (Self::TokenEndpointAuthMethod, _) => "token_endpoint_auth_method",
            (Self::IdTokenSignedResponseAlg, _) => "id_token_signed_response_alg",
            (Self::Prompt, _) => "prompt",
            (Self::AcrValues, _) => "acr_values",
            (Self::MaxAge, _) => "max_age",
            (Self::RequestTokenUrl, _) => "request_token_url",
            (Self::SignatureMethod, _) => "signature_method",
            (Self::SignaturePlacement, _) => "signature_placement",
            (Self::Realm, _) => "realm",
        }
    }
}

/// Where the value of a [`Key`] comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The source code.
    Literal(&'static str),
    /// The variable `<PROVIDER>_<KEY>`, which must be set unless a preset has a value for the key.
    Environment,
}

/// One field of a registry, as its attribute describes it.
#[derive(Clone, Copy, Debug)]
pub struct ProviderSpec {
    /// The field's name; part of routes and variables.
    pub name: &'static str,
    /// What the field starts from.
    pub preset: Option<&'static Preset>,
    /// What the attribute says; it beats the preset.
    pub settings: &'static [(Key, Source)],
}

/// Where a provider departs from the specifications. Each one loosens or changes one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Deviation {
    /// Client identifier and secret go into the `Basic` header unencoded, not form-encoded as RFC 6749, section 2.3.1 asks.
    RawBasic,
    /// The token response may lack `token_type`; it is taken for `Bearer`.
    AssumeBearer,
    /// The token response may be form-encoded instead of JSON.
    FormTokenResponse,
    /// Scopes are separated by commas.
    CommaScopes,
    /// ID tokens may carry this `iss` instead of the issuer.
    LegacyIssuer(&'static str),
}

/// What is known of a public provider: typed data, no code.
///
/// Write your own as a `const` and name it by its path: `#[provider(preset = crate::presets::ACME)]`.
///
/// ```
/// use oauth_core::{Key, Preset, Protocol};
///
/// pub const ACME: Preset = Preset {
///     name: "Acme",
///     protocol: Protocol::OpenIdConnect,
///     settings: &[(Key::Issuer, "https://login.acme.example"), (Key::Scope, "openid email")],
///     deviations: &[],
///     source: "https://acme.example/docs/login",
///     verified: "2026-11-22",
/// };
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// The provider's name, for people.
    pub name: &'static str,
    /// The protocol it is for.
    pub protocol: Protocol,
    /// Endpoints and defaults.
    pub settings: &'static [(Key, &'static str)],
    /// Where it departs from the specifications.
    pub deviations: &'static [Deviation],
    /// Where the facts were read.
    pub source: &'static str,
    /// When they were read, as `YYYY-MM-DD`.
    pub verified: &'static str,
}

/// Stops the compiler when a preset is for another protocol than the field's type. Called by the macro's expansion.
#[doc(hidden)]
#[track_caller]
pub const fn check_preset(preset: &Preset, protocol: Protocol) {
    match (preset.protocol, protocol) {
        (Protocol::OAuth1, Protocol::OAuth1)
        | (Protocol::OAuth2, Protocol::OAuth2)
        | (Protocol::OpenIdConnect, Protocol::OpenIdConnect) => {}
        #[expect(clippy::panic, reason = "evaluated by the compiler: this is the compile error")]
        (Protocol::OAuth1, _) => {
            panic!("this preset speaks OAuth 1.0a\n\nhelp: make the field an `OAuth1Client`")
        }
        #[expect(clippy::panic, reason = "evaluated by the compiler: this is the compile error")]
        (Protocol::OAuth2, _) => {
            panic!("this preset speaks plain OAuth 2\n\nhelp: make the field an `OAuth2Client`")
        }
        #[expect(clippy::panic, reason = "evaluated by the compiler: this is the compile error")]
        (Protocol::OpenIdConnect, _) => {
            panic!("this preset speaks OpenID Connect\n\nhelp: make the field an `OidcClient`")
        }
    }
}
