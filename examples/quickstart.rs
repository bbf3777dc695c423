//! Quickstart.
use actix_session::Session;
use actix_web::{App, HttpResponse, HttpServer, Responder, http::header};
use oauth_actix::{OAuth1Client, OAuth2Client, OidcClient, Registry as _, oauth_registry};

/// Providers.
#[oauth_registry]
pub struct Auth {
    /// G
    #[provider(issuer = "https://accounts.google.com", scope = "openid email profile")]
    pub google: OidcClient,

    /// H
    #[provider(preset = presets::GITHUB, scope = "read:user user:email")]
    pub github: OAuth2Client,

    /// T
    #[provider(
        request_token_url = "https://api.twitter.com/oauth/request_token",
        authorize_url     = "https://api.twitter.com/oauth/authenticate",
        access_token_url  = "https://api.twitter.com/oauth/access_token",
        api_base_url      = "https://api.twitter.com/1.1/",
    )]
    pub twitter: OAuth1Client,
}

#[derive(serde::Deserialize)]
struct GithubUser { login: String }
#[derive(serde::Deserialize)]
struct TwitterUser { screen_name: String }

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let auth = Auth::from_env().map_err(std::io::Error::other)?;   // or from_env_file(".env"); names every missing variable at once
    HttpServer::new(move || App::new().configure(auth.routes(signed_in)) /* .wrap(SessionMiddleware…) */)
        .bind(("127.0.0.1", 8080))?.run().await
}

async fn signed_in(login: AuthLogin, session: Session) -> actix_web::Result<impl Responder> {
    let user = match login {
        AuthLogin::Google(google)   => google.claims.subject().to_owned(),        // a verified ID token
        AuthLogin::Github(github)   => github.get("user").await?.json::<GithubUser>().await?.login,   // api_base_url + bearer token
        AuthLogin::Twitter(twitter) => twitter.get("account/verify_credentials.json").await?.json::<TwitterUser>().await?.screen_name,
    };
    session.renew();
    session.insert("user", user)?;
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, "/")).finish())
}
