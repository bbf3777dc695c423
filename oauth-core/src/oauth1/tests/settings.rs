//! Clients of settings, and the logins that they begin.

use super::super::{Plaintext, SignatureMethod, TemporaryCredentials};
use super::*;
use crate::pending::PendingAuthorization;
use crate::provider::Key;
use crate::settings::{Provider, ProviderSettings};

const CALLBACK: &str = "https://app.example/auth/photos/authorize";

fn provider() -> Provider {
    Provider::oauth1("photos")
        .set(Key::RequestTokenUrl, "https://photos.example.net/initiate")
        .set(Key::AuthorizationEndpoint, "https://photos.example.net/authorize")
        .set(Key::TokenEndpoint, "https://photos.example.net/token")
        .client("id", "secret")
}

/// The client that `provider` describes, or what is wrong with the description.
fn build(provider: &Provider, callback: &str) -> Result<Client, Vec<String>> {
    let mut settings = ProviderSettings::of(provider);
    let client = Client::from_settings(&mut settings, callback);
    client.ok_or_else(|| settings.into_errors().iter().map(ToString::to_string).collect())
}

fn built(provider: &Provider) -> Client {
    build(provider, CALLBACK).unwrap()
}

#[test]
fn the_signature_stands_where_the_settings_say() {
    assert_eq!(built(&provider()).settings().placement, Placement::Header);
    for (text, placement) in
        [("header", Placement::Header), ("body", Placement::Body), ("query", Placement::Query)]
    {
        let client = built(&provider().set(Key::SignaturePlacement, text));
        assert_eq!(client.settings().placement, placement, "{text}");
    }
    assert!(build(&provider().set(Key::SignaturePlacement, "footer"), CALLBACK).is_err());
}

#[test]
fn plaintext_stands_in_no_url() {
    let plain = |placement| {
        let provider = provider().set(Key::SignatureMethod, "PLAINTEXT");
        build(&provider.set(Key::SignaturePlacement, placement), CALLBACK)
    };
    let errors = plain("query").unwrap_err();
    assert!(matches!(&*errors, [one] if one.contains("`signature_placement`")), "{errors:?}");
    for placement in ["header", "body"] {
        assert_eq!(plain(placement).unwrap().settings().signer.method(), "PLAINTEXT");
    }
    assert_eq!(built(&provider()).settings().signer.method(), SignatureMethod::HmacSha1.as_str());
}

#[test]
fn a_client_with_another_signer_signs_with_it() {
    let client = built(&provider()).with_signer(Arc::new(Plaintext::new(Secret::from("secret"))));
    assert_eq!(client.settings().signer.method(), "PLAINTEXT");
}

/// A login that was begun at the client of [`provider`].
fn begin() -> PendingAuthorization {
    let temporary = TemporaryCredentials::new(Secret::from("t"), Secret::from("s"));
    built(&provider()).authorize(&temporary, &[], None, NOW).unwrap().pending
}

#[test]
fn a_login_is_finished_only_by_the_client_that_began_it() {
    let accept = |client: &Client, now| {
        let verdict = client.accept(begin(), "oauth_token=t&oauth_verifier=v", now);
        verdict.map_or_else(|error| error.code(), |_| "accepted")
    };
    let elsewhere = "https://evil.example/";
    assert_eq!(accept(&built(&provider()), NOW), "accepted");
    assert_eq!(accept(&built(&provider()), NOW.plus(601)), "state_expired");
    for key in [Key::RequestTokenUrl, Key::AuthorizationEndpoint, Key::TokenEndpoint] {
        assert_eq!(accept(&built(&provider().set(key, elsewhere)), NOW), "state_unknown", "{key:?}");
    }
    assert_eq!(accept(&built(&provider().client("other", "secret")), NOW), "state_unknown");
    assert_eq!(accept(&build(&provider(), elsewhere).unwrap(), NOW), "state_unknown");
}
