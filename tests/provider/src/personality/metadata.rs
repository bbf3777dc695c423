//! Discovery and keys of a personality.

use serde_json::{Map, Value, json};

use super::Scene;
use super::play::{Document, Refresh};
use crate::authorization::Pkce;
use crate::clients::ClientAuthentication;
use crate::journal::Endpoint;
use crate::reply::Outcome;
use crate::resources::{cached, into_object, only_get};

/// OpenID Connect Discovery 1.0, section 3, as far as the provider has it.
pub(super) fn metadata(scene: &Scene<'_>) -> Outcome {
    only_get(scene.received)?;
    let play = scene.play;
    let methods: Vec<&str> =
        play.client_authentication.iter().copied().map(ClientAuthentication::name).collect();
    let algorithm = play.metadata_algorithm.unwrap_or(scene.state.keys().current().algorithm);
    let grant_types = match play.refresh {
        Refresh::Never => json!(["authorization_code"]),
        _ => json!(["authorization_code", "refresh_token"]),
    };
    let mut document = into_object(json!({
        "issuer": issuer(scene),
        "scopes_supported": ["openid", "profile", "email"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": grant_types,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [algorithm.name()],
        "token_endpoint_auth_methods_supported": methods,
    }));
    document.extend(endpoints(scene));
    if play.pkce != Pkce::Ignored {
        document.insert("code_challenge_methods_supported".to_owned(), json!(["S256"]));
    }
    if play.callback_issuer.is_some() {
        document.insert("authorization_response_iss_parameter_supported".to_owned(), true.into());
    }
    scene.state.knobs.edit(|settings| &settings.metadata, &mut document);
    Ok(cached(document))
}

fn endpoints(scene: &Scene<'_>) -> Map<String, Value> {
    const NAMES: [(Endpoint, &str); 5] = [
        (Endpoint::Authorization, "authorization_endpoint"),
        (Endpoint::Token, "token_endpoint"),
        (Endpoint::Jwks, "jwks_uri"),
        (Endpoint::Revocation, "revocation_endpoint"),
        (Endpoint::EndSession, "end_session_endpoint"),
    ];
    let client_id = client_id(scene);
    let routes = scene.server.map(|server| server.routes).unwrap_or_default();
    let at = |wanted| routes.iter().find(|(endpoint, _)| *endpoint == wanted).map(|(_, at)| *at);
    let mut endpoints = Map::new();
    for (endpoint, name) in NAMES {
        if let Some(at) = at(endpoint) {
            endpoints.insert(name.to_owned(), scene.url(at, &client_id).into());
        }
    }
    if let Some(at) = userinfo(scene, at(Endpoint::Token).unwrap_or_default()) {
        endpoints.insert("userinfo_endpoint".to_owned(), scene.url(at, &client_id).into());
    }
    endpoints
}

/// The userinfo endpoint beside this token endpoint, or else the first.
fn userinfo(scene: &Scene<'_>, token: &str) -> Option<&'static str> {
    let is_openid = |document: &&Document| document.endpoint == Endpoint::Userinfo;
    let mut all = scene.play.documents.iter().filter(is_openid);
    let directory = token.rsplit_once('/').map_or("", |(directory, _)| directory);
    let beside = all.clone().find(|document| document.at.starts_with(directory));
    beside.or_else(|| all.next()).map(|document| document.at)
}

/// The client that the path names: Kanidm has an issuer for each.
fn client_id(scene: &Scene<'_>) -> String {
    let pattern = scene.server.and_then(|server| {
        let found = server.routes.iter().find(|(_, at)| super::play::matches(at, &scene.received.path));
        found.map(|(_, at)| *at)
    });
    let position = pattern.unwrap_or_default().split('/').position(|segment| segment == "{client_id}");
    let segment = position.and_then(|position| scene.received.path.split('/').nth(position + 1));
    segment.unwrap_or_default().to_owned()
}

fn issuer(scene: &Scene<'_>) -> String {
    // Entra ID leaves the place of the tenant open.
    scene.template(scene.server.map_or("", |server| server.issuer), &client_id(scene))
}

pub(super) fn jwks(scene: &Scene<'_>) -> Outcome {
    only_get(scene.received)?;
    let mut document = scene.state.keys().jwks();
    let keys = document.get_mut("keys").and_then(Value::as_array_mut);
    for key in keys.into_iter().flatten().filter_map(Value::as_object_mut) {
        if scene.play.keys_name_issuer {
            key.insert("issuer".to_owned(), issuer(scene).into());
        }
    }
    scene.state.knobs.edit(|settings| &settings.jwks, &mut document);
    Ok(cached(document))
}
