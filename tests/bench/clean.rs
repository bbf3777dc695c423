//! What an application costs from nothing: `cargo run -p oauth-tests --bin compile-time -- clean`.
//!
//! Writes two packages below the target directory: the quickstart, and an application that logs people in by hand, on the
//! same actix-web and actix-session, with awc for the requests, on the same TLS. Builds each in turn into an empty folder,
//! without optimisation and without the network. Neither has a feature that it does not need; what actix-web and awc turn
//! on by default, compression above all, costs both the same and would make us look better.

use std::collections::BTreeSet;
use std::fs;
use std::num::NonZero;
use std::path::Path;
use std::process::ExitCode;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use super::{REPOSITORY, Result, Times, cargo};

/// How often each application is built.
const RUNS: usize = 5;
/// How much longer the quickstart may take.
const MOST_RATIO: f64 = 1.1;
const APPLICATIONS: [&str; 2] = ["by_hand", "quickstart"];

const WORKSPACE: &str = "[workspace]\nresolver = \"3\"\nmembers = [\"by_hand\", \"quickstart\"]\n";
const BOTH: &str = r#"
actix-session = { version = "0.11", default-features = false, features = ["cookie-session"] }
actix-web = { version = "4.18", default-features = false, features = ["macros", "cookies"] }
serde = { version = "1", features = ["derive"] }
"#;
/// `rand` and `serde_urlencoded` are what awc has anyway.
const BY_HAND: &str = r#"
awc = { version = "3.11", default-features = false, features = ["rustls-0_23-webpki-roots"] }
rand = "0.10"
rustls = { version = "0.23", default-features = false, features = ["ring", "std", "tls12"] }
serde_urlencoded = "0.7"
"#;

pub(super) fn run(folder: &Path) -> Result<ExitCode> {
    write(folder)?;
    cargo(folder, &["fetch", "--quiet"], "1")?;
    compare_crates(folder)?;
    let jobs = available_parallelism().map_or(1, NonZero::get).to_string();
    println!("\ndebug builds from nothing, --jobs {jobs}, {RUNS} runs each");
    let [by_hand, quickstart] = alternate(folder, &jobs)?;
    let ratio = quickstart.wall.median() / by_hand.wall.median();
    let worked = quickstart.processor.median() / by_hand.processor.median();
    println!(
        "  {ratio:.2} times as long, of the {MOST_RATIO:.2} times that it may; {worked:.2} times the work"
    );
    let held = ratio <= MOST_RATIO;
    println!("{}", if held { "the limit is kept" } else { "the limit is exceeded" });
    Ok(if held { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// How long the builds of one application took.
#[derive(Default)]
struct Builds {
    wall: Times,
    /// What the processors worked, which depends less on what else the machine does. All zero but on Linux.
    processor: Times,
}

/// Writes both applications, with the versions that we are tested with.
fn write(folder: &Path) -> Result<()> {
    super::write(&folder.join("Cargo.toml"), WORKSPACE)?;
    fs::copy(Path::new(REPOSITORY).join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let ours = format!("oauth-actix = {{ path = \"{REPOSITORY}/oauth-actix\" }}\n");
    let quickstart = fs::read_to_string(Path::new(REPOSITORY).join("examples/quickstart.rs"))?;
    let by_hand = include_str!("clean_by_hand.rs.txt");
    for (name, own, main) in [("by_hand", BY_HAND, by_hand), ("quickstart", &ours, &quickstart)] {
        let package = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
        let manifest = format!("{package}\n[dependencies]{BOTH}{own}");
        super::write(&folder.join(name).join("Cargo.toml"), &manifest)?;
        super::write(&folder.join(name).join("src/main.rs"), main)?;
    }
    Ok(())
}

/// Says how many crates each application is made of, and which the other does without.
fn compare_crates(folder: &Path) -> Result<()> {
    let [by_hand, quickstart] = [crates(folder, "by_hand")?, crates(folder, "quickstart")?];
    for (name, crates, others) in [("by_hand", &by_hand, &quickstart), ("quickstart", &quickstart, &by_hand)]
    {
        let own: Vec<&str> = crates.difference(others).map(String::as_str).collect();
        println!(
            "{name}: {} crates; these {} are not in the other: {}",
            crates.len(),
            own.len(),
            own.join(", ")
        );
    }
    Ok(())
}

/// Name and version of everything that is compiled for an application, without the application.
fn crates(folder: &Path, name: &str) -> Result<BTreeSet<String>> {
    let edges = ["tree", "--quiet", "--offline", "--edges", "normal,build", "--prefix", "none"];
    let tree = cargo(folder, &[&edges[..], &["--package", name]].concat(), "1")?;
    // After name and version: the folder, what kind of crate it is, `(*)` for one that was listed before.
    let crates = tree.lines().map(|line| line.split(' ').take(2).collect::<Vec<_>>().join(" "));
    Ok(crates.filter(|entry| !entry.starts_with(&format!("{name} "))).collect())
}

/// Builds both in turn, and not always the same one first, so that what else the machine does falls on both.
fn alternate(folder: &Path, jobs: &str) -> Result<[Builds; 2]> {
    let mut builds = [Builds::default(), Builds::default()];
    for run in 0..RUNS {
        let mut order: Vec<_> = APPLICATIONS.iter().zip(&mut builds).collect();
        if run % 2 == 1 {
            order.reverse();
        }
        for (name, builds) in order {
            build(folder, name, jobs, builds)?;
        }
    }
    for (name, builds) in APPLICATIONS.iter().zip(&builds) {
        println!("  {name:<14}{}", builds.wall);
        println!("  {:<14}{}", "  processors", builds.processor);
    }
    Ok(builds)
}

fn build(folder: &Path, name: &str, jobs: &str, builds: &mut Builds) -> Result<()> {
    let target = folder.join("target");
    remove(&target)?;
    let (begin, worked) = (Instant::now(), processor_time());
    let arguments = ["build", "--quiet", "--offline", "--jobs", jobs, "--package", name];
    cargo(folder, &arguments, "1")?;
    let (wall, processor) = (begin.elapsed(), processor_time().saturating_sub(worked));
    println!(
        "  {name:<14}{:6.0} ms, processors {:6.0} ms",
        wall.as_secs_f64() * 1e3,
        processor.as_secs_f64() * 1e3
    );
    builds.wall.0.push(wall);
    builds.processor.0.push(processor);
    remove(&target)
}

/// Of all processes that this one started and that have ended.
fn processor_time() -> Duration {
    // proc_pid_stat(5): "cutime" and "cstime" are fields 16 and 17, in ticks of 10 ms; the third follows the last ")".
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks = fields.skip(13).take(2).filter_map(|field| field.parse::<u64>().ok()).sum::<u64>();
    Duration::from_millis(ticks * 10)
}

fn remove(target: &Path) -> Result<()> {
    match target.exists() {
        true => Ok(fs::remove_dir_all(target)?),
        false => Ok(()),
    }
}
