//! What is known of a provider before a line of an application is written: [`Preset`].

use super::check::{self, Text};
use super::{Deviation, Key, ProfileRules, Protocol};

/// What is known of a public provider, or of the one in your house: typed data, no code.
///
/// Write your own as a `const` and name it by its path: `#[provider(preset = crate::ACME)]`. Each value is checked where it
/// is written, by the compiler.
///
/// ```
/// use oauth_core::{Preset, ProfileRules};
///
/// pub const ACME: Preset = Preset::openid_connect("Acme")
///     .issuer("https://login.acme.example/realms/{realm}")
///     .scope("openid email")
///     .source("https://wiki.acme.example/login", "2026-11-22");
/// ```
///
/// A mistake does not compile:
///
/// ```compile_fail
/// const ACME: oauth_core::Preset = oauth_core::Preset::openid_connect("Acme").issuer("http://login.acme.example");
/// ```
///
/// A URL may have placeholders, `{domain}`, `{tenant}`, `{region}`, `{user_pool}`, `{realm}`, `{application}`, that the
/// attribute fills in (`realm = "…"`), and `{client_id}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    name: &'static str,
    protocol: Protocol,
    settings: [Option<&'static str>; Key::COUNT],
    needs: &'static [Key],
    scopes: &'static [&'static str],
    deviations: &'static [Deviation],
    api_headers: &'static [(&'static str, &'static str)],
    profile: Option<ProfileRules>,
    source: &'static str,
    verified: &'static str,
}

