//! The authorization request, RFC 6749, section 4.1.1.

use oauth_core::oauth2::AuthorizationParameters;
use oauth_core::{Key, Source, encoding};

use crate::support::{CONFIGURED, REDIRECT_URI, authorize, build, client, client_of, parameter};

#[test]
fn every_request_has_state_pkce_and_the_configured_redirect_uri() {
    let (client, none) = (client(), AuthorizationParameters::default());
    let first = authorize(&client, none.clone()).unwrap();
    assert_eq!(first.pending.provider(), "acme");
    let first = first.url;
    let second = authorize(&client, none).unwrap().url;
    assert!(first.starts_with("https://as.example/authorize?response_type=code&"));
    for (name, value) in [
        ("client_id", "s6BhdRkqt3"),
        ("redirect_uri", REDIRECT_URI),
        ("scope", "read write"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(parameter(&first, name).as_deref(), Some(value), "{name}");
    }
    for name in ["state", "code_challenge"] {
        assert_eq!(parameter(&first, name).unwrap().len(), 43, "{name}");
        assert_ne!(parameter(&first, name), parameter(&second, name), "{name}");
    }
    assert_eq!(parameter(&first, "nonce"), None);
}

#[test]
fn no_parameter_stands_in_the_url_twice() {
    let parameters = AuthorizationParameters {
        scope: Some("other".into()),
        login_hint: Some("a@b.example".into()),
        extra: vec![("hd".into(), "example.com".into())],
        ..AuthorizationParameters::default()
    };
    let url = authorize(&client(), parameters).unwrap().url;
    let mut names: Vec<_> = encoding::form_decode(url.split_once('?').unwrap().1)
        .unwrap()
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let all = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), all);
    assert_eq!(parameter(&url, "scope").as_deref(), Some("other"));
    assert_eq!(parameter(&url, "hd").as_deref(), Some("example.com"));
}

#[test]
fn a_protocol_parameter_cannot_be_overridden() {
    for name in
        ["state", "nonce", "redirect_uri", "client_id", "code_challenge", "response_type", "scope", "request"]
    {
        let extra = vec![(name.to_owned(), "x".to_owned())];
        let error =
            authorize(&client(), AuthorizationParameters { extra, ..Default::default() }).unwrap_err();
        assert_eq!(error.code(), "parameter_reserved", "{name}");
    }
    // An application may forward what a visitor wrote.
    let extra = ["a", "b"].map(|value| ("hd\nINFO admin logged in".to_owned(), value.to_owned())).to_vec();
    let error = authorize(&client(), AuthorizationParameters { extra, ..Default::default() }).unwrap_err();
    assert_eq!(error.code(), "parameter_reserved");
    assert!(error.to_string().contains(r"`hd\nINFO admin"), "{error}");
}

#[test]
fn the_languages_that_one_login_asks_for_take_the_place_of_the_configured_ones() {
    const FRENCH: &[(Key, Source)] = &[
        (Key::AuthorizationEndpoint, Source::Literal("https://as.example/authorize")),
        (Key::TokenEndpoint, Source::Literal("https://as.example/token")),
        (Key::AuthorizationParameters, Source::Literal("ui_locales=fr&hd=example.com")),
    ];
    let query = |ui_locales: Option<&str>| {
        let ui_locales = ui_locales.map(str::to_owned);
        let parameters = AuthorizationParameters { ui_locales, ..AuthorizationParameters::default() };
        let url = authorize(&client_of(FRENCH), parameters).unwrap().url;
        encoding::form_decode(url.split_once('?').unwrap().1).unwrap()
    };
    for (asked, sent) in [(None, "fr"), (Some("de en"), "de en")] {
        let query = query(asked);
        let values = |name: &str| {
            let values = query.iter().filter(|(key, _)| key == name);
            values.map(|(_, value)| value.as_str()).collect::<Vec<_>>()
        };
        assert_eq!((values("ui_locales"), values("hd")), (vec![sent], vec!["example.com"]));
    }
}

