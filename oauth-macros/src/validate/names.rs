//! The names that follow from a field's: variants, routes, environment variables.

use proc_macro2::Ident;
use quote::format_ident;
use syn::ext::IdentExt as _;

use super::Slot;
use crate::diagnostics::Diagnostics;

/// UpperCamelCase of the field.
pub(super) fn variant(field: &Ident) -> Ident {
    let mut camel = String::new();
    for word in field.unraw().to_string().split('_') {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    let mut variant =
        syn::parse_str::<Ident>(&camel).unwrap_or_else(|_| format_ident!("Provider{}", field.unraw()));
    variant.set_span(field.span());
    variant
}

pub(super) fn check(slot: &Slot, diagnostics: &mut Diagnostics) {
    let name = slot.name();
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !plain {
        let problem = format!("`{name}` becomes part of URLs and environment variables");
        let help = "begin with a letter, and use ASCII letters, digits and `_` only";
        diagnostics.report(&slot.field, problem, help);
    } else if name.eq_ignore_ascii_case("oauth") {
        let problem = format!("`{name}` is reserved: `OAUTH_…` are the library's own environment variables");
        diagnostics.report(&slot.field, problem, "call the field after the provider");
    } else if ["self", "Self"].contains(&name.trim_matches('_')) {
        let problem = format!("`{name}` is reserved: `Self` cannot be a variant");
        diagnostics.report(&slot.field, problem, "call the field after the provider");
    }
}

/// Whether none of `others` has the same generated names.
pub(super) fn is_new<'a>(
    slot: &Slot,
    mut others: impl Iterator<Item = &'a Slot>,
    diagnostics: &mut Diagnostics,
) -> bool {
    others.all(|other| differs(slot, other, diagnostics))
}

fn differs(slot: &Slot, other: &Slot, diagnostics: &mut Diagnostics) -> bool {
    let (name, earlier) = (slot.name(), other.name());
    if name == earlier {
        let exclusive = !slot.cfgs.is_empty() && !other.cfgs.is_empty();
        if !exclusive {
            diagnostics.leave_to_rustc(); // "field is already declared"
        }
        return exclusive;
    }
    let problem = if slot.variant == other.variant {
        format!("`{earlier}` and `{name}` both become the variant `{}`", slot.variant)
    } else if name.eq_ignore_ascii_case(&earlier) {
        format!("`{earlier}` and `{name}` both read the environment variables `{}_…`", name.to_uppercase())
    } else {
        return true;
    };
    diagnostics.report(&slot.field, problem, "rename one of them");
    false
}
