//! OpenID Connect Core 1.0, section 3.1.3.7: each test breaks one rule and expects its one error.

use oauth_core::error::{ProviderError, Untrusted};
use oauth_core::oidc::{Algorithm, Expected, IssuerRule, Keys, NonceRule, TrustedAudiences};
use oauth_core::{Secret, Timestamp};
use serde_json::{Value, json};

use crate::support::{
    CLIENT_ID, ISSUER, NONCE, NOW, accepted, expected, good, judge, refused, verify_at, with,
};

/// Values of another type than string, number or array of strings.
fn odd() -> [Value; 4] {
    [json!(true), json!({}), json!([1]), json!([[]])]
}

/// `null` as a value: [`with`] would take the member away.
fn with_null(name: &str) -> Value {
    let mut claims = good();
    claims[name] = Value::Null;
    claims
}

#[test]
fn a_good_token_is_accepted() {
    let claims = accepted(json!({}));
    assert_eq!(claims.subject(), "248289761001");
    assert_eq!(claims.issuer(), &*ISSUER);
    assert_eq!(claims.audience(), [CLIENT_ID]);
    assert_eq!(claims.identity().to_string(), "https://op.example#248289761001");
}

#[test]
fn rule_2_another_issuer_is_refused() {
    for iss in ["https://op.example1", "https://op.example/", "https://OP.example", "op.example", ""] {
        let got = Some(Untrusted::new(iss));
        let error = ProviderError::IdTokenIssuerMismatch { expected: "https://op.example".to_owned(), got };
        assert_eq!(refused(json!({"iss": iss})), error);
    }
}

#[test]
fn rule_2_an_issuer_that_is_no_string_is_refused() {
    let error = ProviderError::IdTokenIssuerMismatch { expected: "https://op.example".to_owned(), got: None };
    for iss in odd().into_iter().chain([json!(null), json!(["https://op.example"])]) {
        assert_eq!(refused(json!({"iss": iss})), error);
    }
    assert_eq!(judge(&with_null("iss"), &expected()).unwrap_err(), error);
}

/// ID-006.
#[test]
fn rule_2_an_alias_counts_only_where_it_is_configured_and_names_the_same_issuer() {
    let claims = with(good(), json!({"iss": "op.example"}));
    let issuer = IssuerRule::Exact { issuer: &ISSUER, alias: Some("op.example") };
    assert_eq!(judge(&claims, &Expected { issuer, ..expected() }).unwrap().issuer(), &*ISSUER);
    assert!(matches!(judge(&claims, &expected()), Err(ProviderError::IdTokenIssuerMismatch { .. })));
    let absent = with(good(), json!({"iss": null}));
    assert!(judge(&absent, &Expected { issuer, ..expected() }).is_err());
}

#[test]
fn rule_3_an_audience_without_us_is_refused() {
    let others = [
        json!(null),
        json!("other"),
        json!([]),
        json!(["other"]),
        json!(1),
        json!([CLIENT_ID, 5]),
        json!(""),
    ];
    for aud in odd().into_iter().chain(others) {
        assert_eq!(refused(json!({"aud": aud})), ProviderError::IdTokenAudienceMismatch, "{aud}");
    }
    assert_eq!(judge(&with_null("aud"), &expected()).unwrap_err(), ProviderError::IdTokenAudienceMismatch);
}

#[test]
fn rule_3_an_array_of_us_alone_is_accepted() {
    assert_eq!(accepted(json!({"aud": [CLIENT_ID]})).audience(), [CLIENT_ID]);
}

#[test]
fn rule_3_an_additional_audience_is_refused_unless_it_is_trusted() {
    let claims = with(good(), json!({"aud": [CLIENT_ID, "other"], "azp": CLIENT_ID}));
    assert_eq!(judge(&claims, &expected()).unwrap_err(), ProviderError::IdTokenAudienceUntrusted);
    let trusted = ["other".to_owned()];
    for trusted_audiences in [TrustedAudiences::Only(&trusted), TrustedAudiences::Any] {
        assert!(judge(&claims, &Expected { trusted_audiences, ..expected() }).is_ok());
    }
}

