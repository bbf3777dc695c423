//! One departure each of further personalities, driven both ways.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed unwrap is a failed test")]

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::stage::{Stage, bearer};
use common::*;
use oauth_test_provider::{Endpoint, Personality, Provider};
use ring::hmac;
use serde_json::json;

const PKCE: &str = "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

#[test]
fn slack_has_an_empty_nonce_when_none_was_sent() {
    let stage = Stage::new(Personality::Slack);
    let nonce = |more: &str| {
        let code = stage.code("slack.com/openid/connect/authorize", &format!("&scope=openid{more}"));
        id_token(&stage.redeem_post("slack.com/api/openid.connect.token", &stage.form(&code, ""))).1["nonce"]
            .clone()
    };
    assert_eq!((nonce(""), nonce("&nonce=n")), ("".into(), "n".into()));
    let refused = send(
        &stage.url("slack.com/api/openid.connect.userInfo"),
        "GET",
        &[("Authorization", "Bearer x")],
        "",
    );
    assert_eq!((refused.status, refused.json()), (200, json!({ "ok": false, "error": "invalid_token" })));
}

#[test]
fn entra_id_puts_the_tenant_into_the_issuer() {
    let stage = Stage::new(Personality::MicrosoftEntraIdTenants);
    let base = "login.microsoftonline.com/organizations/oauth2/v2.0";
    let code = stage.code(&format!("{base}/authorize"), "&scope=openid%20email%20offline_access");
    let tokens = stage.redeem_post(&format!("{base}/token"), &stage.form(&code, ""));
    let claims = id_token(&tokens).1;
    let tenant = claims["tid"].as_str().unwrap();
    assert_eq!(claims["iss"], stage.url(&format!("login.microsoftonline.com/{tenant}/v2.0")));
    assert_eq!(claims.get("email_verified"), None);
    let token = tokens.json()["refresh_token"].as_str().unwrap().to_owned();
    let refresh = format!("grant_type=refresh_token&refresh_token={token}");
    assert_eq!(stage.redeem_post(&format!("{base}/token"), &refresh).error(), "invalid_request");
    let with_scope = format!("{refresh}&scope=openid");
    assert_eq!(stage.redeem_post(&format!("{base}/token"), &with_scope).status, 200);
}

#[test]
fn facebook_wants_commas_and_fields() {
    let stage = Stage::new(Personality::Facebook);
    let at = "www.facebook.com/v24.0/dialog/oauth";
    assert_eq!(stage.authorize(at, "&scope=email%20public_profile").status, 400);
    let code = stage.code(at, "&scope=email,public_profile");
    let tokens = stage.redeem_post("graph.facebook.com/v24.0/oauth/access_token", &stage.form(&code, ""));
    let refused = stage.read("graph.facebook.com/me", &tokens, &[]);
    assert_eq!((refused.status, &refused.json()["error"]["type"]), (400, &"OAuthException".into()));
    let profile = stage.read("graph.facebook.com/me?fields=email,picture.type(large)", &tokens, &[]).json();
    assert_eq!(profile["picture"]["data"]["url"], "https://pictures.example/ada.png");
    assert_eq!((&profile["email"], profile.get("name")), (&"ada@example.com".into(), None));
}

#[test]
fn x_wants_pkce() {
    let stage = Stage::new(Personality::X);
    let location = stage.authorize("x.com/i/oauth2/authorize", "&scope=users.read").location();
    assert_eq!(parameter(&location, "error").as_deref(), Some("invalid_request"));
}

