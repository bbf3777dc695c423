//! OpenID Connect providers that exist once.

use crate::authorization::Pkce;
use crate::clients::ClientAuthentication::{ClientSecretBasic, ClientSecretPost};
use crate::journal::Endpoint::{ApiUser, Authorization, Jwks, Metadata, Revocation, Token, Userinfo};
use crate::keys::Algorithm;
use crate::personality::play::{
    Ask, Claim, Content, Demand, Document, Errors, Form, IdToken, Play, Refresh, Server, Shape,
};

/// A userinfo endpoint as it is written.
pub(super) const fn userinfo(at: &'static str) -> Document {
    Document { endpoint: Userinfo, method: "GET", at, demands: &[], content: Content::Claims("{}") }
}

pub(crate) const GOOGLE: Play = Play {
    servers: &[Server {
        issuer: "accounts.google.com",
        routes: &[
            (Metadata, "accounts.google.com/.well-known/openid-configuration"),
            (Authorization, "accounts.google.com/o/oauth2/v2/auth"),
            (Token, "oauth2.googleapis.com/token"),
            (Jwks, "www.googleapis.com/oauth2/v3/certs"),
            (Revocation, "oauth2.googleapis.com/revoke"),
        ],
    }],
    refresh: Refresh::OnParameters(&[("access_type", "offline"), ("prompt", "consent")]),
    documents: &[userinfo("openidconnect.googleapis.com/v1/userinfo")],
    ..Play::OPENID
};

pub(crate) const APPLE: Play = Play {
    servers: &[Server {
        issuer: "appleid.apple.com",
        routes: &[
            (Metadata, "appleid.apple.com/.well-known/openid-configuration"),
            (Authorization, "appleid.apple.com/auth/authorize"),
            (Token, "appleid.apple.com/auth/token"),
            (Jwks, "appleid.apple.com/auth/keys"),
            (Revocation, "appleid.apple.com/auth/revoke"),
        ],
    }],
    // "ID token is returned although scope openid is not sent".
    id_token: IdToken::Always,
    client_authentication: &[ClientSecretPost],
    refresh: Refresh::Stays,
    ask: &[Ask::FormPostForScopes],
    form: &[Form::SecretIsJwt],
    shape: &[Shape::Without("scope")],
    claims: &[Claim::TextVerified],
    ..Play::OPENID
};

