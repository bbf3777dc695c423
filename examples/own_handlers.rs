//! Routes of your own: the two verbs in your handlers, and what you say when a login fails.
//!
//! Set `OAUTH_BASE_URL=http://127.0.0.1:8080`, `GOOGLE_CLIENT_ID`, `GOOGLE_CLIENT_SECRET`, `GITHUB_CLIENT_ID`,
//! `GITHUB_CLIENT_SECRET`, then `cargo run --bin own_handlers`. The redirect URIs are
//! `http://127.0.0.1:8080/account/google/authorize` and `…/account/github/authorize`.

use actix_session::storage::CookieSessionStore;
use actix_session::{Session, SessionMiddleware};
use actix_web::cookie::Key;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, error, web};
use oauth_actix::oauth_core::oauth2;
use oauth_actix::{AnyLogin, Error, OAuth2Client, OidcClient, Registry as _, oauth_registry};
use serde::Deserialize;

/// Redirect URIs are `<OAUTH_BASE_URL>/account/<field>/authorize`, so that is where the second handler is.
#[oauth_registry(base = "/account")]
pub struct Auth {
    /// `GOOGLE_ISSUER` is for the tests, which log in at a local provider; the preset has the real one.
    #[provider(preset = presets::GOOGLE, issuer = env)]
    pub google: OidcClient,

    /// As above.
    #[provider(preset = presets::GITHUB, authorization_endpoint = env, token_endpoint = env, api_base_url = env)]
    pub github: OAuth2Client,
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let auth = Auth::from_env().map_err(std::io::Error::other)?;
    let bind = std::env::var("BIND").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    // Sessions end with the process; keep a key to keep them.
    let key = Key::generate();
    HttpServer::new(move || {
        App::new()
            // `web::Data<Auth>` and what the verbs need, but no routes.
            .configure(auth.clients())
            .route("/", web::get().to(home))
            .route("/payments", web::get().to(payments))
            .route("/account/{provider}/login", web::get().to(log_in))
            .route("/account/{provider}/authorize", web::get().to(authorize))
            .wrap(SessionMiddleware::new(CookieSessionStore::default(), key.clone()))
    })
    .bind(bind)?
    .run()
    .await
}

/// A page for which a fresh login is wanted: more than `/account/google/login` would ask for.
async fn payments(
    request: HttpRequest,
    auth: web::Data<Auth>,
    session: Session,
) -> actix_web::Result<HttpResponse> {
    if session.get::<String>("user")?.is_some_and(|user| user.starts_with("google ")) {
        return Ok(HttpResponse::Ok().body("Here are your payments."));
    }
    let login = auth.google.authorize_redirect(&request).return_to("/payments");
    Ok(login.scope("openid email").prompt("login").max_age(300).await?)
}

/// The name is known only now.
async fn log_in(
    request: HttpRequest,
    auth: web::Data<Auth>,
    provider: web::Path<String>,
) -> actix_web::Result<HttpResponse> {
    let client = auth.client(&provider).ok_or_else(|| error::ErrorNotFound("no such provider"))?;
    Ok(client.authorize_redirect(&request, None).await?)
}

#[derive(Deserialize)]
struct GithubUser {
    id: u64,
}

/// The redirect URI. The error is a value here, to be answered as you like.
async fn authorize(
    request: HttpRequest,
    auth: web::Data<Auth>,
    provider: web::Path<String>,
    session: Session,
) -> actix_web::Result<HttpResponse> {
    let client = auth.client(&provider).ok_or_else(|| error::ErrorNotFound("no such provider"))?;
    let (user, answer) = match who(client.authorize_access_token(&request).await).await {
        Ok(who) => who,
        Err(error) if error.code() == "access_denied" => {
            return Ok(HttpResponse::Ok().body("As you like. You can read on without an account."));
        }
        Err(error) => {
            error.log();
            return Ok(error.respond());
        }
    };
    session.renew();
    session.insert("user", user)?;
    Ok(answer)
}

/// Who it is, and the answer that sends them on: to `return_to`, without the cookie of the login.
async fn who(login: Result<AnyLogin, Error>) -> Result<(String, HttpResponse), Error> {
    Ok(match login? {
        AnyLogin::Oidc(login) => {
            (format!("{} {}", login.provider(), login.claims.subject()), login.redirect())
        }
        AnyLogin::OAuth2(login) => {
            let user: GithubUser = login.get("user").await?.json().await?;
            (format!("{} {}", login.provider(), user.id), login.redirect())
        }
        AnyLogin::OAuth1(login) => {
            let id = oauth2::identifier(&login.credentials.to_document(), "user_id")?;
            (format!("{} {id}", login.provider()), login.redirect())
        }
    })
}

async fn home(session: Session) -> actix_web::Result<String> {
    Ok(match session.get::<String>("user")? {
        Some(user) => format!("You are {user}."),
        None => "Open /account/google/login, /account/github/login or /payments".to_owned(),
    })
}
