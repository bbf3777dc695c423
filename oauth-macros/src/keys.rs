//! The one table of the keys of `#[provider(…)]`: who has them, how they are spelt, what they hold.

/// The protocol that a field's type speaks. The library has an enum with the same variants.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Protocol {
    OpenIdConnect,
    OAuth2,
    OAuth1,
}

impl Protocol {
    pub(crate) const ALL: [Self; 3] = [Self::OpenIdConnect, Self::OAuth2, Self::OAuth1];

    /// The client type of this protocol, as users write it.
    pub(crate) fn client(self) -> &'static str {
        match self {
            Self::OpenIdConnect => "OidcClient",
            Self::OAuth2 => "OAuth2Client",
            Self::OAuth1 => "OAuth1Client",
        }
    }
}

/// The settings of a provider. The library has an enum with the same variants.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Key {
    Issuer,
    Scope,
    RequestTokenUrl,
    AuthorizationEndpoint,
    TokenEndpoint,
    UserinfoEndpoint,
    JwksUri,
    EndSessionEndpoint,
    RevocationEndpoint,
    ServerMetadataUrl,
    ApiBaseUrl,
    ResponseMode,
    TokenEndpointAuthMethod,
    IdTokenSignedResponseAlg,
    Prompt,
    AcrValues,
    MaxAge,
    SignatureMethod,
    SignaturePlacement,
    Realm,
    ClientId,
    /// Written like a setting, but a path; the library has no variant for it.
    Preset,
}

/// What a key's value must look like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Url,
    Issuer,
    Scope,
    Prompt,
    Seconds,
    Text,
    OneOf(&'static [&'static str]),
    Preset,
}

/// One row of the table.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) key: Key,
    pub(crate) kind: Kind,
    /// The first is canonical for OpenID Connect and OAuth 2.
    names: &'static [&'static str],
    /// OAuth 1 calls some of the shared settings by an older name.
    oauth1_name: Option<&'static str>,
    protocols: &'static [Protocol],
}

impl Rule {
    /// The canonical name in `protocol`, or `None` if the protocol lacks the key.
    pub(crate) fn name(&self, protocol: Protocol) -> Option<&'static str> {
        if !self.protocols.contains(&protocol) {
            return None;
        }
        match self.oauth1_name {
            Some(name) if protocol == Protocol::OAuth1 => Some(name),
            _ => self.names.first().copied(),
        }
    }

    /// Every accepted spelling.
    pub(crate) fn names(&self) -> &'static [&'static str] {
        self.names
    }

    /// The client types that have this key.
    pub(crate) fn clients(&self) -> impl Iterator<Item = &'static str> {
        self.protocols.iter().map(|protocol| protocol.client())
    }
}

/// The rule for a key as written, whatever the protocol.
pub(crate) fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.names.contains(&name))
}

/// The canonical name of `key` in `protocol`.
pub(crate) fn name(key: Key, protocol: Protocol) -> Option<&'static str> {
    RULES.iter().find(|rule| rule.key == key).and_then(|rule| rule.name(protocol))
}

/// The rules that `protocol` has.
pub(crate) fn of(protocol: Protocol) -> impl Iterator<Item = &'static Rule> {
    RULES.iter().filter(move |rule| rule.name(protocol).is_some())
}

const EVERY: &[Protocol] = &Protocol::ALL;
const OIDC: &[Protocol] = &[Protocol::OpenIdConnect];
const OAUTH2: &[Protocol] = &[Protocol::OpenIdConnect, Protocol::OAuth2];
const OAUTH1: &[Protocol] = &[Protocol::OAuth1];

const fn rule(key: Key, kind: Kind, names: &'static [&'static str], protocols: &'static [Protocol]) -> Rule {
    Rule { key, kind, names, oauth1_name: None, protocols }
}

const fn called_in_oauth1(name: &'static str, rule: Rule) -> Rule {
    Rule { oauth1_name: Some(name), ..rule }
}

