//! Judges the registry: its shape, its base path, its fields and their names.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, format_ident};
use syn::ext::IdentExt as _;
use syn::{Attribute, Data, DeriveInput, Fields, PathArguments, Type};

use crate::ast::{self, Field, Registry, Value};
use crate::diagnostics::{Diagnostics, did_you_mean, enumeration};
use crate::keys::{self, Protocol};
use crate::settings::{self, Settings};

const DEFAULT_BASE: &str = "/auth";

/// A registry that can be expanded. Whatever was faulty has been reported and is left out.
pub(crate) struct Model {
    pub(crate) item: DeriveInput,
    pub(crate) arguments: Arguments,
    pub(crate) login: Ident,
    pub(crate) providers: Vec<Provider>,
}

pub(crate) struct Provider {
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) field: Ident,
    pub(crate) ty: Type,
    pub(crate) protocol: Protocol,
    /// The variant of the login enum, with the span of the field.
    pub(crate) variant: Ident,
    pub(crate) settings: Settings,
}

impl Provider {
    /// The name in routes and in the environment: `type` for `r#type`.
    pub(crate) fn name(&self) -> String {
        self.field.unraw().to_string()
    }
}

pub(crate) fn registry(registry: Registry, diagnostics: &mut Diagnostics) -> Model {
    let Registry { input: mut item, arguments: written, fields } = registry;
    check_shape(&item, diagnostics);
    let arguments = arguments(&written, diagnostics);
    let mut providers: Vec<Provider> = Vec::new();
    for field in &fields {
        let Some(provider) = provider(field, diagnostics) else { continue };
        check_name(&provider, diagnostics);
        if is_new(&provider, &providers, diagnostics) {
            providers.push(provider);
        }
    }
    assume_client_types(&mut item, &providers);
    let login = format_ident!("{}Login", item.ident.unraw(), span = item.ident.span());
    Model { item, arguments, login, providers }
}

fn check_shape(item: &DeriveInput, diagnostics: &mut Diagnostics) {
    let help = "write `struct Auth { #[provider(…)] google: OidcClient }`";
    let (guilty, problem): (TokenStream, _) = match &item.data {
        Data::Enum(data) => (data.enum_token.to_token_stream(), "a registry is a struct, not an enum"),
        Data::Union(data) => (data.union_token.to_token_stream(), "a registry is a struct, not a union"),
        Data::Struct(data) => match &data.fields {
            Fields::Unnamed(_) => {
                (item.ident.to_token_stream(), "the fields of a registry need names: the providers get them")
            }
            fields if fields.is_empty() => (item.ident.to_token_stream(), "this registry has no provider"),
            _ => {
                if !item.generics.params.is_empty() {
                    let problem = "a registry has no type parameters, lifetimes or constants";
                    diagnostics.report(&item.generics, problem, "remove them; clients are concrete types");
                }
                return;
            }
        },
    };
    diagnostics.report(guilty, problem, help);
}

/// What the attribute on the struct says.
pub(crate) struct Arguments {
    pub(crate) base: String,
    /// Whether pending logins are kept in the session instead of in cookies.
    pub(crate) pending_in_session: bool,
}

const ARGUMENTS: [(&str, &str); 2] = [("base", "base = \"/auth\""), ("pending", "pending = \"session\"")];

fn arguments(written: &ast::Settings, diagnostics: &mut Diagnostics) -> Arguments {
    let mut arguments = Arguments { base: DEFAULT_BASE.to_owned(), pending_in_session: false };
    let mut seen = Vec::new();
    for argument in &written.list {
        let key = argument.key.unraw().to_string();
        let Some((_, example)) = ARGUMENTS.iter().find(|(name, _)| *name == key) else {
            let problem = format!("unknown argument `{key}`");
            let meant = did_you_mean(&key, ARGUMENTS.iter().map(|(name, _)| *name));
            let help = meant.map_or_else(
                || "write `#[oauth_registry(base = \"/auth\")]`".to_owned(),
                |meant| format!("did you mean `{meant}`?"),
            );
            diagnostics.report(&argument.key, problem, help);
            continue;
        };
        if seen.contains(&key) {
            diagnostics.report(&argument.key, format!("`{key}` is written twice"), "keep one of them");
            continue;
        }
        let Value::Text(value) = &argument.value else {
            let problem = format!("`{key}` is a string literal: it is known at compile time");
            diagnostics.report(&argument.key, problem, format!("write `{example}`"));
            seen.push(key);
            continue;
        };
        match (key.as_str(), value.value().as_str()) {
            ("base", path) => match check_base(path) {
                Ok(()) => arguments.base = path.to_owned(),
                Err((problem, help)) => diagnostics.report(value, problem, help),
            },
            (_, "session") => arguments.pending_in_session = true,
            (_, "cookie") => {}
            _ => {
                let problem = "pending logins are kept in a cookie or in the session";
                diagnostics.report(value, problem, "write `pending = \"cookie\"` or `pending = \"session\"`");
            }
        }
        seen.push(key);
    }
    arguments
}

