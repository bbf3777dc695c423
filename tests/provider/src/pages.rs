//! The pages that people see.

use crate::authorization::AuthorizationRequest;
use crate::encoding::{Pairs, html_escape, random_token};
use crate::interaction::{Approval, protocol_name};
use crate::journal::Endpoint;
use crate::reply::{Outcome, Reply};
use crate::state::State;
use crate::users::User;

const STYLE: &str = include_str!("pages.css");

/// Asks who is there. The first button of a form is the one that the Enter key presses.
pub(crate) fn login(state: &State, interaction: &str, approval: &Approval, failed: Option<&str>) -> Outcome {
    let hint = approval.login_hint().unwrap_or_default();
    let alert = match failed {
        Some(_) => "<p class=\"alert\" role=\"alert\">That user name and password do not match.</p>",
        None => "",
    };
    let people: String = state
        .users
        .iter()
        .map(|user| {
            format!("<li><code>{}</code> {}</li>", html_escape(&user.name), html_escape(&user.full_name))
        })
        .collect();
    let body = format!(
        "<h1>Sign in</h1>\
         <p class=\"lead\">to continue to <strong>{application}</strong></p>{alert}\
         <form method=\"post\" action=\"/login\">\
         <input type=\"hidden\" name=\"interaction\" value=\"{id}\">\
         <label for=\"username\">User name</label>\
         <input id=\"username\" name=\"username\" value=\"{name}\" autocomplete=\"username\" autocapitalize=\"none\" \
         spellcheck=\"false\" required{focus_name}>\
         <label for=\"password\">Password</label>\
         <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\" \
         aria-describedby=\"hint\" required{focus_password}>\
         <p class=\"hint\" id=\"hint\">This is a demonstration: the password is the user name.</p>\
         <div class=\"actions\">\
         <button class=\"primary\" name=\"action\" value=\"login\">Sign in</button>\
         <button class=\"quiet\" name=\"action\" value=\"cancel\" formnovalidate>Cancel</button></div></form>\
         <section class=\"people\"><h2>People you can be</h2><ul>{people}</ul></section>",
        application = html_escape(&application(state, approval)),
        id = html_escape(interaction),
        name = html_escape(failed.unwrap_or(hint)),
        focus_name = if failed.is_none() && hint.is_empty() { " autofocus" } else { "" },
        focus_password = if failed.is_some() || !hint.is_empty() { " autofocus" } else { "" },
    );
    page(200, "Sign in", &body)
}

/// Asks for consent.
pub(crate) fn consent(state: &State, interaction: &str, approval: &Approval, user: &User) -> Outcome {
    let wanted: String = match approval {
        Approval::Authorization(request) => scopes(request),
        Approval::OAuth1(_) => "<li>Read your account</li>".to_owned(),
    };
    let body = format!(
        "<h1>Allow access?</h1>\
         <p class=\"lead\"><strong>{application}</strong> wants to use your Example ID account.</p>\
         <p class=\"who\"><span class=\"avatar\" aria-hidden=\"true\">{initial}</span>\
         <span>{full_name}<br><small>{email}</small></span></p>\
         <h2>It will be able to</h2><ul class=\"scopes\">{wanted}</ul>\
         <form method=\"post\" action=\"/consent\">\
         <input type=\"hidden\" name=\"interaction\" value=\"{id}\">\
         <div class=\"actions\">\
         <button class=\"primary\" name=\"action\" value=\"allow\" autofocus>Allow</button>\
         <button class=\"quiet\" name=\"action\" value=\"deny\">Deny</button></div></form>\
         <p class=\"hint\">{protocol}</p>",
        application = html_escape(&application(state, approval)),
        initial = html_escape(&user.full_name.chars().next().map(String::from).unwrap_or_default()),
        full_name = html_escape(&user.full_name),
        email = html_escape(user.email.as_deref().unwrap_or(&user.name)),
        id = html_escape(interaction),
        protocol = protocol_name(approval),
    );
    page(200, "Allow access?", &body)
}

fn application(state: &State, approval: &Approval) -> String {
    let client = state.client(approval.client_id());
    client.map_or_else(|| approval.client_id().to_owned(), |client| client.name.clone())
}

fn scopes(request: &AuthorizationRequest) -> String {
    let names: Vec<&str> = request.scope.split(' ').filter(|scope| !scope.is_empty()).collect();
    if names.is_empty() {
        return "<li>Read your public account</li>".to_owned();
    }
    let meaning = |scope: &str| match scope {
        "openid" => "Know who you are".to_owned(),
        "profile" => "See your name and profile".to_owned(),
        "email" | "user:email" => "See your e-mail address".to_owned(),
        "phone" => "See your phone number".to_owned(),
        "address" => "See your postal address".to_owned(),
        "offline_access" => "Stay connected when you are away".to_owned(),
        "read:user" => "Read your account".to_owned(),
        other => format!("Use <code>{}</code>", html_escape(other)),
    };
    names.into_iter().map(|scope| format!("<li>{}</li>", meaning(scope))).collect()
}

