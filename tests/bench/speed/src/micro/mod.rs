//! Instructions per operation: they repeat within one or two per cent where times on a shared machine vary by a quarter.
//!
//! Each case runs under valgrind's callgrind, twice, and the difference is taken, so that starting up counts for nothing.
//! Each group has its limit first: what has to be done at least, written by hand. Allocations are counted by this program.

mod allocations;
mod id_token;
mod oauth1;
mod redirect;
mod sealing;
mod token_response;

use std::env;
use std::process::Command;

use self::allocations::counted as allocations;

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
        cases: &[
            ("oauth1-request, with oauth_version and as long a nonce", oauth1::peer),
            ("oauth-core", oauth1::ours),
            ("oauth1-request, as it comes", oauth1::peer_default),
        ],
    },
    Group {
        name: "a pending login sealed",
        goal: 1.5,
        cases: &[
            ("limit: AES-256-GCM and base64 of as many bytes", sealing::limit),
            ("oauth-core", sealing::ours),
        ],
    },
    Group {
        name: "a token response read",
        goal: 3.0,
        cases: &[
            ("limit: serde_json into a struct of five fields", token_response::limit),
            ("oauth-core", token_response::ours),
            ("openidconnect", token_response::openidconnect),
        ],
    },
];

const OPERATIONS: usize = 400;

/// Runs the case of this number; how the program calls itself.
pub fn run(case: usize, count: usize) {
    let cases: Vec<Run> = GROUPS.iter().flat_map(|group| group.cases).map(|(_, run)| *run).collect();
    if let Some(run) = cases.get(case) {
        run(count);
    }
}

/// The table in Markdown, and whether every goal was reached.
pub fn table() -> (String, bool) {
    let mut table = String::from(
        "| operation | instructions | allocations | of the first | goal |\n|---|---:|---:|---:|---:|\n",
    );
    let (mut index, mut reached) = (0, true);
    for group in GROUPS {
        table += &format!("| **{}** | | | | |\n", group.name);
        let mut limit = 0.0;
        for (number, (name, run)) in group.cases.iter().enumerate() {
            let counted = instructions(index);
            index += 1;
            limit = if number == 0 { counted } else { limit };
            let ratio = counted / limit;
            let ours = name.starts_with("oauth-");
            reached &= !ours || ratio <= group.goal;
            let goal = if ours { format!("{:.2}", group.goal) } else { String::new() };
            let allocations = allocations(*run);
            table += &format!("| {name} | {counted:.0} | {allocations:.0} | {ratio:.2} | {goal} |\n");
        }
    }
    (table, reached)
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
        .args(["case", &case.to_string(), &count.to_string()])
        .output()
        .expect("valgrind is needed: apt-get install valgrind");
    collected(&String::from_utf8_lossy(&output.stderr))
}

/// The instructions that callgrind says it has seen.
pub fn collected(text: &str) -> f64 {
    let line = text.lines().find(|line| line.contains("Collected :"));
    let number = line.and_then(|line| line.rsplit(' ').next()?.parse().ok());
    number.unwrap_or_else(|| panic!("callgrind says no number:\n{text}"))
}
