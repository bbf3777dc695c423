//! A discovery document.
//!
//! Whatever is accepted is about the configured issuer, names `https` URLs on the internet alone, and the browser is sent where
//! it says, with our parameters once.
#![no_main]

use std::net::Ipv4Addr;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use oauth_core::oauth2::AuthorizationParameters;
use oauth_core::oidc::Client;
use oauth_core::{Exchange as _, Key, Provider, ProviderSettings};
use oauth_fuzz::openid::ISSUER;
use oauth_fuzz::{CLIENT_ID, NOW, PLANTED, STATE, Sevens, json_response, once, pairs, unique_json};
use serde_json::Value;
use url::{Host, Url};

static CLIENT: LazyLock<Client> = LazyLock::new(|| {
    let provider =
        Provider::openid_connect("op").set(Key::Issuer, ISSUER).client(CLIENT_ID, "7Fjfp0ZBr1KtDRbnfVdmIw");
    let mut settings = ProviderSettings::of(&provider);
    Client::from_settings(&mut settings, "https://app.example/auth/op/authorize").expect("a client")
});

fuzz_target!(|body: &[u8]| {
    let Some(browser) = accepted(body) else { return };
    let document = unique_json(body).expect("one JSON object with unique names");
    assert_eq!(document["issuer"], ISSUER);
    for endpoint in ["authorization_endpoint", "token_endpoint"] {
        check_url(document[endpoint].as_str().expect(endpoint));
    }
    for endpoint in ["userinfo_endpoint", "jwks_uri"] {
        if let Some(value) = document.get(endpoint) {
            check_url(value.as_str().expect(endpoint));
        }
    }
    let challenges = document["code_challenge_methods_supported"].as_array();
    assert!(challenges.is_none_or(|all| all.contains(&"S256".into()) || !all.iter().all(Value::is_string)));

    assert!(browser.starts_with(document["authorization_endpoint"].as_str().expect("a URL")));
    let sent = pairs(Url::parse(&browser).expect("a URL").query().unwrap_or_default());
    assert_eq!(once(&sent, "state"), Some(STATE));
    assert_eq!(once(&sent, "client_id"), Some(CLIENT_ID));
    assert_eq!(once(&sent, "redirect_uri"), Some("https://app.example/auth/op/authorize"));
});

/// Where the browser is sent.
fn accepted(body: &[u8]) -> Option<String> {
    if PLANTED {
        return planted(body);
    }
    let metadata = CLIENT.discover().expect("a request").accept(json_response(200, body), NOW).ok()?;
    let login = CLIENT.authorize(&metadata, AuthorizationParameters::default(), NOW, &mut Sevens);
    Some(login.expect("an accepted document begins logins").url)
}

fn check_url(text: &str) {
    let url = Url::parse(text).expect("a URL");
    assert_eq!(url.scheme(), "https");
    assert!(url.username().is_empty() && url.password().is_none() && url.fragment().is_none(), "{url}");
    match url.host().expect("a host") {
        Host::Ipv4(address) => assert!(is_public(address), "{url}"),
        Host::Ipv6(address) => assert!(!address.is_loopback() && !address.is_unique_local(), "{url}"),
        Host::Domain(name) => assert_ne!(name.trim_end_matches('.'), "localhost"),
    }
}

fn is_public(address: Ipv4Addr) -> bool {
    !(address.is_private() || address.is_loopback() || address.is_link_local() || address.is_unspecified())
}

/// mcp-remote, CVE-2025-6514: whatever stood in `authorization_endpoint` was opened.
fn planted(body: &[u8]) -> Option<String> {
    let document = unique_json(body).filter(|document| document["issuer"] == ISSUER)?;
    let endpoint = document["authorization_endpoint"].as_str()?;
    let query = CLIENT_ID.to_owned() + "&redirect_uri=https://app.example/auth/op/authorize&state=" + STATE;
    Some(format!("{endpoint}?client_id={query}"))
}
