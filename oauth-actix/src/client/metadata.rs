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
    // The clock is read anew each time: who waits may be served a document that is younger than the wait.
    let cached = || clock::now().map_or(Cached::Missing, |now| client.metadata(now));
    let fresh = || match cached() {
        Cached::Fresh(metadata) => Some(metadata),
        _ => None,
    };
    if let Some(metadata) = fresh() {
        return Ok(metadata);
    }
    let result = flight.join(fresh, async || transport.call(client.discover()?).await).await;
    match (result, cached()) {
        (Err(error), Cached::Stale(metadata)) => {
            tracing::warn!(provider = client.name(), code = error.code(), "using older metadata: {error}");
            Ok(metadata)
        }
        (result, _) => result,
    }
}
