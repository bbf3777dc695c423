//! A real browser.

use std::sync::Mutex;
use std::time::Duration;

use serde_json::Value;

use crate::machine::{executable, node};
use crate::process::{Process, lock};

const JOURNEY: Duration = Duration::from_secs(180);
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// What a browser saw on its way.
#[derive(Debug)]
pub struct Journey {
    /// One object per step: `step`, `ok`, `url`, and `cookies`, `text`, `title` or `screenshot` where it has them.
    pub steps: Vec<Value>,
    /// What the pages logged as errors.
    pub errors: Vec<String>,
}

impl Journey {
    /// The first step of that kind, such as `cookies`.
    pub fn step(&self, verb: &str) -> &Value {
        let found = self.steps.iter().find(|line| line["step"][0] == verb);
        found.unwrap_or_else(|| panic!("no step {verb} in {:?}", self.steps))
    }

    /// The address after the last step.
    pub fn url(&self) -> &str {
        self.steps.last().and_then(|line| line["url"].as_str()).unwrap_or_default()
    }
}

/// Sends Chromium through a scenario; `browser.mjs` lists what the object may hold.
///
/// One browser runs at a time. A step that fails is a panic with all steps up to it.
pub fn browser(scenario: &Value) -> Journey {
    let mut scenario = scenario.clone();
    scenario["chromium"] = executable("chromium").to_string_lossy().into();
    let one = lock(&ONE_AT_A_TIME);
    let process = Process::spawn("browser.mjs", node("browser.mjs").arg(scenario.to_string()));
    let lines = process.lines_to_end(JOURNEY);
    drop(one);
    let mut steps: Vec<Value> = lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let done = steps.pop_if(|line| line["done"] == true).unwrap_or_default();
    assert_eq!(done["ok"], true, "the browser did not arrive:\n{}", process.log());
    let errors = done["errors"].as_array().into_iter().flatten();
    Journey { errors: errors.filter_map(|e| e.as_str().map(str::to_owned)).collect(), steps }
}
