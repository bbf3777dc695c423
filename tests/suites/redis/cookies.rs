//! Pending logins in sealed cookies, with one key for both processes: they share nothing else, and need no Redis.

use oauth_tests::{App, Visitor};
use serde_json::json;

use super::{PROTOCOLS, Pair, Providers, said};

/// 32 bytes in base64.
const COOKIE_KEY: &str = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=";

fn start(providers: &Providers, keys: [&str; 2]) -> Pair {
    let launch = |key: &str, base_url: &str| {
        let variables = providers.variables();
        let mut env: Vec<_> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
        env.extend([("OAUTH_COOKIE_KEY", key), ("OAUTH_BASE_URL", base_url), ("BIND", "127.0.0.1:{port}")]);
        App::spawn("demo", &env)
    };
    let first = launch(keys[0], "http://127.0.0.1:{port}");
    let base_url = first.url("");
    providers.register(&base_url);
    Pair { instances: [first, launch(keys[1], &base_url)] }
}

fn provider_of(visitor: &Visitor, pair: &Pair) -> serde_json::Value {
    visitor.get(&pair.url(0, "/me")).json()["provider"].clone()
}

#[test]
fn login_begun_at_one_process_is_finished_at_the_other() {
    let providers = Providers::start();
    let pair = start(&providers, [COOKIE_KEY, COOKIE_KEY]);
    for protocol in PROTOCOLS {
        let visitor = Visitor::new();
        let hop = pair.begin(&visitor, 0, &format!("/auth/{protocol}/login?return_to=/me"));
        let page = pair.finish(&visitor, 1, &hop);
        assert_eq!((page.status, page.header("location")), (303, Some("/me")), "{protocol}: {}", page.text());
        assert_eq!(provider_of(&visitor, &pair), protocol);
    }
}

#[test]
fn ten_tabs_that_alternate_between_the_two_all_arrive() {
    let providers = Providers::start();
    let pair = start(&providers, [COOKIE_KEY, COOKIE_KEY]);
    for protocol in PROTOCOLS {
        let visitor = Visitor::new();
        let hops: Vec<_> = (0..10)
            .map(|tab| pair.begin(&visitor, tab, &format!("/auth/{protocol}/login?return_to=/me?{tab}")))
            .collect();
        for (tab, hop) in hops.iter().enumerate().rev() {
            let page = pair.finish(&visitor, tab + 1, hop);
            assert_eq!(
                page.header("location"),
                Some(format!("/me?{tab}").as_str()),
                "{protocol}: {}",
                page.text()
            );
        }
    }
}

#[test]
fn answer_given_to_both_processes_is_one_login() {
    let providers = Providers::start();
    let pair = start(&providers, [COOKIE_KEY, COOKIE_KEY]);
    for protocol in PROTOCOLS {
        for _ in 0..5 {
            let visitor = Visitor::new();
            let hop = pair.begin(&visitor, 0, &format!("/auth/{protocol}/login"));
            let pages = pair.finish_at_both(&visitor, &hop);
            // Neither process can know what the other does: the provider lets one of the two redeem the code.
            let refused: Vec<_> = pages.iter().filter(|page| page.status != 303).collect();
            assert_eq!(refused.len(), 1, "{protocol}: {pages:?}");
        }
    }
}

#[test]
fn other_key_opens_nothing() {
    let providers = Providers::start();
    let other = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=";
    let pair = start(&providers, [COOKIE_KEY, other]);
    let visitor = Visitor::new();
    let hop = pair.begin(&visitor, 0, "/auth/openid/login");
    let url = hop.url.replace(&pair.url(0, "/auth"), &pair.url(1, "/auth"));
    let page = visitor.request("GET", &url, &[("Accept", "application/json")], b"");
    assert_eq!(page.status, 400, "{}", page.text());
    assert!(page.text().contains("pending_unreadable"), "{}", said(&page));
    assert_eq!(visitor.get(&pair.url(0, "/me")).json(), json!({"error": "not_signed_in"}));
}
