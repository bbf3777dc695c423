pub(crate) struct Login {
    #[cfg(feature = "type")]
    r#type: oauth_actix::OidcClient,
}
#[doc = "A finished login at one of the providers of [`Login`], one variant per field."]
#[allow(dead_code, clippy::enum_variant_names, clippy::large_enum_variant)]
pub(crate) enum LoginLogin {
    #[cfg(feature = "type")]
    #[doc = "A finished login at the provider `type`."]
    Type(<oauth_actix::OidcClient as ::oauth_actix::__private::Client>::Login),
}
const _: () = {
    #[cfg(feature = "type")]
    static __SPEC_OF_TYPE: ::oauth_actix::__private::ProviderSpec = {
        type __Key = ::oauth_actix::__private::Key;
        type __Protocol = ::oauth_actix::__private::Protocol;
        const __PRESET: &::oauth_actix::Preset = &crate::ACME;
        const _: () = __PRESET.check_preset(__Protocol::OpenIdConnect,
        );
        const _: () = __PRESET.check_parameters(__Protocol::OpenIdConnect,
            &[__Key::MaxAge],
        );
        const _: () = __PRESET.check_response_mode(__Protocol::OpenIdConnect,
            ::core::option::Option::None,
            ::core::option::Option::None,
        );
        ::oauth_actix::__private::ProviderSpec {
            name: "type",
            preset: ::core::option::Option::Some(__PRESET),
            settings: &[(
                ::oauth_actix::__private::Key::MaxAge,
                ::oauth_actix::__private::Source::Literal("3600"),
            )],
        }
    };
    impl ::oauth_actix::Registry for Login {
        type Login = LoginLogin;
        const BASE: &'static ::core::primitive::str = "/sign-in";
        const PENDING: ::oauth_actix::PendingStore = ::oauth_actix::PendingStore::Cookie;
        #[allow(unused_mut, unused_variables)]
        fn from_settings(
            settings: &::oauth_actix::Settings,
        ) -> ::core::result::Result<Self, ::oauth_actix::ConfigurationErrors> {
            let mut reader = ::oauth_actix::__private::Reader::new(settings, Self::BASE, Self::PENDING);
            #[cfg(feature = "type")]
            let type_client = reader.client(&__SPEC_OF_TYPE);
            #[cfg(feature = "type")]
            let ::core::option::Option::Some(type_client) = type_client else {
                return ::core::result::Result::Err(reader.into_errors());
            };
            ::core::result::Result::Ok(Self {
                #[cfg(feature = "type")]
                r#type: type_client,
            })
        }
        #[allow(unused_variables)]
        fn mount<H, Args>(&self, routes: &mut ::oauth_actix::__private::Routes<Self, H, Args>)
        where
            H: ::oauth_actix::__private::Handler<Args>,
            H::Output: ::oauth_actix::__private::Responder + 'static,
            Args: ::oauth_actix::__private::FromRequest + 'static,
        {
            #[cfg(feature = "type")]
            routes.provider(|auth| &auth.r#type, LoginLogin::Type);
        }
        fn client(&self, name: &::core::primitive::str) -> ::core::option::Option<::oauth_actix::AnyClient> {
            match name {
                #[cfg(feature = "type")]
                "type" => ::core::option::Option::Some(::oauth_actix::__private::Client::any(&self.r#type)),
                _ => ::core::option::Option::None,
            }
        }
    }
    impl ::core::clone::Clone for Login {
        fn clone(&self) -> Self {
            Self {
                #[cfg(feature = "type")]
                r#type: ::core::clone::Clone::clone(&self.r#type),
            }
        }
    }
    #[allow(dead_code)]
    impl LoginLogin {
        #[doc = r" The provider's name in the registry."]
        pub(crate) fn provider(&self) -> &::core::primitive::str {
            match *self {
                #[cfg(feature = "type")]
                LoginLogin::Type(ref login) => ::oauth_actix::__private::Login::provider(login),
            }
        }
        #[doc = r" Where to send the person now: what `return_to` asked for when the login began, else `/`."]
        pub(crate) fn return_to(&self) -> &::core::primitive::str {
            match *self {
                #[cfg(feature = "type")]
                LoginLogin::Type(ref login) => ::oauth_actix::__private::Login::return_to(login),
            }
        }
        #[doc = r" Who logged in, in the same words for every provider."]
        #[doc = r""]
        #[doc = r" # Errors"]
        #[doc = r" As for the `profile` of the variant's login."]
        pub(crate) async fn profile(&self) -> ::core::result::Result<::oauth_actix::Profile, ::oauth_actix::Error> {
            match *self {
                #[cfg(feature = "type")]
                LoginLogin::Type(ref login) => ::oauth_actix::__private::Login::profile(login).await,
            }
        }
    }
    impl ::oauth_actix::__private::FromRequest for LoginLogin {
        type Error = ::oauth_actix::Error;
        type Future = ::core::future::Ready<::core::result::Result<Self, Self::Error>>;
        fn from_request(
            request: &::oauth_actix::__private::HttpRequest,
            _: &mut ::oauth_actix::__private::dev::Payload,
        ) -> Self::Future {
            ::core::future::ready(::oauth_actix::__private::finished(request))
        }
    }
};
