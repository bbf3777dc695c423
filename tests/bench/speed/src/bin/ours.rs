//! What is measured: oauth-actix as its README writes it.

use actix_web::{App, HttpServer, web};
use base64::Engine as _;
use oauth_actix::{OidcClient, Registry as _, Settings, oauth_registry};

#[oauth_registry]
struct Auth {
    #[provider(issuer = env, scope = "openid email")]
    op: OidcClient,
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
    HttpServer::new(move || {
        App::new().configure(auth.routes(signed_in)).route("/", web::get().to(async || "ok"))
    })
    .workers(workers)
    .bind(("127.0.0.1", port))?
    .run()
    .await
}

async fn signed_in(login: AuthLogin) -> String {
    let AuthLogin::Op(op) = login;
    op.claims.subject().to_owned()
}
