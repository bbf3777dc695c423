//! Everything that Authlib's Starlette client does, done here. `COMPARE.md` has the table; each of its rows names what is below.
//!
//! It is meant for reading. It runs, too: set `OAUTH_BASE_URL=http://127.0.0.1:8080`, `GOOGLE_CLIENT_ID`,
//! `GOOGLE_CLIENT_SECRET`, `ATLASSIAN_CLIENT_ID`, … and `cargo run --bin from_authlib`.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use actix_web::web::{self, Data, Path};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use oauth_actix::oauth_core::oauth1::TokenCredentials;
use oauth_actix::oauth_core::oauth2::TokenResponse;
use oauth_actix::oauth_core::{Deviation, ProfileRules};
use oauth_actix::{
    AnyClient, ConfigurationErrors, Error, Key, OAuth1Client, OAuth2Client, OidcClient, OidcLogin, Preset,
    Provider, Providers, Registry as _, Secret, oauth_registry,
};
use serde_json::Value;

/// `oauth = OAuth(config)`, and one `oauth.register(…)` for each field. `<FIELD>_CLIENT_ID` and `<FIELD>_CLIENT_SECRET` are
/// read from the environment, as Authlib reads them from its configuration.
#[oauth_registry]
pub struct Auth {
    /// `register("google", server_metadata_url=…, client_kwargs={"scope": …, "prompt": …})`. The document is found by the
    /// issuer, which is compared.
    #[provider(issuer = "https://accounts.google.com", scope = "openid email", prompt = "select_account")]
    pub google: OidcClient,

    /// `authorize_params`, `access_token_params`, `refresh_token_url`, `token_endpoint_auth_method`, `userinfo_endpoint`.
    #[provider(
        authorize_url = "https://auth.atlassian.com/authorize",
        access_token_url = "https://auth.atlassian.com/oauth/token",
        refresh_token_url = "https://auth.atlassian.com/oauth/token",
        api_base_url = "https://api.atlassian.com/",
        userinfo_endpoint = "https://api.atlassian.com/me",
        scope = "read:me offline_access",
        authorize_params = "audience=api.atlassian.com&prompt=consent",
        access_token_params = "audience=api.atlassian.com",
        token_endpoint_auth_method = "client_secret_post"
    )]
    pub atlassian: OAuth2Client,

    /// OAuth 1.0: `request_token_params` go into the URL's query, which is signed; `signature_method`, `signature_type`,
    /// `realm` are keys.
    #[provider(
        request_token_url = "https://api.twitter.com/oauth/request_token?x_auth_access_type=read",
        authorize_url = "https://api.twitter.com/oauth/authenticate",
        access_token_url = "https://api.twitter.com/oauth/access_token",
        api_base_url = "https://api.twitter.com/1.1/",
        signature_method = "HMAC-SHA1",
        signature_placement = "header",
        realm = "twitter"
    )]
    pub twitter: OAuth1Client,

    /// `compliance_fix` and `client_cls`: see [`ODD`].
    #[provider(preset = self::ODD)]
    pub odd: OAuth2Client,

    /// `register(…)` after the start.
    pub later: Providers,
}

/// `compliance_fix=…`: what a provider does differently is data, from a closed list. `client_cls` with its
/// `OAUTH_APP_CONFIG` is a constant too.
pub const ODD: Preset = Preset::oauth2("Odd")
    .authorization_endpoint("https://odd.example/authorize")
    .token_endpoint("https://odd.example/token")
    .userinfo_endpoint("https://odd.example/me")
    .api_base_url("https://odd.example/api/")
    .deviations(&[Deviation::FormTokenResponse, Deviation::CommaScopes])
    .api_headers(&[("odd-version", "2")])
    .profile(ProfileRules::userinfo("/user/id").name(&["/user/name"]))
    .source("https://odd.example/docs", "2026-11-22");

/// `oauth.register(name, overwrite=True, **kwargs)`: Authlib keeps the old client all the same (its `_clients` cache).
pub fn register(auth: &Auth, name: &str, issuer: &str) -> Result<(), ConfigurationErrors> {
    let provider = Provider::openid_connect(name).set(Key::Issuer, issuer).client("our-id", "our-secret");
    auth.later.replace(&provider)
}

/// `oauth.create_client(name)`; `oauth.google` is `auth.google`.
pub fn create_client(auth: &Auth, name: &str) -> Option<AnyClient> {
    auth.client(name)
}

/// `await oauth.google.authorize_redirect(request, redirect_uri, login_hint=…, hd=…)`. `state`, `nonce` and PKCE are made for
/// every login; `save_authorize_data` has no counterpart, because it is done.
async fn authorize_redirect(auth: Data<Auth>, request: HttpRequest) -> Result<HttpResponse, Error> {
    auth.google
        .authorize_redirect(&request)
        .login_hint("ada@example.com")
        .ui_locales("fr en")
        .max_age(300)
        .parameter("hd", "example.com")
        .return_to("/inbox")
        .await
}

