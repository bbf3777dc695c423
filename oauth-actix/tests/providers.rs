//! Providers that come and go while the application runs.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

mod support;

use actix_web::HttpResponse;
use oauth_actix::{
    Error, Key, OidcClient, Provider as Description, Providers, Registry as _, Settings, oauth_registry,
    presets,
};
use oauth_core::Deviation;
use oauth_test_provider::{Endpoint, Provider, Reply};
use serde_json::json;
use support::*;

#[oauth_registry]
struct Site {
    #[provider(issuer = env, scope = "openid")]
    google: OidcClient,
    tenants: Providers,
}

#[oauth_registry(pending = "session")]
struct SessionSite {
    tenants: Providers,
}

fn site(provider: &Provider) -> Site {
    Site::from_settings(&settings(provider)).unwrap()
}

async fn signed_in(login: SiteLogin) -> Result<HttpResponse, Error> {
    let (provider, return_to) = (login.provider().to_owned(), login.return_to().to_owned());
    let answer = match login {
        SiteLogin::Google(google) => json!({"logged_in": true, "google": google.claims.subject()}),
        SiteLogin::Tenants(login) => summary(login).await?,
    };
    assert_eq!(answer.get("return_to").unwrap_or(&return_to.clone().into()), &return_to);
    Ok(HttpResponse::Ok().json(json!({"logged_in": true, "provider": provider, "who": answer["who"]})))
}

/// A provider of each protocol, all of them `provider`.
fn descriptions(provider: &Provider) -> [Description; 3] {
    let (oidc, oauth2, oauth1) = (provider.oidc_client(), provider.oauth2_client(), provider.oauth1_client());
    [
        Description::openid_connect("acme")
            .set(Key::Issuer, provider.issuer())
            .client(&oidc.id, &oidc.secret.unwrap()),
        Description::oauth2("acme-2")
            .set(Key::AuthorizationEndpoint, &provider.oauth2_authorization_endpoint())
            .set(Key::TokenEndpoint, &provider.oauth2_token_endpoint())
            .set(Key::ApiBaseUrl, &provider.api_base_url())
            .client(&oauth2.id, &oauth2.secret.unwrap()),
        Description::oauth1("acme_1")
            .set(Key::RequestTokenUrl, &provider.temporary_credentials_endpoint())
            .set(Key::AuthorizationEndpoint, &provider.oauth1_authorization_endpoint())
            .set(Key::TokenEndpoint, &provider.token_credentials_endpoint())
            .set(Key::ApiBaseUrl, &provider.oauth1_api_base_url())
            .client(&oauth1.id, &oauth1.secret.unwrap()),
    ]
}

/// The codes of what is wrong with it.
fn refusal(result: Result<(), oauth_actix::ConfigurationErrors>) -> Vec<&'static str> {
    result.err().map_or(Vec::new(), |errors| errors.iter().map(|error| error.code()).collect())
}

#[actix_web::test]
async fn a_provider_that_is_added_while_the_application_runs_gets_the_routes_of_a_field() {
    let (fixed, added) = (provider(), provider());
    let site = site(&fixed);
    // A worker has its registry from before.
    let browser = Browser::new(&App::plain(site.routes(signed_in)).await);
    assert_eq!(browser.get("/auth/acme/login").await.error(), "provider_unknown");
    for (description, who) in descriptions(&added).iter().zip(["ada-1815", "ada", "ada"]) {
        site.tenants.add(description).unwrap();
        let answer = browser.login(description.name()).await;
        answer.assert_logged_in();
        assert_eq!(
            (&answer.json()["provider"], &answer.json()["who"]),
            (&description.name().into(), &who.into())
        );
    }
    browser.login("google").await.assert_logged_in();
    assert_eq!(site.tenants.names(), ["acme", "acme-2", "acme_1"]);
}

#[actix_web::test]
async fn clients_are_found_by_name_whether_field_or_not() {
    let provider = provider();
    let site = Site::from_settings(&settings(&support::provider())).unwrap();
    let [acme, ..] = descriptions(&provider);
    site.clone().tenants.add(&acme).unwrap();
    assert_eq!(site.client("acme").unwrap().name(), "acme");
    assert_eq!(site.client("google").unwrap().name(), "google");
    assert!(site.client("Acme").is_none() && site.client("tenants").is_none());
}

