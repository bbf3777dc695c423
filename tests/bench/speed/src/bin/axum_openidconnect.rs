//! A peer: axum and openidconnect-rs, written as the crates' own pages write it.
//!
//! openidconnect 4: docs.rs/openidconnect, "Getting started: Authorization Code Grant w/ PKCE" and "Asynchronous API".
//! tower-sessions 0.15: its README's "axum Example". State, nonce and PKCE verifier wait in its session, in the process's
//! memory (`MemoryStore`); the visitor's cookie holds only the session's id.

use std::env;
use std::fmt::Display;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Redirect;
use axum::routing::get;
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet,
    EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    Scope, TokenResponse, reqwest,
};
use serde::{Deserialize, Serialize};
use tower_sessions::cookie::SameSite;
use tower_sessions::{MemoryStore, Session, SessionManagerLayer};

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;
type Failure = (StatusCode, String);

struct Provider {
    client: Client,
    http: reqwest::Client,
}

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

async fn login(State(provider): State<Arc<Provider>>, session: Session) -> Result<Redirect, Failure> {
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state, nonce) = provider
        .client
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
        .add_scope(Scope::new("email".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    session.insert("login", Pending { state, nonce, verifier }).await.map_err(broken)?;
    Ok(Redirect::to(url.as_str()))
}

async fn authorize(
    State(provider): State<Arc<Provider>>,
    session: Session,
    Query(Callback { code, state }): Query<Callback>,
) -> Result<String, Failure> {
    let pending: Pending =
        session.remove("login").await.map_err(broken)?.ok_or_else(|| bad("no login pending"))?;
    if state != pending.state {
        return Err(bad("state"));
    }
    let tokens = provider
        .client
        .exchange_code(code)
        .map_err(bad)?
        .set_pkce_verifier(pending.verifier)
        .request_async(&provider.http)
        .await
        .map_err(bad)?;
    let id_token = tokens.id_token().ok_or_else(|| bad("no ID token"))?;
    let verifier = provider.client.id_token_verifier();
    let claims = id_token.claims(&verifier, &pending.nonce).map_err(bad)?;
    if let Some(expected) = claims.access_token_hash() {
        let algorithm = id_token.signing_alg().map_err(bad)?;
        let key = id_token.signing_key(&verifier).map_err(bad)?;
        if AccessTokenHash::from_token(tokens.access_token(), algorithm, key).map_err(bad)? != *expected {
            return Err(bad("access token"));
        }
    }
    let subject = claims.subject().to_string();
    session.cycle_id().await.map_err(broken)?;
    session.insert("user", &subject).await.map_err(broken)?;
    Ok(subject)
}

fn bad(reason: impl Display) -> Failure {
    (StatusCode::BAD_REQUEST, reason.to_string())
}

fn broken(reason: impl Display) -> Failure {
    (StatusCode::INTERNAL_SERVER_ERROR, reason.to_string())
}

#[tokio::main(flavor = "current_thread")]
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

    let sessions = SessionManagerLayer::new(MemoryStore::default())
        .with_secure(false) // plain http
        // The default, Strict, keeps a browser from sending the cookie on its way back from the provider.
        .with_same_site(SameSite::Lax);
    let app = Router::new()
        .route("/", get(index))
        .route("/auth/op/login", get(login))
        .route("/auth/op/authorize", get(authorize))
        .layer(sessions)
        .with_state(Arc::new(Provider { client, http }));
    axum::serve(tokio::net::TcpListener::bind(("127.0.0.1", port)).await?, app).await?;
    Ok(())
}
