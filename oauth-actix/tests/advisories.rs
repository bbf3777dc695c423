//! What went wrong in other clients and is nobody else's business here; `tests/evidence/advisories.tsv` has the whole list.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::HttpResponse;
use actix_web::test::TestRequest;
use oauth_actix::{Error, Key, Provider as Description, Registry as _, presets};
use oauth_core::encoding::base64url_decode;
use oauth_core::oauth2::{AuthorizationParameters, AuthorizationResponse, ResponseParameters};
use oauth_core::{Cached, Exchange as _, ProviderSettings, SystemRandom, Timestamp, oidc};
use oauth_test_provider::{Endpoint, apple_private_key_pem};
use serde_json::{Value, json};
use support::*;

/// GHSA-7rqj-j65f-68wh, GHSA-c5c4-8r6x-56w3: who normalises an address makes it somebody else's.
#[actix_web::test]
async fn an_address_is_told_as_the_provider_wrote_it() {
    let provider = provider();
    let handler = async |login: AuthLogin| {
        let AuthLogin::Google(login) = login else { panic!("not OpenID Connect") };
        tell(Ok(json!([login.claims.email(), login.claims.identity().to_string()])))
    };
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let app = App::plain(auth.routes(handler)).await;
    for email in [
        "attacker@evil.example@company.example",
        "ada\u{ff20}company.example",
        "ADA@Company.Example",
        "a+b@x.example",
    ] {
        provider.on_id_token(move |draft| draft.set("email", email));
        let answer = Browser::new(&app).login("google").await.json();
        assert_eq!(answer, json!([email, format!("{}#ada-1815", provider.issuer())]));
        provider.reset();
    }
}

/// CVE-2026-45337 and other advisories of providers: what does not exist cannot be got wrong.
#[actix_web::test]
async fn two_grants_exist_and_no_endpoint_of_a_provider() {
    let provider = provider();
    let handler = async |login: AuthLogin| -> Result<HttpResponse, Error> {
        match login {
            AuthLogin::Google(mut login) => login.refresh().await?,
            AuthLogin::Github(mut login) => login.refresh().await?,
            AuthLogin::Twitter(_) => {}
        }
        Ok(HttpResponse::Ok().finish())
    };
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let browser = Browser::new(&App::plain(auth.routes(handler)).await);
    for client in CLIENTS {
        assert_eq!(browser.login(client).await.status, 200);
    }
    let received =
        [Endpoint::Token, Endpoint::OAuth2Token].map(|endpoint| provider.received(endpoint)).concat();
    let grants: Vec<_> = received.iter().filter_map(|received| received.parameter("grant_type")).collect();
    assert_eq!(grants, ["authorization_code", "refresh_token", "authorization_code", "refresh_token"]);
    for path in ["device", "token", "register", "introspect", "revoke", "logout", "jwks", "userinfo", "par"] {
        for place in [format!("/auth/{path}"), format!("/auth/google/{path}"), format!("/{path}")] {
            assert_eq!(browser.get(&place).await.status, 404, "{place}");
        }
    }
}

/// CVE-2025-31492: nothing of the application stands behind the redirect.
#[actix_web::test]
async fn the_answer_that_begins_a_login_is_empty() {
    let provider = provider();
    let handled = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&handled);
    let handler = move |_: Result<AuthLogin, Error>| {
        count.fetch_add(1, Ordering::Relaxed);
        async { HttpResponse::Ok().body("what only members may see") }
    };
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let browser = Browser::new(&App::plain(auth.routes(handler)).await);
    for client in CLIENTS {
        let begun = browser.get(&format!("/auth/{client}/login")).await;
        assert_eq!((begun.status, begun.body.as_str()), (303, ""), "{client}");
    }
    assert_eq!(handled.load(Ordering::Relaxed), 0);
}

/// GHSA-7x63-xv5r-3p2x, GHSA-5hvv-m4w4-gf6v: a request does not choose its own address, nor the rule that holds for it.
#[actix_web::test]
async fn no_forwarded_header_changes_anything() {
    let provider = provider();
    let app = Store::Cookie.app(&settings(&provider)).await;
    for (name, value) in [
        ("x-forwarded-uri", "/public"),
        ("x-forwarded-host", "attacker.example"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-prefix", "/attacker"),
        ("x_forwarded_host", "attacker.example"),
        ("forwarded", "host=attacker.example;proto=https"),
        ("x-original-url", "/public"),
        ("x-rewrite-url", "/public"),
        ("host", "attacker.example"),
        ("user-agent", "GoogleHC/1.0"),
    ] {
        let request = |path: &str| {
            let request = TestRequest::get().uri(path).insert_header(("accept", "application/json"));
            request.insert_header((name, value))
        };
        let begun = app.call(request("/auth/github/login")).await;
        let redirect_uri = parameter(begun.header("location"), "redirect_uri");
        assert_eq!(redirect_uri, format!("{BASE}/auth/github/authorize"), "{name}");
        let finished = app.call(request("/auth/github/authorize?code=a&state=b")).await;
        assert_eq!(finished.error(), "state_unknown", "{name}");
        assert_eq!(app.call(request("/auth/github")).await.status, 404, "{name}");
    }
}

/// CVE-2025-27370, CVE-2025-27371: a proof made for one provider is worth nothing at another.
#[test]
fn a_minted_secret_is_for_the_configured_issuer_alone() {
    let now = Timestamp::from_unix(unix_now());
    let apple = Description::preset("apple", &presets::APPLE)
        .client("com.example.app", apple_private_key_pem())
        .set(Key::TeamId, "TEAM123456")
        .set(Key::KeyId, "KEY1234567")
        .set(Key::TokenEndpoint, "https://attacker.example/token");
    let callback = "https://app.example/auth/apple/authorize";
    let client = oidc::Client::from_settings(&mut ProviderSettings::of(&apple), callback).unwrap();
    let Cached::Fresh(metadata) = client.metadata(now) else { panic!("everything is configured") };
    let login =
        client.authorize(&metadata, AuthorizationParameters::default(), now, &mut SystemRandom).unwrap();
    let form = format!("code=a&state={}", parameter(&login.url, "state"));
    let parameters = ResponseParameters::from_form(&form, "").unwrap();
    let response = AuthorizationResponse::accept(&client, &metadata, login.pending, parameters, now).unwrap();
    let redeem = client.redeem(&metadata, &response, now).unwrap();
    let request = redeem.request();
    let secret =
        parameter(&format!("https://x.example/?{}", str::from_utf8(&request.body).unwrap()), "client_secret");
    let claims = base64url_decode(secret.split('.').nth(1).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(claims["aud"], "https://appleid.apple.com");
    assert_eq!(claims["sub"], "com.example.app");
    let lifetime = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    assert!(lifetime <= 300, "{lifetime}");
}
