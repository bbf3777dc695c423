//! What is measured: oauth-actix as its README writes it. `PROVIDERS` providers may be added while it runs.

use actix_web::{App, HttpServer, web};
use base64::Engine as _;
use oauth_actix::{OidcClient, Provider, Providers, Registry as _, Settings, oauth_registry};
use oauth_core::Key;

#[oauth_registry]
struct Auth {
    #[provider(issuer = env, scope = "openid email")]
    op: OidcClient,
    others: Providers,
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let variable = |name: &str| std::env::var(name).ok();
    let port = variable("PORT").and_then(|port| port.parse().ok()).unwrap_or(8080_u16);
    let workers = variable("WORKERS").and_then(|workers| workers.parse().ok()).unwrap_or(1);
    let issuer = variable("ISSUER").unwrap_or_default();
    let settings = Settings::new()
        .base_url(&format!("http://127.0.0.1:{port}"))
        .cookie_key(&base64::engine::general_purpose::STANDARD.encode([7; 32]))
        .set("OP_ISSUER", &issuer)
        .client("op", "bench-client", "bench-secret");
    let auth = Auth::from_settings(&settings).map_err(std::io::Error::other)?;
    for number in 0..variable("PROVIDERS").and_then(|number| number.parse().ok()).unwrap_or(0_usize) {
        let issuer = format!("https://tenant-{number}.op.example");
        let provider = Provider::openid_connect(&format!("tenant_{number}"))
            .set(Key::Issuer, &issuer)
            .set(Key::AuthorizationEndpoint, &format!("{issuer}/authorize"))
            .set(Key::TokenEndpoint, &format!("{issuer}/token"))
            .set(Key::JwksUri, &format!("{issuer}/jwks"))
            .client("bench-client", "bench-secret");
        auth.others.add(&provider).map_err(std::io::Error::other)?;
    }
    HttpServer::new(move || {
        App::new().configure(auth.routes(signed_in)).route("/", web::get().to(async || "ok"))
    })
    .workers(workers)
    .bind(("127.0.0.1", port))?
    .run()
    .await
}

async fn signed_in(login: AuthLogin) -> String {
    match login {
        AuthLogin::Op(op) => op.claims.subject().to_owned(),
        AuthLogin::Others(other) => other.provider().to_owned(),
    }
}
