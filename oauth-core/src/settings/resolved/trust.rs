//! What makes a provider's word trustworthy: [`Trust`].

use super::{Origin, ProviderSettings};
use crate::http::Endpoint;
use crate::provider::{Key, Preset};

impl ProviderSettings {
    /// What makes this provider's word trustworthy, to be compared with that of others.
    pub fn trust(&self) -> Trust {
        let text = |key| self.get(key).map(str::to_owned);
        let own = |key: &Key| self.values.get(key).is_some_and(|value| value.origin != Origin::Preset);
        let symmetric = self.get(Key::IdTokenSignedResponseAlg) == Some("HS256");
        let client_id = text(Key::ClientId).unwrap_or_default();
        let client = match (self.has_environment, self.shares_issuer) {
            (true, _) => Client::Own(client_id),
            (false, false) => Client::Foreign(client_id),
            (false, true) => Client::Sharing,
        };
        Trust {
            issuer: self.get(Key::Issuer).map(spelt_alike),
            client,
            preset: self.preset,
            vouched: self.preset.is_some_and(|preset| {
                // What fills a placeholder in is the application's or the tenant's, and not the preset's word.
                let filled = |key: &Key| preset.get(*key).is_some_and(|text| text.contains('{'));
                !own(&Key::Issuer) && !Trust::KEYS.iter().any(|key| own(key) || filled(key))
            }),
            symmetric,
            values: Trust::KEYS.map(text),
        }
    }

    /// What a pending login must find unchanged: whom the provider's answers come from.
    pub(crate) fn identity(&self) -> Vec<&str> {
        let keys = Trust::KEYS.into_iter().chain([Key::Issuer, Key::ClientId, Key::Tenants]);
        keys.map(|key| self.get(key).unwrap_or_default()).collect()
    }
}

/// What makes a provider's word trustworthy: its issuer, and where its keys and answers come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trust {
    issuer: Option<String>,
    client: Client,
    preset: Option<&'static Preset>,
    /// Whether the preset alone says all of this.
    vouched: bool,
    /// Whether ID tokens are signed with the client's secret.
    symmetric: bool,
    values: [Option<String>; 8],
}

/// Whose client it is: who owns one at an issuer can be anybody of that issuer there.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Client {
    /// The application's own, of a field.
    Own(String),
    /// That of a provider that was added at run time.
    Foreign(String),
    /// The same, of one that may share its issuer.
    Sharing,
}

impl Client {
    /// Whether who owns the one may be anybody at the other, too.
    fn goes_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Own(_) | Self::Sharing, Self::Own(_) | Self::Sharing) => true,
            (Self::Own(one) | Self::Foreign(one), Self::Own(other) | Self::Foreign(other)) => one == other,
            (Self::Foreign(_), Self::Sharing) | (Self::Sharing, Self::Foreign(_)) => false,
        }
    }
}

/// An issuer as another spelling of it reads, too: with its host in lower case, without default port and final dot. What is none
/// is refused elsewhere.
fn spelt_alike(issuer: &str) -> String {
    let Some(mut url) = Endpoint::parse(issuer).map(|endpoint| endpoint.url().clone()) else {
        return issuer.to_owned();
    };
    if let Some(host) = url.host_str().and_then(|host| host.strip_suffix('.')).map(str::to_owned) {
        // What is no host without it keeps it.
        let _ = url.set_host(Some(&host));
    }
    let text = url.as_str().replace("%7Btenantid%7D", "{tenantid}");
    let has_path = issuer.split_once("://").is_none_or(|(_, rest)| rest.contains('/'));
    text.strip_suffix('/').filter(|_| !has_path).map_or(text.clone(), str::to_owned)
}

impl Trust {
    const KEYS: [Key; 8] = [
        Key::AuthorizationEndpoint,
        Key::TokenEndpoint,
        Key::RefreshTokenUrl,
        Key::JwksUri,
        Key::UserinfoEndpoint,
        Key::ServerMetadataUrl,
        Key::ApiBaseUrl,
        Key::IdTokenSignedResponseAlg,
    ];

    /// Whether both speak for one issuer and are not one provider of one preset: then somebody's identity at the one could
    /// be made at the other.
    pub fn collides_with(&self, other: &Self) -> bool {
        if self.issuer.is_some() && self.issuer == other.issuer {
            let same = self.preset.is_some() && self.preset == other.preset && self.values == other.values;
            return !same || !self.may_share_with(other);
        }
        let issue = self.issues_for(other) || other.issues_for(self);
        issue && !(self.vouched && other.vouched && self.may_share_with(other))
    }

    /// Whether both may speak for one issuer, if nothing else speaks against it.
    fn may_share_with(&self, other: &Self) -> bool {
        // Whoever knows the secret of a client with HS256 makes its ID tokens.
        !self.symmetric && !other.symmetric && self.client.goes_with(&other.client)
    }

    /// Keys to find a provider by that may collide with others: under one of [`rival_keys`](Self::rival_keys) of each.
    pub fn keys(&self) -> Vec<String> {
        self.under("template", "issuer")
    }

    /// The keys of those that may collide with this one: few, however many there are.
    pub fn rival_keys(&self) -> Vec<String> {
        self.under("issuer", "template")
    }

    /// The issuer, and its origin for what only a template and an issuer can have in common.
    fn under(&self, template: &str, plain: &str) -> Vec<String> {
        let Some(issuer) = &self.issuer else { return Vec::new() };
        let origin = issuer.split('/').take(3).collect::<Vec<_>>().join("/");
        let kind = if issuer.contains("{tenantid}") { template } else { plain };
        vec![issuer.clone(), format!("{kind} {origin}")]
    }

    /// Whether this issuer is a template that the other's is made of.
    fn issues_for(&self, other: &Self) -> bool {
        let template = self.issuer.as_deref().and_then(|issuer| issuer.split_once("{tenantid}"));
        template.zip(other.issuer.as_deref()).is_some_and(|((before, after), issuer)| {
            issuer.strip_prefix(before).is_some_and(|rest| rest.ends_with(after))
        })
    }
}
