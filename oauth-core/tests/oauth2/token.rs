//! The token request and its response, RFC 6749, sections 4.1.3, 5.1 and 5.2.

use oauth_core::oauth2::{AuthorizationResponse, ResponseParameters, TokenRequest, TokenResponse};
use oauth_core::{Error, Exchange as _, Response, encoding};

use crate::support::{NOW, begin, client, code, json, metadata};

fn request() -> TokenRequest {
    let client = client();
    let (state, pending) = begin(&client);
    let parameters =
        ResponseParameters::from_query(&format!("code=SplxlOBeZQQYbYS6WxSbIA&state={state}")).unwrap();
    let metadata = metadata(&client);
    let response = AuthorizationResponse::accept(&client, &metadata, pending, parameters, NOW).unwrap();
    client.redeem(&metadata, &response, NOW).unwrap()
}

fn verdict(body: &str) -> &'static str {
    code(request(), json(200, body))
}

fn accepted(body: &str) -> TokenResponse {
    request().accept(json(200, body), NOW).unwrap_or_else(|error| panic!("{body}: {error}"))
}

#[test]
fn the_request_carries_code_verifier_and_one_client_authentication() {
    let token_request = request();
    let request = token_request.request();
    let form = encoding::form_decode(std::str::from_utf8(&request.body).unwrap()).unwrap();
    let names: Vec<_> = form.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["grant_type", "code", "redirect_uri", "code_verifier"]);
    assert_eq!(form[3].1.len(), 43);
    let authorization = request.headers.iter().filter(|(name, _)| *name == "authorization").count();
    assert_eq!((request.url.as_str(), authorization), ("https://as.example/token", 1));
}

/// TR-009, TR-036: what was granted is told, whatever was asked for.
#[test]
fn a_good_response_is_read() {
    let tokens = accepted(
        r#"{"access_token":"2YotnFZFEjr1zCsicMWpAA","token_type":"bEaReR","expires_in":3600,"refresh_token":"r",
            "scope":"a b","id_token":"x.y.z","example_parameter":"example_value"}"#,
    );
    assert_eq!(tokens.access_token.expose(), "2YotnFZFEjr1zCsicMWpAA");
    assert_eq!(tokens.expires_at, Some(NOW.plus(3600)));
    assert!(tokens.is_expired(NOW.plus(3590), 10) && !tokens.is_expired(NOW, 10));
    assert_eq!(tokens.scope.as_deref(), Some("a b"));
    assert_eq!(tokens.member("example_parameter").and_then(|value| value.as_str()), Some("example_value"));
    // What is no secret: whoever prints it shows no token.
    let names: Vec<_> = tokens.members().keys().map(String::as_str).collect();
    assert_eq!(names, ["example_parameter", "expires_in", "scope", "token_type"]);
    let debug = format!("{tokens:?}");
    assert!(
        !debug.contains("2Yot") && !debug.contains("x.y.z") && !debug.contains("example_value"),
        "{debug}"
    );
}

