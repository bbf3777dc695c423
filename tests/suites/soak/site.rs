//! An application that tells who logged in, and how much memory it has: a process of its own, so that nobody else's
//! counts. `PORT` says where, the rest is as for any registry; `suites/soak.rs` runs it.

use actix_web::{App, HttpResponse, HttpServer, ResponseError as _, web};
use oauth_actix::{Error, OidcClient, Registry as _, oauth_registry};
use serde_json::json;

#[oauth_registry]
struct Auth {
    #[provider(issuer = env, scope = "openid")]
    op: OidcClient,
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let auth = Auth::from_env().map_err(std::io::Error::other)?;
    let port = std::env::var("PORT").map_err(std::io::Error::other)?;
    HttpServer::new(move || {
        App::new().configure(auth.routes(signed_in)).route("/memory", web::get().to(memory))
    })
    .workers(2)
    .bind(format!("127.0.0.1:{port}"))?
    .run()
    .await
}

async fn signed_in(login: Result<AuthLogin, Error>) -> HttpResponse {
    match login {
        Ok(AuthLogin::Op(login)) => {
            HttpResponse::Ok().json(json!({ "who": login.claims.subject(), "return_to": login.return_to() }))
        }
        Err(error) => HttpResponse::build(error.status_code()).json(json!({ "error": error.code() })),
    }
}

/// The memory of this process that is no file's, in KiB.
async fn memory() -> std::io::Result<String> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next());
    kibibytes.map(str::to_owned).ok_or_else(|| std::io::Error::other("no RssAnon in /proc/self/status"))
}
