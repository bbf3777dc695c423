//! The three steps of a login (RFC 5849, sections 1.2 and 2).

use super::super::request::Signing;
use super::super::signature::protocol_parameter;
use super::super::{AuthorizationResponse, HmacSha1, TemporaryCredentials};
use super::*;
use crate::error::{ConfigurationError, Untrusted};
use crate::http::{Exchange as _, Response};

const CALLBACK: &str = "oauth_token=hh5s93j4hdidpola&oauth_verifier=hfdp7dh39dks9884";

fn temporary() -> TemporaryCredentials {
    TemporaryCredentials::new(Secret::from("hh5s93j4hdidpola"), Secret::from("hdhd0244k9j7ao03"))
}

fn answer(body: &str) -> Response {
    Response { status: 200, headers: vec![], body: body.into() }
}

/// The `Authorization` header for parameters that the RFC chose, without `oauth_version`.
fn rfc_header(request: Request, token_secret: &str, parameters: &[(&'static str, &str)]) -> String {
    let signer = HmacSha1::new(Secret::from("kd94hf93k423kf44"));
    let (realm, placement, token_secret) = (Some("Photos"), Placement::Header, &Secret::from(token_secret));
    let client_id = "dpf43f3p2l4k3l03";
    let signing =
        Signing { client_id, signer: &signer, token: None, token_secret, placement, realm, body_hash: true };
    let parameters = parameters.iter().map(|(name, value)| protocol_parameter(name, value)).collect();
    let signed = signing.sign_with(request, parameters).unwrap();
    header(&signed, "authorization").unwrap().to_owned()
}

#[test]
fn the_exchange_of_section_1_2_is_reproduced() {
    let initiate = rfc_header(
        request(Method::Post, "https://photos.example.net/initiate", None, ""),
        "",
        &[
            ("oauth_consumer_key", "dpf43f3p2l4k3l03"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131200"),
            ("oauth_nonce", "wIjqoS"),
            ("oauth_callback", "http://printer.example.com/ready"),
        ],
    );
    assert_eq!(
        initiate,
        "OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_signature_method=\"HMAC-SHA1\", \
         oauth_timestamp=\"137131200\", oauth_nonce=\"wIjqoS\", \
         oauth_callback=\"http%3A%2F%2Fprinter.example.com%2Fready\", oauth_signature=\"74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D\""
    );

    let exchange = client(|_| {}).request_temporary_credentials(&[], NOW, &mut Same(1)).unwrap();
    let body =
        "oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true";
    assert_eq!(exchange.accept(answer(body), NOW).unwrap(), temporary());
    let location = client(|_| {}).authorization_url(&temporary(), &[]).unwrap();
    assert_eq!(location, "https://photos.example.net/authorize?oauth_token=hh5s93j4hdidpola");
    let response = AuthorizationResponse::accept(CALLBACK, temporary()).unwrap();

    let token = rfc_header(
        request(Method::Post, "https://photos.example.net/token", None, ""),
        response.temporary_credentials().token_secret().expose(),
        &[
            ("oauth_consumer_key", "dpf43f3p2l4k3l03"),
            ("oauth_token", response.temporary_credentials().token().expose()),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131201"),
            ("oauth_nonce", "walatlh"),
            ("oauth_verifier", response.verifier().expose()),
        ],
    );
    assert_eq!(
        token,
        "OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"hh5s93j4hdidpola\", \
         oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131201\", oauth_nonce=\"walatlh\", \
         oauth_verifier=\"hfdp7dh39dks9884\", oauth_signature=\"gKgrFCywp7rO0OXSjdot%2FIHF7IU%3D\""
    );

    let exchange = client(|_| {}).redeem(response, NOW, &mut Same(1)).unwrap();
    let body = "oauth_token=nnch734d00sl2jdk&oauth_token_secret=pfkkdhi9sl3r4s00";
    assert_eq!(exchange.accept(answer(body), NOW).unwrap(), credentials());

    let photos =
        request(Method::Get, "http://photos.example.net/photos?file=vacation.jpg&size=original", None, "");
    let resource = rfc_header(
        photos,
        "pfkkdhi9sl3r4s00",
        &[
            ("oauth_consumer_key", "dpf43f3p2l4k3l03"),
            ("oauth_token", "nnch734d00sl2jdk"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131202"),
            ("oauth_nonce", "chapoH"),
        ],
    );
    assert_eq!(
        resource,
        "OAuth realm=\"Photos\", oauth_consumer_key=\"dpf43f3p2l4k3l03\", oauth_token=\"nnch734d00sl2jdk\", \
         oauth_signature_method=\"HMAC-SHA1\", oauth_timestamp=\"137131202\", oauth_nonce=\"chapoH\", \
         oauth_signature=\"MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D\""
    );
}

#[test]
fn temporary_credentials_are_asked_for_with_the_callback_and_without_a_token() {
    let exchange = client(|_| {}).request_temporary_credentials(&[], NOW, &mut Same(0xab)).unwrap();
    let request = exchange.request();
    assert_eq!((request.method, request.url.as_str()), (Method::Post, "https://photos.example.net/initiate"));
    assert_eq!(
        (request.endpoint, request.limit, request.body.as_slice()),
        ("temporary credentials", Request::SMALL, b"".as_slice())
    );
    assert_eq!((header(request, "content-type"), header(request, "accept")), (None, Some("*/*")));
    let names: Vec<_> = places(request)[0].iter().map(|(name, _)| name.clone()).collect();
    let expected = "oauth_consumer_key oauth_signature_method oauth_timestamp oauth_nonce oauth_version oauth_callback oauth_signature";
    assert_eq!(names.join(" "), expected);
    let values = &places(request)[0];
    assert_eq!(values[2].1, "1700000000");
    assert_eq!(values[3].1, "abababababababababababab");
    assert_eq!(values[4].1, "1.0");
    assert!(!format!("{exchange:?}").contains("abab"));
}

#[test]
fn extra_parameters_go_into_the_body_and_are_signed() {
    let extra = [("x_auth_access_type".to_owned(), "re ad".to_owned())];
    for placement in [Placement::Header, Placement::Body, Placement::Query] {
        let client = client(|settings| settings.placement = placement);
        let request =
            client.request_temporary_credentials(&extra, NOW, &mut Same(1)).unwrap().request().clone();
        assert!(request.body.starts_with(b"x_auth_access_type=re+ad"), "{placement:?}");
        assert_eq!(header(&request, "content-type"), Some("application/x-www-form-urlencoded"));
        signing::verify(&request, "");
    }
}

#[test]
fn the_token_request_carries_the_verifier_and_is_signed_with_the_temporary_secret() {
    let response = AuthorizationResponse::accept(CALLBACK, temporary()).unwrap();
    let request = client(|_| {}).redeem(response, NOW, &mut Same(1)).unwrap().request().clone();
    assert_eq!((request.method, request.url.as_str()), (Method::Post, "https://photos.example.net/token"));
    assert_eq!(request.endpoint, "access token");
    let values = &places(&request)[0];
    assert!(values.contains(&("oauth_token".into(), "hh5s93j4hdidpola".into())));
    assert!(values.contains(&("oauth_verifier".into(), "hfdp7dh39dks9884".into())));
    signing::verify(&request, "hdhd0244k9j7ao03");
}

#[test]
fn the_authorization_url_keeps_its_query_and_takes_extras() {
    let client =
        client(|settings| settings.authorize_url = endpoint("https://photos.example.net/authorize?lang=de"));
    let temporary = TemporaryCredentials::new(Secret::from("a/b&c=d#"), Secret::from("s"));
    let extra = [("force_login".to_owned(), "true".to_owned())];
    assert_eq!(
        client.authorization_url(&temporary, &extra).unwrap(),
        "https://photos.example.net/authorize?lang=de&oauth_token=a%2Fb%26c%3Dd%23&force_login=true"
    );
}

#[test]
fn an_extra_takes_the_place_of_the_configured_parameter_of_its_name() {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let client = client(|settings| {
        settings.authorization_parameters = vec![pair("lang", "de"), pair("screen_name", "ada")];
    });
    assert_eq!(
        client.authorization_url(&temporary(), &[pair("lang", "en")]).unwrap(),
        "https://photos.example.net/authorize?oauth_token=hh5s93j4hdidpola&screen_name=ada&lang=en"
    );
}

#[test]
fn parameters_of_the_protocol_are_no_extras() {
    for name in ["oauth_token", "oauth_callback", "oauth_version", "oauth_"] {
        let extra = [(name.to_owned(), "x".to_owned())];
        let reserved: Error =
            ConfigurationError::ParameterReserved { parameter: Untrusted::new(name) }.into();
        assert_eq!(client(|_| {}).authorization_url(&temporary(), &extra), Err(reserved.clone()));
        let refused = client(|_| {}).request_temporary_credentials(&extra, NOW, &mut Same(1));
        assert_eq!(refused.unwrap_err(), reserved);
    }
}

#[test]
fn unusable_settings_are_refused_all_at_once() {
    let errors = try_client(|settings| {
        settings.client_id = String::new();
        settings.callback = "/ready".into();
        settings.request_token_url = endpoint("https://a.test/?oauth_token=1");
        settings.authorize_url = endpoint("https://a.test/?oauth%5Ftoken=1");
        settings.access_token_url = endpoint("https://a.test/?a=%zz");
        settings.realm = Some("a\"b".into());
    });
    let keys: Vec<_> = errors
        .unwrap_err()
        .iter()
        .map(|error| match error {
            ConfigurationError::ValueInvalid { provider, key, .. } if provider == "photos" => *key,
            other => panic!("{other}"),
        })
        .collect();
    assert_eq!(
        keys,
        ["client_id", "callback", "request_token_url", "authorize_url", "access_token_url", "realm"]
    );
}

#[test]
fn a_realm_or_callback_that_could_break_a_header_is_refused() {
    for realm in ["\"", "\\", "a\r\nX: y", "\u{7f}", "é", "\t"] {
        assert!(try_client(|settings| settings.realm = Some(realm.into())).is_err(), "{realm:?}");
    }
    for callback in [
        "",
        "oob",
        "ready",
        "//a.test/",
        "javascript://a.test/",
        "https:/a.test",
        "https://a.test/\n",
        "https://a.test/#f",
        "https://",
    ] {
        assert!(try_client(|settings| settings.callback = callback.into()).is_err(), "{callback:?}");
    }
}

/// Every URL that a login or its handler will ask is that of the client which began it.
#[test]
fn a_login_is_finished_only_by_the_client_that_began_it() {
    type Change = fn(&mut ClientSettings);
    let changes: [(Change, &str); 7] = [
        (|_| {}, "accepted"),
        (|settings| settings.client_id = "other".into(), "state_unknown"),
        (|settings| settings.request_token_url = endpoint("https://evil.example/"), "state_unknown"),
        (|settings| settings.authorize_url = endpoint("https://evil.example/"), "state_unknown"),
        (|settings| settings.access_token_url = endpoint("https://evil.example/"), "state_unknown"),
        (|settings| settings.userinfo_endpoint = Some(endpoint("https://evil.example/")), "state_unknown"),
        (|settings| settings.api_base_url = None, "state_unknown"),
    ];
    for (index, (change, expected)) in changes.into_iter().enumerate() {
        let pending = client(|_| {}).authorize(&temporary(), &[], None, NOW).unwrap().pending;
        let verdict = client(change).accept(pending, CALLBACK, NOW);
        assert_eq!(verdict.map_or_else(|error| error.code(), |_| "accepted"), expected, "{index}");
    }
}
