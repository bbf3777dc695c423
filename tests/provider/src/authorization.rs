//! The authorization endpoint of OpenID Connect and of plain OAuth 2.

use crate::encoding::{Pairs, random_token, with_query};
use crate::interaction::{self, Approval};
use crate::journal::Received;
use crate::pages;
use crate::parameters::Parameters;
use crate::personality;
use crate::reply::{Outcome, Reply};
use crate::state::{Code, State};

/// How long an authorization code may be redeemed, in seconds.
const CODE_LIFETIME: u64 = 60;

/// Which of the two authorization servers of this provider.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Side {
    OpenId,
    OAuth2,
}

/// How PKCE is treated.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Pkce {
    /// No code without a challenge.
    Required,
    /// A challenge is honoured; without one no verifier may come.
    Honoured,
    /// Both parameters are unknown, and ignored as RFC 6749, section 3.1 wants it.
    Ignored,
}

/// In whose name an authorization endpoint answers.
pub(crate) struct Terms {
    pub(crate) side: Side,
    /// The `iss` of ID tokens.
    pub(crate) issuer: String,
    /// The `iss` of authorization responses: RFC 9207, section 2.
    pub(crate) callback_issuer: Option<String>,
    pub(crate) pkce: Pkce,
}

impl Terms {
    /// The provider's own.
    pub(crate) fn honest(state: &State, side: Side) -> Self {
        let issuer = state.issuer.clone();
        let callback_issuer = (side == Side::OpenId).then(|| issuer.clone());
        Self { side, issuer, callback_issuer, pkce: Pkce::Required }
    }
}

/// A valid authorization request: RFC 6749, section 4.1.1; OpenID Connect Core 1.0, section 3.1.2.1.
#[derive(Clone)]
pub(crate) struct AuthorizationRequest {
    pub(crate) side: Side,
    pub(crate) issuer: String,
    pub(crate) pkce: Pkce,
    /// Everything that was sent.
    pub(crate) parameters: Pairs,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) scope: String,
    pub(crate) nonce: Option<String>,
    pub(crate) code_challenge: String,
    pub(crate) prompt: Vec<String>,
    pub(crate) max_age: Option<u64>,
    pub(crate) login_hint: Option<String>,
    callback_issuer: Option<String>,
    state: Option<String>,
    form_post: bool,
}

/// A refusal that goes back to the client.
type Refusal = (&'static str, &'static str);