#[actix_web::test]
async fn a_provider_that_is_removed_is_unknown_to_every_worker_and_login() {
    let provider = provider();
    let site = Site::from_settings(&settings(&support::provider())).unwrap();
    let browser = Browser::new(&App::plain(site.routes(signed_in)).await);
    let [acme, ..] = descriptions(&provider);
    site.tenants.add(&acme).unwrap();
    let hop = browser.approve("acme").await;
    assert!(site.tenants.remove("acme") && !site.tenants.remove("acme") && !site.tenants.remove("google"));
    let answer = browser.finish(&hop).await;
    assert_eq!((answer.status, answer.error().as_str()), (404, "provider_unknown"));
    assert_eq!(browser.get("/auth/acme/login").await.status, 404);
    assert_eq!(token_requests(&provider), 0);
}

#[actix_web::test]
async fn a_login_that_was_begun_at_what_was_replaced_is_finished_only_by_the_same() {
    let (first, second) = (provider(), provider());
    let site = Site::from_settings(&settings(&provider())).unwrap();
    let browser = Browser::new(&App::plain(site.routes(signed_in)).await);
    let ([old, ..], [new, ..]) = (descriptions(&first), descriptions(&second));
    site.tenants.add(&old).unwrap();
    let hop = browser.approve("acme").await;
    site.tenants.replace(&old.clone().set(Key::Scope, "openid email")).unwrap();
    browser.finish(&hop).await.assert_logged_in();
    let hop = browser.approve("acme").await;
    site.tenants.replace(&new).unwrap();
    assert_eq!(browser.finish(&hop).await.error(), "state_unknown");
    assert_eq!(token_requests(&second), 0);
    browser.login("acme").await.assert_logged_in();
    assert_eq!(token_requests(&second), 1);
}

/// MX-009: the name is in the address of the callback, so that no two providers share one.
#[actix_web::test]
async fn a_name_is_taken_once_whatever_its_case_and_fields_keep_theirs() {
    let provider = provider();
    let site = Site::from_settings(&settings(&support::provider())).unwrap();
    let [acme, oauth2, _] = descriptions(&provider);
    site.tenants.add(&acme).unwrap();
    for (name, taken) in
        [("acme", true), ("ACME", true), ("google", true), ("Google", true), ("acme2", false)]
    {
        let description = Description::oauth2(name)
            .set(Key::AuthorizationEndpoint, "https://as.example/a")
            .set(Key::TokenEndpoint, "https://as.example/t")
            .client("id", "secret");
        let codes = refusal(site.tenants.add(&description));
        assert_eq!(codes, if taken { vec!["providers_collide"] } else { vec![] }, "{name}");
    }
    assert_eq!(refusal(site.tenants.replace(&acme)), Vec::<&str>::new());
    assert_eq!(refusal(site.tenants.add(&oauth2)), Vec::<&str>::new());
    for name in ["", "_a", "a b", "a/b", "a.b", "{x}", "é", &"a".repeat(65)] {
        let description = Description::openid_connect(name).set(Key::Issuer, "https://x.example");
        assert!(
            refusal(site.tenants.add(&description.client("id", "secret"))).contains(&"provider_name_invalid"),
            "{name}"
        );
    }
}

/// The administrator of a tenant writes it, and another person reads the log.
#[actix_web::test]
async fn a_name_that_is_refused_is_shown_in_one_line_and_cut() {
    let provider = provider();
    let site = site(&provider);
    let name = format!("x\nINFO admin logged in{}", "x".repeat(100_000));
    let description = Description::openid_connect(&name).set(Key::Issuer, provider.issuer());
    let errors = site.tenants.add(&description.client("id", "secret")).unwrap_err().to_string();
    assert!(errors.contains("share one issuer"), "{errors}");
    assert!(errors.len() < 2000 && !errors.contains('\n'), "{errors}");
}

