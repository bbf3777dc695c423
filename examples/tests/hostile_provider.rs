//! Does my application refuse this? The application's own routes and handler, against each lie in the catalogue.

use actix_web::cookie::Cookie;
use actix_web::http::header::{LOCATION, SET_COOKIE};
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, HttpResponse};
use oauth_actix::{OidcClient, Registry as _, Settings, oauth_registry};
use oauth_test_provider::{Misbehaviour, Provider, Verdict};

type Failure = Box<dyn std::error::Error>;

#[oauth_registry]
struct Auth {
    #[provider(issuer = env, scope = "openid profile email offline_access")]
    company: OidcClient,
}

async fn signed_in(login: AuthLogin) -> Result<HttpResponse, oauth_actix::Error> {
    let AuthLogin::Company(mut login) = login;
    let userinfo = login.userinfo().await?;
    login.refresh().await?;
    Ok(HttpResponse::Ok().body(format!("{}, {:?}", login.claims.subject(), userinfo.raw().get("name"))))
}

/// One login, from the first click to the answer of the application; its status.
async fn login(provider: &Provider) -> Result<u16, Failure> {
    let client = provider.oidc_client();
    let settings = Settings::new()
        .base_url("http://127.0.0.1:8080")
        .set("COMPANY_ISSUER", provider.issuer())
        .client("company", &client.id, client.secret.as_deref().unwrap_or_default());
    let app = init_service(App::new().configure(Auth::from_settings(&settings)?.routes(signed_in))).await;

    let begun = call_service(&app, TestRequest::get().uri("/auth/company/login").to_request()).await;
    let Some(location) = begun.headers().get(LOCATION) else { return Ok(begun.status().as_u16()) };
    let callback = provider.visit(location.to_str()?)?;
    let path = callback.strip_prefix("http://127.0.0.1:8080").ok_or("sent back to somewhere else")?;
    let mut request = TestRequest::get().uri(path);
    for cookie in begun.headers().get_all(SET_COOKIE) {
        request = request.cookie(Cookie::parse(cookie.to_str()?.to_owned())?);
    }
    Ok(call_service(&app, request.to_request()).await.status().as_u16())
}

#[actix_web::test]
async fn an_honest_login_works_and_no_dishonest_one_does() -> Result<(), Failure> {
    let provider = Provider::start().await?;
    provider.auto_approve("ada");
    assert_eq!(login(&provider).await?, 200);

    let mut logged_in = Vec::new();
    let refused = |entry: &&Misbehaviour| entry.verdict() == Verdict::Refuse && !entry.is_of_oauth1();
    for misbehaviour in Misbehaviour::ALL.iter().filter(refused) {
        provider.misbehave(*misbehaviour);
        if login(&provider).await? == 200 {
            logged_in.push(misbehaviour);
        }
        provider.reset();
        provider.auto_approve("ada");
    }
    assert!(logged_in.is_empty(), "{logged_in:?}");
    Ok(())
}
