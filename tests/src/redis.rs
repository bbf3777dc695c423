//! A Redis server for one test.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::machine::{executable, free_port};
use crate::process::Process;

const START: Duration = Duration::from_secs(10);
const STOP: Duration = Duration::from_secs(2);

/// Debian's `redis-server` on a free port, without persistence. It ends, and its folder goes, when this is dropped.
pub struct Redis {
    process: Process,
    port: u16,
    folder: PathBuf,
}

impl Redis {
    /// Starts one and waits until it answers.
    pub fn start() -> Self {
        let end = Instant::now() + START;
        loop {
            let mut redis = Self::spawn(free_port());
            if redis.answers() {
                return redis;
            }
            // Somebody else took the port in between; the next one will do.
            assert!(Instant::now() < end, "redis-server does not start:\n{}", redis.process.log());
        }
    }

    /// Ends it. [`Self::restart`] starts it again, empty, on the same port.
    pub fn stop(&mut self) {
        self.process.terminate(STOP);
    }

    /// Starts it again after [`Self::stop`].
    pub fn restart(&mut self) {
        let end = Instant::now() + START;
        let (port, folder) = (self.port, self.folder.clone());
        loop {
            self.process = Self::launch(port, &folder);
            if self.answers() {
                return;
            }
            assert!(Instant::now() < end, "redis-server does not start again:\n{}", self.process.log());
        }
    }

    /// Makes it hang: it keeps its port, its connections and what it has, and answers nobody until [`Self::thaw`].
    pub fn freeze(&self) {
        self.process.freeze();
    }

    /// Lets it go on.
    pub fn thaw(&self) {
        self.process.thaw();
    }

    /// Waits until it answers; `false` when it ends instead.
    fn answers(&mut self) -> bool {
        let end = Instant::now() + START;
        while !self.process.has_exited() {
            if self.ask(&["PING"]) == "PONG" {
                return true;
            }
            assert!(Instant::now() < end, "redis-server does not answer:\n{}", self.process.log());
            std::thread::sleep(Duration::from_millis(10));
        }
        false
    }

    fn spawn(port: u16) -> Self {
        let folder = std::env::temp_dir().join(format!("oauth-tests-redis-{}-{port}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("the temporary directory can be written to");
        Self { process: Self::launch(port, &folder), port, folder }
    }

    fn launch(port: u16, folder: &Path) -> Process {
        let mut server = Command::new(executable("redis-server"));
        server.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        server.arg("--dir").arg(folder);
        Process::spawn("redis-server", &mut server)
    }

    /// `redis://127.0.0.1:<port>`.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// What `redis-cli` answers to a command, without the line end.
    pub fn ask(&self, command: &[&str]) -> String {
        let mut client = Command::new(executable("redis-cli"));
        let output = client.args(["-p", &self.port.to_string()]).args(command).output();
        String::from_utf8_lossy(&output.expect("redis-cli starts").stdout).trim_end().to_owned()
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.process.terminate(STOP);
        std::fs::remove_dir_all(&self.folder).ok();
    }
}
