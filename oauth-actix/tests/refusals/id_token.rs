//! What the ID token claims. Its signature is good: these are the provider's own lies.

use oauth_test_provider::{Misbehaviour::*, Provider};
use serde_json::{Value, json};

use crate::row::Turn::{By, Named};

fn claim(provider: &Provider, name: &'static str, value: impl Into<Value>) {
    let value = value.into();
    provider.on_id_token(move |draft| draft.set(name, value.clone()));
}

/// Sets a time claim to so many seconds from now.
fn time(provider: &Provider, name: &'static str, seconds: i64) {
    claim(provider, name, crate::support::unix_now() + seconds);
}

fn text(provider: &Provider, change: fn(String) -> String) {
    provider.on_id_token(move |draft| draft.claims_text = Some(change(json!(draft.claims).to_string())));
}

refusals! {
    another_issuer: "OIDF" "google" Named(ForeignIssuer) => "id_token_issuer_mismatch" [Metadata Token Jwks];
    an_issuer_with_a_slash_more: "ID-002" "google" Named(IssuerWithSlash) => "id_token_issuer_mismatch" [Metadata Token Jwks];
    an_issuer_with_a_digit_more: "ID-002" "google"
        By(|p| claim(p, "iss", format!("{}1", p.issuer()))) => "id_token_issuer_mismatch" [Metadata Token Jwks];
    no_issuer: "ID-001" "google" Named(MissingIssuer) => "id_token_issuer_mismatch" [Metadata Token Jwks];
    an_issuer_without_scheme: "ID-006" "google"
        By(|p| claim(p, "iss", p.issuer().replace("http://", ""))) => "id_token_issuer_mismatch" [Metadata Token Jwks];
    no_subject: "OIDF" "google" Named(MissingSubject) => "id_token_subject_invalid" [Metadata Token Jwks];
    an_empty_subject: "ID-019" "google" Named(EmptySubject) => "id_token_subject_invalid" [Metadata Token Jwks];
    a_subject_of_spaces: "ID-019" "google" By(|p| claim(p, "sub", "  ")) => "id_token_subject_invalid" [Metadata Token Jwks];
    a_subject_of_256_characters: "ID-019" "google"
        By(|p| claim(p, "sub", "a".repeat(256))) => "id_token_subject_invalid" [Metadata Token Jwks];
    a_subject_with_nul: "ID-019" "google" By(|p| claim(p, "sub", "ada\0")) => "id_token_subject_invalid" [Metadata Token Jwks];
    a_subject_outside_ascii: "ID-019" "google" By(|p| claim(p, "sub", "\u{e4}da")) => "id_token_subject_invalid" [Metadata Token Jwks];
    a_subject_that_is_a_number: "ID-020" "google" Named(NumericSubject) => "id_token_subject_invalid" [Metadata Token Jwks];
    a_subject_that_is_null: "ID-020" "google" By(|p| claim(p, "sub", Value::Null)) => "id_token_subject_invalid" [Metadata Token Jwks];
    two_subjects: "ID-040" "google" Named(DuplicateSubject) => "id_token_malformed" [Metadata Token Jwks];
    two_subjects_one_of_them_escaped: "ID-041" "google"
        By(|p| text(p, |t| t.replacen('{', "{\"s\\u0075b\":\"grace\",", 1))) => "id_token_malformed" [Metadata Token Jwks];
    claims_in_an_array: "ID-042" "google" Named(ClaimsInArray) => "id_token_malformed" [Metadata Token Jwks];
    claims_without_bottom: "ID-044" "google"
        By(|p| text(p, |_| format!("{{\"a\":{}", "[".repeat(40_000)))) => "id_token_malformed" [Metadata Token Jwks];
    claims_in_no_json: "ID-042" "google" By(|p| text(p, |t| t + "x")) => "id_token_malformed" [Metadata Token Jwks];
    claims_of_200_kilobytes: "ID-066" "google"
        By(|p| claim(p, "groups", "g".repeat(150_000))) => "id_token_malformed" [Metadata Token];

    another_audience: "OIDF" "google" Named(ForeignAudience) => "id_token_audience_mismatch" [Metadata Token Jwks];
    no_audience: "OIDF" "google" Named(MissingAudience) => "id_token_audience_mismatch" [Metadata Token Jwks];
    an_access_token_for_an_api: "ID-063" "google" By(|p| p.on_id_token(|draft| {
        draft.set("aud", "https://api.example");
        draft.set("scope", "openid read");
        draft.remove("nonce");
    })) => "id_token_audience_mismatch" [Metadata Token Jwks];
    an_audience_that_is_a_prefix_of_ours: "OIDF" "google"
        By(|p| claim(p, "aud", &p.oidc_client().id[..4])) => "id_token_audience_mismatch" [Metadata Token Jwks];
    a_second_audience: "ID-012" "google" Named(ExtraAudience) => "id_token_audience_untrusted" [Metadata Token Jwks];
    a_second_audience_with_us_authorized: "ID-013" "google" By(|p| {
        let id = p.oidc_client().id;
        claim(p, "aud", json!([id, "other"]));
        claim(p, "azp", id);
    }) => "id_token_audience_untrusted" [Metadata Token Jwks];
    another_authorized_party: "ID-014" "google" Named(ForeignAuthorizedParty) => "id_token_authorized_party_mismatch" [Metadata Token Jwks];
    an_authorized_party_that_is_a_number: "ID-017" "google"
        By(|p| claim(p, "azp", 7)) => "id_token_authorized_party_mismatch" [Metadata Token Jwks];

    no_expiry: "ID-021" "google" Named(MissingExpiry) => "id_token_expiry_invalid" [Metadata Token Jwks];
    an_expiry_long_ago: "ID-022" "google" Named(Expired) => "id_token_expired" [Metadata Token Jwks];
    an_expiry_beyond_the_leeway: "ID-023" "google" By(|p| time(p, "exp", -62)) => "id_token_expired" [Metadata Token Jwks];
    an_expiry_in_text: "ID-024" "google" Named(ExpiryAsText) => "id_token_expiry_invalid" [Metadata Token Jwks];
    an_expiry_before_1970: "ID-025" "google" By(|p| claim(p, "exp", -1)) => "id_token_expiry_invalid" [Metadata Token Jwks];
    an_expiry_long_before_1970: "ID-025" "google" By(|p| claim(p, "exp", -1e300)) => "id_token_expiry_invalid" [Metadata Token Jwks];
    an_expiry_at_the_end_of_time: "ID-026" "google" By(|p| claim(p, "exp", 1e300)) => "id_token_expiry_invalid" [Metadata Token Jwks];
    an_expiry_of_all_bits: "ID-026" "google" By(|p| claim(p, "exp", u64::MAX)) => "id_token_expiry_invalid" [Metadata Token Jwks];
    an_expiry_in_milliseconds: "ID-027" "google"
        By(|p| claim(p, "exp", 3_000_000_000_000_i64)) => "id_token_expiry_invalid" [Metadata Token Jwks];
    no_issue_time: "ID-029" "google" Named(MissingIssuedAt) => "id_token_issued_at_invalid" [Metadata Token Jwks];
    an_issue_time_next_year: "ID-031" "google" Named(IssuedInTheFuture) => "id_token_issued_in_future" [Metadata Token Jwks];
    an_issue_time_last_week: "ID-032" "google" Named(IssuedLastWeek) => "id_token_too_old" [Metadata Token Jwks];
    an_issue_time_eleven_minutes_ago: "ID-032" "google" By(|p| time(p, "iat", -662)) => "id_token_too_old" [Metadata Token Jwks];
    a_clock_that_is_ten_minutes_fast: "ID-067" "google" By(|p| p.clock_offset(600)) => "id_token_issued_in_future" [Metadata Token Jwks];
    not_yet: "ID-035" "google" Named(NotYetValid) => "id_token_not_yet_valid" [Metadata Token Jwks];
    not_yet_in_text: "ID-035" "google" By(|p| claim(p, "nbf", "0")) => "id_token_not_yet_valid" [Metadata Token Jwks];
    not_yet_before_1970: "ID-035" "google" By(|p| claim(p, "nbf", -5)) => "id_token_not_yet_valid" [Metadata Token Jwks];

    another_nonce: "ID-037" "google" Named(ForeignNonce) => "id_token_nonce_mismatch" [Metadata Token Jwks];
    no_nonce: "ID-037" "google" Named(MissingNonce) => "id_token_nonce_missing" [Metadata Token Jwks];
    a_nonce_that_is_a_list: "ID-037" "google" By(|p| claim(p, "nonce", json!([]))) => "id_token_nonce_mismatch" [Metadata Token Jwks];
    the_hash_of_another_access_token: "ID-045" "google" Named(ForeignAccessTokenHash)
        => "id_token_access_token_hash_mismatch" [Metadata Token Jwks];
    a_hash_that_is_a_number: "ID-048" "google"
        By(|p| claim(p, "at_hash", 7)) => "id_token_access_token_hash_mismatch" [Metadata Token Jwks];
    an_empty_hash: "ID-048" "google"
        By(|p| claim(p, "at_hash", "")) => "id_token_access_token_hash_mismatch" [Metadata Token Jwks];
    a_padded_hash: "ID-048" "google" By(|p| p.on_id_token(|draft| {
        let padded = format!("{}==", draft.claims["at_hash"].as_str().unwrap());
        draft.set("at_hash", padded);
    })) => "id_token_access_token_hash_mismatch" [Metadata Token Jwks];
    the_hash_of_another_code: "ID-045" "google"
        By(|p| claim(p, "c_hash", "77QmUPtjPfzWtF2AnpK9RQ")) => "id_token_code_hash_mismatch" [Metadata Token Jwks];
    the_hash_of_another_state: "ID-051" "google"
        By(|p| claim(p, "s_hash", "77QmUPtjPfzWtF2AnpK9RQ")) => "id_token_state_hash_mismatch" [Metadata Token Jwks];
    an_authentication_time_in_text: "-" "google"
        By(|p| claim(p, "auth_time", "0")) => "id_token_auth_time_invalid" [Metadata Token Jwks];
    an_authentication_class_that_is_a_number: "-" "google"
        By(|p| claim(p, "acr", 1)) => "id_token_claim_invalid" [Metadata Token Jwks];
    authentication_methods_that_are_no_list: "-" "google"
        By(|p| claim(p, "amr", "pwd")) => "id_token_claim_invalid" [Metadata Token Jwks];
}

