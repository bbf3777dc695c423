//! How requests are signed, through the public interface: the awkward ones, each with its name in the project's catalogue
//! of hostile cases.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs, reason = "tests may")]

use oauth_core::encoding::form_decode;
use oauth_core::error::ConfigurationError;
use oauth_core::oauth1::signature::{base_string_uri, normalize, query_parameters, signature_base_string};
use oauth_core::oauth1::{Client, ClientSettings, Placement, SignatureMethod, TokenCredentials};
use oauth_core::{Endpoint, Error, Method, Request, Secret, SystemRandom, Timestamp};

const NOW: Timestamp = Timestamp::from_unix(1_700_000_000);
const API: &str = "https://api.test/1/photos";
const FORM: &str = "application/x-www-form-urlencoded";

fn endpoint(url: &str) -> Endpoint {
    Endpoint::parse(url).unwrap()
}

fn client(method: SignatureMethod, realm: Option<&str>) -> Client {
    let client = Client::new(ClientSettings {
        provider: "photos".into(),
        client_id: "dpf43f3p2l4k3l03".into(),
        signer: method.signer(Secret::from("kd94hf93k423kf44")).unwrap(),
        callback: "https://app.test/callback".into(),
        request_token_url: endpoint("https://api.test/initiate"),
        authorize_url: endpoint("https://api.test/authorize"),
        access_token_url: endpoint("https://api.test/token"),
        api_base_url: Some(endpoint("https://api.test/1/")),
        placement: Placement::Header,
        realm: realm.map(str::to_owned),
        body_hash: true,
        authorization_parameters: Vec::new(),
        userinfo_endpoint: None,
        profile: None,
    });
    client.unwrap()
}

fn call(url: &str, content_type: Option<&str>, body: &str) -> Request {
    Request {
        method: if body.is_empty() { Method::Get } else { Method::Post },
        url: url.into(),
        headers: content_type.map(|value| ("content-type", value.to_owned().into())).into_iter().collect(),
        body: body.into(),
        endpoint: "API",
        limit: Request::LARGE,
    }
}

fn sign_with(client: &Client, call: Request, token: &str, now: Timestamp) -> Result<Request, Error> {
    let credentials = TokenCredentials::new(Secret::from(token), Secret::from("pfkkdhi9sl3r4s00"));
    client.sign(call, &credentials, now, &mut SystemRandom)
}

fn sign(call: Request) -> Result<Request, Error> {
    sign_with(&client(SignatureMethod::HmacSha1, None), call, "nnch734d00sl2jdk", NOW)
}

fn authorization(request: &Request) -> &str {
    &request.headers.iter().find(|(name, _)| *name == "authorization").unwrap().1
}

/// The parameters of the `Authorization` header, decoded.
fn parameters(request: &Request) -> Vec<(String, String)> {
    let text = authorization(request).strip_prefix("OAuth ").unwrap().replace('"', "").replace(", ", "&");
    form_decode(&text).unwrap()
}

fn parameter(request: &Request, name: &str) -> String {
    parameters(request).into_iter().find(|(present, _)| present == name).unwrap_or_default().1
}

/// Whether the signature is that of the header's parameters, of the URL's, and of `more`.
fn covers(request: &Request, more: &[(&str, &str)]) -> bool {
    let header = parameters(request);
    let header = header.iter().filter(|(name, _)| name != "realm").map(|(n, v)| (n.as_str(), v.as_str()));
    let all: Vec<_> = header.chain(more.iter().copied()).collect();
    let base_string = signature_base_string(request.method.as_str(), &request.url, &all).unwrap();
    let signer = SignatureMethod::HmacSha1.signer(Secret::from("kd94hf93k423kf44")).unwrap();
    signer.sign(&base_string, &Secret::from("pfkkdhi9sl3r4s00")).unwrap()
        == parameter(request, "oauth_signature")
}

/// O1-017.
#[test]
fn plaintext_goes_nowhere_without_tls() {
    let client = client(SignatureMethod::Plaintext, None);
    let verdict = |url| sign_with(&client, call(url, None, ""), "t", NOW);
    assert!(verdict(API).is_ok());
    assert_eq!(verdict("http://api.test/1/photos").unwrap_err(), ConfigurationError::ApiUrlForeign.into());
}

/// O1-019: names before values, and both after they are encoded.
#[test]
fn parameters_of_one_name_are_sorted_by_their_encoded_values() {
    assert_eq!(normalize([("a", "z"), ("a", "é"), ("a", "Z"), ("a", " ")]), "a=%20&a=%C3%A9&a=Z&a=z");
    assert_eq!(normalize([("a-", "1"), ("a", "2")]), "a=2&a-=1");
}

/// O1-021.
#[test]
fn a_plus_is_a_space_and_an_escaped_one_is_a_plus() {
    let pair = |value: &str| Some(vec![("a".to_owned(), value.to_owned())]);
    assert_eq!(query_parameters("https://api.test/?a=2+q"), pair("2 q"));
    assert_eq!(query_parameters("https://api.test/?a=2%2Bq"), pair("2+q"));
    let signed = sign(call(API, Some(FORM), "a=2+q&b=2%2Bq")).unwrap();
    assert!(covers(&signed, &[("a", "2 q"), ("b", "2+q")]));
    assert!(!covers(&signed, &[("a", "2+q"), ("b", "2+q")]));
}

