//! The demo at panva's oidc-provider, whose pages and cookies are nobody's here.

use oauth_tests::{App, Peer};
use serde_json::{Value, json};

use super::{ask_me, demo, fill, me, travel};

const ID: &str = "the-demo";
const SECRET: &str = "the-secret";

fn start(response_mode: &str) -> (Peer, App) {
    let provider = Peer::openid(&json!({"host": "localhost"}));
    let app = demo(&[
        ("OPENID_ISSUER", provider.issuer()),
        ("OPENID_CLIENT_ID", ID),
        ("OPENID_CLIENT_SECRET", SECRET),
        ("OPENID_RESPONSE_MODE", response_mode),
        ("OPENID_FETCH_USERINFO", "1"),
    ]);
    let callback = app.url("/auth/openid/authorize");
    let client = json!({"client_id": ID, "client_secret": SECRET, "redirect_uris": [callback]});
    provider.command(&json!({"client": client}));
    (provider, app)
}

fn to_consent() -> Vec<Value> {
    let mut steps = vec![
        json!(["goto", "/"]),
        json!(["press", "Continue with OpenID Connect"]),
        json!(["expect", "to continue to"]),
        json!(["screenshot", "1-provider"]),
    ];
    steps.extend(fill("alice", "wrong", "button[name=login]"));
    steps.push(json!(["expect", "do not go together"]));
    steps.extend(fill("alice", "wonderland", "button[name=login]"));
    steps.push(json!(["expect", "Allow access?"]));
    steps
}

fn logs_in(response_mode: &str) {
    let (_provider, app) = start(response_mode);
    let mut steps = to_consent();
    steps.extend([
        json!(["click", "button[name=approve]"]),
        json!(["expect", "signed in with OpenID Connect"]),
        json!(["screenshot", "2-signed-in"]),
    ]);
    steps.extend(ask_me());
    let me = me(&travel(&app, &format!("foreign-{response_mode}"), &steps));
    assert_eq!((&me["provider"], &me["subject"]), (&json!("openid"), &json!("alice")), "{me}");
}

#[test]
fn person_signs_in() {
    logs_in("query");
}

#[test]
fn person_signs_in_with_form_post() {
    logs_in("form_post");
}

#[test]
fn person_who_says_no_is_told_that_nothing_happened() {
    for response_mode in ["query", "form_post"] {
        let (_provider, app) = start(response_mode);
        let mut steps = to_consent();
        steps.extend([
            json!(["click", "button[name=deny]"]),
            json!(["expect", "You were not signed in"]),
            json!(["screenshot", "2-denied"]),
        ]);
        steps.extend(ask_me());
        let journey = travel(&app, &format!("foreign-{response_mode}-denied"), &steps);
        assert_eq!(me(&journey), json!({"error": "not_signed_in"}));
    }
}
