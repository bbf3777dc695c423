//! How fast logins are, beside the limit and beside others. `tests/bench/run` provisions, builds and runs all of it.
//!
//! - `micro`: instructions and allocations of single operations, by callgrind;
//! - `logins [ROUNDS]`: whole applications over loopback, in rounds; writes the table and the plots that COMPARE.md shows;
//! - `pair [ROUNDS]`: the limit and ours alone, for the ratio that the other contestants' turns make uncertain;
//! - `checks`: memory, a cold start, and cost as things grow;
//! - `scaling`: two processes that share a Redis;
//! - `instructions`: instructions of whole logins at the applications in Rust.

mod checks;
mod http;
mod load;
mod micro;
mod plot;
mod report;
mod rounds;
mod scaling;
mod site;
mod stub;
mod whole;

use std::env;
use std::future::Future;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitCode};
use std::time::Instant;

use tokio::task::{LocalSet, spawn_local, yield_now};

use crate::rounds::Row;
use crate::site::Plan;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let number = |word: &str| word.parse().unwrap_or(0);
    let result = match words[..] {
        ["case", case, count] => {
            micro::run(number(case), number(count));
            Ok(true)
        }
        ["micro"] => Ok(micro_table()),
        ["logins"] => pinned(logins(15)),
        ["logins", rounds] => pinned(logins(number(rounds))),
        ["pair"] => pinned(pair(40)),
        ["pair", rounds] => pinned(pair(number(rounds))),
        ["checks"] => pinned(all_checks()),
        ["instructions"] => pinned(whole::print()),
        ["scaling"] => pinned(scaled()),
        _ => {
            Err(io::Error::other("micro | logins [ROUNDS] | pair [ROUNDS] | checks | scaling | instructions"))
        }
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("a goal was missed");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("speed: {error}");
            ExitCode::FAILURE
        }
    }
}

fn micro_table() -> bool {
    let (table, reached) = micro::table();
    println!("{table}");
    reached
}

/// Runs on the core that the applications do not have.
fn pinned<T>(work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    if env::var_os("SPEED_PINNED").is_none() {
        let this = env::current_exe()?;
        let mut command = Command::new("taskset");
        command.args(["-c", site::LOAD_CORE]).arg(this).args(env::args().skip(1));
        return Err(command.env("SPEED_PINNED", "yes").exec());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, work)
}

async fn logins(rounds: usize) -> io::Result<bool> {
    let (rows, reached) = compared(site::plans()?, rounds).await?;
    plot::write(&rows)?;
    Ok(reached)
}

async fn pair(rounds: usize) -> io::Result<bool> {
    Ok(compared(vec![site::limit(), site::ours()], rounds).await?.1)
}

async fn compared(plans: Vec<Plan>, rounds: usize) -> io::Result<(Vec<Row>, bool)> {
    let begun = Instant::now();
    // The load's core never sleeps: the kernel lets whoever answers pay for waking the one who waits, and the slower a site
    // is, the more often its visitors sleep.
    let awake = spawn_local(async {
        loop {
            yield_now().await;
        }
    });
    let rows = rounds::run(plans, rounds).await?;
    awake.abort();
    let (report, reached) = report::logins(&rows, rounds);
    println!("{report}\n{rounds} rounds in {:.0} s", begun.elapsed().as_secs_f64());
    Ok((rows, reached))
}

async fn scaled() -> io::Result<bool> {
    let lines = scaling::two_processes(5).await?;
    println!("{}", report::checks(&lines));
    Ok(lines.iter().all(|line| line.met))
}

async fn all_checks() -> io::Result<bool> {
    let mut lines = checks::cold(1000, 5).await?;
    lines.extend(checks::growth(7).await?);
    lines.extend(checks::memory(1_000_000, 100_000).await?);
    println!("{}", report::checks(&lines));
    Ok(lines.iter().all(|line| line.met))
}
