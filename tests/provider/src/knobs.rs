//! Where an honest answer is opened to whoever wants it dishonest.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::clients::ClientAuthentication;
use crate::encoding::Pairs;
use crate::id_token::IdTokenDraft;
use crate::journal::{Endpoint, Received};
use crate::reply::Reply;

/// Changes something in place.
pub(crate) type Edit<T> = Arc<dyn Fn(&mut T) + Send + Sync>;
/// Changes the finished answer to a request.
pub(crate) type EditReply = Arc<dyn Fn(&Received, &mut Reply) + Send + Sync>;

/// Where a bearer token may be: RFC 6750, section 2.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum BearerPlacement {
    /// In the header field or in the form, in exactly one of them.
    #[default]
    HeaderOrForm,
    /// `Authorization: Bearer` only.
    Header,
    /// `access_token` in a form-encoded body only.
    Form,
}

/// Everything that can be turned; the default is honesty.
#[derive(Default)]
pub(crate) struct Settings {
    pub(crate) metadata: Vec<Edit<Map<String, Value>>>,
    pub(crate) jwks: Vec<Edit<Map<String, Value>>>,
    pub(crate) token_response: Vec<Edit<Map<String, Value>>>,
    pub(crate) userinfo: Vec<Edit<Map<String, Value>>>,
    pub(crate) api_user: Vec<Edit<Map<String, Value>>>,
    pub(crate) verify_credentials: Vec<Edit<Map<String, Value>>>,
    pub(crate) authorization_response: Vec<Edit<Pairs>>,
    pub(crate) temporary_credentials: Vec<Edit<Pairs>>,
    pub(crate) oauth1_authorization_response: Vec<Edit<Pairs>>,
    pub(crate) token_credentials: Vec<Edit<Pairs>>,
    pub(crate) id_token: Vec<Edit<IdTokenDraft>>,
    pub(crate) replies: Vec<(Endpoint, EditReply)>,
    pub(crate) answers: HashMap<Endpoint, Plan>,
    pub(crate) bearer_placement: BearerPlacement,
    pub(crate) client_authentication: Option<ClientAuthentication>,
}

/// What an endpoint answers instead.
#[derive(Default)]
pub(crate) struct Plan {
    /// Used up first, one a request.
    pub(crate) next: VecDeque<Answer>,
    /// Then this, for ever.
    pub(crate) always: Option<Answer>,
}

/// The settings of one provider.
#[derive(Default)]
pub(crate) struct Knobs(Mutex<Settings>);

impl Knobs {
    pub(crate) fn settings(&self) -> MutexGuard<'_, Settings> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn reset(&self) {
        *self.settings() = Settings::default();
    }

    /// Runs the chosen edits; the lock is released first, so that an edit may turn knobs itself.
    pub(crate) fn edit<T>(&self, which: fn(&Settings) -> &Vec<Edit<T>>, subject: &mut T) {
        let edits = which(&self.settings()).clone();
        for edit in edits {
            edit(subject);
        }
    }

    /// Runs the edits of finished answers.
    pub(crate) fn edit_reply(&self, received: &Received, reply: &mut Reply) {
        let edits = self.settings().replies.clone();
        for (_, edit) in edits.iter().filter(|(endpoint, _)| *endpoint == received.endpoint) {
            edit(received, reply);
        }
    }

    /// What replaces the answer to this request, if anything does.
    pub(crate) fn answer(&self, endpoint: Endpoint) -> Option<Answer> {
        let mut settings = self.settings();
        let plan = settings.answers.get_mut(&endpoint)?;
        plan.next.pop_front().or_else(|| plan.always.clone())
    }
}
