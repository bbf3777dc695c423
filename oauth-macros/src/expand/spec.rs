//! What the attribute of one field says, as data, and what the compiler checks of its preset.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{LitStr, Path};

use crate::arguments::Library;
use crate::keys::{Key, Protocol};
use crate::settings::{Accepted, Source};
use crate::validate::Provider;

/// Nothing that a user names is likely to be hidden by it, or so near that rustc would suggest it instead.
pub(super) fn spec_name(provider: &Provider) -> Ident {
    format_ident!("__SPEC_OF_{}", provider.slot.name().to_uppercase())
}

pub(super) fn spec(provider: &Provider, library: &Library) -> TokenStream {
    let cfgs = &provider.slot.cfgs;
    let spec = spec_name(provider);
    let name = provider.slot.name();
    let checks = provider.settings.preset.as_ref().map(|path| Checks::new(provider, path, library).all());
    let preset = match &provider.settings.preset {
        Some(_) => quote!(::core::option::Option::Some(__PRESET)),
        None => quote!(::core::option::Option::None),
    };
    let settings = provider.settings.list.iter().map(|Accepted { key, source, .. }| {
        let key = variant(key);
        let source = match source {
            Source::Literal(text) => quote!(Literal(#text)),
            Source::Environment => quote!(Environment),
        };
        quote!((#library::__private::Key::#key, #library::__private::Source::#source))
    });
    let value = quote! {
        #library::__private::ProviderSpec { name: #name, preset: #preset, settings: &[#(#settings),*] }
    };
    let value = checks.map_or_else(|| value.clone(), |checks| quote!({ #checks #value }));
    quote! {
        #(#cfgs)*
        static #spec: #library::__private::ProviderSpec = #value;
    }
}

/// The library has enums of the same variants.
fn variant(value: &impl std::fmt::Debug) -> Ident {
    format_ident!("{value:?}")
}

/// Constants that fail `cargo check` on the user's tokens: the library knows the presets, the macro does not.
struct Checks<'a> {
    provider: &'a Provider,
    library: &'a Library,
    path: &'a Path,
    /// The preset's name.
    span: Span,
}

impl<'a> Checks<'a> {
    fn new(provider: &'a Provider, path: &'a Path, library: &'a Library) -> Self {
        let last = path.segments.last().map(|segment| segment.ident.span());
        Self { provider, library, path, span: last.unwrap_or_else(|| provider.slot.field.span()) }
    }

    /// The path is named once, so that a wrong one is one error.
    fn all(&self) -> TokenStream {
        let (library, path) = (self.library, self.path());
        // With the library's span in the library's path: one that is not there is one error, on the attribute.
        let preset = quote_spanned! {self.span=>
            type __Key = #library::__private::Key;
            type __Protocol = #library::__private::Protocol;
            const __PRESET: &#library::Preset = &#path;
        };
        let protocol = self.protocol();
        let complete = self.complete();
        let parts = self.completing().map(|setting| {
            let key = self.key(setting.key, setting.span);
            self.check(setting.span, "check_parameter", &key)
        });
        let scope = self.literal(Key::Scope).map(|scope| {
            let text = scope.value();
            self.check(scope.span(), "check_scope", &quote!(#text))
        });
        let mode = self.response_mode();
        quote!(#preset #protocol #complete #(#parts)* #scope #mode)
    }

    /// Nothing where keys or scopes of another protocol have been reported: that is one mistake.
    fn protocol(&self) -> Option<TokenStream> {
        let settings = &self.provider.settings;
        let reported = settings.is_mixed || settings.faulty.contains(&Key::Scope);
        (!reported).then(|| self.check(self.span, "check_preset", &TokenStream::new()))
    }

    /// What is there, but faulty, has been reported, and is not also missing.
    fn complete(&self) -> Option<TokenStream> {
        let settings = &self.provider.settings;
        let written = settings.list.iter().map(|setting| setting.key);
        let given = written.chain(settings.faulty.iter().copied()).filter(|key| *key != Key::Preset);
        let given = given.map(|key| self.key(key, self.span));
        settings.complete.then(|| self.check(self.span, "check_parameters", &quote!(&[#(#given),*])))
    }

    /// Reported on the mode, if there is one, else on the scope that asks for another.
    fn response_mode(&self) -> Option<TokenStream> {
        let settings = &self.provider.settings;
        let faulty = [Key::Scope, Key::ResponseMode].iter().any(|key| settings.faulty.contains(key));
        if faulty || !settings.complete {
            return None;
        }
        let (scope, mode) = (self.literal(Key::Scope), self.literal(Key::ResponseMode));
        let span = mode.or(scope).map_or(self.span, LitStr::span);
        let option = |literal: Option<&LitStr>| match literal.map(LitStr::value) {
            Some(text) => quote!(::core::option::Option::Some(#text)),
            None => quote!(::core::option::Option::None),
        };
        let (scope, mode) = (option(scope), option(mode));
        Some(self.check(span, "check_response_mode", &quote!(#scope, #mode)))
    }

    /// The compiler points at the whole call, so all of it has the span.
    fn check(&self, span: Span, function: &str, arguments: &TokenStream) -> TokenStream {
        let function = Ident::new(function, span);
        let protocol = Ident::new(&format!("{:?}", self.provider.protocol), span);
        quote_spanned!(span=> const _: () = __PRESET.#function(__Protocol::#protocol, #arguments);)
    }

    fn key(&self, key: Key, span: Span) -> TokenStream {
        let key = Ident::new(&format!("{key:?}"), span);
        quote_spanned!(span=> __Key::#key)
    }

    fn completing(&self) -> impl Iterator<Item = &Accepted> {
        let protocol: Protocol = self.provider.protocol;
        self.provider.settings.list.iter().filter(move |setting| setting.key.completes_preset(protocol))
    }

    fn literal(&self, key: Key) -> Option<&LitStr> {
        self.provider.settings.list.iter().find_map(|setting| match &setting.source {
            Source::Literal(text) if setting.key == key => Some(text),
            _ => None,
        })
    }

    /// `presets::NAME` means the library's, without an import; any other path is taken as it is.
    fn path(&self) -> TokenStream {
        let mut path = self.path.clone();
        let (library, segments) = (self.library, path.segments.len());
        let absolute = path.leading_colon.is_some();
        let Some(first) = path.segments.first_mut() else { return quote!(#path) };
        if first.ident == "presets" && segments == 2 && !absolute {
            first.ident.set_span(library.span());
            return quote!(#library::#path);
        }
        if ["crate", "self", "super"].iter().any(|word| first.ident == word) {
            for segment in &mut path.segments {
                // As part of the expansion it is no needless qualification to the lint of that name.
                segment.ident.set_span(segment.ident.span().resolved_at(Span::call_site()));
            }
        }
        quote!(#path)
    }
}
