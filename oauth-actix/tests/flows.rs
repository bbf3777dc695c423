//! Logins that succeed, from the first request to the handler.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

mod support;

use actix_web::test::TestRequest;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use oauth_actix::{AnyLogin, Error, OidcClient, Registry as _, Settings, oauth_registry};
use oauth_core::encoding::form_encode;
use oauth_test_provider::{Algorithm, Client, Endpoint, Misbehaviour, Provider, Verdict};
use serde_json::json;
use support::*;

#[actix_web::test]
async fn somebody_logs_in_by_each_protocol() {
    let provider = provider();
    for store in [Store::Cookie, Store::Session] {
        let browser = Browser::new(&store.app(&settings(&provider)).await);
        for (client, who) in [("google", "ada-1815"), ("github", "ada"), ("twitter", "ada")] {
            let answer = browser.login(client).await;
            answer.assert_logged_in();
            assert_eq!((&answer.json()["provider"], &answer.json()["who"]), (&client.into(), &who.into()));
        }
    }
}

/// PK-002.
#[actix_web::test]
async fn every_oauth_2_login_uses_pkce_and_sends_the_matching_verifier() {
    let provider = provider();
    let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
    for (client, endpoint) in [("google", Endpoint::Token), ("github", Endpoint::OAuth2Token)] {
        let url = browser.begin(client).await;
        assert_eq!(parameter(&url, "code_challenge_method"), "S256");
        assert_eq!(parameter(&url, "code_challenge").len(), 43);
        browser.finish(&browser.visit(&url)).await.assert_logged_in();
        let received = provider.received(endpoint).pop().unwrap();
        assert_eq!(received.parameter("code_verifier").unwrap().len(), 43);
        assert_eq!(received.status, Some(200));
    }
}

#[actix_web::test]
async fn state_nonce_and_challenge_are_new_for_every_login() {
    let provider = provider();
    let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
    let (first, second) = (browser.begin("google").await, browser.begin("google").await);
    for name in ["state", "nonce", "code_challenge"] {
        assert_ne!(parameter(&first, name), parameter(&second, name), "{name}");
        assert!(parameter(&first, name).len() >= 43, "{name}");
    }
}

#[actix_web::test]
async fn the_redirect_uri_comes_from_the_configured_address_whatever_the_host_header_says() {
    let provider = provider();
    let app = Store::Cookie.app(&settings(&provider)).await;
    let request = TestRequest::get().uri("/auth/google/login").insert_header(("host", "evil.example"));
    let answer = app.call(request.insert_header(("x-forwarded-host", "evil.example"))).await;
    assert_eq!(
        parameter(answer.header("location"), "redirect_uri"),
        "http://localhost/auth/google/authorize"
    );
}

#[actix_web::test]
async fn the_person_goes_where_return_to_says_and_else_to_the_start() {
    let provider = provider();
    for store in [Store::Cookie, Store::Session] {
        let browser = Browser::new(&store.app(&settings(&provider)).await);
        for client in CLIENTS {
            let path = format!("/auth/{client}/login?return_to=%2Finbox%3Funread%3D1%26a%3D%2525%23top");
            let hop = browser.visit(&browser.begin_at(&path).await);
            assert_eq!(browser.finish(&hop).await.json()["return_to"], "/inbox?unread=1&a=%25#top");
            assert_eq!(browser.login(client).await.json()["return_to"], "/");
        }
    }
}

/// OR-003 to OR-024 and OR-027 of the catalogue of hostile cases.
#[actix_web::test]
async fn a_return_to_that_leads_elsewhere_is_passed_over() {
    let provider = provider();
    let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
    for hostile in [
        "/\t/evil.example",
        "https:evil.example",
        "https://localhost.evil.example/",
        "https://evillocalhost/",
        "\\\\evil.example",
        "/a\r\nSet-Cookie: x=y",
        "https://localhost\\@evil.example",
        "/%0d/evil.example",
        "https://\u{24d4}vil.example",
        "/.evil.example/../..//evil.example",
        "?next=//evil.example",
        "/\0//evil.example",
        "/auth/google/login",
        "/a/../auth/google/login",
        "//evil.example",
        "http://[",
        "",
    ] {
        let path = format!("/auth/github/login?return_to={}", form_encode(hostile));
        let hop = browser.visit(&browser.begin_at(&path).await);
        let answer = browser.finish(&hop).await;
        answer.assert_logged_in();
        assert_eq!(answer.json()["return_to"], "/", "{hostile:?}");
    }
}

