//! What the browser brings back.

use oauth_test_provider::{Misbehaviour::*, Provider};

use crate::row::Turn::{By, Named};

fn respond(provider: &Provider, name: &'static str, value: impl Into<String>) {
    let value = value.into();
    provider.on_authorization_response(move |pairs| {
        pairs.retain(|(present, _)| present != name);
        pairs.push((name.to_owned(), value.clone()));
    });
}

fn refuse(provider: &Provider, error: &'static str) {
    provider.auto_approve(format!("!{error}"));
}

fn add(provider: &Provider, name: &'static str, value: &'static str) {
    provider.on_authorization_response(move |pairs| pairs.push((name.to_owned(), value.to_owned())));
}

refusals! {
    an_error_in_place_of_a_code: "OIDF" "google" Named(ErrorInResponse) => "login_required" [Metadata];
    a_script_in_the_error_s_description: "ER-001" "google" Named(ScriptInErrorDescription) => "access_denied" [Metadata];
    a_person_who_says_no: "ER-001" "github" By(|p| refuse(p, "access_denied")) => "access_denied" [];
    a_provider_that_wants_consent: "-" "google" By(|p| refuse(p, "consent_required")) => "consent_required" [Metadata];
    a_provider_that_wants_to_ask: "-" "google" By(|p| refuse(p, "interaction_required")) => "interaction_required" [Metadata];
    an_error_of_the_provider_s_own: "-" "github" By(|p| refuse(p, "server_error")) => "authorization_refused" [];
    an_error_that_nobody_knows: "-" "github" By(|p| refuse(p, "<b>")) => "authorization_refused" [];
    an_error_under_another_state: "ER-002" "google"
        By(|p| { refuse(p, "access_denied"); respond(p, "state", "forged"); }) => "state_unknown" [Metadata];
    an_error_without_state: "ER-002" "google"
        By(|p| { refuse(p, "access_denied"); p.misbehave(MissingState); }) => "state_missing" [Metadata];

    an_issuer_of_somebody_else: "MX-006" "google" Named(MixedUpIssuer) => "response_issuer_mismatch" [Metadata];
    a_promised_issuer_that_is_missing: "MX-001" "google" Named(MissingResponseIssuer) => "response_issuer_missing" [Metadata];
    an_issuer_with_a_slash_more: "MX-004" "google"
        By(|p| respond(p, "iss", format!("{}/", p.issuer()))) => "response_issuer_mismatch" [Metadata];
    an_issuer_in_capitals: "MX-004" "google"
        By(|p| respond(p, "iss", p.issuer().replace("http", "HTTP"))) => "response_issuer_mismatch" [Metadata];
    an_issuer_encoded_twice: "MX-004" "google"
        By(|p| respond(p, "iss", p.issuer().replace('1', "%31"))) => "response_issuer_mismatch" [Metadata];
    an_empty_issuer: "MX-004" "google" By(|p| respond(p, "iss", "")) => "response_issuer_mismatch" [Metadata];
    an_error_from_another_issuer: "MX-007" "google"
        By(|p| { refuse(p, "access_denied"); respond(p, "iss", "https://attacker.example"); })
        => "response_issuer_mismatch" [Metadata];

    another_state: "ST-003" "google" Named(ForeignState) => "state_unknown" [Metadata];
    no_state: "ST-001" "google" Named(MissingState) => "state_missing" [Metadata];
    two_states: "CB-001" "google" Named(DuplicateState) => "response_malformed" [Metadata];
    a_state_of_nul: "CB-005" "google" By(|p| respond(p, "state", "\0")) => "response_malformed" [Metadata];
    two_codes: "CB-001" "github" By(|p| add(p, "code", "another")) => "response_malformed" [];
    two_errors: "CB-001" "github"
        By(|p| { refuse(p, "access_denied"); add(p, "error", "x"); }) => "response_malformed" [];
    five_thousand_parameters: "CB-007" "github" By(|p| p.on_authorization_response(|pairs| {
        pairs.extend((0..5000).map(|_| ("x".to_owned(), String::new())));
    })) => "response_malformed" [];
    seventeen_kilobytes: "CB-007" "github"
        By(|p| respond(p, "x", "x".repeat(17 * 1024))) => "response_malformed" [];
    no_code: "-" "google" Named(MissingCode) => "code_missing" [Metadata];
    an_empty_code: "-" "github" By(|p| respond(p, "code", "")) => "code_missing" [];
    a_code_with_a_line_break: "-" "github" By(|p| respond(p, "code", "a\r\nb")) => "response_malformed" [];
    a_code_and_an_error: "PK-008" "google" Named(CodeAndError) => "access_denied" [Metadata];
    a_code_from_another_session: "PK-003" "google" Named(ForeignCode) => "token_refused" [Metadata Token];
    tokens_that_nobody_asked_for: "CB-015" "github" By(|p| add(p, "access_token", "x")) => "response_malformed" [];
    an_id_token_that_nobody_asked_for: "CB-015" "google" By(|p| add(p, "id_token", "x")) => "response_malformed" [Metadata];
    a_response_in_a_jwt: "CB-015" "google" By(|p| add(p, "response", "x")) => "response_malformed" [Metadata];
}

/// PK-003: a code of another login, which an honest provider issued; PKCE gives it away.
#[actix_web::test]
async fn an_injected_code_fails_by_its_verifier() {
    use crate::support::*;
    let provider = provider();
    for client in ["google", "github"] {
        let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
        let stolen = browser.approve(client).await.param("code").unwrap();
        let own = browser.begin(client).await;
        let mut hop = browser.visit(&own);
        let code = hop.param("code").unwrap();
        hop.url = hop.url.replace(&code, &stolen);
        assert_eq!(browser.finish(&hop).await.error(), "token_refused");
        let refusal = provider.journal().pop().unwrap().refusal.unwrap();
        assert!(refusal.contains("code_verifier does not match"), "{refusal}");
    }
}