/// A path in front of `/google/login`: RFC 3986 s.3.3 without percent-encoding and dot segments.
fn check_base(path: &str) -> Result<(), (&'static str, String)> {
    let legal = |c: char| c.is_ascii_alphanumeric() || "/-._~!$&'()*+,;=:@".contains(c);
    let trimmed = path.trim_matches('/');
    if path.contains(['{', '}']) {
        return Err(("a base path has no parameters", "write a fixed path such as `/auth`".to_owned()));
    }
    if trimmed.is_empty() {
        return Err(("a base path has at least one segment", "write \"/auth\"".to_owned()));
    }
    if !path.starts_with('/') {
        return Err(("a base path begins with `/`", format!("write \"/{trimmed}\"")));
    }
    if path.ends_with('/') {
        return Err(("a base path does not end with `/`", format!("write \"/{trimmed}\"")));
    }
    if trimmed.split('/').any(|segment| matches!(segment, "" | "." | "..")) {
        return Err(("a base path has no empty or dot segments", "write a path such as `/auth`".to_owned()));
    }
    if !path.chars().all(legal) {
        return Err((
            "a base path is made of plain ASCII segments",
            "write a path such as `/auth`".to_owned(),
        ));
    }
    Ok(())
}

fn provider(field: &Field, diagnostics: &mut Diagnostics) -> Option<Provider> {
    let protocol = client_protocol(&field.ty);
    let Some((attribute, repeated)) = field.attributes.split_first() else {
        let client = protocol.unwrap_or(Protocol::OpenIdConnect).client();
        let problem = format!("the field `{}` has no `#[provider(…)]`", field.ident.unraw());
        let help = match protocol {
            Some(_) => format!("write `#[provider(…)]` above it; an {client} {}", needs(protocol)),
            None => "every field of a registry is a provider; move other data out of it".to_owned(),
        };
        diagnostics.report(&field.ident, problem, help);
        return protocol.map(|protocol| model(field, protocol, Settings::default()));
    };
    for attribute in repeated {
        let help = "write one `#[provider(…)]` with all keys";
        diagnostics.report(&attribute.path, "this field already has a `#[provider(…)]`", help);
    }
    let protocol = protocol.unwrap_or_else(|| {
        let meant = meant_protocol(field, &attribute.settings);
        let clients = enumeration(Protocol::ALL.map(Protocol::client), "or");
        let help = format!("did you mean `{}`? A provider is an {clients}", meant.client());
        diagnostics.report(&field.ty, "this type is not a client of a provider", help);
        meant
    });
    let settings = settings::read(&field.ident, protocol, &attribute.settings, diagnostics);
    Some(model(field, protocol, settings))
}

fn needs(protocol: Option<Protocol>) -> &'static str {
    match protocol {
        Some(Protocol::OAuth1) => "needs its three URLs or a `preset`",
        Some(Protocol::OAuth2) => "needs its two endpoints, an `issuer` or a `preset`",
        Some(Protocol::OpenIdConnect) | None => "needs an `issuer` or a `preset`",
    }
}