#[actix_web::test]
async fn nobody_can_speak_for_an_issuer_that_is_spoken_for() {
    let provider = provider();
    let site = site(&provider);
    let stranger = |name: &str, issuer: &str| {
        let description = Description::openid_connect(name).set(Key::Issuer, issuer);
        description.set(Key::JwksUri, "https://evil.example/jwks").client("id", "secret")
    };
    assert_eq!(refusal(site.tenants.add(&stranger("evil", provider.issuer()))), ["providers_collide"]);
    site.tenants.add(&stranger("acme", "https://login.acme.example")).unwrap();
    let codes = refusal(site.tenants.add(&stranger("evil", "https://login.acme.example")));
    assert_eq!(codes, ["providers_collide"]);
    assert!(site.tenants.remove("acme"));
    site.tenants.add(&stranger("evil", "https://login.acme.example")).unwrap();
}

const TENANTS: oauth_actix::Preset = oauth_actix::Preset::openid_connect("Tenants")
    .issuer("https://login.example/{tenantid}/v2.0")
    .server_metadata_url("https://login.example/common/v2.0/.well-known/openid-configuration")
    .deviations(&[Deviation::IssuerTemplate]);

/// What a template can issue is its own.
#[actix_web::test]
async fn nobody_can_speak_for_a_tenant_of_a_template() {
    let site = Site::from_settings(&settings(&provider())).unwrap();
    site.tenants.add(&Description::preset("everybody", &TENANTS).client("id", "secret")).unwrap();
    let own = Description::openid_connect("one").client("id", "secret");
    let tenant = "https://login.example/8f14e45f-ceea-467f-a8ce-1234567890ab/v2.0";
    assert_eq!(refusal(site.tenants.add(&own.clone().set(Key::Issuer, tenant))), ["providers_collide"]);
    site.tenants.add(&own.set(Key::Issuer, "https://login.example/other")).unwrap();
}

/// A preset does not vouch for what fills its placeholders in, either.
#[actix_web::test]
async fn nobody_can_speak_for_a_tenant_by_filling_in_a_host() {
    const ONE: oauth_actix::Preset = oauth_actix::Preset::openid_connect("One")
        .issuer("https://login.example/{tenant}/v2.0")
        .authorization_endpoint("https://{domain}/authorize")
        .token_endpoint("https://{domain}/token")
        .jwks_uri("https://{domain}/keys");
    let site = Site::from_settings(&settings(&provider())).unwrap();
    site.tenants.add(&Description::preset("everybody", &TENANTS).client("id", "secret")).unwrap();
    let tenant = "8f14e45f-ceea-467f-a8ce-1234567890ab";
    let evil = Description::preset("evil", &ONE).set(Key::Tenant, tenant).set(Key::Domain, "evil.example");
    // The identifier of a client is in every authorization URL.
    assert_eq!(refusal(site.tenants.add(&evil.client("id", "x"))), ["providers_collide"]);
}

/// A preset does not vouch for what was written over it.
#[actix_web::test]
async fn nobody_can_speak_for_a_tenant_under_another_preset() {
    let tenant = "8f14e45f-ceea-467f-a8ce-1234567890ab";
    let site = Site::from_settings(&settings(&provider())).unwrap();
    let one = Description::preset("one", &presets::MICROSOFT_ENTRA_ID).set(Key::Tenant, tenant);
    site.tenants.add(&one.client("id", "secret")).unwrap();
    let any = Description::preset("any", &presets::MICROSOFT_ENTRA_ID_ANY_TENANT).client("id", "secret");
    let evil = any.clone().set(Key::ServerMetadataUrl, "https://evil.example/metadata");
    assert_eq!(refusal(site.tenants.add(&evil)), ["providers_collide"]);
    let issuer = format!("https://login.microsoftonline.com/{tenant}/v2.0");
    let other = Description::preset("evil", &presets::ZITADEL).set(Key::Domain, "x.example");
    let other = other.set(Key::Issuer, &issuer).set(Key::JwksUri, "https://evil.example/jwks");
    assert_eq!(refusal(site.tenants.add(&other.clone().client("id", "secret"))), ["providers_collide"]);
    site.tenants.add(&any).unwrap();
    assert!(site.tenants.remove("one"));
    assert_eq!(refusal(site.tenants.add(&other.client("id", "secret"))), ["providers_collide"]);
}

