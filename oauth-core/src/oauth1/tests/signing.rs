//! Calls to the API, whole (RFC 5849, section 3).

use proptest::prelude::*;

use super::super::request::Signing;
use super::super::signature::{normalize, signature_base_string};
use super::super::{OAuth1Signer as _, Plaintext, SignatureMethod};
use super::*;
use crate::crypto::{Hash, Sha1};
use crate::encoding::base64;
use crate::error::ConfigurationError;

const FORM: &str = "application/x-www-form-urlencoded";
const API: &str = "https://photos.example.net/photos";

fn sign(placement: Placement, request: Request) -> Result<Request, Error> {
    client(|settings| settings.placement = placement).sign(request, &credentials(), NOW, &mut Same(1))
}

/// Judges a request as a server does: each parameter once, in one place, and the signature over all of them.
pub(super) fn verify(request: &Request, token_secret: &str) {
    let found = places(request);
    let used = found.iter().filter(|pairs| pairs.iter().any(|(name, _)| name.starts_with("oauth_"))).count();
    assert_eq!(used, 1);
    let all: Vec<_> = found.iter().flatten().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let mut names: Vec<_> =
        all.iter().filter(|(name, _)| name.starts_with("oauth_")).map(|(name, _)| *name).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count, "{names:?}");
    assert!(
        ["oauth_consumer_key", "oauth_nonce", "oauth_signature", "oauth_timestamp"]
            .iter()
            .all(|name| names.contains(name))
    );

    let url = request.url.split(['?', '#']).next().unwrap();
    let base_string = signature_base_string(request.method.as_str(), url, &all).unwrap();
    let signer = HmacSha1::new(Secret::from("kd94hf93k423kf44"));
    let expected = signer.sign(&base_string, &Secret::from(token_secret)).unwrap();
    assert!(all.contains(&("oauth_signature", &expected)), "{}", normalize(all));
}

#[test]
fn a_form_is_signed_with_or_without_charset_and_kept() {
    for content_type in [
        FORM,
        "application/x-www-form-urlencoded; charset=UTF-8",
        "Application/X-WWW-Form-URLencoded ;charset=utf-8",
    ] {
        let form = "c2&a3=2+q&b=%7E~&=x&&";
        let signed = sign(Placement::Header, request(Method::Post, API, Some(content_type), form)).unwrap();
        assert_eq!(
            (signed.body.as_slice(), header(&signed, "content-type")),
            (form.as_bytes(), Some(content_type))
        );
        assert!(!header(&signed, "authorization").unwrap().contains("oauth_body_hash"));
        let lower = Request {
            headers: signed
                .headers
                .iter()
                .map(|(n, v)| (*n, if *n == "content-type" { FORM.into() } else { v.clone() }))
                .collect(),
            ..signed
        };
        verify(&lower, "pfkkdhi9sl3r4s00");
    }
}

#[test]
fn any_other_body_is_kept_and_signed_by_its_hash() {
    for (content_type, body) in [
        (Some("application/json"), "{\"a\":\"oauth_token=1\"}"),
        (Some("multipart/form-data; boundary=x"), "--x\r\n\r\na=1&b=2\r\n--x--"),
        (None, "a=1"),
    ] {
        let signed = sign(Placement::Header, request(Method::Put, API, content_type, body)).unwrap();
        assert_eq!(signed.body, body.as_bytes());
        assert_eq!(header(&signed, "content-type"), content_type);
        let hash = ("oauth_body_hash".to_owned(), base64(&Sha1.of(body.as_bytes())));
        assert!(places(&signed)[0].contains(&hash));
        verify(&signed, "pfkkdhi9sl3r4s00");
    }
}

#[test]
fn the_hash_of_a_body_can_be_left_out_and_plaintext_has_none() {
    let json = || request(Method::Post, API, Some("application/json"), "{}");
    let quiet = client(|settings| settings.body_hash = false);
    let plain = client(|settings| settings.signer = Arc::new(Plaintext::new(Secret::from("c&s"))));
    for client in [quiet, plain] {
        let signed = client.sign(json(), &credentials(), NOW, &mut Same(1)).unwrap();
        assert!(!header(&signed, "authorization").unwrap().contains("oauth_body_hash"));
        assert_eq!(signed.body, b"{}");
    }
}

