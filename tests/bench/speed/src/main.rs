//! Instructions per operation: they repeat within one or two per cent where times on a shared machine vary by a quarter.
//!
//! `cargo run --release --manifest-path tests/bench/speed/Cargo.toml` runs each case under valgrind's callgrind, twice, and
//! takes the difference, so that starting up counts for nothing. Each group has its limit first: what has to be done at
//! least, written by hand.

mod id_token;
mod oauth1;
mod redirect;

use std::env;
use std::process::{Command, ExitCode};

type Run = fn(usize);

/// A group, its goal as a ratio to the first case, and the cases: the limit, ours, others'.
struct Group {
    name: &'static str,
    goal: f64,
    cases: &'static [(&'static str, Run)],
}

const GROUPS: &[Group] = &[
    Group {
        name: "login redirect, OpenID Connect, warm",
        goal: 1.05,
        cases: &[("limit: fixed 302, sealed cookie", redirect::limit), ("oauth-actix", redirect::ours)],
    },
    Group {
        name: "authorization URL with state, nonce, PKCE",
        goal: 1.3,
        cases: &[
            ("limit: pre-encoded format!", redirect::url_limit),
            ("oauth-core", redirect::url_ours),
            ("openidconnect", redirect::url_openidconnect),
        ],
    },
    Group {
        name: "ID token, RS256",
        goal: 1.15,
        cases: &[("limit: ring", id_token::rs256_limit), ("oauth-core", id_token::rs256_ours)],
    },
    Group {
        name: "ID token, ES256",
        goal: 1.15,
        cases: &[("limit: ring", id_token::es256_limit), ("oauth-core", id_token::es256_ours)],
    },
    Group {
        name: "ID token, EdDSA",
        goal: 1.15,
        cases: &[("limit: ring", id_token::eddsa_limit), ("oauth-core", id_token::eddsa_ours)],
    },
    Group {
        name: "OAuth 1.0a header, HMAC-SHA1",
        goal: 1.0,
        cases: &[("oauth1-request", oauth1::peer), ("oauth-core", oauth1::ours)],
    },
];

const OPERATIONS: usize = 400;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [name, count] = &*arguments {
        let run = GROUPS
            .iter()
            .flat_map(|group| group.cases)
            .zip(0..)
            .find(|(_, index)| index == &name.parse::<i32>().unwrap_or(-1));
        run.map(|((_, run), _)| run(count.parse().unwrap_or(0)));
        return ExitCode::SUCCESS;
    }
    let (mut index, mut missed) = (0, false);
    println!("| operation | instructions | of the limit | goal |\n|---|---|---|---|");
    for group in GROUPS {
        println!("| **{}** | | | |", group.name);
        let mut limit = 0.0;
        for (number, (name, _)) in group.cases.iter().enumerate() {
            let counted = instructions(index);
            index += 1;
            limit = if number == 0 { counted } else { limit };
            let ratio = counted / limit;
            let ours = name.starts_with("oauth-");
            missed |= ours && ratio > group.goal;
            let goal = if ours { format!("{:.2}", group.goal) } else { String::new() };
            println!("| {name} | {counted:.0} | {ratio:.2} | {goal} |");
        }
    }
    if missed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Instructions of one operation.
fn instructions(case: usize) -> f64 {
    let [few, many] = [OPERATIONS, 2 * OPERATIONS].map(|count| counted(case, count));
    (many - few) / OPERATIONS as f64
}

fn counted(case: usize, count: usize) -> f64 {
    let this = env::current_exe().expect("this program");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(this)
        .args([case.to_string(), count.to_string()])
        .output()
        .expect("valgrind is needed: apt-get install valgrind");
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().find(|line| line.contains("Collected :"));
    let number = line.and_then(|line| line.rsplit(' ').next()?.parse().ok());
    number.unwrap_or_else(|| panic!("{text}"))
}