/// Tells that the request cannot go on, without sending anyone anywhere.
pub(crate) fn error(status: u16, title: &str, text: &str) -> Reply {
    let body = format!("<h1>{}</h1><p class=\"lead\">{}</p>", html_escape(title), html_escape(text));
    let reply = page(status, title, &body).unwrap_or_else(|refusal| refusal);
    // Also for machines, and for the journal.
    let text: String = text.chars().filter(|character| (' '..='~').contains(character)).collect();
    reply.header("X-Refusal", text)
}

/// Says one thing.
pub(crate) fn message(title: &str, text: &str) -> Outcome {
    let body = format!("<h1>{}</h1><p class=\"lead\">{}</p>", html_escape(title), html_escape(text));
    page(200, title, &body)
}

/// Shows the verifier to somebody who types it elsewhere: RFC 5849, section 2.2.
pub(crate) fn verifier(verifier: &str) -> Outcome {
    let body = format!(
        "<h1>Allowed</h1><p class=\"lead\">Type this code into the application:</p>\
         <p><code class=\"code\" id=\"verifier\">{}</code></p>",
        html_escape(verifier)
    );
    page(200, "Allowed", &body)
}

/// Introduces the provider.
pub(crate) fn home(state: &State) -> Outcome {
    let rows = [
        ("Issuer", String::new()),
        ("OpenID Connect", Endpoint::Metadata.path().to_owned()),
        ("OAuth 2", Endpoint::OAuth2Authorization.path().to_owned()),
        ("OAuth 1.0a", Endpoint::TemporaryCredentials.path().to_owned()),
    ];
    let rows: String = rows
        .iter()
        .map(|(name, path)| {
            format!("<dt>{name}</dt><dd><code>{}{path}</code></dd>", html_escape(&state.issuer))
        })
        .collect();
    let body = format!(
        "<h1>Example ID</h1><p class=\"lead\">An identity provider for demonstrations and tests. \
         It protects nothing: everyone knows its passwords and keys.</p><dl>{rows}</dl>"
    );
    page(200, "Welcome", &body)
}

/// OAuth 2.0 Form Post Response Mode: a form that sends itself, with a button for those without scripts.
pub(crate) fn form_post(redirect_uri: &str, pairs: &Pairs) -> Outcome {
    let fields: String = pairs
        .iter()
        .map(|(name, value)| {
            format!("<input type=\"hidden\" name=\"{}\" value=\"{}\">", html_escape(name), html_escape(value))
        })
        .collect();
    let nonce = random_token()?;
    let body = format!(
        "<h1>One moment</h1><form method=\"post\" action=\"{}\">{fields}<noscript><p class=\"lead\">Your browser runs no \
         scripts.</p><div class=\"actions\"><button class=\"primary\">Continue</button></div></noscript></form>\
         <script nonce=\"{nonce}\">document.forms[0].submit()</script>",
        html_escape(redirect_uri)
    );
    document(200, "One moment", &body, &nonce)
}

fn page(status: u16, title: &str, body: &str) -> Outcome {
    document(status, title, body, &random_token()?)
}

fn document(status: u16, title: &str, body: &str, nonce: &str) -> Outcome {
    let html = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title} · Example ID</title>\
         <style nonce=\"{nonce}\">{STYLE}</style></head>\
         <body><main><header><span class=\"logo\" aria-hidden=\"true\"></span>Example ID</header>{body}</main></body></html>\n",
        title = html_escape(title),
    );
    let script =
        if body.contains("<script") { format!("script-src 'nonce-{nonce}'; ") } else { String::new() };
    // No form-action: browsers apply it to the redirect after a form too, which leads to the application.
    let policy = format!(
        "default-src 'none'; style-src 'nonce-{nonce}'; {script}base-uri 'none'; frame-ancestors 'none'"
    );
    Ok(Reply::text(status, "text/html; charset=utf-8", html)
        .header("Content-Security-Policy", policy)
        .header("Cache-Control", "no-store")
        // Not `no-referrer`: it would turn the Origin of a posted form into `null`.
        .header("Referrer-Policy", "origin")
        .header("X-Content-Type-Options", "nosniff")
        .header("X-Frame-Options", "DENY"))
}
