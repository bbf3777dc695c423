//! The fields with their attributes. What is misspelt is read as what was meant.

use proc_macro2::{Ident, TokenTree};
use syn::{Attribute, Fields, Meta, Path};

use super::{Field, PROVIDER, ProviderAttribute, is_named};
use crate::diagnostics::Diagnostics;
use crate::rules::words::did_you_mean;

pub(super) fn read(fields: &mut Fields, diagnostics: &mut Diagnostics) -> Vec<Field> {
    fields.iter_mut().filter_map(|field| Field::parse(field, diagnostics)).collect()
}

impl Field {
    fn parse(field: &mut syn::Field, diagnostics: &mut Diagnostics) -> Option<Self> {
        let ident = field.ident.clone()?;
        let conditional = take_conditional(field, diagnostics);
        let is_reported = take_misspelt(field, diagnostics) || conditional;
        let providers = field.attrs.iter().filter(|attribute| is_named(attribute, PROVIDER));
        Some(Self {
            cfgs: field.attrs.iter().filter(|attribute| is_cfg(attribute)).cloned().collect(),
            ident,
            ty: field.ty.clone(),
            attributes: providers.map(|attribute| ProviderAttribute::parse(attribute, diagnostics)).collect(),
            is_reported,
        })
    }
}

fn is_cfg(attribute: &Attribute) -> bool {
    is_named(attribute, "cfg") || is_cfg_attr(attribute, "cfg")
}

/// Whether this is `#[cfg_attr(…, name(…))]`.
fn is_cfg_attr(attribute: &Attribute, name: &str) -> bool {
    let Meta::List(list) = &attribute.meta else { return false };
    let names_it = |token| matches!(token, TokenTree::Ident(word) if word == name);
    is_named(attribute, "cfg_attr") && list.tokens.clone().into_iter().any(names_it)
}

/// Takes `#[cfg_attr(…, provider(…))]` away: whether it holds is known only after the expansion.
fn take_conditional(field: &mut syn::Field, diagnostics: &mut Diagnostics) -> bool {
    let before = field.attrs.len();
    for attribute in field.attrs.extract_if(.., |attribute| is_cfg_attr(attribute, PROVIDER)) {
        let problem = "`cfg_attr` is decided after the registry is written, so it cannot add a `provider`";
        let help = "write two fields of one name, each with its `#[cfg(…)]` and its `#[provider(…)]`";
        diagnostics.report(attribute.path(), problem, help);
    }
    field.attrs.len() < before
}

/// Makes `provider` out of a name near it, if the field has no other; takes it away if it is nothing but a name.
fn take_misspelt(field: &mut syn::Field, diagnostics: &mut Diagnostics) -> bool {
    if field.attrs.iter().any(|attribute| is_named(attribute, PROVIDER)) {
        return false;
    }
    for (index, attribute) in field.attrs.iter_mut().enumerate() {
        let Some(name) = attribute.path().get_ident().cloned() else { continue };
        let word = name.to_string();
        // `#[prov]` is on its way.
        if !PROVIDER.starts_with(&word) && did_you_mean(&word, [PROVIDER]).is_none() {
            continue;
        }
        diagnostics.report(&name, format!("unknown attribute `{name}`"), "did you mean `#[provider(…)]`?");
        let provider = Path::from(Ident::new(PROVIDER, name.span()));
        match &mut attribute.meta {
            Meta::Path(_) => {
                field.attrs.remove(index);
                return true;
            }
            Meta::List(list) => list.path = provider,
            Meta::NameValue(pair) => pair.path = provider,
        }
        return false;
    }
    false
}
