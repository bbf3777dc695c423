//! The answer of a token endpoint.

use std::hint::black_box;

use oauth_core::oauth2::Client;
use oauth_core::{Cached, Exchange as _, Key, Provider, ProviderSettings, Response, Secret, Timestamp};
use serde::Deserialize;

const ID_TOKEN: &str = "eyJhbGciOiJSUzI1NiIsImtpZCI6Im9uZSIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL29wLmV4YW1wbGUiLCJhdWQiOiJvdXItY2xpZW50LWlkIiwic3ViIjoiYWRhLTE4MTUiLCJpYXQiOjE4MDAwMDAwMDAsImV4cCI6MTgwMDAwMDMwMCwibm9uY2UiOiJuLTBTNl9XekEyTWoiLCJlbWFpbCI6ImFkYUBleGFtcGxlLmNvbSIsImVtYWlsX3ZlcmlmaWVkIjp0cnVlLCJuYW1lIjoiQWRhIExvdmVsYWNlIn0.c2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJlc2lnbmF0dXJl";

fn body() -> Vec<u8> {
    let body = serde_json::json!({
        "access_token": "2YotnFZFEjr1zCsicMWpAA", "token_type": "Bearer", "expires_in": 3600,
        "scope": "openid email", "id_token": ID_TOKEN,
    });
    body.to_string().into_bytes()
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "what is read is all that counts")]
struct Tokens {
    access_token: String,
    token_type: String,
    expires_in: u64,
    scope: String,
    id_token: String,
}

pub fn limit(count: usize) {
    let body = body();
    for _ in 0..count {
        black_box(serde_json::from_slice::<Tokens>(&body).expect("tokens"));
    }
}

pub fn openidconnect(count: usize) {
    let body = body();
    for _ in 0..count {
        black_box(serde_json::from_slice::<openidconnect::core::CoreTokenResponse>(&body).expect("tokens"));
    }
}

pub fn ours(count: usize) {
    let provider = Provider::oauth2("op")
        .set(Key::AuthorizationEndpoint, "https://op.example/authorize")
        .set(Key::TokenEndpoint, "https://op.example/token")
        .client("our-client-id", "our-client-secret");
    let redirect_uri = "https://app.example/auth/op/authorize";
    let client = Client::from_settings(&mut ProviderSettings::of(&provider), redirect_uri).expect("a client");
    let now = Timestamp::from_unix(1_800_000_000);
    let Cached::Fresh(metadata) = client.metadata(now) else { panic!("everything is configured") };
    let request = client.refresh(&metadata, &Secret::from("8xLOxBtZp8"), now).expect("a request");
    let headers = vec![("content-type", "application/json".to_owned())];
    let response = Response { status: 200, headers, body: body() };
    for _ in 0..count {
        black_box(request.clone().accept(response.clone(), now).expect("tokens"));
    }
}
