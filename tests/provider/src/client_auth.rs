//! Client authentication at the token endpoint: RFC 6749, section 2.3.

use crate::clients::{Client, ClientAuthentication};
use crate::encoding::{base64_decode, form_decode_one};
use crate::journal::Received;
use crate::parameters::Parameters;
use crate::reply::Reply;
use crate::state::State;

/// The client that sent the request, by exactly one method.
pub(crate) fn authenticate<'a>(
    state: &'a State,
    received: &Received,
    form: &Parameters,
) -> Result<&'a Client, Reply> {
    let (id, secret, method) = credentials(received, form)?;
    let client = state.client(&id).ok_or_else(|| invalid_client(method, "no such client is registered"))?;
    let required = state.knobs.settings().client_authentication;
    if [client.authentication, required].into_iter().flatten().any(|only| only != method) {
        return Err(invalid_client(method, "this client may not use this authentication method"));
    }
    if client.secret != secret {
        return Err(invalid_client(method, "the client secret is wrong or missing"));
    }
    Ok(client)
}

type Credentials = (String, Option<String>, ClientAuthentication);

fn credentials(received: &Received, form: &Parameters) -> Result<Credentials, Reply> {
    let in_form = form.get("client_secret");
    let Some(header) = received.header("authorization") else {
        let id = form.owned("client_id");
        let id = id.ok_or_else(|| invalid_client(ClientAuthentication::None, "client_id is missing"))?;
        let method = match in_form {
            Some(_) => ClientAuthentication::ClientSecretPost,
            None => ClientAuthentication::None,
        };
        return Ok((id, in_form.map(str::to_owned), method));
    };
    let basic = ClientAuthentication::ClientSecretBasic;
    // "The client MUST NOT use more than one authentication method in each request."
    if in_form.is_some() {
        return Err(Reply::oauth_error(400, "invalid_request", "two client authentication methods at once"));
    }
    let (id, secret) =
        read_basic(header).ok_or_else(|| invalid_client(basic, "unreadable Authorization header"))?;
    if form.get("client_id").is_some_and(|other| other != id) {
        return Err(Reply::oauth_error(
            400,
            "invalid_request",
            "client_id differs from the Authorization header",
        ));
    }
    Ok((id, Some(secret), basic))
}

/// "encoded using the application/x-www-form-urlencoded encoding algorithm", then HTTP Basic: section 2.3.1.
fn read_basic(header: &str) -> Option<(String, String)> {
    let (scheme, value) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(base64_decode(value.trim())?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((form_decode_one(id), form_decode_one(secret)))
}

/// Section 5.2: 401, and a challenge for who tried by header.
fn invalid_client(method: ClientAuthentication, description: &str) -> Reply {
    let reply = Reply::oauth_error(401, "invalid_client", description);
    match method {
        ClientAuthentication::ClientSecretBasic => {
            reply.header("WWW-Authenticate", "Basic realm=\"Example ID\"")
        }
        ClientAuthentication::ClientSecretPost | ClientAuthentication::None => reply,
    }
}
