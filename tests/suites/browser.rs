//! A real browser logs in at the demo: what a person sees, and the cookie rules that only a browser has.
//!
//! The providers are on `localhost`, the application on `127.0.0.1`: two sites, as in real life. What it photographs
//! lies in `target/<profile>/tests-output/browser`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

#[path = "browser/embedded.rs"]
mod embedded;
#[path = "browser/foreign.rs"]
mod foreign;

use oauth_tests::{App, Journey, browser, output_dir};
use serde_json::{Value, json};

/// The demo with some variables set.
fn demo(env: &[(&str, &str)]) -> App {
    App::spawn("demo", &[env, &[("BIND", "127.0.0.1:{port}")]].concat())
}

/// Sends a browser through the demo; the photographs go into a folder of that name.
fn travel(app: &App, name: &str, steps: &[Value]) -> Journey {
    travel_as(app, name, steps, &json!({}))
}

fn travel_as(app: &App, name: &str, steps: &[Value], more: &Value) -> Journey {
    let folder = output_dir("browser").join(name);
    // What an earlier run left would pass for this one's.
    std::fs::remove_dir_all(&folder).ok();
    let mut scenario = json!({
        "base_url": app.url("/"), "scenario": "steps", "steps": steps, "screenshots_dir": folder,
    });
    scenario.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    browser(&scenario)
}

/// What `/me` says, as the last step of a journey shows it.
fn me(journey: &Journey) -> Value {
    let text = journey.steps.iter().rev().find_map(|step| step["text"].as_str()).unwrap();
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e} in {text}"))
}

fn ask_me() -> [Value; 2] {
    [json!(["goto", "/me"]), json!(["text"])]
}

/// Fills in the two fields that every provider's page has, and presses a button.
fn fill(username: &str, password: &str, button: &str) -> [Value; 3] {
    [
        json!(["fill", "input[name=username]", username]),
        json!(["fill", "input[name=password]", password]),
        json!(["click", button]),
    ]
}
