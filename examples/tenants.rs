//! Providers that are not known when the program is compiled: each tenant logs in at its own.
//!
//! Set `OAUTH_BASE_URL=http://127.0.0.1:8080`, then `cargo run --bin tenants`, and add one:
//! `curl -d name=acme -d issuer=https://login.acme.example -d client_id=… -d client_secret=… http://127.0.0.1:8080/tenants`.
//! Its redirect URI is `http://127.0.0.1:8080/auth/acme/authorize`.

use actix_web::http::header::ContentType;
use actix_web::web::{self, Data, Form};
use actix_web::{App, HttpResponse, HttpServer, Responder};
use oauth_actix::{ConfigurationErrors, Error, Key, Provider, Providers, Registry as _, oauth_registry};
use serde::Deserialize;

/// Beside `tenants` there can be fields for providers that everybody has.
#[oauth_registry]
pub struct Auth {
    /// Filled while the application runs; shared by all workers.
    pub tenants: Providers,
}

/// What an administrator enters. In a real application it is kept in a database, and read from there at the start.
#[derive(Deserialize)]
struct Tenant {
    name: String,
    issuer: String,
    client_id: String,
    client_secret: String,
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let auth = Auth::from_env().map_err(std::io::Error::other)?;
    let bind = std::env::var("BIND").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    HttpServer::new(move || {
        App::new()
            .configure(auth.routes(signed_in))
            // Yours is for administrators only.
            .route("/tenants", web::post().to(add))
            .route("/tenants/{name}", web::delete().to(remove))
    })
    .bind(bind)?
    .run()
    .await
}

/// The rules are those of `#[provider(…)]`, and all that is wrong is told at once.
async fn add(auth: Data<Auth>, Form(tenant): Form<Tenant>) -> HttpResponse {
    let provider = Provider::openid_connect(&tenant.name)
        .set(Key::Issuer, &tenant.issuer)
        .set(Key::Scope, "openid profile email")
        .client(&tenant.client_id, &tenant.client_secret);
    match auth.tenants.replace(&provider) {
        Ok(()) => HttpResponse::Created().body(format!("Log in at /auth/{}/login.", tenant.name)),
        Err(errors) => HttpResponse::UnprocessableEntity().body(list(&errors)),
    }
}

fn list(errors: &ConfigurationErrors) -> String {
    errors.iter().map(|error| format!("{error}\n")).collect()
}

async fn remove(auth: Data<Auth>, name: web::Path<String>) -> HttpResponse {
    match auth.tenants.remove(&name) {
        true => HttpResponse::NoContent().finish(),
        false => HttpResponse::NotFound().finish(),
    }
}

async fn signed_in(login: AuthLogin) -> Result<impl Responder, Error> {
    let AuthLogin::Tenants(login) = login;
    // Two tenants may give one subject to two people: the tenant is part of who somebody is.
    let profile = login.profile().await?;
    let answer = format!("You are {} of {}.", profile.subject, login.provider());
    Ok(HttpResponse::Ok().insert_header(ContentType::plaintext()).body(answer))
}
