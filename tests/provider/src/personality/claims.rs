//! The claims of a personality's ID tokens.

use serde_json::{Map, Value, json};

use super::play::Claim;
use super::template::Places;
use crate::authorization::AuthorizationRequest;
use crate::state::State;
use crate::users::User;

/// Changes the honest claims into the provider's.
pub(crate) fn claims(
    state: &State,
    request: &AuthorizationRequest,
    user: &User,
    claims: &mut Map<String, Value>,
) {
    for claim in state.play().map(|play| play.claims).unwrap_or_default() {
        match *claim {
            Claim::NoNonce => drop(claims.remove("nonce")),
            Claim::NonceAlways => drop(claims.entry("nonce").or_insert_with(|| json!(""))),
            Claim::TextVerified => {
                if let Some(verified) = claims.get_mut("email_verified") {
                    *verified = verified.to_string().into();
                }
            }
            Claim::OnlyAsked => only_asked(request, user, claims),
            Claim::Project(id) => {
                let client = claims.get("aud").cloned();
                claims.insert("aud".to_owned(), json!([format!("{id}@other"), client, id]));
                claims.insert("azp".to_owned(), json!(client));
            }
            Claim::Without(name) => drop(claims.remove(name)),
            Claim::With(text) => claims.extend(Places { user, email: true, asked: false }.object(text)),
        }
    }
}

fn only_asked(request: &AuthorizationRequest, user: &User, claims: &mut Map<String, Value>) {
    const PROTOCOL: [&str; 8] = ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash"];
    claims.retain(|name, _| PROTOCOL.contains(&name.as_str()));
    claims.extend(asked(request, user, "id_token"));
}

/// OpenID Connect Core 1.0, section 5.5: what the parameter `claims` asks for in one place, as far as it exists.
pub(super) fn asked(request: &AuthorizationRequest, user: &User, place: &str) -> Map<String, Value> {
    let email = request.has_scope("user:read:email");
    let all = Places { user, email, asked: false }.object(
        r#"{"email":"$email","email_verified":"$verified","picture":"$picture","preferred_username":"$login"}"#,
    );
    let parameter = super::token::get(&request.parameters, "claims").unwrap_or_default();
    let wanted: Value = serde_json::from_str(parameter).unwrap_or_default();
    let wanted = wanted.get(place).and_then(Value::as_object);
    all.into_iter().filter(|(name, _)| wanted.is_some_and(|wanted| wanted.contains_key(name))).collect()
}
