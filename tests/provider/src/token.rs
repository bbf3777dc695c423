//! The token endpoint (RFC 6749, section 3.2) and revocation (RFC 7009).

use ring::digest;
use serde_json::{Map, Value, json};

use crate::authorization::{Pkce, Side};
use crate::client_auth::authenticate;
use crate::clients::Client;
use crate::encoding::{base64url, random_token};
use crate::journal::Received;
use crate::parameters::Parameters;
use crate::personality::{self, RefreshKind};
use crate::reply::{Outcome, Reply};
use crate::state::{AccessToken, RefreshToken, State};

/// How long an access token and an ID token are valid, in seconds.
const TOKEN_LIFETIME: u64 = 3600;

pub(crate) fn token(state: &State, received: &Received, side: Side) -> Outcome {
    let form = read_form(received)?;
    let client = authenticate(state, received, &form)?;
    match form.get("grant_type") {
        Some("authorization_code") => redeem(state, client, &form, side),
        Some("refresh_token") => refresh(state, client, &form, side),
        Some(_) => Err(Reply::oauth_error(400, "unsupported_grant_type", "this grant type is not supported")),
        None => Err(invalid_request("grant_type is missing")),
    }
}

/// RFC 7009, section 2: unknown tokens are fine too.
pub(crate) fn revoke(state: &State, received: &Received) -> Outcome {
    let form = read_form(received)?;
    let client = authenticate(state, received, &form)?;
    let token = form.get("token").ok_or_else(|| invalid_request("token is missing"))?;
    let mut store = state.store();
    let access = store.access_tokens.get(token).map(|token| (token.client_id.clone(), token.family.clone()));
    let refresh = store.refresh_tokens.get(token);
    let refresh = refresh.map(|token| (token.request.client_id.clone(), token.family.clone()));
    match access.or(refresh) {
        Some((owner, _)) if owner != client.id => {
            return Err(Reply::oauth_error(400, "invalid_grant", "the token belongs to another client"));
        }
        Some((_, family)) => drop(store.revoked.insert(family)),
        None => {}
    }
    Ok(Reply::new(200).header("Cache-Control", "no-store"))
}

fn read_form(received: &Received) -> Result<Parameters, Reply> {
    if received.method != "POST" {
        return Err(Reply::method_not_allowed("POST"));
    }
    if !received.is_form() {
        return Err(invalid_request("the body must be application/x-www-form-urlencoded"));
    }
    // "The parameters can only be transmitted in the request-body and MUST NOT be included in the request URI."
    if !received.query.is_empty() {
        return Err(invalid_request("parameters must not be in the query"));
    }
    Parameters::once_each(received.form()).map_err(|name| invalid_request(&format!("{name} occurs twice")))
}

/// RFC 6749, section 4.1.3; RFC 7636, section 4.6.
fn redeem(state: &State, client: &Client, form: &Parameters, side: Side) -> Outcome {
    let code = form.get("code").ok_or_else(|| invalid_request("code is missing"))?;
    let mut store = state.store();
    let grant = store.codes.get_mut(code).ok_or_else(|| invalid_grant("no such code"))?;
    if grant.request.client_id != client.id || grant.request.side != side {
        return Err(invalid_grant("the code was issued to another client"));
    }
    let again = std::mem::replace(&mut grant.used, true);
    let grant = grant.clone();
    if again {
        // "SHOULD revoke (when possible) all tokens previously issued based on that authorization code": section 4.1.2.
        store.revoked.insert(grant.family);
        return Err(invalid_grant("the code was used before"));
    }
    drop(store);
    if grant.expires < state.now() {
        return Err(invalid_grant("the code has expired"));
    }
    let redirect_uri = form.get("redirect_uri").ok_or_else(|| invalid_request("redirect_uri is missing"))?;
    if redirect_uri != grant.request.redirect_uri {
        return Err(invalid_grant("redirect_uri is not the one of the authorization request"));
    }
    match (grant.request.pkce, grant.request.code_challenge.as_str(), form.get("code_verifier")) {
        (Pkce::Ignored, ..) | (Pkce::Honoured, "", None) => {}
        (Pkce::Honoured, "", Some(_)) => {
            return Err(invalid_grant("no code_challenge came with the request"));
        }
        (_, _, None) => return Err(invalid_request("code_verifier is missing")),
        (_, challenge, Some(verifier)) => check_verifier(verifier, challenge)?,
    }
    let nonce = grant.request.nonce.clone();
    let token = RefreshToken {
        request: grant.request,
        user: grant.user,
        auth_time: grant.auth_time,
        family: grant.family,
        used: false,
    };
    issue(state, client, token, Answering::Code { nonce })
}

fn check_verifier(verifier: &str, challenge: &str) -> Result<(), Reply> {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(unreserved) {
        return Err(invalid_request("code_verifier must be 43 to 128 unreserved characters"));
    }
    if base64url(digest::digest(&digest::SHA256, verifier.as_bytes())) != challenge {
        return Err(invalid_grant("code_verifier does not match code_challenge"));
    }
    Ok(())
}

