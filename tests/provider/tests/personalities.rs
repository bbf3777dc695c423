//! Personalities, driven both ways: the right request is answered, the wrong one refused.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed unwrap is a failed test")]

mod common;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use common::stage::{Stage, bearer};
use common::*;
use oauth_test_provider::{Endpoint, Personality, apple_private_key_pem};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde_json::{Value, json};

mod github {
    use super::*;

    const AUTHORIZE: &str = "github.com/login/oauth/authorize";
    const TOKEN: &str = "github.com/login/oauth/access_token";

    fn stage() -> Stage {
        Stage::new(Personality::GitHub)
    }

    fn tokens(stage: &Stage, scope: &str) -> Response {
        let code = stage.code(AUTHORIZE, &format!("&scope={scope}"));
        stage.redeem_post(TOKEN, &stage.form(&code, ""))
    }

    #[test]
    fn the_callback_names_the_issuer() {
        let stage = stage();
        let location = stage.authorize(AUTHORIZE, "").location();
        assert_eq!(parameter(&location, "iss"), Some(stage.url("github.com/login/oauth")));
    }

    #[test]
    fn the_granted_scope_has_commas_and_nothing_expires() {
        let tokens = tokens(&stage(), "read:user%20user:email").json();
        assert_eq!(tokens["scope"], "read:user,user:email");
        assert_eq!((tokens.get("expires_in"), tokens.get("refresh_token")), (None, None));
    }

    #[test]
    fn without_accept_the_answer_is_a_form() {
        let stage = stage();
        let code = stage.code(AUTHORIZE, "");
        let body = stage.form(&code, &stage.secret());
        let response = post(&stage.url(TOKEN), &[], &body);
        assert!(response.body.starts_with("access_token="), "{response:?}");
    }

    #[test]
    fn an_error_has_status_200() {
        let stage = stage();
        let response = stage.redeem_post(TOKEN, &stage.form("wrong", ""));
        assert_eq!((response.status, response.error().as_str()), (200, "invalid_grant"));
        let refusal = stage.provider.received(Endpoint::Token).pop().unwrap().refusal;
        assert_eq!(refusal.as_deref(), Some("invalid_grant: no such code"));
    }

    #[test]
    fn the_addresses_are_in_a_second_document() {
        let stage = stage();
        let tokens = tokens(&stage, "user:email");
        let agent = [("User-Agent", "test")];
        assert_eq!(stage.read("api.github.com/user", &tokens, &agent).json()["email"], Value::Null);
        let emails = stage.read("api.github.com/user/emails", &tokens, &agent).json();
        assert_eq!(
            emails[1],
            json!({ "email": "ada@example.com", "primary": true, "verified": true, "visibility": "private" })
        );
        assert_eq!(stage.read("api.github.com/user/emails", &tokens, &[]).status, 403);
    }

    #[test]
    fn the_addresses_want_their_scope() {
        let stage = stage();
        let tokens = tokens(&stage, "read:user");
        let agent = [("User-Agent", "test")];
        assert_eq!(stage.read("api.github.com/user/emails", &tokens, &agent).status, 403);
    }
}

mod apple {
    use super::*;

    const AUTHORIZE: &str = "appleid.apple.com/auth/authorize";
    const TOKEN: &str = "appleid.apple.com/auth/token";

    fn now() -> u64 {
        std::time::UNIX_EPOCH.elapsed().unwrap().as_secs()
    }

