//! A peer: actix-web and openidconnect-rs, written as the crates' own pages write it.
//!
//! openidconnect 4: docs.rs/openidconnect, "Getting started: Authorization Code Grant w/ PKCE" and "Asynchronous API".
//! actix-session 0.11: docs.rs/actix-session, "Getting started" and `CookieSessionStore`. State, nonce and PKCE verifier
//! wait in its session, which is the visitor's cookie, encrypted; so does the subject after the login.

use std::env;
use std::fmt::Display;

use actix_session::storage::CookieSessionStore;
use actix_session::{Session, SessionMiddleware};
use actix_web::cookie::Key;
use actix_web::error::ErrorBadRequest;
use actix_web::http::header::LOCATION;
use actix_web::{App, Error, HttpResponse, HttpServer, Responder, web};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    Scope, TokenResponse, reqwest,
};
use serde::{Deserialize, Serialize};

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What the callback needs.
#[derive(Serialize, Deserialize)]
struct Pending {
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
}

#[derive(Deserialize)]
struct Callback {
    code: AuthorizationCode,
    state: CsrfToken,
}

async fn index() -> &'static str {
    "ok"
}

async fn login(client: web::Data<Client>, session: Session) -> Result<impl Responder, Error> {
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state, nonce) = client
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
        .add_scope(Scope::new("email".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    session.insert("login", Pending { state, nonce, verifier })?;
    Ok(HttpResponse::Found().insert_header((LOCATION, url.as_str())).finish())
}

async fn authorize(
    client: web::Data<Client>,
    http: web::Data<reqwest::Client>,
    session: Session,
    callback: web::Query<Callback>,
) -> Result<impl Responder, Error> {
    let Callback { code, state } = callback.into_inner();
    let pending =
        session.remove_as::<Pending>("login").and_then(Result::ok).ok_or_else(|| bad("no login pending"))?;
    if state != pending.state {
        return Err(bad("state"));
    }
    let tokens = client
        .exchange_code(code)
        .map_err(bad)?
        .set_pkce_verifier(pending.verifier)
        .request_async(http.get_ref())
        .await
        .map_err(bad)?;
    let id_token = tokens.id_token().ok_or_else(|| bad("no ID token"))?;
    let verifier = client.id_token_verifier();
    let claims = id_token.claims(&verifier, &pending.nonce).map_err(bad)?;
    if let Some(expected) = claims.access_token_hash() {
        let algorithm = id_token.signing_alg().map_err(bad)?;
        let key = id_token.signing_key(&verifier).map_err(bad)?;
        if AccessTokenHash::from_token(tokens.access_token(), algorithm, key).map_err(bad)? != *expected {
            return Err(bad("access token"));
        }
    }
    let subject = claims.subject().to_string();
    session.renew();
    session.insert("user", &subject)?;
    Ok(subject)
}

fn bad(reason: impl Display) -> Error {
    ErrorBadRequest(reason.to_string())
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port: u16 = env::var("PORT")?.parse()?;
    let http = reqwest::ClientBuilder::new().redirect(reqwest::redirect::Policy::none()).build()?;
    let metadata = CoreProviderMetadata::discover_async(IssuerUrl::new(env::var("ISSUER")?)?, &http).await?;
    let client: Client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new("bench-client".to_owned()),
        Some(ClientSecret::new("bench-secret".to_owned())),
    )
    .set_redirect_uri(RedirectUrl::new(format!("http://127.0.0.1:{port}/auth/op/authorize"))?);

    let (client, http, key) = (web::Data::new(client), web::Data::new(http), Key::generate());
    HttpServer::new(move || {
        App::new()
            .app_data(client.clone())
            .app_data(http.clone())
            .wrap(
                SessionMiddleware::builder(CookieSessionStore::default(), key.clone())
                    .cookie_secure(false) // plain http
                    .build(),
            )
            .route("/", web::get().to(index))
            .route("/auth/op/login", web::get().to(login))
            .route("/auth/op/authorize", web::get().to(authorize))
    })
    .workers(1)
    .bind(("127.0.0.1", port))?
    .run()
    .await?;
    Ok(())
}
