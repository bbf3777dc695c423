//! Between a request and its answer: who is there, and do they agree?

use std::collections::HashSet;

use crate::authorization::{self, AuthorizationRequest, Side};
use crate::encoding::{Pairs, random_token, with_query};
use crate::journal::Received;
use crate::oauth1;
use crate::pages;
use crate::parameters::Parameters;
use crate::reply::{Outcome, Reply};
use crate::state::State;

/// How long a login page may stay open, in seconds.
const INTERACTION_LIFETIME: u64 = 3600;

/// What a person is asked to approve.
#[derive(Clone)]
pub(crate) enum Approval {
    Authorization(AuthorizationRequest),
    OAuth1(oauth1::Confirmation),
}

/// A page that was sent and has not been answered.
#[derive(Clone)]
pub(crate) struct Interaction {
    pub(crate) approval: Approval,
    pub(crate) expires: u64,
    /// The browser that it was sent to.
    session: String,
    logged_in: bool,
}

/// One browser.
#[derive(Clone, Default)]
pub(crate) struct Session {
    /// The user and when they typed their password.
    pub(crate) login: Option<(String, u64)>,
    /// Clients and scopes that were agreed to.
    consents: HashSet<(String, String)>,
}

impl Approval {
    pub(crate) fn client_id(&self) -> &str {
        match self {
            Self::Authorization(request) => &request.client_id,
            Self::OAuth1(confirmation) => &confirmation.client_id,
        }
    }

    pub(crate) fn scope(&self) -> &str {
        match self {
            Self::Authorization(request) => &request.scope,
            Self::OAuth1(_) => "",
        }
    }

    pub(crate) fn login_hint(&self) -> Option<&str> {
        match self {
            Self::Authorization(request) => request.login_hint.as_deref(),
            Self::OAuth1(confirmation) => confirmation.login_hint.as_deref(),
        }
    }

    fn asks_for(&self, prompt: &str) -> bool {
        matches!(self, Self::Authorization(request) if request.asks_for(prompt))
    }

    fn max_age(&self) -> Option<u64> {
        match self {
            Self::Authorization(request) => request.max_age,
            Self::OAuth1(_) => None,
        }
    }

    fn approve(&self, state: &State, user: &str, auth_time: u64) -> Outcome {
        match self {
            Self::Authorization(request) => authorization::approve(state, request, user, auth_time),
            Self::OAuth1(confirmation) => oauth1::approve(state, confirmation, user),
        }
    }

    fn refuse(&self, state: &State, error: &str, description: &str) -> Outcome {
        match self {
            Self::Authorization(request) => authorization::refuse(state, request, error, description),
            Self::OAuth1(confirmation) => oauth1::refuse(state, confirmation),
        }
    }

    /// Whether a login of that moment is too old, or was asked to be repeated.
    fn wants_new_login(&self, auth_time: u64, now: u64) -> bool {
        let too_old =
            self.max_age().is_some_and(|seconds| seconds == 0 || now > auth_time.saturating_add(seconds));
        too_old || self.asks_for("login") || self.asks_for("select_account")
    }

    fn consent_key(&self) -> (String, String) {
        (self.client_id().to_owned(), self.scope().to_owned())
    }
}

/// Answers a valid request: at once where possible, else with a page.
pub(crate) fn begin(state: &State, received: &Received, approval: Approval) -> Outcome {
    let hint = approval.login_hint().and_then(|hint| hint.strip_prefix("auto:")).map(str::to_owned);
    if let Some(user) = hint.or_else(|| state.approver().clone()) {
        return begin_unasked(state, &approval, &user);
    }
    let cookie = received.cookie(&state.cookie).unwrap_or_default();
    let session = state.store().sessions.get(cookie).cloned();
    let login = session.as_ref().and_then(|session| session.login.clone());
    let login = login.filter(|(_, auth_time)| !approval.wants_new_login(*auth_time, state.now()));
    let agreed = session.as_ref().is_some_and(|session| session.consents.contains(&approval.consent_key()));
    let agreed = agreed && !approval.asks_for("consent");
    match login {
        Some((user, auth_time)) if agreed => approval.approve(state, &user, auth_time),
        // OpenID Connect Core 1.0, section 3.1.2.6.
        Some(_) if approval.asks_for("none") => {
            approval.refuse(state, "consent_required", "consent is needed")
        }
        None if approval.asks_for("none") => approval.refuse(state, "login_required", "a login is needed"),
        login => ask(state, session.map(|_| cookie.to_owned()), approval, login.is_some()),
    }
}