/// DI-027: OpenID Connect Discovery 1.0, section 4, appends to the issuer; RFC 8414, section 3, puts the name before its path.
#[actix_web::test]
async fn the_metadata_of_an_issuer_with_a_path_is_where_its_specification_says() {
    let provider = provider();
    let [first, second] = ["t1", "t2"].map(|path| format!("{}/{path}", provider.issuer()));
    let documents = [
        (
            "/t1/.well-known/openid-configuration",
            json!({ "issuer": first, "authorization_endpoint": provider.authorization_endpoint(),
                "token_endpoint": provider.token_endpoint(), "jwks_uri": provider.jwks_uri() }),
        ),
        (
            "/.well-known/oauth-authorization-server/t2",
            json!({ "issuer": second, "authorization_endpoint": provider.oauth2_authorization_endpoint(),
                "token_endpoint": provider.oauth2_token_endpoint() }),
        ),
    ];
    let asked = documents.clone().map(|(path, _)| path);
    provider.on_reply(Endpoint::Unknown, move |received, reply| {
        let document = documents.iter().find(|(path, _)| *path == received.path);
        if let Some((_, document)) = document {
            *reply = Reply::json(200, document.clone());
        }
    });
    provider.on_authorization_response(|pairs| pairs.retain(|(name, _)| name != "iss"));
    let issuer = first.clone();
    provider.on_id_token(move |token| token.set("iss", issuer.clone()));
    let site = Site::from_settings(&settings(&support::provider())).unwrap();
    let browser = Browser::new(&App::plain(site.routes(signed_in)).await);
    let (oidc, oauth2) = (provider.oidc_client(), provider.oauth2_client());
    let openid = Description::openid_connect("t1").set(Key::Issuer, &first);
    let plain = Description::oauth2("t2").set(Key::Issuer, &second);
    let plain = plain.set(Key::ApiBaseUrl, &provider.api_base_url());
    for description in
        [openid.client(&oidc.id, &oidc.secret.unwrap()), plain.client(&oauth2.id, &oauth2.secret.unwrap())]
    {
        site.tenants.add(&description).unwrap();
        browser.login(description.name()).await.assert_logged_in();
    }
    let paths = provider.received(Endpoint::Unknown).into_iter().map(|received| received.path);
    assert_eq!(paths.collect::<Vec<_>>(), asked);
}

/// The code and its verifier belong to the server that the person was sent to.
#[actix_web::test]
async fn no_code_goes_to_a_server_that_took_a_provider_s_place() {
    let (first, second) = (provider(), provider());
    let site = Site::from_settings(&settings(&provider())).unwrap();
    let browser = Browser::new(&App::plain(site.routes(signed_in)).await);
    let by_metadata = |provider: &Provider| {
        let client = provider.oauth2_client();
        let description = Description::oauth2("acme").set(Key::ServerMetadataUrl, &provider.metadata_url());
        description.client(&client.id, &client.secret.unwrap())
    };
    site.tenants.add(&by_metadata(&first)).unwrap();
    let hop = browser.approve("acme").await;
    site.tenants.replace(&by_metadata(&second)).unwrap();
    assert_eq!(browser.finish(&hop).await.error(), "state_unknown");
    // Nothing is fetched for a login that is not finished.
    assert_eq!(calls(&second), []);
}

#[actix_web::test]
async fn a_tenant_does_not_send_us_into_our_own_network() {
    let settings = settings(&provider()).base_url("https://app.example");
    let site = Site::from_settings(&settings).unwrap();
    let acme =
        |issuer: &str| Description::openid_connect("acme").set(Key::Issuer, issuer).client("id", "secret");
    for internal in [
        "http://127.0.0.1:2375",
        "http://localhost:80",
        "https://169.254.169.254",
        "https://10.0.0.1/x",
        "https://[fd00::1]",
    ] {
        let errors = site.tenants.add(&acme(internal)).unwrap_err().to_string();
        assert!(errors.contains("this address is on this machine or in a private network"), "{errors}");
    }
    site.tenants.add(&acme("https://login.acme.example")).unwrap();
}

