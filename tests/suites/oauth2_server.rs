//! OAuth 2 without OpenID Connect, against Authlib's server, and against servers with habits of their own.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

#[path = "oauth2_server/calls.rs"]
mod calls;
#[path = "oauth2_server/logins.rs"]
mod logins;
#[path = "oauth2_server/quirks.rs"]
mod quirks;

use actix_web::web::{self, Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use oauth_actix::{
    ApiRequest, Error, OAuth2Client, OAuth2Login, Preset, Registry as _, Secret, Settings, oauth_registry,
};
use oauth_core::Deviation;
use oauth_tests::{Page, Peer, Site, Visitor};
use serde_json::{Value, json};

/// Letters, digits and `-` are what survives: Authlib's server does not decode the halves of `Basic`, as RFC 6749,
/// section 2.3.1 has it.
const ID: &str = "client-1";
const SECRET: &str = "secret-1";
const AWKWARD: &str = "p%+ &=:/~?";

/// For servers that depart from the RFC in every way that a preset can say.
const LAX: Preset = Preset::oauth2("Lax")
    .scope("read:user user:email")
    .deviations(&[
        Deviation::RawBasic,
        Deviation::AssumeBearer,
        Deviation::FormTokenResponse,
        Deviation::CommaScopes,
    ])
    .source("tests/peers/oauth2_authlib.py", "2026-11-22");

#[oauth_registry]
struct Auth {
    /// The server says in its metadata where everything is.
    #[provider(issuer = env, scope = "read:user user:email", token_endpoint_auth_method = env, api_base_url = env)]
    found: OAuth2Client,

    /// The same server, told by its endpoints alone, as most servers without OpenID Connect are.
    #[provider(authorization_endpoint = env, token_endpoint = env, userinfo_endpoint = env, api_base_url = env)]
    told: OAuth2Client,

    /// The same server, whose habits are known.
    #[provider(preset = LAX, authorization_endpoint = env, token_endpoint = env, api_base_url = env)]
    lax: OAuth2Client,
}

/// A server that knows one client and lets alice in without a page.
fn peer(client: Value) -> Peer {
    let mut registered = json!({"client_id": ID, "client_secret": SECRET});
    registered.as_object_mut().unwrap().extend(client.as_object().unwrap().clone());
    let promised = registered["iss"] == true;
    Peer::oauth2_authlib(&json!({"iss": promised, "clients": [registered], "auto": "alice"}))
}

fn site(peer: &Peer, secret: &str, authentication: &str) -> Site {
    site_of(peer, ID, secret, authentication)
}

fn site_of(peer: &Peer, id: &str, secret: &str, authentication: &str) -> Site {
    let mut settings = Settings::new()
        .set("FOUND_ISSUER", peer.issuer())
        .set("FOUND_TOKEN_ENDPOINT_AUTH_METHOD", authentication)
        .set("TOLD_USERINFO_ENDPOINT", &format!("{}user", peer.url("api_base_url")));
    for name in ["FOUND", "TOLD", "LAX"] {
        settings = settings
            .set(&format!("{name}_CLIENT_ID"), id)
            .set(&format!("{name}_CLIENT_SECRET"), if secret.is_empty() { "unused" } else { secret })
            .set(&format!("{name}_AUTHORIZATION_ENDPOINT"), peer.url("authorization_endpoint"))
            .set(&format!("{name}_TOKEN_ENDPOINT"), peer.url("token_endpoint"))
            .set(&format!("{name}_API_BASE_URL"), peer.url("api_base_url"));
    }
    Site::start(|base_url| {
        let auth = Auth::from_settings(&settings.base_url(base_url)).unwrap();
        move |config| {
            config.configure(auth.routes(signed_in)).route("/begin", web::get().to(begin));
        }
    })
}

/// `scope` instead of the configured one; everything else is a parameter of the server's own.
async fn begin(
    auth: Data<Auth>,
    request: HttpRequest,
    query: Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Error> {
    let mut redirect = auth.found.authorize_redirect(&request);
    for (name, value) in query.iter() {
        redirect = match name.as_str() {
            "scope" => redirect.scope(value),
            "login_hint" => redirect.login_hint(value),
            _ => redirect.parameter(name, value),
        };
    }
    redirect.await
}

async fn signed_in(login: Result<AuthLogin, Error>, auth: Data<Auth>, request: HttpRequest) -> HttpResponse {
    match login {
        Ok(AuthLogin::Found(login)) => HttpResponse::Ok().json(told(login, &auth.found, &request).await),
        Ok(AuthLogin::Lax(login)) => HttpResponse::Ok().json(told(login, &auth.lax, &request).await),
        Ok(AuthLogin::Told(login)) => {
            let userinfo = login.userinfo().await.map(Value::Object);
            HttpResponse::Ok().json(userinfo.unwrap_or_else(|error| refusal(&error)))
        }
        Err(error) => {
            HttpResponse::build(actix_web::ResponseError::status_code(&error)).json(refusal(&error))
        }
    }
}

/// What a login is good for, in this order.
async fn told(mut login: OAuth2Login, client: &OAuth2Client, request: &HttpRequest) -> Value {
    let first = tokens(&login);
    let user = answer(login.get("user")).await;
    let emails = answer(login.get("emails")).await;
    let elsewhere = answer(login.get("https://evil.example/user")).await;
    let unknown = answer(client.api(request, &Secret::from("unknown")).unwrap().get("user")).await;
    let old = login.tokens.refresh_token.clone();
    let refreshed = login.refresh().await.map_or_else(|error| refusal(&error), |()| tokens(&login));
    let user_then = answer(login.get("user")).await;
    let stolen = match &old {
        Some(old) => {
            client.refresh(request, old).await.map_or_else(|error| refusal(&error), |_| json!("tokens"))
        }
        None => Value::Null,
    };
    let user_after_theft = answer(login.get("user")).await;
    json!({
        "provider": login.provider(), "return_to": login.return_to(), "tokens": first, "user": user, "emails": emails,
        "elsewhere": elsewhere, "unknown": unknown, "refreshed": refreshed, "user_then": user_then,
        "stolen": stolen, "user_after_theft": user_after_theft,
    })
}

fn tokens(login: &OAuth2Login) -> Value {
    let tokens = &login.tokens;
    json!({
        "access_token": tokens.access_token.expose(), "scope": tokens.scope, "expires": tokens.expires_at.is_some(),
        "refresh_token": tokens.refresh_token.as_ref().map(Secret::expose),
    })
}

/// The answer's JSON with its status and `WWW-Authenticate`, or the code of the error.
async fn answer(call: ApiRequest) -> Value {
    let answer = async {
        let response = call.await?;
        let challenge =
            response.headers().get("www-authenticate").map(|value| value.to_str().unwrap().to_owned());
        let status = response.status();
        let body: Value = serde_json::from_slice(&response.bytes().await?).unwrap_or_default();
        Ok::<_, Error>(json!({"status": status, "challenge": challenge, "body": body}))
    };
    answer.await.unwrap_or_else(|error| refusal(&error))
}

fn refusal(error: &Error) -> Value {
    json!({"error": error.code(), "cause": error.to_string()})
}

/// A whole login by a new visitor.
fn login(site: &Site) -> Value {
    good(&Visitor::new().browse(&site.url("/auth/found/login?return_to=/inbox")))
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