    fn secret(stage: &Stage, lifetime: u64, change: impl Fn(&mut Value)) -> String {
        let filling =
            |wanted| Personality::Apple.fillings().iter().find(|(name, _)| *name == wanted).unwrap().1;
        let header = json!({ "alg": "ES256", "kid": filling("key_id") });
        let mut claims = json!({ "iss": filling("team_id"), "sub": stage.client.id, "aud": stage.url("appleid.apple.com"),
            "iat": now(), "exp": now() + lifetime });
        change(&mut claims);
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let input = format!("{}.{}", encode(&header), encode(&claims));
        let lines: String = apple_private_key_pem().lines().filter(|line| !line.starts_with('-')).collect();
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::from_pkcs8(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            &STANDARD.decode(lines).unwrap(),
            &random,
        );
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(key.unwrap().sign(&random, input.as_bytes()).unwrap()))
    }

    /// What the form of the callback would send.
    fn callback(stage: &Stage) -> (String, String) {
        let page = stage.authorize(AUTHORIZE, "&scope=name%20email&nonce=n&response_mode=form_post");
        let code = page.body.split_once("name=\"code\" value=\"").unwrap().1.split('"').next().unwrap();
        (code.to_owned(), page.body.replace("&quot;", "\""))
    }

    fn redeem(stage: &Stage, code: &str, secret: &str) -> Response {
        let more = format!("&client_id={}&client_secret={secret}", stage.client.id);
        post(&stage.url(TOKEN), &[], &stage.form(code, &more))
    }

    #[test]
    fn a_signed_secret_is_taken_and_an_id_token_comes_without_openid() {
        let stage = Stage::new(Personality::Apple);
        let (code, _) = callback(&stage);
        let tokens = redeem(&stage, &code, &secret(&stage, 300, |_| ()));
        let claims = id_token(&tokens).1;
        assert_eq!(claims["iss"], stage.url("appleid.apple.com"));
        assert_eq!((&claims["email_verified"], &claims["nonce"]), (&"true".into(), &"n".into()));
    }

    #[test]
    fn a_wrong_secret_is_refused() {
        let stage = Stage::new(Personality::Apple);
        let registered = stage.client.secret.clone().unwrap();
        let changed = |name: &'static str, value: Value| {
            secret(&stage, 300, move |claims| claims[name] = value.clone())
        };
        for wrong in [
            registered,
            secret(&stage, 300, |_| ()).rsplit_once('.').unwrap().0.to_owned() + "." + &"A".repeat(86),
            secret(&stage, 15_777_001, |_| ()),
            secret(&stage, 0, |_| ()),
            changed("aud", stage.provider.issuer().into()),
            changed("iss", "OTHERTEAM0".into()),
            changed("sub", "other".into()),
        ] {
            let (code, _) = callback(&stage);
            assert_eq!(redeem(&stage, &code, &wrong).error(), "invalid_client", "{wrong}");
        }
    }

    #[test]
    fn the_person_is_introduced_once() {
        let stage = Stage::new(Personality::Apple);
        let introduction = r#"{"email":"ada@example.com","name":{"firstName":"Ada","lastName":"Lovelace"}}"#;
        assert!(callback(&stage).1.contains(introduction));
        assert!(!callback(&stage).1.contains("name=\"user\""));
    }

    #[test]
    fn a_scope_wants_form_post() {
        let stage = Stage::new(Personality::Apple);
        assert_eq!(stage.authorize(AUTHORIZE, "&scope=name%20email").status, 400);
        assert_eq!(stage.authorize(AUTHORIZE, "").status, 303);
    }
}

mod tiktok {
    use super::*;

    const AUTHORIZE: &str = "www.tiktok.com/v2/auth/authorize/";
    const TOKEN: &str = "open.tiktokapis.com/v2/oauth/token/";
    const SCOPES: &str = "&scope=user.info.basic,user.info.profile";

    fn code(stage: &Stage) -> String {
        let response = stage.authorize_as(AUTHORIZE, &format!("client_key={}{SCOPES}", stage.client.id));
        parameter(&response.location(), "code").unwrap()
    }

    fn redeem(stage: &Stage, at: &str, name: &str) -> Response {
        let secret = stage.secret().replace("client_id", name);
        post(&stage.url(at), &[], &stage.form(&code(stage), &secret))
    }

    #[test]
    fn the_client_is_a_client_key() {
        let stage = Stage::new(Personality::TikTok);
        let tokens = redeem(&stage, TOKEN, "client_key");
        assert_eq!(tokens.json()["scope"], "user.info.basic,user.info.profile");
        assert_eq!(stage.authorize(AUTHORIZE, SCOPES).status, 400);
        assert_eq!(redeem(&stage, TOKEN, "client_id").error(), "invalid_request");
    }

    #[test]
    fn spaces_between_scopes_are_refused() {
        let stage = Stage::new(Personality::TikTok);
        let query = format!("client_key={}&scope=user.info.basic%20user.info.profile", stage.client.id);
        assert_eq!(stage.authorize_as(AUTHORIZE, &query).status, 400);
    }

