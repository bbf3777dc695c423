#[doc = " The providers of this application."]
#[derive(Clone)]
pub struct Auth {
    #[doc = " Google."]
    pub google: OidcClient,
    pub github: OAuth2Client,
    pub twitter: OAuth1Client,
}
#[doc = "A finished login at one of the providers of [`Auth`], one variant per field."]
#[allow(dead_code, clippy::enum_variant_names, clippy::large_enum_variant)]
pub enum AuthLogin {
    #[doc = "A finished login at the provider `google`."]
    Google(<OidcClient as ::oauth_actix::__private::Client>::Login),
    #[doc = "A finished login at the provider `github`."]
    Github(<OAuth2Client as ::oauth_actix::__private::Client>::Login),
    #[doc = "A finished login at the provider `twitter`."]
    Twitter(<OAuth1Client as ::oauth_actix::__private::Client>::Login),
}
const _: () = {
    static __SPEC_OF_GOOGLE: ::oauth_actix::__private::ProviderSpec = ::oauth_actix::__private::ProviderSpec {
        name: "google",
        preset: ::core::option::Option::None,
        settings: &[
            (
                ::oauth_actix::__private::Key::Issuer,
                ::oauth_actix::__private::Source::Literal("https://accounts.google.com"),
            ),
            (
                ::oauth_actix::__private::Key::Scope,
                ::oauth_actix::__private::Source::Literal("openid email profile"),
            ),
        ],
    };
    static __SPEC_OF_GITHUB: ::oauth_actix::__private::ProviderSpec = {
        type __Key = ::oauth_actix::__private::Key;
        type __Protocol = ::oauth_actix::__private::Protocol;
        const __PRESET: &::oauth_actix::Preset = &::oauth_actix::presets::GITHUB;
        const _: () =
            __PRESET.check_preset(__Protocol::OAuth2);
        const _: () = __PRESET.check_parameters(__Protocol::OAuth2,
            &[__Key::Scope],
        );
        const _: () = __PRESET.check_response_mode(__Protocol::OAuth2,
            ::core::option::Option::None,
            ::core::option::Option::None,
        );
        ::oauth_actix::__private::ProviderSpec {
            name: "github",
            preset: ::core::option::Option::Some(__PRESET),
            settings: &[(
                ::oauth_actix::__private::Key::Scope,
                ::oauth_actix::__private::Source::Environment,
            )],
        }
    };
    static __SPEC_OF_TWITTER: ::oauth_actix::__private::ProviderSpec = ::oauth_actix::__private::ProviderSpec {
        name: "twitter",
        preset: ::core::option::Option::None,
        settings: &[
            (
                ::oauth_actix::__private::Key::RequestTokenUrl,
                ::oauth_actix::__private::Source::Literal("https://api.twitter.com/oauth/request_token"),
            ),
            (
                ::oauth_actix::__private::Key::AuthorizationEndpoint,
                ::oauth_actix::__private::Source::Literal("https://api.twitter.com/oauth/authenticate"),
            ),
            (
                ::oauth_actix::__private::Key::TokenEndpoint,
                ::oauth_actix::__private::Source::Literal("https://api.twitter.com/oauth/access_token"),
            ),
            (
                ::oauth_actix::__private::Key::ApiBaseUrl,
                ::oauth_actix::__private::Source::Literal("https://api.twitter.com/1.1/"),
            ),
        ],
    };
    impl ::oauth_actix::Registry for Auth {
        type Login = AuthLogin;
        const BASE: &'static ::core::primitive::str = "/auth";
        const PENDING: ::oauth_actix::PendingStore = ::oauth_actix::PendingStore::Cookie;
        fn from_settings(
            settings: &::oauth_actix::Settings,
        ) -> ::core::result::Result<Self, ::oauth_actix::ConfigurationErrors> {
            let mut reader = ::oauth_actix::__private::Reader::new(settings, Self::BASE, Self::PENDING);
            let google_client = reader.client(&__SPEC_OF_GOOGLE);
            let github_client = reader.client(&__SPEC_OF_GITHUB);
            let twitter_client = reader.client(&__SPEC_OF_TWITTER);
            let ::core::option::Option::Some(google_client) = google_client else {
                return ::core::result::Result::Err(reader.into_errors());
            };
            let ::core::option::Option::Some(github_client) = github_client else {
                return ::core::result::Result::Err(reader.into_errors());
            };
            let ::core::option::Option::Some(twitter_client) = twitter_client else {
                return ::core::result::Result::Err(reader.into_errors());
            };
            ::core::result::Result::Ok(Self {
                google: google_client,
                github: github_client,
                twitter: twitter_client,
            })
        }
        fn mount<H, Args>(&self, routes: &mut ::oauth_actix::__private::Routes<Self, H, Args>)
        where
            H: ::oauth_actix::__private::Handler<Args>,
            H::Output: ::oauth_actix::__private::Responder + 'static,
            Args: ::oauth_actix::__private::FromRequest + 'static,
        {
            routes.provider(|auth| &auth.google, AuthLogin::Google);
            routes.provider(|auth| &auth.github, AuthLogin::Github);
            routes.provider(|auth| &auth.twitter, AuthLogin::Twitter);
        }
        fn client(&self, name: &::core::primitive::str) -> ::core::option::Option<::oauth_actix::AnyClient> {
            match name {
                "google" => ::core::option::Option::Some(::oauth_actix::__private::Client::any(&self.google)),
                "github" => ::core::option::Option::Some(::oauth_actix::__private::Client::any(&self.github)),
                "twitter" =>
                    ::core::option::Option::Some(::oauth_actix::__private::Client::any(&self.twitter)),
                _ => ::core::option::Option::None,
            }
        }
    }
    #[allow(dead_code)]
    impl AuthLogin {
        #[doc = r" The provider's name in the registry."]
        pub fn provider(&self) -> &::core::primitive::str {
            match *self {
                AuthLogin::Google(ref login) => ::oauth_actix::__private::Login::provider(login),
                AuthLogin::Github(ref login) => ::oauth_actix::__private::Login::provider(login),
                AuthLogin::Twitter(ref login) => ::oauth_actix::__private::Login::provider(login),
            }
        }
        #[doc = r" Where to send the person now: what `return_to` asked for when the login began, else `/`."]
        pub fn return_to(&self) -> &::core::primitive::str {
            match *self {
                AuthLogin::Google(ref login) => ::oauth_actix::__private::Login::return_to(login),
                AuthLogin::Github(ref login) => ::oauth_actix::__private::Login::return_to(login),
                AuthLogin::Twitter(ref login) => ::oauth_actix::__private::Login::return_to(login),
            }
        }
        #[doc = r" Who logged in, in the same words for every provider."]
        #[doc = r""]
        #[doc = r" # Errors"]
        #[doc = r" As for the `profile` of the variant's login."]
        pub async fn profile(&self) -> ::core::result::Result<::oauth_actix::Profile, ::oauth_actix::Error> {
            match *self {
                AuthLogin::Google(ref login) => ::oauth_actix::__private::Login::profile(login).await,
                AuthLogin::Github(ref login) => ::oauth_actix::__private::Login::profile(login).await,
                AuthLogin::Twitter(ref login) => ::oauth_actix::__private::Login::profile(login).await,
            }
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
