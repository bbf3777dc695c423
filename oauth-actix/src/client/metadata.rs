//! A provider's metadata: from the cache, else fetched once for everybody.

use std::sync::Arc;

use oauth_core::oauth2::{Client, Metadata};
use oauth_core::{Cached, Error};

use crate::clock;
use crate::flight::Flight;
use crate::transport::Transport;

/// The metadata of `client`'s provider. When it cannot be fetched again, what was fetched within a day will do.
pub(super) async fn metadata(
    client: &Client,
    flight: &Arc<Flight<Arc<Metadata>>>,
    transport: &Transport,
) -> Result<Arc<Metadata>, Error> {
    match cached(client) {
        Cached::Fresh(metadata) => Ok(metadata),
        // Boxed: it is large and rare, and most logins need not carry it.
        _ => Box::pin(fetched(client, flight, transport)).await,
    }
}

async fn fetched(
    client: &Client,
    flight: &Arc<Flight<Arc<Metadata>>>,
    transport: &Transport,
) -> Result<Arc<Metadata>, Error> {
    let fresh = || match cached(client) {
        Cached::Fresh(metadata) => Some(metadata),
        _ => None,
    };
    let fetch = || {
        let (request, transport) = (client.discover()?, transport.clone());
        Ok(async move { transport.call(request).await })
    };
    let result = flight.join("discovery", fresh, fetch).await;
    match (result, cached(client)) {
        (Err(error), Cached::Stale(metadata)) => {
            client.reuse_metadata(clock::now()?);
            tracing::warn!(provider = client.name(), code = error.code(), "using older metadata: {error}");
            Ok(metadata)
        }
        (result, _) => result,
    }
}

/// The metadata as of this moment: who waits may be served a document that is younger than the wait.
fn cached(client: &Client) -> Cached<Metadata> {
    clock::now().map_or(Cached::Missing, |now| client.metadata(now))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use oauth_core::{Exchange as _, Key, Provider, ProviderSettings, Response};

    use super::*;

    /// Otherwise each of them would wait for its ten seconds.
    #[actix_web::test]
    async fn one_login_a_minute_asks_a_provider_that_is_away_and_the_others_go_on() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        thread::spawn(move || listener.incoming().for_each(|_| _ = count.fetch_add(1, Ordering::SeqCst)));
        let provider = Provider::oauth2("acme").set(Key::Issuer, &issuer).client("id", "secret");
        let client =
            Client::from_settings(&mut ProviderSettings::of(&provider), "https://app.example/").unwrap();
        let document = serde_json::json!({ "issuer": issuer, "token_endpoint": format!("{issuer}/token"),
            "authorization_endpoint": format!("{issuer}/authorize") });
        let headers = vec![("content-type", "application/json".to_owned())];
        let response = Response { status: 200, headers, body: document.to_string().into() };
        client.discover().unwrap().accept(response, clock::now().unwrap().plus(-4000)).unwrap();
        assert!(matches!(cached(&client), Cached::Stale(_)));

        let (flight, transport) = (Arc::default(), Transport::default());
        for _ in 0..5 {
            assert!(metadata(&client, &flight, &transport).await.is_ok());
        }
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }
}
