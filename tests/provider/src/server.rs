//! The thread, the sockets, and the way of a request through the provider.

use std::io;
use std::net::TcpListener;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::rt::System;
use actix_web::rt::time::sleep;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};

use crate::answer::{self, Delivery, What};
use crate::journal::{Endpoint, Received};
use crate::pages;
use crate::reply::{Outcome, Reply};
use crate::state::State;
use crate::{authorization, interaction, oauth1, personality, resources, token};

/// The largest request body that is read, in bytes.
const BODY_LIMIT: usize = 1024 * 1024;
/// How long dropping a server waits for its thread.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);

/// A running server; dropping it stops it and frees its port.
pub(crate) struct Server {
    pub(crate) state: Arc<State>,
    handle: ServerHandle,
    stopped: mpsc::Receiver<()>,
}

impl Server {
    pub(crate) fn start(state: State, listeners: Vec<TcpListener>) -> io::Result<Self> {
        let state = Arc::new(state);
        let (started, when_started) = mpsc::channel();
        let (stopping, stopped) = mpsc::channel();
        let shared = Arc::clone(&state);
        thread::Builder::new().name("example-id".to_owned()).spawn(move || {
            run(shared, listeners, &started);
            let _nobody_waits = stopping.send(());
        })?;
        let handle = when_started.recv().map_err(io::Error::other)??;
        Ok(Self { state, handle, stopped })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The command is sent by the call; the future would only wait for the end.
        drop(self.handle.stop(false));
        let _late = self.stopped.recv_timeout(STOP_TIMEOUT);
        // Edits may hold references to what they edit.
        self.state.knobs.reset();
    }
}

fn run(state: Arc<State>, listeners: Vec<TcpListener>, started: &mpsc::Sender<io::Result<ServerHandle>>) {
    let state = web::Data::from(state);
    System::new().block_on(async move {
        let app = move || {
            App::new()
                .app_data(state.clone())
                .app_data(web::PayloadConfig::new(BODY_LIMIT))
                .default_service(web::to(serve))
        };
        let server = HttpServer::new(app).workers(1).disable_signals().shutdown_timeout(0);
        let server = listeners.into_iter().try_fold(server, HttpServer::listen);
        match server.map(HttpServer::run) {
            Err(error) => drop(started.send(Err(error))),
            Ok(server) => {
                drop(started.send(Ok(server.handle())));
                drop(server.await);
            }
        }
    });
}

async fn serve(request: HttpRequest, body: web::Bytes, state: web::Data<State>) -> HttpResponse {
    let mut received = read(&request, &body);
    if let Some(endpoint) = personality::endpoint(&state, &received.path) {
        received.endpoint = endpoint;
    }
    state.journal.record(&mut received);
    let Some(answer) = state.knobs.answer(received.endpoint) else {
        return answer::respond(honest(&state, &received), None, false);
    };
    let Delivery { delay, drip, cut, what } = Delivery::from(answer);
    sleep(delay).await;
    let reply = match what {
        What::Honest => honest(&state, &received),
        What::Reply(reply) => {
            state.journal.answered(received.serial, reply.status, None);
            reply
        }
        What::CloseBeforeHead => return answer::close_before_head(),
        What::Endless => return answer::endless(),
        What::Silence => std::future::pending().await,
    };
    answer::respond(reply, drip, cut)
}

fn read(request: &HttpRequest, body: &[u8]) -> Received {
    let uri = request.uri();
    let mut received = Received::new(request.method().as_str(), uri.path(), uri.query().unwrap_or_default());
    received.headers = request
        .headers()
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    received.body = String::from_utf8_lossy(body).into_owned();
    received
}

/// The endpoint's own answer, after the edits.
pub(crate) fn honest(state: &State, received: &Received) -> Reply {
    let mut reply = dispatch(state, received).unwrap_or_else(|refusal| refusal);
    state.knobs.edit_reply(received, &mut reply);
    state.journal.answered(received.serial, reply.status, refusal(&reply));
    reply
}

fn dispatch(state: &State, received: &Received) -> Outcome {
    use crate::authorization::{Side, Terms};
    if let Some(outcome) = personality::dispatch(state, received) {
        return outcome;
    }
    match received.endpoint {
        Endpoint::Metadata => resources::metadata(state, received),
        Endpoint::Jwks => resources::jwks(state, received),
        Endpoint::Authorization => {
            authorization::authorize(state, received, Terms::honest(state, Side::OpenId))
        }
        Endpoint::OAuth2Authorization => {
            authorization::authorize(state, received, Terms::honest(state, Side::OAuth2))
        }
        Endpoint::Token => token::token(state, received, Side::OpenId),
        Endpoint::OAuth2Token => token::token(state, received, Side::OAuth2),
        Endpoint::Revocation => token::revoke(state, received),
        Endpoint::Userinfo => resources::userinfo(state, received),
        Endpoint::ApiUser => resources::api_user(state, received),
        Endpoint::ApiEmails => resources::api_emails(state, received),
        Endpoint::EndSession => interaction::end_session(state, received),
        Endpoint::Login => interaction::login(state, received),
        Endpoint::Consent => interaction::consent(state, received),
        Endpoint::TemporaryCredentials => oauth1::temporary_credentials(state, received),
        Endpoint::OAuth1Authorization => oauth1::authorize(state, received),
        Endpoint::TokenCredentials => oauth1::token_credentials(state, received),
        Endpoint::VerifyCredentials => oauth1::verify_credentials(state, received),
        Endpoint::OAuth1Echo => oauth1::echo(state, received),
        Endpoint::Home => pages::home(state),
        Endpoint::Unknown => {
            Err(pages::error(404, "Nothing is here", "This address does not exist at Example ID."))
        }
    }
}

/// What a refusal says, for the journal.
fn refusal(reply: &Reply) -> Option<String> {
    // Some public providers refuse with status 200.
    if let Some(text) = reply.header_value("X-Refusal") {
        return Some(text.to_owned());
    }
    if reply.status < 400 {
        return None;
    }
    let Some(body) = reply.json_body() else {
        let challenge =
            reply.header_value("WWW-Authenticate").and_then(|value| value.split_once("oauth_problem=\""));
        let problem = challenge.map(|(_, problem)| problem.trim_end_matches('"'));
        return problem.map(str::to_owned);
    };
    let field = |name: &str| body.get(name)?.as_str().map(str::to_owned);
    Some(format!("{}: {}", field("error")?, field("error_description").unwrap_or_default()))
}
