//! The registry as written: spans kept, nothing judged but the grammar.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Data, DeriveInput, Expr, Lit, LitInt, LitStr, Meta, Path, Token, Type};

use crate::diagnostics::Diagnostics;
use crate::keys;

mod fields;

/// The item under the attribute, with the attribute's arguments.
pub(crate) struct Registry {
    pub(crate) input: DeriveInput,
    pub(crate) arguments: Settings,
    /// Empty unless the item is a struct with named fields.
    pub(crate) fields: Vec<Field>,
    /// A `#[provider(…)]` above the struct, where it says nothing.
    pub(crate) stray: Option<Attribute>,
}

pub(crate) struct Field {
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    /// Every `#[provider(…)]` on the field; all but one are a mistake.
    pub(crate) attributes: Vec<ProviderAttribute>,
    /// It lacks an attribute for a reason that has been reported.
    pub(crate) is_reported: bool,
}

pub(crate) struct ProviderAttribute {
    pub(crate) path: Path,
    pub(crate) settings: Settings,
}

/// A list of `key = value`.
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) list: Vec<Setting>,
    /// A part could not be read, so nothing can be said about what is missing.
    pub(crate) broken: bool,
}

pub(crate) struct Setting {
    pub(crate) key: Ident,
    pub(crate) value: Value,
}

pub(crate) enum Value {
    Text(LitStr),
    Number(LitInt),
    /// `env`, or the path of a preset.
    Path(Path),
    Other(Expr),
}

impl Registry {
    pub(crate) fn parse(
        arguments: TokenStream,
        mut input: DeriveInput,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let arguments = Settings::parse(arguments, diagnostics);
        take_repeated(&mut input.attrs, diagnostics);
        let stray = input.attrs.iter().find(|attribute| is_named(attribute, PROVIDER)).cloned();
        let fields = match &mut input.data {
            Data::Struct(data) => fields::read(&mut data.fields, diagnostics),
            Data::Enum(_) | Data::Union(_) => Vec::new(),
        };
        Self { input, arguments, fields, stray }
    }
}

const PROVIDER: &str = "provider";

fn is_named(attribute: &Attribute, name: &str) -> bool {
    attribute.path().is_ident(name)
}

/// Takes a second `#[oauth_registry]` away, which would write everything once more.
fn take_repeated(attributes: &mut Vec<Attribute>, diagnostics: &mut Diagnostics) {
    let is_ours = |attribute: &Attribute| {
        attribute.path().segments.last().is_some_and(|last| last.ident == "oauth_registry")
    };
    for attribute in attributes.extract_if(.., |attribute| is_ours(attribute)) {
        let problem = "this struct already has an `#[oauth_registry]`";
        diagnostics.report(attribute.path(), problem, "write one `#[oauth_registry]` with all arguments");
    }
}

impl ProviderAttribute {
    fn parse(attribute: &Attribute, diagnostics: &mut Diagnostics) -> Self {
        let settings = match &attribute.meta {
            Meta::Path(_) => Settings::default(),
            Meta::List(list) => Settings::parse(list.tokens.clone(), diagnostics),
            Meta::NameValue(pair) => {
                diagnostics.report(
                    pair,
                    "`provider` takes a list of keys and values",
                    "write `#[provider(key = \"value\")]`",
                );
                Settings { list: Vec::new(), broken: true }
            }
        };
        Self { path: attribute.path().clone(), settings }
    }
}

impl Settings {
    /// Reads as much as possible: a faulty setting does not hide the next one.
    fn parse(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let mut settings = Self::default();
        let parser = |input: ParseStream<'_>| settings.read(input, diagnostics);
        if let Err(error) = parser.parse2(tokens) {
            diagnostics.push(error);
            settings.broken = true;
        }
        settings
    }

    fn read(&mut self, input: ParseStream<'_>, diagnostics: &mut Diagnostics) -> syn::Result<()> {
        while !input.is_empty() {
            match Setting::parse(input) {
                Ok(setting) => self.list.push(setting),
                Err(error) => {
                    self.broken = true;
                    diagnostics.push(error);
                    skip_to_comma(input)?;
                }
            }
            if !input.is_empty() && !input.peek(Token![,]) {
                self.broken = true;
                diagnostics.push(
                    input.error("a comma is missing before this\n\nhelp: write `key = value, key = value`"),
                );
                if input.peek(Ident::peek_any) {
                    continue; // The next setting, most probably.
                }
                skip_to_comma(input)?;
            }
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    }
}

impl Setting {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let Ok(key) = input.call(Ident::parse_any) else {
            return Err(input.error("this is not a key\n\nhelp: write `key = \"value\"` or `key = env`"));
        };
        let valueless = || valueless(&key);
        input.parse::<Token![=]>().map_err(|_| valueless())?;
        let value = input.parse::<Expr>().map_err(|_| valueless())?;
        Ok(Self { value: Value::from(value), key })
    }
}

fn valueless(key: &Ident) -> syn::Error {
    let name = key.unraw().to_string();
    let help = match keys::begun(&name).unwrap_or(&name) {
        "preset" => "write `preset = presets::…`, or the path of your own `Preset` constant".to_owned(),
        name @ ("base" | "pending" | "crate") => format!("write `{name} = \"…\"`"),
        name => format!("write `{name} = \"…\"`, or `{name} = env` for the environment"),
    };
    syn::Error::new(key.span(), format!("`{name}` has no value\n\nhelp: {help}"))
}

impl From<Expr> for Value {
    fn from(value: Expr) -> Self {
        match value {
            Expr::Lit(literal) => match literal.lit {
                Lit::Str(text) => Self::Text(text),
                Lit::Int(number) => Self::Number(number),
                _ => Self::Other(Expr::Lit(literal)),
            },
            Expr::Path(path) if path.qself.is_none() => Self::Path(path.path),
            Expr::Group(group) => Self::from(*group.expr),
            other => Self::Other(other),
        }
    }
}

impl ToTokens for Value {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Text(text) => text.to_tokens(tokens),
            Self::Number(number) => number.to_tokens(tokens),
            Self::Path(path) => path.to_tokens(tokens),
            Self::Other(other) => other.to_tokens(tokens),
        }
    }
}

fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}
