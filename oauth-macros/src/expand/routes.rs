//! Where the two routes of each field are mounted.

use proc_macro2::TokenStream;
use quote::quote;

use super::may_be_empty;
use crate::arguments::Library;
use crate::validate::{Model, Slot};

/// No function of its own for each route: twenty fields would have the compiler check forty of them.
pub(super) fn mount(model: &Model) -> TokenStream {
    let (library, enumeration) = (&model.arguments.library, &model.login);
    let route = |slot: &Slot, mounted: &TokenStream| {
        let Slot { cfgs, field, variant } = slot;
        quote!(#(#cfgs)* routes.#mounted(|auth| &auth.#field, #enumeration::#variant);)
    };
    let providers = model.providers.iter().map(|provider| route(&provider.slot, &quote!(provider)));
    let added = model.added.iter().map(|slot| route(slot, &quote!(providers)));
    let unused = may_be_empty(model).then(|| quote!(#[allow(unused_variables)]));
    let (generics, bounds) = mount_generics(library);
    quote! {
        #unused
        fn mount #generics (&self, routes: &mut #library::__private::Routes<Self, H, Args>) #bounds {
            #(#providers)*
            #(#added)*
        }
    }
}

pub(super) fn mount_generics(library: &Library) -> (TokenStream, TokenStream) {
    let bounds = quote! {
        where
            H: #library::__private::Handler<Args>,
            H::Output: #library::__private::Responder + 'static,
            Args: #library::__private::FromRequest + 'static,
    };
    (quote!(<H, Args>), bounds)
}
