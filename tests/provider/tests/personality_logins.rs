//! One whole login at every personality of OAuth 2 and OpenID Connect, as its documentation wants it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed unwrap is a failed test")]

mod common;

use common::stage::Stage;
use common::*;
use oauth_test_provider::{Endpoint, Personality};

const PKCE: &str = "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

struct Login {
    personality: Personality,
    authorize: &'static str,
    query: &'static str,
    token: &'static str,
    profile: &'static str,
    /// Where the identity is in the profile.
    identity: &'static str,
}

const fn login(
    personality: Personality,
    [authorize, query, token, profile, identity]: [&'static str; 5],
) -> Login {
    Login { personality, authorize, query, token, profile, identity }
}

const OPENID: &str = "&scope=openid%20profile%20email&nonce=n";

macro_rules! at {
    ($host:literal, $authorize:literal, $query:expr, $token:literal, $profile:literal, $identity:literal) => {
        [concat!($host, $authorize), $query, concat!($host, $token), concat!($host, $profile), $identity]
    };
}

#[rustfmt::skip]
const BASIC: &[Login] = &[
    login(Personality::GitHub, ["github.com/login/oauth/authorize", "&scope=read:user%20user:email",
        "github.com/login/oauth/access_token", "api.github.com/user", "/id"]),
    login(Personality::X, ["x.com/i/oauth2/authorize", "&scope=users.read%20tweet.read", "api.x.com/2/oauth2/token",
        "api.x.com/2/users/me?user.fields=profile_image_url", "/data/id"]),
    login(Personality::Discord, at!("discord.com", "/oauth2/authorize", "&scope=identify%20email", "/api/oauth2/token", "/api/users/@me", "/id")),
    login(Personality::Slack, at!("slack.com", "/openid/connect/authorize", OPENID, "/api/openid.connect.token", "/api/openid.connect.userInfo", "/https:~1~1slack.com~1user_id")),
    login(Personality::Spotify, ["accounts.spotify.com/authorize", "&scope=user-read-email", "accounts.spotify.com/api/token",
        "api.spotify.com/v1/me", "/id"]),
    login(Personality::Reddit, ["www.reddit.com/api/v1/authorize", "&scope=identity", "www.reddit.com/api/v1/access_token",
        "oauth.reddit.com/api/v1/me", "/id"]),
    login(Personality::Dropbox, ["www.dropbox.com/oauth2/authorize", "&scope=account_info.read", "api.dropboxapi.com/oauth2/token",
        "api.dropboxapi.com/2/users/get_current_account", "/account_id"]),
    login(Personality::GitLab, at!("gitlab.com", "/oauth/authorize", "&scope=read_user", "/oauth/token", "/api/v4/user", "/id")),
    login(Personality::Bitbucket, ["bitbucket.org/site/oauth2/authorize", "&scope=account", "bitbucket.org/site/oauth2/access_token",
        "api.bitbucket.org/2.0/user", "/uuid"]),
    login(Personality::Google, ["accounts.google.com/o/oauth2/v2/auth", OPENID, "oauth2.googleapis.com/token",
        "openidconnect.googleapis.com/v1/userinfo", "/sub"]),
    login(Personality::MicrosoftEntraIdTenants, ["login.microsoftonline.com/organizations/oauth2/v2.0/authorize", OPENID,
        "login.microsoftonline.com/organizations/oauth2/v2.0/token", "graph.microsoft.com/oidc/userinfo", "/sub"]),
    login(Personality::MicrosoftEntraIdAnyTenant, ["login.microsoftonline.com/common/oauth2/v2.0/authorize", OPENID,
        "login.microsoftonline.com/common/oauth2/v2.0/token", "graph.microsoft.com/oidc/userinfo", "/sub"]),
    login(Personality::MicrosoftEntraId, ["login.microsoftonline.com/8f14e45f-ceea-467f-a8ce-1234567890ab/oauth2/v2.0/authorize", OPENID,
        "login.microsoftonline.com/8f14e45f-ceea-467f-a8ce-1234567890ab/oauth2/v2.0/token", "graph.microsoft.com/oidc/userinfo", "/sub"]),
    login(Personality::Salesforce, at!("login.salesforce.com", "/services/oauth2/authorize", OPENID, "/services/oauth2/token", "/services/oauth2/userinfo", "/user_id")),
    login(Personality::Okta, at!("acme.okta.com", "/oauth2/default/v1/authorize", OPENID, "/oauth2/default/v1/token", "/oauth2/default/v1/userinfo", "/sub")),
    login(Personality::Auth0, at!("acme.eu.auth0.com", "/authorize", OPENID, "/oauth/token", "/userinfo", "/sub")),
    login(Personality::Keycloak, at!("login.keycloak.test/realms/staff/protocol/openid-connect", "/auth", OPENID, "/token", "/userinfo", "/sub")),
    login(Personality::Cognito, at!("acme.auth.eu-central-1.amazoncognito.com/oauth2", "/authorize", OPENID, "/token", "/userInfo", "/sub")),
    login(Personality::Authentik, at!("auth.authentik.test/application/o", "/authorize/", OPENID, "/token/", "/userinfo/", "/sub")),
    login(Personality::Zitadel, at!("acme.zitadel.cloud", "/oauth/v2/authorize", OPENID, "/oauth/v2/token", "/oidc/v1/userinfo", "/sub")),
    login(Personality::Kanidm, at!("idm.kanidm.test", "/ui/oauth2", OPENID, "/oauth2/token", "/oauth2/openid/example-oidc/userinfo", "/sub")),
    login(Personality::Yahoo, at!("api.login.yahoo.com", "/oauth2/request_auth", OPENID, "/oauth2/get_token", "/openid/v1/userinfo", "/sub")),
    login(Personality::Figma, ["www.figma.com/oauth", "&scope=current_user:read", "api.figma.com/v1/oauth/token", "api.figma.com/v1/me", "/id"]),
    login(Personality::Zoom, ["zoom.us/oauth/authorize", "", "zoom.us/oauth/token", "api.zoom.us/v2/users/me", "/id"]),
    login(Personality::PayPal, ["www.paypal.com/signin/authorize", OPENID, "api-m.paypal.com/v1/oauth2/token",
        "api-m.paypal.com/v1/identity/oauth2/userinfo?schema=paypalv1.1", "/user_id"]),
    login(Personality::HuggingFace, at!("huggingface.co", "/oauth/authorize", OPENID, "/oauth/token", "/oauth/userinfo", "/sub")),
    login(Personality::Mastodon, at!("mastodon.social", "/oauth/authorize", "&scope=read", "/oauth/token", "/api/v1/accounts/verify_credentials", "/id")),
    login(Personality::Gitea, at!("gitea.com", "/login/oauth/authorize", "", "/login/oauth/access_token", "/api/v1/user", "/id")),
];

#[rustfmt::skip]
const POST: &[Login] = &[
    login(Personality::Facebook, ["www.facebook.com/v24.0/dialog/oauth", "&scope=email,public_profile",
        "graph.facebook.com/v24.0/oauth/access_token", "graph.facebook.com/me?fields=id,name,email,picture", "/id"]),
    login(Personality::Twitch, at!("id.twitch.tv/oauth2", "/authorize", OPENID, "/token", "/userinfo", "/sub")),
    login(Personality::Atlassian, ["auth.atlassian.com/authorize", "&scope=read:me&audience=api.atlassian.com&prompt=consent",
        "auth.atlassian.com/oauth/token", "api.atlassian.com/me", "/account_id"]),
    login(Personality::Line, ["access.line.me/oauth2/v2.1/authorize", OPENID, "api.line.me/oauth2/v2.1/token",
        "api.line.me/oauth2/v2.1/userinfo", "/sub"]),
    login(Personality::Kakao, ["kauth.kakao.com/oauth/authorize", "&scope=account_email,profile_nickname", "kauth.kakao.com/oauth/token",
        "kapi.kakao.com/v2/user/me", "/id"]),
    login(Personality::Naver, ["nid.naver.com/oauth2.0/authorize", "", "nid.naver.com/oauth2.0/token", "openapi.naver.com/v1/nid/me", "/response/id"]),
    login(Personality::Strava, at!("www.strava.com", "/oauth/authorize", "&scope=read", "/api/v3/oauth/token", "/api/v3/athlete", "/id")),
    login(Personality::Patreon, at!("www.patreon.com", "/oauth2/authorize", "&scope=identity%20identity[email]", "/api/oauth2/token",
        "/api/oauth2/v2/identity?fields%5Buser%5D=email,full_name", "/data/id")),
];

fn succeeds(login: &Login, redeem: fn(&Stage, &str, &str) -> Response) {
    let stage = Stage::new(login.personality);
    let name = login.personality.name();
    let code = stage.code(login.authorize, &format!("{}{PKCE}", login.query));
    let tokens = redeem(&stage, login.token, &stage.form(&code, &format!("&code_verifier={VERIFIER}")));
    assert_eq!(tokens.status, 200, "{name}: {tokens:?}");
    let profile = stage.read(login.profile, &tokens, &[("User-Agent", "test")]);
    assert_eq!(profile.status, 200, "{name}: {profile:?}");
    let identity = profile.json().pointer(login.identity).cloned().unwrap_or_default();
    assert!(["ada-1815".into(), "4711".into(), 4711.into()].contains(&identity), "{name}: {profile:?}");
    assert_eq!(stage.provider.count(Endpoint::Token), 1, "{name}");
    assert_eq!(tokens.json().get("id_token").is_some(), login.query == OPENID, "{name}: {tokens:?}");
}

#[test]
fn every_personality_with_http_basic_can_be_used() {
    for login in BASIC {
        succeeds(login, Stage::redeem_basic);
    }
}

#[test]
fn every_personality_without_http_basic_can_be_used() {
    for login in POST {
        succeeds(login, Stage::redeem_post);
        let stage = Stage::new(login.personality);
        let code = stage.code(login.authorize, &format!("{}{PKCE}", login.query));
        let body = stage.form(&code, &format!("&code_verifier={VERIFIER}"));
        let refused = stage.redeem_basic(login.token, &body);
        assert!(refused.status >= 400, "{}: {refused:?}", login.personality.name());
    }
}

#[test]
fn nothing_else_is_under_the_hosts_of_a_personality() {
    for login in BASIC.iter().chain(POST) {
        let stage = Stage::new(login.personality);
        for at in [login.authorize, login.token] {
            assert_eq!(get(&stage.url(&format!("{at}/other"))).status, 404, "{at}");
        }
    }
}

#[test]
fn the_metadata_name_what_is_there() {
    for (personality, at, issuer) in [
        (Personality::Slack, "slack.com", "slack.com"),
        (Personality::Auth0, "acme.eu.auth0.com", "acme.eu.auth0.com/"),
        (
            Personality::Authentik,
            "auth.authentik.test/application/o/wiki",
            "auth.authentik.test/application/o/wiki/",
        ),
        (
            Personality::Kanidm,
            "idm.kanidm.test/oauth2/openid/example-oidc",
            "idm.kanidm.test/oauth2/openid/example-oidc",
        ),
        (
            Personality::MicrosoftEntraIdAnyTenant,
            "login.microsoftonline.com/common/v2.0",
            "login.microsoftonline.com/{tenantid}/v2.0",
        ),
        (Personality::Okta, "acme.okta.com/oauth2/default", "acme.okta.com/oauth2/default"),
        (Personality::Okta, "acme.okta.com", "acme.okta.com"),
    ] {
        let stage = Stage::new(personality);
        let metadata = get(&stage.url(&format!("{at}/.well-known/openid-configuration"))).json();
        assert_eq!(metadata["issuer"], stage.url(issuer), "{at}");
        assert!(!get(metadata["jwks_uri"].as_str().unwrap()).json()["keys"].as_array().unwrap().is_empty());
        let userinfo = get(metadata["userinfo_endpoint"].as_str().unwrap());
        assert!(matches!(userinfo.status, 200 | 401), "{userinfo:?}");
    }
}

#[test]
fn no_two_personalities_have_one_preset() {
    assert_eq!(Personality::ALL.len(), 45);
    let names: std::collections::HashSet<_> = Personality::ALL.iter().map(|p| p.preset_name()).collect();
    assert_eq!(names.len(), 45);
}