#[test]
fn rule_4_several_audiences_without_azp_are_refused() {
    let trusted = ["other".to_owned()];
    for trusted_audiences in [TrustedAudiences::Only(&trusted), TrustedAudiences::Any] {
        let verdict = |patch: Value| {
            judge(&with(good(), patch), &Expected { trusted_audiences, ..expected() }).unwrap_err()
        };
        let several = json!([CLIENT_ID, "other"]);
        assert_eq!(verdict(json!({ "aud": several })), ProviderError::IdTokenAuthorizedParty);
        assert_eq!(verdict(json!({ "aud": several, "azp": "other" })), ProviderError::IdTokenAuthorizedParty);
        let without_us = json!({"aud": ["other"], "azp": CLIENT_ID});
        assert_eq!(verdict(without_us), ProviderError::IdTokenAudienceMismatch);
    }
}

#[test]
fn rule_5_another_authorized_party_is_refused() {
    for azp in odd().into_iter().chain([json!("other"), json!(1), json!([CLIENT_ID]), json!("")]) {
        assert_eq!(refused(json!({"azp": azp})), ProviderError::IdTokenAuthorizedParty, "{azp}");
    }
    assert_eq!(judge(&with_null("azp"), &expected()).unwrap_err(), ProviderError::IdTokenAuthorizedParty);
    accepted(json!({"azp": CLIENT_ID}));
}

#[test]
fn section_2_a_subject_that_is_no_ascii_string_of_1_to_255_is_refused() {
    let long = "x".repeat(256);
    let texts = ["", " ", "a\n", "a\0", "\u{7f}", "é", &long].map(Value::from);
    for sub in odd().into_iter().chain(texts).chain([json!(null), json!(12345), json!(1.0)]) {
        assert_eq!(refused(json!({"sub": sub})), ProviderError::IdTokenSubject, "{sub}");
    }
    assert_eq!(judge(&with_null("sub"), &expected()).unwrap_err(), ProviderError::IdTokenSubject);
    accepted(json!({"sub": "x".repeat(255)}));
}

/// What is no date: wrong types, negative, beyond the year 9999, milliseconds.
fn no_dates() -> Vec<Value> {
    let numbers = [
        json!(-1),
        json!(-0.5),
        json!(-1e300),
        json!(1e300),
        json!(u64::MAX),
        json!(1e18),
        json!(NOW * 1000),
    ];
    let others = [json!("9999999999"), json!(""), json!([NOW]), json!(253_402_300_800_i64)];
    odd().into_iter().chain(numbers).chain(others).collect()
}

#[test]
fn rule_9_an_expiry_that_is_no_date_is_refused() {
    for exp in no_dates().into_iter().chain([json!(null)]) {
        assert_eq!(refused(json!({"exp": exp})), ProviderError::IdTokenExpiryInvalid, "{exp}");
    }
    assert_eq!(judge(&with_null("exp"), &expected()).unwrap_err(), ProviderError::IdTokenExpiryInvalid);
}

/// TL-008: the end of 32 bits, signed and unsigned, and of the year 9999.
#[test]
fn rule_9_dates_do_not_wrap() {
    let keys = crate::support::set([crate::support::jwk(Algorithm::ES256)]);
    for now in [(1_i64 << 31) - 1, 1 << 31, 1 << 32, 253_402_300_498] {
        let verdict = |exp: i64| {
            let claims = with(good(), json!({"iat": now, "exp": exp}));
            let expected = Expected { begun: Timestamp::from_unix(now), ..expected() };
            let token = crate::support::token(Algorithm::ES256, &claims);
            verify_at(Timestamp::from_unix(now), &token, Keys::Set(&keys), &expected)
        };
        assert_eq!(verdict(now + 300).unwrap().expires_at(), Timestamp::from_unix(now + 300));
        assert_eq!(verdict(now - 100).unwrap_err(), ProviderError::IdTokenExpired { seconds: 100 });
    }
}

