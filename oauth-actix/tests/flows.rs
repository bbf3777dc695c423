//! Logins that succeed, from the first request to the handler.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

mod support;

use actix_web::test::TestRequest;
use actix_web::web::{self, ServiceConfig};
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

/// Some providers write `null` for what they do not offer.
#[actix_web::test]
async fn what_is_null_in_the_metadata_is_not_there() {
    const ABSENT: [&str; 5] = [
        "userinfo_endpoint",
        "revocation_endpoint",
        "end_session_endpoint",
        "authorization_response_iss_parameter_supported",
        "code_challenge_methods_supported",
    ];
    let provider = provider();
    provider.on_metadata(|document| {
        ABSENT.iter().for_each(|name| drop(document.insert((*name).to_owned(), json!(null))));
    });
    let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
    browser.login("google").await.assert_logged_in();
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

#[actix_web::test]
async fn a_return_to_that_leads_elsewhere_is_passed_over() {
    let provider = provider();
    let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
    for (case, hostile) in [
        ("OR-003", "/\t/evil.example"),
        ("OR-005", "https:evil.example"),
        ("OR-007", "https://localhost.evil.example/"),
        ("OR-008", "https://evillocalhost/"),
        ("OR-011", "\\\\evil.example"),
        ("OR-013", "/a\r\nSet-Cookie: x=y"),
        ("OR-014", "https://localhost\\@evil.example"),
        ("OR-017", "/%0d/evil.example"),
        ("OR-018", "https://\u{24d4}vil.example"),
        ("OR-019", "/.evil.example/../..//evil.example"),
        ("OR-020", "?next=//evil.example"),
        ("OR-022", "/\0//evil.example"),
        ("OR-024", "/auth/google/login"),
        ("OR-024", "/a/../auth/google/login"),
        ("OR-027", "http://["),
        ("OR-027", ""),
        ("-", "//evil.example"),
    ] {
        let path = format!("/auth/github/login?return_to={}", form_encode(hostile));
        let hop = browser.visit(&browser.begin_at(&path).await);
        let answer = browser.finish(&hop).await;
        answer.assert_logged_in();
        assert_eq!(answer.json()["return_to"], "/", "{case}: {hostile:?}");
    }
}

/// OR-029: a provider, or a page that claims to be one, may have a login begun. It chooses neither the provider nor where the
/// person goes: OpenID Connect Core 1.0, section 4. `oidcc-client-test-3rd-party-init-login` and
/// OIDF-legacy:rp-3rd_party-init-login do the honest half.
#[actix_web::test]
async fn a_login_begun_by_somebody_else_is_an_ordinary_one() {
    let provider = provider();
    let app = Store::Cookie.app(&settings(&provider)).await;
    for (iss, target) in [
        (provider.issuer(), "http://localhost/inbox"),
        ("https://attacker.example", "https://attacker.example/"),
    ] {
        let browser = Browser::new(&app);
        let (iss, target) = (form_encode(iss), form_encode(target));
        let path = format!("/auth/google/login?iss={iss}&target_link_uri={target}&login_hint=grace");
        let request = TestRequest::get().uri(&path).insert_header(("sec-fetch-site", "cross-site"));
        let begun = app.call(request.insert_header(("sec-fetch-mode", "navigate"))).await;
        let url = begun.header("location");
        assert!(url.starts_with(&provider.authorization_endpoint()), "{url}");
        begun.cookies().iter().for_each(|cookie| browser.add_cookie(cookie.name(), cookie.value()));
        let answer = browser.finish(&browser.visit(url)).await;
        answer.assert_logged_in();
        assert_eq!(answer.json()["return_to"], "/");
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

/// CA-001, CA-002, CA-009, OIDF-legacy:rp-token_endpoint-client_secret_post.
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

/// DI-016: what is configured is used, and nothing weaker because the metadata says so; basic where nothing is said.
#[actix_web::test]
async fn the_metadata_does_not_choose_how_a_client_proves_itself() {
    let provider = provider();
    let offers = [None, Some(json!(["private_key_jwt"])), Some(json!(["none"])), Some(json!([]))];
    for (method, in_header) in
        [(None, true), (Some("client_secret_basic"), true), (Some("client_secret_post"), false)]
    {
        for offered in offers.clone() {
            provider.on_metadata(move |document| {
                document.remove("token_endpoint_auth_methods_supported");
                document
                    .extend(offered.clone().map(|o| ("token_endpoint_auth_methods_supported".to_owned(), o)));
            });
            let settings = settings(&provider).set("GOOGLE_ID_TOKEN_SIGNED_RESPONSE_ALG", "RS256");
            let browser = match method {
                Some(method) => chosen(&settings.set("GOOGLE_TOKEN_ENDPOINT_AUTH_METHOD", method)).await,
                None => Browser::new(&Store::Cookie.app(&settings).await),
            };
            browser.login("google").await.assert_logged_in();
            let received = provider.received(Endpoint::Token).pop().unwrap();
            assert_eq!(received.header("authorization").is_some(), in_header, "{method:?}");
            provider.reset();
        }
    }
}

/// OIDF-legacy:rp-id_token-sig-es256, OIDF-legacy:rp-id_token-sig-hs256, and the others.
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