fn model(field: &Field, protocol: Protocol, settings: Settings) -> Provider {
    let ty = match client_protocol(&field.ty) {
        Some(_) => field.ty.clone(),
        None => {
            let client = format_ident!("{}", protocol.client());
            syn::parse_quote!(::oauth_actix::#client)
        }
    };
    let variant = variant(&field.ident);
    Provider { cfgs: field.cfgs.clone(), field: field.ident.clone(), ty, protocol, variant, settings }
}

/// The protocol of a type whose last path segment is the name of a client.
fn client_protocol(ty: &Type) -> Option<Protocol> {
    match ty {
        Type::Group(group) => client_protocol(&group.elem),
        Type::Path(path) if path.qself.is_none() => {
            let last = path.path.segments.last()?;
            let named = |protocol: &Protocol| last.ident == protocol.client();
            Protocol::ALL.into_iter().find(named).filter(|_| matches!(last.arguments, PathArguments::None))
        }
        _ => None,
    }
}

/// The client that was probably meant by another type: by its name, else by the keys.
fn meant_protocol(field: &Field, written: &ast::Settings) -> Protocol {
    let ty = field.ty.to_token_stream().to_string();
    let word = ty.rsplit("::").next().unwrap_or_default().trim();
    let by_name = did_you_mean(word, Protocol::ALL.map(Protocol::client));
    let has = |name: &str| written.list.iter().any(|setting| setting.key == name);
    Protocol::ALL
        .into_iter()
        .find(|protocol| Some(protocol.client()) == by_name)
        .or_else(|| has("request_token_url").then_some(Protocol::OAuth1))
        .or_else(|| has("issuer").then_some(Protocol::OpenIdConnect))
        .unwrap_or_else(|| {
            let all = |protocol: &Protocol| {
                written.list.iter().all(|setting| {
                    keys::find(&setting.key.to_string()).is_none_or(|rule| rule.name(*protocol).is_some())
                })
            };
            [Protocol::OAuth2, Protocol::OAuth1].into_iter().find(all).unwrap_or(Protocol::OpenIdConnect)
        })
}

/// Writes the assumed client into the struct, so that its uses are not reported as further mistakes.
fn assume_client_types(item: &mut DeriveInput, providers: &[Provider]) {
    let Data::Struct(data) = &mut item.data else { return };
    for field in &mut data.fields {
        let provider = providers.iter().find(|provider| field.ident.as_ref() == Some(&provider.field));
        if let Some(provider) = provider.filter(|_| client_protocol(&field.ty).is_none()) {
            field.ty = provider.ty.clone();
        }
    }
}

/// UpperCamelCase of the field.
fn variant(field: &Ident) -> Ident {
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

fn check_name(provider: &Provider, diagnostics: &mut Diagnostics) {
    let name = provider.name();
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !plain {
        let problem = format!("`{name}` becomes part of URLs and environment variables");
        let help = "begin with a letter, and use ASCII letters, digits and `_` only";
        diagnostics.report(&provider.field, problem, help);
    } else if name.eq_ignore_ascii_case("oauth") {
        let problem = format!("`{name}` is reserved: `OAUTH_…` are the library's own environment variables");
        diagnostics.report(&provider.field, problem, "call the field after the provider");
    } else if name.trim_matches('_') == "self" {
        let problem = format!("`{name}` is reserved: `Self` cannot be a variant");
        diagnostics.report(&provider.field, problem, "call the field after the provider");
    }
}

/// Whether none of `others` has the same generated names.
fn is_new(provider: &Provider, others: &[Provider], diagnostics: &mut Diagnostics) -> bool {
    for other in others {
        let exclusive = !provider.cfgs.is_empty() && !other.cfgs.is_empty();
        let (name, earlier) = (provider.name(), other.name());
        if exclusive && name == earlier {
            continue;
        }
        if name == earlier {
            return false; // rustc reports it.
        }
        let help = "rename one of them";
        if provider.variant == other.variant {
            let problem = format!("`{earlier}` and `{name}` both become the variant `{}`", provider.variant);
            diagnostics.report(&provider.field, problem, help);
            return false;
        }
        if name.eq_ignore_ascii_case(&earlier) {
            let variable = name.to_uppercase();
            let problem =
                format!("`{earlier}` and `{name}` both read the environment variables `{variable}_…`");
            diagnostics.report(&provider.field, problem, help);
            return false;
        }
    }
    true
}
