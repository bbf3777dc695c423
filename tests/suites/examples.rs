//! Every example ends in a real login, and the demo keeps what its documentation promises.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

#[path = "examples/bins.rs"]
mod bins;
#[path = "examples/demo.rs"]
mod demo;
#[path = "examples/demo_failures.rs"]
mod demo_failures;
#[path = "examples/demo_session.rs"]
mod demo_session;
#[path = "examples/quickstart.rs"]
mod quickstart;

use oauth_test_provider::{Client, Provider};
use oauth_tests::App;

/// Variables, with `{port}` for the port of the application.
type Environment = Vec<(&'static str, String)>;

/// A provider that lets Ada in without asking.
fn provider() -> Provider {
    let provider = Provider::start_blocking().unwrap();
    provider.auto_approve("ada");
    provider
}

fn spawn(binary: &str, env: &Environment) -> App {
    App::spawn(binary, &borrowed(env))
}

fn borrowed(env: &Environment) -> Vec<(&str, &str)> {
    env.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// Where the application listens, and its address.
fn at_free_port() -> Environment {
    vec![("BIND", "127.0.0.1:{port}".into()), ("OAUTH_BASE_URL", "http://127.0.0.1:{port}".into())]
}

/// What the demo needs to use `provider` for all three protocols.
fn demo_at(provider: &Provider) -> Environment {
    let mut env = vec![("BIND", "127.0.0.1:{port}".into())];
    env.extend(openid(provider.issuer(), &provider.oidc_client()));
    env.extend([
        ("OAUTH2_AUTHORIZATION_ENDPOINT", provider.oauth2_authorization_endpoint()),
        ("OAUTH2_TOKEN_ENDPOINT", provider.oauth2_token_endpoint()),
        ("OAUTH2_USERINFO_ENDPOINT", format!("{}user", provider.api_base_url())),
        ("OAUTH2_CLIENT_ID", provider.oauth2_client().id),
        ("OAUTH2_CLIENT_SECRET", secret(&provider.oauth2_client())),
        ("OAUTH1_REQUEST_TOKEN_URL", provider.temporary_credentials_endpoint()),
        ("OAUTH1_AUTHORIZE_URL", provider.oauth1_authorization_endpoint()),
        ("OAUTH1_ACCESS_TOKEN_URL", provider.token_credentials_endpoint()),
        ("OAUTH1_API_BASE_URL", provider.oauth1_api_base_url()),
        ("OAUTH1_CLIENT_ID", provider.oauth1_client().id),
        ("OAUTH1_CLIENT_SECRET", secret(&provider.oauth1_client())),
    ]);
    env
}

fn openid(issuer: &str, client: &Client) -> Environment {
    vec![
        ("OPENID_ISSUER", issuer.to_owned()),
        ("OPENID_CLIENT_ID", client.id.clone()),
        ("OPENID_CLIENT_SECRET", secret(client)),
    ]
}

fn secret(client: &Client) -> String {
    client.secret.clone().unwrap()
}
