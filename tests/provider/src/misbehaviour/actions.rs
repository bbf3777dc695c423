//! The misbehaviours that need more than one line.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::encoding::{form_decode, form_encode, random_token};
use crate::id_token::{self, IdTokenDraft, Signature};
use crate::journal::{Endpoint, Received};
use crate::keys::{Algorithm, SigningKey};
use crate::provider::Provider;
use crate::reply::Reply;
use crate::state::State;

/// The provider as it is.
pub(super) fn honest(_: &Provider) {}

/// Sets one claim of every ID token.
pub(super) fn claim(provider: &Provider, name: &'static str, value: impl Into<Value>) {
    let value = value.into();
    provider.on_id_token(move |draft| draft.set(name, value.clone()));
}

/// Removes one claim of every ID token.
pub(super) fn no_claim(provider: &Provider, name: &'static str) {
    provider.on_id_token(move |draft| draft.remove(name));
}

/// Moves a time claim: seconds from its honest value.
pub(super) fn shift(draft: &mut IdTokenDraft, claim: &str, seconds: i64) {
    let honest = draft.claims.get(claim).and_then(Value::as_i64).unwrap_or_default();
    draft.set(claim, honest + seconds);
}

/// Sets one header parameter of every ID token.
pub(super) fn header(provider: &Provider, name: &'static str, value: impl Into<Value>) {
    let value = value.into();
    provider.on_id_token(move |draft| draft.set_header(name, value.clone()));
}

/// Signs every ID token in another way, and names an algorithm in the header.
pub(super) fn signature(provider: &Provider, alg: Option<&'static str>, signature: Signature) {
    provider.on_id_token(move |draft| {
        draft.signature = signature.clone();
        if let Some(alg) = alg {
            draft.set_header("alg", alg);
        }
    });
}

/// Signs with another algorithm, and badly.
pub(super) fn corrupt(provider: &Provider, algorithm: Algorithm) {
    provider.signing(algorithm);
    signature(provider, None, Signature::Corrupt);
}

/// Brings its own key: the header contains the key that verifies the token.
pub(super) fn embedded_key(provider: &Provider) {
    provider.on_id_token(|draft| {
        if let Ok(stranger) = SigningKey::stranger(Algorithm::RS256) {
            draft.set_header("jwk", stranger.jwk());
        }
        draft.signature = Signature::OtherKey;
    });
}

/// Writes a claim twice, the second time with another value.
pub(super) fn duplicate_claim(draft: &mut IdTokenDraft) {
    let text = Value::Object(draft.claims.clone()).to_string();
    draft.claims_text = text.strip_suffix('}').map(|open| format!("{open},\"sub\":\"somebody-else\"}}"));
}

/// Publishes a second key of the same kind before the right one, and names neither.
pub(super) fn two_keys_without_kid(provider: &Provider) {
    provider.on_id_token(|draft| drop(draft.header.remove("kid")));
    provider.on_jwks(|document| {
        let Some(Value::Array(keys)) = document.get_mut("keys") else { return };
        if let Ok(stranger) = SigningKey::stranger(Algorithm::RS256) {
            keys.insert(0, Value::Object(stranger.jwk()));
        }
        for key in keys.iter_mut().filter_map(Value::as_object_mut) {
            key.remove("kid");
        }
    });
}

/// Puts keys into the JWKS that no client can use, before the right one.
pub(super) fn strange_keys(document: &mut Map<String, Value>) {
    if let Some(Value::Array(keys)) = document.get_mut("keys") {
        let strange = [
            json!({ "kty": "OKP", "crv": "X25519", "kid": "x", "x": "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo" }),
            json!({ "kty": "EC", "crv": "secp256k1", "kid": "k", "x": "AA", "y": "AA" }),
            json!({ "kty": "AKP", "alg": "ML-DSA-44", "kid": "m", "pub": "AA" }),
            json!({ "kty": "LWE" }),
            json!({}),
        ];
        keys.splice(0..0, strange);
    }
}

/// Rotates just before each signature, except before the first when `spare_first`.
pub(super) fn rotate_before_signing(provider: &Provider, spare_first: bool) {
    let state = Arc::downgrade(&provider.server.state);
    let spare = AtomicBool::new(spare_first);
    provider.on_id_token(move |draft| {
        if spare.swap(false, Ordering::Relaxed) {
            return;
        }
        if let Some(state) = state.upgrade() {
            state.rotate_keys(None);
            draft.set_header("kid", state.keys().current().kid.clone());
        }
    });
}

/// Takes a new key under the old `kid` before each signature.
pub(super) fn replace_key_under_kid(provider: &Provider) {
    let state = Arc::downgrade(&provider.server.state);
    provider.on_id_token(move |_| {
        if let Some(state) = state.upgrade() {
            state.rotate_keys_keeping_kid();
        }
    });
}

/// Publishes the keys at an address of this run only.
pub(super) fn fresh_jwks_uri(provider: &Provider) {
    let Ok(random) = random_token() else { return };
    let path = format!("/jwks/{random}");
    let jwks_uri = format!("{}{path}", provider.issuer());
    provider
        .on_metadata(move |document| drop(document.insert("jwks_uri".to_owned(), jwks_uri.clone().into())));
    provider.on_reply(Endpoint::Jwks, move |received, reply| {
        if received.path != path {
            *reply = Reply::json(404, json!({ "error": "not_found" }));
        }
    });
}

