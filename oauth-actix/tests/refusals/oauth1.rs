//! OAuth 1.0a: temporary credentials, the callback, token credentials.

use oauth_test_provider::{Answer, Endpoint, Misbehaviour::*, Provider, Reply};

use crate::row::Turn::{By, Named};

type Pairs = Vec<(String, String)>;

fn temporary(provider: &Provider, change: impl Fn(&mut Pairs) + Send + Sync + 'static) {
    provider.on_temporary_credentials(change);
}

fn callback(provider: &Provider, name: &'static str, value: impl Into<String>) {
    let value = value.into();
    provider.on_oauth1_authorization_response(move |pairs| {
        pairs.retain(|(present, _)| present != name);
        pairs.push((name.to_owned(), value.clone()));
    });
}

fn set(pairs: &mut Pairs, name: &str, value: &str) {
    pairs.iter_mut().filter(|(present, _)| present == name).for_each(|(_, old)| value.clone_into(old));
}

fn answer(provider: &Provider, endpoint: Endpoint, answer: impl Into<Answer>) {
    provider.answer(endpoint, answer);
}

refusals! {
    a_callback_that_is_not_confirmed: "O1-001" "twitter" Named(CallbackNotConfirmed) => "callback_unconfirmed" [TemporaryCredentials];
    a_callback_confirmed_with_no: "O1-001" "twitter"
        By(|p| temporary(p, |pairs| set(pairs, "oauth_callback_confirmed", "false"))) => "callback_unconfirmed" [TemporaryCredentials];
    no_temporary_token: "O1-003" "twitter"
        By(|p| temporary(p, |pairs| pairs.retain(|(name, _)| name != "oauth_token")))
        => "temporary_credentials_malformed" [TemporaryCredentials];
    an_empty_temporary_token: "O1-003" "twitter"
        By(|p| temporary(p, |pairs| set(pairs, "oauth_token", ""))) => "temporary_credentials_malformed" [TemporaryCredentials];
    two_temporary_tokens: "O1-003" "twitter"
        By(|p| temporary(p, |pairs| pairs.push(("oauth_token".into(), "x".into()))))
        => "temporary_credentials_malformed" [TemporaryCredentials];
    a_temporary_token_with_a_line_break: "O1-045" "twitter"
        By(|p| temporary(p, |pairs| set(pairs, "oauth_token", "a\r\nb"))) => "temporary_credentials_malformed" [TemporaryCredentials];
    no_temporary_secret: "O1-004" "twitter" Named(MissingTemporarySecret) => "temporary_credentials_malformed" [TemporaryCredentials];
    temporary_credentials_in_json: "O1-006" "twitter" Named(TemporaryCredentialsAsJson)
        => "temporary_credentials_malformed" [TemporaryCredentials];
    a_clock_that_is_refused: "O1-042" "twitter" By(|p| p.clock_offset(100_000))
        => "temporary_credentials_refused" [TemporaryCredentials];
    a_redirect_in_place_of_temporary_credentials: "O1-018" "twitter"
        By(|p| answer(p, Endpoint::TemporaryCredentials, Answer::Redirect("https://attacker.example/".into())))
        => "redirect_refused" [TemporaryCredentials];
    half_of_the_temporary_credentials: "HT-019" "twitter"
        By(|p| answer(p, Endpoint::TemporaryCredentials, Answer::CloseMidBody(Box::new(Answer::Honest))))
        => "transport_interrupted" [TemporaryCredentials];
    temporary_credentials_without_end: "HT-009" "twitter"
        By(|p| answer(p, Endpoint::TemporaryCredentials, Answer::Endless)) => "transport_body_too_large" [TemporaryCredentials];

    another_temporary_token_in_the_callback: "O1-013" "twitter" Named(ForeignTemporaryToken) => "state_unknown" [TemporaryCredentials];
    no_token_in_the_callback: "O1-013" "twitter"
        By(|p| p.on_oauth1_authorization_response(|pairs| pairs.retain(|(name, _)| name != "oauth_token")))
        => "state_missing" [TemporaryCredentials];
    two_tokens_in_the_callback: "O1-003" "twitter"
        By(|p| p.on_oauth1_authorization_response(|pairs| pairs.push(("oauth_token".into(), "x".into()))))
        => "response_malformed" [TemporaryCredentials];
    a_token_and_a_refusal: "O1-011" "twitter" By(|p| callback(p, "denied", "x")) => "response_malformed" [TemporaryCredentials];
    a_person_who_says_no: "O1-011" "twitter" By(|p| p.auto_approve("!no")) => "access_denied" [TemporaryCredentials];
    no_verifier: "O1-010" "twitter" Named(MissingVerifier) => "verifier_missing" [TemporaryCredentials];
    an_empty_verifier: "O1-010" "twitter" By(|p| callback(p, "oauth_verifier", "")) => "verifier_missing" [TemporaryCredentials];
    a_verifier_of_ten_kilobytes: "O1-010" "twitter"
        By(|p| callback(p, "oauth_verifier", "v".repeat(10_240))) => "verifier_missing" [TemporaryCredentials];
    a_verifier_with_a_line_break: "O1-010" "twitter"
        By(|p| callback(p, "oauth_verifier", "a\r\nb")) => "verifier_missing" [TemporaryCredentials];
    another_verifier: "O1-010" "twitter"
        By(|p| callback(p, "oauth_verifier", "another")) => "token_credentials_refused" [TemporaryCredentials TokenCredentials];

    no_token_secret: "O1-004" "twitter" Named(MissingTokenSecret)
        => "token_credentials_malformed" [TemporaryCredentials TokenCredentials];
    two_tokens: "O1-003" "twitter" Named(DuplicateTokenCredentials)
        => "token_credentials_malformed" [TemporaryCredentials TokenCredentials];
    more_than_a_hundred_pairs: "-" "twitter"
        By(|p| p.on_token_credentials(|pairs| pairs.extend((0..99).map(|number| (format!("x{number}"), String::new())))))
        => "token_credentials_malformed" [TemporaryCredentials TokenCredentials];
    a_server_that_is_down: "-" "twitter" By(|p| answer(p, Endpoint::TokenCredentials, Reply::new(503)))
        => "token_credentials_refused" [TemporaryCredentials TokenCredentials];
    a_problem_with_status_200: "O1-042" "twitter" By(|p| {
        let problem = "oauth_problem=timestamp_refused&oauth_token=a&oauth_token_secret=b";
        answer(p, Endpoint::TokenCredentials, Reply::text(200, "text/plain", problem));
    }) => "token_credentials_refused" [TemporaryCredentials TokenCredentials];
    a_redirect_in_place_of_token_credentials: "O1-018" "twitter"
        By(|p| answer(p, Endpoint::TokenCredentials, Answer::Redirect("https://attacker.example/".into())))
        => "redirect_refused" [TemporaryCredentials TokenCredentials];
    half_of_the_token_credentials: "HT-019" "twitter"
        By(|p| answer(p, Endpoint::TokenCredentials, Answer::CloseMidBody(Box::new(Reply::text(
            200, "application/x-www-form-urlencoded", "oauth_token=a&oauth_token_secret=0123456789012345678901234567890123456789",
        ).into())))) => "transport_interrupted" [TemporaryCredentials TokenCredentials];
    a_closed_connection: "HT-019" "twitter" By(|p| answer(p, Endpoint::TokenCredentials, Answer::CloseBeforeHead))
        => "transport_interrupted" [TemporaryCredentials TokenCredentials];
}

/// O1-046: only the body of an answer is read, whatever its headers say.
#[actix_web::test]
async fn headers_of_an_answer_are_not_read() {
    use crate::support::*;
    let provider = provider();
    for endpoint in [Endpoint::TemporaryCredentials, Endpoint::TokenCredentials] {
        provider.on_reply(endpoint, |_, reply| {
            let odd = "OAuth  oauth_token=\"x\" ,oauth_problem = timestamp_refused,,realm=\"";
            reply.set_header("WWW-Authenticate", odd);
            reply.set_header("Authorization", odd);
        });
    }
    let app = Store::Cookie.app(&settings(&provider)).await;
    Browser::new(&app).login("twitter").await.assert_logged_in();
}
