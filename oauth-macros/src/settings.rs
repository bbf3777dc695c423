//! Judges the settings of one provider.

use proc_macro2::{Ident, Span};
use syn::ext::IdentExt as _;
use syn::{Expr, Lit, LitStr, Path};

use crate::ast::{self, Setting, Value};
use crate::diagnostics::Diagnostics;
use crate::keys::{self, Holds, Key, Protocol};
use crate::rules::words::did_you_mean;
use crate::rules::{self, Fault, Kind};

mod reports;
mod secrets;

/// Where the library finds the value of a setting.
pub(crate) enum Source {
    Literal(LitStr),
    Environment,
}

/// A setting whose value passed every check.
pub(crate) struct Accepted {
    pub(crate) key: Key,
    /// Where the key is written.
    pub(crate) span: Span,
    pub(crate) source: Source,
}

/// The settings of one provider that passed every check.
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) preset: Option<Path>,
    pub(crate) list: Vec<Accepted>,
    /// Keys that are there, or meant, without a value that passed.
    pub(crate) faulty: Vec<Key>,
    /// Every key is understood, so what is absent is missing.
    pub(crate) complete: bool,
    /// There are keys of another protocol: it may be the field's type that is wrong.
    pub(crate) is_mixed: bool,
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
        has_preset: written.list.iter().any(|setting| setting.key == "preset"),
        settings: Settings::default(),
    };
    for setting in &written.list {
        reader.setting(setting);
    }
    // A misspelt key is not reported a second time as a missing one.
    if reader.complete && !reader.report_without_preset(written) {
        reader.report_missing(written);
    }
    reader.finish()
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
    has_preset: bool,
    settings: Settings,
}

impl Reader<'_> {
    fn finish(self) -> Settings {
        let keys = self.seen.into_iter().map(|(key, _)| key).chain(self.meant);
        let accepted = |key: &Key| self.settings.list.iter().any(|setting| setting.key == *key);
        let faulty = keys.filter(|key| !accepted(key)).collect();
        Settings { faulty, complete: self.complete, ..self.settings }
    }

    fn setting(&mut self, setting: &Setting) {
        let written = setting.key.unraw().to_string();
        let Some(rule) = keys::find(&written) else {
            return self.report_unknown(setting, &written);
        };
        let (Some(name), Some(holds)) = (rule.name(self.protocol), rule.holds(self.protocol)) else {
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
        let judged = match holds {
            Holds::Preset => self.preset(&setting.value).map(|path| self.settings.preset = Some(path)),
            Holds::Text(kind) => {
                self.source(kind, name, setting).map(|source| self.accept(rule.key, &setting.key, source))
            }
        };
        if let Err(fault) = judged {
            self.diagnostics.report_fault(&setting.value, &fault);
        }
    }

    fn accept(&mut self, key: Key, written: &Ident, source: Source) {
        self.settings.list.push(Accepted { key, span: written.span(), source });
    }

    fn source(&self, kind: Kind, name: &str, setting: &Setting) -> Result<Source, Fault> {
        let literal = match &setting.value {
            Value::Path(path) if path.is_ident("env") => return Ok(Source::Environment),
            Value::Text(literal) => literal.clone(),
            Value::Number(number) if kind == Kind::Seconds && number.suffix().is_empty() => {
                LitStr::new(number.base10_digits(), number.span())
            }
            Value::Number(_) => return Err(self.wrong_kind(kind, name, "a number")),
            Value::Path(path) => return Err(self.constant(kind, name, path)),
            Value::Other(other) => return Err(self.wrong_kind(kind, name, describe(other))),
        };
        if literal.value().eq_ignore_ascii_case("env") {
            let problem = "in quotes `env` is a text, and nothing is read from the environment";
            return Err(Fault::new(problem, format!("write `{name} = env`")));
        }
        if secrets::is_one(&literal.value()) {
            let problem =
                format!("the value of `{name}` looks like a secret, and secrets do not belong in the source");
            return Err(Fault::new(problem, self.help_for_secret()));
        }
        // A preset may be of a provider that wants `openid` without an ID token: `check_scope` judges it.
        let kind = match kind {
            Kind::ScopeOAuth2
                if self.has_preset && literal.value().split(' ').any(|word| word == "openid") =>
            {
                Kind::ScopeOpenId
            }
            kind => kind,
        };
        rules::check(kind, &setting.key.unraw().to_string(), &literal.value())?;
        Ok(Source::Literal(literal))
    }

    fn preset(&self, value: &Value) -> Result<Path, Fault> {
        let problem = match value {
            Value::Path(path) if path.is_ident("env") => {
                "a preset is a constant, not in the environment".to_owned()
            }
            Value::Path(path) => return Ok(path.clone()),
            Value::Text(text) => return Err(self.preset_as_text(&text.value())),
            Value::Number(_) => "a preset is a constant, not a number".to_owned(),
            Value::Other(other) => format!("a preset is a constant, not {}", describe(other)),
        };
        let example = self.protocol.example();
        let help = format!("write `preset = presets::{example}`, or the path of your own `Preset` constant");
        Err(Fault::new(problem, help))
    }

    fn preset_as_text(&self, text: &str) -> Fault {
        let capital = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
        let constant: String = text.trim().chars().map(capital).collect();
        let constant = if constant.is_empty() { self.protocol.example() } else { &constant };
        Fault::new("a preset is a constant, not a text", format!("write `preset = presets::{constant}`"))
    }

    fn wrong_kind(&self, kind: Kind, name: &str, found: &str) -> Fault {
        let (held, example) = match kind {
            Kind::Seconds => ("a whole number of seconds", "3600"),
            _ => ("a string literal", "\"…\""),
        };
        let variable = self.variable(name);
        let help = format!("write `{name} = {example}`, or `{name} = env` to read `{variable}` at start-up");
        Fault::new(format!("`{name}` is {held} or `env`, not {found}"), help)
    }

    fn constant(&self, kind: Kind, name: &str, path: &Path) -> Fault {
        let last = path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        if did_you_mean(&last, ["env", "environment"]).is_some() {
            let help = format!("write `{name} = env` to read `{}` at start-up", self.variable(name));
            return Fault::new(format!("`{last}` is not the word `env`"), help);
        }
        if path.segments.iter().any(|segment| segment.ident == "presets") {
            let help = format!("write `preset = presets::{last}`");
            return Fault::new(format!("`{name}` cannot be read from a preset"), help);
        }
        self.wrong_kind(kind, name, "a constant")
    }

    /// Whether `key` is written, or probably what a misspelt one stands for.
    fn is_meant(&self, key: Key) -> bool {
        self.seen.iter().any(|(seen, _)| *seen == key) || self.meant.contains(&key)
    }

    fn variable(&self, name: &str) -> String {
        format!("{}_{name}", self.field.unraw()).to_uppercase()
    }
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
