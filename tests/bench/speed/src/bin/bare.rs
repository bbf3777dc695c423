//! An actix-web application that does nothing: what memory costs before anybody logs in.

use actix_web::{App, HttpServer, web};

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let port = std::env::var("PORT").ok().and_then(|port| port.parse().ok()).unwrap_or(8080_u16);
    let server = HttpServer::new(|| App::new().route("/", web::get().to(async || "ok")));
    server.workers(1).bind(("127.0.0.1", port))?.run().await
}
