//! Two processes of one application: what one began the other finishes, and nothing is finished twice.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

#[path = "redis/cookies.rs"]
mod cookies;
#[path = "redis/sessions.rs"]
mod sessions;

use oauth_tests::{App, Hop, Page, Peer, Visitor};
use serde_json::{Value, json};

const ID: &str = "the-client";
const SECRET: &str = "the-secret";
const PROTOCOLS: [&str; 3] = ["openid", "oauth2", "oauth1"];
/// 64 characters.
const SESSION_KEY: &str = "a key for tests that is long enough because it has 64 characters";

/// A provider for each protocol, at which alice is logged in.
struct Providers {
    openid: Peer,
    oauth2: Peer,
    oauth1: Peer,
}

impl Providers {
    fn start() -> Self {
        let client = json!({"client_id": ID, "client_secret": SECRET});
        let consumer = json!({"client_key": ID, "client_secret": SECRET});
        Self {
            openid: Peer::openid(&json!({"auto": "alice"})),
            oauth2: Peer::oauth2_authlib(&json!({"auto": "alice", "clients": [client]})),
            oauth1: Peer::oauth1_oauthlib(&json!({"auto": "alice", "clients": [consumer]})),
        }
    }

    /// Lets the client come back to the application.
    fn register(&self, base_url: &str) {
        let callback = format!("{base_url}/auth/openid/authorize");
        let client = json!({"client_id": ID, "client_secret": SECRET, "redirect_uris": [callback]});
        self.openid.command(&json!({"client": client}));
    }

    /// The variables that say where they are.
    fn variables(&self) -> Vec<(&'static str, String)> {
        let Self { openid, oauth2, oauth1 } = self;
        let mut variables = vec![
            ("OPENID_ISSUER", openid.issuer().to_owned()),
            ("OAUTH2_AUTHORIZATION_ENDPOINT", oauth2.url("authorization_endpoint").to_owned()),
            ("OAUTH2_TOKEN_ENDPOINT", oauth2.url("token_endpoint").to_owned()),
            ("OAUTH2_USERINFO_ENDPOINT", format!("{}user", oauth2.url("api_base_url"))),
            ("OAUTH2_API_BASE_URL", oauth2.url("api_base_url").to_owned()),
            ("OAUTH1_REQUEST_TOKEN_URL", oauth1.url("request_token_url").to_owned()),
            ("OAUTH1_AUTHORIZE_URL", oauth1.url("authorize_url").to_owned()),
            ("OAUTH1_ACCESS_TOKEN_URL", oauth1.url("access_token_url").to_owned()),
            ("OAUTH1_API_BASE_URL", oauth1.url("api_base_url").to_owned()),
            ("SESSION_KEY", SESSION_KEY.to_owned()),
        ];
        for name in ["OPENID_CLIENT_ID", "OAUTH2_CLIENT_ID", "OAUTH1_CLIENT_ID"] {
            variables.push((name, ID.to_owned()));
        }
        for name in ["OPENID_CLIENT_SECRET", "OAUTH2_CLIENT_SECRET", "OAUTH1_CLIENT_SECRET"] {
            variables.push((name, SECRET.to_owned()));
        }
        variables
    }
}

/// Two processes behind one address, which is that of the first.
struct Pair {
    instances: [App; 2],
}

impl Pair {
    /// An address of one of them.
    fn url(&self, instance: usize, path: &str) -> String {
        self.instances[instance % 2].url(path)
    }

    /// Begins a login at one of them: the provider's answer, not yet given to anybody.
    fn begin(&self, visitor: &Visitor, instance: usize, path: &str) -> Hop {
        let page = visitor.follow_until(visitor.get(&self.url(instance, path)), &self.url(0, "/auth"));
        page.next().unwrap_or_else(|| panic!("{}: {}", page.url, page.text()))
    }

    /// Gives the answer to one of them, as a load balancer would.
    fn finish(&self, visitor: &Visitor, instance: usize, hop: &Hop) -> Page {
        let url = hop.url.replace(&self.url(0, "/auth"), &self.url(instance, "/auth"));
        visitor.go(&Hop { url, ..hop.clone() })
    }

    /// Gives one answer to both at the same moment.
    fn finish_at_both(&self, visitor: &Visitor, hop: &Hop) -> [Page; 2] {
        let barrier = std::sync::Barrier::new(2);
        std::thread::scope(|scope| {
            let finish = |instance| {
                let barrier = &barrier;
                scope.spawn(move || {
                    barrier.wait();
                    self.finish(visitor, instance, hop)
                })
            };
            [finish(0), finish(1)].map(|page| page.join().unwrap())
        })
    }
}

/// What a page says that is not one of a finished login.
fn said(page: &Page) -> Value {
    serde_json::from_slice(&page.body).unwrap_or_else(|_| page.text().into())
}