#[test]
fn each_method_hashes_a_body_with_its_own_function() {
    for (method, hash) in [
        (SignatureMethod::HmacSha1, Sha1.of(b"x").as_slice()),
        (SignatureMethod::HmacSha256, Hash::Sha256.of(b"x").as_ref()),
        (SignatureMethod::HmacSha512, Hash::Sha512.of(b"x").as_ref()),
    ] {
        let signer = method.signer(Secret::from("cs")).unwrap();
        assert_eq!(signer.body_hash(b"x"), Some(base64(hash)));
    }
}

#[test]
fn the_realm_stands_in_the_header_and_not_in_the_signature() {
    let signature = |realm: Option<&str>| {
        let client = client(|settings| settings.realm = realm.map(str::to_owned));
        let signed =
            client.sign(request(Method::Get, API, None, ""), &credentials(), NOW, &mut Same(1)).unwrap();
        let header = header(&signed, "authorization").unwrap().to_owned();
        assert_eq!(header.starts_with("OAuth realm=\"Photos, (a=b)\", oauth_consumer_key="), realm.is_some());
        header.split("oauth_signature=").nth(1).unwrap().to_owned()
    };
    assert_eq!(signature(Some("Photos, (a=b)")), signature(None));
}

#[test]
fn no_token_can_break_out_of_the_header() {
    let evil = TokenCredentials::new(Secret::from("a\"\r\nX-Evil: 1, oauth_version=\"2"), Secret::from("s"));
    let signed = client(|_| {}).sign(request(Method::Get, API, None, ""), &evil, NOW, &mut Same(1)).unwrap();
    assert!(
        header(&signed, "authorization")
            .unwrap()
            .contains("oauth_token=\"a%22%0D%0AX-Evil%3A%201%2C%20oauth_version%3D%222\"")
    );
}

#[test]
fn a_request_that_has_oauth_parameters_is_not_signed_again() {
    let plain = || request(Method::Get, API, None, "");
    let mut basic = plain();
    basic.headers.push(("Authorization", "Basic eA==".into()));
    for refused in [
        sign(Placement::Header, plain()).unwrap(),
        sign(Placement::Query, plain()).unwrap(),
        sign(Placement::Body, request(Method::Post, API, Some(FORM), "a=1")).unwrap(),
        request(Method::Get, "https://photos.example.net/?%6fauth_x=1", None, ""),
        request(Method::Post, API, Some(FORM), "oauth_signature=1"),
        basic,
    ] {
        for placement in [Placement::Header, Placement::Query, Placement::Body] {
            assert_eq!(
                sign(placement, refused.clone()).unwrap_err(),
                ConfigurationError::SignatureParameters.into()
            );
        }
    }
}

#[test]
fn a_body_that_is_no_form_cannot_carry_the_parameters_and_is_not_replaced() {
    for refused in [
        request(Method::Post, API, Some("application/json"), "{}"),
        request(Method::Post, API, Some("application/json"), ""),
        request(Method::Post, API, None, "a=1"),
        request(Method::Get, API, None, ""),
    ] {
        assert_eq!(
            sign(Placement::Body, refused).unwrap_err(),
            ConfigurationError::SignatureParameters.into()
        );
    }
    let empty = sign(Placement::Body, request(Method::Post, API, None, "")).unwrap();
    assert_eq!(header(&empty, "content-type"), Some(FORM));
    assert!(empty.body.starts_with(b"oauth_consumer_key="));
    verify(&empty, "pfkkdhi9sl3r4s00");
    let open = sign(Placement::Body, request(Method::Post, API, Some(FORM), "a=1&")).unwrap();
    assert!(open.body.starts_with(b"a=1&oauth_consumer_key="));
}

#[test]
fn what_cannot_be_signed_is_an_error() {
    for url in [
        "https://u:p@photos.example.net/",
        "https://photos.example.net:0/",
        "https://photos.example.net/?a=%zz",
        "/photos",
    ] {
        let refused = sign(Placement::Header, request(Method::Get, url, None, ""));
        assert_eq!(refused.unwrap_err(), ConfigurationError::ApiUrlForeign.into(), "{url}");
    }
    let refused = sign(Placement::Header, request(Method::Post, API, Some(FORM), "a=%"));
    assert_eq!(refused.unwrap_err(), ConfigurationError::ParameterInvalid { parameter: "body" }.into());
}

