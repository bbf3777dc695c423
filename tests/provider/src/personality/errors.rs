//! Errors as the real providers write them.

use serde_json::{Value, json};

use super::play::Errors;
use crate::reply::Reply;

/// Where an error is answered.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Place {
    Token,
    /// An interface that is read with an access token.
    Interface,
}

/// Writes an error of RFC 6749 or RFC 6750 in the provider's own way.
pub(super) fn shape(errors: Errors, reply: Reply, place: Place) -> Reply {
    let body = reply.json_body().unwrap_or_default();
    let field = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let error = field("error").unwrap_or_else(|| "invalid_token".to_owned());
    let description = field("error_description").unwrap_or_else(|| "no valid access token".to_owned());
    let status = reply.status;
    let at_token = place == Place::Token;
    let (status, body) = match errors {
        Errors::Standard => return reply,
        Errors::Ok200 if at_token => (200, body),
        Errors::Ok200 => (status, json!({ "message": description, "status": status.to_string() })),
        Errors::OkFalse => (200, json!({ "ok": false, "error": error })),
        Errors::Graph => {
            let code = if error == "invalid_token" { 190 } else { 100 };
            let body = json!({ "message": description, "type": "OAuthException", "code": code });
            (400, json!({ "error": body }))
        }
        Errors::StatusMessage => (status, json!({ "status": status, "message": description })),
        Errors::Notion => {
            let code = match error.as_str() {
                "invalid_request" => "validation_error",
                "invalid_token" => "unauthorized",
                other => other,
            };
            (status, json!({ "object": "error", "status": status, "code": code, "message": description }))
        }
        Errors::Envelope if at_token => {
            (status, json!({ "error": error, "error_description": description, "log_id": "20261122" }))
        }
        Errors::Envelope => {
            let code = if error == "invalid_token" { "access_token_invalid" } else { "invalid_params" };
            (
                status,
                json!({ "data": {}, "error": { "code": code, "message": description, "log_id": "20261122" } }),
            )
        }
        Errors::ResultCode if at_token => return reply,
        Errors::ResultCode => (status, json!({ "resultcode": "024", "message": description })),
    };
    // The journal reads the field where it cannot read the body.
    Reply::json(status, body).header("X-Refusal", format!("{error}: {description}"))
}
