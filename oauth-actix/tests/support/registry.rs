//! One registry with every protocol, for each of the two stores.

use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, ResponseError as _};
use oauth_actix::{
    AnyLogin, Error, OAuth1Client, OAuth2Client, OidcClient, Registry as _, Settings, oauth_registry,
};
use serde_json::{Value, json};

use super::app::App;

/// Every protocol, with pending logins in cookies.
#[oauth_registry]
pub struct Auth {
    #[provider(issuer = env, scope = "openid profile email", api_base_url = env)]
    pub google: OidcClient,
    #[provider(
        authorization_endpoint = env,
        token_endpoint = env,
        userinfo_endpoint = env,
        api_base_url = env,
        scope = "user"
    )]
    pub github: OAuth2Client,
    #[provider(request_token_url = env, authorize_url = env, access_token_url = env, api_base_url = env)]
    pub twitter: OAuth1Client,
}

/// The same, with pending logins in the session.
#[oauth_registry(pending = "session")]
pub struct SessionAuth {
    #[provider(issuer = env, scope = "openid profile email", api_base_url = env)]
    pub google: OidcClient,
    #[provider(
        authorization_endpoint = env,
        token_endpoint = env,
        userinfo_endpoint = env,
        api_base_url = env,
        scope = "user"
    )]
    pub github: OAuth2Client,
    #[provider(request_token_url = env, authorize_url = env, access_token_url = env, api_base_url = env)]
    pub twitter: OAuth1Client,
}

/// Where pending logins are kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Store {
    Cookie,
    Session,
}

impl Store {
    /// An application with a registry of its own: another process.
    pub async fn app(self, settings: &Settings) -> App {
        self.app_with(settings, |_| ()).await
    }

    /// The same with more routes.
    pub async fn app_with(self, settings: &Settings, more: impl FnOnce(&mut ServiceConfig)) -> App {
        match self {
            Self::Cookie => {
                let auth = Auth::from_settings(settings).unwrap();
                let configure = |config: &mut ServiceConfig| {
                    config.configure(auth.routes(signed_in)).configure(more);
                };
                App::plain(configure).await
            }
            Self::Session => {
                let auth = SessionAuth::from_settings(settings).unwrap();
                let configure = |config: &mut ServiceConfig| {
                    config.configure(auth.routes(signed_in_session)).configure(more);
                };
                App::with_sessions(configure).await
            }
        }
    }
}

impl Auth {
    /// An application with this registry.
    pub async fn app(&self) -> App {
        App::plain(self.routes(signed_in)).await
    }
}

async fn signed_in(login: AuthLogin) -> Result<HttpResponse, Error> {
    let login = match login {
        AuthLogin::Google(login) => AnyLogin::Oidc(Box::new(login)),
        AuthLogin::Github(login) => AnyLogin::OAuth2(Box::new(login)),
        AuthLogin::Twitter(login) => AnyLogin::OAuth1(Box::new(login)),
    };
    Ok(HttpResponse::Ok().json(summary(login).await?))
}

async fn signed_in_session(login: SessionAuthLogin) -> Result<HttpResponse, Error> {
    let login = match login {
        SessionAuthLogin::Google(login) => AnyLogin::Oidc(Box::new(login)),
        SessionAuthLogin::Github(login) => AnyLogin::OAuth2(Box::new(login)),
        SessionAuthLogin::Twitter(login) => AnyLogin::OAuth1(Box::new(login)),
    };
    Ok(HttpResponse::Ok().json(summary(login).await?))
}

/// What a login tells, as the application's answer.
pub async fn summary(login: AnyLogin) -> Result<Value, Error> {
    let (provider, return_to, who) = match login {
        AnyLogin::Oidc(login) => {
            (login.provider().to_owned(), login.return_to().to_owned(), login.claims.subject().into())
        }
        AnyLogin::OAuth2(login) => {
            let user = login.get("user").await?.json::<Value>().await?;
            (login.provider().to_owned(), login.return_to().to_owned(), user["login"].clone())
        }
        AnyLogin::OAuth1(login) => {
            let user = login.get("account/verify_credentials.json").await?.json::<Value>().await?;
            (login.provider().to_owned(), login.return_to().to_owned(), user["screen_name"].clone())
        }
    };
    Ok(json!({ "logged_in": true, "provider": provider, "return_to": return_to, "who": who }))
}

/// A value, or the code of an error, as the application's answer.
pub fn tell(result: Result<Value, Error>) -> HttpResponse {
    match result {
        Ok(value) => HttpResponse::Ok().json(value),
        Err(error) => HttpResponse::build(error.status_code()).json(json!({ "error": error.code() })),
    }
}
