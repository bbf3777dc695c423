//! Providers with an address for each customer, tenant or installation.

use super::openid::userinfo;
use crate::authorization::Pkce;
use crate::clients::ClientAuthentication::ClientSecretBasic;
use crate::journal::Endpoint::{
    ApiUser, Authorization, EndSession, Jwks, Metadata, Revocation, Token, Userinfo,
};
use crate::keys::Algorithm;
use crate::personality::play::{Ask, Claim, Content, Demand, Document, Form, Play, Refresh, Server, Shape};

const fn document(at: &'static str, demands: &'static [Demand], text: &'static str) -> Document {
    Document { endpoint: ApiUser, method: "GET", at, demands, content: Content::Text(text) }
}

macro_rules! entra {
    ($segment:literal, $issuer:literal) => {
        Server {
            issuer: concat!("login.microsoftonline.com/", $issuer, "/v2.0"),
            routes: &[
                (
                    Metadata,
                    concat!("login.microsoftonline.com/", $segment, "/v2.0/.well-known/openid-configuration"),
                ),
                (Authorization, concat!("login.microsoftonline.com/", $segment, "/oauth2/v2.0/authorize")),
                (Token, concat!("login.microsoftonline.com/", $segment, "/oauth2/v2.0/token")),
                (Jwks, concat!("login.microsoftonline.com/", $segment, "/discovery/v2.0/keys")),
                (EndSession, concat!("login.microsoftonline.com/", $segment, "/oauth2/v2.0/logout")),
            ],
        }
    };
}

/// One tenant: its own endpoints only.
pub(crate) const ENTRA_TENANT: Play = Play {
    servers: &[entra!("8f14e45f-ceea-467f-a8ce-1234567890ab", "8f14e45f-ceea-467f-a8ce-1234567890ab")],
    ..ENTRA
};
/// Several tenants, or any: the shared endpoints, whose issuer is a template.
pub(crate) const ENTRA_SHARED: Play =
    Play { servers: &[entra!("organizations", "{tenantid}"), entra!("common", "{tenantid}")], ..ENTRA };