/// OR-026.
#[actix_web::test]
async fn the_referer_is_no_return_to() {
    let provider = provider();
    let app = Store::Session.app(&settings(&provider)).await;
    let request = TestRequest::get().uri("/auth/github/login").insert_header(("referer", "/elsewhere"));
    let answer = app.call(request).await;
    let browser = Browser::new(&app);
    answer.cookies().iter().for_each(|cookie| browser.add_cookie(cookie.name(), cookie.value()));
    let hop = browser.visit(answer.header("location"));
    assert_eq!(browser.finish(&hop).await.json()["return_to"], "/");
}

#[oauth_registry]
struct PostAuth {
    #[provider(issuer = env, response_mode = "form_post")]
    google: OidcClient,
}

#[actix_web::test]
async fn a_login_by_form_post_comes_back_from_another_site() {
    let provider = provider();
    let auth = PostAuth::from_settings(&settings(&provider)).unwrap();
    let handler = async |login: PostAuthLogin| {
        let PostAuthLogin::Google(login) = login;
        tell(summary(AnyLogin::Oidc(Box::new(login))).await)
    };
    let browser = Browser::new(&App::plain(auth.routes(handler)).await);
    let hop = browser.approve("google").await;
    assert_eq!((hop.method.as_str(), path(&hop).as_str()), ("POST", "/auth/google/authorize"));
    browser.finish(&hop).await.assert_logged_in();
}

fn own_routes(auth: Auth) -> impl FnOnce(&mut ServiceConfig) {
    async fn begin(auth: Data<Auth>, request: HttpRequest) -> Result<HttpResponse, Error> {
        let login = auth.google.authorize_redirect(&request).return_to("/payments").prompt("login");
        let login = login.login_hint("ada").max_age(600).ui_locales("de en").scope("openid address");
        login.parameter("hd", "example.com").await
    }
    async fn finish(auth: Data<Auth>, request: HttpRequest) -> Result<HttpResponse, Error> {
        let login = auth.google.authorize_access_token(&request).await?;
        Ok(tell(summary(AnyLogin::Oidc(Box::new(login))).await))
    }
    move |config| {
        config.configure(auth.clients());
        config.route("/in", web::get().to(begin)).route("/auth/google/authorize", web::get().to(finish));
    }
}

#[actix_web::test]
async fn handlers_of_ones_own_use_the_two_verbs() {
    let provider = provider();
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let browser = Browser::new(&App::plain(own_routes(auth)).await);
    let url = browser.begin_at("/in").await;
    for (name, value) in [
        ("prompt", "login"),
        ("login_hint", "ada"),
        ("max_age", "600"),
        ("ui_locales", "de en"),
        ("scope", "openid address"),
        ("hd", "example.com"),
    ] {
        assert_eq!(parameter(&url, name), value);
    }
    let answer = browser.finish(&browser.visit(&url)).await;
    answer.assert_logged_in();
    assert_eq!(answer.json()["return_to"], "/payments");
}