    #[test]
    fn without_the_slash_there_is_a_redirect() {
        let stage = Stage::new(Personality::TikTok);
        assert_eq!(redeem(&stage, TOKEN.trim_end_matches('/'), "client_key").status, 301);
    }

    #[test]
    fn the_profile_has_what_fields_names() {
        let stage = Stage::new(Personality::TikTok);
        let tokens = redeem(&stage, TOKEN, "client_key");
        let at = "open.tiktokapis.com/v2/user/info/";
        let profile = stage.read(&format!("{at}?fields=open_id"), &tokens, &[]).json();
        assert_eq!(profile["data"]["user"], json!({ "open_id": "ada-1815" }));
        assert_eq!(profile["error"]["code"], "ok");
        assert_eq!(stage.read(at, &tokens, &[]).json()["error"]["code"], "invalid_params");
    }
}

mod notion {
    use super::*;

    const AUTHORIZE: &str = "api.notion.com/v1/oauth/authorize";
    const TOKEN: &str = "api.notion.com/v1/oauth/token";

    fn redeem(stage: &Stage, body: &Value) -> Response {
        let authorization = basic(&stage.client);
        let headers = [("Content-Type", "application/json"), ("Authorization", authorization.as_str())];
        send(&stage.url(TOKEN), "POST", &headers, &body.to_string())
    }

    fn body(stage: &Stage) -> Value {
        let code = stage.code(AUTHORIZE, "&owner=user");
        json!({ "grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI })
    }

    #[test]
    fn a_json_body_brings_the_owner() {
        let stage = Stage::new(Personality::Notion);
        let tokens = redeem(&stage, &body(&stage));
        assert_eq!(tokens.json()["owner"]["user"]["person"]["email"], "ada@example.com");
        let version = [("Notion-Version", "2022-06-28")];
        let profile = stage.read("api.notion.com/v1/users/me", &tokens, &version).json();
        assert_eq!(profile["bot"]["owner"]["user"]["id"], "ada-1815");
        assert_eq!(stage.read("api.notion.com/v1/users/me", &tokens, &[]).status, 400);
    }

    #[test]
    fn a_form_and_an_unknown_member_are_refused() {
        let stage = Stage::new(Personality::Notion);
        let code = stage.code(AUTHORIZE, "&owner=user");
        assert_eq!(stage.redeem_basic(TOKEN, &stage.form(&code, "")).json()["code"], "validation_error");
        let mut body = body(&stage);
        body["code_verifier"] = VERIFIER.into();
        let refused = redeem(&stage, &body);
        assert_eq!((refused.status, &refused.json()["code"]), (400, &"validation_error".into()));
    }

    #[test]
    fn the_owner_is_demanded() {
        assert_eq!(Stage::new(Personality::Notion).authorize(AUTHORIZE, "").status, 400);
    }
}

mod linkedin {
    use super::*;

    const AUTHORIZE: &str = "www.linkedin.com/oauth/v2/authorization";
    const TOKEN: &str = "www.linkedin.com/oauth/v2/accessToken";

    #[test]
    fn the_nonce_is_not_repeated() {
        let stage = Stage::new(Personality::LinkedIn);
        let code = stage.code(AUTHORIZE, "&scope=openid%20email&nonce=n");
        let tokens = stage.redeem_post(TOKEN, &stage.form(&code, ""));
        assert_eq!(id_token(&tokens).1.get("nonce"), None);
        let profile = send(
            &stage.url("api.linkedin.com/v2/userinfo"),
            "GET",
            &[("Authorization", &bearer(&tokens))],
            "",
        );
        assert_eq!(profile.json()["email"], "ada@example.com");
    }

    #[test]
    fn basic_and_a_verifier_are_refused() {
        let stage = Stage::new(Personality::LinkedIn);
        let code = stage.code(AUTHORIZE, "&scope=openid");
        assert_eq!(stage.redeem_basic(TOKEN, &stage.form(&code, "")).error(), "invalid_client");
        let verifier = format!("&code_verifier={VERIFIER}");
        assert_eq!(stage.redeem_post(TOKEN, &stage.form(&code, &verifier)).error(), "invalid_client");
    }
}