pub(crate) const RULES: &[Rule] = &[
    rule(Key::Issuer, Kind::Issuer, &["issuer"], OAUTH2),
    rule(Key::Scope, Kind::Scope, &["scope"], OAUTH2),
    rule(Key::RequestTokenUrl, Kind::Url, &["request_token_url", "temporary_credentials_url"], OAUTH1),
    called_in_oauth1(
        "authorize_url",
        rule(Key::AuthorizationEndpoint, Kind::Url, &["authorization_endpoint", "authorize_url"], EVERY),
    ),
    called_in_oauth1(
        "access_token_url",
        rule(Key::TokenEndpoint, Kind::Url, &["token_endpoint", "access_token_url"], EVERY),
    ),
    rule(Key::UserinfoEndpoint, Kind::Url, &["userinfo_endpoint"], OAUTH2),
    rule(Key::JwksUri, Kind::Url, &["jwks_uri"], OIDC),
    rule(Key::EndSessionEndpoint, Kind::Url, &["end_session_endpoint"], OIDC),
    rule(Key::RevocationEndpoint, Kind::Url, &["revocation_endpoint"], OAUTH2),
    rule(Key::ServerMetadataUrl, Kind::Url, &["server_metadata_url"], OAUTH2),
    rule(Key::ApiBaseUrl, Kind::Url, &["api_base_url"], EVERY),
    rule(Key::ResponseMode, Kind::OneOf(&["query", "form_post"]), &["response_mode"], OAUTH2),
    rule(
        Key::TokenEndpointAuthMethod,
        Kind::OneOf(&["client_secret_basic", "client_secret_post", "none"]),
        &["token_endpoint_auth_method"],
        OAUTH2,
    ),
    rule(
        Key::IdTokenSignedResponseAlg,
        Kind::OneOf(&[
            "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA", "HS256",
        ]),
        &["id_token_signed_response_alg"],
        OIDC,
    ),
    rule(Key::Prompt, Kind::Prompt, &["prompt"], OIDC),
    rule(Key::AcrValues, Kind::Text, &["acr_values"], OIDC),
    rule(Key::MaxAge, Kind::Seconds, &["max_age"], OIDC),
    rule(
        Key::SignatureMethod,
        Kind::OneOf(&["HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "PLAINTEXT", "RSA-SHA256"]),
        &["signature_method"],
        OAUTH1,
    ),
    rule(
        Key::SignaturePlacement,
        Kind::OneOf(&["header", "body", "query"]),
        &["signature_placement"],
        OAUTH1,
    ),
    rule(Key::Realm, Kind::Text, &["realm"], OAUTH1),
    rule(Key::ClientId, Kind::Text, &["client_id"], EVERY),
    rule(Key::Preset, Kind::Preset, &["preset"], EVERY),
];

/// Names from other libraries for what has another name here.
pub(crate) const RENAMED: &[(&str, &str)] = &[
    ("auth_url", "authorization_endpoint"),
    ("base_url", "api_base_url"),
    ("client_key", "client_id"),
    ("consumer_key", "client_id"),
    ("discovery_url", "server_metadata_url"),
    ("jwks_url", "jwks_uri"),
    ("provider", "preset"),
    ("scopes", "scope"),
    ("signature_type", "signature_placement"),
    ("token_url", "token_endpoint"),
    ("userinfo_url", "userinfo_endpoint"),
];

/// Keys of other libraries that nobody sets here, with the reason.
pub(crate) const NOT_A_SETTING: &[(&str, &str)] = &[
    ("client_kwargs", "write its contents as keys of their own, such as `scope = \"…\"`"),
    ("code_challenge_method", "remove it; every login is protected by PKCE with `S256`"),
    ("nonce", "remove it; every login gets a fresh one"),
    ("redirect_uri", "remove it; it follows from the base URL of the application and the field's name"),
    ("redirect_url", "remove it; it follows from the base URL of the application and the field's name"),
    ("callback_url", "remove it; it follows from the base URL of the application and the field's name"),
    ("response_type", "remove it; it is always `code`"),
    ("state", "remove it; every login gets a fresh one"),
];

/// Whether a key of this name would hold a secret.
pub(crate) fn is_secret(name: &str) -> bool {
    const SECRETS: &[&str] = &["secret", "private_key", "password", "rsa_key", "signing_key", "api_key"];
    SECRETS.iter().any(|secret| name == *secret || name.ends_with(&format!("_{secret}")))
}