/// OpenID Connect Core 1.0, section 3.1.3.7, rules 12 and 13: what was asked for is held against the ID token.
#[actix_web::test]
async fn max_age_and_acr_values_bind_the_id_token_of_the_login() {
    let provider = provider();
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let browser = Browser::new(&App::plain(own_routes_asking(auth)).await);
    for (auth_time, acr, verdict) in [
        (Some(-10), Some("gold"), ""),
        (Some(-10), Some("tin"), "id_token_acr_mismatch"),
        (Some(-10), None, "id_token_acr_mismatch"),
        (Some(-1000), Some("gold"), "id_token_auth_too_old"),
        (Some(1000), Some("gold"), "id_token_auth_time_invalid"),
        (None, Some("gold"), "id_token_auth_time_invalid"),
    ] {
        provider.reset();
        provider.on_id_token(move |draft| {
            draft.remove("auth_time");
            if let Some(seconds) = auth_time {
                draft.set("auth_time", unix_now() + seconds);
            }
            if let Some(acr) = acr {
                draft.set("acr", acr);
            }
        });
        let url = browser.begin_at("/in").await;
        let answer = browser.finish(&browser.visit(&url)).await;
        match verdict {
            "" => answer.assert_logged_in(),
            code => assert_eq!(answer.error(), code, "{auth_time:?} {acr:?}"),
        };
    }
}

fn own_routes_asking(auth: Auth) -> impl FnOnce(&mut ServiceConfig) {
    async fn begin(auth: Data<Auth>, request: HttpRequest) -> Result<HttpResponse, Error> {
        auth.google.authorize_redirect(&request).max_age(300).acr_values("silver gold").await
    }
    async fn finish(auth: Data<Auth>, request: HttpRequest) -> Result<HttpResponse, Error> {
        let login = auth.google.authorize_access_token(&request).await?;
        Ok(tell(summary(AnyLogin::Oidc(Box::new(login))).await))
    }
    move |config| {
        config.configure(auth.clients());
        config.route("/in", web::get().to(begin)).route("/auth/google/authorize", web::get().to(finish));
    }
}

/// The answer that the library offers to end a login with removes the cookie that was used.
#[actix_web::test]
async fn redirect_sends_the_person_on_and_removes_the_used_cookie() {
    let provider = provider();
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let begin = async |auth: Data<Auth>, request: HttpRequest| {
        auth.google.authorize_redirect(&request).return_to("/payments").await
    };
    let finish = async |auth: Data<Auth>, request: HttpRequest| {
        let login = auth.google.authorize_access_token(&request).await?;
        Ok::<_, Error>(login.redirect())
    };
    let configure = |config: &mut ServiceConfig| {
        config.configure(auth.clients());
        config.route("/in", web::get().to(begin)).route("/auth/google/authorize", web::get().to(finish));
    };
    let browser = Browser::new(&App::plain(configure).await);
    let url = browser.begin_at("/in").await;
    assert_eq!(browser.cookies().len(), 1);
    let answer = browser.finish(&browser.visit(&url)).await;
    assert_eq!(
        (answer.status, answer.header("location"), answer.header("cache-control")),
        (303, "/payments", "no-store")
    );
    assert!(browser.cookies().is_empty(), "{:?}", browser.cookies());
}

/// A handler that forgets the login does not run as if there were one.
#[actix_web::test]
async fn a_handler_that_ignores_the_login_is_not_called_without_one() {
    let provider = provider();
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let app = App::plain(auth.routes(async || HttpResponse::Ok().body("welcome"))).await;
    let browser = Browser::new(&app);
    let answer = browser.get("/auth/google/authorize?code=c&state=s").await;
    assert_eq!((answer.status, answer.error().as_str()), (400, "state_unknown"));
    let hop = browser.approve("google").await;
    assert_eq!(browser.finish(&hop).await.body, "welcome");
}

#[actix_web::test]
async fn a_verb_without_the_registry_s_clients_says_what_is_missing() {
    let provider = provider();
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let begin = move |request: HttpRequest| {
        let auth = auth.clone();
        async move { auth.google.authorize_redirect(&request).await }
    };
    let configure = |config: &mut ServiceConfig| {
        config.route("/in", web::get().to(begin));
    };
    let app = App::plain(configure).await;
    assert_eq!(Browser::new(&app).get("/in").await.error(), "not_mounted");
}

