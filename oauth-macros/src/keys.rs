//! The keys of `#[provider(…)]`: who has them, how they are spelt, what they hold.

pub(crate) use self::table::{NOT_A_SETTING, RENAMED, RULES};
use crate::rules::Kind;
use crate::rules::words::did_you_mean;

mod table;

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

    /// A preset of this protocol that everybody knows.
    pub(crate) fn example(self) -> &'static str {
        match self {
            Self::OpenIdConnect => "GOOGLE",
            Self::OAuth2 => "GITHUB",
            Self::OAuth1 => "TWITTER",
        }
    }
}

/// The settings of a provider. The library has an enum with the same variants.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(clippy::enum_variant_names, reason = "Apple calls it `key_id`")]
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
    RefreshTokenUrl,
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
    AuthorizationParameters,
    TokenParameters,
    Domain,
    Tenant,
    Tenants,
    Region,
    UserPool,
    Application,
    TeamId,
    KeyId,
    /// Written like a setting, but a path; the library has no variant for it.
    Preset,
}

impl Key {
    /// Whether this is a part of a preset, such as the tenant in its URLs, and nothing without one.
    pub(crate) fn completes_preset(self, protocol: Protocol) -> bool {
        match self {
            Self::Domain
            | Self::Tenant
            | Self::Tenants
            | Self::Region
            | Self::UserPool
            | Self::Application
            | Self::TeamId
            | Self::KeyId => true,
            // Keycloak's; the realm of OAuth 1 goes into a header.
            Self::Realm => protocol == Protocol::OpenIdConnect,
            _ => false,
        }
    }
}

/// What a key holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Holds {
    Text(Kind),
    /// The path of a constant, which only the macro can read.
    Preset,
}

/// What a key holds in each protocol that has it.
#[derive(Debug, Clone, Copy)]
struct Holders {
    openid_connect: Option<Holds>,
    oauth2: Option<Holds>,
    oauth1: Option<Holds>,
}

/// One row of the table.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) key: Key,
    /// The first is canonical for OpenID Connect and OAuth 2.
    names: &'static [&'static str],
    /// OAuth 1 calls some of the shared settings by an older name.
    oauth1_name: Option<&'static str>,
    holders: Holders,
}

impl Rule {
    /// The canonical name in `protocol`, or `None` if the protocol lacks the key.
    pub(crate) fn name(&self, protocol: Protocol) -> Option<&'static str> {
        self.holds(protocol)?;
        match self.oauth1_name {
            Some(name) if protocol == Protocol::OAuth1 => Some(name),
            _ => self.names.first().copied(),
        }
    }

    /// What the key holds in `protocol`, or `None` if the protocol lacks it.
    pub(crate) fn holds(&self, protocol: Protocol) -> Option<Holds> {
        match protocol {
            Protocol::OpenIdConnect => self.holders.openid_connect,
            Protocol::OAuth2 => self.holders.oauth2,
            Protocol::OAuth1 => self.holders.oauth1,
        }
    }

    /// Every accepted spelling.
    pub(crate) fn names(&self) -> &'static [&'static str] {
        self.names
    }

    /// The client types that have this key.
    pub(crate) fn clients(&self) -> impl Iterator<Item = &'static str> {
        let has = |protocol: &Protocol| self.holds(*protocol).is_some();
        Protocol::ALL.into_iter().filter(has).map(Protocol::client)
    }
}

/// The rule for a key as written, whatever the protocol.
pub(crate) fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.names.contains(&name))
}

/// The key that is being typed, or misspelt, if it is none of the names yet.
pub(crate) fn begun(written: &str) -> Option<&'static str> {
    let names = || RULES.iter().flat_map(Rule::names).copied();
    let arguments = ["base", "pending", "crate"];
    if names().chain(arguments).any(|name| name == written) {
        return None;
    }
    names()
        .chain(arguments)
        .find(|name| name.starts_with(written))
        .or_else(|| did_you_mean(written, names().chain(arguments)))
}

/// The canonical name of `key` in `protocol`.
pub(crate) fn name(key: Key, protocol: Protocol) -> Option<&'static str> {
    RULES.iter().find(|rule| rule.key == key).and_then(|rule| rule.name(protocol))
}

/// The rules that `protocol` has.
pub(crate) fn of(protocol: Protocol) -> impl Iterator<Item = &'static Rule> {
    RULES.iter().filter(move |rule| rule.name(protocol).is_some())
}
