//! OAuth 1.0a (RFC 5849), the server's half.

mod request;
mod signature;

use serde_json::{Map, Value, json};

use crate::encoding::{Pairs, form_encode, random_token, with_query};
use crate::interaction::{self, Approval};
use crate::journal::Received;
use crate::pages;
use crate::parameters::Parameters;
use crate::personality;
use crate::reply::{Outcome, Reply};
use crate::state::{State, TemporaryCredentials, TokenCredentials};
use crate::users::User;

pub(crate) use request::TIMESTAMP_WINDOW;
use request::{Problem, SignedRequest, TokenKind};

/// How long temporary credentials may be confirmed and exchanged, in seconds.
const TEMPORARY_LIFETIME: u64 = 3600;

/// What a person confirms: temporary credentials that exist.
#[derive(Clone)]
pub(crate) struct Confirmation {
    pub(crate) client_id: String,
    pub(crate) login_hint: Option<String>,
    token: String,
    callback: String,
}

/// Section 2.1.
pub(crate) fn temporary_credentials(state: &State, received: &Received) -> Outcome {
    let request = SignedRequest::verify(state, received, TokenKind::None)?;
    let callback = request.parameter("oauth_callback").ok_or(Problem::Absent("oauth_callback"))?;
    if callback != "oob" && !request.client.allows_redirect_to(callback) {
        return Err(Problem::Rejected("oauth_callback").into());
    }
    let token = random_token()?;
    let now = state.now();
    let temporary = TemporaryCredentials {
        secret: random_token()?,
        client_id: request.client.id.clone(),
        callback: callback.to_owned(),
        expires: now + TEMPORARY_LIFETIME,
        confirmed: None,
    };
    let mut pairs = pairs([
        ("oauth_token", &token),
        ("oauth_token_secret", &temporary.secret),
        ("oauth_callback_confirmed", "true"),
    ]);
    let mut store = state.store();
    store.forget_expired(now);
    store.temporary_credentials.insert(token, temporary);
    drop(store);
    state.knobs.edit(|settings| &settings.temporary_credentials, &mut pairs);
    Ok(form(&pairs))
}

/// Section 2.2.
pub(crate) fn authorize(state: &State, received: &Received) -> Outcome {
    if received.method != "GET" {
        return Err(Reply::method_not_allowed("GET"));
    }
    let stop = |text: &str| pages::error(400, "This request cannot be trusted", text);
    let parameters = Parameters::once_each(received.query_parameters());
    let parameters = parameters.map_err(|name| stop(&format!("The parameter {name} occurs twice.")))?;
    let token = parameters.owned("oauth_token").ok_or_else(|| stop("The oauth_token is missing."))?;
    let found = state.store().temporary_credentials.get(&token).cloned();
    let found = found.filter(|found| found.expires > state.now() && found.confirmed.is_none());
    let found = found.ok_or_else(|| stop("The oauth_token is unknown, too old or already used."))?;
    let confirmation = Confirmation {
        client_id: found.client_id,
        login_hint: parameters.owned("login_hint"),
        token,
        callback: found.callback,
    };
    interaction::begin(state, received, Approval::OAuth1(confirmation))
}

/// Sends the verifier back, or shows it.
pub(crate) fn approve(state: &State, confirmation: &Confirmation, user: &str) -> Outcome {
    let verifier = random_token()?;
    if let Some(found) = state.store().temporary_credentials.get_mut(&confirmation.token) {
        found.confirmed = Some((verifier.clone(), user.to_owned()));
    }
    if confirmation.callback == "oob" {
        return pages::verifier(&verifier);
    }
    let mut pairs = pairs([("oauth_token", &confirmation.token), ("oauth_verifier", &verifier)]);
    state.knobs.edit(|settings| &settings.oauth1_authorization_response, &mut pairs);
    Ok(Reply::redirect(with_query(&confirmation.callback, &pairs)))
}

