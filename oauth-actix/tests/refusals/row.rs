//! One refusal as data, and how it is tested.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::HttpResponse;
use oauth_actix::Registry as _;
use oauth_core::error::{AuthorizationError, codes};
use oauth_test_provider::{Endpoint, Misbehaviour, Provider};

use crate::support::{Auth, AuthLogin, Browser, calls, provider, settings};

/// What the provider does.
pub(crate) enum Turn {
    /// An entry of its catalogue.
    Named(Misbehaviour),
    /// Something else.
    By(fn(&Provider)),
}

/// One refusal.
pub(crate) struct Row {
    /// The hostile case, if it has a name.
    pub(crate) case: &'static str,
    /// The client of the registry.
    pub(crate) client: &'static str,
    pub(crate) turn: Turn,
    /// The one code.
    pub(crate) code: &'static str,
    /// What the application asked the provider, up to the refusal and not beyond.
    pub(crate) called: &'static [Endpoint],
}

/// Declares rows, each with a test of its own.
macro_rules! refusals {
    ($($name:ident: $case:literal $client:literal $turn:expr => $code:literal [$($called:ident)*];)+) => {
        /// The rows of this file.
        pub(crate) static ROWS: &[$crate::row::Row] = &[$($crate::row::Row {
            case: $case,
            client: $client,
            turn: $turn,
            code: $code,
            called: &[$(oauth_test_provider::Endpoint::$called),*],
        }),+];

        $(
            #[actix_web::test]
            async fn $name() {
                let called: &[oauth_test_provider::Endpoint] = &[$(oauth_test_provider::Endpoint::$called),*];
                let (client, turn) = ($client, $turn);
                $crate::row::Row { case: $case, client, turn, code: $code, called }.check().await;
            }
        )+
    };
}

impl Row {
    pub(crate) async fn check(&self) {
        let provider = provider();
        match self.turn {
            Turn::Named(misbehaviour) => provider.misbehave(misbehaviour),
            Turn::By(turn) => turn(&provider),
        }
        let handled = Arc::new(AtomicUsize::new(0));
        let answer = self.log_in(&provider, &handled).await;
        assert_eq!(answer.error(), self.code, "{}", self.case);
        assert_eq!(answer.status, status(self.code), "{}", self.case);
        assert_eq!(calls(&provider), self.called, "{}", self.case);
        assert_eq!(handled.load(Ordering::Relaxed), 0, "{}: somebody is logged in", self.case);
        let meaning = codes().find(|(code, _)| *code == self.code).unwrap().1;
        let fixed = serde_json::json!({ "error": self.code, "message": meaning.trim() });
        assert_eq!(answer.json(), fixed, "{}: the answer shows more than it should", self.case);
    }

    async fn log_in(&self, provider: &Provider, handled: &Arc<AtomicUsize>) -> crate::support::Answer {
        let handled = Arc::clone(handled);
        let handler = move |_: AuthLogin| {
            handled.fetch_add(1, Ordering::Relaxed);
            async { HttpResponse::Ok().finish() }
        };
        let auth = Auth::from_settings(&settings(provider)).unwrap();
        let browser = Browser::new(&crate::support::App::plain(auth.routes(handler)).await);
        let begun = browser.get(&format!("/auth/{}/login", self.client)).await;
        if begun.status != 303 {
            return begun;
        }
        browser.finish(&browser.visit(begun.header("location"))).await
    }
}

/// The status that belongs to the group of a code.
fn status(code: &str) -> u16 {
    match code {
        "access_denied" | "login_required" | "consent_required" | "interaction_required" => 403,
        "transport_timeout" => 504,
        _ if AuthorizationError::CODES.iter().any(|(other, _)| *other == code) => 400,
        _ => 502,
    }
}
