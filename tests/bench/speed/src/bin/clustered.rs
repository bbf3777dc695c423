//! One of several processes behind one address, with sessions, and in them pending logins, in Redis.

use actix_session::SessionMiddleware;
use actix_session::storage::RedisSessionStore;
use actix_web::cookie::Key;
use actix_web::{App, HttpServer, web};
use oauth_actix::{OidcClient, Registry as _, Settings, oauth_registry};
use socket2::{Domain, Socket, Type};

#[oauth_registry(pending = "session")]
struct Auth {
    #[provider(issuer = env, scope = "openid email")]
    op: OidcClient,
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let port: u16 = variable("PORT").parse().map_err(std::io::Error::other)?;
    let settings = Settings::new()
        .base_url(&format!("http://127.0.0.1:{port}"))
        .set("OP_ISSUER", &variable("ISSUER"))
        .client("op", "bench-client", "bench-secret");
    let auth = Auth::from_settings(&settings).map_err(std::io::Error::other)?;
    let redis = RedisSessionStore::new(variable("REDIS_URL")).await.map_err(std::io::Error::other)?;
    // The kernel shares the connections out among the processes that listen there.
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.set_reuse_port(true)?;
    socket.bind(&std::net::SocketAddr::from(([127, 0, 0, 1], port)).into())?;
    socket.listen(1024)?;
    let server = HttpServer::new(move || {
        let sessions = SessionMiddleware::builder(redis.clone(), Key::from(&[7; 64])).cookie_secure(false);
        App::new()
            .configure(auth.routes(signed_in))
            .route("/", web::get().to(async || "ok"))
            .wrap(sessions.build())
    });
    server.workers(1).listen(socket.into())?.run().await
}

async fn signed_in(login: AuthLogin) -> String {
    let AuthLogin::Op(op) = login;
    op.claims.subject().to_owned()
}
