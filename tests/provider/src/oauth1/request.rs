//! Reading and checking a signed request: RFC 5849, section 3.2.

use crate::clients::Client;
use crate::encoding::{Pairs, form_encode, percent_decode};
use crate::journal::Received;
use crate::oauth1::signature::{self, Secrets};
use crate::reply::Reply;
use crate::state::State;

/// How far a timestamp may be off, in seconds, either way.
pub(crate) const TIMESTAMP_WINDOW: u64 = 300;

/// A request whose signature, timestamp and nonce are good.
pub(crate) struct SignedRequest<'a> {
    pub(crate) client: &'a Client,
    /// All parameters that took part in the signature, in the order of header, query, body.
    pub(crate) parameters: Pairs,
}

/// Which token the request must carry.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum TokenKind {
    None,
    Temporary,
    Access,
}

/// Why a request is refused, in the words of the OAuth Problem Reporting extension.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Problem {
    Absent(&'static str),
    Rejected(&'static str),
    ConsumerKeyUnknown,
    TokenRejected,
    SignatureMethodRejected,
    SignatureInvalid,
    TimestampRefused,
    NonceUsed,
    VersionRejected,
    PermissionUnknown,
}

impl Problem {
    fn name(self) -> &'static str {
        match self {
            Self::Absent(_) => "parameter_absent",
            Self::Rejected(_) => "parameter_rejected",
            Self::ConsumerKeyUnknown => "consumer_key_unknown",
            Self::TokenRejected => "token_rejected",
            Self::SignatureMethodRejected => "signature_method_rejected",
            Self::SignatureInvalid => "signature_invalid",
            Self::TimestampRefused => "timestamp_refused",
            Self::NonceUsed => "nonce_used",
            Self::VersionRejected => "version_rejected",
            Self::PermissionUnknown => "permission_unknown",
        }
    }

    /// Section 3.2: 400 for what is malformed, 401 for what is wrong.
    fn status(self) -> u16 {
        match self {
            Self::Absent(_) | Self::Rejected(_) | Self::SignatureMethodRejected | Self::VersionRejected => {
                400
            }
            _ => 401,
        }
    }
}

impl From<Problem> for Reply {
    fn from(problem: Problem) -> Self {
        let mut pairs = vec![("oauth_problem".to_owned(), problem.name().to_owned())];
        if let Problem::Absent(name) | Problem::Rejected(name) = problem {
            pairs.push(("oauth_parameters".to_owned(), name.to_owned()));
        }
        let body = form_encode(&pairs);
        let challenge = format!("OAuth realm=\"Example ID\", oauth_problem=\"{}\"", problem.name());
        Self::text(problem.status(), "application/x-www-form-urlencoded", body)
            .header("Cache-Control", "no-store")
            .header("WWW-Authenticate", challenge)
    }
}

impl<'a> SignedRequest<'a> {
    /// Checks everything that section 3.2 asks a server to check; the nonce last, so that nobody can burn another's.
    pub(crate) fn verify(state: &'a State, received: &Received, kind: TokenKind) -> Result<Self, Reply> {
        // Public providers take GET as well.
        let also_get = received.method == "GET" && state.play().is_some();
        if kind != TokenKind::Access && received.method != "POST" && !also_get {
            return Err(Reply::method_not_allowed("POST"));
        }
        let parameters = collect(received)?;
        let get = |name: &'static str| find(&parameters, name).filter(|value| !value.is_empty());
        let must = |name: &'static str| get(name).ok_or(Problem::Absent(name));
        if get("oauth_version").is_some_and(|version| version != "1.0") {
            return Err(Problem::VersionRejected.into());
        }
        let client = state.client(must("oauth_consumer_key")?).ok_or(Problem::ConsumerKeyUnknown)?;
        let method = must("oauth_signature_method")?;
        if state.play().is_some_and(|play| !play.signature_methods.contains(&method)) {
            return Err(Problem::SignatureMethodRejected.into());
        }
        let given = must("oauth_signature")?;
        let token = if kind == TokenKind::None { "" } else { must("oauth_token")? };
        let token_secret = token_secret(state, client, token, kind)?;
        let secrets = Secrets {
            client: client.secret.as_deref().unwrap_or_default(),
            token: &token_secret,
            rsa_public_key: client.rsa_public_key.as_deref(),
        };
        let base_string = signature::base_string(&received.method, &base_uri(state, received), &parameters);
        signature::verify(method, &base_string, &secrets, given)?;
        if method != "PLAINTEXT" {
            let nonce = must("oauth_nonce")?;
            check_freshness(state, &client.id, token, must("oauth_timestamp")?, nonce)?;
        }
        Ok(Self { client, parameters })
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        find(&self.parameters, name).filter(|value| !value.is_empty())
    }
}

