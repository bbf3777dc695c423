//! Issuer templates: Microsoft Entra ID's "common" and "organizations" endpoints.

use oauth_core::error::{ProviderError, Untrusted};
use oauth_core::oidc::{Algorithm, Expected, IdTokenClaims, IssuerRule, Tenants};
use serde_json::{Value, json};

use crate::support::{expected, good, jwk, set, token, verify_with, with};

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
    assert!(is_mismatch(judge(Tenants::Any, patch, json!({"issuer": issuer_of(B)}))));
}
