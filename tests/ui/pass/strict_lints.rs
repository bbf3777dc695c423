//! A library with every lint that looks at generated code; its registry is public and documented.
#![deny(warnings, missing_docs, unused, unused_qualifications, unreachable_pub, unused_results, missing_debug_implementations)]
#![deny(missing_copy_implementations, trivial_casts, single_use_lifetimes, unused_lifetimes, redundant_lifetimes)]
#![deny(nonstandard_style, rust_2018_idioms, elided_lifetimes_in_paths, explicit_outlives_requirements, let_underscore_drop)]
#![deny(unit_bindings, variant_size_differences, unused_import_braces, unnameable_types, ambiguous_negative_literals)]
#![forbid(unsafe_code)]

use std::fmt;

use oauth_actix::oauth_core::Deviation;
use oauth_actix::{Key, OAuth1Client, OAuth2Client, OidcClient, Preset, Providers, oauth_registry};

/// The provider in our house.
pub const ACME: Preset = Preset::openid_connect("Acme")
    .issuer("https://{domain}/realms/{realm}")
    .needs(&[Key::Domain, Key::Realm])
    .scopes(&["openid", "email"])
    .deviations(&[Deviation::FormPostForScopes(&["email"])]);

/// The providers of this application.
#[oauth_registry(pending = "session")]
pub struct Auth {
    /// Google.
    #[provider(preset = presets::GOOGLE, scope = "openid email")]
    pub google: OidcClient,
    /// GitHub.
    #[provider(preset = presets::GITHUB)]
    pub github: OAuth2Client,
    /// X.
    #[provider(preset = presets::TWITTER)]
    pub twitter: OAuth1Client,
    /// Ours.
    #[provider(preset = crate::ACME, domain = env, realm = "staff", scope = "openid")]
    pub acme: OidcClient,
    /// Those of our customers.
    pub customers: Providers,
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Auth")
    }
}

fn main() {}
