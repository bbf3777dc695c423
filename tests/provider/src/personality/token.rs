//! The token and revocation endpoints of a personality.

use serde_json::{Map, Value};

use super::errors::{self, Place};
use super::play::{Ask, Form, Play, Refresh, Shape};
use super::template::Places;
use super::{RefreshKind, Scene, apple};
use crate::authorization::{AuthorizationRequest, Side};
use crate::clients::ClientAuthentication;
use crate::encoding::{Pairs, form_encode};
use crate::journal::Received;
use crate::knobs::BearerPlacement;
use crate::reply::{Outcome, Reply};
use crate::state::State;
use crate::users::User;
use crate::{resources, token};

pub(super) fn token(scene: &Scene<'_>) -> Outcome {
    let side = if scene.play.id_token == super::play::IdToken::Never { Side::OAuth2 } else { Side::OpenId };
    let outcome = translate(scene, true).and_then(|received| token::token(scene.state, &received, side));
    let reply = outcome.unwrap_or_else(|refusal| errors::shape(scene.play.errors, refusal, Place::Token));
    Ok(encode(scene, reply))
}

pub(super) fn revoke(scene: &Scene<'_>) -> Outcome {
    if scene.play.form.iter().any(|form| matches!(form, Form::BearerRevocation)) {
        return revoke_bearer(scene);
    }
    let outcome = translate(scene, false).and_then(|received| token::revoke(scene.state, &received));
    outcome.map_err(|refusal| errors::shape(scene.play.errors, refusal, Place::Token))
}

/// "Disables the access token used to authenticate the call."
fn revoke_bearer(scene: &Scene<'_>) -> Outcome {
    if scene.received.method != "POST" {
        return Err(Reply::method_not_allowed("POST"));
    }
    if !scene.received.body.is_empty() || scene.received.header("content-type").is_some() {
        return Err(invalid_request("this call has neither a body nor a Content-Type"));
    }
    let (_, token) = resources::bearer(scene.state, scene.received, BearerPlacement::Header)?;
    scene.state.store().revoked.insert(token.family);
    Ok(Reply::new(200))
}

/// Checks a request as the real provider would, and writes it as RFC 6749 has it.
fn translate(scene: &Scene<'_>, for_tokens: bool) -> Result<Received, Reply> {
    if scene.received.method != "POST" {
        return Err(Reply::method_not_allowed("POST"));
    }
    let json = for_tokens && scene.play.form.iter().any(|form| matches!(form, Form::Json));
    let mut pairs = if json { read_json(scene.received)? } else { scene.received.form() };
    if !json && !scene.received.is_form() {
        return Err(invalid_request("the body must be application/x-www-form-urlencoded"));
    }
    check_authentication(scene, &pairs)?;
    for form in scene.play.form {
        obey(scene, *form, &mut pairs)?;
    }
    if let (true, Some(at)) = (for_tokens, scene.play.refresh_at) {
        check_place(scene.received.path.strip_prefix('/') == Some(at), &mut pairs)?;
    }
    if scene.play.ask.iter().any(|ask| matches!(ask, Ask::CommaScopes)) {
        for (_, scope) in pairs.iter_mut().filter(|(name, _)| name == "scope") {
            *scope = scope.replace(',', " ");
        }
    }
    Ok(scene.translated(None, Some(form_encode(&pairs))))
}

/// "HTTP Basic; documented body is JSON", and strictly so: a member that is not documented fails the validation.
fn read_json(received: &Received) -> Result<Pairs, Reply> {
    const KNOWN: [&str; 4] = ["grant_type", "code", "redirect_uri", "refresh_token"];
    let media_type = received.header("content-type").and_then(|value| value.split(';').next());
    if media_type.map(str::trim) != Some("application/json") {
        return Err(invalid_request("the body must be application/json"));
    }
    let body: Map<String, Value> =
        serde_json::from_str(&received.body).map_err(|_| invalid_request("the body is not a JSON object"))?;
    let mut pairs = Pairs::new();
    for (name, value) in body {
        let value = value.as_str().filter(|_| KNOWN.contains(&name.as_str()));
        let value = value.ok_or_else(|| invalid_request(&format!("body.{name} should be not present")))?;
        pairs.push((name, value.to_owned()));
    }
    Ok(pairs)
}

fn check_authentication(scene: &Scene<'_>, pairs: &Pairs) -> Result<(), Reply> {
    let method = match scene.received.header("authorization") {
        Some(_) => ClientAuthentication::ClientSecretBasic,
        None if get(pairs, "client_secret").is_some() => ClientAuthentication::ClientSecretPost,
        None => ClientAuthentication::None,
    };
    // A public client proves nothing; the honest check decides whether it is one.
    if method == ClientAuthentication::None || scene.play.client_authentication.contains(&method) {
        return Ok(());
    }
    let description = format!("this provider does not take {}", method.name());
    Err(Reply::oauth_error(401, "invalid_client", &description))
}

