//! One person's login in another person's browser, and two clicks at once.

use std::sync::Barrier;
use std::thread;

use oauth_tests::Visitor;

use crate::start;
use crate::support::*;

/// Session fixation: what an attacker planted before the login is worth nothing to them after it.
#[actix_web::test]
async fn whoever_planted_the_session_or_cookie_before_cannot_finish_what_was_begun_in_it() {
    for store in [Store::Cookie, Store::Session] {
        let (provider, settings, attacker) = start(store).await;
        attacker.approve("google").await;
        let victim = attacker.copy();
        let hop = victim.approve("google").await;
        provider.clear_journal();
        let restarted = store.app(&settings).await;
        assert_eq!(attacker.finish(&hop).await.error(), "state_unknown", "{store:?}");
        assert_eq!(attacker.moved_to(&restarted).finish(&hop).await.error(), "state_unknown", "{store:?}");
        assert_eq!(calls(&provider), [], "{store:?}");
        victim.finish(&hop).await.assert_logged_in();
        provider.clear_journal();
        assert_eq!(attacker.finish(&hop).await.error(), "state_unknown", "{store:?}");
        assert_eq!(calls(&provider), [], "{store:?}");
    }
}

/// Login CSRF: a link to a callback that its owner has used already.
#[actix_web::test]
async fn a_link_to_somebody_s_finished_login_logs_nobody_in() {
    for store in [Store::Cookie, Store::Session] {
        let (provider, settings, attacker) = start(store).await;
        for client in CLIENTS {
            let hop = attacker.approve(client).await;
            attacker.finish(&hop).await.assert_logged_in();
            let app = store.app(&settings).await;
            let victim = Browser::new(&app);
            let own = victim.approve(client).await;
            provider.clear_journal();
            assert_eq!(victim.finish(&hop).await.error(), "state_unknown", "{client}");
            assert_eq!(calls(&provider), [], "{client}");
            victim.finish(&own).await.assert_logged_in();
            assert_eq!(token_requests(&provider), 1, "{client}");
        }
    }
}

/// Login CSRF: the attacker's answer under the victim's own `state`, for OAuth 1.0a, which has no PKCE. (With PKCE:
/// `an_injected_code_fails_by_its_verifier`.)
#[actix_web::test]
async fn a_verifier_of_another_login_is_refused_by_the_provider() {
    for store in [Store::Cookie, Store::Session] {
        let (provider, settings, victim) = start(store).await;
        let attacker = Browser::new(&store.app(&settings).await);
        let stolen = attacker.approve("twitter").await.param("oauth_verifier").unwrap();
        let mut hop = victim.approve("twitter").await;
        hop.url = hop.url.replace(&hop.param("oauth_verifier").unwrap(), &stolen);
        assert_eq!(victim.finish(&hop).await.error(), "token_credentials_refused");
        assert_eq!(token_requests(&provider), 1);
    }
}

/// The memory of used logins is one for all workers. `fifty_replays_at_once_make_one_token_request` has one worker.
#[test]
fn two_clicks_at_once_on_two_workers_make_one_token_request() {
    const ROUNDS: usize = 50;
    let provider = provider();
    let site = crate::site(&provider);
    for round in 0..ROUNDS {
        let visitor = Visitor::new();
        let begun = visitor.get(&site.url(&format!("/auth/{}/login", CLIENTS[round % 3])));
        let hop = visitor.go(&begun.next().unwrap()).next().unwrap();
        let barrier = Barrier::new(2);
        let click = || {
            barrier.wait();
            visitor.go(&hop).status
        };
        let mut statuses = thread::scope(|scope| {
            [scope.spawn(click), scope.spawn(click)].map(|click| click.join().unwrap())
        });
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 400], "round {round}");
        assert_eq!(token_requests(&provider), round + 1);
    }
}