#[test]
fn twitch_gives_the_claims_that_are_asked_for() {
    let stage = Stage::new(Personality::Twitch);
    let claims = |more: &str| {
        let code =
            stage.code("id.twitch.tv/oauth2/authorize", &format!("&scope=openid%20user:read:email{more}"));
        let tokens = stage.redeem_post("id.twitch.tv/oauth2/token", &stage.form(&code, ""));
        assert_eq!(tokens.json()["scope"], json!(["openid", "user:read:email"]));
        id_token(&tokens).1
    };
    assert_eq!(claims("").get("email"), None);
    let asked = encode(r#"{"id_token":{"email":null,"email_verified":null}}"#);
    assert_eq!(claims(&format!("&claims={asked}"))["email"], "ada@example.com");
    let refused = stage.redeem_post("id.twitch.tv/oauth2/token", &stage.form("wrong", ""));
    assert_eq!(refused.json(), json!({ "status": 400, "message": "no such code" }));
}

#[test]
fn dropbox_is_read_by_an_empty_post() {
    let stage = Stage::new(Personality::Dropbox);
    let code = stage.code("www.dropbox.com/oauth2/authorize", "&scope=account_info.read");
    let tokens = stage.redeem_basic("api.dropboxapi.com/oauth2/token", &stage.form(&code, ""));
    let url = stage.url("api.dropboxapi.com/2/users/get_current_account");
    let authorization = bearer(&tokens);
    let bearer = ("Authorization", authorization.as_str());
    let revocation = stage.url("api.dropboxapi.com/2/auth/token/revoke");
    assert_eq!(send(&url, "GET", &[bearer], "").status, 405);
    assert_eq!(send(&url, "POST", &[bearer, ("Content-Type", "application/json")], "null").status, 400);
    assert_eq!(send(&url, "POST", &[bearer], "").json()["email_verified"], true);
    assert_eq!(send(&revocation, "POST", &[bearer], "").status, 200);
    assert_eq!(send(&url, "POST", &[bearer], "").status, 401);
}

#[test]
fn figma_refreshes_elsewhere_and_brings_no_new_refresh_token() {
    let stage = Stage::new(Personality::Figma);
    let code = stage.code("www.figma.com/oauth", "&scope=current_user:read");
    let tokens = stage.redeem_basic("api.figma.com/v1/oauth/token", &stage.form(&code, "")).json();
    let body =
        format!("grant_type=refresh_token&refresh_token={}", tokens["refresh_token"].as_str().unwrap());
    assert_eq!(stage.redeem_basic("api.figma.com/v1/oauth/token", &body).error(), "unsupported_grant_type");
    for _ in 0..2 {
        let refreshed = stage.redeem_basic("api.figma.com/v1/oauth/refresh", &body);
        assert_eq!((refreshed.status, refreshed.json().get("refresh_token")), (200, None));
    }
}

#[test]
fn kanidm_signs_with_es256_and_line_with_the_secret() {
    let stage = Stage::new(Personality::Kanidm);
    let code = stage.code("idm.kanidm.test/ui/oauth2", &format!("&scope=openid{PKCE}"));
    let body = stage.form(&code, &format!("&code_verifier={VERIFIER}"));
    let (header, claims) = id_token(&stage.redeem_basic("idm.kanidm.test/oauth2/token", &body));
    assert_eq!(header["alg"], "ES256");
    assert_eq!(claims["iss"], stage.url("idm.kanidm.test/oauth2/openid/example-oidc"));
    let stage = Stage::new(Personality::Line);
    let code = stage.code("access.line.me/oauth2/v2.1/authorize", "&scope=openid%20email");
    let tokens = stage.redeem_post("api.line.me/oauth2/v2.1/token", &stage.form(&code, ""));
    assert_eq!(id_token(&tokens).0["alg"], "HS256");
}

#[test]
fn cognito_wants_spaces_as_percent_20() {
    let stage = Stage::new(Personality::Cognito);
    let at = "acme.auth.eu-central-1.amazoncognito.com/oauth2/authorize";
    assert_eq!(stage.authorize(at, "&scope=openid+email").status, 400);
    assert_eq!(stage.authorize(at, "&scope=openid%20email").status, 303);
}

/// A signed request with HMAC-SHA1; the second part of the token is its secret.
fn signed(
    provider: &Provider,
    url: &str,
    token: (&str, &str),
    more: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> Response {
    let client = provider.oauth1_client();
    let now = std::time::UNIX_EPOCH.elapsed().unwrap();
    let (nonce, timestamp) = (now.as_nanos().to_string(), now.as_secs().to_string());
    let mut pairs = vec![
        ("oauth_consumer_key", client.id.as_str()),
        ("oauth_nonce", &nonce),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", &timestamp),
    ];
    pairs.extend(
        more.iter().copied().chain(Some(("oauth_token", token.0)).filter(|(_, token)| !token.is_empty())),
    );
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let method = if more.is_empty() { "GET" } else { "POST" };
    let signed = pairs.iter().map(|(name, value)| format!("{name}={}", encode(value)));
    let mut all: Vec<String> =
        signed.chain(query.split('&').filter(|pair| !pair.is_empty()).map(str::to_owned)).collect();
    all.sort();
    let base_string = format!("{method}&{}&{}", encode(base), encode(&all.join("&")));
    let key = format!("{}&{}", encode(&client.secret.unwrap()), encode(token.1));
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, key.as_bytes());
    let signature = STANDARD.encode(hmac::sign(&key, base_string.as_bytes()));
    pairs.push(("oauth_signature", &signature));
    let fields: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}=\"{}\"", encode(value))).collect();
    let authorization = format!("OAuth {}", fields.join(", "));
    send(url, method, &[&[("Authorization", authorization.as_str())], headers].concat(), "")
}