/// ST-031.
#[actix_web::test]
async fn an_extra_parameter_cannot_stand_in_for_one_of_the_protocol() {
    let provider = provider();
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let begin = async |auth: Data<Auth>, request: HttpRequest, name: Path<String>| {
        auth.google.authorize_redirect(&request).parameter(&name, "x").await
    };
    let configure = |config: &mut ServiceConfig| {
        config.configure(auth.clients()).route("/in/{name}", web::get().to(begin));
    };
    let browser = Browser::new(&App::plain(configure).await);
    for name in ["state", "redirect_uri", "client_id", "nonce", "code_challenge", "response_type", "scope"] {
        assert_eq!(browser.get(&format!("/in/{name}")).await.error(), "parameter_reserved", "{name}");
    }
    assert_eq!(parameter(&browser.begin_at("/in/hd").await, "hd"), "x");
}

#[actix_web::test]
async fn a_client_is_found_by_its_name_at_run_time() {
    let provider = provider();
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let begin = async |auth: Data<Auth>, request: HttpRequest, name: Path<String>| match auth.client(&name) {
        Some(client) => client.authorize_redirect(&request, Some("/there")).await,
        None => Ok(HttpResponse::NotFound().finish()),
    };
    let finish = async |auth: Data<Auth>, request: HttpRequest, name: Path<String>| {
        let login = auth.client(&name).unwrap().authorize_access_token(&request).await?;
        Ok::<_, Error>(tell(summary(login).await))
    };
    let configure = |config: &mut ServiceConfig| {
        config.configure(auth.clients()).route("/in/{name}", web::get().to(begin));
        config.route("/auth/{name}/authorize", web::get().to(finish));
    };
    let browser = Browser::new(&App::plain(configure).await);
    for client in CLIENTS {
        let hop = browser.visit(&browser.begin_at(&format!("/in/{client}")).await);
        let answer = browser.finish(&hop).await.json();
        assert_eq!((&answer["provider"], &answer["return_to"]), (&client.into(), &"/there".into()));
    }
    for unknown in ["GOOGLE", "facebook", "google%20"] {
        assert_eq!(browser.get(&format!("/in/{unknown}")).await.status, 404, "{unknown}");
    }
}

#[actix_web::test]
async fn routes_have_names_for_url_for() {
    let provider = provider();
    let urls = async |request: HttpRequest| {
        let url = |name| request.url_for_static(name).unwrap().path().to_owned();
        HttpResponse::Ok().json(["google.login", "google.authorize", "twitter.login"].map(url))
    };
    let more = |config: &mut ServiceConfig| {
        config.route("/urls", web::get().to(urls));
    };
    let app = Store::Cookie.app_with(&settings(&provider), more).await;
    let expected = json!(["/auth/google/login", "/auth/google/authorize", "/auth/twitter/login"]);
    assert_eq!(Browser::new(&app).get("/urls").await.json(), expected);
}

#[actix_web::test]
async fn a_handler_may_take_the_error_instead_of_the_login() {
    let provider = provider();
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let handler = async |login: Result<AuthLogin, Error>| match login {
        Ok(_) => HttpResponse::Ok().body("welcome"),
        Err(error) => HttpResponse::ImATeapot().body(format!("{:?} {}", error.provider(), error.code())),
    };
    let browser = Browser::new(&App::plain(auth.routes(handler)).await);
    assert_eq!(browser.login("github").await.body, "welcome");
    provider.auto_approve("!access_denied");
    let answer = browser.login("github").await;
    assert_eq!((answer.status, answer.body.as_str()), (418, "Some(\"github\") access_denied"));
}

#[actix_web::test]
async fn the_login_exists_in_its_own_handler_alone() {
    let provider = provider();
    let elsewhere = async |login: Result<AuthLogin, Error>| login.err().unwrap().respond();
    let more = |config: &mut ServiceConfig| {
        config.route("/me", web::get().to(elsewhere));
    };
    let browser = Browser::new(&Store::Cookie.app_with(&settings(&provider), more).await);
    browser.login("github").await.assert_logged_in();
    let answer = browser.get("/me").await;
    assert!(answer.status == 500 && answer.body.contains("login_outside_routes"), "{answer:?}");
}

