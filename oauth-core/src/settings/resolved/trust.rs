//! What makes a provider's word trustworthy: [`Trust`].

use super::{Origin, ProviderSettings};
use crate::provider::{Key, Preset};

impl ProviderSettings {
    /// What makes this provider's word trustworthy, to be compared with that of others.
    pub fn trust(&self) -> Trust {
        let text = |key| self.get(key).map(str::to_owned);
        let own = |key: &Key| self.values.get(key).is_some_and(|value| value.origin != Origin::Preset);
        let symmetric = self.get(Key::IdTokenSignedResponseAlg) == Some("HS256");
        Trust {
            issuer: text(Key::Issuer),
            preset: self.preset,
            vouched: self.preset.is_some() && !own(&Key::Issuer) && !Trust::KEYS.iter().any(own),
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
    preset: Option<&'static Preset>,
    /// Whether the preset alone says all of this.
    vouched: bool,
    /// Whether ID tokens are signed with the client's secret.
    symmetric: bool,
    values: [Option<String>; 8],
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
            // Whoever knows the secret of a client with HS256 makes its ID tokens.
            return self.symmetric || self.preset.is_none() || self != other;
        }
        (self.issues_for(other) || other.issues_for(self)) && !(self.vouched && other.vouched)
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
