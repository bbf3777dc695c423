//! Developer platforms and work places that speak OAuth 2 without OpenID Connect.

use crate::authorization::Pkce;
use crate::clients::ClientAuthentication::{ClientSecretBasic, ClientSecretPost};
use crate::journal::Endpoint::{ApiEmails, ApiUser, Authorization, Revocation, Token};
use crate::personality::play::{Ask, Content, Demand, Document, Errors, Form, Play, Refresh, Server, Shape};

/// A profile, read with GET.
pub(super) const fn profile(at: &'static str, demands: &'static [Demand], text: &'static str) -> Document {
    Document { endpoint: ApiUser, method: "GET", at, demands, content: Content::Text(text) }
}

pub(crate) const GITHUB: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[
            (Authorization, "github.com/login/oauth/authorize"),
            (Token, "github.com/login/oauth/access_token"),
        ],
    }],
    callback_issuer: Some("github.com/login/oauth"),
    refresh: Refresh::Never,
    shape: &[Shape::FormUnlessAccepted, Shape::CommaScope, Shape::Without("expires_in")],
    errors: Errors::Ok200,
    documents: &[
        profile(
            "api.github.com/user",
            &[Demand::Header("user-agent", 403)],
            r#"{"id":"$id","login":"$login","name":"$name","email":null,"avatar_url":"$picture","type":"User"}"#,
        ),
        Document {
            endpoint: ApiEmails,
            ..profile(
                "api.github.com/user/emails",
                &[Demand::Header("user-agent", 403), Demand::Scope(&["user:email", "user"])],
                r#"[{"email":"$login@users.noreply.github.com","primary":false,"verified":true,"visibility":null},
                    {"email":"$email","primary":true,"verified":"$verified","visibility":"private"}]"#,
            )
        },
    ],
    ..Play::OAUTH2
};

pub(crate) const BITBUCKET: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[
            (Authorization, "bitbucket.org/site/oauth2/authorize"),
            (Token, "bitbucket.org/site/oauth2/access_token"),
        ],
    }],
    client_authentication: &[ClientSecretBasic],
    pkce: Pkce::Ignored,
    refresh: Refresh::Stays,
    shape: &[Shape::Renamed("scope", "scopes")],
    documents: &[
        profile(
            "api.bitbucket.org/2.0/user",
            &[Demand::Scope(&["account"])],
            r#"{"type":"user","uuid":"$sub","account_id":"$id_text","username":"$login","nickname":"$login",
                "display_name":"$name","links":{"avatar":{"href":"$picture"}}}"#,
        ),
        Document {
            endpoint: ApiEmails,
            ..profile(
                "api.bitbucket.org/2.0/user/emails",
                &[Demand::Scope(&["account", "email"])],
                r#"{"pagelen":10,"page":1,"size":2,"values":[
                    {"type":"email","email":"$login@old.example","is_primary":false,"is_confirmed":true},
                    {"type":"email","email":"$email","is_primary":true,"is_confirmed":"$verified"}]}"#,
            )
        },
    ],
    ..Play::OAUTH2
};

pub(crate) const ATLASSIAN: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[(Authorization, "auth.atlassian.com/authorize"), (Token, "auth.atlassian.com/oauth/token")],
    }],
    client_authentication: &[ClientSecretPost],
    ask: &[Ask::Is("audience", "api.atlassian.com"), Ask::Is("prompt", "consent")],
    refresh: Refresh::OnScope("offline_access"),
    documents: &[profile(
        "api.atlassian.com/me",
        &[Demand::Scope(&["read:me"])],
        r#"{"account_type":"atlassian","account_id":"$sub","email":"$email","name":"$name","picture":"$picture",
            "account_status":"active"}"#,
    )],
    ..Play::OAUTH2
};

pub(crate) const NOTION: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[
            (Authorization, "api.notion.com/v1/oauth/authorize"),
            (Token, "api.notion.com/v1/oauth/token"),
        ],
    }],
    client_authentication: &[ClientSecretBasic],
    pkce: Pkce::Ignored,
    refresh: Refresh::Never,
    ask: &[Ask::Is("owner", "user")],
    form: &[Form::Json],
    shape: &[
        Shape::Without("expires_in"),
        Shape::Without("scope"),
        Shape::With(
            r#"{"bot_id":"b07","workspace_id":"w07","workspace_name":"Example","owner":{"type":"user","user":
                {"object":"user","id":"$sub","name":"$name","avatar_url":"$picture","type":"person",
                 "person":{"email":"$email"}}}}"#,
        ),
    ],
    errors: Errors::Notion,
    documents: &[profile(
        "api.notion.com/v1/users/me",
        &[Demand::Header("notion-version", 400)],
        r#"{"object":"user","id":"b07","name":"Example application","type":"bot","bot":{"owner":{"type":"user","user":
            {"object":"user","id":"$sub","name":"$name","avatar_url":"$picture","type":"person",
             "person":{"email":"$email"}}},"workspace_name":"Example"}}"#,
    )],
    ..Play::OAUTH2
};

