//! The item as tokens, for input that can hardly be read.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, DeriveInput, Field, Ident, Token, Type, Visibility, parse_quote};

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

/// A struct with fields that end before their type, such as `pub git` or `pub github:`.
pub(crate) struct HalfTyped {
    /// The struct without them.
    pub(crate) whole: DeriveInput,
    /// Those fields, with a type that asks for nothing.
    pub(crate) half: Vec<Field>,
}

impl HalfTyped {
    pub(crate) fn read(item: TokenStream) -> Option<Self> {
        let mut tokens: Vec<TokenTree> = item.into_iter().collect();
        let Some(TokenTree::Group(fields)) = tokens.last_mut() else { return None };
        if fields.delimiter() != Delimiter::Brace {
            return None;
        }
        let (whole, half) = read_fields.parse2(fields.stream()).ok()?;
        let span = fields.span();
        *fields = Group::new(Delimiter::Brace, quote!(#(#whole),*));
        fields.set_span(span);
        Some(Self { whole: syn::parse2(tokens.into_iter().collect()).ok()?, half })
    }
}

fn read_fields(input: ParseStream<'_>) -> syn::Result<(Vec<Field>, Vec<Field>)> {
    let (mut whole, mut half) = (Vec::new(), Vec::new());
    while !input.is_empty() {
        let attributes = input.call(Attribute::parse_outer)?;
        let visibility: Visibility = input.parse()?;
        if input.is_empty() {
            break;
        }
        let name: Ident = input.parse()?;
        let colon: Option<Token![:]> = input.parse()?;
        if colon.is_some() && !ends_before_type(input) {
            let ty: Type = input.parse()?;
            whole.push(parse_quote!(#(#attributes)* #visibility #name: #ty));
        } else {
            half.push(parse_quote!(#visibility #name: ()));
        }
        input.parse::<Option<Token![,]>>()?;
    }
    Ok((whole, half))
}

fn ends_before_type(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![,]) || input.peek(Token![#]) || input.peek(Token![pub])
}
