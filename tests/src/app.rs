//! An example of this workspace, run as its user would run it.

use std::collections::HashSet;
use std::process::Command;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::machine::{free_port, profile_dir};
use crate::process::{Process, lock};
use crate::visitor::Visitor;

const START: Duration = Duration::from_secs(20);
const STOP: Duration = Duration::from_secs(2);
static BUILT: Mutex<Option<HashSet<String>>> = Mutex::new(None);

/// A running example binary on a free port. It is killed when this is dropped.
pub struct App {
    process: Process,
    port: u16,
}

impl App {
    /// Builds a binary of this workspace if it is not fresh, runs it, and waits until it answers HTTP.
    ///
    /// `PORT` is set to a free port, and `{port}` in a value of `env` stands for it.
    pub fn spawn(binary: &str, env: &[(&str, &str)]) -> Self {
        Self::launch(binary, |port| Self::command(binary, port, env))
    }

    /// What [`spawn`](Self::spawn) runs, to be changed before [`launch`](Self::launch) runs it.
    pub fn command(binary: &str, port: u16, env: &[(&str, &str)]) -> Command {
        build(binary);
        let mut command = Command::new(profile_dir().join(binary));
        command.env("PORT", port.to_string());
        command.envs(env.iter().map(|(name, value)| (name, value.replace("{port}", &port.to_string()))));
        command
    }

    /// Builds and runs a binary whose configuration is faulty, and returns what it says on stderr.
    ///
    /// # Panics
    /// If it does not end with exit code 1 within 10 seconds.
    pub fn refused(binary: &str, env: &[(&str, &str)]) -> String {
        let example = Self::command(binary, free_port(), env);
        let mut timeout = Command::new("timeout");
        timeout.arg("10").arg(example.get_program());
        timeout.envs(example.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = timeout.output().expect("timeout starts");
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{binary}: {text}");
        text
    }

    /// Runs any program that listens on the port it is told, and waits until it answers HTTP.
    pub fn launch(name: &str, command: impl FnOnce(u16) -> Command) -> Self {
        let port = free_port();
        let mut app = Self { process: Process::spawn(name, &mut command(port)), port };
        app.wait(name);
        app
    }

    fn wait(&mut self, binary: &str) {
        let end = Instant::now() + START;
        while Visitor::new().try_get(&self.url("/")).is_err() {
            assert!(!self.process.has_exited(), "{binary} ended:\n{}", self.log());
            assert!(Instant::now() < end, "{binary} does not answer:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// An address of the application: `http://127.0.0.1:<port><path>`.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// What it wrote to stdout and stderr so far.
    pub fn log(&self) -> String {
        self.process.log()
    }

    /// Asks it to end with SIGTERM and returns its log.
    ///
    /// # Panics
    /// If it still runs after 2 seconds.
    pub fn stop(mut self) -> String {
        let status = self.process.terminate(STOP);
        assert!(status.is_some(), "still running {STOP:?} after SIGTERM:\n{}", self.log());
        self.log()
    }
}

// As cargo builds it for these tests: in the whole workspace, so that the same features are on.
fn build(binary: &str) {
    let mut built = lock(&BUILT);
    let built = built.get_or_insert_default();
    if built.contains(binary) {
        return;
    }
    let profile = profile_dir();
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet", "--workspace", "--bin", binary, "--target-dir"]);
    cargo.arg(profile.parent().expect("a profile lies in the target directory"));
    if profile.ends_with("release") {
        cargo.arg("--release");
    }
    let built_now = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo starts");
    assert!(built_now.status.success(), "{binary}: {}", String::from_utf8_lossy(&built_now.stderr));
    built.insert(binary.to_owned());
}
