//! One fault as data, and what must hold of each.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use actix_web::HttpResponse;
use actix_web::rt;
use oauth_actix::{Registry as _, Settings};
use oauth_test_provider::{Endpoint, Provider};
use oauth_tests::Hop;

use super::relay::{Front, Relay};
use super::support::*;

/// A request that is on its way to the provider while somebody logs in, and what breaks it.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) exchange: Exchange,
    pub(crate) scheme: &'static str,
    pub(crate) front: Front,
    /// The stable code and its status.
    pub(crate) refused: (&'static str, u16),
    /// How long the refusal may take.
    pub(crate) within: RangeInclusive<Duration>,
    /// How many requests reach the other side.
    pub(crate) sent: usize,
    /// How the other side is when it is well.
    pub(crate) well: Front,
}

/// What goes through the relay.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Exchange {
    /// A code and the client's secret.
    Code,
    /// A verifier, signed.
    Verifier,
    /// The provider's keys.
    Keys,
}

impl Exchange {
    fn client(self) -> &'static str {
        match self {
            Self::Code => "github",
            Self::Verifier => "twitter",
            Self::Keys => "google",
        }
    }

    fn endpoint(self) -> Endpoint {
        match self {
            Self::Code => Endpoint::OAuth2Token,
            Self::Verifier => Endpoint::TokenCredentials,
            Self::Keys => Endpoint::Jwks,
        }
    }

    /// Leads the exchange through the relay.
    pub(crate) fn lead(self, provider: &Provider, relay: &Relay, scheme: &str) -> Settings {
        let settings = settings(provider);
        let url = relay.url(scheme, self.endpoint().path());
        match self {
            Self::Code => settings.set("GITHUB_TOKEN_ENDPOINT", &url),
            Self::Verifier => settings.set("TWITTER_ACCESS_TOKEN_URL", &url),
            Self::Keys => {
                provider.on_metadata(move |metadata| {
                    metadata.insert("jwks_uri".to_owned(), url.clone().into());
                });
                settings
            }
        }
    }
}

/// Breaks all of them at the same time, because some take ten seconds.
pub(crate) async fn check(cases: Vec<Case>, more: impl Fn(Settings) -> Settings) {
    let mut stages = Vec::new();
    for case in cases {
        stages.push(Stage::of(case, &more).await);
    }
    let running: Vec<_> = stages.into_iter().map(|stage| rt::spawn(stage.refused())).collect();
    for stage in running {
        stage.await.unwrap().heals().await;
    }
}

/// A provider, the way there, and an application with a login that is approved.
struct Stage {
    case: Case,
    _provider: Provider,
    relay: Relay,
    browser: Browser,
    hop: Hop,
    /// How many logins the application's handler saw.
    logins: Arc<AtomicUsize>,
}

impl Stage {
    async fn of(case: Case, more: impl Fn(Settings) -> Settings) -> Self {
        let provider = provider();
        let relay = Relay::to(&provider);
        let settings = more(case.exchange.lead(&provider, &relay, case.scheme));
        let logins = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&logins);
        let handler = move |_: AuthLogin| {
            counted.fetch_add(1, Ordering::SeqCst);
            async { HttpResponse::NoContent().finish() }
        };
        let auth = Auth::from_settings(&settings).unwrap();
        let browser = Browser::new(&App::plain(auth.routes(handler)).await);
        let hop = browser.approve(case.exchange.client()).await;
        relay.set(case.front.clone());
        Self { case, _provider: provider, relay, browser, hop, logins }
    }

    async fn refused(self) -> Self {
        let Case { name, exchange, refused, within, sent, .. } = &self.case;
        let start = Instant::now();
        let answer = self.browser.finish(&self.hop).await;
        let took = start.elapsed();
        println!("{name:32} {exchange:?} {:28} {:4.1} s, sent {sent}", refused.0, took.as_secs_f32());
        assert_eq!((answer.error().as_str(), answer.status), *refused, "{name}, {exchange:?}");
        assert!(within.contains(&took), "{name}, {exchange:?}: {took:?}");
        assert_eq!(self.logins.load(Ordering::SeqCst), 0, "{name}, {exchange:?}: somebody is logged in");
        assert_eq!(self.sent(), *sent, "{name}, {exchange:?}: sent how often");
        assert_eq!(self.relay.requests("/elsewhere").len(), 0, "{name}, {exchange:?}");
        self
    }

    /// The next login works.
    async fn heals(self) {
        let Case { name, exchange, sent, .. } = &self.case;
        self.relay.set(self.case.well.clone());
        let answer = self.browser.login(exchange.client()).await;
        assert_eq!(answer.status, 204, "{name}, {exchange:?}: {answer:?}");
        assert_eq!(self.logins.load(Ordering::SeqCst), 1, "{name}, {exchange:?}");
        assert_eq!(self.sent(), sent + 1, "{name}, {exchange:?}: the refused one was sent again");
    }

    /// How many requests reached the other side; none asks for compression.
    fn sent(&self) -> usize {
        let requests = self.relay.requests(self.case.exchange.endpoint().path());
        assert!(requests.iter().all(|request| !request.to_lowercase().contains("accept-encoding")));
        requests.len()
    }
}