/// Whoever looks at the error must not be shown what a visitor wrote.
#[actix_web::test]
async fn nothing_of_the_path_is_in_the_error_of_an_unknown_provider() {
    let site = Site::from_settings(&settings(&provider())).unwrap();
    let handler = async |login: Result<SiteLogin, Error>| {
        let Err(error) = login else { panic!("a login") };
        HttpResponse::Ok().body(format!("{} {:?}", error.code(), error.provider()))
    };
    let browser = Browser::new(&App::plain(site.routes(handler)).await);
    for path in ["/auth/%3Cscript%3E/authorize", "/auth/a%0Ainjected/authorize", "/auth/acme./authorize"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.body, "provider_unknown None", "{path}");
    }
}

#[actix_web::test]
async fn ten_thousand_clients_of_one_preset_are_added_in_linear_time() {
    let site = Site::from_settings(&settings(&provider())).unwrap();
    let add = |from: usize, to: usize| {
        let begun = std::time::Instant::now();
        for number in from..to {
            let description = Description::preset(&format!("t{number}"), &presets::GITHUB);
            site.tenants.add(&description.client("id", "secret")).unwrap();
        }
        begun.elapsed()
    };
    let (first, last) = (add(0, 1000), (add(1000, 9000), add(9000, 10_000)).1);
    assert!(last < first * 4, "the first thousand took {first:?}, the last {last:?}");
}

/// OIDF-legacy:rp-scope-without-openid among others.
#[actix_web::test]
async fn everything_that_is_wrong_is_told_at_once_and_nothing_is_added() {
    let site = Site::from_settings(&settings(&provider())).unwrap();
    let description = Description::openid_connect("acme")
        .set(Key::Issuer, "http://login.acme.example")
        .set(Key::Scope, "email")
        .client("id", "");
    let errors = site.tenants.add(&description).unwrap_err().to_string();
    for part in [
        "acme: `issuer`: over `http` anybody on the way reads and changes what this URL carries; help: write \"https://login.acme.example\"",
        "acme: `scope`: the scope of an OidcClient lacks `openid`",
        "the provider `acme` lacks `client_secret`",
    ] {
        assert!(errors.contains(part), "{part}: {errors}");
    }
    assert_eq!(site.tenants.names(), Vec::<String>::new());
    assert!(site.client("acme").is_none());
}

#[actix_web::test]
async fn form_post_and_a_session_store_exclude_each_other_at_run_time_too() {
    let provider = provider();
    let settings: Settings = settings(&provider);
    let session = SessionSite::from_settings(&settings).unwrap();
    let [acme, oauth2, _] = descriptions(&provider);
    let form_post = acme.set(Key::ResponseMode, "form_post");
    assert_eq!(refusal(session.tenants.add(&form_post)), ["form_post_with_session"]);
    session.tenants.add(&oauth2).unwrap();
    let cookie = Site::from_settings(&support::settings(&support::provider())).unwrap();
    cookie.tenants.add(&form_post).unwrap();
    let browser = Browser::new(&App::plain(cookie.routes(signed_in)).await);
    browser.login("acme").await.assert_logged_in();
    assert_eq!(provider.count(Endpoint::Token), 1);
}

#[actix_web::test]
async fn an_image_on_another_site_begins_no_login_at_a_run_time_provider_either() {
    let provider = provider();
    let site = Site::from_settings(&settings(&support::provider())).unwrap();
    let [acme, ..] = descriptions(&provider);
    site.tenants.add(&acme).unwrap();
    let app = App::plain(site.routes(signed_in)).await;
    let request = actix_web::test::TestRequest::get().uri("/auth/acme/login");
    let request =
        request.insert_header(("sec-fetch-site", "cross-site")).insert_header(("accept", "application/json"));
    let answer = app.call(request.insert_header(("sec-fetch-mode", "no-cors"))).await;
    assert_eq!((answer.status, answer.error().as_str()), (400, "login_not_navigated"));
    assert_eq!(answer.cookies().len(), 0);
}
