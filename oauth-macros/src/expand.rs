//! Writes the code: the struct, the login enum, thin typed handlers and one implementation, all calls.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::{DeriveInput, Path};

use crate::ast::without_provider_attributes;
use crate::diagnostics::Diagnostics;
use crate::settings::Source;
use crate::validate::{Arguments, Model, Provider};

/// The whole expansion. With mistakes it is as much as keeps the rest of the program free of others.
pub(crate) fn registry(model: &Model, diagnostics: &Diagnostics) -> TokenStream {
    let item = without_provider_attributes(model.item.to_token_stream());
    let login = login_enum(model);
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

fn login_enum(model: &Model) -> TokenStream {
    let Model { item, login, .. } = model;
    let visibility = &item.vis;
    let doc = format!(
        "A finished login at one of the providers of [`{}`], one variant per field.",
        item.ident.unraw()
    );
    let variants = model.providers.iter().map(|provider| {
        let Provider { cfgs, ty, variant, .. } = provider;
        let doc = format!("A finished login at the provider `{}`.", provider.name());
        quote! {
            #(#cfgs)*
            #[doc = #doc]
            #variant(<#ty as ::oauth_actix::__private::Client>::Login)
        }
    });
    quote! {
        #[doc = #doc]
        #[allow(dead_code, clippy::enum_variant_names, clippy::large_enum_variant)]
        #visibility enum #login { #(#variants),* }
    }
}

fn implementation(model: &Model) -> TokenStream {
    let Model { item, arguments, login, providers } = model;
    let registry = &item.ident;
    let constants = constants(arguments);
    let specs = providers.iter().map(spec);
    let handlers = providers.iter().map(|provider| handlers(model, provider));
    let from_settings = from_settings(providers);
    let mount = mount(providers);
    let clones = providers.iter().map(
        |Provider { cfgs, field, .. }| quote!(#(#cfgs)* #field: ::core::clone::Clone::clone(&self.#field)),
    );
    let arms = providers.iter().map(|provider| {
        let Provider { cfgs, field, .. } = provider;
        let name = provider.name();
        quote! {
            #(#cfgs)*
            #name => ::core::option::Option::Some(::oauth_actix::__private::Client::any(&self.#field))
        }
    });
    let clone = (!derives_clone(item)).then(|| implement_clone(registry, &quote!(Self { #(#clones),* })));
    let common = common(model, |method| delegation(model, method));
    let extractor = extractor(login);
    quote! {
        const _: () = {
            #(#specs)*
            #(#handlers)*
            impl ::oauth_actix::Registry for #registry {
                type Login = #login;
                #constants
                #from_settings
                #mount
                fn client(
                    &self,
                    name: &::core::primitive::str,
                ) -> ::core::option::Option<::oauth_actix::AnyClient<'_>> {
                    match name {
                        #(#arms,)*
                        _ => ::core::option::Option::None,
                    }
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
    let base = &arguments.base;
    let pending = format_ident!("{}", if arguments.pending_in_session { "Session" } else { "Cookie" });
    quote! {
        const BASE: &'static ::core::primitive::str = #base;
        const PENDING: ::oauth_actix::PendingStore = ::oauth_actix::PendingStore::#pending;
    }
}

/// `__GOOGLE`: no preset that a user names is likely to be hidden by it.
fn spec_name(provider: &Provider) -> Ident {
    format_ident!("__{}", provider.name().to_uppercase())
}

fn spec(provider: &Provider) -> TokenStream {
    let cfgs = &provider.cfgs;
    let spec = spec_name(provider);
    let name = provider.name();
    let path = provider.settings.preset.as_ref();
    let check = path.map(|path| check_preset(provider, path));
    let preset = match path.map(preset) {
        Some(path) => quote!(::core::option::Option::Some(&#path)),
        None => quote!(::core::option::Option::None),
    };
    let settings = provider.settings.list.iter().map(|(key, source)| {
        let key = format_ident!("{}", format!("{key:?}"));
        let source = match source {
            Source::Literal(text) => quote!(Literal(#text)),
            Source::Environment => quote!(Environment),
        };
        quote!((::oauth_actix::__private::Key::#key, ::oauth_actix::__private::Source::#source))
    });
    quote! {
        #check
        #(#cfgs)*
        static #spec: ::oauth_actix::__private::ProviderSpec = ::oauth_actix::__private::ProviderSpec {
            name: #name,
            preset: #preset,
            settings: &[#(#settings),*],
        };
    }
}

/// Fails `cargo check`, on the user's token, if the preset is for another protocol than the field.
fn check_preset(provider: &Provider, path: &Path) -> TokenStream {
    let cfgs = &provider.cfgs;
    let protocol = format_ident!("{}", format!("{:?}", provider.protocol));
    let last = path.segments.last().map(|segment| segment.ident.span());
    let span = last.unwrap_or_else(|| provider.field.span());
    let preset = preset(path);
    quote_spanned! {span=>
        #(#cfgs)*
        const _: () =
            ::oauth_actix::__private::check_preset(&#preset, ::oauth_actix::__private::Protocol::#protocol);
    }
}

/// `presets::NAME` means the library's, without an import; any other path is taken as it is.
fn preset(path: &Path) -> TokenStream {
    let library = path.leading_colon.is_none() && path.segments.len() == 2;
    match path.segments.first().filter(|first| library && first.ident == "presets") {
        Some(first) => quote_spanned!(first.ident.span()=> ::oauth_actix::#path),
        None => path.to_token_stream(),
    }
}

fn handlers(model: &Model, provider: &Provider) -> TokenStream {
    let registry = &model.item.ident;
    let enumeration = &model.login;
    let Provider { cfgs, field, variant, .. } = provider;
    let (login, authorize) = handler_names(provider);
    quote! {
        #(#cfgs)*
        async fn #login(
            auth: ::oauth_actix::__private::Data<#registry>,
            request: ::oauth_actix::__private::HttpRequest,
        ) -> ::core::result::Result<::oauth_actix::__private::HttpResponse, ::oauth_actix::Error> {
            ::oauth_actix::__private::login(&auth.#field, &request).await
        }
        #(#cfgs)*
        async fn #authorize(
            auth: ::oauth_actix::__private::Data<#registry>,
            request: ::oauth_actix::__private::HttpRequest,
            payload: ::oauth_actix::__private::Payload,
        ) -> ::core::result::Result<#enumeration, ::oauth_actix::Error> {
            ::oauth_actix::__private::authorize(&auth.#field, &request, payload).await.map(#enumeration::#variant)
        }
    }
}

fn handler_names(provider: &Provider) -> (Ident, Ident) {
    let name = provider.name();
    (format_ident!("{name}_login"), format_ident!("{name}_authorize"))
}

/// Every client is read before the first missing one is noticed, so that all errors are reported.
fn from_settings(providers: &[Provider]) -> TokenStream {
    let local = |provider: &Provider| format_ident!("{}_client", provider.name());
    let reads = providers.iter().map(|provider| {
        let (cfgs, client, spec) = (&provider.cfgs, local(provider), spec_name(provider));
        quote!(#(#cfgs)* let #client = reader.client(&#spec);)
    });
    let guards = providers.iter().map(|provider| {
        let (cfgs, client) = (&provider.cfgs, local(provider));
        quote! {
            #(#cfgs)*
            let ::core::option::Option::Some(#client) = #client else {
                return ::core::result::Result::Err(reader.into_errors());
            };
        }
    });
    let fields = providers.iter().map(|provider| {
        let (cfgs, field, client) = (&provider.cfgs, &provider.field, local(provider));
        quote!(#(#cfgs)* #field: #client)
    });
    let unused = may_be_empty(providers).then(|| quote!(#[allow(unused_mut, unused_variables)]));
    quote! {
        #unused
        fn from_settings(
            settings: &::oauth_actix::Settings,
        ) -> ::core::result::Result<Self, ::oauth_actix::ConfigurationErrors> {
            let mut reader = ::oauth_actix::__private::Reader::new(settings, Self::BASE, Self::PENDING);
            #(#reads)*
            #(#guards)*
            ::core::result::Result::Ok(Self { #(#fields),* })
        }
    }
}

fn mount(providers: &[Provider]) -> TokenStream {
    let routes = providers.iter().map(|provider| {
        let Provider { cfgs, field, .. } = provider;
        let (login, authorize) = handler_names(provider);
        quote!(#(#cfgs)* routes.provider(&self.#field, #login, #authorize);)
    });
    let unused = may_be_empty(providers).then(|| quote!(#[allow(unused_variables)]));
    let (generics, bounds) = mount_generics();
    quote! {
        #unused
        fn mount #generics (&self, routes: &mut ::oauth_actix::__private::Routes<'_, Self, H, Args>) #bounds {
            #(#routes)*
        }
    }
}

fn mount_generics() -> (TokenStream, TokenStream) {
    let bounds = quote! {
        where
            H: ::oauth_actix::__private::Handler<Args>,
            H::Output: ::oauth_actix::__private::Responder + 'static,
            Args: ::oauth_actix::__private::FromRequest + 'static,
    };
    (quote!(<H, Args>), bounds)
}

/// Every provider can be configured away.
fn may_be_empty(providers: &[Provider]) -> bool {
    providers.iter().all(|provider| !provider.cfgs.is_empty())
}

/// What every login has, whatever the provider.
fn common(model: &Model, body: impl Fn(&TokenStream) -> TokenStream) -> TokenStream {
    let (visibility, login) = (&model.item.vis, &model.login);
    let (provider, return_to) = (body(&quote!(provider)), body(&quote!(return_to)));
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
        }
    }
}

fn delegation(model: &Model, method: &TokenStream) -> TokenStream {
    let login = &model.login;
    let arms = model.providers.iter().map(|Provider { cfgs, variant, .. }| {
        quote!(#(#cfgs)* #login::#variant(ref login) => ::oauth_actix::__private::Login::#method(login))
    });
    quote!(match *self { #(#arms),* })
}

fn extractor(login: &Ident) -> TokenStream {
    quote! {
        impl ::oauth_actix::__private::FromRequest for #login {
            type Error = ::oauth_actix::Error;
            type Future = ::core::future::Ready<::core::result::Result<Self, Self::Error>>;
            fn from_request(
                request: &::oauth_actix::__private::HttpRequest,
                _: &mut ::oauth_actix::__private::dev::Payload,
            ) -> Self::Future {
                ::core::future::ready(::oauth_actix::__private::finished(request))
            }
        }
    }
}

/// The implementation of a faulty registry. It is never run: `compile_error!` stands beside it.
fn stand_in(model: &Model) -> TokenStream {
    let Model { item, arguments, login, .. } = model;
    let registry = &item.ident;
    let constants = constants(arguments);
    let (generics, bounds) = mount_generics();
    let clone = (!derives_clone(item)).then(|| implement_clone(registry, &quote!(loop {})));
    let common = common(model, |_| quote!(loop {}));
    let extractor = extractor(login);
    quote! {
        const _: () = {
            impl ::oauth_actix::Registry for #registry {
                type Login = #login;
                #constants
                fn from_settings(
                    _: &::oauth_actix::Settings,
                ) -> ::core::result::Result<Self, ::oauth_actix::ConfigurationErrors> {
                    loop {}
                }
                fn mount #generics (&self, _: &mut ::oauth_actix::__private::Routes<'_, Self, H, Args>) #bounds {}
                fn client(
                    &self,
                    _: &::core::primitive::str,
                ) -> ::core::option::Option<::oauth_actix::AnyClient<'_>> {
                    ::core::option::Option::None
                }
            }
            #clone
            #common
            #extractor
        };
    }
}
