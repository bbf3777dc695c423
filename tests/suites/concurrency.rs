//! The core's caches under eight threads, through what its users see. (`oauth-actix/src/flight/schedules.rs` has every
//! schedule of a shared fetch, `oauth-actix/src/store/consumed.rs` the used logins.)

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

use std::sync::Barrier;
use std::thread;

use oauth_core::oidc::Client;
use oauth_core::{
    Cached, Exchange as _, Key, Protocol, ProviderSettings, ProviderSpec, Response, Settings, Source,
    Timestamp,
};
use serde_json::{Value, json};

const THREADS: usize = 8;
const ROUNDS: i64 = 1_000;
const T: Timestamp = Timestamp::from_unix(1_000_000);

static SPEC: ProviderSpec =
    ProviderSpec { name: "op", preset: None, settings: &[(Key::Issuer, Source::Environment)] };

fn client() -> Client {
    let settings = Settings::new().client("op", "id", "secret").set("OP_ISSUER", "https://op.example");
    let mut resolved = ProviderSettings::resolve(&settings, &SPEC, Protocol::OpenIdConnect);
    Client::from_settings(&mut resolved, "https://app.example/auth/op/authorize").unwrap()
}

fn answer(body: &Value) -> Response {
    let headers = vec![("content-type", "application/json".to_owned())];
    Response { status: 200, headers, body: body.to_string().into_bytes() }
}

/// Lets the client fetch its keys, of which there are so many.
fn publish(client: &Client, keys: usize) {
    let metadata = client.discover().unwrap().accept(
        answer(&json!({
            "issuer": "https://op.example",
            "authorization_endpoint": "https://op.example/authorize",
            "token_endpoint": "https://op.example/token",
            "jwks_uri": "https://op.example/jwks",
        })),
        T,
    );
    // RFC 8037, appendix A.2.
    let key = json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
    let fetch = client.fetch_keys(&metadata.unwrap()).unwrap();
    assert_eq!(fetch.accept(answer(&json!({ "keys": vec![key; keys] })), T).unwrap().len(), keys);
}

/// How many keys the client has.
fn known(client: &Client) -> usize {
    match client.keys(T) {
        Cached::Fresh(keys) => keys.len(),
        Cached::Stale(_) => panic!("stale"),
        Cached::Missing => 0,
    }
}

/// A minute is between the rounds, and none in a round: each time one may, and the others must not.
#[test]
fn of_eight_threads_that_lack_a_key_one_fetches_again_a_thousand_times() {
    let (client, barrier) = (client(), Barrier::new(THREADS));
    let run = || {
        let may = |round: i64| {
            barrier.wait();
            client.may_refetch_keys(T.plus(60 * round))
        };
        (0..ROUNDS).map(may).collect::<Vec<_>>()
    };
    let allowed: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(run)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    for round in 0..ROUNDS {
        let allowed = allowed.iter().filter(|allowed| allowed[usize::try_from(round).unwrap()]).count();
        assert_eq!(allowed, 1, "round {round}");
    }
}

/// Keys are replaced as a whole: whoever looks sees a set that was published, and never one from before.
#[test]
fn nobody_who_saw_a_rotation_sees_the_keys_of_before_it() {
    const MOST: usize = 100;
    let (client, start) = (client(), Barrier::new(THREADS));
    let watch = || {
        start.wait();
        let mut last = 0;
        while last < MOST {
            let now = known(&client);
            assert!(now >= last, "{now} keys after {last}");
            last = now;
        }
    };
    thread::scope(|scope| {
        for _ in 1..THREADS {
            scope.spawn(watch);
        }
        start.wait();
        (1..=MOST).for_each(|keys| publish(&client, keys));
    });
    assert_eq!(known(&client), MOST);
}
