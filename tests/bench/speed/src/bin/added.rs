//! `PROVIDERS` providers that are added at run time.

use actix_web::{App, HttpServer, web};
use oauth_actix::{Provider, Providers, Registry as _, Settings, oauth_registry};
use oauth_core::Key;

#[oauth_registry]
struct Auth {
    added: Providers,
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let variable = |name: &str| std::env::var(name).ok();
    let port = variable("PORT").and_then(|port| port.parse().ok()).unwrap_or(8080_u16);
    let settings = Settings::new().base_url(&format!("http://127.0.0.1:{port}"));
    let auth = Auth::from_settings(&settings).map_err(std::io::Error::other)?;
    for number in 0..variable("PROVIDERS").and_then(|number| number.parse().ok()).unwrap_or(0_usize) {
        let issuer = format!("https://tenant-{number}.op.example");
        let provider = Provider::openid_connect(&format!("tenant_{number}"))
            .set(Key::Issuer, &issuer)
            .set(Key::AuthorizationEndpoint, &format!("{issuer}/authorize"))
            .set(Key::TokenEndpoint, &format!("{issuer}/token"))
            .set(Key::JwksUri, &format!("{issuer}/jwks"))
            .client("bench-client", "bench-secret");
        auth.added.add(&provider).map_err(std::io::Error::other)?;
    }
    let server = HttpServer::new(move || {
        App::new().configure(auth.routes(async || "signed in")).route("/", web::get().to(async || "ok"))
    });
    server.workers(1).bind(("127.0.0.1", port))?.run().await
}
