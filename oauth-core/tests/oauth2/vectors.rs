//! Published vectors of OAuth 2 and discovery (`tests/vectors/oauth2.json`).

use oauth_core::oauth2::{AuthorizationParameters, AuthorizationResponse, Client, ResponseParameters};
use oauth_core::{
    Error, Exchange as _, Key, PendingAuthorization, Protocol, Random, Request, Settings, Source, encoding,
    oidc,
};
use serde_json::Value;

use crate::support::{CONFIGURED, NOW, REDIRECT_URI, client, code, json, metadata, parameter, resolve};

fn vector(id: &str) -> Value {
    let vectors: Vec<Value> =
        serde_json::from_str(include_str!("../../../tests/vectors/oauth2.json")).unwrap();
    vectors.into_iter().find(|vector| vector["id"] == id).unwrap_or_else(|| panic!("no vector {id}"))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The octets of a vector, again and again.
struct Octets(Vec<u8>);

impl Random for Octets {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), Error> {
        buffer.chunks_mut(self.0.len()).for_each(|part| part.copy_from_slice(&self.0[..part.len()]));
        Ok(())
    }
}

/// A login whose `state` and `code_verifier` are both made of these octets.
fn begin(client: &Client, octets: &[u8]) -> (String, PendingAuthorization) {
    let parameters = AuthorizationParameters::default();
    let request = client.authorize(&metadata(client), parameters, NOW, &mut Octets(octets.to_vec())).unwrap();
    (request.url, request.pending)
}

fn accept(
    client: &Client,
    pending: PendingAuthorization,
    query: &str,
) -> Result<AuthorizationResponse, Error> {
    let parameters = ResponseParameters::from_query(query)?;
    AuthorizationResponse::accept(client, &metadata(client), pending, parameters, NOW)
}

/// The token request that follows from a good callback.
fn token_request(client: &Client, octets: &[u8]) -> Request {
    let (url, pending) = begin(client, octets);
    let state = parameter(&url, "state").unwrap();
    let response = accept(client, pending, &format!("code=c&state={state}")).unwrap();
    client.redeem(&metadata(client), &response, NOW).unwrap().request().clone()
}

#[test]
fn the_verifier_and_the_challenge_are_those_of_rfc_7636() {
    let vector = vector("PKCE-RFC7636-B");
    let octets: Vec<u8> = serde_json::from_value(vector["inputs"]["octets"].clone()).unwrap();
    let client = client();
    let challenge = parameter(&begin(&client, &octets).0, "code_challenge");
    assert_eq!(challenge.as_deref(), vector["expected"].as_str());
    let body = String::from_utf8(token_request(&client, &octets).body).unwrap();
    let verifier = parameter(&format!("?{body}"), "code_verifier");
    assert_eq!(verifier.as_deref(), vector["inputs"]["code_verifier"].as_str());
}

/// The `Authorization` header of a client with the identifier and secret of a vector.
fn authorization(inputs: &Value) -> String {
    let deployment =
        Settings::new().client("acme", text(&inputs["client_id"]), text(&inputs["client_secret"]));
    let mut resolved = resolve(&deployment, CONFIGURED, Protocol::OAuth2);
    let client = Client::from_settings(&mut resolved, REDIRECT_URI).unwrap();
    let headers = token_request(&client, &[7; 32]).headers;
    headers.into_iter().find(|(name, _)| *name == "authorization").unwrap().1.into_owned()
}

#[test]
fn the_client_s_password_is_that_of_rfc_6749() {
    let vector = vector("BASIC-RFC6749-2.3.1");
    assert_eq!(authorization(&vector["inputs"]), text(&vector["expected"]));
}

