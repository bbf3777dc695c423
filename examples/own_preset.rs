//! A provider of your own house, described once and used by many applications: a preset as a constant.
//!
//! Set `OAUTH_BASE_URL=http://127.0.0.1:8080`, `STAFF_CLIENT_ID`, `STAFF_CLIENT_SECRET`, then
//! `cargo run --bin own_preset`. The redirect URI is `http://127.0.0.1:8080/auth/staff/authorize`.

use actix_web::http::header::ContentType;
use actix_web::{App, HttpResponse, HttpServer, Responder};
use oauth_actix::oauth_core::{EmailRule, ProfileRules};
use oauth_actix::{Error, OidcClient, Preset, Registry as _, oauth_registry};

/// The house's login, with one issuer for each realm. The compiler checks every line: write `http://` or leave `openid` out
/// and see.
pub const ACME: Preset = Preset::openid_connect("Acme Login")
    .issuer("https://login.acme.example/realms/{realm}")
    .scope("openid profile email")
    // So that `scope = "openid emial"` is an error with "did you mean".
    .scopes(&["openid", "profile", "email", "payroll"])
    .authorization_parameters("ui_theme=acme")
    // Names are in the ID token; the directory has checked every address that it hands out.
    .profile(
        ProfileRules::id_token()
            .name(&["/given_name /family_name", "/name"])
            .email(EmailRule::Confirmed("/email")),
    )
    .source("https://wiki.acme.example/login", "2026-11-22");

/// `realm = "staff"` completes the preset. Without it: "the preset for Acme Login has to be completed by `realm`".
#[oauth_registry]
pub struct Auth {
    /// The variable is for the tests, which log in at a local provider.
    #[provider(preset = crate::ACME, realm = "staff", issuer = env)]
    pub staff: OidcClient,
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let auth = Auth::from_env().map_err(std::io::Error::other)?;
    let bind = std::env::var("BIND").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    HttpServer::new(move || App::new().configure(auth.routes(signed_in))).bind(bind)?.run().await
}

async fn signed_in(login: AuthLogin) -> Result<impl Responder, Error> {
    let AuthLogin::Staff(staff) = login;
    // The same type for every provider, read as its preset says.
    let profile = staff.profile().await?;
    let name = profile.name.as_deref().unwrap_or("somebody");
    // A string cannot become a `VerifiedEmail`: only the rules above make one.
    let answer = match profile.verified_email() {
        Some(email) => format!("You are {name} <{email}>, {}.", profile.subject),
        None => format!("You are {name}, {}.", profile.subject),
    };
    Ok(HttpResponse::Ok().insert_header(ContentType::plaintext()).body(answer))
}