/// ID-023.
#[test]
fn rule_9_an_expired_token_is_refused_once_the_leeway_is_used_up() {
    accepted(json!({"exp": NOW - 59}));
    accepted(json!({"exp": NOW as f64 - 59.5 + 0.5}));
    assert_eq!(refused(json!({"exp": NOW - 60})), ProviderError::IdTokenExpired { seconds: 60 });
    assert_eq!(refused(json!({"exp": NOW - 61})), ProviderError::IdTokenExpired { seconds: 61 });
    assert_eq!(refused(json!({"exp": 0})), ProviderError::IdTokenExpired { seconds: NOW });
    accepted(json!({"exp": 253_402_300_799_i64}));
}

#[test]
fn the_leeway_is_never_more_than_five_minutes() {
    let verdict = |age: i64| {
        judge(&with(good(), json!({"exp": NOW - age})), &Expected { leeway: u16::MAX, ..expected() })
    };
    assert!(verdict(299).is_ok());
    assert_eq!(verdict(300).unwrap_err(), ProviderError::IdTokenExpired { seconds: 300 });
    let strict = judge(&with(good(), json!({"exp": NOW})), &Expected { leeway: 0, ..expected() });
    assert_eq!(strict.unwrap_err(), ProviderError::IdTokenExpired { seconds: 0 });
}

#[test]
fn section_2_an_issue_time_that_is_no_date_is_refused() {
    for iat in no_dates().into_iter().chain([json!(null)]) {
        assert_eq!(refused(json!({"iat": iat})), ProviderError::IdTokenIssuedAtInvalid, "{iat}");
    }
}

#[test]
fn rule_10_a_token_from_the_future_is_refused() {
    accepted(json!({"iat": NOW + 60}));
    assert_eq!(refused(json!({"iat": NOW + 61})), ProviderError::IdTokenIssuedInFuture { seconds: 61 });
}

#[test]
fn rule_10_a_token_from_ten_minutes_before_the_login_is_refused() {
    accepted(json!({"iat": NOW - 620}));
    assert_eq!(refused(json!({"iat": NOW - 621})), ProviderError::IdTokenTooOld { seconds: 1 });
    assert_eq!(refused(json!({"iat": NOW - 604_800})), ProviderError::IdTokenTooOld { seconds: 604_180 });
}

#[test]
fn rfc_7519_section_4_1_5_a_token_that_is_not_valid_yet_is_refused() {
    accepted(json!({"nbf": NOW + 60}));
    for nbf in no_dates().into_iter().chain([json!(NOW + 61)]) {
        assert_eq!(refused(json!({"nbf": nbf})), ProviderError::IdTokenNotYetValid, "{nbf}");
    }
    assert_eq!(judge(&with_null("nbf"), &expected()).unwrap_err(), ProviderError::IdTokenNotYetValid);
}

#[test]
fn rule_11_a_token_without_nonce_is_refused() {
    assert_eq!(refused(json!({"nonce": null})), ProviderError::IdTokenNonceMissing);
}

#[test]
fn rule_11_another_nonce_is_refused() {
    for nonce in odd().into_iter().chain([
        json!("n-0S6_WzA2Mk"),
        json!("N-0S6_WzA2Mj"),
        json!(""),
        json!(1),
        json!([NONCE.expose()]),
    ]) {
        assert_eq!(refused(json!({"nonce": nonce})), ProviderError::IdTokenNonceMismatch, "{nonce}");
    }
    assert_eq!(judge(&with_null("nonce"), &expected()).unwrap_err(), ProviderError::IdTokenNonceMismatch);
}