fn begin_unasked(state: &State, approval: &Approval, user: &str) -> Outcome {
    if let Some(error) = user.strip_prefix('!') {
        return approval.refuse(state, error, "asked for by login_hint");
    }
    if approval.asks_for("none") && approval.max_age() == Some(0) {
        return approval.refuse(state, "login_required", "a login is needed");
    }
    if state.user(user).is_none() {
        return Err(pages::error(
            400,
            "No such account",
            "The request is to be approved by a user who does not exist.",
        ));
    }
    approval.approve(state, user, state.now())
}

/// Sends the page that is needed next, and remembers what it is about.
fn ask(state: &State, session: Option<String>, approval: Approval, logged_in: bool) -> Outcome {
    let id = random_token()?;
    let is_new = session.is_none();
    let session = match session {
        Some(session) => session,
        None => random_token()?,
    };
    let now = state.now();
    let interaction =
        Interaction { approval, expires: now + INTERACTION_LIFETIME, session: session.clone(), logged_in };
    let mut store = state.store();
    store.forget_expired(now);
    store.sessions.entry(session.clone()).or_default();
    store.interactions.insert(id.clone(), interaction.clone());
    drop(store);
    let page = page(state, &id, &interaction)?;
    Ok(if is_new { set_cookie(state, page, &session) } else { page })
}

fn page(state: &State, id: &str, interaction: &Interaction) -> Outcome {
    if !interaction.logged_in {
        return pages::login(state, id, &interaction.approval, None);
    }
    let login = state.store().sessions.get(&interaction.session).and_then(|session| session.login.clone());
    let user = login.and_then(|(user, _)| state.user(&user)).ok_or_else(stale)?;
    pages::consent(state, id, &interaction.approval, user)
}

fn set_cookie(state: &State, reply: Reply, session: &str) -> Reply {
    reply.header("Set-Cookie", format!("{}={session}; Path=/; HttpOnly; SameSite=Lax", state.cookie))
}

fn stale() -> Reply {
    pages::error(
        400,
        "Start again",
        "This page is too old or belongs to another browser. Go back to the application and sign in once more.",
    )
}

/// The interaction that a form or link is about, for the browser that it was sent to.
fn find(
    state: &State,
    received: &Received,
    pairs: Pairs,
) -> Result<(String, Interaction, Parameters), Reply> {
    let parameters = Parameters::once_each(pairs).map_err(|_| stale())?;
    let id = parameters.owned("interaction").ok_or_else(stale)?;
    let found = state.store().interactions.get(&id).cloned();
    let found = found.filter(|found| found.expires > state.now());
    let found = found.filter(|found| received.cookie(&state.cookie) == Some(found.session.as_str()));
    Ok((id, found.ok_or_else(stale)?, parameters))
}

/// What the login page sends.
pub(crate) fn login(state: &State, received: &Received) -> Outcome {
    if received.method != "POST" {
        return Err(Reply::method_not_allowed("POST"));
    }
    let (id, interaction, parameters) = find(state, received, received.form())?;
    if parameters.get("action") == Some("cancel") {
        return finish(state, &id, |approval| {
            approval.refuse(state, "access_denied", "the user cancelled the login")
        });
    }
    let name = parameters.get("username").unwrap_or_default().trim().to_ascii_lowercase();
    let user = state.user(&name).filter(|user| parameters.get("password") == Some(user.name.as_str()));
    let Some(user) = user else {
        return Err(pages::login(state, &id, &interaction.approval, Some(&name))?);
    };
    // A new name for the session at login: nobody else can know it.
    let session = random_token()?;
    let mut store = state.store();
    let mut data = store.sessions.remove(&interaction.session).unwrap_or_default();
    if data.login.as_ref().is_some_and(|(name, _)| *name != user.name) {
        data.consents.clear();
    }
    data.login = Some((user.name.clone(), state.now()));
    store.sessions.insert(session.clone(), data);
    for (other, open) in &mut store.interactions {
        if open.session == interaction.session {
            open.session.clone_from(&session);
            open.logged_in |= *other == id;
        }
    }
    drop(store);
    let next = with_query("/consent", &[("interaction".to_owned(), id)]);
    Ok(set_cookie(state, Reply::redirect(next), &session))
}

