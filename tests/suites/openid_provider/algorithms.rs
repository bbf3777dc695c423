//! Every algorithm that an ID token may be signed with.

use oauth_tests::{Peer, Visitor};
use serde_json::{Value, json};

use super::{good, jose_header, login, provider, refused, registered};

/// Logs in with an ID token signed by `alg`, and refreshes it.
fn verified(provider: &Peer, alg: &str) -> Value {
    let site = registered(
        provider,
        json!({"id_token_signed_response_alg": alg}),
        &[("OP_ID_TOKEN_SIGNED_RESPONSE_ALG", alg)],
    );
    let told = login(&site);
    assert_eq!(jose_header(&told["tokens"]["id_token"])["alg"], alg);
    assert_eq!(told["claims"]["sub"], "alice", "{alg}: {told}");
    assert_eq!(told["refreshed"]["claims"]["sub"], "alice", "{alg}: {told}");
    told
}

#[test]
fn rsa_signatures_are_verified() {
    let provider = provider();
    for alg in ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"] {
        verified(&provider, alg);
    }
}

#[test]
fn elliptic_signatures_are_verified() {
    let provider = provider();
    for alg in ["ES256", "ES384", "EdDSA"] {
        verified(&provider, alg);
    }
}

#[test]
fn client_secret_verifies_and_no_key_is_fetched() {
    let provider = provider();
    verified(&provider, "HS256");
    let requests = provider.command(&json!({"requests": true}));
    assert_eq!(requests["POST /token"], 2, "{requests}");
    assert_eq!(requests["GET /jwks"], Value::Null, "{requests}");
}

#[test]
fn another_algorithm_than_the_configured_one_is_refused() {
    let provider = provider();
    for (signed, configured) in
        [("RS256", "ES256"), ("HS256", "RS256"), ("RS256", "HS256"), ("PS256", "RS256")]
    {
        let site = registered(
            &provider,
            json!({"id_token_signed_response_alg": signed}),
            &[("OP_ID_TOKEN_SIGNED_RESPONSE_ALG", configured)],
        );
        let page = Visitor::new().browse(&site.url("/begin"));
        assert_eq!(refused(&page), (502, "id_token_algorithm".into()), "{signed} for {configured}");
    }
}

#[test]
fn a_provider_whose_keys_are_partly_unreadable_is_used() {
    // The key set has keys of kinds P-521 and X25519 too, which no ID token here is signed with.
    let provider = provider();
    let keys = Visitor::new().get(&format!("{}/jwks", provider.issuer())).json();
    let kinds: Vec<_> = keys["keys"].as_array().unwrap().iter().map(|key| &key["crv"]).collect();
    assert!(kinds.contains(&&json!("X25519")) && kinds.contains(&&json!("P-521")), "{kinds:?}");
    let site = registered(&provider, json!({}), &[]);
    assert_eq!(good(&Visitor::new().browse(&site.url("/begin")))["provider"], "op");
}
