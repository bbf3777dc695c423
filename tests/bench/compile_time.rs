//! What `#[oauth_registry]` costs in `cargo check`: `cargo run -p oauth-tests --bin compile-time`. With `-- clean`: what an
//! application costs from nothing.
//!
//! Writes four small crates below the target directory, edits a string in each and checks it again, in turn, nine times.
//! What is measured is the wall clock of the whole command, most of which is cargo and rustc themselves.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

mod applications;
mod clean;

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
/// How often each crate is edited and checked.
const RUNS: usize = 9;
/// What a registry of twenty providers may add, in milliseconds.
const MOST_ADDED: f64 = 100.0;
/// How much longer an application with a registry may take.
const MOST_RATIO: f64 = 1.5;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<ExitCode> {
    match env::args().nth(1).as_deref() {
        None => checks(&folder("compile-time")?),
        Some("clean") => clean::run(&folder("clean-build")?),
        Some(mode) => Err(format!("no mode {mode}: there is clean, or none for cargo check").into()),
    }
}

fn checks(folder: &Path) -> Result<ExitCode> {
    applications::write(folder)?;
    println!("checking the dependencies, once");
    fetch(folder)?;
    check(folder, "--workspace")?;
    let added = added(folder, "1")?;
    let added_in_full = self::added(folder, "0")?;
    let ratio = ratio(folder)?;
    let held = added < MOST_ADDED && added_in_full < MOST_ADDED && ratio < MOST_RATIO;
    println!("{}", if held { "both limits are kept" } else { "a limit is exceeded" });
    Ok(if held { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Beside the folder that this program was built into.
fn folder(name: &str) -> Result<PathBuf> {
    let program = env::current_exe()?;
    let target = program.ancestors().nth(2).ok_or("the program stands in no target directory")?;
    Ok(target.join(name))
}

/// Twenty clients in a struct, without the attribute and with it, in milliseconds.
fn added(folder: &Path, incremental: &str) -> Result<f64> {
    println!("\ntwenty clients in a struct, CARGO_INCREMENTAL={incremental}, {RUNS} runs each");
    let [plain, registry] = alternate(folder, ["plain", "twenty"], incremental)?;
    let added = registry.median() - plain.median();
    println!("  the attribute adds {added:.0} ms of the {MOST_ADDED:.0} ms that it may");
    Ok(added)
}

/// The same application with routes written by hand and with a registry.
fn ratio(folder: &Path) -> Result<f64> {
    println!("\nan application with three providers, {RUNS} runs each");
    let [by_hand, registry] = alternate(folder, ["by_hand", "with_registry"], "1")?;
    let ratio = registry.median() / by_hand.median();
    println!("  {ratio:.2} times as long, of the {MOST_RATIO} times that it may");
    Ok(ratio)
}

/// Edits and checks two crates in turn, so that what else the machine does falls on both.
fn alternate(folder: &Path, crates: [&str; 2], incremental: &str) -> Result<[Times; 2]> {
    let mut times = [Times::default(), Times::default()];
    for run in 0..=RUNS {
        for (name, times) in crates.iter().zip(&mut times) {
            applications::edit(folder, name)?;
            let begin = Instant::now();
            run_cargo(folder, &["--package", name], incremental)?;
            // The first run fills the caches of this way to compile.
            if run > 0 {
                times.0.push(begin.elapsed());
            }
        }
    }
    for (name, times) in crates.iter().zip(&times) {
        println!("  {name:<14}{times}");
    }
    Ok(times)
}

fn check(folder: &Path, what: &str) -> Result<()> {
    run_cargo(folder, &[what], "1")
}

/// Gets what the application by hand is made of and we are not: awc.
fn fetch(folder: &Path) -> Result<()> {
    cargo(folder, &["fetch", "--quiet"], "1").map(drop)
}

fn run_cargo(folder: &Path, arguments: &[&str], incremental: &str) -> Result<()> {
    cargo(folder, &[&["check", "--quiet", "--offline"], arguments].concat(), incremental).map(drop)
}

/// What cargo printed.
fn cargo(folder: &Path, arguments: &[&str], incremental: &str) -> Result<String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(arguments)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("CARGO_INCREMENTAL", incremental)
        .stdin(Stdio::null())
        .output()?;
    match output.status.success() {
        true => Ok(String::from_utf8(output.stdout)?),
        false => Err(String::from_utf8_lossy(&output.stderr).into()),
    }
}

/// How long the runs of one crate took.
#[derive(Default)]
struct Times(Vec<Duration>);

impl Times {
    /// In milliseconds, in ascending order.
    fn sorted(&self) -> Vec<f64> {
        let mut times: Vec<f64> = self.0.iter().map(|time| time.as_secs_f64() * 1000.0).collect();
        times.sort_by(f64::total_cmp);
        times
    }

    fn median(&self) -> f64 {
        let times = self.sorted();
        times.get(times.len() / 2).copied().unwrap_or_default()
    }
}

impl std::fmt::Display for Times {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let times = self.sorted();
        let (first, last) =
            (times.first().copied().unwrap_or_default(), times.last().copied().unwrap_or_default());
        write!(f, "median {:4.0} ms, from {first:.0} to {last:.0} ms", self.median())
    }
}

/// Writes a file and the folders above it.
fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(path, text)?)
}
