//! A Redis server for one test.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::machine::{executable, free_port};
use crate::process::Process;

const START: Duration = Duration::from_secs(10);

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
            while !redis.process.has_exited() {
                if redis.ask(&["PING"]) == "PONG" {
                    return redis;
                }
                assert!(Instant::now() < end, "redis-server does not answer:\n{}", redis.process.log());
                std::thread::sleep(Duration::from_millis(10));
            }
            // Somebody else took the port in between; the next one will do.
            assert!(Instant::now() < end, "redis-server does not start:\n{}", redis.process.log());
        }
    }

    fn spawn(port: u16) -> Self {
        let folder = std::env::temp_dir().join(format!("oauth-tests-redis-{}-{port}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("the temporary directory can be written to");
        let mut server = Command::new(executable("redis-server"));
        server.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
        server.arg("--dir").arg(&folder);
        Self { process: Process::spawn("redis-server", &mut server), port, folder }
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
        self.process.terminate(Duration::from_secs(2));
        std::fs::remove_dir_all(&self.folder).ok();
    }
}