fn find<'a>(parameters: &'a Pairs, name: &str) -> Option<&'a str> {
    parameters.iter().find(|(present, _)| present == name).map(|(_, value)| value.as_str())
}

/// Section 3.4.1.3.1. Protocol parameters may be in one of the three places only: section 3.5.
fn collect(received: &Received) -> Result<Pairs, Problem> {
    let header = received.header("authorization").and_then(read_header).unwrap_or_default();
    let places = [header, received.query_parameters(), received.form()];
    let is_protocol = |(name, _): &(String, String)| name.starts_with("oauth_");
    if places.iter().filter(|place| place.iter().any(is_protocol)).count() > 1 {
        return Err(Problem::Rejected("oauth_ parameters in two places"));
    }
    let all: Pairs = places.into_iter().flatten().collect();
    let mut names: Vec<&str> =
        all.iter().map(|(name, _)| name.as_str()).filter(|name| name.starts_with("oauth_")).collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    if names.len() != count {
        return Err(Problem::Rejected("an oauth_ parameter twice"));
    }
    Ok(all)
}

/// Section 3.5.1; `realm` is left out, as section 3.4.1.3.1 wants it.
fn read_header(value: &str) -> Option<Pairs> {
    let (scheme, rest) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("oauth") {
        return None;
    }
    let pairs = rest.split(',').map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        let value = value.strip_prefix('"')?.strip_suffix('"')?;
        Some((percent_decode(name), percent_decode(value)))
    });
    let pairs = pairs.collect::<Option<Pairs>>()?;
    Some(pairs.into_iter().filter(|(name, _)| name != "realm").collect())
}

fn token_secret(state: &State, client: &Client, token: &str, kind: TokenKind) -> Result<String, Problem> {
    let store = state.store();
    let (owner, secret) = match kind {
        TokenKind::None => return Ok(String::new()),
        TokenKind::Temporary => {
            let found = store.temporary_credentials.get(token).filter(|found| found.expires > state.now());
            found.map(|found| (&found.client_id, &found.secret))
        }
        TokenKind::Access => {
            store.token_credentials.get(token).map(|found| (&found.client_id, &found.secret))
        }
    }
    .ok_or(Problem::TokenRejected)?;
    if *owner == client.id { Ok(secret.clone()) } else { Err(Problem::TokenRejected) }
}

/// Section 3.4.1.2: scheme, host and port as they were asked for, then the path as it was sent.
fn base_uri(state: &State, received: &Received) -> String {
    let own = state.issuer.strip_prefix("http://").unwrap_or_default();
    let authority = received.header("host").unwrap_or(own).to_ascii_lowercase();
    let authority = authority.strip_suffix(":80").unwrap_or(&authority);
    format!("http://{authority}{}", received.path)
}

/// Section 3.3.
fn check_freshness(
    state: &State,
    client: &str,
    token: &str,
    timestamp: &str,
    nonce: &str,
) -> Result<(), Problem> {
    let timestamp: u64 = timestamp.parse().map_err(|_| Problem::TimestampRefused)?;
    let now = state.now();
    if timestamp.abs_diff(now) > TIMESTAMP_WINDOW {
        return Err(Problem::TimestampRefused);
    }
    let key = (client.to_owned(), token.to_owned(), timestamp, nonce.to_owned());
    let mut store = state.store();
    store.forget_expired(now);
    if store.nonces.insert(key) { Ok(()) } else { Err(Problem::NonceUsed) }
}
