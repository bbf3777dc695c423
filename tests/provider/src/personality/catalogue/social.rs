//! Social networks that speak OAuth 2 without OpenID Connect.

use super::oauth2::profile;
use crate::authorization::Pkce;
use crate::clients::ClientAuthentication::{ClientSecretBasic, ClientSecretPost};
use crate::journal::Endpoint::{Authorization, Revocation, Token};
use crate::personality::play::{Ask, Demand, Errors, Form, Play, Refresh, Server, Shape};

const FACEBOOK_FIELDS: Demand = Demand::Fields { parameter: "fields", of: "", always: &["id"] };
const FACEBOOK_ME: &str = r#"{"id":"$id_text","name":"$name","first_name":"$given_name","last_name":"$family_name",
    "email":"$email","picture":{"data":{"height":50,"is_silhouette":false,"url":"$picture","width":50}}}"#;

pub(crate) const FACEBOOK: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[
            (Authorization, "www.facebook.com/v24.0/dialog/oauth"),
            (Token, "graph.facebook.com/v24.0/oauth/access_token"),
        ],
    }],
    client_authentication: &[ClientSecretPost],
    pkce: Pkce::Ignored,
    refresh: Refresh::Never,
    ask: &[Ask::CommaScopes],
    shape: &[Shape::Without("scope")],
    errors: Errors::Graph,
    documents: &[
        profile("graph.facebook.com/me", &[FACEBOOK_FIELDS], FACEBOOK_ME),
        profile("graph.facebook.com/v24.0/me", &[FACEBOOK_FIELDS], FACEBOOK_ME),
    ],
    email_scope: Some(&["email"]),
    ..Play::OAUTH2
};

const X_DEMANDS: &[Demand] = &[
    Demand::Scope(&["users.read"]),
    Demand::Scope(&["tweet.read"]),
    Demand::MoreFields { parameter: "user.fields", of: "/data", always: &["id", "name", "username"] },
];
const X_ME: &str = r#"{"data":{"id":"$id_text","name":"$name","username":"$login","profile_image_url":"$picture",
    "confirmed_email":"$verified_email"}}"#;

pub(crate) const X: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[
            (Authorization, "x.com/i/oauth2/authorize"),
            (Authorization, "twitter.com/i/oauth2/authorize"),
            (Token, "api.x.com/2/oauth2/token"),
            (Token, "api.twitter.com/2/oauth2/token"),
            (Revocation, "api.x.com/2/oauth2/revoke"),
            (Revocation, "api.twitter.com/2/oauth2/revoke"),
        ],
    }],
    client_authentication: &[ClientSecretBasic],
    pkce: Pkce::Required,
    refresh: Refresh::OnScope("offline.access"),
    documents: &[
        profile("api.x.com/2/users/me", X_DEMANDS, X_ME),
        profile("api.twitter.com/2/users/me", X_DEMANDS, X_ME),
    ],
    email_scope: Some(&["users.email"]),
    ..Play::OAUTH2
};

pub(crate) const DISCORD: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[
            (Authorization, "discord.com/oauth2/authorize"),
            (Authorization, "discord.com/api/oauth2/authorize"),
            (Token, "discord.com/api/oauth2/token"),
            (Revocation, "discord.com/api/oauth2/token/revoke"),
        ],
    }],
    documents: &[profile(
        "discord.com/api/users/@me",
        &[Demand::Scope(&["identify"])],
        r#"{"id":"$id_text","username":"$login","global_name":"$name","discriminator":"0",
            "avatar":"8342729096ea3675442027381ff50dfe","email":"$email","verified":"$verified"}"#,
    )],
    email_scope: Some(&["email"]),
    ..Play::OAUTH2
};