/// One method for each setting whose value is checked by itself.
macro_rules! settings {
    ($( $(#[doc = $doc:literal])+ $method:ident, $key:ident, $text:ident; )+) => {
        $(
            $(#[doc = $doc])+
            #[track_caller]
            pub const fn $method(self, value: &'static str) -> Self {
                check::text(Text::$text, value);
                self.with(Key::$key, value)
            }
        )+
    };
}

impl Preset {
    /// A provider that speaks OpenID Connect. `name` is for people. Its profile is read as [`ProfileRules::OPENID`] says.
    pub const fn openid_connect(name: &'static str) -> Self {
        let mut preset = Self::new(name, Protocol::OpenIdConnect);
        preset.profile = Some(ProfileRules::OPENID);
        preset
    }

    /// A provider that speaks plain OAuth 2.
    pub const fn oauth2(name: &'static str) -> Self {
        Self::new(name, Protocol::OAuth2)
    }

    /// A provider that speaks OAuth 1.0a.
    pub const fn oauth1(name: &'static str) -> Self {
        Self::new(name, Protocol::OAuth1)
    }

    const fn new(name: &'static str, protocol: Protocol) -> Self {
        Self {
            name,
            protocol,
            settings: [None; Key::COUNT],
            needs: &[],
            scopes: &[],
            deviations: &[],
            api_headers: &[],
            profile: None,
            source: "",
            verified: "",
        }
    }

    settings! {
        /// The issuer identifier, exactly as the provider writes it. Also for plain OAuth 2, where callbacks may carry it as
        /// `iss` (RFC 9207).
        issuer, Issuer, Issuer;
        /// Where the browser is sent.
        authorization_endpoint, AuthorizationEndpoint, Url;
        /// Where a code is redeemed; for OAuth 1.0a the Token Request endpoint.
        token_endpoint, TokenEndpoint, Url;
        /// Where tokens are refreshed, if that is not the token endpoint.
        refresh_token_url, RefreshTokenUrl, Url;
        /// Who is logged in.
        userinfo_endpoint, UserinfoEndpoint, Url;
        /// The provider's keys.
        jwks_uri, JwksUri, Url;
        /// Where tokens are revoked (RFC 7009).
        revocation_endpoint, RevocationEndpoint, Url;
        /// The metadata document, if it is not where the issuer says.
        server_metadata_url, ServerMetadataUrl, Url;
        /// What API calls are relative to.
        api_base_url, ApiBaseUrl, Url;
        /// Where OAuth 1.0a temporary credentials come from.
        request_token_url, RequestTokenUrl, Url;
        /// How OAuth 1.0a requests are signed; `HMAC-SHA1` if nothing is said.
        signature_method, SignatureMethod, SignatureMethod;
        /// How the browser brings the answer: `query` or `form_post`.
        response_mode, ResponseMode, ResponseMode;
        /// How we prove to be the client: `client_secret_basic` (if nothing is said), `client_secret_post` or `none`.
        token_endpoint_auth_method, TokenEndpointAuthMethod, AuthMethod;
        /// The algorithm of ID tokens, if only one is acceptable.
        id_token_signed_response_alg, IdTokenSignedResponseAlg, Algorithm;
        /// What the provider asks the person.
        prompt, Prompt, Plain;
        /// Further parameters of every authorization request, form-encoded: `audience=api.example.com`.
        authorization_parameters, AuthorizationParameters, Parameters;
        /// Further parameters of every token request, form-encoded.
        token_parameters, TokenParameters, Parameters;
    }

    /// Scopes to ask for, separated by spaces, with `openid` for OpenID Connect.
    #[track_caller]
    pub const fn scope(self, scope: &'static str) -> Self {
        check::text(Text::Scope, scope);
        check::openid(self.protocol, scope);
        self.with(Key::Scope, scope)
    }

    /// Completing keys that the attribute must have although no placeholder stands for them, such as Apple's `team_id`. What
    /// stands for a placeholder is needed anyway, unless there is a [`default`](Self::default).
    #[track_caller]
    pub const fn needs(mut self, keys: &'static [Key]) -> Self {
        let mut rest = keys;
        while let [key, after @ ..] = rest {
            check::completes(*key);
            rest = after;
        }
        self.needs = keys;
        self
    }

    /// What a placeholder stands for when the attribute does not say.
    #[track_caller]
    pub const fn default(self, key: Key, value: &'static str) -> Self {
        check::completes(key);
        self.with(key, value)
    }

    /// Scopes that the provider has, for "did you mean".
    pub const fn scopes(mut self, scopes: &'static [&'static str]) -> Self {
        self.scopes = scopes;
        self
    }

    /// Where it departs from the specifications.
    pub const fn deviations(mut self, deviations: &'static [Deviation]) -> Self {
        self.deviations = deviations;
        self
    }

    /// Headers that every API call must carry, with their names in lower case; `{client_id}` is filled in.
    #[track_caller]
    pub const fn api_headers(mut self, headers: &'static [(&'static str, &'static str)]) -> Self {
        let mut rest = headers;
        while let [(name, value), after @ ..] = rest {
            check::header(name, value);
            rest = after;
        }
        self.api_headers = headers;
        self
    }

    /// How to read who somebody is.
    pub const fn profile(mut self, rules: ProfileRules) -> Self {
        self.profile = Some(rules);
        self
    }

    /// Where the facts were read, and when, as `YYYY-MM-DD`.
    pub const fn source(mut self, source: &'static str, verified: &'static str) -> Self {
        self.source = source;
        self.verified = verified;
        self
    }

    const fn with(mut self, key: Key, value: &'static str) -> Self {
        let (_, rest) = self.settings.split_at_mut(key as usize);
        if let [setting, ..] = rest {
            *setting = Some(value);
        }
        self
    }

    /// The provider's name, for people.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The protocol it speaks.
    pub const fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// What the preset says of `key`, with placeholders.
    pub const fn get(&self, key: Key) -> Option<&'static str> {
        match self.settings.split_at(key as usize) {
            (_, [setting, ..]) => *setting,
            _ => None,
        }
    }

    /// The keys that the attribute must have.
    pub const fn required_keys(&self) -> &'static [Key] {
        self.needs
    }

    /// Scopes that the provider has, as far as they are listed.
    pub const fn known_scopes(&self) -> &'static [&'static str] {
        self.scopes
    }

    /// Where it departs from the specifications.
    pub const fn known_deviations(&self) -> &'static [Deviation] {
        self.deviations
    }

    /// Headers that every API call carries.
    pub const fn headers(&self) -> &'static [(&'static str, &'static str)] {
        self.api_headers
    }

    /// How to read who somebody is, if that is known.
    pub const fn profile_rules(&self) -> Option<&ProfileRules> {
        self.profile.as_ref()
    }

    /// Where the facts were read.
    pub const fn read_at(&self) -> &'static str {
        self.source
    }

    /// When they were read, as `YYYY-MM-DD`.
    pub const fn read_on(&self) -> &'static str {
        self.verified
    }
}
