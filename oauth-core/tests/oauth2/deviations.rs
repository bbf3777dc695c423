//! Each deviation changes one thing; without it, the specification holds.

use oauth_core::oauth2::{
    AuthorizationParameters, AuthorizationResponse, Client, ResponseParameters, TokenRequest,
};
use oauth_core::{Deviation, Exchange as _, Key, Preset, Provider, ProviderSettings, Response, Secret};
use serde_json::Value;

use crate::support::{ISSUER, NOW, REDIRECT_URI, authorize, begin, code, json, metadata, parameter};

const PLAIN: Preset = Preset::oauth2("Acme")
    .issuer(ISSUER)
    .authorization_endpoint("https://as.example/authorize")
    .token_endpoint("https://as.example/token")
    .userinfo_endpoint("https://as.example/me")
    .api_base_url("https://as.example/api/")
    .scope("read write");

fn client(preset: &'static Preset) -> Client {
    let provider = Provider::preset("acme", preset).client("client", "secret+");
    let mut settings = ProviderSettings::of(&provider);
    let client = Client::from_settings(&mut settings, REDIRECT_URI);
    client.unwrap_or_else(|| panic!("{:?}", settings.into_errors()))
}

fn url(client: &Client) -> String {
    authorize(client, AuthorizationParameters::default()).unwrap().url
}

fn redemption(client: &Client) -> TokenRequest {
    let (state, pending) = begin(client);
    let parameters = ResponseParameters::from_query(&format!("code=abc&state={state}")).unwrap();
    let metadata = metadata(client);
    let response = AuthorizationResponse::accept(client, &metadata, pending, parameters, NOW).unwrap();
    client.redeem(&metadata, &response, NOW).unwrap()
}

fn body(request: &TokenRequest) -> Vec<(String, String)> {
    let body = String::from_utf8(request.request().body.clone()).unwrap();
    oauth_core::encoding::form_decode(&body).unwrap()
}

fn names(request: &TokenRequest) -> Vec<String> {
    body(request).into_iter().map(|(name, _)| name).collect()
}

fn header(request: &TokenRequest, name: &str) -> Option<String> {
    let mut headers = request.request().headers.iter();
    headers.find(|(key, _)| *key == name).map(|(_, value)| value.to_string())
}

#[test]
fn a_client_key_takes_the_place_of_the_client_id() {
    const PRESET: Preset =
        PLAIN.token_endpoint_auth_method("client_secret_post").deviations(&[Deviation::ClientKey]);
    const HONEST: Preset = PLAIN.token_endpoint_auth_method("client_secret_post");
    let client = client(&PRESET);
    assert_eq!(parameter(&url(&client), "client_key").as_deref(), Some("client"));
    assert_eq!(parameter(&url(&client), "client_id"), None);
    let expected = ["grant_type", "code", "redirect_uri", "code_verifier", "client_key", "client_secret"];
    assert_eq!(names(&redemption(&client)), expected);
    assert!(names(&redemption(&self::client(&HONEST))).contains(&"client_id".to_owned()));
}

#[test]
fn a_token_request_can_be_json() {
    const PRESET: Preset = PLAIN.deviations(&[Deviation::JsonTokenRequest]);
    let request = redemption(&client(&PRESET));
    let members: Value = serde_json::from_slice(&request.request().body).unwrap();
    assert_eq!((&members["grant_type"], &members["code"]), (&"authorization_code".into(), &"abc".into()));
    assert_eq!(header(&request, "content-type").as_deref(), Some("application/json"));
    assert!(header(&request, "authorization").unwrap().starts_with("Basic "));
    let honest = header(&redemption(&client(&PLAIN)), "content-type");
    assert_eq!(honest.as_deref(), Some("application/x-www-form-urlencoded"));
}

#[test]
fn where_pkce_is_refused_nothing_of_it_is_sent() {
    const PRESET: Preset = PLAIN.deviations(&[Deviation::PkceRefused]);
    for (preset, sent) in [(&PRESET, false), (&PLAIN, true)] {
        let client = client(preset);
        assert_eq!(url(&client).contains("code_challenge"), sent);
        assert_eq!(names(&redemption(&client)).contains(&"code_verifier".to_owned()), sent);
    }
}

#[test]
fn scopes_are_separated_as_the_provider_wants_them() {
    const COMMA: Preset = PLAIN.deviations(&[Deviation::CommaScopes]);
    const GRANTED: Preset = PLAIN.deviations(&[Deviation::CommaGrantedScopes]);
    const LIST: Preset = PLAIN.deviations(&[Deviation::GrantedScopeList]);
    let text = r#"{"access_token":"a","token_type":"Bearer","scope":"read,write"}"#;
    let list = r#"{"access_token":"a","token_type":"Bearer","scope":["read","write"]}"#;
    for (preset, asked, answer, granted) in [
        (&PLAIN, "read write", text, Ok("read,write")),
        (&PLAIN, "read write", list, Err("scope_invalid")),
        (&COMMA, "read,write", text, Ok("read write")),
        (&GRANTED, "read write", text, Ok("read write")),
        (&LIST, "read write", list, Ok("read write")),
        (
            &LIST,
            "read write",
            r#"{"access_token":"a","token_type":"Bearer","scope":[1]}"#,
            Err("scope_invalid"),
        ),
    ] {
        let client = client(preset);
        assert_eq!(parameter(&url(&client), "scope").as_deref(), Some(asked));
        let tokens = redemption(&client).accept(json(200, answer), NOW);
        let scope =
            tokens.as_ref().map(|tokens| tokens.scope.as_deref().unwrap()).map_err(|error| error.code());
        assert_eq!(scope, granted);
    }
}

