//! Log in with X, formerly Twitter, by OAuth 1.0a: temporary credentials in the session, signed API calls.
//!
//! Set `OAUTH_BASE_URL=http://127.0.0.1:8080`, `TWITTER_CLIENT_ID`, `TWITTER_CLIENT_SECRET` (the consumer key and secret;
//! callback URL: `http://127.0.0.1:8080/auth/twitter/authorize`), then `cargo run --bin twitter_login`.

use actix_session::storage::CookieSessionStore;
use actix_session::{Session, SessionMiddleware};
use actix_web::cookie::Key;
use actix_web::http::header::LOCATION;
use actix_web::{App, HttpResponse, HttpServer, Responder, web};
use oauth_actix::{OAuth1Client, Registry as _, oauth_registry};
use serde::Deserialize;

/// One provider. The credentials between the two browser requests are in the session, not in a cookie of their own.
#[oauth_registry(pending = "session")]
pub struct Auth {
    /// The variables are for the tests, which log in at a local provider; the preset has the real endpoints.
    #[provider(
        preset = presets::TWITTER,
        request_token_url = env,
        authorize_url = env,
        access_token_url = env,
        api_base_url = env,
    )]
    pub twitter: OAuth1Client,
}

/// What is needed of `GET account/verify_credentials.json`. The name can change, the number cannot.
#[derive(Deserialize)]
struct User {
    id_str: String,
    screen_name: String,
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let auth = Auth::from_env().map_err(std::io::Error::other)?;
    let bind = std::env::var("BIND").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    // Sessions end with the process; keep a key to keep them.
    let key = Key::generate();
    HttpServer::new(move || {
        App::new()
            .configure(auth.routes(signed_in))
            .route("/", web::get().to(home))
            .wrap(SessionMiddleware::new(CookieSessionStore::default(), key.clone()))
    })
    .bind(bind)?
    .run()
    .await
}

async fn signed_in(login: AuthLogin, session: Session) -> actix_web::Result<impl Responder> {
    let AuthLogin::Twitter(twitter) = login;
    // A signed request. What came with the token credentials, such as `screen_name`, is in `twitter.credentials`.
    let call = twitter.get("account/verify_credentials.json").query([("skip_status", "true")]);
    let user: User = call.await?.json().await?;
    session.renew();
    session.insert("user", (user.id_str, user.screen_name))?;
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, twitter.return_to())).finish())
}

async fn home(session: Session) -> actix_web::Result<String> {
    Ok(match session.get::<(String, String)>("user")? {
        Some((id, name)) => format!("You are @{name}, number {id}."),
        None => "Open /auth/twitter/login".to_owned(),
    })
}
