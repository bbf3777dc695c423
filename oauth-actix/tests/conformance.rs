//! The OpenID Foundation's relying-party modules, as far as they are about more than one login by a redirect: userinfo,
//! a refresh, the form. The other modules are rows of `refusals/` and entries of the catalogue that `flows.rs` runs.
//!
//! `tests/evidence/conformance.tsv` has a line for each module.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

mod support;

use oauth_actix::{AnyLogin, Error, OidcClient, OidcLogin, Registry as _, oauth_registry};
use oauth_test_provider::Misbehaviour::*;
use oauth_test_provider::{Algorithm, Endpoint, Misbehaviour, Provider, Verdict};
use serde_json::{Value, json};
use support::*;

/// With everything that the modules ask for.
#[oauth_registry]
struct ByQuery {
    #[provider(issuer = env, scope = "openid profile email address phone")]
    google: OidcClient,
}

/// Whose response comes in a form.
#[oauth_registry]
struct ByForm {
    #[provider(issuer = env, scope = "openid profile email", response_mode = "form_post")]
    google: OidcClient,
}

/// Logs in and does with the login what the module is about.
async fn after_login(
    provider: &Provider,
    then: impl AsyncFn(OidcLogin) -> Result<Value, Error> + Clone + 'static,
) -> Answer {
    let auth = ByQuery::from_settings(&settings(provider)).unwrap();
    let handler = move |login: ByQueryLogin| {
        let then = then.clone();
        async move {
            let ByQueryLogin::Google(login) = login;
            tell(then(login).await)
        }
    };
    Browser::new(&App::plain(auth.routes(handler)).await).login("google").await
}

async fn userinfo(login: OidcLogin) -> Result<Value, Error> {
    Ok(login.userinfo().await?.raw().clone().into())
}

async fn refreshed(mut login: OidcLogin) -> Result<Value, Error> {
    let before = login.tokens.access_token.clone();
    login.refresh().await?;
    Ok(json!([login.claims.subject(), login.tokens.access_token != before]))
}

/// `HonestScopeClaims`, `OnlyBearerHeader`; with `AggregatedClaims`, claims of another party stay data.
#[actix_web::test]
async fn the_claims_of_the_granted_scopes_are_read_from_userinfo() {
    let provider = provider();
    for module in [HonestScopeClaims, OnlyBearerHeader, AggregatedClaims] {
        provider.misbehave(module);
        let claims = after_login(&provider, userinfo).await.json();
        for name in ["sub", "name", "email", "address", "phone_number"] {
            assert!(claims.get(name).is_some(), "{module:?}: no {name} in {claims}");
        }
        assert_eq!(claims.get("eye_color"), None, "{module:?}");
        assert_eq!(claims.get("_claim_sources").is_some(), module == AggregatedClaims);
        let sent = provider.received(Endpoint::Userinfo).pop().unwrap();
        assert!(sent.header("authorization").is_some_and(|value| value.starts_with("Bearer ")));
        assert_eq!(sent.parameter("access_token"), None);
        provider.reset();
    }
}

/// `ForeignUserinfoSubject`.
#[actix_web::test]
async fn the_claims_of_somebody_else_are_refused() {
    let provider = provider();
    provider.misbehave(ForeignUserinfoSubject);
    assert_eq!(after_login(&provider, userinfo).await.error(), "userinfo_subject_mismatch");
}

/// `HonestRefresh`, `RefreshedIssuerDiffers`, `RefreshedSubjectDiffers`.
#[actix_web::test]
async fn a_refresh_brings_tokens_for_the_same_person_of_the_same_issuer() {
    let provider = provider();
    for (module, code) in [
        (HonestRefresh, None),
        (RefreshedIssuerDiffers, Some("id_token_issuer_mismatch")),
        (RefreshedSubjectDiffers, Some("id_token_refresh_mismatch")),
    ] {
        provider.misbehave(module);
        let answer = after_login(&provider, refreshed).await;
        match code {
            Some(code) => assert_eq!(answer.error(), code, "{module:?}"),
            None => assert_eq!(answer.json(), json!(["ada-1815", true]), "{module:?}"),
        }
        provider.reset();
    }
}

/// `KidAbsentTwoKeys`: each key of the right kind is tried, up to four of them.
#[actix_web::test]
async fn without_a_key_identifier_the_right_one_of_two_keys_is_found() {
    let provider = provider();
    provider.misbehave(KidAbsentTwoKeys);
    assert_eq!(after_login(&provider, userinfo).await.json()["sub"], "ada-1815");
}

/// A client that has agreed on an algorithm with its provider.
#[oauth_registry]
struct Agreed {
    #[provider(issuer = env, id_token_signed_response_alg = env)]
    google: OidcClient,
}