pub(crate) fn authorize(state: &State, received: &Received, terms: Terms) -> Outcome {
    let pairs = match received.method.as_str() {
        "GET" => received.query_parameters(),
        "POST" => received.form(),
        _ => return Err(Reply::method_not_allowed("GET, POST")),
    };
    // Until client and redirect URI are known to belong together, nothing may be sent anywhere: RFC 6749, s. 4.1.2.1.
    let stop = |text: &str| pages::error(400, "This request cannot be trusted", text);
    let parameters = Parameters::once_each(pairs.clone())
        .map_err(|name| stop(&format!("The parameter {name} occurs twice.")))?;
    let client = parameters.get("client_id").and_then(|id| state.client(id));
    let client = client.ok_or_else(|| stop("No such client_id is registered."))?;
    let redirect_uri = parameters.get("redirect_uri").filter(|uri| client.allows_redirect_to(uri));
    let redirect_uri = redirect_uri.ok_or_else(|| stop("The redirect_uri is missing or not registered."))?;
    let request = AuthorizationRequest {
        side: terms.side,
        issuer: terms.issuer,
        callback_issuer: terms.callback_issuer,
        pkce: terms.pkce,
        parameters: pairs,
        client_id: client.id.clone(),
        redirect_uri: redirect_uri.to_owned(),
        scope: parameters.owned("scope").unwrap_or_default(),
        nonce: parameters.owned("nonce"),
        code_challenge: parameters
            .owned("code_challenge")
            .filter(|_| terms.pkce != Pkce::Ignored)
            .unwrap_or_default(),
        prompt: parameters.get("prompt").map(words).unwrap_or_default(),
        max_age: parameters.get("max_age").and_then(|seconds| seconds.parse().ok()),
        login_hint: parameters.owned("login_hint"),
        state: parameters.owned("state"),
        form_post: parameters.get("response_mode") == Some("form_post"),
    };
    match check(&parameters, &request) {
        Err((error, description)) => refuse(state, &request, error, description),
        Ok(()) => interaction::begin(state, received, Approval::Authorization(request)),
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn check(parameters: &Parameters, request: &AuthorizationRequest) -> Result<(), Refusal> {
    match parameters.get("response_type") {
        Some("code") => {}
        None => return Err(("invalid_request", "response_type is missing")),
        Some(_) => return Err(("unsupported_response_type", "only the code flow is supported")),
    }
    if !matches!(parameters.get("response_mode"), None | Some("query" | "form_post")) {
        return Err(("invalid_request", "response_mode must be query or form_post"));
    }
    if request.pkce == Pkce::Required || !request.code_challenge.is_empty() {
        check_challenge(parameters, request)?;
    }
    if parameters.get("max_age").is_some() && request.max_age.is_none() {
        return Err(("invalid_request", "max_age must be a number of seconds"));
    }
    if request.asks_for("none") && request.prompt.len() > 1 {
        return Err(("invalid_request", "prompt=none cannot be combined"));
    }
    // OpenID Connect Core 1.0, section 3.1.2.6.
    for (name, error) in [
        ("request", "request_not_supported"),
        ("request_uri", "request_uri_not_supported"),
        ("registration", "registration_not_supported"),
    ] {
        if parameters.get(name).is_some() {
            return Err((error, "this parameter is not supported"));
        }
    }
    Ok(())
}

/// RFC 7636, section 4.4.1.
fn check_challenge(parameters: &Parameters, request: &AuthorizationRequest) -> Result<(), Refusal> {
    if parameters.get("code_challenge_method") != Some("S256") {
        return Err(("invalid_request", "code_challenge_method must be S256"));
    }
    let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if request.code_challenge.len() != 43 || !request.code_challenge.bytes().all(is_base64url) {
        return Err(("invalid_request", "code_challenge must be 43 characters of base64url"));
    }
    Ok(())
}

impl AuthorizationRequest {
    /// Whether `prompt` contains the word.
    pub(crate) fn asks_for(&self, prompt: &str) -> bool {
        self.prompt.iter().any(|word| word == prompt)
    }

    /// Whether `scope` contains the word.
    pub(crate) fn has_scope(&self, scope: &str) -> bool {
        self.scope.split(' ').any(|word| word == scope)
    }
}

/// Issues a code and sends it back: RFC 6749, section 4.1.2.
pub(crate) fn approve(state: &State, request: &AuthorizationRequest, user: &str, auth_time: u64) -> Outcome {
    let code = random_token()?;
    let now = state.now();
    let grant = Code {
        request: request.clone(),
        user: user.to_owned(),
        auth_time,
        expires: now + CODE_LIFETIME,
        family: random_token()?,
        used: false,
    };
    let mut store = state.store();
    store.forget_expired(now);
    store.codes.insert(code.clone(), grant);
    drop(store);
    let mut pairs = vec![("code".to_owned(), code)];
    personality::introduce(state, request, user, &mut pairs);
    answer(state, request, pairs)
}

/// Sends an error back: RFC 6749, section 4.1.2.1.
pub(crate) fn refuse(
    state: &State,
    request: &AuthorizationRequest,
    error: &str,
    description: &str,
) -> Outcome {
    let pairs = [("error", error), ("error_description", description)];
    answer(state, request, pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
}

fn answer(state: &State, request: &AuthorizationRequest, mut pairs: Pairs) -> Outcome {
    if let Some(value) = &request.state {
        pairs.push(("state".to_owned(), value.clone()));
    }
    if let Some(issuer) = &request.callback_issuer {
        pairs.push(("iss".to_owned(), issuer.clone()));
    }
    state.knobs.edit(|settings| &settings.authorization_response, &mut pairs);
    if request.form_post {
        return pages::form_post(&request.redirect_uri, &pairs);
    }
    Ok(Reply::redirect(with_query(&request.redirect_uri, &pairs)))
}
