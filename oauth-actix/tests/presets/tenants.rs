//! Providers of many tenants, whose issuer is a template: who may speak for whom.

use oauth_actix::{Key, OidcClient, Registry as _, Settings, oauth_registry};
use oauth_test_provider::{Endpoint, IdTokenDraft, Provider};
use serde_json::{Value, json};

use crate::support::{App, BASE, Browser, key};
use crate::{Outcome, Stage, preset};

/// The tenant of everybody at the test provider.
const HOME: &str = "8f14e45f-ceea-467f-a8ce-1234567890ab";
const OTHER: &str = "11111111-2222-3333-4444-555555555555";
/// Any tenant may log in.
const ANY: &str = "MICROSOFT_ENTRA_ID_ANY_TENANT";
/// Those of a list may.
const LISTED: &str = "MICROSOFT_ENTRA_ID_TENANTS";

/// Puts another tenant into `iss`.
fn issued_by(token: &mut IdTokenDraft, tenant: &str) {
    let issuer = token.claims["iss"].as_str().unwrap().replace(HOME, tenant);
    token.set("iss", issuer);
}

/// Fails unless a login at any tenant is refused for the issuer once the tokens are there, and nothing is asked afterwards.
async fn assert_refused(stage: &Stage, what: &str) {
    assert_refused_as("id_token_issuer_mismatch", stage, what).await;
}

async fn assert_refused_as(code: &str, stage: &Stage, what: &str) {
    let refused = Outcome::Refused(code.to_owned());
    assert_eq!(stage.log_in(preset(ANY)).await, refused, "{what}");
    let asked = [Endpoint::Token, Endpoint::Userinfo].map(|endpoint| stage.provider.count(endpoint));
    assert_eq!(asked, [1, 0], "{what}");
}

/// MT-001.
#[actix_web::test]
async fn the_issuer_is_that_of_the_person_s_tenant() {
    for tenant in [HOME, OTHER] {
        let stage = Stage::of(ANY);
        stage.provider.on_id_token(move |token| {
            issued_by(token, tenant);
            token.set("tid", tenant);
        });
        // Keys may say whose they are; these are everybody's.
        stage.provider.on_jwks(|keys| {
            for key in keys["keys"].as_array_mut().unwrap() {
                drop(key.as_object_mut().unwrap().remove("issuer"));
            }
        });
        let outcome = stage.log_in(preset(ANY)).await;
        assert!(matches!(outcome, Outcome::LoggedIn(_)), "{tenant}: {outcome:?}");
    }
}

/// MT-002.
#[actix_web::test]
async fn one_tenant_does_not_speak_for_another() {
    let stage = Stage::of(ANY);
    stage.provider.on_id_token(|token| token.set("tid", OTHER));
    assert_refused(&stage, "another `tid`").await;
    let stage = Stage::of(ANY);
    stage.provider.on_id_token(|token| issued_by(token, OTHER));
    assert_refused(&stage, "another `iss`").await;
}

/// MT-003.
#[actix_web::test]
async fn a_tenant_has_a_guid() {
    for tenant in ["", "{tenantid}", "../common", "common", "8f14e45fceea467fa8ce1234567890ab"] {
        let stage = Stage::of(ANY);
        stage.provider.on_id_token(move |token| {
            issued_by(token, tenant);
            token.set("tid", tenant);
        });
        assert_refused(&stage, tenant).await;
    }
    for tid in [Value::Null, json!(1), json!([HOME])] {
        let stage = Stage::of(ANY);
        let told = tid.to_string();
        stage.provider.on_id_token(move |token| token.set("tid", tid.clone()));
        assert_refused(&stage, &told).await;
    }
    let stage = Stage::of(ANY);
    stage.provider.on_id_token(|token| token.remove("tid"));
    assert_refused(&stage, "no `tid`").await;
}

/// MT-004: who may log in with a template is in the attribute, and without a word about it nobody may.
#[actix_web::test]
async fn a_tenant_that_is_not_on_the_list_is_refused() {
    let stage = Stage::of(LISTED);
    let description = stage.description(preset(LISTED));
    let others = description.set(Key::Tenants, OTHER);
    assert_eq!(stage.log_in_with(&others).await, Outcome::Refused("id_token_tenant_refused".to_owned()));
    stage.provider.on_id_token(|token| token.set("tid", OTHER));
    let outcome = stage.log_in_with(&others).await;
    assert_eq!(outcome, Outcome::Refused("id_token_issuer_mismatch".to_owned()));

    #[oauth_registry]
    struct Work {
        #[provider(preset = presets::MICROSOFT_ENTRA_ID_TENANTS, tenants = env)]
        work: OidcClient,
    }
    let settings = Settings::new().base_url(BASE).cookie_key(&key(7)).client("work", "id", "secret");
    let errors = Work::from_settings(&settings).err().unwrap().to_string();
    assert!(errors.contains("WORK_TENANTS is not set"), "{errors}");
}

/// MT-006: whoever administers a tenant writes its people's addresses.
#[actix_web::test]
async fn no_claim_of_a_tenant_verifies_an_address() {
    for claim in ["xms_edov", "email_verified"] {
        for value in [json!(true), json!("1"), json!(false)] {
            let stage = Stage::of(ANY);
            let told = value.clone();
            stage.provider.on_id_token(move |token| token.set(claim, value.clone()));
            let Outcome::LoggedIn(answer) = stage.log_in(preset(ANY)).await else { panic!("no login") };
            assert_eq!(answer["who"][2], "ada@example.com", "{claim}: {told}");
        }
    }
}

/// MT-007.
#[actix_web::test]
async fn the_key_of_one_tenant_does_not_sign_for_another() {
    let stage = Stage::of(ANY);
    stage.provider.on_jwks(|keys| {
        for key in keys["keys"].as_array_mut().unwrap() {
            let issuer = key["issuer"].as_str().unwrap().replace("{tenantid}", OTHER).replace(HOME, OTHER);
            key["issuer"] = issuer.into();
        }
    });
    assert_refused_as("id_token_key_issuer_mismatch", &stage, "a key of another tenant").await;
}

/// MT-009: an account is found by issuer and subject.
#[actix_web::test]
async fn one_subject_of_two_realms_is_two_identities() {
    #[oauth_registry]
    struct Realms {
        #[provider(issuer = env)]
        first: OidcClient,
        #[provider(issuer = env)]
        second: OidcClient,
    }
    let realms = [crate::support::provider(), crate::support::provider()];
    let settings = ["first", "second"].iter().zip(&realms).fold(
        Settings::new().base_url(BASE).cookie_key(&key(7)),
        |settings, (name, realm): (&&str, &Provider)| {
            let client = realm.oidc_client();
            let settings = settings.client(name, &client.id, &client.secret.unwrap());
            settings.set(&format!("{}_ISSUER", name.to_uppercase()), realm.issuer())
        },
    );
    let handler = async |login: RealmsLogin| {
        let (RealmsLogin::First(login) | RealmsLogin::Second(login)) = login;
        let identity = login.claims.identity();
        actix_web::HttpResponse::Ok().json([identity.issuer().as_str(), identity.subject()])
    };
    let browser = Browser::new(&App::plain(Realms::from_settings(&settings).unwrap().routes(handler)).await);
    for (name, realm) in ["first", "second"].iter().zip(&realms) {
        assert_eq!(browser.login(name).await.json(), json!([realm.issuer(), "ada-1815"]));
    }
    assert_ne!(realms[0].issuer(), realms[1].issuer());
}
