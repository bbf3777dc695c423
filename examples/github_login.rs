//! Log in with GitHub, by OAuth 2: the preset, and API calls with the access token.
//!
//! Set `OAUTH_BASE_URL=http://127.0.0.1:8080`, `GITHUB_CLIENT_ID`, `GITHUB_CLIENT_SECRET` (callback URL at GitHub:
//! `http://127.0.0.1:8080/auth/github/authorize`), then `cargo run --bin github_login`.

use actix_session::storage::CookieSessionStore;
use actix_session::{Session, SessionMiddleware};
use actix_web::cookie::Key;
use actix_web::http::header::LOCATION;
use actix_web::{App, HttpResponse, HttpServer, Responder, web};
use oauth_actix::{OAuth2Client, Registry as _, oauth_registry};
use serde::Deserialize;

/// One provider.
#[oauth_registry]
pub struct Auth {
    /// The variables are for the tests, which log in at a local provider; the preset has the real endpoints.
    #[provider(preset = presets::GITHUB, authorization_endpoint = env, token_endpoint = env, api_base_url = env)]
    pub github: OAuth2Client,
}

/// What is needed of `GET /user`. The `id` stays; a `login` can be given up and taken by somebody else.
#[derive(Deserialize)]
struct User {
    id: u64,
    login: String,
}

/// One of `GET /user/emails`.
#[derive(Deserialize)]
struct Email {
    email: String,
    primary: bool,
    verified: bool,
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
    let AuthLogin::Github(github) = login;
    // The paths are below `api_base_url`; the access token goes to that origin alone.
    let user: User = github.get("user").await?.json().await?;
    let emails: Vec<Email> = github.get("user/emails").query([("per_page", "100")]).await?.json().await?;
    let email = emails.into_iter().find(|email| email.primary && email.verified).map(|email| email.email);
    session.renew();
    session.insert("user", (user.id, user.login, email.unwrap_or_default()))?;
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, github.return_to())).finish())
}

async fn home(session: Session) -> actix_web::Result<String> {
    Ok(match session.get::<(u64, String, String)>("user")? {
        Some((id, login, email)) => format!("You are {login} <{email}>, number {id}."),
        None => "Open /auth/github/login".to_owned(),
    })
}
