//! Signature base string and signatures: RFC 5849, section 3.4.

use ring::hmac;
use ring::signature::{
    RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA256, RsaParameters,
    UnparsedPublicKey,
};

use crate::encoding::{Pairs, base64, base64_decode, percent_encode};
use crate::oauth1::request::Problem;

/// What a signature is checked against.
pub(crate) struct Secrets<'a> {
    pub(crate) client: &'a str,
    pub(crate) token: &'a str,
    pub(crate) rsa_public_key: Option<&'a [u8]>,
}

impl Secrets<'_> {
    /// Section 3.4.2: "The client shared-secret, after being encoded", an ampersand, and the same of the token.
    fn key(&self) -> String {
        format!("{}&{}", percent_encode(self.client), percent_encode(self.token))
    }
}

/// Section 3.4.1.1.
pub(crate) fn base_string(method: &str, base_uri: &str, parameters: &Pairs) -> String {
    let method = percent_encode(&method.to_ascii_uppercase());
    format!("{method}&{}&{}", percent_encode(base_uri), percent_encode(&normalize(parameters)))
}

/// Section 3.4.1.3.2: encoded first, then sorted by name and value, both as bytes.
fn normalize(parameters: &Pairs) -> String {
    let mut encoded: Vec<(String, String)> = parameters
        .iter()
        .filter(|(name, _)| name != "oauth_signature")
        .map(|(name, value)| (percent_encode(name), percent_encode(value)))
        .collect();
    encoded.sort_unstable();
    let pairs: Vec<String> = encoded.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

/// Checks a signature by the named method.
pub(crate) fn verify(
    method: &str,
    base_string: &str,
    secrets: &Secrets<'_>,
    given: &str,
) -> Result<(), Problem> {
    let hmac = |algorithm| {
        base64(hmac::sign(&hmac::Key::new(algorithm, secrets.key().as_bytes()), base_string.as_bytes()))
    };
    let good = match method {
        "HMAC-SHA1" => hmac(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY) == given,
        "HMAC-SHA256" => hmac(hmac::HMAC_SHA256) == given,
        "HMAC-SHA512" => hmac(hmac::HMAC_SHA512) == given,
        "PLAINTEXT" => secrets.key() == given,
        "RSA-SHA1" => verify_rsa(&RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY, base_string, secrets, given),
        "RSA-SHA256" => verify_rsa(&RSA_PKCS1_2048_8192_SHA256, base_string, secrets, given),
        _ => return Err(Problem::SignatureMethodRejected),
    };
    if good { Ok(()) } else { Err(Problem::SignatureInvalid) }
}

fn verify_rsa(
    parameters: &'static RsaParameters,
    base_string: &str,
    secrets: &Secrets<'_>,
    given: &str,
) -> bool {
    let (Some(key), Some(signature)) = (secrets.rsa_public_key, base64_decode(given)) else { return false };
    UnparsedPublicKey::new(parameters, key).verify(base_string.as_bytes(), &signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::{form_decode, percent_decode};

    #[test]
    fn base_string_is_the_example_of_section_3_4_1_1() {
        // RFC 5849, section 3.4.1.1, with the header, query and body of section 3.4.1.3.1.
        let mut parameters = form_decode("b5=%3D%253D&a3=a&c%40=&a2=r%20b&c2&a3=2+q");
        let header = [
            ("oauth_consumer_key", "9djdj82h48djs9d2"),
            ("oauth_token", "kkk9d7dh3k39sjv7"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131201"),
            ("oauth_nonce", "7d8f3e4a"),
            ("oauth_signature", "djosJKDKJSD8743243%2Fjdk33klY%3D"),
        ];
        parameters.extend(header.map(|(name, value)| (name.to_owned(), percent_decode(value))));
        let expected = "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26\
            c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3D\
            HMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7";
        let base_string = base_string("post", "http://example.com/request", &parameters);
        assert_eq!(base_string, expected);
        // The signature that is printed there is wrong; this is the one of erratum 2550.
        let secrets = Secrets { client: "j49sk3j29djd", token: "dh893hdasih9", rsa_public_key: None };
        assert_eq!(verify("HMAC-SHA1", &base_string, &secrets, "r6/TJjbCOr97/+UU0NsvSne7s5g="), Ok(()));
    }

    #[test]
    fn hmac_sha1_is_the_example_of_section_1_2() {
        // RFC 5849, section 1.2: the request for the photo.
        let parameters: Pairs = [
            ("oauth_consumer_key", "dpf43f3p2l4k3l03"),
            ("oauth_token", "nnch734d00sl2jdk"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", "137131202"),
            ("oauth_nonce", "chapoH"),
            ("file", "vacation.jpg"),
            ("size", "original"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
        let base_string = base_string("GET", "http://photos.example.net/photos", &parameters);
        let secrets = Secrets { client: "kd94hf93k423kf44", token: "pfkkdhi9sl3r4s00", rsa_public_key: None };
        assert_eq!(verify("HMAC-SHA1", &base_string, &secrets, "MdpQcU8iPSUjWoN/UDMsK2sui9I="), Ok(()));
        assert_eq!(
            verify("HMAC-SHA1", &base_string, &secrets, "mdpQcU8iPSUjWoN/UDMsK2sui9I="),
            Err(Problem::SignatureInvalid)
        );
    }

    #[test]
    fn plaintext_is_the_encoded_secrets() {
        let secrets = Secrets { client: "a&b", token: "", rsa_public_key: None };
        assert_eq!(verify("PLAINTEXT", "", &secrets, "a%26b&"), Ok(()));
        assert_eq!(verify("HMAC-MD5", "", &secrets, "a%26b&"), Err(Problem::SignatureMethodRejected));
    }
}
