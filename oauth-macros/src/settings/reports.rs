//! What is said of keys that are unknown, foreign, missing or alone.

use proc_macro2::Ident;
use syn::ext::IdentExt as _;

use super::{Reader, secrets};
use crate::ast::{self, Setting, Value};
use crate::keys::{self, Key, Protocol, Rule};
use crate::rules;
use crate::rules::words::{did_you_mean, enumeration};

impl Reader<'_> {
    pub(super) fn report_unknown(&mut self, setting: &Setting, written: &str) {
        let key = &setting.key;
        if secrets::is_name_of_one(written) {
            let problem = match &setting.value {
                Value::Path(path) if path.is_ident("env") => {
                    format!("`{written}` is always read from the environment, and no key")
                }
                _ => format!("`{written}` is a secret, and secrets do not belong in the source"),
            };
            return self.diagnostics.report(key, problem, self.help_for_secret());
        }
        if let Some((_, help)) = keys::NOT_A_SETTING.iter().find(|(name, _)| *name == written) {
            return self.diagnostics.report(key, format!("`{written}` is not a setting"), help);
        }
        let protocol = self.protocol;
        let renamed = keys::RENAMED.iter().find(|(name, _)| *name == written).map(|(_, name)| *name);
        let known = || keys::of(protocol).flat_map(Rule::names).copied();
        let meant = renamed.or_else(|| did_you_mean(written, known()));
        self.meant.extend(meant.and_then(keys::find).map(|rule| rule.key));
        self.complete &= meant.is_some();
        let help = match meant {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => {
                let names = keys::of(protocol).filter_map(|rule| rule.name(protocol));
                format!("an {} has {}", protocol.client(), enumeration(names, "and"))
            }
        };
        self.diagnostics.report(key, format!("unknown key `{written}`"), help);
    }

    pub(super) fn help_for_secret(&self) -> String {
        format!("remove it and set the environment variable `{}`", self.variable("client_secret"))
    }

    pub(super) fn report_foreign(&mut self, key: &Ident, written: &str, rule: &Rule) {
        self.complete = false;
        self.settings.is_mixed = true;
        let owners = enumeration(rule.clients(), "and");
        let client = self.protocol.client();
        let problem = format!("`{written}` belongs to {owners}, and this is an `{client}`");
        let types = enumeration(rule.clients(), "or");
        let help = match (rule.key, self.protocol) {
            // Atlassian's `prompt`, Trello's `scope`: their own parameters under names that we know.
            (Key::Prompt, Protocol::OAuth2) | (Key::Scope, Protocol::OAuth1) => {
                format!("write `authorization_parameters = \"{written}=…\"`, or make the field an {types}")
            }
            _ => format!("remove it, or make the field an {types}"),
        };
        self.diagnostics.report(key, problem, help);
    }

    /// Reports what completes a preset if there is none, and says whether it did.
    pub(super) fn report_without_preset(&mut self, written: &ast::Settings) -> bool {
        if self.is_meant(Key::Preset) {
            return false;
        }
        let whole = match self.protocol {
            _ if self.missing().is_empty() => "remove it, or add `preset = presets::…` in place of the URLs",
            Protocol::OpenIdConnect => "add `preset = presets::…`, or write the whole `issuer` instead",
            _ => "add `preset = presets::…`, or write the whole URLs instead",
        };
        let mut found = false;
        for setting in &written.list {
            let name = setting.key.unraw().to_string();
            if keys::find(&name).is_some_and(|rule| rule.key.completes_preset(self.protocol)) {
                let problem = format!("`{name}` completes the URLs of a preset, and this provider has none");
                self.diagnostics.report(&setting.key, problem, whole);
                found = true;
            }
        }
        found
    }

    pub(super) fn report_missing(&mut self, written: &ast::Settings) {
        let missing = self.missing();
        if missing.is_empty() {
            return;
        }
        let names = missing.iter().filter_map(|key| keys::name(*key, self.protocol));
        let list = enumeration(names, "and");
        let problem = format!("the provider `{}` lacks {list}", self.field.unraw());
        let help = match metadata_issuer(written) {
            Some(issuer) if self.protocol == Protocol::OpenIdConnect => {
                format!("add `issuer = \"{issuer}\"`")
            }
            _ => match self.protocol {
                Protocol::OpenIdConnect => {
                    "add `issuer = \"https://…\"`, or `preset = presets::…`".to_owned()
                }
                Protocol::OAuth2 => {
                    format!("add {list}, or `issuer = \"https://…\"`, or `preset = presets::…`")
                }
                Protocol::OAuth1 => format!("add {list}, or `preset = presets::…`"),
            },
        };
        self.diagnostics.report(self.field, problem, help);
    }

    fn missing(&self) -> Vec<Key> {
        let seen = |key| self.is_meant(key);
        if seen(Key::Preset) {
            return Vec::new();
        }
        let mut required = match self.protocol {
            Protocol::OpenIdConnect => vec![Key::Issuer],
            Protocol::OAuth2 if seen(Key::Issuer) || seen(Key::ServerMetadataUrl) => Vec::new(),
            Protocol::OAuth2 => vec![Key::AuthorizationEndpoint, Key::TokenEndpoint],
            Protocol::OAuth1 => vec![Key::RequestTokenUrl, Key::AuthorizationEndpoint, Key::TokenEndpoint],
        };
        required.retain(|key| !seen(*key));
        required
    }
}

/// The issuer that a literal `server_metadata_url` gives away.
fn metadata_issuer(written: &ast::Settings) -> Option<String> {
    written.list.iter().find_map(|setting| match &setting.value {
        Value::Text(text) if setting.key == "server_metadata_url" => {
            rules::url::issuer_of(&text.value()).map(str::to_owned)
        }
        _ => None,
    })
}
