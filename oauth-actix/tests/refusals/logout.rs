//! A logout token in the place of an ID token: the same issuer, the same key, another purpose.

use oauth_test_provider::Provider;
use serde_json::json;

use crate::row::Turn::By;

/// OpenID Connect Back-Channel Logout 1.0, section 2.4: it has `events` and never a `nonce`.
fn logout_token(provider: &Provider) {
    provider.on_id_token(|token| {
        token.remove("nonce");
        token.set("events", json!({ "http://schemas.openid.net/event/backchannel-logout": {} }));
    });
}

refusals! {
    a_logout_token: "LO-015" "google" By(logout_token) => "id_token_nonce_missing" [Metadata Token Jwks];
    a_logout_token_by_its_type: "LO-015" "google"
        By(|p| { logout_token(p); p.on_id_token(|token| token.set_header("typ", "logout+jwt")); })
        => "id_token_type" [Metadata Token];
}
