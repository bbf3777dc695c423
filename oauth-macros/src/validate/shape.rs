//! The shape of the item: a struct with named fields, and nothing else.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Attribute, Data, DeriveInput, Fields, Generics, Item};

use crate::diagnostics::Diagnostics;

const HELP: &str = "write `struct Auth { #[provider(…)] google: OidcClient }`";

/// Mistakes of the whole that explain others in its fields, which are not reported then.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) is_generic: bool,
    pub(super) attribute_is_astray: bool,
}

pub(super) fn check(item: &DeriveInput, stray: Option<&Attribute>, diagnostics: &mut Diagnostics) -> Shape {
    let shape = Shape { is_generic: is_generic(item), attribute_is_astray: stray.is_some() };
    if let Some((guilty, problem)) = not_named_fields(item, diagnostics.is_left_to_rustc()) {
        diagnostics.report(guilty, problem, HELP);
        return shape;
    }
    if let Some(attribute) = stray {
        let problem = "`#[provider(…)]` describes a field, and this is the struct";
        diagnostics.report(attribute.path(), problem, "move it to the field that it describes");
    }
    if !item.generics.params.is_empty() {
        let problem = "a registry has no type parameters, lifetimes or constants";
        diagnostics.report(&item.generics, problem, "remove them; clients are concrete types");
    } else if let Some(clause) = &item.generics.where_clause {
        let help = "remove it; clients are concrete types";
        diagnostics.report(clause.where_token, "a registry has no `where` clause", help);
    }
    shape
}

fn is_generic(item: &DeriveInput) -> bool {
    !item.generics.params.is_empty() || item.generics.where_clause.is_some()
}

fn not_named_fields(item: &DeriveInput, is_half_typed: bool) -> Option<(TokenStream, &'static str)> {
    match &item.data {
        Data::Enum(data) => Some((data.enum_token.to_token_stream(), "a registry is a struct, not an enum")),
        Data::Union(data) => {
            Some((data.union_token.to_token_stream(), "a registry is a struct, not a union"))
        }
        Data::Struct(data) => match &data.fields {
            Fields::Unnamed(_) => Some((
                item.ident.to_token_stream(),
                "the fields of a registry need names: the providers get them",
            )),
            fields if fields.is_empty() && !is_half_typed => {
                Some((item.ident.to_token_stream(), "this registry has no provider"))
            }
            _ => None,
        },
    }
}

/// Takes parameters away, which nothing would use once every field is a client.
pub(super) fn repair(item: &mut DeriveInput) {
    if is_generic(item) && matches!(&item.data, Data::Struct(data) if matches!(data.fields, Fields::Named(_)))
    {
        item.generics = Generics::default();
    }
}

/// The mistake of an item that is whole, but neither struct, enum nor union.
pub(crate) fn not_a_struct(item: &TokenStream) -> Option<syn::Error> {
    const KEYWORDS: &[&str] =
        &["fn", "impl", "mod", "const", "static", "trait", "type", "use", "extern", "macro_rules"];
    let keyword = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if KEYWORDS.contains(&word.to_string().as_str()));
    syn::parse2::<Item>(item.clone()).ok()?;
    let guilty = item.clone().into_iter().find(keyword).map_or_else(|| item.clone(), TokenStream::from);
    Some(syn::Error::new_spanned(guilty, format!("a registry is a struct\n\nhelp: {HELP}")))
}
