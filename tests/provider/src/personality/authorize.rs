//! The authorization endpoint of a personality.

use super::Scene;
use super::play::{Ask, IdToken};
use crate::authorization::{self, Side, Terms};
use crate::encoding::{Pairs, form_encode};
use crate::pages;
use crate::reply::{Outcome, Reply};

/// Checks what the provider asks for, and answers in its name.
pub(super) fn authorize(scene: &Scene<'_>) -> Outcome {
    if scene.received.method != "GET" {
        return Err(Reply::method_not_allowed("GET"));
    }
    let mut pairs = scene.received.query_parameters();
    check(scene, &pairs)?;
    for (name, value) in &mut pairs {
        match name.as_str() {
            "client_key" if asks(scene, |ask| matches!(ask, Ask::ClientKey)) => {
                *name = "client_id".to_owned()
            }
            "scope" if asks(scene, |ask| matches!(ask, Ask::CommaScopes)) => *value = value.replace(',', " "),
            _ => {}
        }
    }
    let received = scene.translated(Some(form_encode(&pairs)), None);
    let client_id = received.parameter("client_id").unwrap_or_default();
    authorization::authorize(scene.state, &received, terms(scene, &client_id))
}

fn asks(scene: &Scene<'_>, wanted: impl Fn(&Ask) -> bool) -> bool {
    scene.play.ask.iter().any(wanted)
}

fn terms(scene: &Scene<'_>, client_id: &str) -> Terms {
    let issuer = scene.server.map_or("", |server| server.issuer);
    Terms {
        side: if scene.play.id_token == IdToken::Never { Side::OAuth2 } else { Side::OpenId },
        issuer: scene.url(issuer, client_id),
        callback_issuer: scene.play.callback_issuer.map(|issuer| scene.url(issuer, client_id)),
        pkce: scene.play.pkce,
    }
}

/// Every rule that the real provider has for its authorization URL. A refusal is a page and sends nobody anywhere.
pub(super) fn check(scene: &Scene<'_>, pairs: &Pairs) -> Result<(), Reply> {
    let value =
        |name: &str| pairs.iter().find(|(present, _)| present == name).map(|(_, value)| value.as_str());
    let scope = value("scope").unwrap_or_default();
    let stop = |text: &str| Err(pages::error(400, "This provider refuses the request", text));
    let oauth1 = !scene.play.signature_methods.is_empty();
    if !oauth1 && scope.contains(',') && !asks(scene, |ask| matches!(ask, Ask::CommaScopes)) {
        return stop("The scopes must be separated by spaces, not by commas.");
    }
    for ask in scene.play.ask {
        let met = match *ask {
            Ask::Has(name) => value(name).is_some_and(|value| !value.is_empty()),
            Ask::Is(name, wanted) => value(name) == Some(wanted),
            Ask::CommaScopes => !scope.contains(' '),
            Ask::NoPlus => !raw(&scene.received.query, "scope").contains('+'),
            Ask::ClientKey => value("client_id").is_none() && value("client_key").is_some(),
            Ask::FormPostForScopes => scope.is_empty() || value("response_mode") == Some("form_post"),
        };
        if !met {
            return stop(&describe(*ask));
        }
    }
    Ok(())
}

fn describe(ask: Ask) -> String {
    match ask {
        Ask::Has(name) => format!("The parameter {name} is missing."),
        Ask::Is(name, wanted) => format!("The parameter {name} must be {wanted}."),
        Ask::CommaScopes => "The scopes must be separated by commas, not by spaces.".to_owned(),
        Ask::NoPlus => "A space in the scope must be written %20.".to_owned(),
        Ask::ClientKey => "The parameter is called client_key, not client_id.".to_owned(),
        Ask::FormPostForScopes => "response_mode must be form_post when a scope is requested.".to_owned(),
    }
}

/// A parameter as it was sent.
fn raw<'a>(query: &'a str, name: &str) -> &'a str {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(present, _)| *present == name).map_or("", |(_, value)| value)
}