fn field(response: &Response, name: &str) -> String {
    parameter(&format!("?{}", response.body), name).unwrap_or_else(|| response.body.clone())
}

/// Temporary credentials, the authorization URL with these parameters, token credentials, and the account.
fn signed_login(
    personality: Personality,
    [base, authorize, token]: [&str; 3],
    account: &str,
) -> (Response, Response) {
    let stage = Stage::new(personality);
    let provider = &stage.provider;
    let agent = [("User-Agent", "test")];
    let callback = [("oauth_callback", REDIRECT_URI)];
    let temporary = signed(provider, &stage.url(base), ("", ""), &callback, &agent);
    let credentials = (field(&temporary, "oauth_token"), field(&temporary, "oauth_token_secret"));
    let url = stage.url(authorize);
    let joint = if url.contains('?') { '&' } else { '?' };
    if let Some((bare, _)) = url.split_once('?') {
        assert_eq!(get(&format!("{bare}?oauth_token={}", credentials.0)).status, 400, "{bare}");
    }
    let location = get(&format!("{url}{joint}oauth_token={}", credentials.0)).location();
    let verifier = parameter(&location, "oauth_verifier").unwrap();
    let verifier = [("oauth_verifier", verifier.as_str())];
    let tokens = signed(provider, &stage.url(token), (&credentials.0, &credentials.1), &verifier, &agent);
    let credentials = (field(&tokens, "oauth_token"), field(&tokens, "oauth_token_secret"));
    let account = signed(provider, &stage.url(account), (&credentials.0, &credentials.1), &[], &agent);
    assert_eq!(account.status, 200, "{account:?}");
    assert_eq!(provider.count(Endpoint::TokenCredentials), 1);
    (tokens, account)
}

#[test]
fn the_personalities_of_oauth_1_can_be_used() {
    let trello = [
        "trello.com/1/OAuthGetRequestToken",
        "trello.com/1/OAuthAuthorizeToken?scope=read",
        "trello.com/1/OAuthGetAccessToken",
    ];
    let (_, account) = signed_login(Personality::Trello, trello, "api.trello.com/1/members/me");
    assert_eq!(account.json()["id"], "ada-1815");
    let flickr = [
        "www.flickr.com/services/oauth/request_token",
        "www.flickr.com/services/oauth/authorize?perms=read",
        "www.flickr.com/services/oauth/access_token",
    ];
    let rest = "api.flickr.com/services/rest/?format=json&method=flickr.test.login&nojsoncallback=1";
    let (tokens, _) = signed_login(Personality::Flickr, flickr, rest);
    assert_eq!(field(&tokens, "user_nsid"), "4711");
    let twitter = [
        "api.twitter.com/oauth/request_token",
        "api.twitter.com/oauth/authenticate",
        "api.twitter.com/oauth/access_token",
    ];
    let account = "api.twitter.com/1.1/account/verify_credentials.json";
    assert_eq!(signed_login(Personality::Twitter, twitter, account).1.json().get("email"), None);
    let asked = signed_login(Personality::Twitter, twitter, &format!("{account}?include_email=true")).1;
    assert_eq!(asked.json()["email"], "ada@example.com");
    let tumblr = [
        "www.tumblr.com/oauth/request_token",
        "www.tumblr.com/oauth/authorize",
        "www.tumblr.com/oauth/access_token",
    ];
    let account = signed_login(Personality::Tumblr, tumblr, "api.tumblr.com/v2/user/info").1;
    assert_eq!(account.json()["response"]["user"]["name"], "ada");
    let discogs = [
        "api.discogs.com/oauth/request_token",
        "www.discogs.com/oauth/authorize",
        "api.discogs.com/oauth/access_token",
    ];
    assert_eq!(
        signed_login(Personality::Discogs, discogs, "api.discogs.com/oauth/identity").1.json()["id"],
        4711
    );
}

#[test]
fn discogs_wants_to_know_the_user_agent() {
    let stage = Stage::new(Personality::Discogs);
    let url = stage.url("api.discogs.com/oauth/request_token");
    let callback = [("oauth_callback", REDIRECT_URI)];
    assert_eq!(signed(&stage.provider, &url, ("", ""), &callback, &[]).status, 403);
}
