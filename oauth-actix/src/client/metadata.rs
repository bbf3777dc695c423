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
    flight: &Flight,
    transport: &Transport,
) -> Result<Arc<Metadata>, Error> {
    match cached(client) {
        Cached::Fresh(metadata) => Ok(metadata),
        // Boxed: it is large and rare, and most logins need not carry it.
        _ => Box::pin(fetched(client, flight, transport)).await,
    }
}

async fn fetched(client: &Client, flight: &Flight, transport: &Transport) -> Result<Arc<Metadata>, Error> {
    let fresh = || match cached(client) {
        Cached::Fresh(metadata) => Some(metadata),
        _ => None,
    };
    let result = flight.join(fresh, async || transport.call(client.discover()?).await).await;
    match (result, cached(client)) {
        (Err(error), Cached::Stale(metadata)) => {
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
