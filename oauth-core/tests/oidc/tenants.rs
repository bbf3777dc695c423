//! Issuer templates: Microsoft Entra ID's "common" and "organizations" endpoints.

use std::sync::Arc;

use oauth_core::error::{ProviderError, Untrusted};
use oauth_core::oauth2::{AuthorizationParameters, AuthorizationResponse, Metadata, ResponseParameters};
use oauth_core::oidc::{Algorithm, Client, Expected, IdTokenClaims, IssuerRule, Tenants};
use oauth_core::{
    Deviation, Error, Exchange as _, Issuer, Preset, Provider, ProviderSettings, Response, SystemRandom,
    Timestamp,
};
use serde_json::{Value, json};

use crate::support::{CLIENT_ID, NOW, expected, good, jwk, set, token, verify_with, with};

const A: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
const B: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const TEMPLATE: &str = "https://login.microsoftonline.com/{tenantid}/v2.0";

fn issuer_of(tenant: &str) -> String {
    TEMPLATE.replace("{tenantid}", tenant)
}

fn judge(tenants: Tenants<'_>, patch: Value, key: Value) -> Result<IdTokenClaims, ProviderError> {
    let issuer = IssuerRule::Template { template: TEMPLATE, tenants };
    let keys = set([with(jwk(Algorithm::ES256), key)]);
    verify_with(&token(Algorithm::ES256, &with(good(), patch)), &keys, &Expected { issuer, ..expected() })
}

fn is_mismatch(verdict: Result<IdTokenClaims, ProviderError>) -> bool {
    matches!(verdict, Err(ProviderError::IdTokenIssuerMismatch { .. }))
}

#[test]
fn the_issuer_is_the_template_with_the_tenant_in_place() {
    let claims = judge(Tenants::Any, json!({"iss": issuer_of(A), "tid": A}), json!({})).unwrap();
    assert_eq!(claims.issuer().as_str(), issuer_of(A));
}

#[test]
fn the_issuer_of_one_tenant_with_the_id_of_another_is_refused() {
    assert!(is_mismatch(judge(Tenants::Any, json!({"iss": issuer_of(A), "tid": B}), json!({}))));
}

#[test]
fn a_tenant_id_that_is_no_guid_is_refused() {
    for tid in [
        "",
        "{tenantid}",
        "../common",
        "9188040D-6C67-4C5B-B112-36A304B66DAD",
        "9188040d6c674c5bb11236a304b66dad",
    ] {
        assert!(
            is_mismatch(judge(Tenants::Any, json!({"iss": issuer_of(tid), "tid": tid}), json!({}))),
            "{tid}"
        );
    }
    for tid in [json!(null), json!(1), json!([A])] {
        assert!(
            is_mismatch(judge(Tenants::Any, json!({"iss": issuer_of(A), "tid": tid}), json!({}))),
            "{tid}"
        );
    }
}

#[test]
fn a_tenant_that_is_not_on_the_list_is_refused() {
    let patch = json!({"iss": issuer_of(A), "tid": A});
    let (ours, others) = ([A.to_uppercase()], [B.to_owned()]);
    assert!(judge(Tenants::Only(&ours), patch.clone(), json!({})).is_ok());
    for list in [others.as_slice(), &[]] {
        let error = judge(Tenants::Only(list), patch.clone(), json!({})).unwrap_err();
        assert_eq!(error, ProviderError::IdTokenTenant { got: Untrusted::new(A) });
    }
}

#[test]
fn the_key_of_one_tenant_does_not_sign_for_another() {
    let patch = json!({"iss": issuer_of(A), "tid": A});
    for issuer in [TEMPLATE.to_owned(), issuer_of(A)] {
        assert!(judge(Tenants::Any, patch.clone(), json!({"issuer": issuer})).is_ok());
    }
    let error = judge(Tenants::Any, patch, json!({"issuer": issuer_of(B)})).unwrap_err();
    assert_eq!(error, of_another_key(&issuer_of(B)));
    let told = error.to_string();
    assert!(
        told.ends_with(&format!("is of the issuer {}, and not of {}", issuer_of(B), issuer_of(A))),
        "{told}"
    );
}

/// What is said of a key of this issuer under that of A.
fn of_another_key(issuer: &str) -> ProviderError {
    ProviderError::IdTokenKeyIssuer { expected: issuer_of(A), got: Untrusted::new(issuer) }
}