#[test]
fn the_client_s_password_is_read_as_the_one_of_oauth4webapi_is() {
    let vector = vector("BASIC-FORM-OAUTH4WEBAPI");
    let ours = authorization(&vector["inputs"]);
    let ours = encoding::base64_decode(ours.strip_prefix("Basic ").unwrap()).unwrap();
    let theirs = text(&vector["expected"]);
    let theirs = theirs.strip_prefix("Basic base64(\"").and_then(|text| text.strip_suffix("\")")).unwrap();
    let decoded = ["client_id", "client_secret"].map(|name| text(&vector["inputs"][name]).to_owned());
    for credentials in [std::str::from_utf8(&ours).unwrap(), theirs] {
        let (id, secret) = credentials.split_once(':').unwrap();
        let read = [id, secret].map(|part| encoding::form_decode(part).unwrap().remove(0).0);
        assert_eq!(read, decoded, "{credentials}");
    }
}

#[test]
fn the_form_encoding_is_that_of_rfc_6749() {
    let vector = vector("FORM-RFC6749-APPB");
    assert_eq!(encoding::form_encode(text(&vector["inputs"]["value"])), text(&vector["expected"]));
}

const ISSUER_ONLY: &[(Key, Source)] = &[(Key::Issuer, Source::Environment)];

#[test]
fn metadata_are_where_rfc_8414_and_openid_connect_discovery_put_them() {
    for index in 0..3 {
        for (kind, protocol) in [("RFC8414", Protocol::OAuth2), ("OIDC", Protocol::OpenIdConnect)] {
            let vector = vector(&format!("WELLKNOWN-{kind}-{index}"));
            let deployment = Settings::new()
                .client("acme", "id", "secret")
                .set("ACME_ISSUER", text(&vector["inputs"]["issuer"]));
            let mut resolved = resolve(&deployment, ISSUER_ONLY, protocol);
            let discovery = match protocol {
                Protocol::OpenIdConnect => {
                    oidc::Client::from_settings(&mut resolved, REDIRECT_URI).unwrap().discover()
                }
                _ => Client::from_settings(&mut resolved, REDIRECT_URI).unwrap().discover(),
            };
            assert_eq!(discovery.unwrap().request().url, text(&vector["expected"]), "{kind} {index}");
        }
    }
}

#[test]
fn the_response_of_rfc_9207_is_accepted_from_its_issuer_alone() {
    const FROM_ISSUER: &[(Key, Source)] = &[
        (Key::Issuer, Source::Environment),
        (Key::AuthorizationEndpoint, Source::Literal("https://as.example/authorize")),
        (Key::TokenEndpoint, Source::Literal("https://as.example/token")),
    ];
    let vector = vector("ISS-RFC9207-2.1");
    let location = text(&vector["inputs"]["location"]);
    let query = location.split_once('?').unwrap().1;
    let octets = encoding::base64url_decode(parameter(location, "state").unwrap()).unwrap();
    let verdict = |issuer: &str| {
        let deployment = Settings::new().client("acme", "id", "secret").set("ACME_ISSUER", issuer);
        let mut resolved = resolve(&deployment, FROM_ISSUER, Protocol::OAuth2);
        let client = Client::from_settings(&mut resolved, REDIRECT_URI).unwrap();
        let pending = begin(&client, &octets).1;
        accept(&client, pending, query).map_or_else(|error| error.code(), |_| "accepted")
    };
    let issuer = text(&vector["expected"]);
    assert_eq!(verdict(issuer), "accepted");
    for other in ["https://attacker.example", "https://honest.as.example/"] {
        assert_eq!(verdict(other), "response_issuer_mismatch", "{other}");
    }
}

#[test]
fn a_token_of_an_unknown_type_is_refused_as_rfc_6749_section_7_1_asks() {
    let vector = vector("TOKEN-RFC6749-5.1");
    let client = client();
    let (url, pending) = begin(&client, &[7; 32]);
    let state = parameter(&url, "state").unwrap();
    let response = accept(&client, pending, &format!("code=c&state={state}")).unwrap();
    let request = client.redeem(&metadata(&client), &response, NOW).unwrap();
    assert_eq!(code(request, json(200, text(&vector["inputs"]["body"]))), text(&vector["expected"]));
}