/// Answers userinfo as a signed JWT: OpenID Connect Core 1.0, section 5.3.2.
pub(super) fn signed_userinfo(provider: &Provider) {
    let state = Arc::downgrade(&provider.server.state);
    provider.on_reply(Endpoint::Userinfo, move |received, reply| {
        let Some(state) = state.upgrade().filter(|_| reply.status == 200) else { return };
        if let Some(jwt) = userinfo_jwt(&state, received, reply) {
            reply.set_header("Content-Type", "application/jwt");
            reply.body = jwt.into_bytes();
        }
    });
}

fn userinfo_jwt(state: &State, received: &Received, reply: &Reply) -> Option<String> {
    let header = received.header("authorization").and_then(|value| value.split_once(' '));
    let token = header.map(|(_, token)| token.to_owned()).or_else(|| received.parameter("access_token"))?;
    let client_id = state.store().access_tokens.get(&token)?.client_id.clone();
    let secret = state.client(&client_id)?.secret.clone().unwrap_or_default();
    let Value::Object(mut claims) = reply.json_body()? else { return None };
    claims.insert("iss".to_owned(), state.issuer.clone().into());
    claims.insert("aud".to_owned(), client_id.into());
    let key = state.keys().current();
    id_token::sign(&IdTokenDraft::new(key.header(), claims), &key, &secret).ok()
}

/// Puts a claim into userinfo that another party, here the provider itself, has signed.
pub(super) fn aggregated_claims(provider: &Provider) {
    let state = Arc::downgrade(&provider.server.state);
    provider.on_userinfo(move |claims| {
        let Some(state) = state.upgrade() else { return };
        let key = state.keys().current();
        let inner = Map::from_iter([
            ("iss".to_owned(), json!(state.issuer)),
            ("eye_color".to_owned(), json!("blue")),
        ]);
        let Ok(jwt) = id_token::sign(&IdTokenDraft::new(key.header(), inner), &key, "") else { return };
        claims.insert("_claim_names".to_owned(), json!({ "eye_color": "source" }));
        claims.insert("_claim_sources".to_owned(), json!({ "source": { "JWT": jwt } }));
    });
}

/// Sets one parameter of the authorization response, or adds it.
pub(super) fn response_parameter(provider: &Provider, name: &'static str, value: &'static str) {
    provider.on_authorization_response(move |pairs| {
        pairs.retain(|(present, _)| present != name);
        pairs.push((name.to_owned(), value.to_owned()));
    });
}

/// Leaves one parameter of the authorization response out.
pub(super) fn no_response_parameter(provider: &Provider, name: &'static str) {
    provider.on_authorization_response(move |pairs| pairs.retain(|(present, _)| present != name));
}

/// Replaces the code by an error.
pub(super) fn response_error(provider: &Provider, error: &'static str, description: &'static str) {
    provider.on_authorization_response(move |pairs| {
        pairs.retain(|(name, _)| !matches!(name.as_str(), "code" | "error" | "error_description"));
        pairs.insert(0, ("error".to_owned(), error.to_owned()));
        pairs.insert(1, ("error_description".to_owned(), description.to_owned()));
    });
}

/// Sets one member of the token response.
pub(super) fn token_member(provider: &Provider, name: &'static str, value: impl Into<Value>) {
    let value = value.into();
    provider.on_token_response(move |response| drop(response.insert(name.to_owned(), value.clone())));
}

/// Leaves one member of the token response out.
pub(super) fn no_token_member(provider: &Provider, name: &'static str) {
    provider.on_token_response(move |response| drop(response.remove(name)));
}

/// Edits the finished answers of both token endpoints.
pub(super) fn token_reply(provider: &Provider, edit: fn(&mut Reply)) {
    provider.on_reply(Endpoint::Token, move |_, reply| edit(reply));
    provider.on_reply(Endpoint::OAuth2Token, move |_, reply| edit(reply));
}

/// Replaces the answers of both token endpoints.
pub(super) fn token_answer(provider: &Provider, answer: Answer) {
    provider.answer(Endpoint::Token, answer.clone());
    provider.answer(Endpoint::OAuth2Token, answer);
}

/// Writes a token response as a form, as GitHub does unless asked for JSON.
pub(super) fn form_encoded(reply: &mut Reply) {
    let Some(Value::Object(members)) = reply.json_body() else { return };
    let text = |value: Value| value.as_str().map(str::to_owned).unwrap_or_else(|| value.to_string());
    let pairs: Vec<(String, String)> = members.into_iter().map(|(name, value)| (name, text(value))).collect();
    reply.body = form_encode(&pairs).into_bytes();
    reply.set_header("Content-Type", "application/x-www-form-urlencoded");
}

/// Replaces the issuer in the metadata.
pub(super) fn metadata_member(provider: &Provider, name: &'static str, value: impl Into<Value>) {
    let value = value.into();
    provider.on_metadata(move |document| drop(document.insert(name.to_owned(), value.clone())));
}

/// Leaves one member of the metadata out.
pub(super) fn no_metadata_member(provider: &Provider, name: &'static str) {
    provider.on_metadata(move |document| drop(document.remove(name)));
}

/// Replaces an endpoint's body by this JSON text.
pub(super) fn body(provider: &Provider, endpoint: Endpoint, text: &'static str) {
    provider.on_reply(endpoint, move |_, reply| reply.body = text.into());
}

/// Writes temporary credentials as JSON.
pub(super) fn json_credentials(provider: &Provider) {
    provider.on_reply(Endpoint::TemporaryCredentials, |_, reply| {
        let pairs = form_decode(&String::from_utf8_lossy(&reply.body));
        let members: Map<String, Value> =
            pairs.into_iter().map(|(name, value)| (name, value.into())).collect();
        reply.body = Value::Object(members).to_string().into_bytes();
        reply.set_header("Content-Type", "application/json");
    });
}
