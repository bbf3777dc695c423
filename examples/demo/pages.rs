//! The two pages: signed out and signed in. What a provider wrote is escaped.

use actix_web::HttpResponse;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use oauth_core::json::Object;
use serde_json::Value;

use crate::account::Account;

/// Nothing is loaded, no script runs, and forms go to this site alone.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// The providers by their names in the registry, with what is to be said of each.
const WAYS: [(&str, &str, &str); 3] = [
    ("openid", "OpenID Connect", "The provider says who you are, and signs it."),
    ("oauth2", "OAuth 2", "The provider opens its API, which knows who you are."),
    ("oauth1", "OAuth 1.0a", "The same, with every request signed."),
];

pub(crate) fn sign_in(embedded: bool) -> HttpResponse {
    let way = |(name, title, text): &(&str, &str, &str)| {
        format!(
            "<li><a class=\"way\" href=\"/auth/{name}/login\"><span><b>Continue with {title}</b>\
             <small class=\"soft\">{text}</small></span></a></li>"
        )
    };
    let ways: String = WAYS.iter().map(way).collect();
    let note = match embedded {
        true => {
            "<p class=\"note\">The provider runs inside this program. Be <code>ada</code> or <code>grace</code> there; \
             the password is the name.</p>"
        }
        false => "",
    };
    page(
        "Who are you?",
        &format!(
            "<h1>Who are you?</h1><p class=\"soft\">Nobody is signed in. There are three ways to change that.</p>\
             <ul class=\"ways\">{ways}</ul>{note}"
        ),
    )
}

pub(crate) fn account(account: &Account) -> HttpResponse {
    let name = account.name.as_deref().unwrap_or(&account.subject);
    let initial = name.chars().next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    let way = WAYS.iter().find(|(name, ..)| *name == account.provider).map_or("", |(_, title, _)| title);
    let mark = match account.email_verified {
        true => "<span class=\"mark good\">verified</span>",
        false => "<span class=\"mark\">not verified</span>",
    };
    let email = account.email.as_ref().map(|email| row("E-mail", &format!("{}{mark}", escape(email))));
    let who = row("Provider", &code(&account.provider)) + &row("Subject", &code(&account.subject));
    let who = section("Who you are", "provider and subject are the key", &(who + &email.unwrap_or_default()));
    let claims = object("ID token", "signature and claims verified", account.claims.as_ref());
    let profile = object("Profile", "from the provider's API", account.profile.as_ref());
    let tokens = account.tokens.iter().map(|(name, value)| row(name, &escape(value))).collect::<String>();
    let tokens = section("Tokens", "not kept, never shown", &tokens);
    page(
        &format!("{name} is signed in"),
        &format!(
            "<header><span class=\"initial\" aria-hidden=\"true\">{initial}</span>\
             <div><h1>{name}</h1><p>signed in with {way}</p></div>\
             <form method=\"post\" action=\"/logout\"><button>Log out</button></form></header>\
             {who}{claims}{profile}{tokens}\
             <footer>The same as JSON: <a href=\"/me\">/me</a></footer>",
            initial = escape(&initial),
            name = escape(name),
        ),
    )
}

fn section(title: &str, about: &str, rows: &str) -> String {
    format!("<h2>{title}<small>{about}</small></h2><dl>{rows}</dl>")
}

fn object(title: &str, about: &str, object: Option<&Object>) -> String {
    let Some(object) = object else { return String::new() };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let rows: String = object.iter().map(|(name, value)| row(name, &code(&text(value)))).collect();
    section(title, about, &rows)
}

fn row(name: &str, html: &str) -> String {
    format!("<div><dt>{}</dt><dd>{html}</dd></div>", escape(name))
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escape(text))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

fn page(title: &str, body: &str) -> HttpResponse {
    let html = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><link rel=\"icon\" href=\"data:,\">\
         <title>{}</title><style>{}</style></head><body><main><p class=\"name\">oauth-actix demo</p>{body}</main></body></html>\n",
        escape(title),
        include_str!("page.css"),
    );
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        // Not `no-referrer`, with which the Origin of the log-out form would be `null`.
        .insert_header((REFERRER_POLICY, "same-origin"))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .content_type("text/html; charset=utf-8")
        .body(html)
}
