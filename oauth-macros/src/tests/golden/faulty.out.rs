struct Auth {
    google: OidcClient,
    github: ::oauth_actix::OAuth2Client,
}
#[doc = "A finished login at one of the providers of [`Auth`], one variant per field."]
#[allow(dead_code, clippy::enum_variant_names, clippy::large_enum_variant)]
enum AuthLogin {
    #[doc = "A finished login at the provider `google`."]
    Google(<OidcClient as ::oauth_actix::__private::Client>::Login),
    #[doc = "A finished login at the provider `github`."]
    Github(<::oauth_actix::OAuth2Client as ::oauth_actix::__private::Client>::Login),
}
const _: () = {
    impl ::oauth_actix::Registry for Auth {
        type Login = AuthLogin;
        const BASE: &'static ::core::primitive::str = "/auth";
        const PENDING: ::oauth_actix::PendingStore = ::oauth_actix::PendingStore::Cookie;
        fn from_settings(
            _: &::oauth_actix::Settings,
        ) -> ::core::result::Result<Self, ::oauth_actix::ConfigurationErrors> {
            loop {}
        }
        fn mount<H, Args>(&self, _: &mut ::oauth_actix::__private::Routes<Self, H, Args>)
        where
            H: ::oauth_actix::__private::Handler<Args>,
            H::Output: ::oauth_actix::__private::Responder + 'static,
            Args: ::oauth_actix::__private::FromRequest + 'static,
        {
        }
        fn client(&self, _: &::core::primitive::str) -> ::core::option::Option<::oauth_actix::AnyClient> {
            ::core::option::Option::None
        }
    }
    impl ::core::clone::Clone for Auth {
        fn clone(&self) -> Self {
            loop {}
        }
    }
    #[allow(dead_code)]
    impl AuthLogin {
        #[doc = r" The provider's name in the registry."]
        fn provider(&self) -> &::core::primitive::str {
            loop {}
        }
        #[doc = r" Where to send the person now: what `return_to` asked for when the login began, else `/`."]
        fn return_to(&self) -> &::core::primitive::str {
            loop {}
        }
        #[doc = r" Who logged in, in the same words for every provider."]
        #[doc = r""]
        #[doc = r" # Errors"]
        #[doc = r" As for the `profile` of the variant's login."]
        async fn profile(&self) -> ::core::result::Result<::oauth_actix::Profile, ::oauth_actix::Error> {
            loop {}
        }
    }
    impl ::oauth_actix::__private::FromRequest for AuthLogin {
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
::core::compile_error! { "this is not an absolute URL\n\nhelp: write \"https://accounts.google.com\"" }
::core::compile_error! { "this type is not a client of a provider\n\nhelp: did you mean `OAuth2Client`? A provider is an `OidcClient`, `OAuth2Client` or `OAuth1Client`" }
