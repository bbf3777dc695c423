//! Relying parties as processes: pinned to a core of their own, watched through `/proc`.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde::Deserialize;
use tokio::time::sleep;

use crate::load;

/// The core of the relying party; the load and the provider have the other.
pub const SITE_CORE: &str = "0";
pub const LOAD_CORE: &str = "1";

/// How a relying party is started.
#[derive(Clone, Debug, Deserialize)]
pub struct Plan {
    pub name: String,
    /// The first word is a path, absolute or below the repository.
    pub command: Vec<String>,
    #[serde(default)]
    pub env: BTreeMap<String, String>,
}

impl Plan {
    /// A program that was built together with this one.
    pub fn of(name: &str, program: &str) -> Self {
        let this = std::env::current_exe().unwrap_or_default();
        let path = this.with_file_name(program).to_string_lossy().into_owned();
        Self { name: name.to_owned(), command: vec![path], env: BTreeMap::new() }
    }

    pub fn env(mut self, name: &str, value: impl ToString) -> Self {
        self.env.insert(name.to_owned(), value.to_string());
        self
    }

    /// Starts it on a core, or two separated by a comma, behind `wrapper`, such as a profiler.
    pub async fn start(&self, issuer: &str, cores: &str, wrapper: &[&str]) -> io::Result<Site> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        self.start_at(port, issuer, cores, wrapper).await
    }

    pub async fn start_at(&self, port: u16, issuer: &str, cores: &str, wrapper: &[&str]) -> io::Result<Site> {
        let [program, arguments @ ..] = &*self.command else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let program = root().join(program);
        if !program.exists() {
            return Err(io::Error::other(format!(
                "{} is missing: tests/bench/run builds it",
                program.display()
            )));
        }
        let child = Command::new("taskset")
            .args(["-c", cores])
            .args(wrapper)
            .arg(program)
            .args(arguments)
            .current_dir(root())
            .envs(&self.env)
            .env("PORT", port.to_string())
            .env("ISSUER", issuer)
            .stdout(Stdio::null())
            .stderr(if wrapper.is_empty() { Stdio::inherit() } else { Stdio::piped() })
            .spawn()?;
        let mut site = Site { name: self.name.clone(), port, started: Duration::ZERO, child };
        site.ready().await?;
        Ok(site)
    }
}

/// A relying party that answers. It ends when it is dropped.
pub struct Site {
    pub name: String,
    pub port: u16,
    /// From the start of the process to its first answer.
    pub started: Duration,
    child: Child,
}

impl Site {
    async fn ready(&mut self) -> io::Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(60) {
            if load::get(self.port, "/").await.is_ok_and(|message| message.status() == 200) {
                self.started = begun.elapsed();
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                return Err(io::Error::other(format!("{} ended: {status}", self.name)));
            }
            sleep(Duration::from_millis(2)).await;
        }
        Err(io::Error::other(format!("{} does not answer", self.name)))
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The time that its threads spent on a core, in nanoseconds.
    pub fn cpu(&self) -> u64 {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.child.id())).into_iter().flatten().flatten();
        let spent = tasks.filter_map(|task| {
            let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
            text.split(' ').next()?.parse::<u64>().ok()
        });
        spent.sum()
    }

    /// Memory in use, in KiB; at most so far with `VmHWM`.
    pub fn memory(&self, field: &str) -> u64 {
        let text = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
    }

    /// Asks it to end and returns what it, or its wrapper, said.
    pub fn interrupt(mut self) -> io::Result<String> {
        Command::new("kill").args(["-INT", &self.child.id().to_string()]).status()?;
        let mut said = String::new();
        if let Some(mut stderr) = self.child.stderr.take() {
            io::Read::read_to_string(&mut stderr, &mut said)?;
        }
        self.child.wait()?;
        Ok(said)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..")
}

/// Everybody that takes part: the limit first, then ours, then the peers.
pub fn plans() -> io::Result<Vec<Plan>> {
    let text = fs::read_to_string(root().join("tests/bench/peers/peers.json"))?;
    let others: Vec<Plan> = serde_json::from_str(&text)?;
    Ok(rust().into_iter().chain(others).collect())
}

/// Those in Rust.
pub fn rust() -> [Plan; 4] {
    [
        limit(),
        ours(),
        Plan::of("actix-web 4 + openidconnect 4.1", "actix_openidconnect"),
        Plan::of("axum 0.8 + openidconnect 4.1", "axum_openidconnect"),
    ]
}

pub fn limit() -> Plan {
    Plan::of("limit: actix-web, hyper and ring by hand", "limit")
}

pub fn ours() -> Plan {
    Plan::of("oauth-actix", "ours")
}
