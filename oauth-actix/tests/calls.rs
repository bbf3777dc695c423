//! What can be done with a finished login: calls of the API, userinfo, new tokens.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

mod support;

use std::sync::{Arc, Mutex};

use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpRequest, Responder};
use oauth_actix::{ApiRequest, Error, OAuth1Login, OAuth2Login, OidcLogin, Registry as _, Secret};
use oauth_core::oauth1::TokenCredentials;
use oauth_test_provider::{Answer as Instead, Endpoint, Misbehaviour, Provider, Reply};
use serde_json::{Value, json};
use support::*;

/// A browser of an application whose handler is given.
async fn browser<H, Args>(provider: &Provider, handler: H) -> Browser
where
    H: Handler<Args>,
    H::Output: Responder + 'static,
    Args: FromRequest + 'static,
{
    let auth = Auth::from_settings(&settings(provider)).unwrap();
    Browser::new(&App::plain(auth.routes(handler)).await)
}

fn openid(login: AuthLogin) -> OidcLogin {
    let AuthLogin::Google(login) = login else { panic!("not OpenID Connect") };
    login
}

fn plain(login: AuthLogin) -> OAuth2Login {
    let AuthLogin::Github(login) = login else { panic!("not OAuth 2") };
    login
}

fn signed(login: AuthLogin) -> OAuth1Login {
    let AuthLogin::Twitter(login) = login else { panic!("not OAuth 1.0a") };
    login
}

async fn json(request: ApiRequest) -> Result<Value, Error> {
    request.await?.json().await
}

/// What becomes of one call of the API after a login at `github`.
async fn call(provider: &Provider, call: impl Fn(&OAuth2Login) -> ApiRequest + Clone + 'static) -> Answer {
    let handler = move |login: AuthLogin| {
        let request = call(&plain(login));
        async move { tell(json(request).await) }
    };
    browser(provider, handler).await.login("github").await
}

#[actix_web::test]
async fn calls_are_relative_to_the_api_and_carry_the_token() {
    let provider = provider();
    for path in ["user", "/user"] {
        let answer = call(&provider, move |login| login.get(path).query([("a b", "c&d")])).await;
        assert_eq!(answer.json()["login"], "ada");
    }
    let received = provider.received(Endpoint::ApiUser).pop().unwrap();
    assert_eq!(received.query, "a+b=c%26d");
    assert!(received.header("authorization").unwrap().starts_with("Bearer "));
    let next = format!("{}user?page=2", provider.api_base_url());
    assert_eq!(call(&provider, move |login| login.get(&next)).await.status, 200);
}

#[actix_web::test]
async fn the_token_goes_to_no_other_origin() {
    let (provider, stranger) = (provider(), Provider::start_blocking().unwrap());
    let user = stranger.url(Endpoint::ApiUser);
    let other_name = provider.url(Endpoint::ApiUser).replace("127.0.0.1", "localhost");
    for url in [user, other_name, "https://evil.example/".to_owned()] {
        let answer = call(&provider, move |login| login.get(&url)).await;
        assert_eq!((answer.status, answer.error().as_str()), (500, "api_url_foreign"));
    }
    assert_eq!((stranger.journal().len(), provider.count(Endpoint::ApiUser)), (0, 0));
}

/// A `content-length` of a visitor's would make the next request on the connection a part of this one.
#[actix_web::test]
async fn the_headers_of_the_authorization_and_of_the_connection_belong_to_the_library() {
    let provider = provider();
    for (name, value) in
        [("Authorization", "Bearer other"), ("Content-Length", "500"), ("Transfer-Encoding", "chunked")]
    {
        let answer = call(&provider, move |login| login.get("user").header(name, value)).await;
        assert_eq!(answer.error(), "parameter_reserved", "{name}");
    }
    // Whoever exchanges the two has written a secret where a name stands.
    for (name, value) in [("dGhl IEFQ", "x-api-key"), ("x-api-key", "a\nb")] {
        let answer = call(&provider, move |login| login.get("user").header(name, value)).await;
        assert_eq!(answer.error(), "parameter_invalid", "{name}");
    }
    assert_eq!(provider.count(Endpoint::ApiUser), 0);
    assert_eq!(call(&provider, |login| login.get("user").header("x-version", "2")).await.status, 200);
    let received = provider.received(Endpoint::ApiUser);
    assert_eq!((received.len(), received[0].header("x-version")), (1, Some("2")));
}

