//! OpenID Connect against panva's oidc-provider: real keys, real pages, real refusals.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

#[path = "openid_provider/algorithms.rs"]
mod algorithms;
#[path = "openid_provider/clients.rs"]
mod clients;
#[path = "openid_provider/keys.rs"]
mod keys;
#[path = "openid_provider/requests.rs"]
mod requests;
#[path = "openid_provider/responses.rs"]
mod responses;

use actix_web::web::{self, Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use oauth_actix::{Error, OidcClient, OidcLogin, Registry as _, Settings, oauth_registry};
use oauth_tests::{Page, Peer, Site, Visitor};
use serde::Deserialize;
use serde_json::{Value, json};

const CLIENT_ID: &str = "the client";
/// Long enough for HS256.
const CLIENT_SECRET: &str = "a secret of more than thirty-two bytes";

#[oauth_registry]
struct Auth {
    #[provider(
        issuer = env,
        scope = "openid email profile",
        id_token_signed_response_alg = env,
        token_endpoint_auth_method = env,
        response_mode = env,
    )]
    op: OidcClient,
}

/// The application: its routes answer with everything that a login gave, as JSON.
fn site(provider: &Peer, id: &str, secret: &str, variables: &[(&str, &str)]) -> Site {
    let mut settings = Settings::new().client("op", id, secret).set("OP_ISSUER", provider.issuer());
    for (variable, value) in variables {
        settings = settings.set(variable, value);
    }
    let settings = settings
        .set_default("OP_ID_TOKEN_SIGNED_RESPONSE_ALG", "RS256")
        .set_default("OP_TOKEN_ENDPOINT_AUTH_METHOD", "client_secret_basic")
        .set_default("OP_RESPONSE_MODE", "query");
    Site::start(|base_url| {
        let auth = Auth::from_settings(&settings.base_url(base_url)).unwrap();
        move |config| {
            config.configure(auth.routes(signed_in)).route("/begin", web::get().to(begin));
        }
    })
}

/// The usual client, registered at the provider together with `more` metadata.
fn registered(provider: &Peer, more: Value, variables: &[(&str, &str)]) -> Site {
    let site = site(provider, CLIENT_ID, CLIENT_SECRET, variables);
    register(provider, &site, CLIENT_ID, Some(CLIENT_SECRET), more);
    site
}

fn register(provider: &Peer, site: &Site, id: &str, secret: Option<&str>, more: Value) {
    let mut client = json!({"client_id": id, "redirect_uris": [site.url("/auth/op/authorize")]});
    if let Some(secret) = secret {
        client["client_secret"] = secret.into();
    }
    client.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    provider.command(&json!({"client": client}));
}

/// A provider that lets alice in without a page.
fn provider() -> Peer {
    Peer::openid(&json!({"host": "localhost", "auto": "alice"}))
}

#[derive(Deserialize)]
struct Begin {
    return_to: Option<String>,
    prompt: Option<String>,
    login_hint: Option<String>,
    max_age: Option<u32>,
    acr_values: Option<String>,
    ui_locales: Option<String>,
    nickname: Option<String>,
}

async fn begin(auth: Data<Auth>, request: HttpRequest, begin: Query<Begin>) -> Result<HttpResponse, Error> {
    let mut redirect = auth.op.authorize_redirect(&request);
    let Begin { return_to, prompt, login_hint, max_age, acr_values, ui_locales, nickname } =
        begin.into_inner();
    redirect = return_to.iter().fold(redirect, |redirect, path| redirect.return_to(path));
    redirect = prompt.iter().fold(redirect, |redirect, prompt| redirect.prompt(prompt));
    redirect = login_hint.iter().fold(redirect, |redirect, hint| redirect.login_hint(hint));
    redirect = max_age.iter().fold(redirect, |redirect, seconds| redirect.max_age(*seconds));
    redirect = acr_values.iter().fold(redirect, |redirect, values| redirect.acr_values(values));
    redirect = ui_locales.iter().fold(redirect, |redirect, locales| redirect.ui_locales(locales));
    redirect = nickname.iter().fold(redirect, |redirect, name| redirect.parameter("nickname", name));
    redirect.await
}

async fn signed_in(login: Result<AuthLogin, Error>) -> HttpResponse {
    match login {
        Ok(AuthLogin::Op(login)) => HttpResponse::Ok().json(told(login).await),
        Err(error) => {
            HttpResponse::build(actix_web::ResponseError::status_code(&error)).json(refusal(&error))
        }
    }
}

/// What the provider says at the login, at its userinfo endpoint, and after a refresh.
async fn told(mut login: OidcLogin) -> Value {
    let tokens = tokens(&login);
    let claims = Value::Object(login.claims.raw().clone());
    let userinfo = login.userinfo().await.map(|userinfo| Value::Object(userinfo.raw().clone()));
    let refreshed = match login.refresh().await {
        Ok(()) => json!({"tokens": self::tokens(&login), "claims": login.claims.raw()}),
        Err(error) => refusal(&error),
    };
    json!({
        "provider": login.provider(), "return_to": login.return_to(), "claims": claims, "tokens": tokens,
        "userinfo": userinfo.unwrap_or_else(|error| refusal(&error)), "refreshed": refreshed,
    })
}

fn tokens(login: &OidcLogin) -> Value {
    let text =
        |secret: &Option<oauth_actix::Secret>| secret.as_ref().map(|secret| secret.expose().to_owned());
    let tokens = &login.tokens;
    json!({
        "access_token": tokens.access_token.expose(), "refresh_token": text(&tokens.refresh_token),
        "id_token": text(&tokens.id_token), "scope": tokens.scope, "expires": tokens.expires_at.is_some(),
    })
}

fn refusal(error: &Error) -> Value {
    json!({"error": error.code(), "cause": error.to_string()})
}

/// A whole login by a new visitor.
fn login(site: &Site) -> Value {
    good(&Visitor::new().browse(&site.url("/begin")))
}

fn good(page: &Page) -> Value {
    assert_eq!(page.status, 200, "{}: {}", page.url, page.text());
    page.json()
}

/// The code of a refused login, and its HTTP status.
fn refused(page: &Page) -> (u16, String) {
    let error = page.json()["error"].as_str().map(str::to_owned);
    (page.status, error.unwrap_or_else(|| panic!("{}: {}", page.url, page.text())))
}

fn jose_header(token: &Value) -> Value {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    let header = token.as_str().unwrap().split('.').next().unwrap();
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(header).unwrap()).unwrap()
}
