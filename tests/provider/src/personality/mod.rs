//! Personalities: the provider as one of the public providers, with its departures from the specifications.
//!
//! A personality checks a request as the real provider would, translates it into an honest one, lets the honest machinery
//! answer, and translates the answer back. What differs is data, in [`catalogue`]; every departure is an entry of a closed
//! set in [`play`] that is matched exhaustively in one place.

mod apple;
mod authorize;
mod catalogue;
mod claims;
mod documents;
mod errors;
mod list;
mod metadata;
pub(crate) mod play;
mod template;
mod token;

use crate::journal::{Endpoint, Received};
use crate::oauth1;
use crate::reply::{Outcome, Reply};
use crate::state::State;
use crate::{interaction, pages};

pub use apple::apple_private_key_pem;
pub(crate) use apple::{Acquaintances, introduce};
pub(crate) use claims::claims;
pub use list::Personality;
use play::{Form, Play, Server};
pub(crate) use token::{add_members, refresh_kind, shape};

/// Whether an answer has a refresh token.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum RefreshKind {
    None,
    /// A new one each time; the old one works once.
    New,
    /// One that stays; a refresh brings none.
    Same,
}

/// A request to the provider as it plays.
struct Scene<'a> {
    state: &'a State,
    play: &'static Play,
    server: Option<&'static Server>,
    received: &'a Received,
}

/// The endpoint of the personality at a path.
pub(crate) fn endpoint(state: &State, path: &str) -> Option<Endpoint> {
    state.play().and_then(|play| play.find(path)).map(|(_, endpoint)| endpoint)
}

/// The personality's answer; `None` where it has nothing to say.
pub(crate) fn dispatch(state: &State, received: &Received) -> Option<Outcome> {
    let play = state.play()?;
    let Some((server, endpoint)) = play.find(&received.path) else {
        return play.wants_slash(&received.path).then(|| Ok(with_slash(received)));
    };
    let scene = Scene { state, play, server, received };
    Some(match endpoint {
        Endpoint::Metadata => metadata::metadata(&scene),
        Endpoint::Jwks => metadata::jwks(&scene),
        Endpoint::Authorization => authorize::authorize(&scene),
        Endpoint::Token => token::token(&scene),
        Endpoint::Revocation => token::revoke(&scene),
        Endpoint::EndSession => interaction::end_session(state, received),
        Endpoint::TemporaryCredentials => {
            signed(&scene).and_then(|()| oauth1::temporary_credentials(state, received))
        }
        Endpoint::TokenCredentials => {
            signed(&scene).and_then(|()| oauth1::token_credentials(state, received))
        }
        Endpoint::OAuth1Authorization => authorize::check(&scene, &received.query_parameters())
            .and_then(|()| oauth1::authorize(state, received)),
        _ => documents::read(&scene),
    })
}

/// A redirect, which turns a POST into a GET.
fn with_slash(received: &Received) -> Reply {
    let query = if received.query.is_empty() { String::new() } else { format!("?{}", received.query) };
    Reply::new(301).header("Location", format!("{}/{query}", received.path))
}

/// What the real provider asks of a signed request, besides the signature.
fn signed(scene: &Scene<'_>) -> Result<(), Reply> {
    let wanted = scene.play.form.iter().any(|form| matches!(form, Form::UserAgent));
    if wanted && scene.received.header("user-agent").is_none_or(str::is_empty) {
        return Err(pages::error(403, "Who are you?", "The request has no User-Agent."));
    }
    Ok(())
}

impl Scene<'_> {
    /// The URL of an address, with the client's name and the tenant in their places.
    fn url(&self, at: &str, client_id: &str) -> String {
        self.template(at, client_id).replace("{tenantid}", list::TENANT)
    }

    /// The same, with the place of the tenant left open.
    fn template(&self, at: &str, client_id: &str) -> String {
        format!("{}/{}", self.state.issuer, at.replace("{client_id}", client_id))
    }

    /// The same request with other contents.
    fn translated(&self, query: Option<String>, form: Option<String>) -> Received {
        let mut received = self.received.clone();
        if let Some(query) = query {
            received.query = query;
        }
        if let Some(form) = form {
            received.body = form;
            received.headers.retain(|(name, _)| name != "content-type");
            let form = ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned());
            received.headers.push(form);
        }
        received
    }
}