#[actix_web::test]
async fn the_last_body_of_a_call_is_sent_under_its_own_type_and_the_answer_s_headers_are_told() {
    let provider = provider();
    let handler = async |login: AuthLogin| {
        let call = plain(login).post("user").form([("a", "1")]).json(&json!({"b": 2}));
        let answer = call.await.unwrap();
        let told = answer.headers().get("content-type").unwrap().to_str().unwrap().to_owned();
        tell(Ok(json!([answer.status(), told])))
    };
    provider.answer(Endpoint::ApiUser, Reply::json(201, json!({})));
    let answer = browser(&provider, handler).await.login("github").await;
    assert_eq!(answer.json(), json!([201, "application/json"]));
    let received = provider.received(Endpoint::ApiUser).pop().unwrap();
    let sent = |name: &str| {
        let named = received.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str()).collect::<Vec<_>>()
    };
    assert_eq!((sent("content-type"), received.body.as_str()), (vec!["application/json"], r#"{"b":2}"#));
    assert!(matches!(&*sent("authorization"), [token] if token.starts_with("Bearer ")));
}

/// O1-018 for bearer tokens, and the other ways in which a call fails.
#[actix_web::test]
async fn a_call_that_fails_says_how() {
    let provider = provider();
    let stranger = Provider::start_blocking().unwrap();
    for (instead, code) in [
        (Instead::Redirect(stranger.url(Endpoint::ApiUser)), "api_status"),
        (Reply::json(503, json!({})).into(), "api_status"),
        (Reply::json(200, json!([1])).with_body("[1").into(), "api_malformed"),
        (Instead::Endless, "transport_body_too_large"),
        (Instead::CloseBeforeHead, "transport_interrupted"),
        (Instead::CloseMidBody(Box::new(Instead::Honest)), "transport_interrupted"),
    ] {
        provider.answer(Endpoint::ApiUser, instead);
        assert_eq!(call(&provider, |login| login.get("user")).await.error(), code);
    }
    assert!(stranger.journal().is_empty());
    provider.reset();
    let answer = call(&provider, |login| login.get("user").limit(10)).await;
    assert_eq!(answer.error(), "transport_body_too_large");
}

#[actix_web::test]
async fn a_body_of_a_signed_call_is_signed_and_sent_byte_for_byte() {
    const FORM: &str = "a=2&a=1&b=%c3%A9%2b&c=&c2&d+e=f%20g&=x&oauth=%7E*";
    let provider = provider();
    let handler = async |login: AuthLogin| {
        let echo = signed(login).post("echo.json").query([("q", "\u{2603} +")]);
        tell(json(echo.body("application/x-www-form-urlencoded", FORM)).await)
    };
    let answer = browser(&provider, handler).await.login("twitter").await;
    let mut parameters: Vec<[String; 2]> =
        serde_json::from_value(answer.json()["parameters"].clone()).unwrap();
    let mut expected = [
        ["a", "1"],
        ["a", "2"],
        ["b", "\u{e9}+"],
        ["c", ""],
        ["c2", ""],
        ["d e", "f g"],
        ["", "x"],
        ["oauth", "~*"],
        ["q", "\u{2603} +"],
    ];
    parameters.sort();
    expected.sort();
    assert_eq!(parameters, expected);
    assert_eq!(provider.received(Endpoint::OAuth1Echo)[0].body, FORM);
}

/// O1-034 and O1-035.
#[actix_web::test]
async fn a_form_is_signed_by_its_pairs_and_any_other_body_by_its_hash() {
    let provider = provider();
    for (content_type, parameters, hashed) in [
        ("application/x-www-form-urlencoded;charset=UTF-8", json!([["a", "1"]]), false),
        ("application/json", json!([]), true),
        ("multipart/form-data; boundary=x", json!([]), true),
    ] {
        provider.clear_journal();
        let handler = move |login: AuthLogin| {
            let request = signed(login).post("echo.json").body(content_type, "a=1");
            async move { tell(json(request).await) }
        };
        let answer = browser(&provider, handler).await.login("twitter").await;
        assert_eq!((answer.status, &answer.json()["parameters"]), (200, &parameters), "{content_type}");
        let received = provider.received(Endpoint::OAuth1Echo).pop().unwrap();
        let header = received.header("authorization").unwrap();
        assert_eq!((header.contains("oauth_body_hash="), received.body.as_str()), (hashed, "a=1"));
    }
}

/// O1-018.
#[actix_web::test]
async fn a_signed_call_follows_no_redirect_and_leaves_no_origin() {
    let (provider, stranger) = (provider(), Provider::start_blocking().unwrap());
    provider.answer(Endpoint::OAuth1Echo, Instead::Redirect(stranger.url(Endpoint::OAuth1Echo)));
    let foreign = stranger.url(Endpoint::OAuth1Echo);
    let handler = move |login: AuthLogin| {
        let (login, foreign) = (signed(login), foreign.clone());
        async move {
            let redirected = login.get("echo.json").await.map(|answer| answer.status());
            let foreign = login.get(&foreign).await.err().map(|error| error.code());
            tell(redirected.map(|status| json!([status, foreign])))
        }
    };
    let answer = browser(&provider, handler).await.login("twitter").await;
    assert_eq!(answer.json(), json!([302, "api_url_foreign"]));
    assert!(stranger.journal().is_empty());
}

/// Routes for calls outside the login's handler, with what an application has stored.
fn later(config: &mut ServiceConfig) {
    async fn plain(auth: Data<Auth>, request: HttpRequest, token: String) -> impl Responder {
        tell(json(auth.github.api(&request, &Secret::from(token)).unwrap().get("user")).await)
    }
    async fn signed(auth: Data<Auth>, request: HttpRequest, token: String) -> impl Responder {
        let (token, secret) = token.split_once(' ').unwrap();
        let credentials = TokenCredentials::new(Secret::from(token), Secret::from(secret));
        tell(json(auth.twitter.api(&request, &credentials).unwrap().get("echo.json")).await)
    }
    async fn id_token(auth: Data<Auth>, request: HttpRequest, token: String) -> impl Responder {
        let (token, nonce) = token.split_once(' ').unwrap();
        let claims = auth.google.parse_id_token(&request, &Secret::from(token), &Secret::from(nonce)).await;
        tell(claims.map(|claims| claims.subject().into()))
    }
    config.route("/plain", web::post().to(plain)).route("/signed", web::post().to(signed));
    config.route("/id-token", web::post().to(id_token));
}

#[actix_web::test]
async fn stored_tokens_are_good_for_later_calls() {
    let provider = provider();
    let (token, credentials) = (Arc::new(Mutex::new(String::new())), Arc::new(Mutex::new(String::new())));
    let (issued, also_issued) = (Arc::clone(&token), Arc::clone(&credentials));
    provider.on_token_response(move |response| {
        response["access_token"].as_str().unwrap().clone_into(&mut issued.lock().unwrap());
    });
    provider.on_token_credentials(move |pairs| {
        *also_issued.lock().unwrap() = format!("{} {}", pairs[0].1, pairs[1].1);
    });
    let app = Store::Cookie.app_with(&settings(&provider), later).await;
    let browser = Browser::new(&app);
    browser.login("github").await.assert_logged_in();
    browser.login("twitter").await.assert_logged_in();
    let token = token.lock().unwrap().clone();
    assert_eq!(browser.post_from_another_site("/plain", &token).await.json()["login"], "ada");
    let credentials = credentials.lock().unwrap().clone();
    assert_eq!(browser.post_from_another_site("/signed", &credentials).await.json()["screen_name"], "ada");
    assert_eq!(browser.post_from_another_site("/plain", "stolen").await.error(), "api_status");
}

/// ID-037 for a token that came another way.
#[actix_web::test]
async fn an_id_token_from_elsewhere_needs_the_nonce_that_was_sent_for_it() {
    let provider = provider();
    let token = Arc::new(Mutex::new(String::new()));
    let issued = Arc::clone(&token);
    provider.on_token_response(move |response| {
        response["id_token"].as_str().unwrap().clone_into(&mut issued.lock().unwrap());
    });
    let app = Store::Cookie.app_with(&settings(&provider), later).await;
    let browser = Browser::new(&app);
    let url = browser.begin("google").await;
    browser.finish(&browser.visit(&url)).await.assert_logged_in();
    let token = token.lock().unwrap().clone();
    let (good, bad) = (format!("{token} {}", parameter(&url, "nonce")), format!("{token} other"));
    assert_eq!(browser.post_from_another_site("/id-token", &good).await.json(), "ada-1815");
    let answer = browser.post_from_another_site("/id-token", &bad).await;
    assert_eq!(answer.error(), "id_token_nonce_mismatch");
}

async fn userinfo(provider: &Provider) -> Answer {
    let handler = async |login: AuthLogin| {
        let login = openid(login);
        let told = |email: Option<&str>| email.map(str::to_owned);
        let signed = told(login.claims.email());
        tell(
            login
                .userinfo()
                .await
                .map(|userinfo| json!([userinfo.subject(), signed, told(userinfo.email())])),
        )
    };
    browser(provider, handler).await.login("google").await
}

/// UI-001, UI-003, UI-004, UI-007, UI-009, HT-003; each refusal is one code, and nothing is called after it.
#[actix_web::test]
async fn a_userinfo_answer_about_somebody_else_or_in_another_form_is_refused() {
    let provider = provider();
    let body = |body: &'static str| {
        move |p: &Provider| p.on_reply(Endpoint::Userinfo, move |_, reply| reply.body = body.into())
    };
    let status = |p: &Provider| {
        let challenge = "Bearer error=\"invalid_token\", error_description=\"a \\\" , b\", x";
        p.answer(Endpoint::Userinfo, Reply::new(401).header("WWW-Authenticate", challenge));
    };
    type Turn<'a> = &'a dyn Fn(&Provider);
    let cases: [(&str, Turn<'_>, &str); 10] = [
        ("UI-001", &|p| p.misbehave(Misbehaviour::ForeignUserinfoSubject), "userinfo_subject_mismatch"),
        ("UI-001", &|p| p.misbehave(Misbehaviour::MissingUserinfoSubject), "userinfo_subject_mismatch"),
        ("UI-003", &|p| p.misbehave(Misbehaviour::UserinfoInArray), "userinfo_malformed"),
        ("UI-004", &|p| p.misbehave(Misbehaviour::SignedUserinfo), "userinfo_content_type"),
        ("UI-007", &status, "userinfo_status"),
        (
            "UI-009",
            &body(r#"{"sub":"ada-1815","email":"a@a.example","email":"b@b.example"}"#),
            "userinfo_malformed",
        ),
        ("UI-012", &body(r#"{"sub":null}"#), "userinfo_subject_mismatch"),
        ("TR-049", &body(r#"{"sub":"ada-1815","name":"\ud800"}"#), "userinfo_malformed"),
        ("HT-003", &|p| p.misbehave(Misbehaviour::UserinfoRedirects), "redirect_refused"),
        ("HT-009", &|p| p.answer(Endpoint::Userinfo, Instead::Endless), "transport_body_too_large"),
    ];
    for (case, misbehave, code) in cases {
        provider.clear_journal();
        misbehave(&provider);
        assert_eq!(userinfo(&provider).await.error(), code, "{case}");
        assert_eq!(calls(&provider).last(), Some(&Endpoint::Userinfo), "{case}");
        provider.reset();
    }
}

/// UI-010, ID-065.
#[actix_web::test]
async fn what_userinfo_says_stands_beside_the_verified_claims_and_sources_are_not_fetched() {
    let provider = provider();
    provider.misbehave(Misbehaviour::ClaimSourceInside);
    provider.on_userinfo(|claims| drop(claims.insert("email".to_owned(), "other@example.com".into())));
    let answer = userinfo(&provider).await;
    assert_eq!(answer.json(), json!(["ada-1815", "ada@example.com", "other@example.com"]));
}

#[actix_web::test]
async fn a_profile_is_read_at_the_userinfo_endpoint_and_without_one_from_the_id_token() {
    for (is_there, name) in [(true, "Countess"), (false, "Ada Lovelace")] {
        let provider = provider();
        provider.on_userinfo(|claims| drop(claims.insert("name".to_owned(), "Countess".into())));
        provider.on_metadata(move |metadata| {
            if !is_there {
                metadata.remove("userinfo_endpoint");
            }
        });
        let handler = async |login: AuthLogin| {
            let profile = openid(login).profile().await;
            tell(profile.map(|profile| json!([profile.subject, profile.name])))
        };
        let answer = browser(&provider, handler).await.login("google").await;
        assert_eq!(answer.json(), json!(["ada-1815", name]), "{is_there}");
    }
}