pub(crate) const DROPBOX: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[
            (Authorization, "www.dropbox.com/oauth2/authorize"),
            (Token, "api.dropboxapi.com/oauth2/token"),
            (Revocation, "api.dropboxapi.com/2/auth/token/revoke"),
        ],
    }],
    form: &[Form::BearerRevocation],
    refresh: Refresh::OnParameters(&[("token_access_type", "offline")]),
    shape: &[Shape::With(r#"{"account_id":"$sub","uid":"$id_text"}"#)],
    documents: &[Document {
        method: "POST",
        ..profile(
            "api.dropboxapi.com/2/users/get_current_account",
            &[Demand::NoBody, Demand::Scope(&["account_info.read"])],
            r#"{"account_id":"$sub","name":{"given_name":"$given_name","surname":"$family_name",
                "display_name":"$name"},"email":"$email","email_verified":"$verified","disabled":false,
                "profile_photo_url":"$picture"}"#,
        )
    }],
    ..Play::OAUTH2
};

pub(crate) const FIGMA: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[
            (Authorization, "www.figma.com/oauth"),
            (Token, "api.figma.com/v1/oauth/token"),
            (Token, "api.figma.com/v1/oauth/refresh"),
        ],
    }],
    client_authentication: &[ClientSecretBasic],
    refresh: Refresh::Stays,
    refresh_at: Some("api.figma.com/v1/oauth/refresh"),
    shape: &[Shape::Without("scope"), Shape::With(r#"{"user_id_string":"$id_text"}"#)],
    documents: &[profile(
        "api.figma.com/v1/me",
        &[Demand::Scope(&["current_user:read", "files:read"])],
        r#"{"id":"$id_text","email":"$email","handle":"$name","img_url":"$picture"}"#,
    )],
    ..Play::OAUTH2
};

pub(crate) const ZOOM: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[
            (Authorization, "zoom.us/oauth/authorize"),
            (Token, "zoom.us/oauth/token"),
            (Revocation, "zoom.us/oauth/revoke"),
        ],
    }],
    documents: &[profile(
        "api.zoom.us/v2/users/me",
        &[],
        r#"{"id":"$sub","first_name":"$given_name","last_name":"$family_name","display_name":"$name","email":"$email",
            "verified":1,"pic_url":"$picture","status":"active"}"#,
    )],
    ..Play::OAUTH2
};

pub(crate) const SPOTIFY: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[
            (Authorization, "accounts.spotify.com/authorize"),
            (Token, "accounts.spotify.com/api/token"),
        ],
    }],
    client_authentication: &[ClientSecretBasic],
    refresh: Refresh::Stays,
    documents: &[profile(
        "api.spotify.com/v1/me",
        &[],
        r#"{"id":"$id_text","display_name":"$name","email":"$email","type":"user",
            "images":[{"url":"$picture","height":300,"width":300}]}"#,
    )],
    email_scope: Some(&["user-read-email"]),
    ..Play::OAUTH2
};

pub(crate) const STRAVA: Play = Play {
    servers: &[Server {
        issuer: "",
        routes: &[
            (Authorization, "www.strava.com/oauth/authorize"),
            (Token, "www.strava.com/api/v3/oauth/token"),
            (Token, "www.strava.com/oauth/token"),
        ],
    }],
    client_authentication: &[ClientSecretPost],
    pkce: Pkce::Ignored,
    ask: &[Ask::CommaScopes],
    shape: &[
        Shape::Without("scope"),
        Shape::With(
            r#"{"expires_at":4000000000,"athlete":{"id":"$id","firstname":"$given_name","lastname":"$family_name",
                "profile":"$picture"}}"#,
        ),
    ],
    documents: &[profile(
        "www.strava.com/api/v3/athlete",
        &[Demand::Scope(&["read", "read_all", "profile:read_all"])],
        r#"{"id":"$id","username":"$login","firstname":"$given_name","lastname":"$family_name","profile":"$picture"}"#,
    )],
    ..Play::OAUTH2
};