/// `token = await oauth.google.authorize_access_token(request)`: the ID token is verified already, `token["userinfo"]` is
/// `login.claims`.
async fn authorize_access_token(auth: Data<Auth>, request: HttpRequest) -> Result<HttpResponse, Error> {
    let login = auth.google.authorize_access_token(&request).await?;
    Ok(HttpResponse::Ok().body(login.claims.identity().to_string()))
}

/// `await oauth.google.parse_id_token(token, nonce)`, for a token that came another way.
pub async fn parse_id_token(
    auth: &Auth,
    request: &HttpRequest,
    id_token: &Secret,
    nonce: &Secret,
) -> Result<String, Error> {
    let claims = auth.google.parse_id_token(request, id_token, nonce).await?;
    Ok(claims.subject().to_owned())
}

/// `await oauth.google.userinfo(token=token)`; `sub` is compared with that of the ID token.
pub async fn userinfo(login: &OidcLogin) -> Result<Option<String>, Error> {
    Ok(login.userinfo().await?.name().map(str::to_owned))
}

/// `await oauth.twitter.get("account/verify_credentials.json", token=token)`.
pub async fn get(auth: &Auth, request: &HttpRequest, token: &TokenCredentials) -> Result<Value, Error> {
    auth.twitter.api(request, token)?.get("account/verify_credentials.json").await?.json().await
}

/// `await oauth.atlassian.post(url, json=…, headers=…, token=token)`.
pub async fn post(auth: &Auth, request: &HttpRequest, token: &Secret) -> Result<u16, Error> {
    let call = auth.atlassian.api(request, token)?.post("issues").json(&"text").header("x-trace", "1");
    Ok(call.await?.status())
}

/// The application's tokens; a database in real life.
#[derive(Default)]
pub struct Tokens(Mutex<HashMap<String, Stored>>);

/// What is kept of a [`TokenResponse`].
#[derive(Clone)]
pub struct Stored {
    access_token: Secret,
    refresh_token: Option<Secret>,
    expires_at: Option<i64>,
}

impl From<TokenResponse> for Stored {
    fn from(tokens: TokenResponse) -> Self {
        let expires_at = tokens.expires_at.map(|time| time.as_unix());
        Self { access_token: tokens.access_token, refresh_token: tokens.refresh_token, expires_at }
    }
}

impl Tokens {
    fn of(&self, user: &str) -> Option<Stored> {
        self.0.lock().ok()?.get(user).cloned()
    }

    fn keep(&self, user: &str, tokens: Stored) {
        if let Ok(mut all) = self.0.lock() {
            all.insert(user.to_owned(), tokens);
        }
    }
}

/// The hooks `fetch_token` and `update_token`. A refresh is no side effect of a call here: whoever stores tokens sees that a
/// refresh token was spent, and that two requests do not spend it at once.
pub async fn fetch_token_and_update_token(
    auth: &Auth,
    request: &HttpRequest,
    tokens: &Tokens,
    user: &str,
) -> Result<Option<u16>, Error> {
    // fetch_token
    let Some(mut stored) = tokens.of(user) else { return Ok(None) };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let expired = stored.expires_at.is_some_and(|at| at <= i64::try_from(now).unwrap_or(i64::MAX) + 60);
    if let Some(refresh_token) = stored.refresh_token.as_ref().filter(|_| expired) {
        stored = auth.atlassian.refresh(request, refresh_token).await?.into();
        // update_token
        tokens.keep(user, stored.clone());
    }
    let answer = auth.atlassian.api(request, &stored.access_token)?.get("me").await?;
    Ok(Some(answer.status()))
}

/// `except MismatchingStateError`, `except OAuthError as error: error.error`: one type, whose code says which it was.
pub fn on_error(error: &Error) -> HttpResponse {
    match error.code() {
        "access_denied" => HttpResponse::Ok().body("As you like."),
        "state_unknown" | "state_expired" => HttpResponse::BadRequest().body("Please start again."),
        _ => error.respond(),
    }
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let auth = Auth::from_env().map_err(std::io::Error::other)?;
    let bind = std::env::var("BIND").unwrap_or_else(|_| "127.0.0.1:8080".to_owned());
    let tokens = Data::new(Tokens::default());
    HttpServer::new(move || {
        App::new()
            .app_data(tokens.clone())
            .configure(auth.clients())
            .route("/login", web::get().to(authorize_redirect))
            .route("/auth/google/authorize", web::get().to(authorize_access_token))
            .route("/auth/{provider}/login", web::get().to(log_in))
    })
    .bind(bind)?
    .run()
    .await
}

/// `oauth.create_client(request.path_params["provider"])`.
async fn log_in(auth: Data<Auth>, request: HttpRequest, name: Path<String>) -> Result<HttpResponse, Error> {
    match create_client(&auth, &name) {
        Some(client) => client.authorize_redirect(&request, None).await,
        None => Ok(HttpResponse::NotFound().body("no such provider")),
    }
}
