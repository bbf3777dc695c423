//! Three providers, one handler.
//!
//! Set `OAUTH_BASE_URL=http://127.0.0.1:8080` and, for `GOOGLE`, `GITHUB` and `TWITTER`, `…_CLIENT_ID` and
//! `…_CLIENT_SECRET`; then `cargo run --bin quickstart` and open <http://127.0.0.1:8080/auth/google/login>. The redirect
//! URI to register at Google is `http://127.0.0.1:8080/auth/google/authorize`, and so on.

use actix_session::{Session, SessionMiddleware, storage::CookieSessionStore};
use actix_web::{App, HttpResponse, HttpServer, Responder, cookie::Key, http::header, web};
use oauth_actix::{OAuth1Client, OAuth2Client, OidcClient, Registry as _, oauth_registry};

/// The providers: one field each.
#[oauth_registry]
pub struct Auth {
    /// OpenID Connect.
    #[provider(issuer = "https://accounts.google.com", scope = "openid email profile")]
    pub google: OidcClient,

    /// OAuth 2.
    #[provider(preset = presets::GITHUB, scope = "read:user user:email")]
    pub github: OAuth2Client,

    /// OAuth 1.0a.
    #[provider(
        request_token_url = "https://api.twitter.com/oauth/request_token",
        authorize_url = "https://api.twitter.com/oauth/authenticate",
        access_token_url = "https://api.twitter.com/oauth/access_token",
        api_base_url = "https://api.twitter.com/1.1/"
    )]
    pub twitter: OAuth1Client,
}

#[derive(serde::Deserialize)]
struct GithubUser {
    id: u64,
}

#[derive(serde::Deserialize)]
struct TwitterUser {
    id_str: String,
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    // Or `from_env_file(".env")`. Names every missing variable at once.
    let auth = Auth::from_env().map_err(std::io::Error::other)?;
    let key = Key::generate();
    HttpServer::new(move || {
        App::new()
            .configure(auth.routes(signed_in))
            .route("/", web::get().to(home))
            .wrap(SessionMiddleware::new(CookieSessionStore::default(), key.clone()))
    })
    .bind(("127.0.0.1", 8080))?
    .run()
    .await
}

async fn signed_in(login: AuthLogin, session: Session) -> actix_web::Result<impl Responder> {
    let id = match &login {
        // A verified ID token.
        AuthLogin::Google(google) => google.claims.subject().to_owned(),
        // A path below `api_base_url`, with the access token.
        AuthLogin::Github(github) => github.get("user").await?.json::<GithubUser>().await?.id.to_string(),
        // A signed request.
        AuthLogin::Twitter(twitter) => {
            let user: TwitterUser = twitter.get("account/verify_credentials.json").await?.json().await?;
            user.id_str
        }
    };
    session.renew();
    // The provider and its id for the person: neither alone is somebody.
    session.insert("user", format!("{} {id}", login.provider()))?;
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, login.return_to())).finish())
}

async fn home(session: Session) -> actix_web::Result<String> {
    let user = session.get::<String>("user")?;
    Ok(user.map_or("Nobody is signed in.".to_owned(), |user| format!("{user} is signed in.")))
}
