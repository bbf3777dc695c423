//! New tokens for a refresh token, and the rules for a refreshed ID token.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

mod support;

use oauth_actix::{Error, OidcClient, Registry as _, oauth_registry};
use oauth_test_provider::{Endpoint, Misbehaviour, Provider, Reply, Signature};
use serde_json::{Value, json};
use support::*;

/// Logs in at `client`, refreshes so many times, and tells what is then in hand.
async fn refreshed(provider: &Provider, client: &str, times: usize) -> Answer {
    let handler = move |login: AuthLogin| async move { tell(refresh(login, times).await) };
    let auth = Auth::from_settings(&settings(provider)).unwrap();
    Browser::new(&App::plain(auth.routes(handler)).await).login(client).await
}

async fn refresh(login: AuthLogin, times: usize) -> Result<Value, Error> {
    match login {
        AuthLogin::Google(mut login) => {
            let before = login.tokens.clone();
            for _ in 0..times {
                if let Err(error) = login.refresh().await {
                    // Nothing may be lost by a refresh that fails.
                    assert!(login.tokens.access_token == before.access_token);
                    assert!(login.tokens.refresh_token == before.refresh_token);
                    return Err(error);
                }
            }
            let new = [
                login.tokens.access_token != before.access_token,
                login.tokens.refresh_token != before.refresh_token,
                login.tokens.id_token != before.id_token,
            ];
            let user: Value = login.get("user").await?.json().await?;
            Ok(json!({ "new": new, "who": login.claims.subject(), "user": user["login"] }))
        }
        AuthLogin::Github(mut login) => {
            let before = login.tokens.clone();
            for _ in 0..times {
                login.refresh().await?;
            }
            let user: Value = login.get("user").await?.json().await?;
            Ok(json!({ "new": login.tokens.access_token != before.access_token, "user": user["login"] }))
        }
        AuthLogin::Twitter(_) => panic!("OAuth 1.0a has no refresh tokens"),
    }
}

/// RF-004.
#[actix_web::test]
async fn a_refresh_brings_new_tokens_and_claims_and_can_be_repeated() {
    let provider = provider();
    let answer = refreshed(&provider, "google", 2).await;
    assert_eq!(answer.json(), json!({ "new": [true, true, true], "who": "ada-1815", "user": "ada" }));
    assert_eq!(provider.count(Endpoint::Token), 3);
    let answer = refreshed(&provider, "github", 2).await;
    assert_eq!(answer.json(), json!({ "new": true, "user": "ada" }));
}

/// RF-003.
#[actix_web::test]
async fn a_refresh_token_that_is_not_replaced_stays_good() {
    let provider = provider();
    let spared = std::sync::atomic::AtomicBool::new(true);
    provider.on_token_response(move |response| {
        if !spared.swap(false, std::sync::atomic::Ordering::Relaxed) {
            response.remove("refresh_token");
        }
    });
    let answer = refreshed(&provider, "google", 1).await;
    assert_eq!(answer.json()["new"], json!([true, false, true]));
}

#[actix_web::test]
async fn a_refresh_may_bring_no_id_token() {
    let provider = provider();
    provider.on_token_response(|response| {
        let refreshed = response["id_token"].as_str().is_some_and(|token| {
            let claims = token.split('.').nth(1).unwrap();
            !String::from_utf8(oauth_core::encoding::base64url_decode(claims).unwrap())
                .unwrap()
                .contains("nonce")
        });
        if refreshed {
            response.remove("id_token");
        }
    });
    let answer = refreshed(&provider, "google", 1).await;
    assert_eq!(answer.json()["who"], "ada-1815");
}

