//! What was fetched long ago, while the provider is away. The core takes the clock as an argument, so old documents can be
//! put into its caches here and nowhere else.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use oauth_core::{Exchange as _, Key, ProviderSpec, Response, Settings, Source, Timestamp};

use super::super::sealed::Sealed as _;
use super::*;
use crate::clock;
use crate::store::PendingStore;

static SPEC: ProviderSpec =
    ProviderSpec { name: "op", preset: None, settings: &[(Key::Issuer, Source::Environment)] };

/// A client of a provider that nobody can reach.
fn client() -> OidcClient {
    client_at(TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port())
}

fn client_at(port: u16) -> OidcClient {
    let settings = Settings::new().base_url("http://localhost").client("op", "id", "secret");
    let settings = settings.set("OP_ISSUER", &format!("http://127.0.0.1:{port}"));
    let shared = Shared::read(&settings, "/auth", PendingStore::Cookie, &mut Vec::new()).unwrap();
    let mut resolved = ProviderSettings::resolve(&settings, &SPEC, Protocol::OpenIdConnect);
    OidcClient::build(&mut resolved, &Arc::new(shared)).unwrap()
}

fn json(body: String) -> Response {
    let headers = vec![("content-type", "application/json".to_owned())];
    Response { status: 200, headers, body: body.into_bytes() }
}

/// Remembers metadata and keys as of so many seconds ago.
fn remember(client: &OidcClient, seconds: i64) {
    let then = Timestamp::from_unix(clock::now().unwrap().as_unix() - seconds);
    let issuer = client.core.issuer().unwrap();
    let document = format!(
        r#"{{"issuer":"{issuer}","authorization_endpoint":"{issuer}/a","token_endpoint":"{issuer}/t","jwks_uri":"{issuer}/k"}}"#
    );
    let metadata = client.core.discover().unwrap().accept(json(document), then).unwrap();
    let keys = client.core.fetch_keys(&metadata).unwrap();
    keys.accept(json(r#"{"keys":[]}"#.to_owned()), then).unwrap();
}

/// What metadata and keys can be had, by the code of the error if they cannot.
async fn available(client: &OidcClient) -> (Option<&'static str>, Option<&'static str>) {
    let transport = Transport::default();
    let metadata = client.oauth2.metadata(&transport).await;
    let known = match client.core.metadata(clock::now().unwrap()) {
        Cached::Fresh(metadata) | Cached::Stale(metadata) => Some(metadata),
        Cached::Missing => None,
    };
    let keys = match known {
        Some(known) => client.keys(&transport, &known).await.err().map(|error| error.code()),
        None => Some("no metadata"),
    };
    (metadata.err().map(|error| error.code()), keys)
}

/// DI-021: an hour of freshness, then whatever was fetched within a day will do.
#[actix_web::test]
async fn older_documents_serve_while_the_provider_is_away() {
    let client = client();
    for seconds in [10, 4000, 86_000] {
        remember(&client, seconds);
        assert_eq!(available(&client).await, (None, None), "{seconds} s old");
    }
}

/// Otherwise each of them would wait for its ten seconds.
#[actix_web::test]
async fn one_login_a_minute_asks_for_keys_and_the_others_use_the_older_ones() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = client_at(listener.local_addr().unwrap().port());
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    thread::spawn(move || listener.incoming().for_each(|_| _ = count.fetch_add(1, Ordering::SeqCst)));
    remember(&client, 4000);
    let Cached::Stale(metadata) = client.core.metadata(clock::now().unwrap()) else { panic!("it is old") };
    for _ in 0..5 {
        assert!(client.keys(&Transport::default(), &metadata).await.is_ok());
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

/// JW-031.
#[actix_web::test]
async fn documents_of_yesterday_serve_nobody() {
    let client = client();
    assert_eq!(available(&client).await, (Some("transport_connect"), Some("no metadata")));
    remember(&client, 86_400);
    assert_eq!(available(&client).await, (Some("transport_connect"), Some("no metadata")));
    let metadata = {
        remember(&client, 10);
        client.oauth2.metadata(&Transport::default()).await.unwrap()
    };
    remember(&client, 86_400);
    let keys = client.keys(&Transport::default(), &metadata).await;
    assert_eq!(keys.err().map(|error| error.code()), Some("transport_connect"));
}