/// ID-011, ID-023, ID-056: what is within the rules.
#[actix_web::test]
async fn a_token_within_the_rules_is_accepted() {
    use crate::support::*;
    let provider = provider();
    let id = provider.oidc_client().id;
    type Turn<'a> = &'a dyn Fn(&Provider);
    let accepted: [(&str, Turn<'_>); 7] = [
        ("an audience in an array", &|p| claim(p, "aud", json!([id]))),
        ("us as authorized party", &|p| claim(p, "azp", id.clone())),
        ("an expiry within the leeway", &|p| time(p, "exp", -50)),
        ("a fraction of a second", &|p| claim(p, "iat", unix_now() as f64 + 0.5)),
        ("an issue time within the leeway", &|p| time(p, "iat", 50)),
        ("a subject of 255 characters", &|p| claim(p, "sub", "a".repeat(255))),
        ("an odd email_verified", &|p| claim(p, "email_verified", "true")),
    ];
    for (what, turn) in accepted {
        turn(&provider);
        let app = Store::Cookie.app(&settings(&provider)).await;
        let answer = Browser::new(&app).login("google").await;
        assert_eq!(answer.status, 200, "{what}: {answer:?}");
        provider.reset();
    }
}

/// ID-065: claims that are said to be elsewhere are not fetched there.
#[actix_web::test]
async fn addresses_in_claims_are_not_asked() {
    use crate::support::*;
    let (provider, stranger) = (provider(), provider());
    claim(&provider, "_claim_names", json!({ "email": "elsewhere" }));
    claim(
        &provider,
        "_claim_sources",
        json!({ "elsewhere": { "endpoint": stranger.url(oauth_test_provider::Endpoint::Userinfo) } }),
    );
    let app = Store::Cookie.app(&settings(&provider)).await;
    Browser::new(&app).login("google").await.assert_logged_in();
    assert!(stranger.journal().is_empty());
}