pub(crate) const LINKEDIN: Play = Play {
    servers: &[Server {
        issuer: "www.linkedin.com/oauth",
        routes: &[
            (Metadata, "www.linkedin.com/oauth/.well-known/openid-configuration"),
            (Authorization, "www.linkedin.com/oauth/v2/authorization"),
            (Token, "www.linkedin.com/oauth/v2/accessToken"),
            (Jwks, "www.linkedin.com/oauth/openid/jwks"),
        ],
    }],
    client_authentication: &[ClientSecretPost],
    pkce: Pkce::Ignored,
    form: &[Form::NoVerifier],
    shape: &[Shape::With(r#"{"refresh_token_expires_in":31536000}"#)],
    claims: &[Claim::NoNonce],
    documents: &[Document {
        content: Content::Claims(r#"{"locale":{"country":"GB","language":"en"}}"#),
        ..userinfo("api.linkedin.com/v2/userinfo")
    }],
    ..Play::OPENID
};

pub(crate) const SLACK: Play = Play {
    servers: &[Server {
        issuer: "slack.com",
        routes: &[
            (Metadata, "slack.com/.well-known/openid-configuration"),
            (Authorization, "slack.com/openid/connect/authorize"),
            (Token, "slack.com/api/openid.connect.token"),
            (Jwks, "slack.com/openid/connect/keys"),
        ],
    }],
    pkce: Pkce::Ignored,
    refresh: Refresh::Never,
    shape: &[Shape::With(r#"{"ok":true}"#), Shape::Without("scope"), Shape::Without("expires_in")],
    claims: &[
        Claim::NonceAlways,
        Claim::With(r#"{"https://slack.com/team_id":"T0R7GR","https://slack.com/user_id":"$sub"}"#),
    ],
    errors: Errors::OkFalse,
    documents: &[Document {
        content: Content::Claims(
            r#"{"ok":true,"https://slack.com/user_id":"$sub","https://slack.com/team_id":"T0R7GR",
                "https://slack.com/user_image_512":"$picture","https://slack.com/team_name":"Example"}"#,
        ),
        ..userinfo("slack.com/api/openid.connect.userInfo")
    }],
    ..Play::OPENID
};

pub(crate) const TWITCH: Play = Play {
    servers: &[Server {
        issuer: "id.twitch.tv/oauth2",
        routes: &[
            (Metadata, "id.twitch.tv/oauth2/.well-known/openid-configuration"),
            (Authorization, "id.twitch.tv/oauth2/authorize"),
            (Token, "id.twitch.tv/oauth2/token"),
            (Jwks, "id.twitch.tv/oauth2/keys"),
            (Revocation, "id.twitch.tv/oauth2/revoke"),
        ],
    }],
    client_authentication: &[ClientSecretPost],
    pkce: Pkce::Ignored,
    refresh: Refresh::Stays,
    shape: &[Shape::ArrayScope],
    claims: &[Claim::OnlyAsked],
    errors: Errors::StatusMessage,
    documents: &[Document {
        content: Content::AskedClaims(r#"{"preferred_username":"$login"}"#),
        ..userinfo("id.twitch.tv/oauth2/userinfo")
    }],
    ..Play::OPENID
};

pub(crate) const SALESFORCE: Play = Play {
    servers: &[Server {
        issuer: "login.salesforce.com",
        routes: &[
            (Metadata, "login.salesforce.com/.well-known/openid-configuration"),
            (Authorization, "login.salesforce.com/services/oauth2/authorize"),
            (Token, "login.salesforce.com/services/oauth2/token"),
            (Jwks, "login.salesforce.com/id/keys"),
            (Revocation, "login.salesforce.com/services/oauth2/revoke"),
        ],
    }],
    refresh: Refresh::OnScope("refresh_token"),
    shape: &[
        Shape::Without("expires_in"),
        Shape::With(r#"{"instance_url":"https://acme.my.salesforce.com","issued_at":"1700000000000"}"#),
    ],
    documents: &[Document {
        content: Content::Claims(
            r#"{"user_id":"$sub","organization_id":"00D000000000001","picture":"$picture","active":true}"#,
        ),
        ..userinfo("login.salesforce.com/services/oauth2/userinfo")
    }],
    ..Play::OPENID
};

pub(crate) const YAHOO: Play = Play {
    servers: &[Server {
        issuer: "api.login.yahoo.com",
        routes: &[
            (Metadata, "api.login.yahoo.com/.well-known/openid-configuration"),
            (Authorization, "api.login.yahoo.com/oauth2/request_auth"),
            (Token, "api.login.yahoo.com/oauth2/get_token"),
            (Jwks, "api.login.yahoo.com/openid/v1/certs"),
        ],
    }],
    client_authentication: &[ClientSecretBasic],
    refresh: Refresh::Stays,
    documents: &[userinfo("api.login.yahoo.com/openid/v1/userinfo")],
    ..Play::OPENID
};

pub(crate) const LINE: Play = Play {
    servers: &[Server {
        issuer: "access.line.me",
        routes: &[
            (Metadata, "access.line.me/.well-known/openid-configuration"),
            (Authorization, "access.line.me/oauth2/v2.1/authorize"),
            (Token, "api.line.me/oauth2/v2.1/token"),
            (Jwks, "api.line.me/oauth2/v2.1/certs"),
            (Revocation, "api.line.me/oauth2/v2.1/revoke"),
        ],
    }],
    client_authentication: &[ClientSecretPost],
    refresh: Refresh::Stays,
    algorithm: Algorithm::HS256,
    // The document speaks of native applications; "web-login ID tokens are HS256 signed with the channel secret".
    metadata_algorithm: Some(Algorithm::ES256),
    claims: &[Claim::Without("email_verified")],
    documents: &[Document {
        // The address is in the ID token alone.
        content: Content::ClaimsWithout(&["email", "email_verified"], r#"{"picture":"$picture"}"#),
        ..userinfo("api.line.me/oauth2/v2.1/userinfo")
    }],
    ..Play::OPENID
};

pub(crate) const PAYPAL: Play = Play {
    servers: &[Server {
        issuer: "www.paypal.com",
        routes: &[
            (Metadata, "www.paypal.com/.well-known/openid-configuration"),
            (Authorization, "www.paypal.com/signin/authorize"),
            (Token, "api-m.paypal.com/v1/oauth2/token"),
            (Jwks, "api-m.paypal.com/v1/oauth2/certs"),
        ],
    }],
    client_authentication: &[ClientSecretBasic],
    pkce: Pkce::Ignored,
    refresh: Refresh::Stays,
    documents: &[Document {
        endpoint: ApiUser,
        demands: &[Demand::Query("schema", "paypalv1.1")],
        content: Content::Text(
            r#"{"user_id":"$sub","sub":"$sub","name":"$name","given_name":"$given_name","family_name":"$family_name",
                "payer_id":"PAYER1","email":"$email","email_verified":"$verified",
                "emails":[{"value":"$email","primary":true,"confirmed":"$verified"}]}"#,
        ),
        ..userinfo("api-m.paypal.com/v1/identity/oauth2/userinfo")
    }],
    email_scope: Some(&["email"]),
    ..Play::OPENID
};

pub(crate) const HUGGING_FACE: Play = Play {
    servers: &[Server {
        issuer: "huggingface.co",
        routes: &[
            (Metadata, "huggingface.co/.well-known/openid-configuration"),
            (Authorization, "huggingface.co/oauth/authorize"),
            (Token, "huggingface.co/oauth/token"),
            (Jwks, "huggingface.co/oauth/jwks"),
        ],
    }],
    documents: &[Document {
        content: Content::Claims(r#"{"picture":"$picture","isPro":false}"#),
        ..userinfo("huggingface.co/oauth/userinfo")
    }],
    ..Play::OPENID
};