#[test]
fn plaintext_goes_over_tls_or_to_this_machine_and_to_the_api_only() {
    let plain = |url: &str, base: Option<&str>| {
        let client = client(|settings| {
            settings.signer = Arc::new(Plaintext::new(Secret::from("c&s")));
            settings.api_base_url = base.map(endpoint);
        });
        client.sign(request(Method::Get, url, None, ""), &credentials(), NOW, &mut Same(1))
    };
    let signed = plain(API, Some("https://photos.example.net/")).unwrap();
    assert!(
        header(&signed, "authorization").unwrap().contains("oauth_signature=\"c%2526s%26pfkkdhi9sl3r4s00\"")
    );
    assert!(plain("http://127.0.0.1:9/x", Some("http://127.0.0.1:9/")).is_ok());
    assert_eq!(plain(API, None).unwrap_err(), ConfigurationError::ApiBaseUrlMissing.into());
    for url in ["https://evil.example/", "http://photos.example.net/", "https://photos.example.net:8443/"] {
        let refused = plain(url, Some("https://photos.example.net/v1/"));
        assert_eq!(refused.unwrap_err(), ConfigurationError::ApiUrlForeign.into(), "{url}");
    }
}

/// RFC 5849, section 3.4.4; whatever was checked before.
#[test]
fn a_signature_that_gives_the_secrets_away_is_made_for_tls_alone() {
    let (signer, token_secret) = (Plaintext::new(Secret::from("c&s")), &Secret::from("s"));
    let (realm, placement, client_id) = (None, Placement::Header, "id");
    let signing =
        Signing { client_id, signer: &signer, token: None, token_secret, placement, realm, body_hash: true };
    let verdict = |url| signing.sign(request(Method::Get, url, None, ""), &[], NOW, &mut Same(1)).map(drop);
    assert_eq!(verdict(API), Ok(()));
    let refused = Err(ConfigurationError::PlaintextWithoutTls.into());
    assert_eq!(verdict("http://photos.example.net/photos"), refused);
}

#[test]
fn a_clock_before_the_epoch_and_a_failing_generator_are_errors() {
    struct Broken;
    impl Random for Broken {
        fn fill(&mut self, _: &mut [u8]) -> Result<(), Error> {
            Err(ConfigurationError::RandomFailed.into())
        }
    }
    let get = || request(Method::Get, API, None, "");
    for seconds in [0, -1, i64::MIN] {
        let refused = client(|_| {}).sign(get(), &credentials(), Timestamp::from_unix(seconds), &mut Same(1));
        assert_eq!(refused.unwrap_err(), ConfigurationError::ClockBeforeEpoch.into());
    }
    let refused = client(|_| {}).sign(get(), &credentials(), NOW, &mut Broken);
    assert_eq!(refused.unwrap_err(), ConfigurationError::RandomFailed.into());
}

#[test]
fn the_query_is_extended_before_the_fragment_and_kept() {
    let sign = |url| sign(Placement::Query, request(Method::Get, url, None, "")).unwrap().url;
    assert!(sign("https://a.test/x?q=it's#f").starts_with("https://a.test/x?q=it's&oauth_consumer_key="));
    assert!(sign("https://a.test/x?q=it's#f").ends_with("%3D#f"));
    assert!(sign("https://a.test/x").starts_with("https://a.test/x?oauth_consumer_key="));
    assert!(sign("https://a.test/x?").starts_with("https://a.test/x?oauth_consumer_key="));
}

proptest! {
    #[test]
    fn in_each_place_each_parameter_stands_once_and_the_server_agrees(
        place in 0usize..3, query in "([a-z$\\[\\]|'é!*()]{0,3}(=[a-z~+é]{0,3})?&?){0,4}", form in "([a-z]{0,3}=[a-z+~]{0,3}&?){0,4}",
        token in any::<String>(), secret in any::<String>(),
    ) {
        let placement = [Placement::Header, Placement::Body, Placement::Query][place];
        let client = client(|settings| settings.placement = placement);
        let call = request(Method::Post, &format!("{API}?{query}"), Some(FORM), &form);
        let credentials = TokenCredentials::new(Secret::from(token), Secret::from(secret.as_str()));
        let signed = client.sign(call, &credentials, NOW, &mut Same(1)).unwrap();
        prop_assert!(signed.body.starts_with(form.as_bytes()));
        verify(&signed, &secret);
    }
}
