//! The one table of the keys.

use super::{Holders, Holds, Key, Rule};
use crate::rules::{ALGORITHMS, AUTH_METHODS, Kind, RESPONSE_MODES, SIGNATURE_METHODS, SIGNATURE_PLACEMENTS};

const NOBODY: Holders = Holders { openid_connect: None, oauth2: None, oauth1: None };

const fn every(kind: Kind) -> Holders {
    Holders { oauth1: Some(Holds::Text(kind)), ..oauth2(kind) }
}

const fn oidc(kind: Kind) -> Holders {
    Holders { openid_connect: Some(Holds::Text(kind)), ..NOBODY }
}

/// OpenID Connect too, which stands on OAuth 2.
const fn oauth2(kind: Kind) -> Holders {
    Holders { oauth2: Some(Holds::Text(kind)), ..oidc(kind) }
}

const fn oauth1(kind: Kind) -> Holders {
    Holders { oauth1: Some(Holds::Text(kind)), ..NOBODY }
}

/// OAuth 1.0a appends `oauth_token` alone.
const fn authorization() -> Holders {
    Holders { oauth1: Some(Holds::Text(Kind::Url)), ..oauth2(Kind::AuthorizationUrl) }
}

const fn scopes() -> Holders {
    Holders { oauth2: Some(Holds::Text(Kind::ScopeOAuth2)), ..oidc(Kind::ScopeOpenId) }
}

const fn parameters() -> Holders {
    Holders { oauth2: Some(Holds::Text(Kind::ParametersOAuth2)), ..oidc(Kind::ParametersOpenId) }
}

/// Keycloak has realms too, as parts of its URLs.
const fn realms() -> Holders {
    Holders { oauth1: Some(Holds::Text(Kind::Text)), ..oidc(Kind::Segment) }
}

const fn presets() -> Holders {
    let preset = Some(Holds::Preset);
    Holders { openid_connect: preset, oauth2: preset, oauth1: preset }
}

const fn rule(key: Key, names: &'static [&'static str], holders: Holders) -> Rule {
    Rule { key, names, oauth1_name: None, holders }
}

const fn called_in_oauth1(name: &'static str, rule: Rule) -> Rule {
    Rule { oauth1_name: Some(name), ..rule }
}

pub(crate) const RULES: &[Rule] = &[
    rule(Key::Issuer, &["issuer"], oauth2(Kind::Issuer)),
    rule(Key::Scope, &["scope"], scopes()),
    rule(Key::RequestTokenUrl, &["request_token_url", "temporary_credentials_url"], oauth1(Kind::Url)),
    called_in_oauth1(
        "authorize_url",
        rule(Key::AuthorizationEndpoint, &["authorization_endpoint", "authorize_url"], authorization()),
    ),
    called_in_oauth1(
        "access_token_url",
        rule(Key::TokenEndpoint, &["token_endpoint", "access_token_url"], every(Kind::Url)),
    ),
    rule(Key::UserinfoEndpoint, &["userinfo_endpoint"], every(Kind::Url)),
    rule(Key::JwksUri, &["jwks_uri"], oidc(Kind::Url)),
    rule(Key::EndSessionEndpoint, &["end_session_endpoint"], oidc(Kind::Url)),
    rule(Key::RevocationEndpoint, &["revocation_endpoint"], oauth2(Kind::Url)),
    rule(Key::RefreshTokenUrl, &["refresh_token_url"], oauth2(Kind::Url)),
    rule(Key::ServerMetadataUrl, &["server_metadata_url"], oauth2(Kind::Url)),
    rule(Key::ApiBaseUrl, &["api_base_url"], every(Kind::Url)),
    rule(Key::ResponseMode, &["response_mode"], oauth2(RESPONSE_MODES)),
    rule(Key::TokenEndpointAuthMethod, &["token_endpoint_auth_method"], oauth2(AUTH_METHODS)),
    rule(Key::IdTokenSignedResponseAlg, &["id_token_signed_response_alg"], oidc(ALGORITHMS)),
    rule(Key::Prompt, &["prompt"], oidc(Kind::Prompt)),
    rule(Key::AcrValues, &["acr_values"], oidc(Kind::Text)),
    rule(Key::MaxAge, &["max_age"], oidc(Kind::Seconds)),
    rule(Key::SignatureMethod, &["signature_method"], oauth1(SIGNATURE_METHODS)),
    rule(Key::SignaturePlacement, &["signature_placement"], oauth1(SIGNATURE_PLACEMENTS)),
    rule(Key::Realm, &["realm"], realms()),
    rule(Key::ClientId, &["client_id"], every(Kind::Text)),
    rule(
        Key::AuthorizationParameters,
        &["authorization_parameters", "authorize_params"],
        Holders { oauth1: Some(Holds::Text(Kind::ParametersOAuth1)), ..parameters() },
    ),
    rule(Key::TokenParameters, &["token_parameters", "access_token_params"], parameters()),
    rule(Key::Preset, &["preset"], presets()),
    rule(Key::Domain, &["domain", "instance", "host"], oauth2(Kind::Domain)),
    rule(Key::Tenant, &["tenant"], oidc(Kind::Guid)),
    rule(Key::Tenants, &["tenants"], oidc(Kind::Guids)),
    rule(Key::Region, &["region"], oidc(Kind::Segment)),
    rule(Key::UserPool, &["user_pool"], oidc(Kind::Segment)),
    rule(Key::Application, &["application"], oidc(Kind::Segment)),
    rule(Key::TeamId, &["team_id"], oidc(Kind::Segment)),
    rule(Key::KeyId, &["key_id"], oidc(Kind::Segment)),
];

/// Names from other libraries for what has another name here.
pub(crate) const RENAMED: &[(&str, &str)] = &[
    ("auth_url", "authorization_endpoint"),
    ("authorization_params", "authorization_parameters"),
    ("base_url", "api_base_url"),
    ("client_key", "client_id"),
    ("consumer_key", "client_id"),
    ("discovery_url", "server_metadata_url"),
    ("extra_params", "authorization_parameters"),
    ("jwks_url", "jwks_uri"),
    ("provider", "preset"),
    ("scopes", "scope"),
    ("signature_type", "signature_placement"),
    ("slug", "application"),
    ("subdomain", "domain"),
    ("tenant_id", "tenant"),
    ("token_params", "token_parameters"),
    ("token_url", "token_endpoint"),
    ("user_pool_id", "user_pool"),
    ("userinfo_url", "userinfo_endpoint"),
];

/// Keys of other libraries that nobody sets here, with the reason.
pub(crate) const NOT_A_SETTING: &[(&str, &str)] = &[
    ("access_token", "remove it; each login gets its own"),
    ("refresh_token", "remove it; each login gets its own"),
    ("client_kwargs", "write its contents as keys of their own, such as `scope = \"…\"`"),
    ("code_challenge_method", "remove it; every login is protected by PKCE with `S256`"),
    ("nonce", "remove it; every login gets a fresh one"),
    ("redirect_uri", "remove it; it follows from the base URL of the application and the field's name"),
    ("redirect_url", "remove it; it follows from the base URL of the application and the field's name"),
    ("callback_url", "remove it; it follows from the base URL of the application and the field's name"),
    (
        "response_type",
        "remove it; it is always `code`: the implicit and the hybrid flow (`token`, `code id_token`) are not offered",
    ),
    ("state", "remove it; every login gets a fresh one"),
];
