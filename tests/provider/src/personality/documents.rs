//! What is read with an access token: profiles and lists of addresses.

use serde_json::{Map, Value};

use super::Scene;
use super::claims::asked;
use super::errors::{self, Place};
use super::play::{Content, Demand, Document, matches};
use super::template::Places;
use crate::journal::Endpoint;
use crate::knobs::BearerPlacement;
use crate::oauth1;
use crate::reply::{Outcome, Reply};
use crate::resources;
use crate::state::AccessToken;
use crate::users::User;

pub(super) fn read(scene: &Scene<'_>) -> Outcome {
    answer(scene).map_err(|refusal| errors::shape(scene.play.errors, refusal, Place::Interface))
}

fn answer(scene: &Scene<'_>) -> Outcome {
    let at = |document: &&Document| matches(document.at, &scene.received.path);
    let candidates = scene.play.documents.iter().find(at);
    let document = candidates.ok_or_else(|| invalid_request(404, "nothing is here"))?;
    if scene.received.method != document.method {
        return Err(Reply::method_not_allowed(document.method));
    }
    // The body is looked at before the token in it would be.
    for demand in document.demands {
        before(scene, *demand)?;
    }
    if document.endpoint == Endpoint::VerifyCredentials {
        return signed(scene, document);
    }
    let (user, token) = resources::bearer(scene.state, scene.received, BearerPlacement::Header)?;
    let mut content = content(scene, document, user, &token);
    for demand in document.demands {
        after(scene, *demand, &token, &mut content)?;
    }
    if let Value::Object(members) = &mut content {
        edit(scene, document.endpoint, members);
    }
    Ok(Reply::json(200, content))
}

/// OAuth 1.0a.
fn signed(scene: &Scene<'_>, document: &Document) -> Outcome {
    let (user, parameters) = oauth1::signed_account(scene.state, scene.received)?;
    let asked = parameters.iter().any(|(name, value)| name == "include_email" && value == "true");
    let places = Places { user, email: true, asked };
    let mut members = match document.content {
        Content::Text(text) => places.object(text),
        Content::Claims(_) | Content::ClaimsWithout(..) | Content::AskedClaims(_) => Map::new(),
    };
    edit(scene, document.endpoint, &mut members);
    Ok(Reply::json(200, members))
}

fn edit(scene: &Scene<'_>, endpoint: Endpoint, members: &mut Map<String, Value>) {
    let knobs = &scene.state.knobs;
    match endpoint {
        Endpoint::Userinfo => knobs.edit(|settings| &settings.userinfo, members),
        Endpoint::VerifyCredentials => knobs.edit(|settings| &settings.verify_credentials, members),
        Endpoint::ApiUser => knobs.edit(|settings| &settings.api_user, members),
        _ => {}
    }
}

fn content(scene: &Scene<'_>, document: &Document, user: &User, token: &AccessToken) -> Value {
    let granted = |scopes: &[&str]| token.scope.split(' ').any(|scope| scopes.contains(&scope));
    let email = scene.play.email_scope.is_none_or(granted);
    let places = Places { user, email, asked: false };
    let mut claims = user.claims_for(&token.scope);
    match &document.content {
        Content::Text(text) => return places.fill(text),
        // The members of the document come last: Cognito has another `email_verified`.
        Content::Claims(more) => claims.extend(places.object(more)),
        Content::ClaimsWithout(names, more) => {
            claims.retain(|name, _| !names.contains(&name.as_str()));
            claims.extend(places.object(more));
        }
        Content::AskedClaims(more) => {
            claims.retain(|name, _| name == "sub");
            claims.extend(asked(&token.request, user, "userinfo"));
            claims.extend(places.object(more));
        }
    }
    Value::Object(claims)
}

/// What can be refused without knowing who asks.
fn before(scene: &Scene<'_>, demand: Demand) -> Result<(), Reply> {
    let header = |name: &str| scene.received.header(name).is_some_and(|value| !value.is_empty());
    match demand {
        Demand::Header(name, status) if !header(name) => {
            Err(invalid_request(status, &format!("the request has no {name}")))
        }
        Demand::Query(name, wanted) if query(scene, name).as_deref() != Some(wanted) => {
            Err(invalid_request(400, &format!("the parameter {name} must be {wanted}")))
        }
        Demand::NoBody if header("content-type") || !scene.received.body.is_empty() => {
            Err(invalid_request(400, "this call has neither a body nor a Content-Type"))
        }
        Demand::Header(..) | Demand::Query(..) | Demand::NoBody => Ok(()),
        Demand::Scope(_) | Demand::Fields { .. } | Demand::MoreFields { .. } => Ok(()),
    }
}

/// What depends on the token, and what changes the content.
fn after(scene: &Scene<'_>, demand: Demand, token: &AccessToken, content: &mut Value) -> Result<(), Reply> {
    match demand {
        Demand::Scope(scopes) if !token.scope.split(' ').any(|scope| scopes.contains(&scope)) => {
            let description = format!("the scope {} was not granted", scopes.first().unwrap_or(&""));
            Err(Reply::oauth_error(403, "insufficient_scope", &description))
        }
        Demand::Fields { parameter, of, always } => {
            let fields = query(scene, parameter).filter(|fields| !fields.is_empty());
            let missing = || invalid_request(400, &format!("the parameter {parameter} is missing"));
            keep(content.pointer_mut(of), &fields.ok_or_else(missing)?, always);
            Ok(())
        }
        Demand::MoreFields { parameter, of, always } => {
            keep(content.pointer_mut(of), &query(scene, parameter).unwrap_or_default(), always);
            Ok(())
        }
        Demand::Scope(_) | Demand::Header(..) | Demand::Query(..) | Demand::NoBody => Ok(()),
    }
}

/// Keeps the members that are named, without what a name may carry: `picture.type(large)`, `picture{url}`.
fn keep(object: Option<&mut Value>, fields: &str, always: &[&str]) {
    let wanted: Vec<&str> = fields
        .split(',')
        .map(|field| field.split(['.', '{', '(']).next().unwrap_or_default().trim())
        .collect();
    if let Some(Value::Object(members)) = object {
        members.retain(|name, _| wanted.contains(&name.as_str()) || always.contains(&name.as_str()));
    }
}

fn query(scene: &Scene<'_>, name: &str) -> Option<String> {
    let pairs = scene.received.query_parameters();
    pairs.into_iter().find(|(present, _)| present == name).map(|(_, value)| value)
}

fn invalid_request(status: u16, description: &str) -> Reply {
    Reply::oauth_error(status, "invalid_request", description)
}