fn obey(scene: &Scene<'_>, form: Form, pairs: &mut Pairs) -> Result<(), Reply> {
    match form {
        // The body is read before anything else, and revocation is another request.
        Form::Json | Form::BearerRevocation => Ok(()),
        Form::ClientKey => {
            if get(pairs, "client_id").is_some() {
                return Err(invalid_request("the parameter is called client_key, not client_id"));
            }
            for (name, _) in pairs.iter_mut().filter(|(name, _)| name == "client_key") {
                *name = "client_id".to_owned();
            }
            Ok(())
        }
        Form::SecretIsJwt => apple::replace_secret(scene, pairs),
        Form::NoVerifier if get(pairs, "code_verifier").is_some() => {
            Err(Reply::oauth_error(401, "invalid_client", "Client authentication failed"))
        }
        Form::ScopeOnRefresh
            if get(pairs, "grant_type") == Some("refresh_token") && get(pairs, "scope").is_none() =>
        {
            Err(invalid_request("the scope is missing"))
        }
        Form::UserAgent if scene.received.header("user-agent").is_none_or(str::is_empty) => {
            Err(Reply::oauth_error(429, "too_many_requests", "the request has no User-Agent"))
        }
        Form::NoVerifier | Form::ScopeOnRefresh | Form::UserAgent => Ok(()),
    }
}

/// A URL for codes and another for refreshes.
fn check_place(refreshes: bool, pairs: &mut Pairs) -> Result<(), Reply> {
    let grant_type = get(pairs, "grant_type").map(str::to_owned);
    match (refreshes, grant_type.as_deref()) {
        (true, None) => pairs.push(("grant_type".to_owned(), "refresh_token".to_owned())),
        (true, Some("refresh_token")) => {}
        (false, grant_type) if grant_type != Some("refresh_token") => {}
        _ => {
            return Err(Reply::oauth_error(
                400,
                "unsupported_grant_type",
                "this grant belongs to another URL",
            ));
        }
    }
    Ok(())
}

/// Whether the grant of this request comes with a refresh token.
pub(crate) fn refresh_kind(state: &State, request: &AuthorizationRequest) -> RefreshKind {
    let given = |name: &str| get(&request.parameters, name);
    match state.play().map(|play| play.refresh) {
        None | Some(Refresh::Rotates) => RefreshKind::New,
        Some(Refresh::Stays) => RefreshKind::Same,
        Some(Refresh::OnScope(scope)) if request.has_scope(scope) => RefreshKind::New,
        Some(Refresh::OnParameters(wanted))
            if wanted.iter().all(|(name, value)| given(name) == Some(value)) =>
        {
            RefreshKind::Same
        }
        Some(Refresh::Never | Refresh::OnScope(_) | Refresh::OnParameters(_)) => RefreshKind::None,
    }
}

/// Writes a successful token response as the real provider does.
pub(crate) fn shape(play: &Play, user: &User, response: &mut Map<String, Value>) {
    let scope = response.get("scope").and_then(Value::as_str).unwrap_or_default().to_owned();
    for shape in play.shape {
        match *shape {
            Shape::CommaScope => drop(response.insert("scope".to_owned(), scope.replace(' ', ",").into())),
            Shape::ArrayScope => {
                let scopes: Vec<&str> = scope.split(' ').filter(|scope| !scope.is_empty()).collect();
                response.insert("scope".to_owned(), scopes.into());
            }
            Shape::TextExpiry => {
                let text = response.get("expires_in").map(Value::to_string);
                response.insert("expires_in".to_owned(), text.into());
            }
            Shape::Without(name) => drop(response.remove(name)),
            Shape::Renamed(old, new) => {
                if let Some(value) = response.remove(old) {
                    response.insert(new.to_owned(), value);
                }
            }
            Shape::With(text) => response.extend(Places { user, email: true, asked: false }.object(text)),
            // The whole answer, or OAuth 1.0a: see `encode` and `add_members`.
            Shape::FormUnlessAccepted | Shape::Member(..) => {}
        }
    }
}

/// OAuth 1.0a: what comes with the token credentials.
pub(crate) fn add_members(play: &Play, user: &User, pairs: &mut Pairs) {
    let places = Places { user, email: true, asked: false };
    for shape in play.shape {
        if let Shape::Member(name, place) = *shape {
            let value = place.strip_prefix('$').and_then(|place| places.place(place));
            let value = value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
            pairs.push((name.to_owned(), value.unwrap_or_default()));
        }
    }
}

/// "without Accept: application/json the token response is form-encoded".
fn encode(scene: &Scene<'_>, reply: Reply) -> Reply {
    let wanted = scene.play.shape.iter().any(|shape| matches!(shape, Shape::FormUnlessAccepted));
    let accepted = scene.received.header("accept").is_some_and(|accept| accept.contains("application/json"));
    let Some(Value::Object(members)) = reply.json_body().filter(|_| wanted && !accepted) else {
        return reply;
    };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let pairs: Pairs = members.iter().map(|(name, value)| (name.clone(), text(value))).collect();
    let mut reply = reply.with_body(form_encode(&pairs));
    reply.set_header("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
    reply
}

pub(super) fn get<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a str> {
    pairs
        .iter()
        .find(|(present, value)| present == name && !value.is_empty())
        .map(|(_, value)| value.as_str())
}

fn invalid_request(description: &str) -> Reply {
    Reply::oauth_error(400, "invalid_request", description)
}