pub(crate) const REDDIT: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[
            (Authorization, "www.reddit.com/api/v1/authorize"),
            (Token, "www.reddit.com/api/v1/access_token"),
            (Revocation, "www.reddit.com/api/v1/revoke_token"),
        ],
    }],
    client_authentication: &[ClientSecretBasic],
    pkce: Pkce::Ignored,
    refresh: Refresh::OnParameters(&[("duration", "permanent")]),
    form: &[Form::UserAgent],
    documents: &[profile(
        "oauth.reddit.com/api/v1/me",
        &[Demand::Header("user-agent", 429), Demand::Scope(&["identity"])],
        r#"{"id":"$id_text","name":"$login","icon_img":"$picture","has_verified_email":"$verified"}"#,
    )],
    ..Play::OAUTH2
};

pub(crate) const TIKTOK: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[
            (Authorization, "www.tiktok.com/v2/auth/authorize"),
            (Authorization, "www.tiktok.com/v2/auth/authorize/"),
            (Token, "open.tiktokapis.com/v2/oauth/token/"),
            (Revocation, "open.tiktokapis.com/v2/oauth/revoke/"),
        ],
    }],
    client_authentication: &[ClientSecretPost],
    ask: &[Ask::ClientKey, Ask::CommaScopes],
    form: &[Form::ClientKey],
    shape: &[Shape::CommaScope, Shape::With(r#"{"open_id":"$sub","refresh_expires_in":31536000}"#)],
    errors: Errors::Envelope,
    documents: &[profile(
        "open.tiktokapis.com/v2/user/info/",
        &[
            Demand::Scope(&["user.info.basic"]),
            Demand::Fields { parameter: "fields", of: "/data/user", always: &[] },
        ],
        r#"{"data":{"user":{"open_id":"$sub","union_id":"$sub","avatar_url":"$picture","display_name":"$name"}},
            "error":{"code":"ok","message":"","log_id":"20261122"}}"#,
    )],
    ..Play::OAUTH2
};

pub(crate) const PATREON: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[
            (Authorization, "www.patreon.com/oauth2/authorize"),
            (Token, "www.patreon.com/api/oauth2/token"),
        ],
    }],
    client_authentication: &[ClientSecretPost],
    pkce: Pkce::Ignored,
    documents: &[profile(
        "www.patreon.com/api/oauth2/v2/identity",
        &[
            Demand::Scope(&["identity"]),
            Demand::Fields { parameter: "fields[user]", of: "/data/attributes", always: &[] },
        ],
        r#"{"data":{"id":"$id_text","type":"user","attributes":{"email":"$email","full_name":"$name",
            "image_url":"$picture","is_email_verified":"$verified"}},
            "links":{"self":"https://www.patreon.com/api/oauth2/v2/user"}}"#,
    )],
    email_scope: Some(&["identity[email]"]),
    ..Play::OAUTH2
};

pub(crate) const KAKAO: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[(Authorization, "kauth.kakao.com/oauth/authorize"), (Token, "kauth.kakao.com/oauth/token")],
    }],
    client_authentication: &[ClientSecretPost],
    pkce: Pkce::Ignored,
    ask: &[Ask::CommaScopes],
    shape: &[Shape::With(r#"{"refresh_token_expires_in":5184000}"#)],
    documents: &[profile(
        "kapi.kakao.com/v2/user/me",
        &[],
        r#"{"id":"$id","connected_at":"2026-01-01T00:00:00Z","kakao_account":{"email":"$email","is_email_valid":true,
            "is_email_verified":"$verified","profile":{"nickname":"$name","profile_image_url":"$picture"}}}"#,
    )],
    email_scope: Some(&["account_email"]),
    ..Play::OAUTH2
};

pub(crate) const NAVER: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[
            (Authorization, "nid.naver.com/oauth2.0/authorize"),
            (Token, "nid.naver.com/oauth2.0/token"),
        ],
    }],
    client_authentication: &[ClientSecretPost],
    pkce: Pkce::Ignored,
    refresh: Refresh::Stays,
    shape: &[Shape::TextExpiry, Shape::Without("scope")],
    errors: Errors::ResultCode,
    documents: &[profile(
        "openapi.naver.com/v1/nid/me",
        &[],
        r#"{"resultcode":"00","message":"success","response":{"id":"$sub","email":"$email","name":"$name",
            "nickname":"$login","profile_image":"$picture"}}"#,
    )],
    ..Play::OAUTH2
};
