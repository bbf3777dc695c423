//! Thousands of logins by many people at once, at a provider of which many an answer is wrong: nobody is taken for somebody
//! else, and nothing piles up.
//!
//! `SOAK=100000 cargo test -p oauth-tests --test soak -- --nocapture` makes more of them, and shows memory and times.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

#[path = "soak/faults.rs"]
mod faults;

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, thread};

use faults::Fault;
use oauth_test_provider::{Algorithm, Client, Endpoint, Provider, User};
use oauth_tests::{App, Hop, Page, Visitor};
use serde_json::json;

/// How many people log in at the same time, each under a name of their own.
const PEOPLE: usize = 32;
/// How many logins, unless `SOAK` says it.
const LOGINS: usize = 3_000;
/// How many parts the logins are in; after each one the memory is read. A multiple of three.
const PARTS: usize = 30;
/// What the allocator may take more from one third to the next, in KiB.
const NOISE: usize = 512;
/// What a login may leave behind, in bytes: its name among those that were used. A whole pending login has some 500.
const LEFT: usize = 64;

fn site(provider: &Provider) -> App {
    let Client { id, secret, .. } = provider.oidc_client();
    App::launch("soak-site", |port| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_soak-site"));
        command.env("PORT", port.to_string()).env("OAUTH_BASE_URL", format!("http://127.0.0.1:{port}"));
        command.env("OP_ISSUER", provider.issuer()).env("OP_CLIENT_ID", id);
        command.env("OP_CLIENT_SECRET", secret.unwrap());
        command
    })
}

fn name(person: usize) -> String {
    format!("person-{person}")
}

/// What becomes of a login, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Finished,
    Abandoned,
    Refused,
    Replayed,
    /// The provider's answer to the token request is wrong: one login in twenty for each fault.
    Faulty(Fault),
}

impl Kind {
    fn of(number: usize) -> Self {
        match number % 20 {
            0 => Self::Abandoned,
            1 => Self::Refused,
            2 => Self::Replayed,
            rest => Fault::ALL.get(rest - 3).map_or(Self::Finished, |&fault| Self::Faulty(fault)),
        }
    }

    /// Whether its code gets as far as the token endpoint.
    fn is_redeemed(self) -> bool {
        matches!(self, Self::Finished | Self::Replayed | Self::Faulty(_))
    }
}

/// One person with one browser, which they keep.
struct Person<'a> {
    site: &'a App,
    visitor: Visitor,
    name: String,
    /// How long the callbacks of good logins took.
    times: Vec<Duration>,
}

impl<'a> Person<'a> {
    fn new(site: &'a App, number: usize) -> Self {
        Self { site, visitor: Visitor::new(), name: name(number), times: Vec::new() }
    }

    /// From the application to the provider and back, up to the callback.
    fn approve(&self, number: usize, answer: &str) -> Hop {
        let begun = self.visitor.get(&self.site.url(&format!("/auth/op/login?return_to=/{number}")));
        let url = begun.location().unwrap_or_else(|| panic!("HTTP {}: {}", begun.status, begun.text()));
        // The hint decides who answers there, and how.
        self.visitor.get(&format!("{url}&login_hint=auto:{answer}")).next().unwrap()
    }

    fn assert_logged_in(&self, number: usize, page: &Page) {
        let expected = json!({ "who": format!("sub-{}", self.name), "return_to": format!("/{number}") });
        assert_eq!((page.status, page.json()), (200, expected));
    }

    fn assert_refused(&self, page: &Page, status: u16, code: &str) {
        assert_eq!((page.status, page.json()), (status, json!({ "error": code })), "{}", self.name);
    }

    fn log_in(&mut self, number: usize) {
        let kind = Kind::of(number);
        let answer = match kind {
            Kind::Refused => "!access_denied".to_owned(),
            Kind::Faulty(fault) => fault.user(),
            _ => self.name.clone(),
        };
        let hop = self.approve(number, &answer);
        let begun = Instant::now();
        match kind {
            Kind::Abandoned => {}
            Kind::Refused => self.assert_refused(&self.visitor.go(&hop), 403, "access_denied"),
            Kind::Faulty(fault) => {
                let (status, code) = fault.refusal();
                self.assert_refused(&self.visitor.go(&hop), status, code);
            }
            Kind::Finished => {
                self.assert_logged_in(number, &self.visitor.go(&hop));
                self.times.push(begun.elapsed());
            }
            Kind::Replayed => {
                self.assert_logged_in(number, &self.visitor.go(&hop));
                self.assert_refused(&self.visitor.go(&hop), 400, "state_already_used");
            }
        }
    }

    /// How many logins this browser has pending.
    fn pending(&self) -> usize {
        let cookies = self.visitor.cookies(&self.site.url("/"));
        cookies.iter().filter(|cookie| cookie.name.starts_with("oauth-")).count()
    }
}

/// Lets the provider forget codes and access tokens, through which it goes at each request.
fn forget(provider: &Provider, site: &App) {
    provider.clear_journal();
    provider.clock_offset(7 * 86_400);
    let somebody = Person::new(site, 0);
    somebody.approve(0, &somebody.name);
    provider.clock_offset(0);
}

fn median(values: &[usize]) -> usize {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

#[test]
fn thousands_of_logins_by_many_people_mix_nobody_up_and_leave_nothing_behind() {
    let logins: usize = env::var("SOAK").map_or(LOGINS, |number| number.parse().unwrap());
    let users = (0..PEOPLE).map(name).chain(Fault::ALL.map(Fault::user));
    let provider = users
        .fold(Provider::builder().signing(Algorithm::ES256), |provider, name| provider.user(User::new(name)));
    let provider = provider.start_blocking().unwrap();
    faults::plant(&provider);
    let site = site(&provider);
    let mut people: Vec<_> = (0..PEOPLE).map(|person| Person::new(&site, person)).collect();
    let (mut seen, mut redeemed) = (Vec::new(), 0);
    for part in 0..PARTS {
        let (next, end) = (AtomicUsize::new(part * logins / PARTS), (part + 1) * logins / PARTS);
        thread::scope(|scope| {
            for person in &mut people {
                let next = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&number| number < end);
                scope.spawn(move || std::iter::from_fn(next).for_each(|number| person.log_in(number)));
            }
        });
        redeemed += provider.count(Endpoint::Token);
        forget(&provider, &site);
        seen.push(Visitor::new().get(&site.url("/memory")).text().parse::<usize>().unwrap());
    }
    assert_eq!(redeemed, (0..logins).filter(|&number| Kind::of(number).is_redeemed()).count());
    for person in &people {
        assert!(person.pending() <= 10, "{}: {}", person.name, person.pending());
    }
    let mut times: Vec<_> = people.iter().flat_map(|person| &person.times).collect();
    times.sort_unstable();
    println!("good callbacks: {:?} median, {:?} p99", times[times.len() / 2], times[times.len() * 99 / 100]);
    let third = PARTS / 3;
    let (second, last) = (median(&seen[third..2 * third]), median(&seen[2 * third..]));
    println!(
        "{logins} logins, in KiB: {second} in the second third, {last} in the last; after each part {seen:?}"
    );
    assert!(last <= second + NOISE + LEFT * logins / 3 / 1024, "{second} KiB, then {last}: {seen:?}");
}
