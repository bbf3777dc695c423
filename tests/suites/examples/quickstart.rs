//! The quickstart, whose providers are written in it: built once more with `env` in their place, and logged in at.

use std::path::{Path, PathBuf};
use std::process::Command;

use oauth_tests::{App, Visitor, output_dir};

use crate::bins::{github, google, twitter};
use crate::{at_free_port, borrowed, provider};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Each stands once in the quickstart; nothing else is changed.
const REPLACEMENTS: [(&str, &str); 7] = [
    ("issuer = \"https://accounts.google.com\"", "issuer = env"),
    (
        "preset = presets::GITHUB",
        "preset = presets::GITHUB, authorization_endpoint = env, token_endpoint = env, api_base_url = env",
    ),
    ("\"https://api.twitter.com/oauth/request_token\"", "env"),
    ("\"https://api.twitter.com/oauth/authenticate\"", "env"),
    ("\"https://api.twitter.com/oauth/access_token\"", "env"),
    ("\"https://api.twitter.com/1.1/\"", "env"),
    ("bind((\"127.0.0.1\", 8080))", "bind(std::env::var(\"BIND\").unwrap_or_default())"),
];

#[test]
fn quickstart_logs_in_at_all_three() {
    let provider = provider();
    let env = [at_free_port(), google(&provider), github(&provider), twitter(&provider)].concat();
    let binary = build();
    let app = App::launch("quickstart", |port| {
        let mut command = Command::new(&binary);
        command.envs(
            borrowed(&env).iter().map(|(name, value)| (*name, value.replace("{port}", &port.to_string()))),
        );
        command
    });
    for (name, user) in [("google", "ada-1815"), ("github", "4711"), ("twitter", "4711")] {
        let visitor = Visitor::new();
        assert_eq!(visitor.get(&app.url("/")).text(), "Nobody is signed in.");
        let page = visitor.browse(&app.url(&format!("/auth/{name}/login")));
        assert_eq!(page.text(), format!("{name} {user} is signed in."), "{name}: {}", app.log());
    }
}

#[test]
fn quickstart_names_every_missing_variable() {
    let refusal = App::refused("quickstart", &[]);
    for name in ["GOOGLE", "GITHUB", "TWITTER"] {
        assert!(refusal.contains(&format!("{name}_CLIENT_ID is not set")), "{name}: {refusal}");
        assert!(refusal.contains(&format!("{name}_CLIENT_SECRET is not set")), "{name}: {refusal}");
    }
    assert!(refusal.contains("OAUTH_BASE_URL is not set"), "{refusal}");
}

/// A package of its own beside the workspace, with its lock file and in its target directory.
fn build() -> PathBuf {
    let folder = output_dir("quickstart");
    let read = |path: &str| std::fs::read_to_string(Path::new(ROOT).join(path)).unwrap();
    let mut source = read("examples/quickstart.rs");
    for (old, new) in REPLACEMENTS {
        assert_eq!(source.matches(old).count(), 1, "{old}");
        source = source.replace(old, new);
    }
    let manifest = read("examples/Cargo.toml");
    let (_, dependencies) = manifest.split_once("[dependencies]").unwrap();
    let (dependencies, _) = dependencies.split_once("[[bin]]").unwrap();
    let workspace = read("Cargo.toml").replace("path = \"", &format!("path = \"{ROOT}/"));
    let (_, workspace) = workspace.split_once("[workspace.package]").unwrap();
    let manifest = format!(
        "[package]\nname = \"local-quickstart\"\nedition = \"2024\"\n\n[dependencies]{dependencies}\
         [[bin]]\nname = \"local-quickstart\"\npath = \"main.rs\"\n\n[workspace]\n\n[workspace.package]{workspace}"
    );
    std::fs::write(folder.join("main.rs"), source).unwrap();
    std::fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    std::fs::copy(Path::new(ROOT).join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--quiet", "--offline", "--target-dir"]).arg(profile.parent().unwrap());
    if profile.ends_with("release") {
        cargo.arg("--release");
    }
    let output = cargo.current_dir(&folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    profile.join("local-quickstart")
}
