//! Providers that need no look-up: `#[provider(preset = presets::GITHUB)]`.
//!
//! Each is data with a source and a date; whatever the attribute says beside it wins.

use crate::provider::{Deviation, Key, Preset, Protocol};

/// Google, by OpenID Connect.
pub const GOOGLE: Preset = Preset {
    name: "Google",
    protocol: Protocol::OpenIdConnect,
    settings: &[(Key::Issuer, "https://accounts.google.com"), (Key::Scope, "openid email profile")],
    deviations: &[Deviation::LegacyIssuer("accounts.google.com")],
    source: "https://developers.google.com/identity/openid-connect/openid-connect",
    verified: "2026-11-22",
};

/// GitHub, by plain OAuth 2. Its callbacks carry `iss` since April 2026, hence the issuer.
pub const GITHUB: Preset = Preset {
    name: "GitHub",
    protocol: Protocol::OAuth2,
    settings: &[
        (Key::Issuer, "https://github.com/login/oauth"),
        (Key::AuthorizationEndpoint, "https://github.com/login/oauth/authorize"),
        (Key::TokenEndpoint, "https://github.com/login/oauth/access_token"),
        (Key::UserinfoEndpoint, "https://api.github.com/user"),
        (Key::ApiBaseUrl, "https://api.github.com/"),
        (Key::Scope, "read:user user:email"),
        (Key::TokenEndpointAuthMethod, "client_secret_post"),
    ],
    deviations: &[],
    source: "https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps",
    verified: "2026-11-22",
};

/// X, formerly Twitter, by OAuth 1.0a.
pub const TWITTER: Preset = Preset {
    name: "X (OAuth 1.0a)",
    protocol: Protocol::OAuth1,
    settings: &[
        (Key::RequestTokenUrl, "https://api.twitter.com/oauth/request_token"),
        (Key::AuthorizationEndpoint, "https://api.twitter.com/oauth/authenticate"),
        (Key::TokenEndpoint, "https://api.twitter.com/oauth/access_token"),
        (Key::ApiBaseUrl, "https://api.twitter.com/1.1/"),
    ],
    deviations: &[],
    source: "https://docs.x.com/fundamentals/authentication/guides/log-in-with-x",
    verified: "2026-11-22",
};