/// One tenant's own issuer, whose key set has keys of others, too.
#[test]
fn the_key_of_a_neighbour_does_not_sign_for_one_tenant_either() {
    let own = Issuer::parse(&issuer_of(A)).unwrap();
    let verdict = |issuer: &str, tid: Option<&str>| {
        let rule = IssuerRule::Exact { issuer: &own, alias: None };
        let patch = json!({"iss": issuer_of(A), "tid": tid});
        let keys = set([with(jwk(Algorithm::ES256), json!({ "issuer": issuer }))]);
        let expected = Expected { issuer: rule, ..expected() };
        verify_with(&token(Algorithm::ES256, &with(good(), patch)), &keys, &expected)
    };
    for tid in [Some(A), Some(B), None] {
        for issuer in [
            TEMPLATE,
            &issuer_of(A),
            &issuer_of(&A.to_uppercase()),
            &format!("{}/", issuer_of(A)),
            "https://LOGIN.microsoftonline.com/v2.0",
            "https://sts.windows.net/{tenantid}/",
            "https://keys.example",
        ] {
            assert!(verdict(issuer, tid).is_ok(), "{issuer}, {tid:?}");
        }
        for issuer in [issuer_of(B), issuer_of(&B.to_uppercase()), format!("https://sts.windows.net/{B}/")] {
            assert_eq!(verdict(&issuer, tid).unwrap_err(), of_another_key(&issuer));
        }
    }
}

const TENANTS: Preset = Preset::openid_connect("Tenants")
    .issuer(TEMPLATE)
    .server_metadata_url("https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration")
    .deviations(&[Deviation::IssuerTemplate]);

/// What a client of [`TENANTS`] makes of a document that names this issuer.
fn discover(client: &Client, issuer: Value, iss_promised: bool) -> Result<Arc<Metadata>, Error> {
    let base = "https://login.microsoftonline.com/common/oauth2/v2.0";
    let document = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{base}/authorize"),
        "token_endpoint": format!("{base}/token"),
        "jwks_uri": format!("{base}/keys"),
        "authorization_response_iss_parameter_supported": iss_promised,
    });
    let headers = vec![("content-type", "application/json".to_owned())];
    let response = Response { status: 200, headers, body: document.to_string().into_bytes() };
    client.discover().unwrap().accept(response, Timestamp::from_unix(NOW))
}

fn client() -> Client {
    let provider = Provider::preset("tenants", &TENANTS).client(CLIENT_ID, "secret");
    let mut settings = ProviderSettings::of(&provider);
    let client = Client::from_settings(&mut settings, "https://app.example/auth/tenants/authorize");
    client.unwrap_or_else(|| panic!("{:?}", settings.into_errors()))
}

#[test]
fn the_document_names_the_template_itself_as_the_issuer() {
    let code = |issuer| discover(&client(), issuer, false).map_or_else(|error| error.code(), |_| "accepted");
    assert_eq!(code(json!(TEMPLATE)), "accepted");
    for other in [issuer_of(A), "https://evil.example/{tenantid}/v2.0".to_owned()] {
        assert_eq!(code(json!(other)), "discovery_issuer_mismatch", "{other}");
    }
    assert_eq!(code(json!(null)), "discovery_malformed");
}

/// RFC 9207, section 2.4.
#[test]
fn the_iss_of_a_callback_is_one_of_the_issuers_of_the_template() {
    let client = client();
    let now = Timestamp::from_unix(NOW);
    let judge = |iss: &str, iss_promised| {
        let metadata = discover(&client, json!(TEMPLATE), iss_promised).unwrap();
        let asked = AuthorizationParameters::default();
        let request = client.authorize(&metadata, asked, now, &mut SystemRandom).unwrap();
        let state = request.url.split(['?', '&']).find(|pair| pair.starts_with("state=")).unwrap();
        let parameters = ResponseParameters::from_query(&format!("code=c&{state}{iss}")).unwrap();
        let response = AuthorizationResponse::accept(&client, &metadata, request.pending, parameters, now);
        response.map_or_else(|error| error.code(), |_| "accepted")
    };
    for (iss, code) in [
        (issuer_of(A), "accepted"),
        (issuer_of(B), "accepted"),
        (TEMPLATE.to_owned(), "response_issuer_mismatch"),
        (issuer_of("common"), "response_issuer_mismatch"),
        (format!("{}/", issuer_of(A)), "response_issuer_mismatch"),
        (format!("https://evil.example/{A}/v2.0"), "response_issuer_mismatch"),
    ] {
        assert_eq!(judge(&format!("&iss={iss}"), true), code, "{iss}");
    }
    assert_eq!(judge("", false), "accepted");
    assert_eq!(judge("", true), "response_issuer_missing");
}
