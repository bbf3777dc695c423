//! The demo as `cargo run --bin demo` starts it, with the provider that it brings.

use serde_json::{Value, json};

use super::{ask_me, demo, fill, me, travel, travel_as};

const SIGN_IN: &str = "button[name=action][value=login]";
const CANCEL: &str = "button[name=action][value=cancel]";
const ALLOW: &str = "button[name=action][value=allow]";
const DENY: &str = "button[name=action][value=deny]";
const WAYS: [(&str, &str); 3] =
    [("openid", "OpenID Connect"), ("oauth2", "OAuth 2"), ("oauth1", "OAuth 1.0a")];

/// From the start page over both pages of the provider to the last button, which is not pressed.
fn to_consent(way: &str) -> Vec<Value> {
    let mut steps = vec![
        json!(["goto", "/"]),
        json!(["screenshot", "1-start"]),
        json!(["press", format!("Continue with {way}")]),
        json!(["expect", "People you can be"]),
        json!(["screenshot", "2-provider"]),
    ];
    steps.extend(fill("ada", "wrong", SIGN_IN));
    steps.extend([json!(["expect", "do not match"]), json!(["screenshot", "3-wrong-password"])]);
    steps.extend(fill("ada", "ada", SIGN_IN));
    steps.extend([json!(["expect", "Allow access?"]), json!(["screenshot", "4-consent"])]);
    steps
}

fn signed_in(way: &str) -> Vec<Value> {
    let mut steps = to_consent(way);
    steps.extend([
        json!(["click", ALLOW]),
        json!(["expect", format!("signed in with {way}")]),
        json!(["screenshot", "5-signed-in"]),
    ]);
    steps
}

#[test]
fn person_signs_in_three_ways_and_out_again() {
    let app = demo(&[]);
    for (name, way) in WAYS {
        let mut steps = signed_in(way);
        steps.push(json!(["cookies", app.url("/")]));
        steps.extend(ask_me());
        let journey = travel(&app, name, &steps);
        let me = me(&journey);
        assert_eq!((&me["provider"], me["subject"].is_string()), (&json!(name), true), "{me}");
        // The login that is over has left nothing behind.
        let cookies = journey.step("cookies")["cookies"].as_array().unwrap();
        assert_eq!(cookies.len(), 1, "the session's alone: {cookies:?}");
        assert_eq!(
            (&cookies[0]["httpOnly"], &cookies[0]["sameSite"]),
            (&json!(true), &json!("Lax")),
            "{cookies:?}"
        );
    }
}

#[test]
fn person_signs_out() {
    let app = demo(&[]);
    let mut steps = signed_in("OpenID Connect");
    steps.extend([
        json!(["press", "Log out"]),
        json!(["expect", "Who are you?"]),
        json!(["screenshot", "6-signed-out"]),
    ]);
    steps.extend(ask_me());
    assert_eq!(me(&travel(&app, "logout", &steps)), json!({"error": "not_signed_in"}));
}

#[test]
fn person_comes_back_to_where_the_login_began() {
    let app = demo(&[]);
    for (name, _) in WAYS {
        let mut steps = vec![json!(["goto", format!("/auth/{name}/login?return_to=/me%3Fas=asked")])];
        steps.extend(fill("grace", "grace", SIGN_IN));
        steps.extend([json!(["click", ALLOW]), json!(["wait_for_url", "/me?as=asked"]), json!(["text"])]);
        let journey = travel(&app, &format!("{name}-return-to"), &steps);
        assert_eq!(me(&journey)["provider"], name);
    }
}

#[test]
fn person_who_says_no_is_told_that_nothing_happened() {
    let app = demo(&[]);
    for (name, way) in WAYS {
        let mut steps = to_consent(way);
        steps.extend([
            json!(["click", DENY]),
            json!(["expect", "You were not signed in"]),
            json!(["expect", "access_denied"]),
            json!(["screenshot", "5-denied"]),
            json!(["press", "Back to the start page"]),
            json!(["expect", "Who are you?"]),
        ]);
        steps.extend(ask_me());
        assert_eq!(me(&travel(&app, &format!("{name}-denied"), &steps)), json!({"error": "not_signed_in"}));
    }
}

#[test]
fn person_who_cancels_at_the_password_is_told_the_same() {
    let app = demo(&[]);
    let steps = [
        json!(["goto", "/auth/openid/login"]),
        json!(["click", CANCEL]),
        json!(["expect", "You were not signed in"]),
    ];
    travel(&app, "cancelled", &steps);
}

#[test]
fn person_signs_in_with_form_post() {
    let app = demo(&[("OPENID_RESPONSE_MODE", "form_post"), ("OPENID_FETCH_USERINFO", "1")]);
    let mut steps = to_consent("OpenID Connect");
    steps.extend([
        json!(["cookies", app.url("/")]),
        json!(["click", ALLOW]),
        json!(["expect", "signed in with OpenID Connect"]),
        json!(["screenshot", "5-signed-in"]),
    ]);
    steps.extend(ask_me());
    let journey = travel(&app, "form-post", &steps);
    assert_eq!(me(&journey)["provider"], "openid");
    // Any other cookie would not have come along with the provider's POST.
    let pending = &journey.step("cookies")["cookies"][0];
    assert_eq!((&pending["sameSite"], &pending["secure"]), (&json!("None"), &json!(true)), "{pending}");
}

#[test]
fn person_who_is_known_at_the_provider_is_not_asked_for_the_password() {
    let app = demo(&[]);
    let mut steps = signed_in("OpenID Connect");
    steps.extend([
        json!(["press", "Log out"]),
        json!(["press", "Continue with OAuth 2"]),
        json!(["expect", "Allow access?"]),
        json!(["click", ALLOW]),
        json!(["expect", "signed in with OAuth 2"]),
    ]);
    travel(&app, "known", &steps);
}

#[test]
fn answer_that_nobody_asked_for_is_explained() {
    let app = demo(&[]);
    for (name, callback) in [
        ("foreign-answer", "/auth/openid/authorize?state=foreign&code=foreign"),
        ("foreign-answer-oauth1", "/auth/oauth1/authorize?oauth_token=foreign&oauth_verifier=foreign"),
    ] {
        let steps = [
            json!(["goto", callback]),
            json!(["expect", "Please sign in again"]),
            json!(["expect", "state_unknown"]),
            json!(["screenshot", "page"]),
        ];
        travel(&app, name, &steps);
    }
}

#[test]
fn pages_fit_a_telephone_and_the_dark() {
    let app = demo(&[]);
    let telephone = json!({"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"});
    let mut steps = signed_in("OpenID Connect");
    steps.extend([
        json!(["goto", "/auth/openid/authorize?state=foreign&code=foreign"]),
        json!(["expect", "Please sign in again"]),
        json!(["screenshot", "6-refused"]),
    ]);
    travel_as(&app, "telephone", &steps, &telephone);
}
