//! Log in with Google, by OpenID Connect: the preset, the credentials in a file, and what the ID token says.
//!
//! Write `google.env` with `OAUTH_BASE_URL=http://127.0.0.1:8080`, `GOOGLE_CLIENT_ID=…`, `GOOGLE_CLIENT_SECRET=…`
//! (redirect URI at Google: `http://127.0.0.1:8080/auth/google/authorize`), then `cargo run --bin google_login`.
//! Variables of the environment go before those of the file.

use actix_session::storage::CookieSessionStore;
use actix_session::{Session, SessionMiddleware};
use actix_web::cookie::Key;
use actix_web::http::header::LOCATION;
use actix_web::{App, HttpResponse, HttpServer, Responder, web};
use oauth_actix::{OidcClient, Registry as _, oauth_registry};

/// One provider.
#[oauth_registry]
pub struct Auth {
    /// `GOOGLE_ISSUER` is for the tests, which log in at a local provider; the preset has the real one.
    #[provider(preset = presets::GOOGLE, issuer = env, prompt = "select_account")]
    pub google: OidcClient,
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let auth = Auth::from_env_file("google.env").map_err(std::io::Error::other)?;
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
    let AuthLogin::Google(google) = login;
    // Issuer and subject are the key of an account. An address is not: it may be somebody else's next year.
    let account = google.claims.identity().to_string();
    let greeting = match google.claims.email().filter(|_| google.claims.email_verified()) {
        Some(email) => format!("{account} with the address {email}"),
        None => format!("{account} without a verified address"),
    };
    session.renew();
    session.insert("greeting", greeting)?;
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, google.return_to())).finish())
}

async fn home(session: Session) -> actix_web::Result<String> {
    Ok(match session.get::<String>("greeting")? {
        Some(greeting) => format!("You are {greeting}."),
        None => "Open /auth/google/login".to_owned(),
    })
}
