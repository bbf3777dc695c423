//! Logins, callbacks and calls that fail.

use actix_web::http::Method;
use oauth_actix::Settings;
use oauth_core::encoding::{form, form_encode};
use oauth_test_provider::{Answer as Instead, Endpoint, Misbehaviour, Provider, Received, Reply};
use serde_json::json;

use crate::log::Log;
use crate::logins::{app, log_in};
use crate::sentinel::{ASKED, Sentinel, start};
use crate::shown::Shown;
use crate::support::*;

/// Logs in everywhere, reads the errors as a person and as a program does, and counts them. The log is kept at every level.
async fn fail_everywhere(what: &str, provider: &Provider, sentinel: &Sentinel, settings: &Settings) -> usize {
    let (log, _guard) = Log::start();
    let (shown, mut failed) = (Shown::default(), 0);
    sentinel.watch(provider);
    let app = app(settings, &shown).await;
    for accept in ["application/json", "text/html"] {
        for client in CLIENTS {
            let browser = Browser::new(&app);
            browser.accept.set(accept);
            failed += usize::from(log_in(&browser, client, provider, sentinel).await.status >= 400);
        }
    }
    sentinel.assert_not_in(&format!("an error of {what}"), &shown.text());
    sentinel.assert_not_in(&format!("the log of {what}"), &log.take());
    failed
}

/// SC-002: whatever the provider does.
#[actix_web::test]
async fn nothing_that_a_provider_does_shows_a_secret() {
    let mut failed = 0;
    for misbehaviour in Misbehaviour::ALL {
        // Its ten seconds of silence tell nothing.
        if *misbehaviour == Misbehaviour::TokenEndpointSilent {
            continue;
        }
        let (provider, sentinel, settings) = start();
        provider.misbehave(*misbehaviour);
        let failures = fail_everywhere(&format!("{misbehaviour:?}"), &provider, &sentinel, &settings).await;
        failed += usize::from(failures > 0);
    }
    assert!(failed > 70, "{failed}");
}

/// SC-002: whatever happens on the way, at every endpoint.
#[actix_web::test]
async fn nothing_that_happens_on_the_way_shows_a_secret() {
    let broken: [fn() -> Instead; 6] = [
        || Instead::CloseBeforeHead,
        || Instead::CloseMidBody(Box::new(Instead::Honest)),
        || Instead::Endless,
        || Instead::Redirect("https://attacker.example/".to_owned()),
        || Reply::text(500, "text/html", "<h1>Sorry</h1>").into(),
        || Reply::json(200, json!([])).into(),
    ];
    for endpoint in ASKED {
        for instead in broken {
            let (provider, sentinel, settings) = start();
            provider.answer(endpoint, instead());
            let what = format!("{endpoint:?} with {:?}", instead());
            let failures = fail_everywhere(&what, &provider, &sentinel, &settings).await;
            let read_in_full = matches!(endpoint, Endpoint::ApiUser | Endpoint::VerifyCredentials);
            assert!(failures > 0 || read_in_full, "{what} is no failure");
        }
    }
}

/// A machine that refuses connections.
#[actix_web::test]
async fn a_provider_that_is_gone_shows_no_secret() {
    let (provider, sentinel, settings) = start();
    let (log, _guard) = Log::start();
    let shown = Shown::default();
    let browser = Browser::new(&app(&settings, &shown).await);
    let mut hops = Vec::new();
    for client in CLIENTS {
        hops.push(browser.visit(&browser.begin(client).await));
    }
    sentinel.add_sent_to(&provider);
    drop(provider);
    for hop in hops {
        let answer = browser.finish(&hop).await;
        assert!(answer.status >= 500, "{answer:?}");
        sentinel.assert_not_in("the answer", &format!("{answer:?}"));
    }
    sentinel.assert_not_in("an error", &shown.text());
    sentinel.assert_not_in("the log", &log.take());
}

/// What a browser may bring back in place of its answer, made of that answer.
fn forged(query: &str) -> Vec<(Method, String, String)> {
    let get = |query: String| (Method::GET, query, String::new());
    vec![
        get(format!("{query}&{query}")),
        get(format!("{query}&error=access_denied&error_description=no")),
        get(format!("{query}&iss=https://attacker.example")),
        get(format!("{query}&iss={}", form_encode(query))),
        get(format!("{query}&error={}", form_encode(query))),
        get(format!("{query}&error=server_error&error_description={}", form_encode(query))),
        get(format!("{query}&error=server_error&error_uri={}", form_encode(query))),
        get(format!("{query}&access_token=x")),
        get(format!("{query}&denied=x")),
        get(format!("{query}%0d%0a")),
        get(format!("{query}%ff")),
        get(query.replace("state=", "state=x")),
        get(query.replace("oauth_token=", "oauth_token=x")),
        get(query.replace("code=", "kode=")),
        get(query.replace("oauth_verifier=", "verifier=")),
        get(query.replace("state=", "stade=").replace("oauth_token=", "token=")),
        get(format!("{query}&{}", "x".repeat(17 * 1024))),
        (Method::POST, String::new(), query.to_owned()),
        (Method::POST, query.to_owned(), query.to_owned()),
        (Method::PUT, query.to_owned(), String::new()),
    ]
}

