//! The authorization response, RFC 6749, sections 4.1.2 and 10.12; RFC 9207.

use oauth_core::error::{ProviderError, Untrusted};
use oauth_core::oauth2::{AuthorizationResponse, Client, ResponseParameters};
use oauth_core::{Error, Key, Provider, ProviderSettings};

use crate::support::{DISCOVERED, ISSUER, NOW, REDIRECT_URI, begin, client, client_of, json, metadata};

/// The code of the verdict on a callback to a login that was begun at `client`.
fn judge(client: &Client, query: impl Fn(&str) -> String) -> &'static str {
    let (state, pending) = begin(client);
    let parameters = ResponseParameters::from_query(&query(&state));
    let verdict = parameters.and_then(|parameters| {
        AuthorizationResponse::accept(client, &metadata(client), pending, parameters, NOW)
    });
    verdict.map_or_else(|error| error.code(), |_| "accepted")
}

#[test]
fn a_code_with_our_state_is_accepted_and_unknown_parameters_are_ignored() {
    let client = client();
    assert_eq!(judge(&client, |state| format!("code=c&state={state}")), "accepted");
    assert_eq!(
        judge(&client, |state| format!("session_state=x&code=c&state={state}&authuser=0&authuser=1")),
        "accepted"
    );
}

/// ID-047: a response with an ID token or an access token in it, as the hybrid flow has them, is refused whole.
#[test]
fn each_broken_callback_has_its_own_code() {
    let client = client();
    for (template, code) in [
        ("code=c", "state_missing"),
        ("code=c&state=", "state_missing"),
        ("code=c&state=STATE&state=STATE", "response_malformed"),
        ("code=c&code=d&state=STATE", "response_malformed"),
        ("code=c;state=STATE", "state_missing"),
        ("code=%ff&state=STATE", "response_malformed"),
        ("code=%0d%0a&state=STATE", "response_malformed"),
        ("code=c&state=STATEx", "state_unknown"),
        ("code=c&state=%00", "response_malformed"),
        ("state=STATE", "code_missing"),
        ("code=&state=STATE", "code_missing"),
        ("access_token=t&state=STATE", "response_malformed"),
        ("code=c&id_token=t&state=STATE", "response_malformed"),
        ("code=c&state=STATE&iss=https://evil.example", "response_issuer_mismatch"),
        ("code=c&state=STATE&iss=https://as.example/", "response_issuer_mismatch"),
        ("error=access_denied&state=STATE&iss=https://evil.example", "response_issuer_mismatch"),
        ("error=access_denied&state=STATE", "access_denied"),
        ("error=access_denied&code=c&state=STATE", "access_denied"),
        ("error=access_denied&state=other", "state_unknown"),
        ("error=login_required&state=STATE", "login_required"),
        ("error=consent_required&state=STATE", "consent_required"),
        ("error=interaction_required&state=STATE", "interaction_required"),
        ("error=account_selection_required&state=STATE", "account_selection_required"),
        ("error=server_error&state=STATE", "authorization_refused"),
        ("&&&", "state_missing"),
    ] {
        assert_eq!(judge(&client, |state| template.replace("STATE", state)), code, "{template}");
    }
    assert_eq!(
        judge(&client, |state| format!("code=c&state={state}&x={}", "a".repeat(20_000))),
        "response_malformed"
    );
    assert_eq!(
        judge(&client, |state| format!("code=c&state={state}{}", "&a=b".repeat(200))),
        "response_malformed"
    );
}

#[test]
fn an_error_is_kept_with_its_description_and_its_uri() {
    let client = client();
    let (state, pending) = begin(&client);
    let query = format!(
        "error=server_error&error_description=at+noon&error_uri=https%3A%2F%2Fas.example%2Fe&state={state}"
    );
    let parameters = ResponseParameters::from_query(&query).unwrap();
    let refused = AuthorizationResponse::accept(&client, &metadata(&client), pending, parameters, NOW);
    let Err(Error::Provider(ProviderError::AuthorizationRefused { error })) = refused else { panic!() };
    let text = |text: Option<Untrusted>| text.map(|text| text.as_str().to_owned());
    assert_eq!(text(error.description).as_deref(), Some("at noon"));
    assert_eq!(text(error.uri).as_deref(), Some("https://as.example/e"));
}

#[test]
fn a_callback_has_at_most_16_kib_and_100_parameters() {
    let code = |query: String| ResponseParameters::from_query(&query).err().map(|error| error.code());
    let long = |length: usize| format!("state=s&x={}", "a".repeat(length - "state=s&x=".len()));
    assert_eq!(code(long(16 * 1024)), None);
    assert_eq!(code(long(16 * 1024 + 1)), Some("response_malformed"));
    let many = |number: usize| format!("state=s{}", "&x=".repeat(number - 1));
    assert_eq!(code(many(100)), None);
    assert_eq!(code(many(101)), Some("response_malformed"));
}