const ENTRA: Play = Play {
    refresh: Refresh::OnScope("offline_access"),
    form: &[Form::ScopeOnRefresh],
    keys_name_issuer: true,
    claims: &[Claim::Without("email_verified"), Claim::With(r#"{"tid":"$tenant","oid":"$oid","ver":"2.0"}"#)],
    documents: &[Document {
        content: Content::ClaimsWithout(&["email_verified"], "{}"),
        ..userinfo("graph.microsoft.com/oidc/userinfo")
    }],
    ..Play::OPENID
};

pub(crate) const GITLAB: Play = Play {
    servers: &[Server {
        issuer: "gitlab.com",
        routes: &[
            (Metadata, "gitlab.com/.well-known/openid-configuration"),
            (Authorization, "gitlab.com/oauth/authorize"),
            (Token, "gitlab.com/oauth/token"),
            (Jwks, "gitlab.com/oauth/discovery/keys"),
            (Revocation, "gitlab.com/oauth/revoke"),
        ],
    }],
    documents: &[
        userinfo("gitlab.com/oauth/userinfo"),
        document(
            "gitlab.com/api/v4/user",
            &[Demand::Scope(&["read_user", "api", "read_api"])],
            r#"{"id":"$id","username":"$login","name":"$name","state":"active","locked":false,"email":"$email",
                "confirmed_at":"$confirmed_at","avatar_url":"$picture"}"#,
        ),
    ],
    ..Play::OPENID
};

macro_rules! okta {
    ($issuer:literal, $base:literal) => {
        Server {
            issuer: $issuer,
            routes: &[
                (Metadata, concat!($issuer, "/.well-known/openid-configuration")),
                (Authorization, concat!($base, "/v1/authorize")),
                (Token, concat!($base, "/v1/token")),
                (Jwks, concat!($base, "/v1/keys")),
                (Revocation, concat!($base, "/v1/revoke")),
                (EndSession, concat!($base, "/v1/logout")),
            ],
        }
    };
}

/// The organisation's server and the custom one that is called `default`.
pub(crate) const OKTA: Play = Play {
    servers: &[
        okta!("acme.okta.com", "acme.okta.com/oauth2"),
        okta!("acme.okta.com/oauth2/default", "acme.okta.com/oauth2/default"),
    ],
    client_authentication: &[ClientSecretBasic],
    // "state required even with PKCE".
    ask: &[Ask::Has("state")],
    form: &[Form::ScopeOnRefresh],
    refresh: Refresh::OnScope("offline_access"),
    documents: &[
        userinfo("acme.okta.com/oauth2/v1/userinfo"),
        userinfo("acme.okta.com/oauth2/default/v1/userinfo"),
    ],
    ..Play::OPENID
};

pub(crate) const AUTH0: Play = Play {
    servers: &[Server {
        issuer: "acme.eu.auth0.com/",
        routes: &[
            (Metadata, "acme.eu.auth0.com/.well-known/openid-configuration"),
            (Authorization, "acme.eu.auth0.com/authorize"),
            (Token, "acme.eu.auth0.com/oauth/token"),
            (Jwks, "acme.eu.auth0.com/.well-known/jwks.json"),
            (Revocation, "acme.eu.auth0.com/oauth/revoke"),
            (EndSession, "acme.eu.auth0.com/oidc/logout"),
        ],
    }],
    refresh: Refresh::OnScope("offline_access"),
    documents: &[userinfo("acme.eu.auth0.com/userinfo")],
    ..Play::OPENID
};

macro_rules! keycloak {
    ($path:literal) => {
        concat!("login.keycloak.test/realms/staff", $path)
    };
}

pub(crate) const KEYCLOAK: Play = Play {
    servers: &[Server {
        issuer: keycloak!(""),
        routes: &[
            (Metadata, keycloak!("/.well-known/openid-configuration")),
            (Authorization, keycloak!("/protocol/openid-connect/auth")),
            (Token, keycloak!("/protocol/openid-connect/token")),
            (Jwks, keycloak!("/protocol/openid-connect/certs")),
            (Revocation, keycloak!("/protocol/openid-connect/revoke")),
            (EndSession, keycloak!("/protocol/openid-connect/logout")),
        ],
    }],
    callback_issuer: Some(keycloak!("")),
    documents: &[userinfo(keycloak!("/protocol/openid-connect/userinfo"))],
    ..Play::OPENID
};

macro_rules! cognito {
    ($path:literal) => {
        concat!("acme.auth.eu-central-1.amazoncognito.com", $path)
    };
}

pub(crate) const COGNITO: Play = Play {
    servers: &[Server {
        issuer: "cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI",
        routes: &[
            (
                Metadata,
                "cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI/.well-known/openid-configuration",
            ),
            (Jwks, "cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI/.well-known/jwks.json"),
            (Authorization, cognito!("/oauth2/authorize")),
            (Token, cognito!("/oauth2/token")),
            (Revocation, cognito!("/oauth2/revoke")),
            (EndSession, cognito!("/logout")),
        ],
    }],
    ask: &[Ask::NoPlus],
    refresh: Refresh::Stays,
    shape: &[Shape::Without("scope")],
    documents: &[
        Document {
            content: Content::Claims(r#"{"email_verified":"$verified_text"}"#),
            ..userinfo(cognito!("/oauth2/userInfo"))
        },
        Document {
            content: Content::Claims(r#"{"email_verified":"$verified_text"}"#),
            ..userinfo(cognito!("/oauth2/userinfo"))
        },
    ],
    claims: &[Claim::TextVerified],
    ..Play::OPENID
};

pub(crate) const AUTHENTIK: Play = Play {
    servers: &[Server {
        issuer: "auth.authentik.test/application/o/wiki/",
        routes: &[
            (Metadata, "auth.authentik.test/application/o/wiki/.well-known/openid-configuration"),
            (Authorization, "auth.authentik.test/application/o/authorize/"),
            (Token, "auth.authentik.test/application/o/token/"),
            (Jwks, "auth.authentik.test/application/o/wiki/jwks/"),
            (Revocation, "auth.authentik.test/application/o/revoke/"),
            (EndSession, "auth.authentik.test/application/o/wiki/end-session/"),
        ],
    }],
    client_authentication: &[ClientSecretBasic],
    refresh: Refresh::OnScope("offline_access"),
    documents: &[userinfo("auth.authentik.test/application/o/userinfo/")],
    ..Play::OPENID
};

pub(crate) const ZITADEL: Play = Play {
    servers: &[Server {
        issuer: "acme.zitadel.cloud",
        routes: &[
            (Metadata, "acme.zitadel.cloud/.well-known/openid-configuration"),
            (Authorization, "acme.zitadel.cloud/oauth/v2/authorize"),
            (Token, "acme.zitadel.cloud/oauth/v2/token"),
            (Jwks, "acme.zitadel.cloud/oauth/v2/keys"),
            (Revocation, "acme.zitadel.cloud/oauth/v2/revoke"),
            (EndSession, "acme.zitadel.cloud/oidc/v1/end_session"),
        ],
    }],
    client_authentication: &[ClientSecretBasic],
    refresh: Refresh::OnScope("offline_access"),
    claims: &[Claim::Project("246260630850437123")],
    documents: &[userinfo("acme.zitadel.cloud/oidc/v1/userinfo")],
    ..Play::OPENID
};

pub(crate) const KANIDM: Play = Play {
    servers: &[Server {
        issuer: "idm.kanidm.test/oauth2/openid/{client_id}",
        routes: &[
            (Metadata, "idm.kanidm.test/oauth2/openid/{client_id}/.well-known/openid-configuration"),
            (Authorization, "idm.kanidm.test/ui/oauth2"),
            (Token, "idm.kanidm.test/oauth2/token"),
            (Jwks, "idm.kanidm.test/oauth2/openid/{client_id}/public_key.jwk"),
            (Revocation, "idm.kanidm.test/oauth2/token/revoke"),
        ],
    }],
    pkce: Pkce::Required,
    algorithm: Algorithm::ES256,
    documents: &[userinfo("idm.kanidm.test/oauth2/openid/{client_id}/userinfo")],
    ..Play::OPENID
};

pub(crate) const MASTODON: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[
            (Authorization, "mastodon.social/oauth/authorize"),
            (Token, "mastodon.social/oauth/token"),
            (Revocation, "mastodon.social/oauth/revoke"),
        ],
    }],
    refresh: Refresh::Never,
    shape: &[Shape::Without("expires_in"), Shape::With(r#"{"created_at":1700000000}"#)],
    documents: &[document(
        "mastodon.social/api/v1/accounts/verify_credentials",
        &[Demand::Scope(&["read", "read:accounts", "profile"])],
        r#"{"id":"$id_text","username":"$login","acct":"$login","display_name":"$name","avatar":"$picture",
            "avatar_static":"$picture"}"#,
    )],
    ..Play::OAUTH2
};

pub(crate) const GITEA: Play = Play {
    servers: &[Server {
        issuer: "gitea.com",
        routes: &[
            (Metadata, "gitea.com/.well-known/openid-configuration"),
            (Authorization, "gitea.com/login/oauth/authorize"),
            (Token, "gitea.com/login/oauth/access_token"),
            (Jwks, "gitea.com/login/oauth/keys"),
        ],
    }],
    client_authentication: &[ClientSecretBasic],
    documents: &[
        Document { endpoint: Userinfo, ..userinfo("gitea.com/login/oauth/userinfo") },
        document(
            "gitea.com/api/v1/user",
            &[],
            r#"{"id":"$id","login":"$login","full_name":"$name","email":"$email","avatar_url":"$picture"}"#,
        ),
    ],
    ..Play::OPENID
};
