//! Logins that succeed, by each protocol, in each store, and in each way in which a client proves itself.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use oauth_actix::{
    AnyLogin, Api, Error, Key, Provider as Description, Providers, Registry as _, Settings, oauth_registry,
};
use oauth_core::encoding::base64;
use oauth_test_provider::{Algorithm, Endpoint, Provider, consumer_private_key};

use crate::log::Log;
use crate::sentinel::{CLIENT_SECRET, Sentinel, start};
use crate::shown::Shown;
use crate::support::*;

/// An application that lets everything be seen that a login has.
pub(crate) async fn app(settings: &Settings, shown: &Shown) -> App {
    let (auth, shown) = (Auth::from_settings(settings).unwrap(), shown.clone());
    let handler = move |auth: Data<Auth>, request: HttpRequest, login: Result<AuthLogin, Error>| {
        let shown = shown.clone();
        async move { show(&shown, &auth, &request, login).await.unwrap_or_else(|error| error.respond()) }
    };
    App::plain(auth.routes(handler)).await
}

async fn show(
    shown: &Shown,
    auth: &Auth,
    request: &HttpRequest,
    login: Result<AuthLogin, Error>,
) -> Result<HttpResponse, Error> {
    shown.add(&auth.google).add(&auth.github).add(&auth.twitter).add(&auth.client("github").unwrap());
    match login.inspect_err(|error| shown.add_error(error))? {
        AuthLogin::Google(mut login) => {
            shown.add(&auth.google.authorize_redirect(request).return_to("/x"));
            let api: &Api = &login;
            shown.add(&login).add(api).add(&login.tokens).add(&login.claims).add(&login.claims.identity());
            shown.add(&login.get("user"));
            let answer = shown.kept(login.get("user").await)?;
            shown.add(&answer);
            let userinfo = shown.kept(login.userinfo().await)?;
            let claims: &oauth_core::oidc::StandardClaims = &userinfo;
            shown.add(&userinfo).add(claims).add(&claims.address().unwrap());
            shown.kept(login.refresh().await)?;
            let token = login.tokens.refresh_token.clone().unwrap();
            let refreshed = auth.google.refresh(request, &token, &login.claims).await;
            shown.add(&shown.kept(refreshed)?);
            let spent = auth.google.refresh(request, &token, &login.claims).await;
            shown.add_error(&spent.unwrap_err());
            shown.add(&AnyLogin::Oidc(Box::new(login)));
        }
        AuthLogin::Github(mut login) => {
            shown.add(&login).add(&login.tokens).add(&login.post("user"));
            shown.add(&shown.kept(login.get("user").await)?);
            shown.kept(login.refresh().await)?;
        }
        AuthLogin::Twitter(login) => {
            shown.add(&auth.twitter.authorize_redirect(request));
            shown.add(&login).add(&login.credentials).add(&login.post("account/verify_credentials.json"));
            shown.add(&shown.kept(login.get("account/verify_credentials.json").await)?);
        }
    }
    Ok(HttpResponse::Ok().finish())
}

/// One login, with everything that the browser sees on its way.
pub(crate) async fn log_in(
    browser: &Browser,
    client: &str,
    provider: &Provider,
    sentinel: &Sentinel,
) -> Answer {
    let begun = browser.get(&format!("/auth/{client}/login")).await;
    sentinel.assert_not_in("the page that begins a login", &begun.body);
    for cookie in begun.cookies() {
        sentinel.assert_not_in("a cookie", &format!("{} {}", cookie.name(), cookie.value()));
        sentinel.add("cookie", cookie.value());
    }
    let mut finished = None;
    if begun.status == 303 {
        let hop = browser.visit(begun.header("location"));
        finished = Some(browser.finish(&hop).await);
    }
    sentinel.add_sent_to(provider);
    for (name, value) in &begun.headers {
        let allowed: &[&str] = match name.as_str() {
            "location" => &["state", "nonce", "oauth_token"],
            "set-cookie" => &["cookie"],
            _ => &[],
        };
        sentinel.assert_only(allowed, name.as_str(), value.to_str().unwrap());
    }
    let last = finished.unwrap_or(begun);
    if last.status != 303 {
        sentinel.assert_not_in("the answer to a callback", &format!("{last:?}"));
    }
    last
}

