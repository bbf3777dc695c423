//! Visitors who want something out of the routes that is not theirs: another site, a header, somebody else's login, a
//! second use. Real routes, a real provider, and every request that went to it is counted.
//!
//! What holds for each store and each cookie (replays in one worker, strangers, ten tabs, keys, rubbish) is in
//! `pending.rs`, `pending_cookies.rs` and `pending_room.rs`; the ways out of a site that have names are in `flows.rs`,
//! and what a callback may not say in `refusals/`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

mod bytes;
mod cookies;
mod redirects;
mod sessions;

#[path = "../support/mod.rs"]
mod support;

use actix_web::HttpResponse;
use oauth_actix::{Registry as _, Settings};
use oauth_test_provider::Provider;
use oauth_tests::Site;
use support::*;

async fn start(store: Store) -> (Provider, Settings, Browser) {
    let provider = provider();
    let settings = settings(&provider);
    let browser = Browser::new(&store.app(&settings).await);
    (provider, settings, browser)
}

/// An application behind a socket, with two workers.
fn site(provider: &Provider) -> Site {
    Site::start(|base_url| {
        let auth = Auth::from_settings(&settings(provider).base_url(base_url)).unwrap();
        move |config| {
            config.configure(auth.routes(async |_: AuthLogin| HttpResponse::Ok()));
        }
    })
}