/// ID-038: every login sends a nonce, so one that was not sent is another one, also where the provider may leave it out.
#[test]
fn rule_11_where_a_nonce_may_be_left_out_another_one_is_refused_all_the_same() {
    let verdict = |nonce: Value| {
        let expected = Expected { nonce: NonceRule::IfPresent(&NONCE), ..expected() };
        judge(&with(good(), json!({"nonce": nonce})), &expected)
    };
    assert!(verdict(json!(null)).is_ok());
    assert!(verdict(json!(NONCE.expose())).is_ok());
    for nonce in [json!("n-0S6_WzA2Mk"), json!(""), json!(1), json!([NONCE.expose()])] {
        assert_eq!(verdict(nonce.clone()).unwrap_err(), ProviderError::IdTokenNonceMismatch, "{nonce}");
    }
}

#[test]
fn section_12_2_a_refreshed_token_has_no_nonce_or_the_original_one() {
    let verdict = |original: Option<&Secret>, nonce: Value| {
        judge(
            &with(good(), json!({"nonce": nonce})),
            &Expected { nonce: NonceRule::Refreshed(original), ..expected() },
        )
    };
    assert!(verdict(Some(&NONCE), json!(null)).is_ok());
    assert!(verdict(Some(&NONCE), json!(NONCE.expose())).is_ok());
    assert!(verdict(None, json!("whatever")).is_ok());
    assert_eq!(verdict(Some(&NONCE), json!("other")).unwrap_err(), ProviderError::IdTokenNonceMismatch);
}

#[test]
fn rule_12_an_essential_acr_must_be_one_of_those_asked_for() {
    let wanted = ["urn:mace:incommon:iap:silver".to_owned(), "2".to_owned()];
    let verdict = |acr: Value| {
        judge(&with(good(), json!({"acr": acr})), &Expected { acr_values: &wanted, ..expected() })
    };
    assert_eq!(verdict(json!("2")).unwrap().acr(), Some("2"));
    for acr in [json!("0"), json!(null), json!(2), json!(["2"])] {
        assert_eq!(verdict(acr).unwrap_err(), ProviderError::IdTokenAcrMismatch);
    }
    assert_eq!(accepted(json!({"acr": "0"})).acr(), Some("0"));
    assert_eq!(refused(json!({"acr": 0})), ProviderError::IdTokenClaim { claim: "acr" });
}

#[test]
fn rule_13_with_max_age_an_auth_time_is_needed() {
    for auth_time in no_dates().into_iter().chain([json!(null)]) {
        let verdict = judge(
            &with(good(), json!({"auth_time": auth_time})),
            &Expected { max_age: Some(300), ..expected() },
        );
        assert_eq!(verdict.unwrap_err(), ProviderError::IdTokenAuthTimeInvalid, "{auth_time}");
    }
    assert_eq!(refused(json!({"auth_time": "x"})), ProviderError::IdTokenAuthTimeInvalid);
    assert_eq!(accepted(json!({})).auth_time(), None);
}

#[test]
fn rule_13_an_authentication_older_than_max_age_is_refused() {
    let verdict = |auth_time: i64, max_age: u32| {
        judge(
            &with(good(), json!({"auth_time": auth_time})),
            &Expected { max_age: Some(max_age), ..expected() },
        )
    };
    assert_eq!(verdict(NOW - 360, 300).unwrap().auth_time().unwrap().as_unix(), NOW - 360);
    assert_eq!(verdict(NOW - 361, 300).unwrap_err(), ProviderError::IdTokenAuthTooOld { seconds: 61 });
    assert!(verdict(NOW - 60, 0).is_ok());
    assert!(verdict(NOW - 61, 0).is_err());
    assert!(verdict(0, u32::MAX).is_ok());
}

#[test]
fn rule_13_an_authentication_to_come_satisfies_no_max_age() {
    let verdict = |auth_time: i64| {
        judge(&with(good(), json!({"auth_time": auth_time})), &Expected { max_age: Some(300), ..expected() })
    };
    assert!(verdict(NOW + 60).is_ok());
    for auth_time in [NOW + 61, NOW + 3600] {
        assert_eq!(verdict(auth_time).unwrap_err(), ProviderError::IdTokenAuthTimeInvalid);
    }
    accepted(json!({"auth_time": NOW + 3600}));
}
