//! Sessions, and with them pending logins, in one Redis.

use std::process::Command;
use std::time::{Duration, Instant};

use oauth_tests::{App, Page, Redis, Visitor};
use serde_json::{Value, json};

use super::{PROTOCOLS, Pair, Providers, said};

fn start(providers: &Providers, redis: &Redis) -> Pair {
    let launch = |base_url: Option<String>| {
        App::launch("instance", |port| {
            let own = format!("http://127.0.0.1:{port}");
            let mut command = Command::new(env!("CARGO_BIN_EXE_instance"));
            command.envs(providers.variables()).env("REDIS_URL", redis.url());
            command.env("OAUTH_BASE_URL", base_url.unwrap_or(own)).env("BIND", format!("127.0.0.1:{port}"));
            command
        })
    };
    let first = launch(None);
    let base_url = first.url("");
    providers.register(&base_url);
    Pair { instances: [first, launch(Some(base_url))] }
}

fn good(page: &Page) -> Value {
    assert_eq!(page.status, 200, "{}: {}", page.url, page.text());
    page.json()
}

#[test]
fn login_begun_at_one_process_is_finished_at_the_other() {
    let (providers, redis) = (Providers::start(), Redis::start());
    let pair = start(&providers, &redis);
    for protocol in PROTOCOLS {
        for (from, to) in [(0, 1), (1, 0)] {
            let visitor = Visitor::new();
            let hop = pair.begin(&visitor, from, &format!("/auth/{protocol}/login?return_to=/inbox"));
            let told = good(&pair.finish(&visitor, to, &hop));
            assert_eq!(told, json!({"provider": protocol, "name": "alice", "return_to": "/inbox"}));
            assert_eq!(good(&visitor.get(&pair.url(from, "/me"))), told, "both know who is there");
        }
    }
}

#[test]
fn nothing_of_a_pending_login_is_in_the_browser() {
    let (providers, redis) = (Providers::start(), Redis::start());
    let pair = start(&providers, &redis);
    let visitor = Visitor::new();
    pair.begin(&visitor, 0, "/auth/oauth1/login");
    let cookies = visitor.cookies(&pair.url(0, "/"));
    let names: Vec<_> =
        cookies.iter().map(|cookie| (cookie.name.as_str(), cookie.value.len() < 200)).collect();
    assert_eq!(names, [("id", true)], "the name of the session and no more");
}

#[test]
fn ten_tabs_that_alternate_between_the_two_all_arrive() {
    let (providers, redis) = (Providers::start(), Redis::start());
    let pair = start(&providers, &redis);
    for protocol in PROTOCOLS {
        let visitor = Visitor::new();
        let hops: Vec<_> = (0..10)
            .map(|tab| pair.begin(&visitor, tab, &format!("/auth/{protocol}/login?return_to=/{tab}")))
            .collect();
        for (tab, hop) in hops.iter().enumerate().rev() {
            let told = good(&pair.finish(&visitor, tab + 1, hop));
            assert_eq!(told["return_to"], format!("/{tab}"), "{protocol}");
        }
    }
}

#[test]
fn answer_given_to_both_processes_is_one_login() {
    let (providers, redis) = (Providers::start(), Redis::start());
    let pair = start(&providers, &redis);
    for protocol in PROTOCOLS {
        for _ in 0..5 {
            let visitor = Visitor::new();
            let hop = pair.begin(&visitor, 0, &format!("/auth/{protocol}/login"));
            let pages = pair.finish_at_both(&visitor, &hop);
            let refused: Vec<_> = pages.iter().filter(|page| page.status != 200).map(said).collect();
            assert_eq!(refused.len(), 1, "{protocol}: {refused:?}");
            // Whoever came later found the login gone, or the provider had given its code up already, or was at it:
            // Authlib's server says that with status 500.
            let known = ["state_unknown", "token_refused", "token_status", "token_credentials_refused"];
            assert!(known.iter().any(|code| refused[0]["error"] == *code), "{protocol}: {refused:?}");
        }
    }
}

#[test]
fn answer_given_to_one_process_after_the_other_is_refused() {
    let (providers, redis) = (Providers::start(), Redis::start());
    let pair = start(&providers, &redis);
    for protocol in PROTOCOLS {
        let visitor = Visitor::new();
        let hop = pair.begin(&visitor, 0, &format!("/auth/{protocol}/login"));
        good(&pair.finish(&visitor, 0, &hop));
        let again = pair.finish(&visitor, 1, &hop);
        assert_eq!((again.status, said(&again)), (400, json!({"error": "state_unknown"})), "{protocol}");
    }
}

/// SS-001: a store that cannot be read is no empty one.
#[test]
fn logins_are_refused_while_redis_is_away_and_work_again_when_it_is_back() {
    let (providers, mut redis) = (Providers::start(), Redis::start());
    let pair = start(&providers, &redis);
    let (visitor, patient) = (Visitor::new(), Visitor::new());
    let hop = pair.begin(&patient, 0, "/auth/openid/login");
    redis.stop();
    for protocol in PROTOCOLS {
        let page = visitor.get(&pair.url(0, &format!("/auth/{protocol}/login")));
        assert!(
            page.status >= 500 && page.location().is_none(),
            "{protocol}: {} {}",
            page.status,
            page.text()
        );
    }
    let page = pair.finish(&patient, 1, &hop);
    assert!(page.status >= 500, "{} {}", page.status, page.text());
    redis.restart();
    for instance in [0, 1] {
        await_login(&pair, instance);
    }
}

/// What does not reach the store has not reached the provider either: neither the login nor its code is spent.
#[test]
fn a_redis_that_hangs_refuses_logins_soon_and_loses_none() {
    let (providers, redis) = (Providers::start(), Redis::start());
    let pair = start(&providers, &redis);
    let begin = |protocol: &str| {
        let visitor = Visitor::new();
        let hop = pair.begin(&visitor, 0, &format!("/auth/{protocol}/login"));
        (visitor, hop)
    };
    let pending: Vec<_> = PROTOCOLS.map(begin).into();
    redis.freeze();
    let start = Instant::now();
    for (protocol, (visitor, hop)) in PROTOCOLS.iter().zip(&pending) {
        let begun = Visitor::new().get(&pair.url(0, &format!("/auth/{protocol}/login")));
        let finished = pair.finish(visitor, 1, hop);
        assert_eq!(
            (begun.status, begun.location().is_none(), finished.status),
            (500, true, 500),
            "{protocol}"
        );
    }
    let took = start.elapsed() / (2 * PROTOCOLS.len() as u32);
    assert!(took < Duration::from_secs(10), "{took:?} each");
    redis.thaw();
    for (visitor, hop) in &pending {
        assert_eq!(good(&pair.finish(visitor, 1, hop))["name"], "alice");
    }
    for instance in [0, 1] {
        await_login(&pair, instance);
    }
}

/// Until the connections to Redis are made again, which takes them a moment.
fn await_login(pair: &Pair, instance: usize) {
    let end = Instant::now() + Duration::from_secs(20);
    loop {
        let visitor = Visitor::new();
        let begun = visitor.get(&pair.url(instance, "/auth/openid/login"));
        if begun.status < 500 {
            let hop = visitor.follow_until(begun, &pair.url(0, "/auth")).next().unwrap();
            assert_eq!(good(&pair.finish(&visitor, instance, &hop))["name"], "alice");
            return;
        }
        assert!(Instant::now() < end, "still {} {}", begun.status, begun.text());
        std::thread::sleep(Duration::from_millis(50));
    }
}
