//! A child process that cannot outlive its owner.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A child in a process group of its own. It is killed, with all that it started, when this is dropped.
pub(crate) struct Process {
    name: String,
    child: Child,
    pipe: Mutex<Pipe>,
    log: Arc<Mutex<String>>,
    watchdog: Child,
}

struct Pipe {
    stdin: ChildStdin,
    lines: Receiver<String>,
}

impl Process {
    pub(crate) fn spawn(name: &str, command: &mut Command) -> Self {
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.process_group(0).spawn().unwrap_or_else(|e| panic!("{name}: {e}"));
        let log = Arc::default();
        let (sender, lines) = channel();
        let stdin = child.stdin.take().expect("stdin is piped");
        collect(child.stdout.take().expect("stdout is piped"), Arc::clone(&log), Some(sender));
        collect(child.stderr.take().expect("stderr is piped"), Arc::clone(&log), None);
        let watchdog = watchdog(child.id());
        Self { name: name.to_owned(), child, pipe: Mutex::new(Pipe { stdin, lines }), log, watchdog }
    }

    /// The next line on stdout.
    pub(crate) fn line(&self, within: Duration) -> String {
        self.receive(&lock(&self.pipe), within)
    }

    /// Writes one line and reads one line.
    pub(crate) fn ask(&self, line: &str, within: Duration) -> String {
        let mut pipe = lock(&self.pipe);
        let sent = pipe.stdin.write_all(format!("{line}\n").as_bytes());
        sent.unwrap_or_else(|e| panic!("{} does not listen: {e}\n{}", self.name, self.log()));
        self.receive(&pipe, within)
    }

    /// All lines on stdout until it ends.
    pub(crate) fn lines_to_end(&self, within: Duration) -> Vec<String> {
        let end = Instant::now() + within;
        let pipe = lock(&self.pipe);
        let mut lines = Vec::new();
        loop {
            match pipe.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(line) => lines.push(line),
                Err(RecvTimeoutError::Disconnected) => return lines,
                Err(RecvTimeoutError::Timeout) => {
                    panic!("{} is not done after {within:?}: {lines:?}\n{}", self.name, self.log())
                }
            }
        }
    }

    fn receive(&self, pipe: &Pipe, within: Duration) -> String {
        pipe.lines.recv_timeout(within).unwrap_or_else(|e| {
            panic!("{} said nothing within {within:?} ({e}); its log:\n{}", self.name, self.log())
        })
    }

    /// What it wrote to stdout and stderr so far, line by line as it came.
    pub(crate) fn log(&self) -> String {
        lock(&self.log).clone()
    }

    pub(crate) fn has_exited(&mut self) -> bool {
        self.child.try_wait().ok().flatten().is_some()
    }

    /// Stops it where it is, sockets and all.
    pub(crate) fn freeze(&self) {
        signal("STOP", self.child.id());
    }

    /// Lets it go on.
    pub(crate) fn thaw(&self) {
        signal("CONT", self.child.id());
    }

    /// Asks it to end (SIGTERM) and waits; `None` if it is still there after `within`.
    pub(crate) fn terminate(&mut self, within: Duration) -> Option<ExitStatus> {
        signal("TERM", self.child.id());
        let end = Instant::now() + within;
        loop {
            match self.child.try_wait().ok().flatten() {
                Some(status) => return Some(status),
                None if Instant::now() >= end => return None,
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The watchdog first: once the group is gone its number may be given to somebody else.
        self.watchdog.kill().and_then(|()| self.watchdog.wait()).ok();
        signal("KILL", self.child.id());
        self.child.kill().and_then(|()| self.child.wait()).ok();
    }
}

/// Kills the group when this process is gone, however it went: the pipe to the watchdog closes then.
fn watchdog(group: u32) -> Child {
    let mut shell = Command::new("sh");
    shell.args(["-c", r#"read -r _; kill -KILL "-$1" 2>/dev/null"#, "watchdog", &group.to_string()]);
    shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    shell.spawn().expect("sh starts")
}

fn signal(name: &str, group: u32) {
    let mut shell = Command::new("sh");
    shell.args(["-c", r#"kill "-$1" "-$2" 2>/dev/null"#, "signal", name, &group.to_string()]);
    shell.status().expect("sh starts");
}

fn collect(stream: impl Read + Send + 'static, log: Arc<Mutex<String>>, lines: Option<Sender<String>>) {
    std::thread::spawn(move || {
        let mut reader = BufReader::new(stream);
        let mut bytes = Vec::new();
        while reader.read_until(b'\n', &mut bytes).is_ok_and(|read| read > 0) {
            let line = String::from_utf8_lossy(&bytes).trim_end().to_owned();
            bytes.clear();
            lock(&log).push_str(&format!("{line}\n"));
            if let Some(lines) = &lines {
                lines.send(line).ok();
            }
        }
    });
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
