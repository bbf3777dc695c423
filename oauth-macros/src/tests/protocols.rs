//! Mistakes in the keys of a provider.

use super::{assert_none, assert_one, assert_one_oidc, errors_of};
use crate::keys::{Holds, Key, Protocol, RULES};
use crate::rules::Kind;

const GOOD: &str = r#""https://example.com/a""#;

#[test]
fn misspelt_key_is_corrected_and_not_also_missing() {
    let errors = errors_of("OidcClient", &format!("isuer = {GOOD}"));
    assert_one(&errors, "isuer", "unknown key `isuer`", "did you mean `issuer`?");
    let errors = errors_of("OAuth2Client", "presett = presets::GITHUB");
    assert_one(&errors, "presett", "unknown key", "did you mean `preset`?");
}

#[test]
fn unknown_key_lists_the_known_ones() {
    assert_one_oidc(
        "colour = env",
        "colour",
        "unknown key `colour`",
        "an OidcClient has `issuer`, `scope`, ",
    );
    let errors = errors_of("OAuth1Client", "colour = env");
    assert_one(
        &errors,
        "colour",
        "unknown key",
        "has `request_token_url`, `authorize_url`, `access_token_url`",
    );
}

#[test]
fn keys_of_other_libraries_are_translated() {
    for (theirs, ours) in crate::keys::RENAMED {
        let known = crate::keys::find(ours).expect("a key is renamed to a known one");
        let protocol = Protocol::ALL.into_iter().find(|protocol| known.name(*protocol).is_some());
        let client = protocol.expect("every key has a protocol").client();
        let errors = errors_of(client, &format!("preset = A, {theirs} = env"));
        assert_one(&errors, theirs, "unknown key", &format!("did you mean `{ours}`?"));
    }
    for (theirs, help) in crate::keys::NOT_A_SETTING {
        assert_one_oidc(&format!("{theirs} = env"), theirs, "is not a setting", help);
    }
}