/// RFC 6749, section 6, with rotation: a refresh token that comes twice voids its family (RFC 9700, section 4.14.2).
fn refresh(state: &State, client: &Client, form: &Parameters, side: Side) -> Outcome {
    let token = form.get("refresh_token").ok_or_else(|| invalid_request("refresh_token is missing"))?;
    let mut store = state.store();
    let grant = store.refresh_tokens.get_mut(token).ok_or_else(|| invalid_grant("no such refresh token"))?;
    if grant.request.client_id != client.id || grant.request.side != side {
        return Err(invalid_grant("the refresh token was issued to another client"));
    }
    let stays = personality::refresh_kind(state, &grant.request) == RefreshKind::Same;
    let again = std::mem::replace(&mut grant.used, !stays);
    let mut next = RefreshToken { used: false, ..grant.clone() };
    if again {
        store.revoked.insert(next.family);
        return Err(invalid_grant("the refresh token was used before"));
    }
    if store.revoked.contains(&next.family) {
        return Err(invalid_grant("the grant was revoked"));
    }
    drop(store);
    if let Some(scope) = form.get("scope") {
        if !scope.split(' ').all(|wanted| next.request.has_scope(wanted)) {
            return Err(Reply::oauth_error(400, "invalid_scope", "the scope was not granted"));
        }
        next.request.scope = scope.to_owned();
    }
    issue(state, client, next, Answering::Refresh)
}

/// What tokens are issued for. A refreshed ID token "SHOULD NOT have a nonce Claim".
enum Answering {
    Code { nonce: Option<String> },
    Refresh,
}

/// RFC 6749, section 5.1; OpenID Connect Core 1.0, sections 3.1.3.3 and 12.2.
fn issue(state: &State, client: &Client, grant: RefreshToken, answering: Answering) -> Outcome {
    let access_token = random_token()?;
    let refresh_token = random_token()?;
    let mut response = Map::new();
    let mut set = |name: &str, value: Value| response.insert(name.to_owned(), value);
    set("access_token", access_token.clone().into());
    set("token_type", if grant.request.side == Side::OpenId { "Bearer" } else { "bearer" }.into());
    set("expires_in", TOKEN_LIFETIME.into());
    let kind = personality::refresh_kind(state, &grant.request);
    let refreshed = matches!(answering, Answering::Refresh);
    let has_refresh_token = kind == RefreshKind::New || kind == RefreshKind::Same && !refreshed;
    if has_refresh_token {
        set("refresh_token", refresh_token.clone().into());
    }
    set("scope", grant.request.scope.clone().into());
    if grant.request.side == Side::OpenId && (grant.request.has_scope("openid") || state.always_id_token()) {
        let claims = id_token_claims(state, &grant, answering, &access_token)?;
        set("id_token", state.sign_id_token(client, claims, refreshed)?.into());
    }
    let now = state.now();
    let token = AccessToken {
        user: grant.user.clone(),
        scope: grant.request.scope.clone(),
        client_id: client.id.clone(),
        family: grant.family.clone(),
        expires: now + TOKEN_LIFETIME,
        request: grant.request.clone(),
    };
    if let (Some(play), Some(user)) = (state.play(), state.user(&grant.user)) {
        personality::shape(play, user, &mut response);
    }
    let mut store = state.store();
    store.forget_expired(now);
    store.access_tokens.insert(access_token, token);
    if has_refresh_token {
        store.refresh_tokens.insert(refresh_token, grant);
    }
    drop(store);
    state.knobs.edit(|settings| &settings.token_response, &mut response);
    Ok(Reply::json(200, response).header("Pragma", "no-cache"))
}

/// OpenID Connect Core 1.0, section 2, with the claims of the scopes besides.
fn id_token_claims(
    state: &State,
    grant: &RefreshToken,
    answering: Answering,
    access_token: &str,
) -> Result<Map<String, Value>, Reply> {
    let user = state.user(&grant.user).ok_or_else(|| invalid_grant("the account is gone"))?;
    let now = state.now();
    let mut claims = user.claims_for(&grant.request.scope);
    claims.extend(Map::from_iter([
        ("iss".to_owned(), json!(grant.request.issuer)),
        ("aud".to_owned(), json!(grant.request.client_id)),
        ("exp".to_owned(), json!(now + TOKEN_LIFETIME)),
        ("iat".to_owned(), json!(now)),
        ("auth_time".to_owned(), json!(grant.auth_time)),
        ("at_hash".to_owned(), json!(state.keys().current().algorithm.half_hash(access_token))),
    ]));
    if let Answering::Code { nonce: Some(nonce) } = answering {
        claims.insert("nonce".to_owned(), nonce.into());
    }
    personality::claims(state, &grant.request, user, &mut claims);
    Ok(claims)
}

fn invalid_request(description: &str) -> Reply {
    Reply::oauth_error(400, "invalid_request", description)
}

fn invalid_grant(description: &str) -> Reply {
    Reply::oauth_error(400, "invalid_grant", description)
}
