//! Judges the settings of one provider.

use proc_macro2::Ident;
use syn::ext::IdentExt as _;
use syn::{Expr, Lit, LitStr, Path};

use crate::ast::{self, Setting, Value};
use crate::diagnostics::{Diagnostics, Fault, did_you_mean, enumeration};
use crate::keys::{self, Key, Kind, Protocol, Rule};
use crate::values;

/// Where the library finds the value of a setting.
pub(crate) enum Source {
    Literal(LitStr),
    Environment,
}

/// The settings of one provider that passed every check.
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) preset: Option<Path>,
    pub(crate) list: Vec<(Key, Source)>,
}

/// Reads the settings of the provider `field`, and leaves the faulty ones out.
pub(crate) fn read(
    field: &Ident,
    protocol: Protocol,
    written: &ast::Settings,
    diagnostics: &mut Diagnostics,
) -> Settings {
    let mut reader = Reader {
        field,
        protocol,
        diagnostics,
        seen: Vec::new(),
        meant: Vec::new(),
        complete: !written.broken,
        settings: Settings::default(),
    };
    for setting in &written.list {
        reader.setting(setting);
    }
    // A misspelt key is not reported a second time as a missing one.
    if reader.complete {
        reader.report_missing(written);
    }
    reader.settings
}

struct Reader<'a> {
    field: &'a Ident,
    protocol: Protocol,
    diagnostics: &'a mut Diagnostics,
    /// The settings met so far, as they were written.
    seen: Vec<(Key, String)>,
    /// What misspelt keys probably stand for.
    meant: Vec<Key>,
    /// Every key so far is understood, so what is absent is missing.
    complete: bool,
    settings: Settings,
}

impl Reader<'_> {
    fn setting(&mut self, setting: &Setting) {
        let written = setting.key.unraw().to_string();
        let Some(rule) = keys::find(&written) else {
            return self.report_unknown(&setting.key, &written);
        };
        let Some(name) = rule.name(self.protocol) else {
            return self.report_foreign(&setting.key, &written, rule);
        };
        if let Some((_, first)) = self.seen.iter().find(|(key, _)| *key == rule.key) {
            let problem = if *first == written {
                format!("`{written}` is written twice")
            } else {
                format!("`{written}` and `{first}` are the same setting")
            };
            self.diagnostics.report(&setting.key, problem, "keep one of them");
            return;
        }
        self.seen.push((rule.key, written));
        let judged = match rule.kind {
            Kind::Preset => self.preset(rule, &setting.value).map(|path| self.settings.preset = Some(path)),
            _ => self
                .source(rule, name, &setting.value)
                .map(|source| self.settings.list.push((rule.key, source))),
        };
        if let Err(fault) = judged {
            self.diagnostics.report_fault(&setting.value, &fault);
        }
    }

    fn source(&self, rule: &Rule, name: &str, value: &Value) -> Result<Source, Fault> {
        let literal = match value {
            Value::Path(path) if path.is_ident("env") => return Ok(Source::Environment),
            Value::Text(literal) => literal.clone(),
            Value::Number(number) if rule.kind == Kind::Seconds && number.suffix().is_empty() => {
                LitStr::new(number.base10_digits(), number.span())
            }
            Value::Number(_) => return Err(self.wrong_kind(name, "a number")),
            Value::Path(path) => return Err(self.constant(name, path)),
            Value::Other(other) => return Err(self.wrong_kind(name, describe(other))),
        };
        values::check(rule, self.protocol, &literal.value())?;
        Ok(Source::Literal(literal))
    }

    fn preset(&self, rule: &Rule, value: &Value) -> Result<Path, Fault> {
        let problem = match value {
            Value::Path(path) if path.is_ident("env") => {
                "a preset is a constant, not in the environment".to_owned()
            }
            Value::Path(path) => return Ok(path.clone()),
            Value::Text(text) => {
                values::check(rule, self.protocol, &text.value())?;
                "a preset is a constant, not a text".to_owned()
            }
            Value::Number(_) => "a preset is a constant, not a number".to_owned(),
            Value::Other(other) => format!("a preset is a constant, not {}", describe(other)),
        };
        let help = "write `preset = presets::GITHUB`, or the path of your own `Preset` constant";
        Err(Fault::new(problem, help))
    }

    fn wrong_kind(&self, name: &str, found: &str) -> Fault {
        let help = format!(
            "write `{name} = \"…\"`, or `{name} = env` to read `{}` at start-up",
            self.variable(name)
        );
        Fault::new(format!("`{name}` is a string literal or `env`, not {found}"), help)
    }

    fn constant(&self, name: &str, path: &Path) -> Fault {
        let last = path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        if did_you_mean(&last, ["env", "environment"]).is_some() {
            let help = format!("write `{name} = env` to read `{}` at start-up", self.variable(name));
            return Fault::new(format!("`{last}` is not the word `env`"), help);
        }
        if path.segments.iter().any(|segment| segment.ident == "presets") {
            let help = format!("write `preset = presets::{last}`");
            return Fault::new(format!("`{name}` cannot be read from a preset"), help);
        }
        self.wrong_kind(name, "a constant")
    }

    fn report_unknown(&mut self, key: &Ident, written: &str) {
        if keys::is_secret(written) {
            let variable = self.variable("client_secret");
            let problem = format!("`{written}` is a secret, and secrets do not belong in the source");
            let help = format!("remove it and set the environment variable `{variable}`");
            return self.diagnostics.report(key, problem, help);
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

    fn report_foreign(&mut self, key: &Ident, written: &str, rule: &Rule) {
        self.complete = false;
        let owners = enumeration(rule.clients(), "and");
        let client = self.protocol.client();
        let problem = format!("`{written}` belongs to {owners}, and this is an `{client}`");
        let types = enumeration(rule.clients(), "or");
        self.diagnostics.report(key, problem, format!("remove it, or make the field an {types}"));
    }

    fn report_missing(&mut self, written: &ast::Settings) {
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
        let seen = |key: Key| self.seen.iter().any(|(seen, _)| *seen == key) || self.meant.contains(&key);
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

    fn variable(&self, name: &str) -> String {
        format!("{}_{name}", self.field.unraw()).to_uppercase()
    }
}

/// The issuer that a literal `server_metadata_url` gives away.
fn metadata_issuer(written: &ast::Settings) -> Option<String> {
    written.list.iter().find_map(|setting| match &setting.value {
        Value::Text(text) if setting.key == "server_metadata_url" => {
            crate::url::issuer_of(&text.value()).map(str::to_owned)
        }
        _ => None,
    })
}

fn describe(value: &Expr) -> &'static str {
    match value {
        Expr::Lit(literal) => match literal.lit {
            Lit::Bool(_) => "a boolean",
            Lit::Float(_) => "a number",
            Lit::Char(_) => "a character",
            Lit::ByteStr(_) | Lit::Byte(_) | Lit::CStr(_) => "bytes",
            _ => "this literal",
        },
        Expr::Macro(_) => "a macro",
        Expr::Array(_) => "a list",
        _ => "an expression",
    }
}