/// RFC 5849 has no way to say no; `denied` is Twitter's.
pub(crate) fn refuse(state: &State, confirmation: &Confirmation) -> Outcome {
    state.store().temporary_credentials.remove(&confirmation.token);
    if confirmation.callback == "oob" {
        return pages::message("Not allowed", "You refused. The application gets no access.");
    }
    let mut pairs = pairs([("denied", &confirmation.token)]);
    state.knobs.edit(|settings| &settings.oauth1_authorization_response, &mut pairs);
    Ok(Reply::redirect(with_query(&confirmation.callback, &pairs)))
}

/// Section 2.3. Temporary credentials work once, also when the verifier is wrong.
pub(crate) fn token_credentials(state: &State, received: &Received) -> Outcome {
    let request = SignedRequest::verify(state, received, TokenKind::Temporary)?;
    let token = request.parameter("oauth_token").unwrap_or_default();
    let given = request.parameter("oauth_verifier").ok_or(Problem::Absent("oauth_verifier"))?;
    let spent = state.store().temporary_credentials.remove(token).ok_or(Problem::TokenRejected)?;
    let (verifier, user) = spent.confirmed.ok_or(Problem::PermissionUnknown)?;
    if verifier != given {
        return Err(Problem::Rejected("oauth_verifier").into());
    }
    let token = random_token()?;
    let credentials =
        TokenCredentials { secret: random_token()?, client_id: spent.client_id, user: user.clone() };
    let mut pairs =
        pairs([("oauth_token", &token), ("oauth_token_secret", &credentials.secret), ("screen_name", &user)]);
    match (state.play(), state.user(&user)) {
        (Some(play), Some(user)) => {
            pairs.truncate(2);
            personality::add_members(play, user, &mut pairs);
        }
        (None, Some(user)) => pairs.push(("user_id".to_owned(), user.id.to_string())),
        (_, None) => {}
    }
    state.store().token_credentials.insert(token, credentials);
    state.knobs.edit(|settings| &settings.token_credentials, &mut pairs);
    Ok(form(&pairs))
}

/// The account, as Twitter gave it.
pub(crate) fn verify_credentials(state: &State, received: &Received) -> Outcome {
    let request = SignedRequest::verify(state, received, TokenKind::Access)?;
    let user = account(state, &request)?;
    let mut account = Map::from_iter([
        ("id".to_owned(), json!(user.id)),
        ("id_str".to_owned(), json!(user.id.to_string())),
        ("screen_name".to_owned(), json!(user.name)),
        ("name".to_owned(), json!(user.full_name)),
    ]);
    if request.parameter("include_email") == Some("true") && user.email_verified {
        account.insert("email".to_owned(), json!(user.email));
    }
    state.knobs.edit(|settings| &settings.verify_credentials, &mut account);
    Ok(Reply::json(200, account))
}

/// The account behind a signed request, and the parameters of the request.
pub(crate) fn signed_account<'a>(state: &'a State, received: &Received) -> Result<(&'a User, Pairs), Reply> {
    let request = SignedRequest::verify(state, received, TokenKind::Access)?;
    Ok((account(state, &request)?, request.parameters))
}

/// Tells a signed request what was understood of it: every parameter that took part in the signature.
pub(crate) fn echo(state: &State, received: &Received) -> Outcome {
    let request = SignedRequest::verify(state, received, TokenKind::Access)?;
    let user = account(state, &request)?;
    let parameters: Vec<Value> = request
        .parameters
        .iter()
        .filter(|(name, _)| !name.starts_with("oauth_"))
        .map(|(name, value)| json!([name, value]))
        .collect();
    Ok(Reply::json(
        200,
        json!({ "method": received.method, "screen_name": user.name, "parameters": parameters }),
    ))
}

fn account<'a>(state: &'a State, request: &SignedRequest<'_>) -> Result<&'a User, Reply> {
    let token = request.parameter("oauth_token").unwrap_or_default();
    let name = state.store().token_credentials.get(token).map(|token| token.user.clone());
    Ok(name.and_then(|name| state.user(&name)).ok_or(Problem::TokenRejected)?)
}

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> Pairs {
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
}

fn form(pairs: &Pairs) -> Reply {
    Reply::text(200, "application/x-www-form-urlencoded", form_encode(pairs))
        .header("Cache-Control", "no-store")
}
