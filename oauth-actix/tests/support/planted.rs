//! Logins that were begun at another time: made by the core, which takes the clock as an argument.

use actix_session::Session;
use actix_web::HttpResponse;
use actix_web::web::{self, ServiceConfig};
use oauth_actix::Settings;
use oauth_core::encoding::base64url;
use oauth_core::oauth2::{AuthorizationParameters, Client};
use oauth_core::{
    Cached, Key, PendingAuthorization, Protocol, ProviderSettings, ProviderSpec, Sealer, Source,
    SystemRandom, Timestamp,
};

use super::browser::Browser;
use super::{key, unix_now};

/// The client `github` of the registries.
static GITHUB: ProviderSpec = ProviderSpec {
    name: "github",
    preset: None,
    settings: &[
        (Key::AuthorizationEndpoint, Source::Environment),
        (Key::TokenEndpoint, Source::Environment),
        (Key::UserinfoEndpoint, Source::Environment),
        (Key::ApiBaseUrl, Source::Environment),
        (Key::Scope, Source::Literal("user")),
    ],
};

/// A login at `github` that was begun some time ago.
pub struct Planted {
    /// The address at the provider.
    pub url: String,
    pending: PendingAuthorization,
}

impl Planted {
    /// A login that was begun so many seconds ago.
    pub fn new(settings: &Settings, seconds: i64) -> Self {
        let mut resolved = ProviderSettings::resolve(settings, &GITHUB, Protocol::OAuth2);
        let redirect_uri = "http://localhost/auth/github/authorize";
        let client = Client::from_settings(&mut resolved, redirect_uri).unwrap();
        let begun = Timestamp::from_unix(unix_now() - seconds);
        let Cached::Fresh(metadata) = client.metadata(begun) else { panic!("everything is configured") };
        let parameters = AuthorizationParameters::default();
        let login = client.authorize(&metadata, parameters, begun, &mut SystemRandom).unwrap();
        Self { url: login.url, pending: login.pending }
    }

    /// Puts logins into a browser's cookies.
    pub async fn put_in_cookies(planted: &[Self], browser: &Browser) {
        let prefix = browser.cookie_prefix().await;
        for login in planted {
            let sealed = Sealer::parse(&key(7)).unwrap().seal(&login.pending, &mut SystemRandom).unwrap();
            browser.add_cookie(&format!("{prefix}{}", login.pending.id()), &sealed);
        }
    }

    /// Puts logins, the oldest first, into a browser's session, whose application has [`Planted::route`].
    pub async fn put_in_session(planted: &[Self], browser: &Browser) {
        let entries: Vec<_> = planted.iter().map(|login| base64url(&login.pending.encode())).collect();
        let answer = browser.post_from_another_site("/plant", &entries.join(",")).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// A route that writes its body's entries into the session.
    pub fn route(config: &mut ServiceConfig) {
        async fn plant(session: Session, entries: String) -> HttpResponse {
            session.insert("oauth.pending", entries.split(',').collect::<Vec<_>>()).unwrap();
            HttpResponse::Ok().finish()
        }
        config.route("/plant", web::post().to(plant));
    }
}
