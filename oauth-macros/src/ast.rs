//! The registry as written: spans kept, nothing judged but the grammar.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Data, DeriveInput, Expr, Fields, Lit, LitInt, LitStr, Meta, Path, Token, Type};

use crate::diagnostics::Diagnostics;

/// The item under the attribute, with the attribute's arguments.
pub(crate) struct Registry {
    pub(crate) input: DeriveInput,
    pub(crate) arguments: Settings,
    /// Empty unless the item is a struct with named fields.
    pub(crate) fields: Vec<Field>,
}

pub(crate) struct Field {
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    /// Every `#[provider(…)]` on the field; all but one are a mistake.
    pub(crate) attributes: Vec<ProviderAttribute>,
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
    pub(crate) fn parse(arguments: TokenStream, input: DeriveInput, diagnostics: &mut Diagnostics) -> Self {
        let arguments = Settings::parse(arguments, diagnostics);
        let fields = match &input.data {
            Data::Struct(data) => fields(&data.fields, diagnostics),
            Data::Enum(_) | Data::Union(_) => Vec::new(),
        };
        Self { input, arguments, fields }
    }
}

fn fields(fields: &Fields, diagnostics: &mut Diagnostics) -> Vec<Field> {
    let mut read = Vec::new();
    for field in fields {
        let Some(ident) = field.ident.clone() else { continue };
        let providers = field.attrs.iter().filter(|attribute| attribute.path().is_ident("provider"));
        read.push(Field {
            cfgs: field.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg")).cloned().collect(),
            ident,
            ty: field.ty.clone(),
            attributes: providers.map(|attribute| ProviderAttribute::parse(attribute, diagnostics)).collect(),
        });
    }
    read
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
        let valueless = || {
            let name = key.unraw();
            let help = format!("help: write `{name} = \"…\"`, or `{name} = env` for the environment");
            syn::Error::new(key.span(), format!("`{name}` has no value\n\n{help}"))
        };
        input.parse::<Token![=]>().map_err(|_| valueless())?;
        let value = input.parse::<Expr>().map_err(|_| valueless())?;
        Ok(Self { value: Value::from(value), key })
    }
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

/// The item as it goes back to the compiler: the same tokens without `#[provider(…)]`.
pub(crate) fn without_provider_attributes(tokens: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    for token in tokens {
        let TokenTree::Group(group) = token else {
            kept.push(token);
            continue;
        };
        let after_pound = matches!(kept.last(), Some(TokenTree::Punct(punct)) if punct.as_char() == '#');
        if after_pound && is_provider(&group) {
            kept.pop();
            continue;
        }
        let mut inner = Group::new(group.delimiter(), without_provider_attributes(group.stream()));
        inner.set_span(group.span());
        kept.push(TokenTree::Group(inner));
    }
    kept.into_iter().collect()
}

fn is_provider(group: &Group) -> bool {
    let first = group.stream().into_iter().next();
    group.delimiter() == Delimiter::Bracket
        && matches!(first, Some(TokenTree::Ident(name)) if name == "provider")
}