#[test]
fn a_token_response_departs_only_as_far_as_the_preset_says() {
    const ASSUMED: Preset = PLAIN.deviations(&[Deviation::AssumeBearer]);
    const FORM: Preset = PLAIN.deviations(&[Deviation::FormTokenResponse]);
    let untyped = || json(200, r#"{"access_token":"a"}"#);
    let form = || Response {
        status: 200,
        headers: vec![("content-type", "application/x-www-form-urlencoded".to_owned())],
        body: b"access_token=a&token_type=bearer".to_vec(),
    };
    for (preset, for_untyped, for_form) in [
        (&PLAIN, "token_type_missing", "token_content_type"),
        (&ASSUMED, "accepted", "token_content_type"),
        (&FORM, "token_type_missing", "accepted"),
    ] {
        let client = client(preset);
        assert_eq!(code(redemption(&client), untyped()), for_untyped);
        assert_eq!(code(redemption(&client), form()), for_form);
    }
}

#[test]
fn raw_basic_is_not_form_encoded() {
    const RAW: Preset = PLAIN.deviations(&[Deviation::RawBasic]);
    let basic = |preset| header(&redemption(&client(preset)), "authorization").unwrap();
    let of = |text: &str| format!("Basic {}", oauth_core::encoding::base64(text.as_bytes()));
    assert_eq!((basic(&RAW), basic(&PLAIN)), (of("client:secret+"), of("client:secret%2B")));
}

#[test]
fn tokens_are_refreshed_where_and_how_the_provider_wants_it() {
    const SCOPE: Preset = PLAIN.deviations(&[Deviation::RefreshWithScope]);
    const ELSEWHERE: Preset = PLAIN.refresh_token_url("https://as.example/refresh");
    for (preset, url, scope) in [
        (&PLAIN, "https://as.example/token", false),
        (&SCOPE, "https://as.example/token", true),
        (&ELSEWHERE, "https://as.example/refresh", false),
    ] {
        let client = client(preset);
        let request = client.refresh(&metadata(&client), &Secret::from("r"), NOW).unwrap();
        assert_eq!(request.request().url, url);
        assert_eq!(body(&request).contains(&("scope".to_owned(), "read write".to_owned())), scope);
    }
}

#[test]
fn configured_parameters_are_sent_and_one_of_a_login_takes_their_place() {
    const PRESET: Preset =
        PLAIN.authorization_parameters("audience=a&owner=user").token_parameters("resource=r");
    let provider = Provider::preset("acme", &PRESET).client("client", "secret");
    let provider = provider.set(Key::AuthorizationParameters, "owner=team&x=1");
    let client = Client::from_settings(&mut ProviderSettings::of(&provider), REDIRECT_URI).unwrap();
    let extra = vec![("x".to_owned(), "2".to_owned())];
    let url = authorize(&client, AuthorizationParameters { extra, ..Default::default() }).unwrap().url;
    assert!(url.ends_with("&audience=a&owner=team&x=2"), "{url}");
    assert!(body(&redemption(&client)).contains(&("resource".to_owned(), "r".to_owned())));
}

#[test]
fn profile_and_api_requests_are_made_as_the_provider_wants_them() {
    const PRESET: Preset =
        PLAIN.deviations(&[Deviation::UserinfoPost]).api_headers(&[("notion-version", "2022-06-28")]);
    let client = client(&PRESET);
    let token = Secret::from("at");
    let profile = client.fetch_profile(&metadata(&client), &token).unwrap();
    let profile = profile.request();
    let api = client.api_request(oauth_core::Method::Get, "users", &token).unwrap();
    assert_eq!((profile.method, profile.body.len()), (oauth_core::Method::Post, 0));
    for request in [profile, &api] {
        assert!(request.headers.contains(&("notion-version", "2022-06-28".into())), "{request:?}");
        assert!(request.headers.contains(&("authorization", "Bearer at".into())), "{request:?}");
    }
}

#[test]
fn the_name_of_a_first_login_is_read_from_the_form_and_only_where_the_provider_sends_it() {
    const HONEST: Preset = PLAIN.response_mode("form_post");
    const NAMED: Preset = HONEST.deviations(&[Deviation::FirstLoginUser]);
    let name = |preset, user: &str| {
        let client = client(preset);
        let (state, pending) = begin(&client);
        assert!(url(&client).contains("&response_mode=form_post"));
        let form = oauth_core::encoding::form([("code", "c"), ("state", &state), ("user", user)]);
        let parameters = ResponseParameters::from_form(&form, "").unwrap();
        let metadata = metadata(&client);
        let response = AuthorizationResponse::accept(&client, &metadata, pending, parameters, NOW).unwrap();
        response.first_login_name().map(str::to_owned)
    };
    let user = |first: &str| serde_json::json!({"name": {"firstName": first, "lastName": " "}}).to_string();
    assert_eq!(name(&HONEST, &user("Ada")), None);
    for (first, expected) in [
        ("Ada", Some("Ada".to_owned())),
        (&"x".repeat(255), Some("x".repeat(255))),
        (&"x".repeat(256), None),
        ("A\u{7}da", None),
        (" ", None),
    ] {
        assert_eq!(name(&NAMED, &user(first)), expected, "{first:?}");
    }
    let whole = r#"{"name":{"firstName":"Ada","lastName":"Lovelace"},"email":"ada@example.com"}"#;
    assert_eq!(name(&NAMED, whole).as_deref(), Some("Ada Lovelace"));
    assert_eq!(name(&NAMED, "Ada"), None);
}
