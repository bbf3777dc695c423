//! How the clients come out of the settings, and how one is found by its name.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::may_be_empty;
use super::spec::spec_name;
use crate::validate::{Model, Slot};

fn local(slot: &Slot) -> Ident {
    format_ident!("{}_client", slot.name())
}

/// Every client is read before the first missing one is noticed, so that all errors are reported.
pub(super) fn from_settings(model: &Model) -> TokenStream {
    let library = &model.arguments.library;
    let reads = reads(model);
    let guards = model.slots().map(|slot| {
        let (cfgs, client) = (&slot.cfgs, local(slot));
        quote! {
            #(#cfgs)*
            let ::core::option::Option::Some(#client) = #client else {
                return ::core::result::Result::Err(reader.into_errors());
            };
        }
    });
    let fields = model.slots().map(|slot| {
        let (Slot { cfgs, field, .. }, client) = (slot, local(slot));
        quote!(#(#cfgs)* #field: #client)
    });
    let unused = may_be_empty(model).then(|| quote!(#[allow(unused_mut, unused_variables)]));
    quote! {
        #unused
        fn from_settings(
            settings: &#library::Settings,
        ) -> ::core::result::Result<Self, #library::ConfigurationErrors> {
            let mut reader = #library::__private::Reader::new(settings, Self::BASE, Self::PENDING);
            #reads
            #(#guards)*
            ::core::result::Result::Ok(Self { #(#fields),* })
        }
    }
}

/// What takes added providers comes last: it refuses the names of all others.
fn reads(model: &Model) -> TokenStream {
    let clients = model.providers.iter().map(|provider| {
        let (cfgs, client, spec) = (&provider.slot.cfgs, local(&provider.slot), spec_name(provider));
        quote!(#(#cfgs)* let #client = reader.client(&#spec);)
    });
    let added = model.added.iter().map(|slot| {
        let (cfgs, client) = (&slot.cfgs, local(slot));
        quote!(#(#cfgs)* let #client = reader.providers();)
    });
    quote!(#(#clients)* #(#added)*)
}

pub(super) fn client(model: &Model) -> TokenStream {
    let library = &model.arguments.library;
    let arms = model.providers.iter().map(|provider| {
        let Slot { cfgs, field, .. } = &provider.slot;
        let name = provider.slot.name();
        quote! {
            #(#cfgs)*
            #name => ::core::option::Option::Some(#library::__private::Client::any(&self.#field))
        }
    });
    let added =
        model.added.iter().map(|Slot { cfgs, field, .. }| quote!(#(#cfgs)* _ => self.#field.client(name)));
    let always = model.added.iter().any(|slot| slot.cfgs.is_empty());
    let none = (!always).then(|| quote!(_ => ::core::option::Option::None,));
    // A field of added providers under `#[cfg]` stands in front of the last arm, and takes everything.
    let unreachable = (!always && !model.added.is_empty()).then(|| quote!(#[allow(unreachable_patterns)]));
    quote! {
        #unreachable
        fn client(&self, name: &::core::primitive::str) -> ::core::option::Option<#library::AnyClient> {
            match name {
                #(#arms,)*
                #(#added,)*
                #none
            }
        }
    }
}
