//! What the token endpoint answers.

use actix_web::HttpResponse;
use oauth_actix::Registry as _;
use oauth_test_provider::{Answer, Endpoint, Misbehaviour::*, Provider, Reply};
use serde_json::{Value, json};

use crate::row::Turn::{By, Named};
use crate::support::{App, Auth, AuthLogin, Browser, provider, settings};

fn member(provider: &Provider, name: &'static str, value: impl Into<Value>) {
    let value = value.into();
    provider.on_token_response(move |response| drop(response.insert(name.to_owned(), value.clone())));
}

fn reply(provider: &Provider, change: impl Fn(&mut Reply) + Send + Sync + 'static) {
    provider.on_reply(Endpoint::OAuth2Token, move |_, reply| change(reply));
}

fn body(provider: &Provider, body: &'static str) {
    reply(provider, move |reply| reply.body = body.into());
}

fn answer(provider: &Provider, answer: impl Into<Answer>) {
    provider.answer(Endpoint::OAuth2Token, answer);
}

refusals! {
    an_empty_array: "TR-002" "github" By(|p| body(p, "[]")) => "token_malformed" [OAuth2Token];
    an_array_in_the_order_of_the_members: "TR-003" "github" Named(TokenResponseInArray) => "token_malformed" [OAuth2Token];
    no_json: "-" "github" By(|p| body(p, "access_token")) => "token_malformed" [OAuth2Token];
    nothing: "-" "github" By(|p| body(p, "")) => "token_malformed" [OAuth2Token];
    two_access_tokens: "-" "github"
        By(|p| body(p, r#"{"access_token":"a","token_type":"bearer","access_token":"b"}"#))
        => "token_malformed" [OAuth2Token];
    a_nest_without_bottom: "ID-044" "github"
        By(|p| reply(p, |reply| reply.body = "[".repeat(100_000).into())) => "token_malformed" [OAuth2Token];
    no_access_token: "-" "github" Named(MissingAccessToken) => "access_token_invalid" [OAuth2Token];
    an_empty_access_token: "TR-014" "github" Named(EmptyAccessToken) => "access_token_invalid" [OAuth2Token];
    an_access_token_of_null: "TR-015" "github" By(|p| member(p, "access_token", Value::Null)) => "access_token_invalid" [OAuth2Token];
    an_access_token_with_a_line_break: "TR-017" "github"
        By(|p| member(p, "access_token", "a\r\nX: y")) => "access_token_invalid" [OAuth2Token];
    an_access_token_of_a_megabyte: "TR-018" "github"
        By(|p| member(p, "access_token", "a".repeat(1 << 20))) => "transport_body_too_large" [OAuth2Token];
    an_access_token_inside_something: "TR-058" "github"
        By(|p| body(p, r#"{"authed_user":{"access_token":"a","token_type":"bearer"},"token_type":"bearer"}"#))
        => "access_token_invalid" [OAuth2Token];
    no_token_type: "TR-006" "github" Named(MissingTokenType) => "token_type_missing" [OAuth2Token];
    dpop_that_nobody_asked_for: "TR-012" "github" Named(UnaskedDpop) => "token_type_unsupported" [OAuth2Token];
    a_lifetime_out_of_range: "TR-028" "github"
        By(|p| body(p, r#"{"access_token":"a","token_type":"bearer","expires_in":1e400}"#))
        => "token_malformed" [OAuth2Token];
    a_lifetime_in_an_array: "TR-030" "github" By(|p| member(p, "expires_in", json!([]))) => "expires_in_invalid" [OAuth2Token];
    a_lifetime_in_an_object: "TR-030" "github" By(|p| member(p, "expires_in", json!({}))) => "expires_in_invalid" [OAuth2Token];
    a_lifetime_in_words: "TR-031" "github" Named(LifetimeUnreadable) => "expires_in_invalid" [OAuth2Token];
    an_empty_lifetime: "TR-031" "github" By(|p| member(p, "expires_in", "")) => "expires_in_invalid" [OAuth2Token];
    a_lifetime_with_a_space: "TR-031" "github" By(|p| member(p, "expires_in", " 3600")) => "expires_in_invalid" [OAuth2Token];
    a_lifetime_in_hexadecimal: "TR-031" "github" By(|p| member(p, "expires_in", "0x10")) => "expires_in_invalid" [OAuth2Token];
    a_negative_lifetime: "-" "github" By(|p| member(p, "expires_in", -1)) => "expires_in_invalid" [OAuth2Token];
    a_lifetime_that_is_no_number: "TR-032" "github"
        By(|p| body(p, r#"{"access_token":"a","token_type":"bearer","expires_in":NaN}"#))
        => "token_malformed" [OAuth2Token];
    a_refresh_token_that_is_a_number: "-" "github" By(|p| member(p, "refresh_token", 7)) => "refresh_token_invalid" [OAuth2Token];
    a_scope_that_is_a_list: "-" "github" By(|p| member(p, "scope", json!(["user"]))) => "scope_invalid" [OAuth2Token];
    half_a_character: "TR-049" "github"
        By(|p| body(p, r#"{"access_token":"a","token_type":"bearer","x":"\ud800"}"#)) => "token_malformed" [OAuth2Token];
    a_form: "TR-051" "github" Named(TokenResponseAsForm) => "token_content_type" [OAuth2Token];
    a_problem_report: "TR-055" "github"
        By(|p| reply(p, |reply| reply.set_header("Content-Type", "application/problem+json")))
        => "token_content_type" [OAuth2Token];
    status_201: "TR-056" "github" By(|p| reply(p, |reply| reply.status = 201)) => "token_status" [OAuth2Token];
    status_202: "TR-056" "github" By(|p| reply(p, |reply| reply.status = 202)) => "token_status" [OAuth2Token];
    status_204: "TR-056" "github" By(|p| answer(p, Reply::new(204))) => "token_status" [OAuth2Token];
    a_client_that_is_refused: "ER-010" "github"
        By(|p| answer(p, Reply::json(401, json!({ "error": "invalid_client" })).header("WWW-Authenticate", "Basic")))
        => "token_refused" [OAuth2Token];
    too_many_requests: "ER-011" "github"
        By(|p| answer(p, Reply::json(429, json!({})).header("Retry-After", "999999999"))) => "token_status" [OAuth2Token];
    an_error_beside_a_token: "ER-012" "github" By(|p| member(p, "error", "invalid_grant")) => "token_refused" [OAuth2Token];
    an_error_with_status_200: "-" "github" Named(ErrorWithStatus200) => "token_refused" [OAuth2Token];
    an_error_that_is_an_object: "-" "github"
        By(|p| answer(p, Reply::json(400, json!({ "error": { "type": "x", "message": "<script>" } }))))
        => "token_refused" [OAuth2Token];
    a_server_that_is_down: "ER-011" "github" Named(TokenEndpointUnavailable) => "token_status" [OAuth2Token];
    a_redirect: "HT-005" "github" Named(TokenEndpointRedirects) => "redirect_refused" [OAuth2Token];
    a_redirect_that_keeps_the_body: "HT-004" "github"
        By(|p| answer(p, Reply::new(307).header("Location", format!("{}/token", p.issuer())))) => "redirect_refused" [OAuth2Token];
    a_closed_connection: "HT-019" "github" Named(TokenEndpointCloses) => "transport_interrupted" [OAuth2Token];
    half_an_answer: "HT-019" "github" Named(TokenEndpointClosesMidBody) => "transport_interrupted" [OAuth2Token];
    an_answer_without_end: "HT-009" "github" Named(TokenEndpointEndless) => "transport_body_too_large" [OAuth2Token];
    no_id_token: "TR-039" "google" Named(MissingIdToken) => "id_token_missing" [Metadata Token];
    an_id_token_that_is_a_number: "-" "google" By(|p| member(p, "id_token", 7)) => "id_token_malformed" [Metadata Token];
    no_answer_within_ten_seconds: "HT-007" "google" Named(TokenEndpointSilent) => "transport_timeout" [Metadata Token];
    an_answer_that_drips: "HT-007" "github"
        By(|p| answer(p, Answer::DripBody(std::time::Duration::from_millis(200), Box::new(Answer::Honest))))
        => "transport_timeout" [OAuth2Token];
}

/// TR-009, TR-021, TR-022, TR-023, TR-026, TR-035, TR-036, TR-037, TR-059, TR-060.
#[actix_web::test]
async fn an_answer_that_is_merely_odd_is_taken() {
    let provider = provider();
    let handler = async |_: AuthLogin| HttpResponse::Ok().finish();
    for (name, value) in [
        ("token_type", json!("bEaReR")),
        ("expires_in", Value::Null),
        ("expires_in", json!("3600")),
        ("expires_in", json!(3600.0)),
        ("expires_in", json!(1e3)),
        ("expires_in", json!(1e18)),
        ("expires_in", json!(u64::MAX)),
        ("scope", json!("")),
        ("scope", Value::Null),
        ("scope", json!("user admin")),
        ("refresh_token", Value::Null),
        ("__proto__", json!({ "access_token": "x" })),
        ("access_token", json!("undefined")),
        ("error", Value::Null),
    ] {
        member(&provider, name, value.clone());
        let auth = Auth::from_settings(&settings(&provider)).unwrap();
        let answer = Browser::new(&App::plain(auth.routes(handler)).await).login("github").await;
        assert_eq!(answer.status, 200, "{name} {value}: {answer:?}");
        provider.reset();
    }
}

/// HT-018: the query of an endpoint stays, and the parameters go into the body all the same.
#[actix_web::test]
async fn a_token_endpoint_keeps_its_query() {
    let provider = provider();
    let endpoint = format!("{}?tenant=a%20b", provider.oauth2_token_endpoint());
    let settings = settings(&provider).set("GITHUB_TOKEN_ENDPOINT", &endpoint);
    let auth = Auth::from_settings(&settings).unwrap();
    let handler = async |_: AuthLogin| HttpResponse::Ok().finish();
    Browser::new(&App::plain(auth.routes(handler)).await).login("github").await;
    let received = provider.received(Endpoint::OAuth2Token).pop().unwrap();
    assert_eq!(received.query, "tenant=a%20b");
    assert!(received.form().iter().any(|(name, _)| name == "code_verifier"), "{}", received.body);
}
