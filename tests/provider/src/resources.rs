//! What is there to read: metadata, keys, and the account behind a bearer token.

use serde_json::{Map, Value, json};

use crate::clients::ClientAuthentication;
use crate::journal::{Endpoint, Received};
use crate::knobs::BearerPlacement;
use crate::parameters::Parameters;
use crate::reply::{Outcome, Reply};
use crate::state::{AccessToken, State};
use crate::users::User;

/// OpenID Connect Discovery 1.0, section 3; RFC 8414, section 2.
pub(crate) fn metadata(state: &State, received: &Received) -> Outcome {
    only_get(received)?;
    let url = |endpoint: Endpoint| format!("{}{}", state.issuer, endpoint.path());
    let required = state.knobs.settings().client_authentication;
    let methods = match required {
        Some(only) => vec![only.name()],
        None => {
            use ClientAuthentication::{ClientSecretBasic, ClientSecretPost, None};
            [ClientSecretBasic, ClientSecretPost, None].map(ClientAuthentication::name).to_vec()
        }
    };
    let document = json!({
        "issuer": state.issuer,
        "authorization_endpoint": url(Endpoint::Authorization),
        "token_endpoint": url(Endpoint::Token),
        "userinfo_endpoint": url(Endpoint::Userinfo),
        "jwks_uri": url(Endpoint::Jwks),
        "revocation_endpoint": url(Endpoint::Revocation),
        "end_session_endpoint": url(Endpoint::EndSession),
        "scopes_supported": ["openid", "profile", "email", "phone", "address", "offline_access"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [state.keys().current().algorithm.name()],
        "token_endpoint_auth_methods_supported": methods,
        "revocation_endpoint_auth_methods_supported": methods,
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "claims_supported": ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "name", "given_name",
            "family_name", "email", "email_verified", "phone_number", "phone_number_verified", "address"],
        "claims_parameter_supported": false,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "authorization_response_iss_parameter_supported": true,
    });
    let mut document = into_object(document);
    state.knobs.edit(|settings| &settings.metadata, &mut document);
    Ok(cached(document))
}

pub(crate) fn jwks(state: &State, received: &Received) -> Outcome {
    only_get(received)?;
    let mut document = state.keys().jwks();
    state.knobs.edit(|settings| &settings.jwks, &mut document);
    Ok(cached(document))
}

pub(crate) fn only_get(received: &Received) -> Result<(), Reply> {
    if received.method == "GET" { Ok(()) } else { Err(Reply::method_not_allowed("GET")) }
}

pub(crate) fn into_object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}

pub(crate) fn cached(document: Map<String, Value>) -> Reply {
    let mut reply = Reply::json(200, document);
    reply.set_header("Cache-Control", "public, max-age=3600");
    reply
}

/// OpenID Connect Core 1.0, section 5.3.
pub(crate) fn userinfo(state: &State, received: &Received) -> Outcome {
    if !matches!(received.method.as_str(), "GET" | "POST") {
        return Err(Reply::method_not_allowed("GET, POST"));
    }
    let (user, token) = bearer(state, received, placement(state))?;
    if !token.scope.split(' ').any(|scope| scope == "openid") {
        return Err(challenge(403, "insufficient_scope", "the scope openid was not granted"));
    }
    let mut claims = user.claims_for(&token.scope);
    state.knobs.edit(|settings| &settings.userinfo, &mut claims);
    Ok(Reply::json(200, claims))
}

/// The account, as interfaces without OpenID Connect give it.
pub(crate) fn api_user(state: &State, received: &Received) -> Outcome {
    only_get(received)?;
    let (user, _) = bearer(state, received, placement(state))?;
    let mut account = into_object(json!({
        "id": user.id,
        "login": user.name,
        "name": user.full_name,
        // Only verified addresses are public here; `/api/emails` has them all.
        "email": user.email.as_ref().filter(|_| user.email_verified),
        "avatar_url": null,
    }));
    state.knobs.edit(|settings| &settings.api_user, &mut account);
    Ok(Reply::json(200, account))
}

/// The e-mail addresses, as interfaces without OpenID Connect give them.
pub(crate) fn api_emails(state: &State, received: &Received) -> Outcome {
    only_get(received)?;
    let (user, _) = bearer(state, received, placement(state))?;
    let emails: Vec<Value> = user
        .email
        .iter()
        .map(|email| json!({ "email": email, "primary": true, "verified": user.email_verified }))
        .collect();
    Ok(Reply::json(200, emails))
}

fn placement(state: &State) -> BearerPlacement {
    state.knobs.settings().bearer_placement
}

/// The account that a bearer token opens: RFC 6750, section 2.
pub(crate) fn bearer<'a>(
    state: &'a State,
    received: &Received,
    placement: BearerPlacement,
) -> Result<(&'a User, AccessToken), Reply> {
    let header = received.header("authorization").and_then(|value| value.split_once(' '));
    let header =
        header.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer")).map(|(_, token)| token.trim());
    let form = Parameters::once_each(received.form());
    let form = form
        .map_err(|_| challenge(400, "invalid_request", "a parameter occurs twice"))?
        .owned("access_token");
    let token = match (header, form) {
        (Some(_), Some(_)) => return Err(challenge(400, "invalid_request", "two access tokens at once")),
        (Some(token), None) if placement != BearerPlacement::Form => token.to_owned(),
        (None, Some(token)) if placement != BearerPlacement::Header => token,
        // "the request lacks any authentication information": no error code, section 3.1.
        _ => return Err(Reply::new(401).header("WWW-Authenticate", "Bearer realm=\"Example ID\"")),
    };
    let store = state.store();
    let found = store.access_tokens.get(&token).filter(|token| token.expires > state.now());
    let found = found.filter(|token| !store.revoked.contains(&token.family)).cloned();
    drop(store);
    let found = found.and_then(|token| Some((state.user(&token.user)?, token)));
    found.ok_or_else(|| challenge(401, "invalid_token", "the access token is unknown, expired or revoked"))
}

/// RFC 6750, section 3.
fn challenge(status: u16, error: &str, description: &str) -> Reply {
    let value =
        format!("Bearer realm=\"Example ID\", error=\"{error}\", error_description=\"{description}\"");
    Reply::oauth_error(status, error, description).header("WWW-Authenticate", value)
}
