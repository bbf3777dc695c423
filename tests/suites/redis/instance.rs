//! An application that keeps sessions, and with them pending logins, in Redis: one of several processes.
//!
//! `BIND` and `REDIS_URL` say where, `SESSION_KEY` is the same in all of them, the rest is as for any registry.

use std::time::Duration;

use actix_session::storage::RedisSessionStore;
use actix_session::{Session, SessionMiddleware};
use actix_web::cookie::Key;
use actix_web::{App, HttpResponse, HttpServer, ResponseError as _, web};
use deadpool_redis::{Config, PoolConfig, Runtime, Timeouts};
use oauth_actix::{Error, OAuth1Client, OAuth2Client, OidcClient, Registry as _, oauth_registry};
use serde_json::{Value, json};

/// One provider for each protocol.
#[oauth_registry(pending = "session")]
struct Auth {
    #[provider(issuer = env)]
    openid: OidcClient,

    #[provider(authorization_endpoint = env, token_endpoint = env, api_base_url = env)]
    oauth2: OAuth2Client,

    #[provider(request_token_url = env, authorize_url = env, access_token_url = env, api_base_url = env)]
    oauth1: OAuth1Client,
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let variable = |name| std::env::var(name).map_err(std::io::Error::other);
    let auth = Auth::from_env().map_err(std::io::Error::other)?;
    let key = Key::try_from(variable("SESSION_KEY")?.as_bytes()).map_err(std::io::Error::other)?;
    // A pool, because a single connection is made again with so much patience that requests wait for half a minute.
    // Without time-outs, requests wait for as long as a Redis does that hangs.
    let mut config = Config::from_url(variable("REDIS_URL")?);
    let patience = Some(Duration::from_secs(1));
    let timeouts = Timeouts { wait: patience, create: patience, recycle: patience };
    config.pool = Some(PoolConfig { timeouts, ..PoolConfig::default() });
    let pool = config.create_pool(Some(Runtime::Tokio1));
    let redis = RedisSessionStore::new_pooled(pool.map_err(std::io::Error::other)?).await;
    let redis = redis.map_err(std::io::Error::other)?;
    HttpServer::new(move || {
        let sessions = SessionMiddleware::builder(redis.clone(), key.clone()).cookie_secure(false);
        App::new().configure(auth.routes(signed_in)).route("/me", web::get().to(me)).wrap(sessions.build())
    })
    .workers(2)
    .bind(variable("BIND")?)?
    .run()
    .await
}

async fn signed_in(login: Result<AuthLogin, Error>, session: Session) -> actix_web::Result<HttpResponse> {
    let who = match login {
        Ok(login) => who(&login).await?,
        Err(error) => {
            return Ok(HttpResponse::build(error.status_code()).json(json!({"error": error.code()})));
        }
    };
    session.renew();
    session.insert("who", &who)?;
    Ok(HttpResponse::Ok().json(who))
}

async fn who(login: &AuthLogin) -> Result<Value, Error> {
    Ok(match login {
        AuthLogin::Openid(login) => {
            json!({"provider": login.provider(), "name": login.claims.subject(), "return_to": login.return_to()})
        }
        AuthLogin::Oauth2(login) => {
            let user: Value = login.get("user").await?.json().await?;
            json!({"provider": login.provider(), "name": user.get("login"), "return_to": login.return_to()})
        }
        AuthLogin::Oauth1(login) => {
            let user: Value = login.get("account/verify_credentials.json").await?.json().await?;
            json!({"provider": login.provider(), "name": user.get("screen_name"), "return_to": login.return_to()})
        }
    })
}

async fn me(session: Session) -> actix_web::Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(session.get::<Value>("who")?))
}
