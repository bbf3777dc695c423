//! Real servers, written by others, as child processes. What each can be told stands at the top of its file.

use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::machine::{node, python};
use crate::process::Process;

const START: Duration = Duration::from_secs(30);
const ANSWER: Duration = Duration::from_secs(10);

/// A running identity provider of `tests/peers`.
///
/// Configured by one JSON object; see the first lines of the peer's file. It ends when this is dropped.
pub struct Peer {
    process: Process,
    ready: Value,
}

impl Peer {
    /// An OpenID Provider: panva's oidc-provider (`openid.mjs`).
    pub fn openid(config: &Value) -> Self {
        Self::start("openid.mjs", node("openid.mjs"), config)
    }

    /// An OAuth 1.0a server on oauthlib (`oauth1_oauthlib.py`, `oauth1.py`).
    pub fn oauth1_oauthlib(config: &Value) -> Self {
        Self::start("oauth1_oauthlib.py", python("oauth1_oauthlib.py"), config)
    }

    /// An OAuth 1.0a server on Authlib (`oauth1_authlib.py`, `oauth1.py`).
    pub fn oauth1_authlib(config: &Value) -> Self {
        Self::start("oauth1_authlib.py", python("oauth1_authlib.py"), config)
    }

    /// An OAuth 2 server without OpenID Connect, on Authlib (`oauth2_authlib.py`).
    pub fn oauth2_authlib(config: &Value) -> Self {
        Self::start("oauth2_authlib.py", python("oauth2_authlib.py"), config)
    }

    fn start(name: &str, mut command: Command, config: &Value) -> Self {
        let process = Process::spawn(name, command.arg(config.to_string()));
        let ready = parse(name, &process.line(START));
        assert_eq!(ready["ready"], true, "{name} is not ready: {ready}");
        Self { process, ready }
    }

    /// A member of the line that the peer said when it was ready: `issuer`, `token_endpoint`, `request_token_url`, …
    pub fn url(&self, member: &str) -> &str {
        self.ready[member].as_str().unwrap_or_else(|| panic!("no {member} in {}", self.ready))
    }

    /// The issuer of an OAuth 2 or OpenID Connect peer.
    pub fn issuer(&self) -> &str {
        self.url("issuer")
    }

    /// The port it listens on; given to another start as `port`, the issuer stays.
    pub fn port(&self) -> u16 {
        u16::try_from(self.ready["port"].as_u64().expect("a peer says its port")).expect("a port")
    }

    /// All that the peer said when it was ready.
    pub fn ready(&self) -> &Value {
        &self.ready
    }

    /// Tells a running peer something (see its file) and returns its answer.
    pub fn command(&self, command: &Value) -> Value {
        let answer = parse("the peer", &self.process.ask(&command.to_string(), ANSWER));
        assert!(answer["error"].is_null(), "{command}: {answer}");
        answer
    }

    /// What it wrote to stdout and stderr so far.
    pub fn log(&self) -> String {
        self.process.log()
    }
}

/// oauthlib, asked for one OAuth 1.0a signature at a time (`oauth1_oracle.py`).
pub struct Oracle {
    process: Process,
}

impl Oracle {
    /// Starts it. One is enough for many questions.
    pub fn start() -> Self {
        Self { process: Process::spawn("oauth1_oracle.py", &mut python("oauth1_oracle.py")) }
    }

    /// Asks one question; the members are listed in `oauth1_oracle.py`. The answer may have a member `error`.
    pub fn ask(&self, question: &Value) -> Value {
        parse("the oracle", &self.process.ask(&question.to_string(), START))
    }
}

fn parse(name: &str, line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|e| panic!("{name} said {line:?}: {e}"))
}