/// The consent page, and what it sends.
pub(crate) fn consent(state: &State, received: &Received) -> Outcome {
    let pairs = match received.method.as_str() {
        "GET" => received.query_parameters(),
        "POST" => received.form(),
        _ => return Err(Reply::method_not_allowed("GET, POST")),
    };
    let (id, interaction, parameters) = find(state, received, pairs)?;
    let login = state.store().sessions.get(&interaction.session).and_then(|session| session.login.clone());
    let (Some((user, auth_time)), true) = (login, interaction.logged_in) else {
        return page(state, &id, &Interaction { logged_in: false, ..interaction });
    };
    let key = interaction.approval.consent_key();
    if received.method == "GET" {
        let known =
            state.store().sessions.get(&interaction.session).is_some_and(|s| s.consents.contains(&key));
        if known && !interaction.approval.asks_for("consent") {
            return finish(state, &id, |approval| approval.approve(state, &user, auth_time));
        }
        return page(state, &id, &interaction);
    }
    match parameters.get("action") {
        Some("allow") => {
            if let Some(session) = state.store().sessions.get_mut(&interaction.session) {
                session.consents.insert(key);
            }
            finish(state, &id, |approval| approval.approve(state, &user, auth_time))
        }
        _ => finish(state, &id, |approval| approval.refuse(state, "access_denied", "the user refused")),
    }
}

/// Answers an interaction, once.
fn finish(state: &State, id: &str, answer: impl FnOnce(&Approval) -> Outcome) -> Outcome {
    let interaction = state.store().interactions.remove(id).ok_or_else(stale)?;
    answer(&interaction.approval)
}

/// OpenID Connect RP-Initiated Logout 1.0, section 2.
pub(crate) fn end_session(state: &State, received: &Received) -> Outcome {
    let pairs = if received.method == "POST" { received.form() } else { received.query_parameters() };
    let parameters = Parameters::once_each(pairs).map_err(|name| {
        pages::error(400, "This request cannot be trusted", &format!("{name} occurs twice."))
    })?;
    if let Some(cookie) = received.cookie(&state.cookie) {
        state.store().sessions.remove(cookie);
    }
    let Some(target) = parameters.get("post_logout_redirect_uri") else {
        return pages::message("Signed out", "You are signed out of Example ID.");
    };
    let client = parameters.get("client_id").and_then(|id| state.client(id));
    let hinted = || parameters.get("id_token_hint").and_then(audience).and_then(|id| state.client(&id));
    if !client.or_else(hinted).is_some_and(|client| client.allows_redirect_to(target)) {
        return Err(pages::error(
            400,
            "This request cannot be trusted",
            "The post_logout_redirect_uri is not registered.",
        ));
    }
    let pairs: Pairs =
        parameters.owned("state").map(|value| ("state".to_owned(), value)).into_iter().collect();
    Ok(Reply::redirect(with_query(target, &pairs)))
}

/// The `aud` of a hint; its signature decides nothing here.
fn audience(id_token: &str) -> Option<String> {
    use base64::Engine as _;
    let claims = id_token.split('.').nth(1)?;
    let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(claims).ok()?;
    let claims: serde_json::Value = serde_json::from_slice(&claims).ok()?;
    claims.get("aud")?.as_str().map(str::to_owned)
}

/// What the two authorization servers are called on the pages.
pub(crate) fn protocol_name(approval: &Approval) -> &'static str {
    match approval {
        Approval::Authorization(request) if request.side == Side::OpenId => "OpenID Connect",
        Approval::Authorization(_) => "OAuth 2",
        Approval::OAuth1(_) => "OAuth 1.0a",
    }
}
