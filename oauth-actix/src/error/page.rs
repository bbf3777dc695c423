//! What a person sees when a login fails.

use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError as _};
use oauth_core::Error as Cause;
use oauth_core::error::AuthorizationError;

use super::Error;

const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

pub(super) fn json(error: &Error) -> HttpResponse {
    let body = serde_json::json!({ "error": error.code(), "message": error.cause().meaning() });
    builder(error).content_type("application/json").body(body.to_string())
}

pub(super) fn html(error: &Error) -> HttpResponse {
    let (title, advice) = texts(error.cause());
    let page = include_str!("page.html")
        .replace("{title}", title)
        .replace("{advice}", advice)
        .replace("{meaning}", &escape(error.cause().meaning()))
        .replace("{code}", error.code());
    builder(error).content_type("text/html; charset=utf-8").body(page)
}

fn builder(error: &Error) -> HttpResponseBuilder {
    let mut builder = HttpResponse::build(error.status_code());
    builder
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY));
    builder
}

/// A heading and what to do, by who must act.
fn texts(cause: &Cause) -> (&'static str, &'static str) {
    match cause {
        Cause::Authorization(AuthorizationError::AccessDenied { .. }) => (
            "You were not signed in",
            "The request was declined, and nothing was shared. You can try again at any time.",
        ),
        Cause::Authorization(AuthorizationError::StateAlreadyUsed) => (
            "This sign-in was already used",
            "If you clicked twice or reloaded the page, you may be signed in by now.",
        ),
        Cause::Authorization(_) => (
            "Please sign in again",
            "This sign-in took too long, was begun in another browser, or its cookie was lost. Starting again usually helps.",
        ),
        Cause::Provider(_) => {
            ("The sign-in service gave an unusable answer", "You were not signed in. Please try again later.")
        }
        Cause::Transport(_) => {
            ("The sign-in service cannot be reached", "You were not signed in. Please try again in a moment.")
        }
        _ => ("Signing in is not possible right now", "The operator of this site has to look into it."),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
