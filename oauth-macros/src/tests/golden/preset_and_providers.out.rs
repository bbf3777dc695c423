#[allow(missing_docs)]
pub struct Auth {
    #[doc = " Providers of our customers."]
    #[cfg(feature = "customers")]
    customers: oauth_actix::Providers,
    microsoft: OidcClient,
    acme: OAuth2Client,
}
#[doc = "A finished login at one of the providers of [`Auth`], one variant per field."]
#[allow(dead_code, clippy::enum_variant_names, clippy::large_enum_variant)]
pub enum AuthLogin {
    #[doc = "A finished login at the provider `microsoft`."]
    Microsoft(<OidcClient as ::my_framework::oauth::__private::Client>::Login),
    #[doc = "A finished login at the provider `acme`."]
    Acme(<OAuth2Client as ::my_framework::oauth::__private::Client>::Login),
    #[cfg(feature = "customers")]
    #[doc = "A finished login at one of the providers that are added at run time."]
    Customers(::my_framework::oauth::AnyLogin),
}
const _: () = {
    static __SPEC_OF_MICROSOFT: ::my_framework::oauth::__private::ProviderSpec = {
        type __Key = ::my_framework::oauth::__private::Key;
        type __Protocol = ::my_framework::oauth::__private::Protocol;
        const __PRESET: &::my_framework::oauth::Preset = &::my_framework::oauth::presets::MICROSOFT;
        const _: () = __PRESET.check_preset(__Protocol::OpenIdConnect,
        );
        const _: () = __PRESET.check_parameters(__Protocol::OpenIdConnect,
            &[__Key::Tenant, __Key::Tenants, __Key::Scope, __Key::ResponseMode],
        );
        const _: () = __PRESET.check_parameter(__Protocol::OpenIdConnect,
            __Key::Tenant,
        );
        const _: () = __PRESET.check_parameter(__Protocol::OpenIdConnect,
            __Key::Tenants,
        );
        const _: () = __PRESET.check_scope(__Protocol::OpenIdConnect,
            "openid",
        );
        const _: () = __PRESET.check_response_mode(__Protocol::OpenIdConnect,
            ::core::option::Option::Some("openid"),
            ::core::option::Option::Some("query"),
        );
        ::my_framework::oauth::__private::ProviderSpec {
            name: "microsoft",
            preset: ::core::option::Option::Some(__PRESET),
            settings: &[
                (
                    ::my_framework::oauth::__private::Key::Tenant,
                    ::my_framework::oauth::__private::Source::Literal("3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
                ),
                (
                    ::my_framework::oauth::__private::Key::Tenants,
                    ::my_framework::oauth::__private::Source::Environment,
                ),
                (
                    ::my_framework::oauth::__private::Key::Scope,
                    ::my_framework::oauth::__private::Source::Literal("openid"),
                ),
                (
                    ::my_framework::oauth::__private::Key::ResponseMode,
                    ::my_framework::oauth::__private::Source::Literal("query"),
                ),
            ],
        }
    };
    static __SPEC_OF_ACME: ::my_framework::oauth::__private::ProviderSpec = {
        type __Key = ::my_framework::oauth::__private::Key;
        type __Protocol = ::my_framework::oauth::__private::Protocol;
        const __PRESET: &::my_framework::oauth::Preset = &crate::ACME;
        const _: () = __PRESET.check_preset(__Protocol::OAuth2,
        );
        const _: () = __PRESET.check_parameters(__Protocol::OAuth2,
            &[__Key::Domain],
        );
        const _: () = __PRESET.check_parameter(__Protocol::OAuth2,
            __Key::Domain,
        );
        const _: () = __PRESET.check_response_mode(__Protocol::OAuth2,
            ::core::option::Option::None,
            ::core::option::Option::None,
        );
        ::my_framework::oauth::__private::ProviderSpec {
            name: "acme",
            preset: ::core::option::Option::Some(__PRESET),
            settings: &[(
                ::my_framework::oauth::__private::Key::Domain,
                ::my_framework::oauth::__private::Source::Environment,
            )],
        }
    };
    impl ::my_framework::oauth::Registry for Auth {
        type Login = AuthLogin;
        const BASE: &'static ::core::primitive::str = "/auth";
        const PENDING: ::my_framework::oauth::PendingStore = ::my_framework::oauth::PendingStore::Cookie;
        fn from_settings(
            settings: &::my_framework::oauth::Settings,
        ) -> ::core::result::Result<Self, ::my_framework::oauth::ConfigurationErrors> {
            let mut reader =
                ::my_framework::oauth::__private::Reader::new(settings, Self::BASE, Self::PENDING);
            let microsoft_client = reader.client(&__SPEC_OF_MICROSOFT);
            let acme_client = reader.client(&__SPEC_OF_ACME);
            #[cfg(feature = "customers")]
            let customers_client = reader.providers();
            let ::core::option::Option::Some(microsoft_client) = microsoft_client else {
                return ::core::result::Result::Err(reader.into_errors());
            };
            let ::core::option::Option::Some(acme_client) = acme_client else {
                return ::core::result::Result::Err(reader.into_errors());
            };
            #[cfg(feature = "customers")]
            let ::core::option::Option::Some(customers_client) = customers_client else {
                return ::core::result::Result::Err(reader.into_errors());
            };
            ::core::result::Result::Ok(Self {
                microsoft: microsoft_client,
                acme: acme_client,
                #[cfg(feature = "customers")]
                customers: customers_client,
            })
        }
        fn mount<H, Args>(&self, routes: &mut ::my_framework::oauth::__private::Routes<Self, H, Args>)
        where
            H: ::my_framework::oauth::__private::Handler<Args>,
            H::Output: ::my_framework::oauth::__private::Responder + 'static,
            Args: ::my_framework::oauth::__private::FromRequest + 'static,
        {
            routes.provider(|auth| &auth.microsoft, AuthLogin::Microsoft);
            routes.provider(|auth| &auth.acme, AuthLogin::Acme);
            #[cfg(feature = "customers")]
            routes.providers(|auth| &auth.customers, AuthLogin::Customers);
        }
        #[allow(unreachable_patterns)]
        fn client(
            &self,
            name: &::core::primitive::str,
        ) -> ::core::option::Option<::my_framework::oauth::AnyClient> {
            match name {
                "microsoft" => ::core::option::Option::Some(::my_framework::oauth::__private::Client::any(
                    &self.microsoft,
                )),
                "acme" =>
                    ::core::option::Option::Some(::my_framework::oauth::__private::Client::any(&self.acme)),
                #[cfg(feature = "customers")]
                _ => self.customers.client(name),
                _ => ::core::option::Option::None,
            }
        }
    }
    impl ::core::clone::Clone for Auth {
        fn clone(&self) -> Self {
            Self {
                microsoft: ::core::clone::Clone::clone(&self.microsoft),
                acme: ::core::clone::Clone::clone(&self.acme),
                #[cfg(feature = "customers")]
                customers: ::core::clone::Clone::clone(&self.customers),
            }
        }
    }
    #[allow(dead_code)]
    impl AuthLogin {
        #[doc = r" The provider's name in the registry."]
        pub fn provider(&self) -> &::core::primitive::str {
            match *self {
                AuthLogin::Microsoft(ref login) => ::my_framework::oauth::__private::Login::provider(login),
                AuthLogin::Acme(ref login) => ::my_framework::oauth::__private::Login::provider(login),
                #[cfg(feature = "customers")]
                AuthLogin::Customers(ref login) => ::my_framework::oauth::__private::Login::provider(login),
            }
        }
        #[doc = r" Where to send the person now: what `return_to` asked for when the login began, else `/`."]
        pub fn return_to(&self) -> &::core::primitive::str {
            match *self {
                AuthLogin::Microsoft(ref login) => ::my_framework::oauth::__private::Login::return_to(login),
                AuthLogin::Acme(ref login) => ::my_framework::oauth::__private::Login::return_to(login),
                #[cfg(feature = "customers")]
                AuthLogin::Customers(ref login) => ::my_framework::oauth::__private::Login::return_to(login),
            }
        }
        #[doc = r" Who logged in, in the same words for every provider."]
        #[doc = r""]
        #[doc = r" # Errors"]
        #[doc = r" As for the `profile` of the variant's login."]
        pub async fn profile(&self) -> ::core::result::Result<::my_framework::oauth::Profile, ::my_framework::oauth::Error> {
            match *self {
                AuthLogin::Microsoft(ref login) => ::my_framework::oauth::__private::Login::profile(login).await,
                AuthLogin::Acme(ref login) => ::my_framework::oauth::__private::Login::profile(login).await,
                #[cfg(feature = "customers")]
                AuthLogin::Customers(ref login) => ::my_framework::oauth::__private::Login::profile(login).await,
            }
        }
    }
    impl ::my_framework::oauth::__private::FromRequest for AuthLogin {
        type Error = ::my_framework::oauth::Error;
        type Future = ::core::future::Ready<::core::result::Result<Self, Self::Error>>;
        fn from_request(
            request: &::my_framework::oauth::__private::HttpRequest,
            _: &mut ::my_framework::oauth::__private::dev::Payload,
        ) -> Self::Future {
            ::core::future::ready(::my_framework::oauth::__private::finished(request))
        }
    }
};
