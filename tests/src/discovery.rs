//! A preset beside the metadata document that its provider publishes.

use oauth_actix::oauth_core::{Deviation, Endpoint, Key, Preset, Protocol, Provider, ProviderSettings, json};
use oauth_actix::presets;

/// The preset of a name such as `GOOGLE`.
pub fn preset(name: &str) -> Option<&'static Preset> {
    presets::ALL.iter().find(|(known, _)| *known == name).map(|(_, preset)| *preset)
}

/// The key of a name such as `domain`.
pub fn key(name: &str) -> Option<Key> {
    Key::ALL.iter().copied().find(|key| key.name(Protocol::OpenIdConnect) == name)
}

/// In what `preset`, completed by `fillings`, and a metadata document differ; nothing when a login would find what it needs.
///
/// # Errors
/// Why the two cannot be compared.
pub fn differences(
    preset: &'static Preset,
    fillings: &[(Key, String)],
    document: &str,
) -> Result<Vec<String>, String> {
    let document = json::object(document.as_bytes()).ok_or("the document is not one JSON object")?;
    let provider =
        Provider::preset("compared", preset).client("our-client-id", "a secret of thirty-two bytes or so");
    let provider = fillings.iter().fold(provider, |provider, (key, value)| provider.set(*key, value));
    let mut compared = Compared { preset, provider, document, differences: Vec::new() };
    compared.issuer();
    compared.endpoints();
    compared.values();
    Ok(compared.differences)
}

struct Compared {
    preset: &'static Preset,
    provider: Provider,
    document: json::Object,
    differences: Vec<String>,
}

impl Compared {
    /// What the preset says of a key, with its placeholders filled in.
    fn said(&self, key: Key) -> Option<String> {
        ProviderSettings::of(&self.provider).get(key).map(str::to_owned)
    }

    fn published(&self, member: &str) -> Option<&str> {
        self.document.get(member).and_then(|value| value.as_str())
    }

    fn list(&self, member: &str) -> Option<Vec<String>> {
        let list = self.document.get(member)?.as_array()?;
        Some(list.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect())
    }

    fn issuer(&mut self) {
        let (said, published) = (self.said(Key::Issuer), self.published("issuer").map(str::to_owned));
        if said != published {
            let text = |issuer: Option<String>| issuer.unwrap_or_else(|| "nothing".to_owned());
            self.differences.push(format!(
                "issuer: the preset says {}, the document {}",
                text(said),
                text(published)
            ));
        }
    }

    fn endpoints(&mut self) {
        for (key, member, needed) in [
            (Key::AuthorizationEndpoint, "authorization_endpoint", true),
            (Key::TokenEndpoint, "token_endpoint", true),
            (Key::JwksUri, "jwks_uri", true),
            (Key::UserinfoEndpoint, "userinfo_endpoint", false),
            (Key::RevocationEndpoint, "revocation_endpoint", false),
        ] {
            let said = self.said(key);
            let difference = match (said, self.published(member)) {
                (Some(said), Some(published)) if said != published => {
                    format!("{member}: the preset says {said}, the document {published}")
                }
                (None, None) if needed => format!("{member}: neither says where it is"),
                (_, Some(published)) if Endpoint::parse(published).is_none() => {
                    format!("{member}: {published} cannot be used")
                }
                _ => continue,
            };
            self.differences.push(difference);
        }
    }

    /// Values that must be among those which the provider lists, or be its default where it lists none.
    fn values(&mut self) {
        let deviations = self.preset.known_deviations();
        let pkce = if deviations.contains(&Deviation::PkceRefused) { "" } else { "S256" };
        let said = |key, default: &str| self.said(key).unwrap_or_else(|| default.to_owned());
        let wanted = [
            ("response_types_supported", "code", "code".to_owned()),
            ("response_modes_supported", "query", said(Key::ResponseMode, "query")),
            ("code_challenge_methods_supported", "S256", pkce.to_owned()),
            (
                "token_endpoint_auth_methods_supported",
                "client_secret_basic",
                said(Key::TokenEndpointAuthMethod, "client_secret_basic"),
            ),
            ("id_token_signing_alg_values_supported", "RS256", said(Key::IdTokenSignedResponseAlg, "")),
            ("scopes_supported", "", said(Key::Scope, "")),
        ];
        for (member, default, values) in wanted {
            let default = (!default.is_empty()).then(|| vec![default.to_owned()]);
            // A provider that lists no scopes has some all the same.
            let Some(listed) = self.list(member).or(default) else { continue };
            let missing =
                values.split(' ').filter(|value| !value.is_empty() && !listed.iter().any(|one| one == value));
            let told: Vec<_> =
                missing.map(|value| format!("{member}: `{value}` is not among {listed:?}")).collect();
            self.differences.extend(told);
        }
    }
}
