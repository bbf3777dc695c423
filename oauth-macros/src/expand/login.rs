//! The enum of finished logins: one variant per field.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt as _;

use crate::validate::{Model, Slot};

pub(super) fn enumeration(model: &Model) -> TokenStream {
    let Model { item, login, arguments, providers, added } = model;
    let (visibility, library) = (&item.vis, &arguments.library);
    let doc = format!(
        "A finished login at one of the providers of [`{}`], one variant per field.",
        item.ident.unraw()
    );
    let variants = providers.iter().map(|provider| {
        let (Slot { cfgs, variant, .. }, ty) = (&provider.slot, &provider.ty);
        let doc = format!("A finished login at the provider `{}`.", provider.slot.name());
        quote! {
            #(#cfgs)*
            #[doc = #doc]
            #variant(<#ty as #library::__private::Client>::Login)
        }
    });
    let variants_of_added = added.iter().map(|Slot { cfgs, variant, .. }| {
        quote! {
            #(#cfgs)*
            #[doc = "A finished login at one of the providers that are added at run time."]
            #variant(#library::AnyLogin)
        }
    });
    let variants = variants.chain(variants_of_added);
    quote! {
        #[doc = #doc]
        #[allow(dead_code, clippy::enum_variant_names, clippy::large_enum_variant)]
        #visibility enum #login { #(#variants),* }
    }
}

/// What every login has, whatever the provider. `body` makes a method's body from the call of a variant's method.
pub(super) fn common(model: &Model, body: impl Fn(&TokenStream) -> TokenStream) -> TokenStream {
    let (visibility, login, library) = (&model.item.vis, &model.login, &model.arguments.library);
    let [provider, return_to] = [quote!(provider(login)), quote!(return_to(login))].map(|call| body(&call));
    let profile = body(&quote!(profile(login).await));
    quote! {
        #[allow(dead_code)]
        impl #login {
            /// The provider's name in the registry.
            #visibility fn provider(&self) -> &::core::primitive::str {
                #provider
            }
            /// Where to send the person now: what `return_to` asked for when the login began, else `/`.
            #visibility fn return_to(&self) -> &::core::primitive::str {
                #return_to
            }
            /// Who logged in, in the same words for every provider.
            ///
            /// # Errors
            /// As for the `profile` of the variant's login.
            #visibility async fn profile(&self) -> ::core::result::Result<#library::Profile, #library::Error> {
                #profile
            }
        }
    }
}

/// Calls a method of the adapter's `Login` of the variant, which is called `login` in `call`.
pub(super) fn delegation(model: &Model, call: &TokenStream) -> TokenStream {
    let (login, library) = (&model.login, &model.arguments.library);
    let arms = model.slots().map(|Slot { cfgs, variant, .. }| {
        quote!(#(#cfgs)* #login::#variant(ref login) => #library::__private::Login::#call)
    });
    quote!(match *self { #(#arms),* })
}

pub(super) fn extractor(model: &Model) -> TokenStream {
    let (login, library) = (&model.login, &model.arguments.library);
    quote! {
        impl #library::__private::FromRequest for #login {
            type Error = #library::Error;
            type Future = ::core::future::Ready<::core::result::Result<Self, Self::Error>>;
            fn from_request(
                request: &#library::__private::HttpRequest,
                _: &mut #library::__private::dev::Payload,
            ) -> Self::Future {
                ::core::future::ready(#library::__private::finished(request))
            }
        }
    }
}
