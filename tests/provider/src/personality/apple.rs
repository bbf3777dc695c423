//! Sign in with Apple: the client's secret is a signature, and the person is introduced once.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, UnparsedPublicKey,
};
use serde_json::{Value, json};

use super::Scene;
use super::play::Form;
use super::template::Places;
use super::token::get;
use crate::authorization::AuthorizationRequest;
use crate::encoding::{Pairs, base64_decode};
use crate::reply::Reply;
use crate::state::State;

pub(crate) const TEAM_ID: &str = "TEAM123456";
pub(crate) const KEY_ID: &str = "KEY1234567";
/// "less than 15777000 seconds (six months) from the current Unix time on the server".
const LONGEST_SECRET: u64 = 15_777_000;
/// How far the client's clock may be ahead, in seconds.
const LEEWAY: u64 = 60;

/// The private key (PKCS#8, PEM) of every client at the playing Apple; its public half is registered.
///
/// It is published with this crate and protects nothing. Team and key identifiers are in
/// [`Personality::fillings`](crate::Personality::fillings).
pub fn apple_private_key_pem() -> &'static str {
    include_str!("../../keys/apple.p8")
}

/// Clients and users that know each other.
pub(crate) type Acquaintances = HashSet<(String, String)>;

/// The form field `user`, which comes "only the first time the user authorizes the app", and only for what was asked.
pub(crate) fn introduce(state: &State, request: &AuthorizationRequest, name: &str, pairs: &mut Pairs) {
    let plays =
        state.play().is_some_and(|play| play.form.iter().any(|form| matches!(form, Form::SecretIsJwt)));
    let Some(user) = state.user(name).filter(|_| plays) else { return };
    if !state.store().acquaintances.insert((request.client_id.clone(), user.name.clone())) {
        return;
    }
    let places = Places { user, email: request.has_scope("email"), asked: false };
    let text = match request.has_scope("name") {
        true => r#"{"name":{"firstName":"$given_name","lastName":"$family_name"},"email":"$email"}"#,
        false => r#"{"email":"$email"}"#,
    };
    let introduced = places.object(text);
    if !introduced.is_empty() {
        pairs.push(("user".to_owned(), Value::Object(introduced).to_string()));
    }
}

/// Checks the JWT in `client_secret` and puts the registered secret in its place.
pub(super) fn replace_secret(scene: &Scene<'_>, pairs: &mut Pairs) -> Result<(), Reply> {
    let refuse = |description: &str| Reply::oauth_error(400, "invalid_client", description);
    let secret = get(pairs, "client_secret").ok_or_else(|| refuse("client_secret is missing"))?;
    let client_id = get(pairs, "client_id").ok_or_else(|| refuse("client_id is missing"))?.to_owned();
    check_secret(scene, secret, &client_id).map_err(|reason| refuse(&reason))?;
    let client = scene.state.client(&client_id).ok_or_else(|| refuse("no such client is registered"))?;
    let registered = client.secret.clone().unwrap_or_default();
    for (_, value) in pairs.iter_mut().filter(|(name, _)| name == "client_secret") {
        value.clone_from(&registered);
    }
    // A client without a secret of its own is known by the signature alone.
    pairs.retain(|(name, value)| name != "client_secret" || !value.is_empty());
    Ok(())
}

fn check_secret(scene: &Scene<'_>, secret: &str, client_id: &str) -> Result<(), String> {
    let (header, claims) =
        verified(secret).ok_or("the client secret is not a JWT signed by the registered key")?;
    let issuer = scene.url("appleid.apple.com", client_id);
    for (part, name, expected) in [
        (&header, "alg", "ES256"),
        (&header, "kid", KEY_ID),
        (&claims, "iss", TEAM_ID),
        (&claims, "sub", client_id),
        (&claims, "aud", &issuer),
    ] {
        if part.get(name) != Some(&json!(expected)) {
            return Err(format!("{name} of the client secret is not {expected}"));
        }
    }
    let seconds = |name: &str| claims.get(name).and_then(Value::as_u64);
    let (Some(issued), Some(expires)) = (seconds("iat"), seconds("exp")) else {
        return Err("the client secret lacks iat or exp".to_owned());
    };
    let now = scene.state.now();
    if issued > now + LEEWAY || expires <= now {
        return Err("the client secret is not yet valid or expired".to_owned());
    }
    if expires - issued.min(now) > LONGEST_SECRET {
        return Err("the client secret lives longer than six months".to_owned());
    }
    Ok(())
}

/// Header and claims of a JWT, when the signature is the client's.
fn verified(token: &str) -> Option<(Value, Value)> {
    let (input, signature) = token.rsplit_once('.')?;
    let (header, claims) = input.split_once('.')?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public_key()?);
    key.verify(input.as_bytes(), &signature).ok()?;
    let read = |part: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    Some((read(header)?, read(claims)?))
}

fn public_key() -> Option<Vec<u8>> {
    let lines = apple_private_key_pem().lines().filter(|line| !line.starts_with('-'));
    let der = base64_decode(&lines.collect::<String>())?;
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der, &SystemRandom::new()).ok()?;
    Some(pair.public_key().as_ref().to_vec())
}
