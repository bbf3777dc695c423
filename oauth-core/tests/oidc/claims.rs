//! What verified claims say, and what they keep to themselves.

use oauth_core::Timestamp;
use oauth_core::error::{Error, ProviderError};
use oauth_core::oidc::{Algorithm, IdToken, Identity, Keys};
use serde::Deserialize;
use serde_json::json;

use crate::support::{ISSUER, NOW, accepted, expected, good, jwk, refused, set, token};

#[test]
fn the_standard_claims_are_read() {
    let claims = accepted(json!({
        "given_name": "Jane", "family_name": "Doe", "middle_name": "M", "nickname": "jd", "preferred_username": "j.doe",
        "profile": "https://p.example", "picture": "https://i.example", "website": "https://w.example", "gender": "female",
        "birthdate": "0000-10-31", "zoneinfo": "Europe/Paris", "locale": "en-US", "phone_number": "+1 425 555 1212",
        "phone_number_verified": true, "updated_at": NOW - 5, "sid": "s1", "amr": ["pwd", "otp"], "auth_time": NOW - 9,
        "address": {"formatted": "f", "street_address": "s", "locality": "l", "region": "r", "postal_code": "p", "country": 7},
    }));
    assert_eq!((claims.name(), claims.email()), (Some("Jane Doe"), Some("janedoe@example.com")));
    assert_eq!(
        (claims.given_name(), claims.family_name(), claims.middle_name()),
        (Some("Jane"), Some("Doe"), Some("M"))
    );
    assert_eq!((claims.nickname(), claims.preferred_username()), (Some("jd"), Some("j.doe")));
    assert_eq!((claims.profile(), claims.website()), (Some("https://p.example"), Some("https://w.example")));
    assert_eq!((claims.picture(), claims.gender()), (Some("https://i.example"), Some("female")));
    assert_eq!((claims.birthdate(), claims.zoneinfo()), (Some("0000-10-31"), Some("Europe/Paris")));
    assert_eq!((claims.locale(), claims.phone_number()), (Some("en-US"), Some("+1 425 555 1212")));
    assert!(claims.email_verified() && claims.phone_number_verified());
    assert_eq!(claims.updated_at(), Some(Timestamp::from_unix(NOW - 5)));
    assert_eq!(claims.session_id(), Some("s1"));
    assert_eq!(claims.amr(), ["pwd", "otp"]);
    assert_eq!(
        (claims.issued_at(), claims.expires_at()),
        (Timestamp::from_unix(NOW), Timestamp::from_unix(NOW + 300))
    );
    let address = claims.address().unwrap();
    assert_eq!(
        (address.formatted, address.street_address, address.locality),
        (Some("f"), Some("s"), Some("l"))
    );
    assert_eq!((address.region, address.postal_code, address.country), (Some("r"), Some("p"), None));
}

/// ID-056.
#[test]
fn an_address_or_a_number_is_verified_for_json_true_alone() {
    for value in [json!("true"), json!(1), json!("yes"), json!([true]), json!(null), json!(false)] {
        let claims = accepted(json!({"email_verified": value, "phone_number_verified": value}));
        assert!(!claims.email_verified() && !claims.phone_number_verified(), "{value}");
    }
}

#[test]
fn a_profile_claim_of_another_type_is_none() {
    let claims =
        accepted(json!({"name": 5, "email": ["a@example.com"], "address": "x", "updated_at": "2026-01-01"}));
    assert_eq!((claims.name(), claims.email(), claims.updated_at()), (None, None, None));
    assert!(claims.address().is_none());
    assert_eq!(claims.raw()["name"], 5);
}

#[test]
fn a_session_or_method_claim_of_another_type_is_refused() {
    assert_eq!(refused(json!({"sid": 1})), ProviderError::IdTokenClaim { claim: "sid" });
    for amr in [json!("pwd"), json!([1]), json!({})] {
        assert_eq!(refused(json!({"amr": amr})), ProviderError::IdTokenClaim { claim: "amr" });
    }
}

#[test]
fn a_stored_identity_is_the_one_that_logged_in() {
    let stored = Identity::stored("https://op.example", "248289761001").unwrap();
    assert_eq!((stored.issuer(), stored.subject()), (&*ISSUER, "248289761001"));
    assert_eq!(stored, accepted(json!({})).identity());
    assert_eq!(Identity::stored("https://op.example", ""), None);
    assert_eq!(Identity::stored("op.example", "248289761001"), None);
}

#[test]
fn distributed_claims_are_left_alone() {
    let claims = accepted(json!({
        "_claim_names": {"email": "src1"}, "_claim_sources": {"src1": {"endpoint": "http://169.254.169.254/"}}, "email": null,
    }));
    assert_eq!(claims.email(), None);
}

#[derive(Debug, Deserialize, PartialEq)]
struct Staff {
    hd: String,
    groups: Vec<u32>,
}

#[test]
fn claims_are_read_as_a_type_of_the_application() {
    let claims = accepted(json!({"hd": "example.com", "groups": [1, 2]}));
    assert_eq!(claims.custom::<Staff>().unwrap(), Staff { hd: "example.com".to_owned(), groups: vec![1, 2] });
}

#[test]
fn an_unreadable_claim_is_named_without_its_value() {
    let reason = |patch| match accepted(patch).custom::<Staff>().unwrap_err() {
        Error::Provider(ProviderError::ClaimsMalformed { reason }) => reason,
        other => panic!("{other}"),
    };
    assert_eq!(reason(json!({"hd": "example.com"})), "missing field `groups`");
    assert_eq!(reason(json!({"hd": "x", "groups": ["hunter2, expected nothing"]})), "expected u32");
}

#[test]
fn debug_shows_who_it_is_and_nothing_more() {
    let claims = accepted(json!({}));
    assert_eq!(
        format!("{claims:?}"),
        r#"IdTokenClaims { issuer: "https://op.example", subject: "248289761001", .. }"#
    );
    assert_eq!(format!("{:?}", *claims), "StandardClaims(9 claims)");
    let token = IdToken::parse(&token(Algorithm::ES256, &good())).unwrap();
    assert_eq!(format!("{token:?}"), "IdToken(ES256, not verified)");
}

#[test]
fn the_token_is_kept_for_a_logout() {
    let compact = token(Algorithm::ES256, &good());
    let keys = set([jwk(Algorithm::ES256)]);
    let token = IdToken::parse(&compact).unwrap();
    let claims = token.verify(Keys::Set(&keys), &expected(), Timestamp::from_unix(NOW)).unwrap();
    assert_eq!(claims.as_secret(), &compact);
}
