//! Judges the registry: its shape, its fields and their names.

use proc_macro2::Ident;
use quote::format_ident;
use syn::ext::IdentExt as _;
use syn::{Attribute, DeriveInput, Type};

use crate::arguments::{self, Arguments};
use crate::ast::{Field, Registry};
use crate::diagnostics::Diagnostics;
use crate::keys::Protocol;
use crate::settings::{self, Settings};

pub(crate) use self::shape::not_a_struct;

mod names;
mod shape;
mod types;

/// A registry that can be expanded. Whatever was faulty has been reported and is left out.
pub(crate) struct Model {
    pub(crate) item: DeriveInput,
    pub(crate) arguments: Arguments,
    pub(crate) login: Ident,
    pub(crate) providers: Vec<Provider>,
    /// The field for providers that are added at run time; several only if `#[cfg]` leaves one of them.
    pub(crate) added: Vec<Slot>,
}

/// What every field has.
pub(crate) struct Slot {
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) field: Ident,
    /// The variant of the login enum, with the span of the field.
    pub(crate) variant: Ident,
}

pub(crate) struct Provider {
    pub(crate) slot: Slot,
    pub(crate) ty: Type,
    pub(crate) protocol: Protocol,
    pub(crate) settings: Settings,
}

impl Slot {
    fn new(field: &Field) -> Self {
        let variant = names::variant(&field.ident);
        Self { cfgs: field.cfgs.clone(), field: field.ident.clone(), variant }
    }

    /// The name in routes and in the environment: `type` for `r#type`.
    pub(crate) fn name(&self) -> String {
        self.field.unraw().to_string()
    }
}

impl Model {
    /// The fields, those for added providers last.
    pub(crate) fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.providers.iter().map(|provider| &provider.slot).chain(&self.added)
    }
}

pub(crate) fn registry(registry: Registry, diagnostics: &mut Diagnostics) -> Model {
    let Registry { input, arguments: written, fields, stray } = registry;
    let login = format_ident!("{}Login", input.ident.unraw(), span = input.ident.span());
    let arguments = arguments::read(&written, diagnostics);
    let mut model = Model { item: input, arguments, login, providers: Vec::new(), added: Vec::new() };
    let shape = shape::check(&model.item, stray.as_ref(), diagnostics);
    for field in &fields {
        if types::is_providers(&field.ty) {
            model.add(field, diagnostics);
        } else {
            model.provider(field, shape, diagnostics);
        }
    }
    shape::repair(&mut model.item);
    types::assume_clients(&mut model.item, &model.providers);
    model
}

impl Model {
    fn add(&mut self, field: &Field, diagnostics: &mut Diagnostics) {
        for attribute in &field.attributes {
            let problem = "the providers of `Providers` are described where they are added";
            diagnostics.report(&attribute.path, problem, "remove the attribute");
        }
        let slot = Slot::new(field);
        names::check(&slot, diagnostics);
        let exclusive = |other: &Slot| !slot.cfgs.is_empty() && !other.cfgs.is_empty();
        if self.added.iter().any(|other| !exclusive(other)) {
            let problem = "a registry has one field of `Providers`, which holds any number of them";
            diagnostics.report(&field.ty, problem, "remove one of the two fields");
        } else if names::is_new(&slot, self.slots(), diagnostics) {
            self.added.push(slot);
        }
    }

    fn provider(&mut self, field: &Field, shape: shape::Shape, diagnostics: &mut Diagnostics) {
        let Some(provider) = provider(field, shape, &self.arguments, diagnostics) else { return };
        names::check(&provider.slot, diagnostics);
        if names::is_new(&provider.slot, self.slots(), diagnostics) {
            self.providers.push(provider);
        }
    }
}

fn provider(
    field: &Field,
    shape: shape::Shape,
    arguments: &Arguments,
    diagnostics: &mut Diagnostics,
) -> Option<Provider> {
    let protocol = types::client_protocol(&field.ty);
    let Some((attribute, repeated)) = field.attributes.split_first() else {
        if shape.attribute_is_astray || field.is_reported {
            return Some(assumed(field, protocol.unwrap_or(Protocol::OpenIdConnect), arguments));
        }
        types::report_without_attribute(field, diagnostics);
        return protocol.map(|protocol| assumed(field, protocol, arguments));
    };
    for attribute in repeated {
        let help = "write one `#[provider(…)]` with all keys";
        diagnostics.report(&attribute.path, "this field already has a `#[provider(…)]`", help);
    }
    let certain = protocol.is_some();
    let protocol = protocol.unwrap_or_else(|| {
        let meant = types::meant_protocol(field, &attribute.settings);
        if !shape.is_generic {
            types::report_type(field, meant, diagnostics);
        }
        meant
    });
    let mut settings = settings::read(&field.ident, protocol, &attribute.settings, diagnostics);
    settings.preset = settings.preset.filter(|_| certain); // It may be of the protocol that was meant.
    Some(Provider { settings, ..assumed(field, protocol, arguments) })
}

/// A provider of the field's type, or else of the client that it should have.
fn assumed(field: &Field, protocol: Protocol, arguments: &Arguments) -> Provider {
    let ty = match types::client_protocol(&field.ty) {
        Some(_) => field.ty.clone(),
        None => types::client(protocol, &arguments.library),
    };
    Provider { slot: Slot::new(field), ty, protocol, settings: Settings::default() }
}