/// TR-021, TR-022, TR-023, TR-026.
#[test]
fn lifetimes_are_read_as_providers_write_them() {
    for (value, expected) in [
        ("null", None),
        ("0", Some(0)),
        ("\"3600\"", Some(3600)),
        ("3600.0", Some(3600)),
        ("3600.9", Some(3600)),
        ("1e3", Some(1000)),
    ] {
        let tokens =
            accepted(&format!(r#"{{"access_token":"a","token_type":"bearer","expires_in":{value}}}"#));
        assert_eq!(tokens.expires_at, expected.map(|seconds| NOW.plus(seconds)), "{value}");
    }
    for huge in ["1e18", "18446744073709551615", "1e300", "\"99999999999999999999\""] {
        let tokens =
            accepted(&format!(r#"{{"access_token":"a","token_type":"bearer","expires_in":{huge}}}"#));
        assert!(tokens.expires_at.is_some_and(|expires| expires > NOW.plus(1_000_000_000)), "{huge}");
    }
}

/// TR-035, TR-037, TR-060.
#[test]
fn absent_and_null_members_are_absent() {
    let tokens =
        accepted(r#"{"access_token":"undefined","token_type":"Bearer","refresh_token":null,"scope":""}"#);
    assert!(tokens.refresh_token.is_none() && tokens.scope.is_none() && tokens.id_token.is_none());
    assert_eq!(tokens.expires_at, None);
}

#[test]
fn each_broken_response_has_its_own_code() {
    for (body, code) in [
        ("[]", "token_malformed"),
        (r#"["at","bearer",3600]"#, "token_malformed"),
        (r#"{"access_token":"a","access_token":"b","token_type":"bearer"}"#, "token_malformed"),
        (r#"{"access_token":"a","token_type":"bearer","expires_in":1e400}"#, "token_malformed"),
        (r#"{"access_token":"\ud800","token_type":"bearer"}"#, "token_malformed"),
        (r#"{"token_type":"bearer"}"#, "access_token_invalid"),
        (r#"{"access_token":"","token_type":"bearer"}"#, "access_token_invalid"),
        (r#"{"access_token":null,"token_type":"bearer"}"#, "access_token_invalid"),
        (r#"{"access_token":1,"token_type":"bearer"}"#, "access_token_invalid"),
        (r#"{"access_token":"a\r\nx: y","token_type":"bearer"}"#, "access_token_invalid"),
        (r#"{"access_token":"a"}"#, "token_type_missing"),
        (r#"{"access_token":"a","token_type":null}"#, "token_type_missing"),
        (r#"{"access_token":"a","token_type":"DPoP"}"#, "token_type_unsupported"),
        (r#"{"access_token":"a","token_type":"mac"}"#, "token_type_unsupported"),
        (r#"{"access_token":"a","token_type":"bearer","expires_in":-1}"#, "expires_in_invalid"),
        (r#"{"access_token":"a","token_type":"bearer","expires_in":[]}"#, "expires_in_invalid"),
        (r#"{"access_token":"a","token_type":"bearer","expires_in":"soon"}"#, "expires_in_invalid"),
        (r#"{"access_token":"a","token_type":"bearer","expires_in":""}"#, "expires_in_invalid"),
        (r#"{"access_token":"a","token_type":"bearer","expires_in":" 3600"}"#, "expires_in_invalid"),
        (r#"{"access_token":"a","token_type":"bearer","expires_in":true}"#, "expires_in_invalid"),
        (r#"{"access_token":"a","token_type":"bearer","refresh_token":1}"#, "refresh_token_invalid"),
        (r#"{"access_token":"a","token_type":"bearer","scope":["a"]}"#, "scope_invalid"),
        (r#"{"access_token":"a","token_type":"bearer","id_token":{}}"#, "id_token_malformed"),
        (r#"{"access_token":"a","token_type":"bearer","error":"invalid_grant"}"#, "token_refused"),
        (r#"{"access_token":"a","token_type":"bearer","__proto__":{},"constructor":1}"#, "accepted"),
    ] {
        assert_eq!(verdict(body), code, "{body}");
    }
}

#[test]
fn the_status_and_the_content_type_must_be_right() {
    let good = r#"{"access_token":"a","token_type":"bearer"}"#;
    for (status, code) in
        [(201, "token_status"), (204, "token_status"), (307, "redirect_refused"), (500, "token_status")]
    {
        assert_eq!(crate::support::code(request(), json(status, good)), code, "{status}");
    }
    for kind in ["text/html", "application/x-www-form-urlencoded", "application/problem+json", ""] {
        let headers = vec![("content-type", kind.to_owned())];
        let response = Response { status: 200, headers, body: good.into() };
        assert_eq!(code(request(), response), "token_content_type", "{kind}");
    }
}

#[test]
fn a_token_type_that_repeats_a_token_is_not_told() {
    for name in ["access_token", "refresh_token", "id_token"] {
        let mut body = serde_json::json!({"access_token": "2YotnFZFEjr1z", "token_type": "x SlAV32hkKG y"});
        body[name] = "SlAV32hkKG".into();
        let error = request().accept(json(200, &body.to_string()), NOW).unwrap_err();
        assert_eq!(error.code(), "token_type_unsupported", "{name}");
        assert!(!format!("{error} {error:?}").contains("SlAV32hkKG"), "{name}: {error}");
    }
}

#[test]
fn an_error_is_kept_with_its_description_and_its_uri() {
    let body = r#"{"error":"invalid_client","error_description":"no\nsuch client","error_uri":"https://as.example/e"}"#;
    let error = request().accept(json(401, body), NOW).unwrap_err();
    assert_eq!((error.code(), error.status()), ("token_refused", 502));
    assert_eq!(error.to_string(), r"the token endpoint refused: invalid_client (HTTP 401): no\nsuch client");
    let Error::Provider(oauth_core::error::ProviderError::TokenRefused { error }) = error else { panic!() };
    assert_eq!(error.uri.map(|uri| uri.as_str().to_owned()).as_deref(), Some("https://as.example/e"));
}

#[test]
fn an_error_as_an_object_survives() {
    let body = r#"{"error":{"message":"expired","type":"OAuthException","code":190}}"#;
    let error = request().accept(json(400, body), NOW).unwrap_err();
    assert_eq!(error.to_string(), "the token endpoint refused: OAuthException (HTTP 400): expired");
}

/// Whatever stands in `error`, except `null`, is one, and beats the token beside it.
#[test]
fn an_error_of_any_type_is_an_error() {
    let with = |error: &str| format!(r#"{{"access_token":"a","token_type":"bearer","error":{error}}}"#);
    assert_eq!(verdict(&with("null")), "accepted");
    for (error, told) in [
        ("7", "error"),
        ("true", "error"),
        ("[]", "error"),
        ("{}", "error"),
        (r#"{"type":7,"message":[]}"#, "error"),
        (r#"{"type":"gone"}"#, "gone"),
    ] {
        let refusal = request().accept(json(200, &with(error)), NOW).unwrap_err();
        let expected = format!("the token endpoint refused: {told} (HTTP 200)");
        assert_eq!(refusal.to_string(), expected, "{error}");
    }
}
