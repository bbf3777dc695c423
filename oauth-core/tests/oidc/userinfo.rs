//! The userinfo endpoint, OpenID Connect Core 1.0, section 5.3, and the identifiers of plain OAuth providers.

use oauth_core::error::{ProviderError, Untrusted};
use oauth_core::oauth2::identifier;
use oauth_core::oidc::{FetchUserinfo, Userinfo};
use oauth_core::{Endpoint, Error, Exchange as _, Response, Secret, Timestamp, json};

const JSON: (&str, &str) = ("content-type", "application/json; charset=UTF-8");

fn exchange() -> FetchUserinfo {
    let endpoint = Endpoint::parse("https://op.example/userinfo").unwrap();
    FetchUserinfo::new(&endpoint, &Secret::from("SlAV32hkKG"), "248289761001".to_owned())
}

fn answer(status: u16, headers: &[(&'static str, &str)], body: &str) -> Result<Userinfo, ProviderError> {
    let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    let response = Response { status, headers, body: body.as_bytes().to_vec() };
    exchange().accept(response, Timestamp::from_unix(0)).map_err(|error| match error {
        Error::Provider(error) => error,
        other => panic!("{other}"),
    })
}

#[test]
fn the_access_token_goes_into_the_authorization_header() {
    let userinfo = exchange();
    let request = userinfo.request();
    assert_eq!(request.url, "https://op.example/userinfo");
    assert!(request.headers.contains(&("authorization", "Bearer SlAV32hkKG".into())));
    assert!(!format!("{:?} {request:?}", exchange()).contains("SlAV32hkKG"));
}

#[test]
fn an_answer_about_the_same_person_is_accepted() {
    let userinfo = answer(
        200,
        &[JSON],
        r#"{"sub":"248289761001","email":"janedoe@example.com","email_verified":"true"}"#,
    );
    let userinfo = userinfo.unwrap();
    assert_eq!((userinfo.subject(), userinfo.email()), ("248289761001", Some("janedoe@example.com")));
    assert!(!userinfo.email_verified());
    assert_eq!(format!("{userinfo:?}"), r#"Userinfo { subject: "248289761001", .. }"#);
}

#[test]
fn an_answer_about_somebody_else_is_refused() {
    for sub in [r#""248289761001invalid""#, r#""""#, "248289761001", "null", r#"["248289761001"]"#] {
        let verdict = answer(200, &[JSON], &format!(r#"{{"sub":{sub}}}"#));
        assert_eq!(verdict.unwrap_err(), ProviderError::UserinfoSubjectMismatch, "{sub}");
    }
    assert_eq!(answer(200, &[JSON], "{}").unwrap_err(), ProviderError::UserinfoSubjectMismatch);
}

#[test]
fn an_answer_that_is_not_one_object_with_unique_names_is_refused() {
    for body in ["", "[]", r#"[{"sub":"248289761001"}]"#, r#"{"sub":"248289761001","email":"a","email":"b"}"#]
    {
        assert_eq!(answer(200, &[JSON], body).unwrap_err(), ProviderError::UserinfoMalformed, "{body}");
    }
}

#[test]
fn an_answer_of_another_type_is_refused() {
    for content_type in ["application/jwt", "text/html", "text/json", "application/json5", ""] {
        let verdict = answer(200, &[("content-type", content_type)], r#"{"sub":"248289761001"}"#);
        assert_eq!(verdict.unwrap_err(), ProviderError::UserinfoContentType, "{content_type}");
    }
}

#[test]
fn an_error_is_named_by_the_challenge_or_the_body() {
    let status =
        |error: Option<&str>| ProviderError::UserinfoStatus { status: 401, error: error.map(Untrusted::new) };
    let challenge = ("www-authenticate", r#"Bearer error="invalid_token", error_description="expired""#);
    let body = r#"{"error":"from_the_body"}"#;
    assert_eq!(answer(401, &[challenge], body).unwrap_err(), status(Some("invalid_token")));
    assert_eq!(
        answer(401, &[("www-authenticate", "Basic"), challenge], "").unwrap_err(),
        status(Some("invalid_token"))
    );
    assert_eq!(answer(401, &[JSON], body).unwrap_err(), status(Some("from_the_body")));
    assert_eq!(answer(401, &[], "").unwrap_err(), status(None));
}

#[test]
fn another_status_than_200_is_refused_with_whatever_body() {
    for status in [201, 204, 400, 403, 500] {
        let verdict = answer(status, &[JSON], r#"{"sub":"248289761001"}"#);
        assert_eq!(verdict.unwrap_err(), ProviderError::UserinfoStatus { status, error: None });
    }
    let redirect = ProviderError::Redirected { endpoint: "userinfo", status: 307 };
    assert_eq!(answer(307, &[JSON], "{}").unwrap_err(), redirect);
}

#[test]
fn an_identifier_is_a_string_or_an_integer() {
    let read =
        |value: &str| identifier(&json::object(format!(r#"{{"id":{value}}}"#).as_bytes()).unwrap(), "id");
    for (value, expected) in
        [("1", "1"), ("\"1\"", "1"), ("-5", "-5"), ("18446744073709551615", "18446744073709551615")]
    {
        assert_eq!(read(value).unwrap(), expected);
    }
    for value in ["1.0", "1e0", "1.5", "-0", "null", "\"\"", "true", "[1]", "{}", "18446744073709551616"] {
        let error = Error::Provider(ProviderError::IdentifierInvalid { member: "id" });
        assert_eq!(read(value).unwrap_err(), error, "{value}");
    }
    assert!(identifier(&json::object(b"{}").unwrap(), "id").is_err());
}
