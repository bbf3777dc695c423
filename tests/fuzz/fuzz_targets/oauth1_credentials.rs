//! The two forms that an OAuth 1.0a provider answers with: temporary credentials, token credentials.
//!
//! Whatever is accepted has one token that is not empty and one secret, taken as they are; the first form also confirms the
//! callback, once.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use oauth_core::oauth1::{
    AuthorizationResponse, Client, TemporaryCredentials, TemporaryCredentialsRequest, TokenCredentialsRequest,
};
use oauth_core::{Exchange as _, Key, Provider, ProviderSettings, Response};
use oauth_fuzz::{NOW, PLANTED, Pairs, Sevens, first, has, once, pairs};

struct Requests {
    temporary: TemporaryCredentialsRequest,
    token: TokenCredentialsRequest,
}

static REQUESTS: LazyLock<Requests> = LazyLock::new(|| {
    let provider = Provider::oauth1("acme")
        .set(Key::RequestTokenUrl, "https://api.example/request_token")
        .set(Key::AuthorizationEndpoint, "https://api.example/authorize")
        .set(Key::TokenEndpoint, "https://api.example/access_token")
        .client("dpf43f3p2l4k3l03", "kd94hf93k423kf44");
    let callback = "https://app.example/auth/acme/authorize";
    let client = Client::from_settings(&mut ProviderSettings::of(&provider), callback).expect("a client");
    let credentials = TemporaryCredentials::new("t".into(), "s".into());
    let response =
        AuthorizationResponse::accept("oauth_token=t&oauth_verifier=v", credentials).expect("a callback");
    Requests {
        temporary: client.request_temporary_credentials(&[], NOW, &mut Sevens).expect("a request"),
        token: client.redeem(response, NOW, &mut Sevens).expect("a request"),
    }
});

fuzz_target!(|body: &[u8]| {
    if let Some(credentials) = temporary(body) {
        let form = check(body, &credentials);
        assert!(
            once(&form, "oauth_callback_confirmed").is_some_and(|value| value.eq_ignore_ascii_case("true"))
        );
    }
    if let Ok(credentials) = REQUESTS.token.clone().accept(answer(body), NOW) {
        let [token, secret] =
            [credentials.token(), credentials.token_secret()].map(|one| one.expose().to_owned());
        let form = check(body, &(token, secret));
        assert_eq!(credentials.parameters().len(), form.len() - 2);
    }
});

fn check(body: &[u8], (token, secret): &(String, String)) -> Pairs {
    let form = pairs(str::from_utf8(body).expect("text"));
    assert_eq!(once(&form, "oauth_token"), Some(token.as_str()));
    assert_eq!(once(&form, "oauth_token_secret"), Some(secret.as_str()));
    assert!(!token.is_empty() && !token.contains(char::is_control) && !secret.contains(char::is_control));
    assert_ne!(form.iter().filter(|(name, _)| name == "oauth_problem").count(), 1);
    form
}

fn answer(body: &[u8]) -> Response {
    Response { status: 200, headers: Vec::new(), body: body.to_vec() }
}

/// Token and secret of accepted temporary credentials.
fn temporary(body: &[u8]) -> Option<(String, String)> {
    if PLANTED {
        return planted(&pairs(str::from_utf8(body).ok()?));
    }
    let credentials = REQUESTS.temporary.clone().accept(answer(body), NOW).ok()?;
    Some((credentials.token().expose().to_owned(), credentials.token_secret().expose().to_owned()))
}

/// OAuth 1.0 before the session fixation advisory of 2009: nobody confirms the callback.
fn planted(form: &Pairs) -> Option<(String, String)> {
    let clean = |name| first(form, name).filter(|value| !value.contains(char::is_control));
    let token = clean("oauth_token").filter(|token| !token.is_empty() && !has(form, "oauth_problem"))?;
    Some((token.to_owned(), clean("oauth_token_secret")?.to_owned()))
}
