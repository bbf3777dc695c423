//! Several instances: sessions, and with them pending logins, in Redis, so that any instance can finish a login.
//!
//! Set `REDIS_URL` (default `redis://127.0.0.1:6379`), `SESSION_KEY` (the same in all instances; 64 characters, as of
//! `openssl rand -base64 48`), `OAUTH_BASE_URL=http://127.0.0.1:8080`, `TWITTER_CLIENT_ID`, `TWITTER_CLIENT_SECRET`,
//! `GITHUB_CLIENT_ID`, `GITHUB_CLIENT_SECRET`, then `cargo run --bin redis_sessions`.
//!
//! `OAUTH_COOKIE_KEY` is not needed: it seals pending logins that are kept in the browser, and these are not.

use actix_session::storage::RedisSessionStore;
use actix_session::{Session, SessionMiddleware};
use actix_web::cookie::Key;
use actix_web::http::header::LOCATION;
use actix_web::{App, HttpResponse, HttpServer, Responder, web};
use oauth_actix::{OAuth1Client, OAuth2Client, Registry as _, oauth_registry};
use serde::Deserialize;

/// With `pending = "session"` the temporary credentials of OAuth 1.0a never reach the browser either.
#[oauth_registry(pending = "session")]
pub struct Auth {
    /// The variables are for the tests, which log in at a local provider; the preset has the real endpoints.
    #[provider(preset = presets::GITHUB, authorization_endpoint = env, token_endpoint = env, api_base_url = env)]
    pub github: OAuth2Client,

    /// As above.
    #[provider(
        preset = presets::TWITTER,
        request_token_url = env,
        authorize_url = env,
        access_token_url = env,
        api_base_url = env,
    )]
    pub twitter: OAuth1Client,
}

#[derive(Deserialize)]
struct GithubUser {
    id: u64,
}

#[derive(Deserialize)]
struct TwitterUser {
    id_str: String,
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let auth = Auth::from_env().map_err(std::io::Error::other)?;
    let variable = |name, default: &str| std::env::var(name).unwrap_or_else(|_| default.to_owned());
    // Signs the session's name in the cookie.
    let key = Key::try_from(variable("SESSION_KEY", "").as_bytes())
        .map_err(|_| std::io::Error::other("SESSION_KEY must have at least 64 characters"))?;
    // While Redis is away this store keeps trying for half a minute; `RedisSessionStore::new_pooled` gives up at once.
    let redis = RedisSessionStore::new(variable("REDIS_URL", "redis://127.0.0.1:6379"));
    let redis = redis.await.map_err(std::io::Error::other)?;
    HttpServer::new(move || {
        App::new()
            .configure(auth.routes(signed_in))
            .route("/", web::get().to(home))
            .wrap(SessionMiddleware::new(redis.clone(), key.clone()))
    })
    .bind(variable("BIND", "127.0.0.1:8080"))?
    .run()
    .await
}

async fn signed_in(login: AuthLogin, session: Session) -> actix_web::Result<impl Responder> {
    let user = match &login {
        AuthLogin::Github(github) => {
            let user: GithubUser = github.get("user").await?.json().await?;
            format!("github {}", user.id)
        }
        AuthLogin::Twitter(twitter) => {
            let user: TwitterUser = twitter.get("account/verify_credentials.json").await?.json().await?;
            format!("twitter {}", user.id_str)
        }
    };
    session.renew();
    session.insert("user", user)?;
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, login.return_to())).finish())
}

async fn home(session: Session) -> actix_web::Result<String> {
    Ok(match session.get::<String>("user")? {
        Some(user) => format!("You are {user}."),
        None => "Open /auth/github/login or /auth/twitter/login".to_owned(),
    })
}
