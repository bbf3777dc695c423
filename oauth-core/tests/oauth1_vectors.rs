//! The published OAuth 1.0a vectors, and those that another implementation got wrong (`tests/vectors/oauth1.json`).
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests may")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oauth_core::Secret;
use oauth_core::encoding::{form_decode, percent_encode};
use oauth_core::oauth1::signature::{base_string_uri, normalize, query_parameters, signature_base_string};
use oauth_core::oauth1::{RsaSha256, SignatureMethod};
use serde_json::Value;

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../tests/vectors/oauth1.json")).unwrap()
}

/// Runs `check` over every vector of a group, of which there must be `count`.
fn each(group: &str, count: usize, check: impl Fn(&Value, &str)) {
    let vectors = vectors();
    let group = vectors[group].as_array().unwrap();
    assert_eq!(group.len(), count);
    for vector in group {
        check(vector, text(&vector["id"]));
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn pairs(value: &Value) -> Vec<(&str, &str)> {
    value.as_array().unwrap().iter().map(|pair| (text(&pair[0]), text(&pair[1]))).collect()
}

fn sign(method: &str, client_secret: &str, token_secret: &str, base_string: &str) -> String {
    let signer = SignatureMethod::parse(method).unwrap().signer(Secret::from(client_secret)).unwrap();
    assert_eq!(signer.method(), method);
    signer.sign(base_string, &Secret::from(token_secret)).unwrap()
}

#[test]
fn percent_encoding_gives_the_published_values() {
    each("encode", 10, |vector, id| {
        let (value, expected) = (text(&vector["value"]), text(&vector["expected"]));
        assert_eq!(percent_encode(value), expected, "{id}");
        let query = query_parameters(&format!("https://a.test/?x={expected}"));
        assert_eq!(query, Some(vec![("x".to_owned(), value.to_owned())]), "{id}");
    });
}

#[test]
fn normalization_gives_the_published_values() {
    each("normalize", 6, |vector, id| {
        assert_eq!(normalize(pairs(&vector["parameters"])), text(&vector["expected"]), "{id}");
    });
}

#[test]
fn base_string_uris_are_the_published_ones() {
    each("uri", 7, |vector, id| {
        assert_eq!(base_string_uri(text(&vector["url"])).as_deref(), Some(text(&vector["expected"])), "{id}");
    });
}

#[test]
fn base_strings_are_the_published_ones() {
    each("base_string", 7, |vector, id| {
        let form = form_decode(text(&vector["form"])).unwrap();
        let mut parameters = pairs(&vector["parameters"]);
        parameters.extend(form.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let base_string = signature_base_string(text(&vector["method"]), text(&vector["url"]), &parameters);
        assert_eq!(base_string.as_deref(), Some(text(&vector["expected"])), "{id}");
    });
}

/// O1-044: the signature that RFC 5849 prints and erratum 2550 corrects is among those that must not come out.
#[test]
fn signatures_are_the_published_ones_and_not_the_errata() {
    each("signature", 13, |vector, id| {
        let [method, client_secret, token_secret, base_string, expected] =
            ["method", "client_secret", "token_secret", "base_string", "expected"]
                .map(|key| text(&vector[key]));
        let signature = sign(method, client_secret, token_secret, base_string);
        assert_eq!(signature, expected, "{id}");
        for wrong in vector["not"].as_array().into_iter().flatten() {
            assert_ne!(signature, text(wrong), "{id}");
        }
    });
}

#[test]
fn requests_that_others_sign_wrongly_are_signed_rightly() {
    each("edge", 10, |vector, id| {
        let parameters = pairs(&vector["parameters"]);
        let base_string =
            signature_base_string(text(&vector["method"]), text(&vector["url"]), &parameters).unwrap();
        let signature = sign("HMAC-SHA1", "cs", text(&vector["token_secret"]), &base_string);
        assert_eq!(signature, text(&vector["expected"]), "{id}");
    });
}

fn der(vectors: &Value, key: &str, form: &str) -> Option<Vec<u8>> {
    vectors["keys"][key].get(form).map(|der| STANDARD.decode(text(der)).unwrap())
}

fn pem(der: &[u8], label: &str) -> Secret {
    let lines: Vec<_> = STANDARD
        .encode(der)
        .as_bytes()
        .chunks(64)
        .map(|line| String::from_utf8(line.to_vec()).unwrap())
        .collect();
    Secret::from(format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n")))
}

#[test]
fn rsa_sha256_signs_with_either_form_of_a_key_and_refuses_1024_bits() {
    let all = vectors();
    each("rsa", 6, |vector, id| {
        if text(&vector["method"]) != "RSA-SHA256" {
            return;
        }
        let key = text(&vector["key"]);
        for (form, label) in [("pkcs8", "PRIVATE KEY"), ("pkcs1", "RSA PRIVATE KEY")] {
            let der = der(&all, key, form).unwrap();
            assert_eq!(RsaSha256::from_der(&der).is_ok(), !key.ends_with("-1024"), "{id}");
            let Ok(signer) = SignatureMethod::RsaSha256.signer(pem(&der, label)) else { continue };
            let signature = signer.sign(text(&vector["base_string"]), &Secret::from("unused")).unwrap();
            assert_eq!(signature, text(&vector["expected"]), "{id}");
            let hash = signer.body_hash(b"x");
            assert_eq!(hash.as_deref(), Some("LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE="), "{id}");
        }
    });
}

#[test]
fn methods_that_are_not_offered_are_unknown() {
    for method in ["RSA-SHA1", "RSA-SHA512", "hmac-sha1", "HMAC-MD5", ""] {
        assert_eq!(SignatureMethod::parse(method), None, "{method}");
    }
}

#[cfg(feature = "rsa-sha1")]
#[test]
fn rsa_sha1_signs_with_either_form_of_a_key() {
    use oauth_core::oauth1::{OAuth1Signer as _, RsaSha1};

    let all = vectors();
    let mut signed = 0;
    for vector in all["rsa"].as_array().unwrap().iter().filter(|vector| vector["method"] == "RSA-SHA1") {
        for (form, label) in [("pkcs8", "PRIVATE KEY"), ("pkcs1", "RSA PRIVATE KEY")] {
            let Some(der) = der(&all, text(&vector["key"]), form) else { continue };
            let signer = RsaSha1::from_pem(&pem(&der, label)).unwrap();
            let signature = signer.sign(text(&vector["base_string"]), &Secret::from("unused")).unwrap();
            assert_eq!(signature, text(&vector["expected"]), "{}", text(&vector["id"]));
            signed += 1;
        }
    }
    assert_eq!(signed, 5);
}