#[test]
fn the_promised_iss_must_be_there_and_be_the_issuer() {
    let client = client_of(DISCOVERED);
    let document = format!(
        r#"{{"issuer":"{ISSUER}","authorization_endpoint":"https://as.example/a","token_endpoint":"https://as.example/t",
            "authorization_response_iss_parameter_supported":true}}"#
    );
    use oauth_core::Exchange as _;
    client.discover().unwrap().accept(json(200, &document), NOW).unwrap();
    assert_eq!(judge(&client, |state| format!("code=c&state={state}")), "response_issuer_missing");
    assert_eq!(
        judge(&client, |state| format!("error=access_denied&state={state}")),
        "response_issuer_missing"
    );
    assert_eq!(
        judge(&client, |state| format!("code=c&state={state}&iss=https%3A%2F%2Fas.example")),
        "accepted"
    );
}

#[test]
fn a_login_expires_after_ten_minutes() {
    let client = client();
    let accept = |seconds| {
        let (state, pending) = begin(&client);
        let parameters = ResponseParameters::from_query(&format!("code=c&state={state}")).unwrap();
        let verdict = AuthorizationResponse::accept(
            &client,
            &metadata(&client),
            pending,
            parameters,
            NOW.plus(seconds),
        );
        verdict.map_or_else(|error: Error| error.code(), |_| "accepted")
    };
    assert_eq!(accept(600), "accepted");
    assert_eq!(accept(601), "state_expired");
}

#[test]
fn a_login_is_finished_only_by_the_client_that_began_it() {
    let of = |name: &str, id: &str, token_endpoint: &str, redirect_uri: &str| {
        let provider = Provider::oauth2(name).client(id, "secret");
        let provider = provider.set(Key::AuthorizationEndpoint, "https://as.example/authorize");
        let provider = provider.set(Key::TokenEndpoint, token_endpoint);
        Client::from_settings(&mut ProviderSettings::of(&provider), redirect_uri).unwrap()
    };
    let token_endpoint = "https://as.example/token";
    let own = of("acme", "id", token_endpoint, REDIRECT_URI);
    for (client, code) in [
        (of("acme", "id", token_endpoint, REDIRECT_URI), "accepted"),
        (of("evil", "id", token_endpoint, REDIRECT_URI), "state_provider_mismatch"),
        (of("acme", "other", token_endpoint, REDIRECT_URI), "state_unknown"),
        (of("acme", "id", "https://evil.example/token", REDIRECT_URI), "state_unknown"),
        (of("acme", "id", token_endpoint, "https://other.example/authorize"), "state_unknown"),
    ] {
        let (state, pending) = begin(&own);
        let early = client.check_pending(&pending, NOW);
        assert_eq!(early.map_or_else(|error| error.code(), |()| "accepted"), code);
        let parameters = ResponseParameters::from_query(&format!("code=c&state={state}")).unwrap();
        let verdict = AuthorizationResponse::accept(&client, &metadata(&client), pending, parameters, NOW);
        assert_eq!(verdict.map_or_else(|error| error.code(), |_| "accepted"), code);
    }
    let late = own.check_pending(&begin(&own).1, NOW.plus(601));
    assert_eq!(late.map_err(|error| error.code()), Err("state_expired"));
}

#[test]
fn a_form_is_no_query_and_no_parameter_may_stand_in_both() {
    let client = client();
    let (state, pending) = begin(&client);
    let form = ResponseParameters::from_form(&format!("code=c&state={state}"), "").unwrap();
    let error = AuthorizationResponse::accept(&client, &metadata(&client), pending, form, NOW).unwrap_err();
    assert_eq!(error.code(), "response_mode_mismatch");
    let both = ResponseParameters::from_form("code=c&state=s", "state=s").unwrap_err();
    assert_eq!(both.code(), "response_malformed");
}

#[test]
fn nothing_of_a_callback_shows_in_debug() {
    let parameters = ResponseParameters::from_query("code=SENTINEL&state=SENTINEL").unwrap();
    assert!(!format!("{parameters:?}").contains("SENTINEL"));
    let client = client();
    let (state, pending) = begin(&client);
    let parameters = ResponseParameters::from_query(&format!("code=SENTINEL&state={state}")).unwrap();
    let debug = format!("{pending:?}");
    let response =
        AuthorizationResponse::accept(&client, &metadata(&client), pending, parameters, NOW).unwrap();
    let debug = format!("{debug} {response:?} {:?}", client.redeem(&metadata(&client), &response, NOW));
    assert!(!debug.contains("SENTINEL") && !debug.contains(&state), "{debug}");
}
