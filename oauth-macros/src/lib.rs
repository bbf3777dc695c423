//! The attribute `#[oauth_registry]` of `oauth_actix`, which re-exports it.
//!
//! Inside: `ast` reads the registry as written, `validate`, `settings`, `values` and `url` judge it by the table
//! in `keys`, `expand` writes the code. Every mistake on the way goes to `diagnostics`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, Item};

use crate::ast::{Registry, without_provider_attributes};
use crate::diagnostics::Diagnostics;

mod ast;
mod diagnostics;
mod expand;
mod keys;
mod settings;
#[cfg(test)]
#[allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]
mod tests;
mod url;
mod validate;
mod values;

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
/// and `GOOGLE_CLIENT_SECRET`. A `#[cfg(…)]` on a field goes for everything that is made for it.
///
/// # Arguments
///
/// | argument | value | default |
/// |---|---|---|
/// | `base` | the path that the routes are below, such as `"/sign-in"` | `"/auth"` |
/// | `pending` | where logins are kept between their two browser requests: `"cookie"`, each in a sealed one; `"session"`, in the visitor's `actix-session` | `"cookie"` |
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
/// | `userinfo_endpoint` | yes | yes | | URL |
/// | `jwks_uri` | yes | | | URL |
/// | `end_session_endpoint` | yes | | | URL |
/// | `revocation_endpoint` | yes | yes | | URL |
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
/// | `realm` | | | yes | a text |
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
/// than to 127.0.0.1, \[::1\] and localhost), a secret in the source, a preset of another protocol, a field that is
/// no client, names that collide.
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
        Err(error) => {
            let error = not_a_struct(&item).unwrap_or(error).into_compile_error();
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

/// The mistake of an item that is whole, but neither struct, enum nor union.
fn not_a_struct(item: &TokenStream) -> Option<syn::Error> {
    let item = syn::parse2::<Item>(item.clone()).ok()?;
    let help = "help: write `struct Auth { #[provider(…)] google: OidcClient }`";
    Some(syn::Error::new_spanned(item, format!("a registry is a struct\n\n{help}")))
}