#[test]
fn key_of_another_protocol_names_its_client() {
    assert_one_oidc(
        &format!("request_token_url = {GOOD}"),
        "request_token_url",
        "`request_token_url` belongs to `OAuth1Client`, and this is an `OidcClient`",
        "make the field an `OAuth1Client`",
    );
    let errors = errors_of("OAuth1Client", &format!("issuer = {GOOD}"));
    assert_one(
        &errors,
        "issuer",
        "belongs to `OidcClient` and `OAuth2Client`",
        "`OidcClient` or `OAuth2Client`",
    );
    let errors = errors_of("OAuth2Client", "preset = A, max_age = 1");
    assert_one(&errors, "max_age", "belongs to `OidcClient`", "remove it");
    let errors = errors_of("OAuth2Client", r#"preset = A, prompt = "consent""#);
    assert_one(&errors, "prompt", "belongs to `OidcClient`", "`authorization_parameters = \"prompt=…\"`");
    let errors = errors_of("OAuth1Client", r#"preset = A, scope = "read""#);
    assert_one(&errors, "scope", "belongs to", "`authorization_parameters = \"scope=…\"`");
    let errors = errors_of("OAuth1Client", r#"preset = A, response_mode = "query""#);
    assert_one(&errors, "response_mode", "belongs to `OidcClient` and `OAuth2Client`", "remove it");
}

#[test]
fn every_key_is_accepted_by_its_protocols_and_by_no_other() {
    for rule in RULES.iter().filter(|rule| rule.key != Key::Preset) {
        for (protocol, name) in Protocol::ALL
            .into_iter()
            .flat_map(|protocol| rule.names().iter().map(move |name| (protocol, name)))
        {
            let errors = errors_of(protocol.client(), &format!("preset = A, {name} = env"));
            assert_eq!(errors.is_empty(), rule.name(protocol).is_some(), "{protocol:?}: {name}");
        }
    }
}

#[test]
fn canonical_name_is_the_one_of_the_protocol() {
    let name = |key| Protocol::ALL.map(|protocol| crate::keys::name(key, protocol).unwrap_or("-"));
    use crate::keys::Key::{AuthorizationEndpoint, RequestTokenUrl, TokenEndpoint};
    assert_eq!(name(RequestTokenUrl), ["-", "-", "request_token_url"]);
    assert_eq!(
        name(AuthorizationEndpoint),
        ["authorization_endpoint", "authorization_endpoint", "authorize_url"]
    );
    assert_eq!(name(TokenEndpoint), ["token_endpoint", "token_endpoint", "access_token_url"]);
}

#[test]
fn repeated_key_is_refused() {
    assert_one_oidc("issuer = env", "issuer", "`issuer` is written twice", "keep one of them");
    assert_one_oidc(
        "authorize_url = env, authorization_endpoint = env",
        "authorization_endpoint",
        "`authorization_endpoint` and `authorize_url` are the same setting",
        "keep one of them",
    );
}

#[test]
fn secret_in_the_source_is_refused() {
    for key in ["client_secret", "secret", "consumer_secret", "private_key", "client_private_key", "password"]
    {
        let problem = format!("`{key}` is a secret");
        assert_one_oidc(&format!("{key} = \"s3cret\""), key, &problem, "variable `GOOGLE_CLIENT_SECRET`");
    }
    assert_one_oidc(
        "client_secret = env",
        "client_secret",
        "always read from the environment",
        "variable `GOOGLE_CLIENT_SECRET`",
    );
    for key in ["client_secret_file", "rsa_private_key_pem", "app_password", "my_api_key"] {
        assert_one_oidc(
            &format!("{key} = \"s3cret\""),
            key,
            "is a secret",
            "variable `GOOGLE_CLIENT_SECRET`",
        );
    }
    let errors = errors_of("OidcClient", r#"client_secret = "s3cret""#);
    assert_eq!(errors.len(), 2, "a secret does not stand for the issuer: {errors:#?}");
    assert!(errors.iter().all(|error| !error.problem.contains("s3cret") && !error.help.contains("s3cret")));
}

#[test]
fn missing_keys_are_one_error() {
    let errors = errors_of("OidcClient", "");
    assert_one(&errors, "google", "the provider `google` lacks `issuer`", "add `issuer = \"https://…\"`");
    let errors = errors_of("OAuth2Client", "scope = env");
    let problem = "the provider `github` lacks `authorization_endpoint` and `token_endpoint`";
    assert_one(&errors, "github", problem, "or `issuer = \"https://…\"`, or `preset = presets::…`");
    let errors = errors_of("OAuth2Client", "authorize_url = env");
    assert_one(&errors, "github", "the provider `github` lacks `token_endpoint`", "add `token_endpoint`");
    let errors = errors_of("OAuth1Client", "access_token_url = env");
    let problem = "the provider `twitter` lacks `request_token_url` and `authorize_url`";
    assert_one(&errors, "twitter", problem, "add `request_token_url` and `authorize_url`");
}

#[test]
fn missing_issuer_is_read_off_the_metadata_url() {
    let url = "server_metadata_url = \"https://example.com/a/.well-known/openid-configuration\"";
    let errors = errors_of("OidcClient", url);
    assert_one(&errors, "google", "lacks `issuer`", "add `issuer = \"https://example.com/a\"`");
}

#[test]
fn faulty_value_is_not_also_missing() {
    let errors = errors_of("OidcClient", r#"issuer = "example.com""#);
    assert_one(&errors, r#""example.com""#, "not an absolute URL", "write \"https://example.com\"");
}

#[test]
fn least_that_each_client_needs_is_enough() {
    for (client, settings) in [
        ("OidcClient", "issuer = env"),
        ("OidcClient", "preset = presets::GOOGLE"),
        ("OAuth2Client", "authorization_endpoint = env, token_endpoint = env"),
        ("OAuth2Client", "authorize_url = env, access_token_url = env"),
        ("OAuth2Client", "issuer = env"),
        ("OAuth2Client", "server_metadata_url = env"),
        ("OAuth2Client", "preset = presets::GITHUB"),
        ("OAuth1Client", "request_token_url = env, authorize_url = env, access_token_url = env"),
        (
            "OAuth1Client",
            "temporary_credentials_url = env, authorization_endpoint = env, token_endpoint = env",
        ),
        ("OAuth1Client", "preset = presets::TWITTER,"),
    ] {
        assert_none(client, settings);
    }
}

#[test]
fn part_of_a_preset_is_nothing_without_one() {
    let oidc = ["domain", "instance", "host", "tenant", "tenants", "region", "user_pool", "application"];
    for key in oidc.into_iter().chain(["team_id", "key_id", "realm"]) {
        let problem = format!("`{key}` completes the URLs of a preset, and this provider has none");
        let errors = errors_of("OidcClient", &format!("{key} = env, scope = env"));
        assert_one(&errors, key, &problem, "add `preset = presets::…`, or write the whole `issuer`");
        assert_one_oidc(&format!("{key} = env"), key, &problem, "remove it");
        assert_none("OidcClient", &format!("{key} = env, preset = A"));
    }
    let errors = errors_of("OAuth2Client", "domain = env");
    assert_one(&errors, "domain", "`domain` completes", "or write the whole URLs");
    let errors = errors_of("OAuth2Client", "token_endpoint = env, authorize_url = env, host = env");
    assert_one(&errors, "host", "`host` completes", "remove it");
    let errors = errors_of("OidcClient", "tenant = env, presett = presets::GOOGLE");
    assert_one(&errors, "presett", "unknown key", "did you mean `preset`?");
    let urls = "request_token_url = env, authorize_url = env, access_token_url = env";
    assert_none("OAuth1Client", &format!("{urls}, realm = \"Photos & more\""));
    let errors = errors_of("OidcClient", "tenant = env, region = env");
    assert_eq!(errors.len(), 2, "each part, but not the missing issuer: {errors:#?}");
}

#[test]
fn documentation_has_every_key() {
    let documentation = include_str!("../lib.rs");
    for name in RULES.iter().flat_map(|rule| rule.names()) {
        assert!(documentation.contains(&format!("`{name}`")), "{name}");
    }
    for rule in RULES {
        let held = Protocol::ALL.into_iter().find_map(|protocol| rule.holds(protocol));
        let Some(Holds::Text(Kind::Choice { allowed })) = held else { continue };
        assert!(allowed.iter().all(|value| documentation.contains(&format!("`{value}`"))), "{allowed:?}");
    }
}