#[oauth_registry]
struct Chosen {
    #[provider(issuer = env, token_endpoint_auth_method = env, id_token_signed_response_alg = env)]
    google: OidcClient,
}

async fn chosen(settings: &Settings) -> Browser {
    let auth = Chosen::from_settings(settings).unwrap();
    let handler = async |login: ChosenLogin| {
        let ChosenLogin::Google(login) = login;
        tell(summary(AnyLogin::Oidc(Box::new(login))).await)
    };
    Browser::new(&App::plain(auth.routes(handler)).await)
}

/// CA-001, CA-002, CA-009.
#[actix_web::test]
async fn a_client_proves_itself_in_exactly_one_way_whatever_its_secret_holds() {
    let (id, secret) = ("id p%+ &=:/~?", "secret p%+ &=:/~?\u{e9}");
    let clients =
        Provider::builder().client(Client::confidential(id, secret)).client(Client::public("public"));
    let provider = clients.start_blocking().unwrap();
    provider.auto_approve("ada");
    for (method, id, in_header, in_body) in [
        ("client_secret_basic", id, true, false),
        ("client_secret_post", id, false, true),
        ("none", "public", false, false),
    ] {
        let settings = settings(&provider).client("google", id, secret);
        let settings = settings.set("GOOGLE_TOKEN_ENDPOINT_AUTH_METHOD", method);
        let settings = settings.set("GOOGLE_ID_TOKEN_SIGNED_RESPONSE_ALG", "RS256");
        chosen(&settings).await.login("google").await.assert_logged_in();
        let received = provider.received(Endpoint::Token).pop().unwrap();
        assert_eq!(received.header("authorization").is_some(), in_header, "{method}");
        assert_eq!(received.parameter("client_secret").is_some(), in_body, "{method}");
        assert_eq!(received.parameter("client_id").is_some(), !in_header, "{method}");
    }
}

#[actix_web::test]
async fn every_signature_algorithm_is_verified() {
    let provider = provider();
    for (name, algorithm) in [
        ("RS256", Algorithm::RS256),
        ("PS256", Algorithm::PS256),
        ("ES256", Algorithm::ES256),
        ("ES384", Algorithm::ES384),
        ("EdDSA", Algorithm::EdDSA),
        ("HS256", Algorithm::HS256),
    ] {
        provider.signing(algorithm);
        let settings = settings(&provider).set("GOOGLE_TOKEN_ENDPOINT_AUTH_METHOD", "client_secret_basic");
        let browser = chosen(&settings.set("GOOGLE_ID_TOKEN_SIGNED_RESPONSE_ALG", name)).await;
        browser.login("google").await.assert_logged_in();
        provider.misbehave(Misbehaviour::UnpublishedKey);
        assert_eq!(browser.login("google").await.error(), "id_token_signature_invalid", "{name}");
        provider.reset();
    }
}

/// JW-003, JW-008, and every other entry of the provider's catalogue that is to be accepted.
#[actix_web::test]
async fn a_provider_within_its_rights_is_accepted() {
    let provider = provider();
    let accepted = Misbehaviour::ALL.iter().filter(|entry| entry.verdict() == Verdict::Accept);
    // We send bearer tokens in the header alone, as RFC 6750, section 2 recommends.
    for behaviour in accepted.filter(|entry| **entry != Misbehaviour::OnlyBearerForm) {
        provider.misbehave(*behaviour);
        let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
        for client in CLIENTS {
            let answer = browser.login(client).await;
            assert_eq!(answer.status, 200, "{behaviour:?} at {client}: {answer:?}");
        }
        // The second login meets what changed since the first.
        assert_eq!(browser.login("google").await.status, 200, "{behaviour:?}");
        provider.reset();
        provider.signing(Algorithm::RS256);
    }
}