/// `CorruptRs256`, `CorruptEs256`, `CorruptHs256`.
#[actix_web::test]
async fn a_broken_signature_is_refused_under_the_very_algorithm_that_was_agreed_on() {
    let provider = provider();
    for (module, algorithm, name) in [
        (CorruptRs256, Algorithm::RS256, "RS256"),
        (CorruptEs256, Algorithm::ES256, "ES256"),
        (CorruptHs256, Algorithm::HS256, "HS256"),
    ] {
        let settings = settings(&provider).set("GOOGLE_ID_TOKEN_SIGNED_RESPONSE_ALG", name);
        let auth = Agreed::from_settings(&settings).unwrap();
        let handler = async |_: AgreedLogin| actix_web::HttpResponse::Ok().body("{}");
        let browser = Browser::new(&App::plain(auth.routes(handler)).await);
        provider.signing(algorithm);
        assert_eq!(outcome(&browser).await, "logged in", "{name}");
        provider.misbehave(module);
        assert_eq!(outcome(&browser).await, "id_token_signature_invalid", "{name}");
        start_anew(&provider);
    }
}

/// `RotationBetweenLogins`, `RotationBeforeSigning`.
#[actix_web::test]
async fn a_key_rotation_costs_one_request_and_no_login() {
    let provider = provider();
    for (module, fetched) in [(RotationBetweenLogins, [1, 2]), (RotationBeforeSigning, [1, 2])] {
        provider.clear_journal();
        provider.misbehave(module);
        let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
        for fetched in fetched {
            browser.login("google").await.assert_logged_in();
            assert_eq!(provider.count(Endpoint::Jwks), fetched, "{module:?}");
        }
        provider.reset();
    }
}

/// `oidcc-client-test-nonce-unless-code-flow` and `oidcc-client-test-invalid-chash` are about other flows: what they ask for
/// is done in the code flow too.
#[actix_web::test]
async fn a_nonce_is_always_sent_and_a_hash_that_is_there_must_be_right() {
    let provider = provider();
    let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
    let url = browser.begin("google").await;
    assert_eq!(parameter(&url, "nonce").len(), 43);
    provider.on_id_token(|token| token.set("c_hash", "77QmUPtjPfzWtF2AnpK9RQ"));
    assert_eq!(browser.finish(&browser.visit(&url)).await.error(), "id_token_code_hash_mismatch");
    provider.reset();
    provider.misbehave(ForeignAccessTokenHash);
    assert_eq!(browser.login("google").await.error(), "id_token_access_token_hash_mismatch");
}

/// The Foundation's plan for `form_post` has the same modules. A refused response makes the calls that it makes in the query,
/// and logs nobody in.
#[actix_web::test]
async fn a_response_in_a_form_is_judged_as_one_in_the_query() {
    let provider = provider();
    let handler = async |login: ByFormLogin| {
        let ByFormLogin::Google(login) = login;
        tell(summary(AnyLogin::Oidc(Box::new(login))).await)
    };
    let modules = Misbehaviour::ALL.iter().filter(|entry| entry.conformance_module().is_some());
    for module in modules.filter(|entry| !LATER.contains(entry)) {
        provider.misbehave(*module);
        let auth = ByForm::from_settings(&settings(&provider)).unwrap();
        let by_form = outcome(&Browser::new(&App::plain(auth.routes(handler)).await)).await;
        let calls_by_form = calls(&provider);
        start_anew(&provider);
        provider.misbehave(*module);
        let by_query = outcome(&Browser::new(&Store::Cookie.app(&settings(&provider)).await)).await;
        assert_eq!(by_form, by_query, "{module:?}");
        assert_eq!(calls_by_form, calls(&provider), "{module:?}");
        match module.verdict() {
            Verdict::Accept => assert_eq!(by_form, "logged in", "{module:?}"),
            Verdict::Refuse => assert_ne!(by_form, "logged in", "{module:?}"),
            Verdict::Either => {}
        }
        start_anew(&provider);
    }
}

/// Some modules leave another algorithm behind.
fn start_anew(provider: &Provider) {
    provider.reset();
    provider.signing(Algorithm::RS256);
    provider.clear_journal();
}

/// What these do comes after the login.
const LATER: [Misbehaviour; 3] = [ForeignUserinfoSubject, RefreshedIssuerDiffers, RefreshedSubjectDiffers];

/// "logged in", or the code of the refusal.
async fn outcome(browser: &Browser) -> String {
    let begun = browser.get("/auth/google/login").await;
    if begun.status != 303 {
        return begun.error();
    }
    let hop = browser.visit(begun.header("location"));
    let answer = browser.finish(&hop).await;
    if answer.status == 200 { "logged in".to_owned() } else { answer.error() }
}

/// `ErrorInResponse`, in a form.
#[actix_web::test]
async fn an_error_in_a_form_ends_the_login_without_a_call() {
    let provider = provider();
    provider.misbehave(ErrorInResponse);
    let auth = ByForm::from_settings(&settings(&provider)).unwrap();
    let handler = async |_: ByFormLogin| actix_web::HttpResponse::Ok().finish();
    let browser = Browser::new(&App::plain(auth.routes(handler)).await);
    let hop = browser.approve("google").await;
    assert_eq!(hop.method, "POST");
    assert_eq!(browser.finish(&hop).await.error(), "login_required");
    assert_eq!(calls(&provider), [Endpoint::Metadata]);
}
