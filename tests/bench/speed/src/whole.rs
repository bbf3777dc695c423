//! Instructions of whole logins, from the first byte of a request to the last of its answer: by the processor's counters
//! where the machine has them, else by callgrind, which sees neither the kernel nor programs that compile themselves.

use std::io::{self, Read as _};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::time::sleep;

use crate::checks::Line;
use crate::load;
use crate::micro::collected;
use crate::report;
use crate::rounds::prepared;
use crate::site::{Plan, SITE_CORE, Site, plans, rust};
use crate::stub::Stub;

const EVENTS: &str = "instructions:u,instructions:k";
/// For callgrind, and for counters.
const OPERATIONS: usize = 300;
const COUNTED: usize = 2_000;

/// Prints the table and says whether ours met its goals; the first plan is the limit, the second ours.
pub async fn print() -> io::Result<bool> {
    let counters = has_counters();
    println!(
        "Counted by {}.\n",
        if counters { "perf: user and kernel" } else { "callgrind: user space alone" }
    );
    println!("| instructions | login | of the limit | callback | of the limit |\n|---|---:|---:|---:|---:|");
    let mut rows: Vec<(Plan, [f64; 2])> = Vec::new();
    for plan in if counters { plans()? } else { rust().to_vec() } {
        let counted = match counters {
            true => by_counters(&plan).await?,
            false => by_callgrind(&plan).await?,
        };
        let [login, callback] = counted;
        let [first, second] = rows.first().map_or(counted, |(_, limit)| *limit);
        let (login_ratio, callback_ratio) = (login / first, callback / second);
        println!("| {} | {login:.0} | {login_ratio:.2} | {callback:.0} | {callback_ratio:.2} |", plan.name);
        rows.push((plan, counted));
    }
    let [(_, limit), (_, ours), peers @ ..] = &*rows else { return Err(io::ErrorKind::InvalidData.into()) };
    let mut lines = vec![
        at_least("login: the limit / ours", limit[0] / ours[0], 0.95),
        at_most("callback: ours / the limit", ours[1] / limit[1], 1.15),
    ];
    for (plan, [login, callback]) in peers {
        let goals = report::goals(&plan.name);
        lines.extend(
            goals.0.map(|goal| at_least(&format!("login: {} / ours", plan.name), login / ours[0], goal)),
        );
        lines.extend(
            goals.1.map(|goal| at_most(&format!("callback: ours / {}", plan.name), ours[1] / callback, goal)),
        );
    }
    println!("\n{}", report::checks(&lines));
    Ok(lines.iter().all(|line| line.met))
}

fn at_least(what: &str, ratio: f64, goal: f64) -> Line {
    let (seen, words) = (format!("{ratio:.2}"), format!("≥ {goal:.2}"));
    Line { what: what.to_owned(), seen, goal: words, met: ratio >= goal }
}

fn at_most(what: &str, ratio: f64, goal: f64) -> Line {
    let (seen, words) = (format!("{ratio:.2}"), format!("≤ {goal:.2}"));
    Line { what: what.to_owned(), seen, goal: words, met: ratio <= goal }
}

/// Of a login and of a callback: what twice as many cost beyond the half.
async fn by_callgrind(plan: &Plan) -> io::Result<[f64; 2]> {
    let stub = Stub::start().await?;
    let mut totals = Vec::new();
    for (logins, callbacks) in [(OPERATIONS, 1), (2 * OPERATIONS, 1), (2 * OPERATIONS, OPERATIONS)] {
        let file = profile(&plan.name, totals.len());
        let callgrind = ["valgrind", "--tool=callgrind", &file];
        let site = plan.start(&stub.issuer, SITE_CORE, &callgrind).await?;
        let (_, begun) = load::logins(&[site.port], logins, 1, callbacks).await?;
        load::finish(site.port, prepared(&stub, site.port, &begun), 1).await?;
        totals.push(collected(&site.interrupt()?));
    }
    let [few, many, finished] = totals[..] else { return Err(io::ErrorKind::InvalidData.into()) };
    let operations = OPERATIONS as f64;
    Ok([(many - few) / operations, (finished - many) / (operations - 1.0)])
}

async fn by_counters(plan: &Plan) -> io::Result<[f64; 2]> {
    let stub = Stub::start().await?;
    let site = plan.start(&stub.issuer, SITE_CORE, &[]).await?;
    let count = if plan.name.ends_with("as documented") { 50 } else { COUNTED };
    let (_, warm) = load::logins(&[site.port], count, 16, count).await?;
    load::finish(site.port, prepared(&stub, site.port, &warm), 16).await?;
    let counting = Counting::of(&site).await?;
    let (_, begun) = load::logins(&[site.port], count, 16, count).await?;
    let login = counting.stop()?;
    let requests = prepared(&stub, site.port, &begun);
    let counting = Counting::of(&site).await?;
    load::finish(site.port, requests, 16).await?;
    Ok([login, counting.stop()?].map(|total| total / count as f64))
}

/// `perf stat` at a running program.
struct Counting(Child);

impl Counting {
    async fn of(site: &Site) -> io::Result<Self> {
        let perf = Command::new("perf")
            .args(["stat", "-x", ",", "-e", EVENTS, "-p", &site.id().to_string()])
            .stderr(Stdio::piped())
            .spawn()?;
        // It says nothing when it is ready.
        sleep(Duration::from_millis(300)).await;
        Ok(Self(perf))
    }

    /// The sum of what was counted.
    fn stop(mut self) -> io::Result<f64> {
        Command::new("kill").args(["-INT", &self.0.id().to_string()]).status()?;
        let mut said = String::new();
        self.0.stderr.take().ok_or(io::ErrorKind::BrokenPipe)?.read_to_string(&mut said)?;
        self.0.wait()?;
        Ok(said.lines().filter_map(|line| line.split(',').next()?.parse::<f64>().ok()).sum())
    }
}

fn has_counters() -> bool {
    let output = Command::new("perf").args(["stat", "-x", ",", "-e", EVENTS, "true"]).output();
    output.is_ok_and(|output| {
        output.status.success() && !String::from_utf8_lossy(&output.stderr).contains("not supported")
    })
}

/// Where callgrind writes what it saw: nowhere, unless `SPEED_PROFILES` names a folder.
fn profile(name: &str, run: usize) -> String {
    let name = name.split([':', ' ']).next().unwrap_or_default();
    let folder = std::env::var("SPEED_PROFILES");
    let file = folder.map_or("/dev/null".to_owned(), |folder| format!("{folder}/{name}-{run}.callgrind"));
    format!("--callgrind-out-file={file}")
}