/// SC-001, SC-018, PK-011.
#[actix_web::test]
async fn a_login_that_succeeds_shows_no_secret_anywhere() {
    let (log, _guard) = Log::start();
    let (provider, sentinel, settings) = start();
    let shown = Shown::default();
    let browser = Browser::new(&app(&settings, &shown).await);
    for client in CLIENTS {
        assert_eq!(log_in(&browser, client, &provider, &sentinel).await.status, 200);
    }
    sentinel.assert_not_in("what a login has", &shown.text());
    sentinel.assert_not_in("the log", &log.take());
    let noted = sentinel.names();
    for name in [
        "access_token",
        "api answer",
        "authorization",
        "client_secret",
        "code",
        "code_verifier",
        "cookie",
        "cookie_key",
        "email",
        "id_token",
        "nonce",
        "oauth_token",
        "oauth_token_secret",
        "oauth_verifier",
        "refresh_token",
        "state",
    ] {
        assert!(noted.contains(name), "the test has not seen any {name}");
    }
}

/// The session's cookie is sealed by `actix-session`, and shows nothing of the login either.
#[actix_web::test]
async fn a_login_that_waits_in_the_session_shows_no_secret_anywhere() {
    let (log, _guard) = Log::start();
    let (provider, sentinel, settings) = start();
    let browser = Browser::new(&Store::Session.app(&settings).await);
    for client in CLIENTS {
        log_in(&browser, client, &provider, &sentinel).await.assert_logged_in();
    }
    sentinel.assert_not_in("the log", &log.take());
    assert!(sentinel.names().contains("cookie"));
}

#[oauth_registry]
pub(crate) struct Site {
    pub(crate) providers: Providers,
}

/// A private key as PEM, and each of its lines as a secret.
fn private_key(sentinel: &Sentinel) -> String {
    let text = base64(consumer_private_key());
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap()).collect();
    lines.iter().for_each(|line| sentinel.add("private key", line));
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"))
}

/// Every way in which a client proves itself, but for the secret that is minted for Apple, which `shown` has.
///
/// Beside each stands the algorithm of the provider's ID tokens, which matters for HS256.
fn clients(provider: &Provider, pem: &str) -> Vec<(Algorithm, Description)> {
    let openid = |method: &str, algorithm: Algorithm| {
        let client = Description::openid_connect("it").client("marked", CLIENT_SECRET);
        let client = client.set(Key::Issuer, provider.issuer()).set(Key::TokenEndpointAuthMethod, method);
        (algorithm, client.set(Key::IdTokenSignedResponseAlg, algorithm.name()))
    };
    let signed = |method: &str, placement: &str| {
        let default = provider.oauth1_client().id;
        let (id, secret) = if method == "RSA-SHA256" { (&*default, pem) } else { ("marked", CLIENT_SECRET) };
        let client = Description::oauth1("it")
            .client(id, secret)
            .set(Key::RequestTokenUrl, &provider.temporary_credentials_endpoint())
            .set(Key::AuthorizationEndpoint, &provider.oauth1_authorization_endpoint())
            .set(Key::TokenEndpoint, &provider.token_credentials_endpoint())
            .set(Key::ApiBaseUrl, &provider.oauth1_api_base_url())
            .set(Key::SignatureMethod, method)
            .set(Key::SignaturePlacement, placement);
        (Algorithm::RS256, client)
    };
    vec![
        openid("client_secret_basic", Algorithm::RS256),
        openid("client_secret_post", Algorithm::RS256),
        openid("client_secret_post", Algorithm::HS256),
        signed("HMAC-SHA1", "header"),
        signed("HMAC-SHA256", "body"),
        signed("HMAC-SHA512", "query"),
        signed("PLAINTEXT", "header"),
        signed("RSA-SHA256", "header"),
    ]
}

#[actix_web::test]
async fn no_way_in_which_a_client_proves_itself_shows_its_secret() {
    let (log, _guard) = Log::start();
    let (provider, sentinel, settings) = start();
    let pem = private_key(&sentinel);
    for (algorithm, description) in clients(&provider, &pem) {
        provider.signing(algorithm);
        let (site, shown) = (Site::from_settings(&settings).unwrap(), Shown::default());
        site.providers.add(&description).unwrap();
        shown.add(&site.providers).add(&description).add(&oauth_core::ProviderSettings::of(&description));
        let seen = shown.clone();
        let handler = move |login: SiteLogin| {
            let SiteLogin::Providers(login) = login;
            seen.add(&login);
            async { HttpResponse::Ok().finish() }
        };
        let browser = Browser::new(&App::plain(site.routes(handler)).await);
        let answer = log_in(&browser, "it", &provider, &sentinel).await;
        assert_eq!(answer.status, 200, "{description:?}");
        sentinel.assert_not_in("what a login has", &shown.text());
    }
    sentinel.assert_not_in("the log", &log.take());
    assert_eq!(provider.count(Endpoint::TokenCredentials), 5);
}
