//! The types of fields: the three clients, and `Providers`.

use quote::{ToTokens as _, format_ident};
use syn::ext::IdentExt as _;
use syn::{Data, DeriveInput, GenericArgument, PathArguments, PathSegment, Type};

use super::Provider;
use crate::arguments::Library;
use crate::ast::{self, Field};
use crate::diagnostics::Diagnostics;
use crate::keys::{self, Protocol};
use crate::rules::words::{did_you_mean, enumeration};

const PROVIDERS: &str = "Providers";

/// The last segment of a type that is a path, which is all that a macro can tell a type by.
fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Group(group) => last_segment(&group.elem),
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        _ => None,
    }
}

/// The protocol of a type whose last path segment is the name of a client.
pub(super) fn client_protocol(ty: &Type) -> Option<Protocol> {
    let last = last_segment(ty).filter(|last| last.arguments.is_none())?;
    Protocol::ALL.into_iter().find(|protocol| last.ident == protocol.client())
}

/// Whether providers are added to the field at run time.
pub(super) fn is_providers(ty: &Type) -> bool {
    last_segment(ty).is_some_and(|last| last.ident == PROVIDERS && last.arguments.is_none())
}

pub(super) fn client(protocol: Protocol, library: &Library) -> Type {
    let client = format_ident!("{}", protocol.client());
    syn::parse_quote!(#library::#client)
}

pub(super) fn report_without_attribute(field: &Field, diagnostics: &mut Diagnostics) {
    let protocol = client_protocol(&field.ty);
    let problem = format!("the field `{}` has no `#[provider(…)]`", field.ident.unraw());
    let near_providers = || did_you_mean(&word(&field.ty), [PROVIDERS]).is_some();
    let help = match protocol {
        Some(protocol) => {
            format!("write `#[provider(…)]` above it; an {} {}", protocol.client(), needs(protocol))
        }
        None if near_providers() => {
            format!("did you mean `{PROVIDERS}`, to which providers are added at run time?")
        }
        None => "every field of a registry is a provider; move other data out of it".to_owned(),
    };
    diagnostics.report(&field.ident, problem, help);
}

fn needs(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::OAuth1 => "needs its three URLs or a `preset`",
        Protocol::OAuth2 => "needs its two endpoints, an `issuer` or a `preset`",
        Protocol::OpenIdConnect => "needs an `issuer` or a `preset`",
    }
}

pub(super) fn report_type(field: &Field, meant: Protocol, diagnostics: &mut Diagnostics) {
    let client = meant.client();
    let clients = enumeration(Protocol::ALL.map(Protocol::client), "or");
    let help = if wrapped(&field.ty).is_some() {
        format!("write `{client}` itself: clones of a client are cheap and share what it fetched")
    } else if may_be_alias(&field.ty) {
        format!("write {clients} itself: an attribute cannot see what an alias stands for")
    } else {
        format!("did you mean `{client}`? A provider is an {clients}")
    };
    diagnostics.report(&field.ty, "this type is not a client of a provider", help);
}

/// The client in `Option<OidcClient>`, `Arc<OidcClient>` or `&OidcClient`.
fn wrapped(ty: &Type) -> Option<Protocol> {
    let inside = |ty: &Type| client_protocol(ty).or_else(|| wrapped(ty));
    match ty {
        Type::Reference(reference) => return inside(&reference.elem),
        Type::Paren(paren) => return inside(&paren.elem),
        _ => {}
    }
    let PathArguments::AngleBracketed(arguments) = &last_segment(ty)?.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => inside(ty),
        _ => None,
    })
}

/// A name that is neither near a client's nor of a type that everybody knows.
fn may_be_alias(ty: &Type) -> bool {
    const KNOWN: &[&str] = &["String", "str", "bool", "char", "usize", "u8", "u16", "u32", "u64"];
    let word = word(ty);
    let near = named_like(&word).is_some();
    last_segment(ty).is_some_and(|last| last.arguments.is_none()) && !near && !KNOWN.contains(&word.as_str())
}

/// The protocol of the client whose name is misspelt, or being typed.
fn named_like(word: &str) -> Option<Protocol> {
    let begun = |protocol: &Protocol| word.len() > 1 && protocol.client().starts_with(word);
    let named = |name| Protocol::ALL.into_iter().find(|protocol| protocol.client() == name);
    let like = || did_you_mean(word, Protocol::ALL.map(Protocol::client)).and_then(named);
    Protocol::ALL.into_iter().find(begun).or_else(like)
}

/// The last word of a type.
fn word(ty: &Type) -> String {
    let text = ty.to_token_stream().to_string();
    text.rsplit("::").next().unwrap_or_default().trim().to_owned()
}

/// The client that was probably meant by another type: by its name, else by the keys.
pub(super) fn meant_protocol(field: &Field, written: &ast::Settings) -> Protocol {
    let by_name = named_like(&word(&field.ty));
    let has = |name: &str| written.list.iter().any(|setting| setting.key == name);
    wrapped(&field.ty)
        .or(by_name)
        .or_else(|| has("request_token_url").then_some(Protocol::OAuth1))
        .or_else(|| has("issuer").then_some(Protocol::OpenIdConnect))
        .unwrap_or_else(|| by_keys(written))
}

/// The first client that has every key.
fn by_keys(written: &ast::Settings) -> Protocol {
    let all = |protocol: &Protocol| {
        let has = |key: &str| keys::find(key).is_none_or(|rule| rule.name(*protocol).is_some());
        written.list.iter().all(|setting| has(&setting.key.to_string()))
    };
    [Protocol::OAuth2, Protocol::OAuth1].into_iter().find(all).unwrap_or(Protocol::OpenIdConnect)
}

/// Writes the assumed client into the struct, so that its uses are not reported as further mistakes.
pub(super) fn assume_clients(item: &mut DeriveInput, providers: &[Provider]) {
    let Data::Struct(data) = &mut item.data else { return };
    for field in &mut data.fields {
        let provider = providers.iter().find(|provider| field.ident.as_ref() == Some(&provider.slot.field));
        if let Some(provider) =
            provider.filter(|_| client_protocol(&field.ty).is_none() && !is_providers(&field.ty))
        {
            field.ty = provider.ty.clone();
        }
    }
}