/// O1-026, O1-028, O1-029: what stands for the URL in the base string.
#[test]
fn urls_are_told_as_section_3_4_1_2_has_them() {
    for (url, expected) in [
        ("https://[2001:DB8::1]:443/x", "https://[2001:db8::1]/x"),
        ("http://[::1]:8080", "http://[::1]:8080/"),
        ("https://a.test./x", "https://a.test./x"),
        ("https://a.test", "https://a.test/"),
        ("https://a.test?q=1", "https://a.test/"),
        ("https://a.test/x#y?z", "https://a.test/x"),
    ] {
        assert_eq!(base_string_uri(url).as_deref(), Some(expected), "{url}");
    }
    for url in ["https://u:p@api.test/1/", "https://u@api.test/1/", "https://@api.test/1/"] {
        assert_eq!(base_string_uri(url), None, "{url}");
        assert_eq!(sign(call(url, None, "")).unwrap_err(), ConfigurationError::ApiUrlForeign.into(), "{url}");
    }
}

/// O1-027.
#[test]
fn a_port_that_is_none_is_an_error() {
    for port in ["0", "65536", "BAD", "3.14", "-1", "+80", "99999999999999999999"] {
        let url = format!("https://api.test:{port}/1/photos");
        assert_eq!(base_string_uri(&url), None, "{url}");
        assert_eq!(
            sign(call(&url, None, "")).unwrap_err(),
            ConfigurationError::ApiUrlForeign.into(),
            "{url}"
        );
    }
}

/// O1-030, O1-031.
#[test]
fn a_parameter_without_name_or_value_is_signed_too() {
    let signed = sign(call("https://api.test/1/photos?c2&=x&d=&&", None, "")).unwrap();
    let pairs = [("c2", ""), ("", "x"), ("d", "")].map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(query_parameters(&signed.url), Some(pairs.to_vec()));
    assert!(covers(&signed, &[]));
    let signed = sign(call(API, Some(FORM), "c2&=x")).unwrap();
    assert!(covers(&signed, &[("c2", ""), ("", "x")]));
    assert!(!covers(&signed, &[("c2", "")]));
}

/// O1-034, O1-035: a form is signed whatever its charset is; a multipart body by its hash alone.
#[test]
fn a_form_is_part_of_the_base_string_and_a_multipart_body_is_not() {
    let signed = sign(call(API, Some("application/x-www-form-urlencoded; charset=UTF-8"), "a=1")).unwrap();
    assert!(covers(&signed, &[("a", "1")]) && !covers(&signed, &[]));
    let signed = sign(call(API, Some("multipart/form-data; boundary=x"), "a=1")).unwrap();
    assert!(covers(&signed, &[]) && !covers(&signed, &[("a", "1")]));
    assert_eq!(parameter(&signed, "oauth_body_hash").len(), 28);
}

/// O1-036.
#[test]
fn the_realm_is_in_the_header_and_not_in_the_base_string() {
    let client = client(SignatureMethod::HmacSha1, Some("Photos"));
    let signed = sign_with(&client, call(API, None, ""), "t", NOW).unwrap();
    assert!(authorization(&signed).starts_with("OAuth realm=\"Photos\", "));
    assert!(covers(&signed, &[]) && !covers(&signed, &[("realm", "Photos")]));
}

/// O1-038.
#[test]
fn a_protocol_parameter_that_is_there_already_stops_the_signing() {
    let refused: Error = ConfigurationError::SignatureParameters.into();
    for url in ["https://api.test/1/?oauth_nonce=1", "https://api.test/1/?%6Fauth_token=1"] {
        assert_eq!(sign(call(url, None, "")).unwrap_err(), refused, "{url}");
    }
    assert_eq!(sign(call(API, Some(FORM), "a=1&oauth_token=2")).unwrap_err(), refused);
    assert_eq!(sign(sign(call(API, None, "")).unwrap()).unwrap_err(), refused);
}

/// O1-041, TL-001, TL-008: before 1970 there is no timestamp; after 2038 there is.
#[test]
fn a_clock_before_1970_is_an_error_and_one_after_2038_is_not() {
    let client = client(SignatureMethod::HmacSha1, None);
    let at = |seconds| sign_with(&client, call(API, None, ""), "t", Timestamp::from_unix(seconds));
    for seconds in [0, -1, -86_400 * 365, i64::MIN] {
        assert_eq!(at(seconds).unwrap_err(), ConfigurationError::ClockBeforeEpoch.into(), "{seconds}");
    }
    for seconds in [1 << 31, 1 << 32, 253_402_300_799, i64::MAX] {
        assert_eq!(parameter(&at(seconds).unwrap(), "oauth_timestamp"), seconds.to_string());
    }
}

/// O1-043: it is a feature, and off.
#[cfg(not(feature = "rsa-sha1"))]
#[test]
fn rsa_sha1_is_not_offered() {
    assert_eq!(SignatureMethod::parse("RSA-SHA1"), None);
}

/// O1-045.
#[test]
fn neither_a_token_nor_a_realm_breaks_out_of_the_header() {
    let evil = "a\"\r\nX-Evil: 1, oauth_version=\"2";
    let signed = sign_with(&client(SignatureMethod::HmacSha1, None), call(API, None, ""), evil, NOW).unwrap();
    assert_eq!(parameter(&signed, "oauth_token"), evil);
    assert!(authorization(&signed).bytes().all(|byte| (b' '..=b'~').contains(&byte)));
    assert_eq!(authorization(&signed).matches("oauth_version=\"").count(), 1);
    for realm in ["a\"b", "a\r\nX: y", "a\\"] {
        let settings = client(SignatureMethod::HmacSha1, None).settings().clone();
        let refused = Client::new(ClientSettings { realm: Some(realm.to_owned()), ..settings });
        assert!(refused.is_err(), "{realm:?}");
    }
}

/// O1-047.
#[test]
fn the_version_is_1_0() {
    assert_eq!(parameter(&sign(call(API, None, "")).unwrap(), "oauth_version"), "1.0");
}
