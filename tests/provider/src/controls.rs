//! The knobs of a running provider.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::clients::ClientAuthentication;
use crate::id_token::IdTokenDraft;
use crate::journal::{Endpoint, Received};
use crate::keys::Algorithm;
use crate::knobs::{BearerPlacement, Plan, Settings};
use crate::misbehaviour::Misbehaviour;
use crate::provider::Provider;
use crate::reply::Reply;

/// # Misbehaving
///
/// Edits run on every answer until [`reset`](Self::reset), in the order in which they were added.
impl Provider {
    /// Takes back every edit, replaced answer, restriction and misbehaviour. Keys, sessions, tokens and the journal stay.
    pub fn reset(&self) {
        self.server.state.knobs.reset();
        self.server.state.set_clock_offset(0);
    }

    /// Misbehaves in one of the named ways; several can be combined.
    pub fn misbehave(&self, misbehaviour: Misbehaviour) {
        misbehaviour.apply(self);
    }

    /// Edits the metadata document.
    pub fn on_metadata(&self, edit: impl Fn(&mut Map<String, Value>) + Send + Sync + 'static) {
        self.turn(|settings| settings.metadata.push(Arc::new(edit)));
    }

    /// Edits the JWKS document.
    pub fn on_jwks(&self, edit: impl Fn(&mut Map<String, Value>) + Send + Sync + 'static) {
        self.turn(|settings| settings.jwks.push(Arc::new(edit)));
    }

    /// Edits the parameters that the browser takes back to the client (OpenID Connect and OAuth 2, errors included).
    pub fn on_authorization_response(
        &self,
        edit: impl Fn(&mut Vec<(String, String)>) + Send + Sync + 'static,
    ) {
        self.turn(|settings| settings.authorization_response.push(Arc::new(edit)));
    }

    /// Edits successful token responses, of both token endpoints, refreshes included.
    pub fn on_token_response(&self, edit: impl Fn(&mut Map<String, Value>) + Send + Sync + 'static) {
        self.turn(|settings| settings.token_response.push(Arc::new(edit)));
    }

    /// Edits ID tokens before they are signed.
    pub fn on_id_token(&self, edit: impl Fn(&mut IdTokenDraft) + Send + Sync + 'static) {
        self.turn(|settings| settings.id_token.push(Arc::new(edit)));
    }

    /// Edits successful userinfo responses.
    pub fn on_userinfo(&self, edit: impl Fn(&mut Map<String, Value>) + Send + Sync + 'static) {
        self.turn(|settings| settings.userinfo.push(Arc::new(edit)));
    }

    /// Edits successful answers of `/api/user`.
    pub fn on_api_user(&self, edit: impl Fn(&mut Map<String, Value>) + Send + Sync + 'static) {
        self.turn(|settings| settings.api_user.push(Arc::new(edit)));
    }

    /// Edits the form that answers a temporary credential request.
    pub fn on_temporary_credentials(
        &self,
        edit: impl Fn(&mut Vec<(String, String)>) + Send + Sync + 'static,
    ) {
        self.turn(|settings| settings.temporary_credentials.push(Arc::new(edit)));
    }

    /// Edits the parameters that the browser takes back to the client (OAuth 1.0a, refusals included).
    pub fn on_oauth1_authorization_response(
        &self,
        edit: impl Fn(&mut Vec<(String, String)>) + Send + Sync + 'static,
    ) {
        self.turn(|settings| settings.oauth1_authorization_response.push(Arc::new(edit)));
    }

    /// Edits the form that answers a token request.
    pub fn on_token_credentials(&self, edit: impl Fn(&mut Vec<(String, String)>) + Send + Sync + 'static) {
        self.turn(|settings| settings.token_credentials.push(Arc::new(edit)));
    }

    /// Edits successful answers of `/1.1/account/verify_credentials.json`.
    pub fn on_verify_credentials(&self, edit: impl Fn(&mut Map<String, Value>) + Send + Sync + 'static) {
        self.turn(|settings| settings.verify_credentials.push(Arc::new(edit)));
    }

    /// Edits an endpoint's finished answers: status, headers and bytes, errors included.
    pub fn on_reply(&self, endpoint: Endpoint, edit: impl Fn(&Received, &mut Reply) + Send + Sync + 'static) {
        self.turn(|settings| settings.replies.push((endpoint, Arc::new(edit))));
    }

    /// Replaces an endpoint's answer until [`reset`](Self::reset).
    pub fn answer(&self, endpoint: Endpoint, answer: impl Into<Answer>) {
        self.plan(endpoint, |plan| plan.always = Some(answer.into()));
    }

    /// Replaces an endpoint's answer to the next `times` requests. Further calls queue up behind.
    pub fn answer_times(&self, times: usize, endpoint: Endpoint, answer: impl Into<Answer>) {
        let answer = answer.into();
        self.plan(endpoint, |plan| plan.next.extend(std::iter::repeat_n(answer, times)));
    }

    /// Accepts one client authentication method only, and announces it in the metadata.
    pub fn require_client_authentication(&self, method: ClientAuthentication) {
        self.turn(|settings| settings.client_authentication = Some(method));
    }

    /// Accepts bearer tokens in one place only.
    pub fn require_bearer_placement(&self, placement: BearerPlacement) {
        self.turn(|settings| settings.bearer_placement = placement);
    }

    /// Sets the provider's clock off by so many seconds; negative is late.
    pub fn clock_offset(&self, seconds: i64) {
        self.server.state.set_clock_offset(seconds);
    }

    fn plan(&self, endpoint: Endpoint, change: impl FnOnce(&mut Plan)) {
        self.turn(|settings| change(settings.answers.entry(endpoint).or_default()));
    }

    pub(crate) fn turn(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.server.state.knobs.settings());
    }
}

/// # Honest controls
impl Provider {
    /// Replaces the signing key by a new one under a new `kid`; the old one leaves the JWKS at once.
    pub fn rotate_keys(&self) {
        self.server.state.rotate_keys(None);
    }

    /// Replaces the signing key by a new one under the same `kid`, which no provider should do.
    pub fn rotate_keys_keeping_kid(&self) {
        self.server.state.rotate_keys_keeping_kid();
    }

    /// Signs with another algorithm from now on, with a new key.
    pub fn signing(&self, algorithm: Algorithm) {
        self.server.state.rotate_keys(Some(algorithm));
    }

    /// The `kid` in use.
    pub fn kid(&self) -> String {
        self.server.state.keys().current().kid.clone()
    }

    /// Answers every authorization request at once in the name of this user, without pages, until
    /// [`ask_the_user`](Self::ask_the_user).
    ///
    /// The same for a single request: `login_hint=auto:ada`. A name that starts with `!` is an error to answer with, as in
    /// `auto:!access_denied`. An unknown name is answered with an error page.
    pub fn auto_approve(&self, user: impl Into<String>) {
        *self.server.state.approver() = Some(user.into());
    }

    /// Shows the pages again.
    pub fn ask_the_user(&self) {
        *self.server.state.approver() = None;
    }
}
