//! Writes the code: the struct, the login enum, thin typed handlers and one implementation, all calls.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, format_ident, quote};
use syn::{Data, DeriveInput};

use crate::arguments::Arguments;
use crate::diagnostics::Diagnostics;
use crate::item::without_provider_attributes;
use crate::validate::{Model, Slot};

mod clients;
mod login;
mod routes;
mod spec;

/// The whole expansion. With mistakes it is as much as keeps the rest of the program free of others.
pub(crate) fn registry(model: &Model, diagnostics: &Diagnostics) -> TokenStream {
    let item = without_provider_attributes(model.item.to_token_stream());
    let login = login::enumeration(model);
    let implementation = if diagnostics.is_empty() {
        implementation(model)
    } else if model.item.generics.params.is_empty() {
        stand_in(model)
    } else {
        TokenStream::new()
    };
    let errors = diagnostics.to_compile_errors();
    quote!(#item #login #implementation #errors)
}

fn implementation(model: &Model) -> TokenStream {
    let Model { item, arguments, login, providers, .. } = model;
    let (registry, library) = (&item.ident, &arguments.library);
    let constants = constants(arguments);
    let specs = providers.iter().map(|provider| spec::spec(provider, library));
    let from_settings = clients::from_settings(model);
    let mount = routes::mount(model);
    let client = clients::client(model);
    let clones = model
        .slots()
        .map(|Slot { cfgs, field, .. }| quote!(#(#cfgs)* #field: ::core::clone::Clone::clone(&self.#field)));
    let clone = (!derives_clone(item)).then(|| implement_clone(registry, &quote!(Self { #(#clones),* })));
    let common = login::common(model, |call| login::delegation(model, call));
    let extractor = login::extractor(model);
    let deprecated = has_deprecated_field(item).then(|| quote!(#[allow(deprecated)]));
    quote! {
        #deprecated
        const _: () = {
            #(#specs)*
            impl #library::Registry for #registry {
                type Login = #login;
                #constants
                #from_settings
                #mount
                #client
            }
            #clone
            #common
            #extractor
        };
    }
}

/// The implementation of a faulty registry. It is never run: `compile_error!` stands beside it.
fn stand_in(model: &Model) -> TokenStream {
    let Model { item, arguments, login, providers, .. } = model;
    let (registry, library) = (&item.ident, &arguments.library);
    let constants = constants(arguments);
    // With what the compiler checks of presets: all mistakes are reported at once.
    let judged = providers.iter().filter(|provider| provider.settings.preset.is_some());
    let specs = judged.map(|provider| spec::spec(provider, library));
    let (generics, bounds) = routes::mount_generics(library);
    let clone = (!derives_clone(item)).then(|| implement_clone(registry, &quote!(loop {})));
    let common = login::common(model, |_| quote!(loop {}));
    let extractor = login::extractor(model);
    quote! {
        const _: () = {
            #(#specs)*
            impl #library::Registry for #registry {
                type Login = #login;
                #constants
                fn from_settings(
                    _: &#library::Settings,
                ) -> ::core::result::Result<Self, #library::ConfigurationErrors> {
                    loop {}
                }
                fn mount #generics (&self, _: &mut #library::__private::Routes<Self, H, Args>) #bounds {}
                fn client(
                    &self,
                    _: &::core::primitive::str,
                ) -> ::core::option::Option<#library::AnyClient> {
                    ::core::option::Option::None
                }
            }
            #clone
            #common
            #extractor
        };
    }
}

/// `HttpServer` wants its factory, and with it the registry, to be `Clone`; a derive below the attribute may provide it.
fn derives_clone(item: &DeriveInput) -> bool {
    let mut found = false;
    for attribute in item.attrs.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        let _ = attribute.parse_nested_meta(|derive| {
            found |= derive.path.segments.last().is_some_and(|segment| segment.ident == "Clone");
            Ok(())
        });
    }
    found
}

/// Using it is not what its author warns of.
fn has_deprecated_field(item: &DeriveInput) -> bool {
    let Data::Struct(data) = &item.data else { return false };
    let attributes = data.fields.iter().flat_map(|field| &field.attrs);
    attributes.into_iter().any(|attribute| attribute.path().is_ident("deprecated"))
}

fn implement_clone(registry: &Ident, value: &TokenStream) -> TokenStream {
    quote! {
        impl ::core::clone::Clone for #registry {
            fn clone(&self) -> Self {
                #value
            }
        }
    }
}

fn constants(arguments: &Arguments) -> TokenStream {
    let (base, library) = (&arguments.base, &arguments.library);
    let pending = format_ident!("{}", if arguments.pending_in_session { "Session" } else { "Cookie" });
    quote! {
        const BASE: &'static ::core::primitive::str = #base;
        const PENDING: #library::PendingStore = #library::PendingStore::#pending;
    }
}

/// Every field can be configured away.
fn may_be_empty(model: &Model) -> bool {
    model.slots().all(|slot| !slot.cfgs.is_empty())
}
