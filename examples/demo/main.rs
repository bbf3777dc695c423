//! Three ways to log in, on one page: OpenID Connect, OAuth 2 and OAuth 1.0a.
//!
//! `cargo run --bin demo` needs no account anywhere: a provider of its own runs beside it. `configuration.rs` lists the
//! variables with which it uses real ones.

mod account;
mod configuration;
mod pages;

use std::io;
use std::net::TcpListener;

use actix_session::storage::CookieSessionStore;
use actix_session::{Session, SessionMiddleware};
use actix_web::cookie::SameSite;
use actix_web::http::header::{CACHE_CONTROL, LOCATION, ORIGIN};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use oauth_actix::{OAuth1Client, OAuth2Client, OidcClient, Registry as _, oauth_registry};
use serde_json::json;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::account::Account;
use crate::configuration::Configuration;

/// The providers: everything about them comes from variables, because the demo is for any.
#[oauth_registry]
pub struct Auth {
    /// Says who somebody is, and signs it.
    #[provider(issuer = env, scope = env, response_mode = env, token_endpoint_auth_method = env)]
    pub openid: OidcClient,

    /// Gives access to an API, which is asked who it is.
    #[provider(
        authorization_endpoint = env,
        token_endpoint = env,
        userinfo_endpoint = env,
        scope = env,
        token_endpoint_auth_method = env,
    )]
    pub oauth2: OAuth2Client,

    /// The same with signed requests.
    #[provider(
        request_token_url = env,
        authorize_url = env,
        access_token_url = env,
        api_base_url = env,
        signature_method = env,
        signature_placement = env,
    )]
    pub oauth1: OAuth1Client,
}

/// What handlers need besides the clients.
struct Site {
    /// Our own origin, such as `https://app.example`.
    origin: String,
    /// Whether the embedded provider is in use.
    embedded: bool,
    fetch_userinfo: bool,
}

#[actix_web::main]
async fn main() -> io::Result<()> {
    let levels = std::env::var("LOG").unwrap_or_else(|_| "info,actix_server=warn".to_owned());
    let levels: Targets = levels.parse().map_err(io::Error::other)?;
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr).with_filter(levels);
    tracing_subscriber::registry().with(lines).init();

    let bind = std::env::var("BIND").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let listener =
        TcpListener::bind(&bind).map_err(|error| io::Error::other(format!("BIND={bind}: {error}")))?;
    let Configuration { settings, base_url, key, fetch_userinfo, provider } =
        Configuration::from_env(&bind, &listener)?;
    let auth = Auth::from_settings(&settings).map_err(io::Error::other)?;
    let secure = base_url.starts_with("https:");
    let origin = base_url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
    let site = web::Data::new(Site { origin, embedded: provider.is_some(), fetch_userinfo });

    tracing::info!("open {base_url}");
    if let Some(provider) = &provider {
        tracing::info!("provider {}: log in as ada or grace, the password is the name", provider.issuer());
    }
    let server = HttpServer::new(move || {
        let sessions = SessionMiddleware::builder(CookieSessionStore::default(), key.clone())
            .cookie_name("demo".to_owned())
            .cookie_http_only(true)
            .cookie_same_site(SameSite::Lax)
            .cookie_secure(secure)
            .build();
        App::new()
            .app_data(site.clone())
            .configure(auth.routes(signed_in))
            .route("/", web::get().to(home))
            .route("/me", web::get().to(me))
            .service(web::resource("/logout").post(logout))
            .wrap(sessions)
    });
    // Seconds that requests under way get after SIGTERM.
    server.listen(listener)?.shutdown_timeout(1).run().await
}

/// Called when a login is finished, at whichever provider.
async fn signed_in(
    login: AuthLogin,
    session: Session,
    site: web::Data<Site>,
) -> actix_web::Result<HttpResponse> {
    session.remove("account");
    let account = match &login {
        AuthLogin::Openid(login) => Account::openid(login, site.fetch_userinfo).await?,
        AuthLogin::Oauth2(login) => Account::oauth2(login).await?,
        AuthLogin::Oauth1(login) => Account::oauth1(login).await?,
    };
    tracing::info!(provider = account.provider, subject = account.subject, "signed in");
    session.renew();
    session.insert("account", account)?;
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, login.return_to())).finish())
}

async fn home(session: Session, site: web::Data<Site>) -> HttpResponse {
    match account(&session) {
        Some(account) => pages::account(&account),
        None => pages::sign_in(site.embedded),
    }
}

async fn me(session: Session) -> HttpResponse {
    let (mut response, body) = match account(&session) {
        Some(account) => (HttpResponse::Ok(), json!(account)),
        None => (HttpResponse::Unauthorized(), json!({ "error": "not_signed_in" })),
    };
    response.insert_header((CACHE_CONTROL, "no-store")).json(body)
}

/// Who is signed in. A session that an older version of this program wrote is nobody's.
fn account(session: &Session) -> Option<Account> {
    session.get("account").ok().flatten()
}

async fn logout(request: HttpRequest, session: Session, site: web::Data<Site>) -> HttpResponse {
    if is_cross_site(&request, &site.origin) {
        return HttpResponse::Forbidden().json(json!({ "error": "cross_site" }));
    }
    session.purge();
    HttpResponse::SeeOther().insert_header((LOCATION, "/")).finish()
}

/// Whether another site's page made the browser send this. A client that is no browser sends neither header.
fn is_cross_site(request: &HttpRequest, origin: &str) -> bool {
    let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or_default());
    match (header("sec-fetch-site"), header(ORIGIN.as_str())) {
        (Some(site), _) => !matches!(site, "same-origin" | "none"),
        (None, Some(from)) => from != origin,
        (None, None) => false,
    }
}