#[test]
fn values_outside_their_grammar_are_refused() {
    let default = AuthorizationParameters::default;
    for parameters in [
        AuthorizationParameters { scope: Some("a  b".into()), ..default() },
        AuthorizationParameters { scope: Some(String::new()), ..default() },
        AuthorizationParameters { prompt: Some("none\r\n".into()), ..default() },
        AuthorizationParameters { prompt: Some(" ".into()), ..default() },
        AuthorizationParameters { login_hint: Some("\0".into()), ..default() },
    ] {
        assert_eq!(authorize(&client(), parameters).unwrap_err().code(), "parameter_invalid");
    }
}

/// They would seem to assure how the person logged in, and nothing could check it.
#[test]
fn what_only_an_id_token_can_answer_is_refused() {
    let none = AuthorizationParameters::default;
    let max_age = AuthorizationParameters { max_age: Some(0), ..none() };
    let acr_values = AuthorizationParameters { acr_values: Some("gold".into()), ..none() };
    for (parameters, name) in [(max_age, "max_age"), (acr_values, "acr_values")] {
        let error = authorize(&client(), parameters).unwrap_err();
        assert_eq!(error.code(), "parameter_foreign", "{name}");
        assert!(error.to_string().contains(name), "{error}");
    }
}

#[test]
fn the_query_of_the_endpoint_is_kept_unless_it_names_a_protocol_parameter() {
    const KEPT: &[(Key, Source)] = &[
        (Key::AuthorizationEndpoint, Source::Literal("https://as.example/authorize?tenant=a%20b")),
        (Key::TokenEndpoint, Source::Literal("https://as.example/token?x=y")),
    ];
    let client = build(KEPT).unwrap();
    let url = authorize(&client, AuthorizationParameters::default()).unwrap().url;
    assert!(url.starts_with("https://as.example/authorize?tenant=a%20b&response_type=code&"), "{url}");
    const FOREIGN: &[(Key, Source)] = &[
        (Key::AuthorizationEndpoint, Source::Literal("https://as.example/authorize?client_id=other")),
        (Key::TokenEndpoint, Source::Literal("https://as.example/token")),
    ];
    assert!(build(FOREIGN).is_err());
}

#[test]
fn the_response_mode_stands_in_the_url_when_it_is_not_the_default() {
    const ENDPOINTS: [(Key, Source); 2] = [
        (Key::AuthorizationEndpoint, Source::Literal("https://as.example/authorize")),
        (Key::TokenEndpoint, Source::Literal("https://as.example/token")),
    ];
    const QUERY: &[(Key, Source)] =
        &[ENDPOINTS[0], ENDPOINTS[1], (Key::ResponseMode, Source::Literal("query"))];
    const FORM_POST: &[(Key, Source)] =
        &[ENDPOINTS[0], ENDPOINTS[1], (Key::ResponseMode, Source::Literal("form_post"))];
    for (settings, mode) in [(QUERY, None), (FORM_POST, Some("form_post"))] {
        let url = authorize(&client_of(settings), AuthorizationParameters::default()).unwrap().url;
        assert_eq!(parameter(&url, "response_mode").as_deref(), mode);
    }
}

#[test]
fn what_is_configured_wrongly_is_told_at_once() {
    const WRONG: &[(Key, Source)] = &[
        (Key::Issuer, Source::Literal("http://as.example")),
        (Key::TokenEndpoint, Source::Environment),
        (Key::Scope, Source::Literal("a,\"b")),
        (Key::ResponseMode, Source::Literal("fragment")),
        (Key::TokenEndpointAuthMethod, Source::Literal("tls_client_auth")),
    ];
    let errors = build(WRONG).unwrap_err();
    let texts: Vec<_> = errors.iter().map(ToString::to_string).collect();
    for part in [
        "`issuer`",
        "ACME_TOKEN_ENDPOINT is not set",
        "`scope`",
        "`response_mode`",
        "`token_endpoint_auth_method`",
    ] {
        assert_eq!(texts.iter().filter(|text| text.contains(part)).count(), 1, "{part}: {texts:#?}");
    }
    assert!(build(CONFIGURED).is_ok());
}
