//! Logins by handlers of one's own, with the two verbs.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

mod support;

use std::sync::{Arc, Mutex};

use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Route};
use oauth_actix::{AnyLogin, Error, OAuth2Client, OidcClient, Registry, oauth_registry};
use oauth_core::Error as Cause;
use oauth_core::error::AuthorizationError;
use support::*;

fn own_routes(auth: Auth) -> impl FnOnce(&mut ServiceConfig) {
    async fn begin(auth: Data<Auth>, request: HttpRequest) -> Result<HttpResponse, Error> {
        let login = auth.google.authorize_redirect(&request).return_to("/payments").prompt("login");
        let login = login.login_hint("ada").max_age(600).ui_locales("de en").scope("openid address");
        let login = login.parameter("claims", r#"{"id_token":{"acr":null}}"#);
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

/// OR-028: one rule for every way to say where the person goes, by the route, by a verb, by a name at run time.
#[actix_web::test]
async fn a_return_to_that_leads_elsewhere_is_passed_over_by_the_verbs_too() {
    let provider = provider();
    let auth = Auth::from_settings(&settings(&provider)).unwrap();
    let by_verb = async |auth: Data<Auth>, request: HttpRequest, target: String| {
        auth.google.authorize_redirect(&request).return_to(&target).await
    };
    let by_name = async |auth: Data<Auth>, request: HttpRequest, target: String| {
        auth.client("google").unwrap().authorize_redirect(&request, Some(&target)).await
    };
    let finish = async |auth: Data<Auth>, request: HttpRequest| {
        auth.google.authorize_access_token(&request).await.map(|login| login.redirect())
    };
    let configure = |config: &mut ServiceConfig| {
        config.configure(auth.clients()).route("/auth/google/authorize", web::get().to(finish));
        config.route("/by-verb", web::post().to(by_verb)).route("/by-name", web::post().to(by_name));
    };
    let browser = Browser::new(&App::plain(configure).await);
    for target in
        ["//evil.example", "/\\evil.example", "https:evil.example", "/\t/evil.example", "/auth/google/login"]
    {
        for way in ["/by-verb", "/by-name"] {
            let begun = browser.post_from_another_site(way, target).await;
            let answer = browser.finish(&browser.visit(begun.header("location"))).await;
            assert_eq!((answer.status, answer.header("location")), (303, "/"), "{way}: {target:?}");
        }
    }
}

/// OIDF-legacy:rp-claims_request-id_token and OIDF-legacy:rp-claims_request-userinfo: `claims` goes along as it was written.
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
        ("claims", r#"{"id_token":{"acr":null}}"#),
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

/// SC-017: the answer that the library offers to end a login with removes the cookie that was used, and holds no token for
/// a script or a page.
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
    let tokens = Arc::new(Mutex::new(Vec::new()));
    let issued = Arc::clone(&tokens);
    provider.on_token_response(move |response| {
        let values = ["access_token", "id_token"].map(|name| response[name].as_str().unwrap().to_owned());
        issued.lock().unwrap().extend(values);
    });
    let url = browser.begin_at("/in").await;
    assert_eq!(browser.cookies().len(), 1);
    let answer = browser.finish(&browser.visit(&url)).await;
    assert_eq!(
        (answer.status, answer.header("location"), answer.header("cache-control")),
        (303, "/payments", "no-store")
    );
    assert!(browser.cookies().is_empty(), "{:?}", browser.cookies());
    let (tokens, whole) = (tokens.lock().unwrap(), format!("{answer:?}"));
    assert_eq!(tokens.len(), 2);
    assert!(!tokens.iter().any(|token| whole.contains(token)), "{whole}");
}

#[oauth_registry]
struct PostAuth {
    #[provider(issuer = env, response_mode = "form_post")]
    google: OidcClient,
    #[provider(authorization_endpoint = env, token_endpoint = env, response_mode = "form_post")]
    github: OAuth2Client,
}

/// In another process nobody remembers that the login was used.
#[actix_web::test]
async fn the_redirect_of_every_login_removes_the_used_cookie() {
    type Finished = Result<HttpResponse, Error>;
    async fn by_query(auth: Data<Auth>, request: HttpRequest, name: Path<String>) -> Finished {
        Ok(match name.as_str() {
            "google" => auth.google.authorize_access_token(&request).await?.redirect(),
            "github" => auth.github.authorize_access_token(&request).await?.redirect(),
            _ => auth.twitter.authorize_access_token(&request).await?.redirect(),
        })
    }
    async fn by_name(auth: Data<Auth>, request: HttpRequest, name: Path<String>) -> Finished {
        Ok(auth.client(&name).unwrap().authorize_access_token(&request).await?.redirect())
    }
    async fn by_form(
        auth: Data<PostAuth>,
        request: HttpRequest,
        name: Path<String>,
        form: String,
    ) -> Finished {
        Ok(match name.as_str() {
            "google" => auth.google.authorize_access_token_from_form(&request, &form).await?.redirect(),
            _ => auth.github.authorize_access_token_from_form(&request, &form).await?.redirect(),
        })
    }
    let provider = provider();
    let settings = settings(&provider);
    let (auth, post) = (Auth::from_settings(&settings).unwrap(), PostAuth::from_settings(&settings).unwrap());
    for (app, clients) in [
        (App::plain(beginning(&auth, web::get().to(by_query))).await, &CLIENTS[..]),
        (App::plain(beginning(&auth, web::get().to(by_name))).await, &CLIENTS[..]),
        (App::plain(beginning(&post, web::post().to(by_form))).await, &CLIENTS[..2]),
    ] {
        let browser = Browser::new(&app);
        for client in clients {
            let hop = browser.visit(&browser.begin_at(&format!("/in/{client}")).await);
            assert_eq!(browser.cookies().len(), 1, "{client}");
            let answer = browser.finish(&hop).await;
            assert_eq!((answer.status, answer.header("location")), (303, "/there"), "{client}");
            assert!(browser.cookies().is_empty(), "{client}: {:?}", browser.cookies());
        }
    }
}

/// For the log: a browser that sends no cookie, or one with an old tab.
#[actix_web::test]
async fn a_state_that_names_no_login_is_told_with_whether_others_are_pending() {
    async fn finish<R: Registry>(auth: Data<R>, request: HttpRequest, name: Path<String>) -> HttpResponse {
        let error = auth.client(&name).unwrap().authorize_access_token(&request).await.err().unwrap();
        match error.cause() {
            Cause::Authorization(AuthorizationError::StateUnknown { others_pending }) => {
                HttpResponse::Ok().json(others_pending)
            }
            other => panic!("{other}"),
        }
    }
    let settings = settings(&provider());
    let (cookie, session) =
        (Auth::from_settings(&settings).unwrap(), SessionAuth::from_settings(&settings).unwrap());
    for app in [
        App::plain(beginning(&cookie, web::get().to(finish::<Auth>))).await,
        App::with_sessions(beginning(&session, web::get().to(finish::<SessionAuth>))).await,
    ] {
        let browser = Browser::new(&app);
        for others_pending in [false, true] {
            let answer = browser.get("/auth/github/authorize?code=c&state=s").await;
            assert_eq!(answer.json(), others_pending);
            browser.begin_at("/in/github").await;
        }
    }
}

/// Begins logins by their names and ends them with `finish`.
fn beginning<R: Registry + 'static>(auth: &R, finish: Route) -> impl FnOnce(&mut ServiceConfig) {
    async fn begin<R: Registry>(
        auth: Data<R>,
        request: HttpRequest,
        name: Path<String>,
    ) -> Result<HttpResponse, Error> {
        auth.client(&name).unwrap().authorize_redirect(&request, Some("/there")).await
    }
    let clients = auth.clients();
    move |config| {
        config.configure(clients).route("/in/{name}", web::get().to(begin::<R>));
        config.route("/auth/{name}/authorize", finish);
    }
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
