//! The attribute `#[oauth_registry]` of `oauth_actix`, which re-exports it.
//!
//! Inside: `ast` reads the registry as written, `validate`, `arguments` and `settings` judge it by the table in
//! `keys` and by the `rules` for texts, `expand` writes the code. Every mistake on the way goes to `diagnostics`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::ast::Registry;
use crate::diagnostics::Diagnostics;
use crate::item::{HalfTyped, without_provider_attributes};

mod arguments;
mod ast;
mod diagnostics;
mod expand;
mod item;
mod keys;
mod rules;
mod settings;
#[cfg(test)]
#[allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]
mod tests;
mod validate;

/// Makes a registry of providers out of a struct with one client per field.
///
/// The struct stays the struct that is written; only its `#[provider(…)]` attributes are taken away. Beside it
/// stand an implementation of `oauth_actix::Registry` and one new name, an enum with one variant per field: a
/// finished login. The enum of `Auth` is `AuthLogin`, and its variant for the field `google` is `Google`. It has
/// the methods `provider()` and `return_to()`, whatever the variant.
///
/// ```text
/// use oauth_actix::{OAuth1Client, OAuth2Client, OidcClient, oauth_registry};
///
/// #[oauth_registry]
/// pub struct Auth {
///     #[provider(issuer = "https://accounts.google.com", scope = "openid email profile")]
///     pub google: OidcClient,
///
///     #[provider(preset = presets::GITHUB, scope = env)]
///     pub github: OAuth2Client,
///
///     #[provider(
///         request_token_url = "https://api.twitter.com/oauth/request_token",
///         authorize_url = "https://api.twitter.com/oauth/authenticate",
///         access_token_url = "https://api.twitter.com/oauth/access_token",
///         api_base_url = "https://api.twitter.com/1.1/",
///     )]
///     pub twitter: OAuth1Client,
/// }
/// ```
///
/// # What it makes
///
/// For the field `google`: the routes `/auth/google/login` and `/auth/google/authorize`, named `google.login` and
/// `google.authorize`; the name `"google"` for `Registry::client`; the environment variables `GOOGLE_CLIENT_ID`
/// and `GOOGLE_CLIENT_SECRET`. A `#[cfg(…)]` on a field goes for everything that is made for it; two fields that
/// exclude each other may have one name.
///
/// The registry is `Clone`. Derives stand below the attribute, one of `Clone` too: above it, the compiler has
/// carried them out before, and a second `Clone` is refused.
///
/// # Providers that are added at run time
///
/// A field of the type `Providers` holds any number of them: the customers of an application, each with a provider
/// of their own. It has no `#[provider(…)]`, because they are described where they are added, and there is at most
/// one such field. Its variant of the login enum holds an `AnyLogin`; `Registry::client` finds its providers by their
/// names, after those of the other fields.
///
/// ```text
/// #[oauth_registry]
/// pub struct Auth {
///     #[provider(preset = presets::GOOGLE)]
///     pub google: OidcClient,
///     pub customers: Providers,
/// }
/// ```
///
/// # Arguments
///
/// | argument | value | default |
/// |---|---|---|
/// | `base` | the path that the routes are below, such as `"/sign-in"` | `"/auth"` |
/// | `pending` | where logins are kept between their two browser requests: `"cookie"`, each in a sealed one; `"session"`, in the visitor's `actix-session` | `"cookie"` |
/// | `crate` | the path of `oauth_actix`, if the dependency is renamed or re-exported: `"oauth"`, `"my_framework::oauth_actix"`; `crate::…`, `self::…` and `super::…` are paths within this crate | `"oauth_actix"` |
///
/// # Values
///
/// A value is a string literal, checked when the program is compiled, or the bare word `env`, read from the
/// environment when it starts: `issuer = env` on the field `google` reads `GOOGLE_ISSUER`. The variable has the
/// first name of a key in the table, whichever name is written; for an `OAuth1Client` the first of its own column.
/// Secrets are never written here. Nothing touches the network at compile time.
///
/// # Keys
///
/// | key | OidcClient | OAuth2Client | OAuth1Client | value |
/// |---|---|---|---|---|
/// | `preset` | yes | yes | yes | the path of a `Preset` constant; `presets::NAME` is one of the library's |
/// | `client_id` | yes | yes | yes | a text; read from the environment if absent |
/// | `issuer` | required | yes | | URL, without a query |
/// | `scope` | yes, with `openid` | yes, without | | scopes separated by one space |
/// | `authorization_endpoint`, `authorize_url` | yes | required | required, as `authorize_url` | URL |
/// | `token_endpoint`, `access_token_url` | yes | required | required, as `access_token_url` | URL |
/// | `request_token_url`, `temporary_credentials_url` | | | required | URL |
/// | `userinfo_endpoint` | yes | yes | yes | URL |
/// | `jwks_uri` | yes | | | URL |
/// | `end_session_endpoint` | yes | | | URL |
/// | `revocation_endpoint` | yes | yes | | URL |
/// | `refresh_token_url` | yes | yes | | URL; where tokens are refreshed, if not at the `token_endpoint` |
/// | `server_metadata_url` | yes | yes | | URL |
/// | `api_base_url` | yes | yes | yes | URL |
/// | `response_mode` | yes | yes | | `query`, `form_post` |
/// | `token_endpoint_auth_method` | yes | yes | | `client_secret_basic`, `client_secret_post`, `none` |
/// | `id_token_signed_response_alg` | yes | | | `RS256`, `RS384`, `RS512`, `PS256`, `PS384`, `PS512`, `ES256`, `ES384`, `EdDSA`, `HS256` |
/// | `prompt` | yes | | | `none`, or some of `login`, `consent`, `select_account`, `create` |
/// | `acr_values` | yes | | | texts separated by spaces |
/// | `max_age` | yes | | | seconds, as a number or a string |
/// | `signature_method` | | | yes | `HMAC-SHA1`, `HMAC-SHA256`, `HMAC-SHA512`, `PLAINTEXT`, `RSA-SHA256` |
/// | `signature_placement` | | | yes | `header`, `body`, `query` |
/// | `realm` | with a preset: Keycloak's | | yes | a text; for an `OidcClient` a part of a path |
/// | `authorization_parameters`, `authorize_params` | yes | yes | yes | further parameters of the authorization request, form-encoded: `"audience=api.example.com"` |
/// | `token_parameters`, `access_token_params` | yes | yes | | further parameters of the token request, form-encoded |
/// | `domain`, `instance`, `host` | with a preset | with a preset | | the host of an installation, such as `"gitlab.example.com"` |
/// | `tenant` | with a preset | | | the id of the tenant, a GUID |
/// | `tenants` | with a preset | | | the ids of the tenants that may log in, GUIDs separated by one space |
/// | `region` | with a preset | | | a part of a path |
/// | `user_pool` | with a preset | | | a part of a path |
/// | `application` | with a preset | | | a part of a path, Authentik's slug |
/// | `team_id`, `key_id` | with a preset: Apple's | | | ASCII letters and digits |
///
/// An `issuer` is compared as a string, as OpenID Connect Core, section 3.1.3.7, asks: `https://login.example` and
/// `https://login.example/` are two. Write it exactly as the member `issuer` of the provider's metadata has it. For
/// Google, Apple, Microsoft, GitLab, Slack, Auth0 and Okta the slash is checked when the program is compiled.
///
/// A `preset` of a provider that is installed in many places, or split into tenants, has holes in its URLs:
/// `domain`, `tenant`, `region`, `user_pool`, `realm` and `application` fill them. `tenants` says whose logins are
/// accepted, `team_id` and `key_id` are Apple's. Which of them a preset needs stands in its documentation; one that
/// is missing, or that means nothing to the preset, is a compile error.
///
/// `authorization_parameters` and `token_parameters` are for what providers invented, such as
/// `"audience=api.example.com&access_type=offline"`. What the library sends itself, or has a key for, is refused there.
/// `prompt` is refused for an `OidcClient` only, and of an `OAuth1Client` nothing but `oauth_…`.
///
/// A `preset` stands for everything that is required. The two endpoints of an `OAuth2Client` may also be left to
/// an `issuer` or a `server_metadata_url`. What is written beside a preset takes its place, a variable only if it is set.
///
/// `presets::GITHUB` means `oauth_actix::presets::GITHUB` and needs no import. Any other path is taken as it is:
/// `crate::acme::PRESET`, `self::presets::ACME`.
///
/// # Errors
///
/// All mistakes are reported at once, each on the token that has to change, each with what to write instead: an
/// unknown, repeated or foreign key, a missing one, a value that cannot be right, a URL that is not `https` (other
/// than to 127.0.0.1, \[::1\] and localhost), a secret in the source, a preset of another protocol or without its parts,
/// a field that is no client, names that collide. A type alias of a client is no client to an attribute, which sees
/// names only.
#[proc_macro_attribute]
pub fn oauth_registry(
    arguments: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    expand(arguments.into(), item.into()).into()
}

fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    match syn::parse2::<DeriveInput>(item.clone()) {
        Ok(input) => expand_input(arguments, input).0,
        Err(_) if let Some(half_typed) = HalfTyped::read(item.clone()) => {
            expand_half_typed(arguments, half_typed)
        }
        Err(error) => {
            let error = validate::not_a_struct(&item).unwrap_or(error).into_compile_error();
            let item = without_provider_attributes(item);
            quote!(#item #error)
        }
    }
}

fn expand_input(arguments: TokenStream, input: DeriveInput) -> (TokenStream, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let written = Registry::parse(arguments, input, &mut diagnostics);
    let model = validate::registry(written, &mut diagnostics);
    (expand::registry(&model, &diagnostics), diagnostics)
}

/// rustc has reported what is half-typed; what is whole is there for the rest of the program.
fn expand_half_typed(arguments: TokenStream, item: HalfTyped) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    diagnostics.leave_to_rustc();
    let written = Registry::parse(arguments, item.whole, &mut diagnostics);
    let mut model = validate::registry(written, &mut diagnostics);
    if let syn::Data::Struct(data) = &mut model.item.data
        && let syn::Fields::Named(fields) = &mut data.fields
    {
        fields.named.extend(item.half);
    }
    expand::registry(&model, &diagnostics)
}