/// SC-002: whatever the browser brings back, to whichever client, again and in another browser.
#[actix_web::test]
async fn no_callback_that_is_refused_shows_a_secret() {
    let (provider, sentinel, settings) = start();
    let (log, _guard) = Log::start();
    let shown = Shown::default();
    let app = app(&settings, &shown).await;
    let mut refused = 0;
    for client in CLIENTS {
        for attempt in 0.. {
            let browser = Browser::new(&app);
            let url = browser.visit(&browser.begin(client).await).url;
            let Some((method, query, body)) = forged(url.split_once('?').unwrap().1).into_iter().nth(attempt)
            else {
                break;
            };
            sentinel.add_sent_to(&provider);
            for at in CLIENTS {
                let path = format!("/auth/{at}/authorize?{query}");
                let answer = match body.is_empty() {
                    true => browser.request(method.clone(), &path).await,
                    false => browser.post_from_another_site(&path, &body).await,
                };
                sentinel.assert_not_in(&format!("{method} {path} {body}"), &format!("{answer:?}"));
                refused += usize::from(answer.status >= 400);
            }
        }
    }
    sentinel.assert_not_in("an error", &shown.text());
    sentinel.assert_not_in("the log", &log.take());
    assert!(refused > 120, "{refused}");
}

/// A used answer, and one that another browser brings.
#[actix_web::test]
async fn an_answer_that_comes_twice_shows_no_secret() {
    let (provider, sentinel, settings) = start();
    let (log, _guard) = Log::start();
    let app = app(&settings, &Shown::default()).await;
    for client in CLIENTS {
        let (browser, thief) = (Browser::new(&app), Browser::new(&app));
        let hop = browser.visit(&browser.begin(client).await);
        for (browser, status) in [(&thief, 400), (&browser, 200), (&browser.copy(), 400)] {
            let answer = browser.finish(&hop).await;
            assert_eq!(answer.status, status, "{client}");
            sentinel.assert_not_in("the answer", &format!("{answer:?}"));
        }
    }
    sentinel.add_sent_to(&provider);
    sentinel.assert_not_in("the log", &log.take());
}

/// Tokens that were revoked or are too old, told as RFC 6750, section 3 has it.
#[actix_web::test]
async fn a_token_that_is_refused_is_not_shown() {
    for endpoint in [Endpoint::Userinfo, Endpoint::ApiUser, Endpoint::VerifyCredentials] {
        let (provider, sentinel, settings) = start();
        let challenge =
            "Bearer error=\"invalid_token\", error_description=\"the token is expired or revoked\"";
        provider.answer(endpoint, Reply::new(401).header("WWW-Authenticate", challenge));
        fail_everywhere(&format!("{endpoint:?}"), &provider, &sentinel, &settings).await;
        assert!(provider.count(endpoint) > 0);
    }
}

/// Some providers repeat what they were sent, as in "Invalid refresh token: …".
#[actix_web::test]
async fn a_secret_that_the_provider_repeats_is_not_shown() {
    let told = |received: &Received| {
        let mut sent: Vec<_> =
            received.form().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        sent.extend(received.header("authorization").map(str::to_owned));
        sent
    };
    for endpoint in
        [Endpoint::Token, Endpoint::OAuth2Token, Endpoint::TemporaryCredentials, Endpoint::TokenCredentials]
    {
        // One value at a time, because what is said is cut after 200 characters.
        for number in 0..6 {
            let (provider, sentinel, settings) = start();
            provider.on_reply(endpoint, move |received, reply| {
                let description =
                    format!("this is wrong: {}", told(received).get(number).cloned().unwrap_or_default());
                *reply = match received.endpoint {
                    Endpoint::Token | Endpoint::OAuth2Token => Reply::json(
                        400,
                        json!({ "error": "invalid_grant", "error_description": description }),
                    ),
                    _ => Reply::text(
                        401,
                        "application/x-www-form-urlencoded",
                        form([("oauth_problem", "token_rejected"), ("oauth_problem_advice", &description)]),
                    ),
                };
            });
            fail_everywhere(
                &format!("{endpoint:?} repeating value {number}"),
                &provider,
                &sentinel,
                &settings,
            )
            .await;
        }
    }
}

/// The same of an API, as in "Invalid access token: …".
#[actix_web::test]
async fn an_access_token_that_an_api_repeats_is_not_shown() {
    let (provider, sentinel, settings) = start();
    provider.on_reply(Endpoint::Userinfo, |received, reply| {
        let token = received.header("authorization").and_then(|value| value.split_once(' ')).unwrap().1;
        let challenge = format!("Bearer error=\"invalid_token: {token}\", error_description=\"{token}\"");
        *reply = Reply::new(401).header("WWW-Authenticate", challenge);
    });
    fail_everywhere("userinfo repeating its token", &provider, &sentinel, &settings).await;
    assert!(provider.count(Endpoint::Userinfo) > 0);
}