/// RF-006, RF-007, RF-008, RF-009, RF-010, RF-011: the refresh fails with one code, and the tokens in hand stay.
#[actix_web::test]
async fn a_refreshed_id_token_must_be_about_the_same_login() {
    let provider = provider();
    let claim = |name: &'static str, value: Value| {
        move |p: &Provider| {
            let value = value.clone();
            p.on_id_token(move |draft| {
                if draft.refreshed {
                    draft.set(name, value.clone());
                }
            });
        }
    };
    let azp = provider.oidc_client().id;
    let unavailable = |p: &Provider| {
        p.on_reply(Endpoint::Token, |received, reply| {
            if received.parameter("grant_type").as_deref() == Some("refresh_token") {
                *reply = Reply::new(503);
            }
        });
    };
    let corrupt = |p: &Provider| {
        p.on_id_token(|draft| {
            if draft.refreshed {
                draft.signature = Signature::Corrupt;
            }
        });
    };
    let unsigned = |p: &Provider| {
        p.on_id_token(|draft| {
            if draft.refreshed {
                draft.set_header("alg", "none");
                draft.signature = Signature::Empty;
            }
        });
    };
    type Turn<'a> = &'a dyn Fn(&Provider);
    let cases: [(&str, Turn<'_>, &str); 10] = [
        ("RF-006", &unavailable, "token_status"),
        ("RF-007", &|p| p.misbehave(Misbehaviour::RefreshedIssuerDiffers), "id_token_issuer_mismatch"),
        ("RF-008", &|p| p.misbehave(Misbehaviour::RefreshedSubjectDiffers), "id_token_refresh_mismatch"),
        ("RF-009", &corrupt, "id_token_signature_invalid"),
        ("RF-009", &unsigned, "id_token_algorithm"),
        ("RF-010", &claim("aud", "another".into()), "id_token_audience_mismatch"),
        ("RF-010", &claim("azp", azp.into()), "id_token_refresh_mismatch"),
        ("RF-010", &claim("auth_time", 1.into()), "id_token_refresh_mismatch"),
        ("RF-011", &claim("nonce", "another".into()), "id_token_refresh_mismatch"),
        ("RF-010", &claim("exp", 1.into()), "id_token_expired"),
    ];
    for (case, misbehave, code) in cases {
        misbehave(&provider);
        assert_eq!(refreshed(&provider, "google", 1).await.error(), code, "{case}");
        provider.reset();
    }
}

/// RF-011: "if it is present, its value MUST be the same as in the ID Token issued at the time of the original
/// authentication" (OpenID Connect Core 1.0, section 12.2).
#[actix_web::test]
async fn a_refreshed_id_token_may_repeat_the_nonce_of_the_login() {
    let provider = provider();
    let nonce = std::sync::Mutex::new(Value::Null);
    provider.on_id_token(move |draft| match draft.refreshed {
        true => draft.set("nonce", nonce.lock().unwrap().clone()),
        false => *nonce.lock().unwrap() = draft.claims["nonce"].clone(),
    });
    assert_eq!(refreshed(&provider, "google", 1).await.json()["who"], "ada-1815");
}

/// A provider of which the token endpoint is configured.
#[oauth_registry]
struct Pinned {
    #[provider(issuer = env, token_endpoint = env)]
    google: OidcClient,
}

/// RF-013: where a token endpoint is configured, no document sends the refresh token to another host.
#[actix_web::test]
async fn a_refresh_goes_to_the_configured_endpoint_whatever_is_published() {
    let (provider, stranger) = (provider(), provider());
    let elsewhere = stranger.url(Endpoint::Token);
    provider.on_metadata(move |document| {
        document.insert("token_endpoint".to_owned(), elsewhere.clone().into());
    });
    let settings = settings(&provider).set("GOOGLE_TOKEN_ENDPOINT", &provider.url(Endpoint::Token));
    let handler = async |PinnedLogin::Google(mut login): PinnedLogin| {
        tell(login.refresh().await.map(|()| json!(login.claims.subject())))
    };
    let auth = Pinned::from_settings(&settings).unwrap();
    let answer = Browser::new(&App::plain(auth.routes(handler)).await).login("google").await;
    assert_eq!(answer.json(), "ada-1815", "{answer:?}");
    assert_eq!(provider.count(Endpoint::Token), 2);
    assert!(stranger.journal().is_empty());
}

#[actix_web::test]
async fn a_spent_refresh_token_is_the_provider_s_refusal() {
    let provider = provider();
    provider.on_reply(Endpoint::Token, |received, reply| {
        if received.parameter("grant_type").as_deref() == Some("refresh_token") {
            *reply = Reply::json(400, json!({ "error": "invalid_grant" }));
        }
    });
    assert_eq!(refreshed(&provider, "google", 1).await.error(), "token_refused");
}

#[actix_web::test]
async fn without_a_refresh_token_there_is_nothing_to_refresh_with() {
    let provider = provider();
    provider.on_token_response(|response| drop(response.remove("refresh_token")));
    for client in ["google", "github"] {
        assert_eq!(refreshed(&provider, client, 1).await.error(), "refresh_token_missing");
    }
    assert_eq!((provider.count(Endpoint::Token), provider.count(Endpoint::OAuth2Token)), (1, 1));
}
