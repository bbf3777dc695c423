//! Whoever deployed the application must act.

use std::fmt;

use super::{Untrusted, errors};

errors! {
    /// A fault in the configuration or in how the library is called.
    pub enum ConfigurationError => Configuration {
        /// A variable that the registry needs is not set.
        VariableMissing {
            /// Its name, such as `GOOGLE_CLIENT_ID`.
            variable: String,
        } => "variable_missing", "{variable} is not set";
        /// A variable is set to something unusable.
        VariableMalformed {
            /// Its name, such as `GOOGLE_ISSUER`.
            variable: String,
            /// What it must be. The value itself is not shown: it may be a secret in the wrong place.
            expected: &'static str,
        } => "variable_malformed", "{variable} is malformed: expected {expected}";
        /// The file of variables, or that of certificate authorities, cannot be read or is malformed.
        FileUnreadable {
            /// The file's path and, for a line, its number; or the variable that names the file.
            place: String,
            /// What is wrong.
            reason: String,
        } => "file_unreadable", "cannot read {place}: {reason}";
        /// A value of the configuration is unusable.
        ValueInvalid {
            /// The provider's name.
            provider: String,
            /// The key, such as `issuer`.
            key: &'static str,
            /// What is wrong with it.
            problem: String,
            /// What to write instead.
            help: String,
        } => "value_invalid", "{provider}: `{key}`: {problem}; help: {help}";
        /// A key that this provider cannot do without has no value.
        KeyMissing {
            /// The provider's name.
            provider: String,
            /// The key, such as `token_endpoint`.
            key: &'static str,
        } => "key_missing", "the provider `{provider}` lacks `{key}`";
        /// A provider's name cannot be part of a URL.
        NameInvalid {
            /// The name.
            name: String,
        } => "provider_name_invalid", "`{name}` becomes part of URLs; help: begin with a letter or digit, and use at most 64 ASCII letters, digits, `_` and `-`";
        /// Two providers have the same name, or the same issuer without being of one preset: a callback, or an identity, could be taken for the other's (RFC 9700, section 4.4).
        ProvidersCollide {
            /// The two names.
            providers: String,
            /// What they share.
            shared: &'static str,
            /// What to do.
            help: &'static str,
        } => "providers_collide", "{providers} share one {shared}; help: {help}";
        /// `form_post` with a session store: the session's SameSite=Lax cookie does not come with a cross-site POST.
        FormPostWithSession {
            /// The provider's name.
            provider: String,
        } => "form_post_with_session", "{provider}: response_mode form_post cannot work with pending logins kept in the session, whose cookie a cross-site POST does not carry";
        /// Nothing says how this provider's profile is read: it has no preset, or one without profile rules.
        ProfileUnknown {
            /// The provider's name.
            provider: String,
        } => "profile_unknown", "{provider}: no preset says how to read a profile";
        /// A parameter of the protocol was given as an extra parameter.
        ParameterReserved {
            /// Its name.
            parameter: Untrusted,
        } => "parameter_reserved", "the parameter `{parameter}` belongs to the protocol and cannot be given as an extra";
        /// A parameter's value has characters that its grammar forbids.
        ParameterInvalid {
            /// Its name.
            parameter: &'static str,
        } => "parameter_invalid", "the parameter `{parameter}` has a malformed value";
        /// `max_age` or `acr_values` for a plain OAuth 2 provider: no ID token could be held to it, so that nothing would be
        /// assured.
        ParameterForeign {
            /// Its name.
            parameter: &'static str,
        } => "parameter_foreign", "the parameter `{parameter}` belongs to OpenID Connect, and this is plain OAuth 2";
        /// A path or URL for an API call is malformed, or leads to another origin than `api_base_url`: the token must not go there.
        ApiUrlForeign => "api_url_foreign", "the URL is not below the origin of api_base_url";
        /// An API call needs `api_base_url`, which is not configured.
        ApiBaseUrlMissing => "api_base_url_missing", "api_base_url is not configured";
        /// The signature method needs a key of another kind, or one that is not there (RFC 5849, section 3.4).
        SignatureKey => "signature_key", "the OAuth 1.0a signature method lacks its key";
        /// PLAINTEXT signatures carry the secrets themselves, so they need TLS (RFC 5849, section 3.4.4).
        PlaintextWithoutTls => "plaintext_without_tls", "PLAINTEXT signatures need https";
        /// A parameter `oauth_…` would stand in a request twice, or a body cannot carry parameters (RFC 5849, section 3.5).
        SignatureParameters => "signature_parameters", "the request already has oauth_ parameters, or cannot carry them where they were asked to go";
        /// The system has no random bytes.
        RandomFailed => "random_failed", "the system's random generator failed";
        /// The system's clock is set before 1970.
        ClockBeforeEpoch => "clock_before_epoch", "the system clock is before 1970";
        /// The pending login does not fit into a cookie, or cannot be sealed.
        PendingTooLarge => "pending_too_large", "the pending login is too large to be kept in the browser";
        /// The pending logins are to be kept in the session and there is none: `SessionMiddleware` is not wrapped around the routes.
        SessionMissing => "session_missing", "no session: wrap SessionMiddleware around the application";
        /// The session store failed; nobody is logged in.
        SessionFailed => "session_failed", "the session store failed";
        /// A verb was called in an application that was not given the registry's clients.
        NotMounted => "not_mounted", "call App::configure with the registry's routes(..) or clients()";
        /// Two registries of one type are mounted in one scope: handlers get the one that was mounted last, and would send the tokens of the other one's logins to its providers.
        MountedTwice => "registry_mounted_twice", "another registry of this type is mounted in this scope; give each a scope of its own";
        /// The generated login type was extracted outside the handler given to `routes`.
        OutsideRoutes => "login_outside_routes", "the finished login exists only in the handler given to routes(..)";
    }
}

impl ConfigurationError {
    /// The HTTP status that a browser should see: 503 while the session store is away, else 500.
    pub fn status(&self) -> u16 {
        match self {
            Self::SessionFailed => 503,
            _ => 500,
        }
    }
}

/// Every fault of a configuration at once; never empty.
///
/// `Display` is one line: the faults, separated by `; `. `Debug` is the same, because it is what a `main` that returns the
/// error prints.
#[derive(Clone, PartialEq, Eq)]
pub struct ConfigurationErrors(Vec<ConfigurationError>);

impl ConfigurationErrors {
    /// The faults, in the order of the struct's fields; `Ok` when there are none.
    ///
    /// # Errors
    /// The faults themselves.
    pub fn check(errors: Vec<ConfigurationError>) -> Result<(), Self> {
        if errors.is_empty() { Ok(()) } else { Err(Self(errors)) }
    }

    /// The faults, in the order of the struct's fields.
    pub fn iter(&self) -> std::slice::Iter<'_, ConfigurationError> {
        self.0.iter()
    }
}

impl From<ConfigurationError> for ConfigurationErrors {
    fn from(error: ConfigurationError) -> Self {
        Self(vec![error])
    }
}

impl<'a> IntoIterator for &'a ConfigurationErrors {
    type Item = &'a ConfigurationError;
    type IntoIter = std::slice::Iter<'a, ConfigurationError>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for ConfigurationErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Debug for ConfigurationErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ConfigurationErrors {}
