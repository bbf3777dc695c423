//! Whole logins: what the client asked for is what its ID token must meet.

use std::sync::Arc;

use oauth_core::error::ProviderError;
use oauth_core::oauth2::{
    AuthorizationParameters, AuthorizationRequest, AuthorizationResponse, Metadata, ResponseParameters,
    TokenResponse,
};
use oauth_core::oidc::{
    Algorithm, Client, Expected, IdTokenClaims, Identity, IssuerRule, JwkSet, Original, TrustedAudiences,
    Verification,
};
use oauth_core::{
    Cached, Deviation, Error, Exchange as _, Issuer, Key, Preset, Provider, ProviderSettings, Response,
    Secret, SystemRandom, Timestamp, encoding,
};
use serde_json::{Value, json};

use crate::support::{CLIENT_ID, CLIENT_SECRET, ISSUER, NONCE, expected, good, judge, jwk, set, token, with};

const NOW: Timestamp = Timestamp::from_unix(crate::support::NOW);

const COMPLETE: Preset = Preset::openid_connect("Acme")
    .issuer("https://op.example")
    .authorization_endpoint("https://op.example/authorize")
    .token_endpoint("https://op.example/token")
    .jwks_uri("https://op.example/jwks");
const NOT_ECHOED: Preset = COMPLETE.deviations(&[Deviation::NonceNotEchoed]);

fn provider(preset: &'static Preset) -> Provider {
    Provider::preset("acme", preset).client(CLIENT_ID, CLIENT_SECRET.expose())
}

fn client(provider: &Provider) -> Client {
    let mut settings = ProviderSettings::of(provider);
    let client = Client::from_settings(&mut settings, "https://app.example/auth/acme/authorize");
    client.unwrap_or_else(|| panic!("{:?}", settings.into_errors()))
}

fn acme() -> Client {
    client(&provider(&COMPLETE))
}

fn metadata(client: &Client) -> Arc<Metadata> {
    let Cached::Fresh(metadata) = client.metadata(NOW) else { panic!("nothing has to be fetched") };
    metadata
}

fn keys() -> JwkSet {
    set([jwk(Algorithm::RS256), jwk(Algorithm::ES256)])
}

fn answer(body: &Value) -> Response {
    let headers = vec![("content-type", "application/json".to_owned())];
    Response { status: 200, headers, body: body.to_string().into_bytes() }
}

/// What the token endpoint answers, with this ID token in it.
fn tokens(client: &Client, id_token: &Secret) -> TokenResponse {
    let body = json!({"access_token": "at", "token_type": "Bearer", "id_token": id_token.expose()});
    let request = client.refresh(&metadata(client), &Secret::from("r"), NOW).unwrap();
    request.accept(answer(&body), NOW).unwrap()
}

fn authorize(client: &Client, asked: AuthorizationParameters) -> Result<AuthorizationRequest, Error> {
    client.authorize(&metadata(client), asked, NOW, &mut SystemRandom)
}

fn parameter(request: &AuthorizationRequest, name: &str) -> Option<String> {
    let pairs = encoding::form_decode(request.url.split_once('?')?.1)?;
    pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

/// The code of the verdict on the ID token of a login, whose claims are good but for `patch`.
fn login(client: &Client, patch: Value) -> &'static str {
    let request = authorize(client, AuthorizationParameters::default()).unwrap();
    let [state, nonce] = ["state", "nonce"].map(|name| parameter(&request, name).unwrap());
    let parameters = ResponseParameters::from_query(&format!("code=c&state={state}")).unwrap();
    let metadata = metadata(client);
    let response = AuthorizationResponse::accept(client, &metadata, request.pending, parameters, NOW);
    let claims = with(with(good(), json!({ "nonce": nonce })), patch);
    let tokens = tokens(client, &token(Algorithm::RS256, &claims));
    let verification = client.verification(&metadata, &response.unwrap(), &tokens).unwrap();
    code(&verification.verify(&keys(), NOW))
}

fn code<T>(verdict: &Result<T, Error>) -> &'static str {
    verdict.as_ref().map_or_else(Error::code, |_| "accepted")
}

#[test]
fn the_id_token_of_a_login_has_its_nonce_and_the_hashes_of_its_tokens() {
    for (patch, code) in [
        (json!({}), "accepted"),
        (json!({"nonce": null}), "id_token_nonce_missing"),
        (json!({"nonce": NONCE.expose()}), "id_token_nonce_mismatch"),
        (json!({"at_hash": "x"}), "id_token_access_token_hash_mismatch"),
        (json!({"c_hash": "x"}), "id_token_code_hash_mismatch"),
        (json!({"s_hash": "x"}), "id_token_state_hash_mismatch"),
    ] {
        assert_eq!(login(&acme(), patch.clone()), code, "{patch}");
    }
}

#[test]
fn a_nonce_that_need_not_be_echoed_is_needed_where_there_was_no_login() {
    let client = client(&provider(&NOT_ECHOED));
    assert_eq!(login(&client, json!({"nonce": null})), "accepted");
    assert_eq!(login(&client, json!({"nonce": NONCE.expose()})), "id_token_nonce_mismatch");
    for (patch, expected) in [(json!({}), "accepted"), (json!({"nonce": null}), "id_token_nonce_missing")] {
        let id_token = token(Algorithm::RS256, &with(good(), patch));
        let verification = client.verification_of(&metadata(&client), &id_token, &NONCE, NOW).unwrap();
        assert_eq!(code(&verification.verify(&keys(), NOW)), expected);
    }
}

#[test]
fn what_is_configured_is_asked_for_and_then_demanded() {
    let provider = provider(&COMPLETE).set(Key::Scope, "openid email").set(Key::Prompt, "login");
    let demanding = client(&provider.set(Key::MaxAge, "300").set(Key::AcrValues, "silver gold"));
    let sent = |asked| {
        let request = authorize(&demanding, asked).unwrap();
        ["scope", "prompt", "max_age", "acr_values"].map(|name| parameter(&request, name).unwrap())
    };
    assert_eq!(sent(AuthorizationParameters::default()), ["openid email", "login", "300", "silver gold"]);
    let hinted = AuthorizationParameters { login_hint: Some("ada".into()), ..Default::default() };
    assert_eq!(sent(hinted), ["openid email", "login", "300", "silver gold"]);
    let asked = AuthorizationParameters {
        scope: Some("openid".into()),
        prompt: Some("none".into()),
        max_age: Some(0),
        acr_values: Some("bronze".into()),
        ..Default::default()
    };
    assert_eq!(sent(asked), ["openid", "none", "0", "bronze"]);
    for (patch, code) in [
        (json!({"auth_time": NOW.as_unix(), "acr": "gold"}), "accepted"),
        (json!({"acr": "gold"}), "id_token_auth_time_invalid"),
        (json!({"auth_time": NOW.as_unix() - 361, "acr": "gold"}), "id_token_auth_too_old"),
        (json!({"auth_time": NOW.as_unix()}), "id_token_acr_mismatch"),
    ] {
        assert_eq!(login(&demanding, patch.clone()), code, "{patch}");
    }
}

#[test]
fn a_login_without_the_scope_openid_is_not_begun() {
    for (scope, expected) in
        [("openid email", "accepted"), ("email", "parameter_invalid"), ("openid2", "parameter_invalid")]
    {
        let asked = AuthorizationParameters { scope: Some(scope.into()), ..Default::default() };
        assert_eq!(code(&authorize(&acme(), asked)), expected, "{scope}");
    }
}

/// The verdict on a token signed with `algorithm`, at a provider that announces `announced`.
fn signed(client: &Client, announced: Option<&[&str]>, algorithm: Algorithm) -> &'static str {
    let mut metadata = (*metadata(client)).clone();
    metadata.id_token_algorithms =
        announced.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
    let id_token = token(algorithm, &good());
    let verification = client.verification_of(&metadata, &id_token, &NONCE, NOW).unwrap();
    assert_eq!(verification.needs_keys(), algorithm != Algorithm::HS256);
    code(&verification.verify(&keys(), NOW))
}

#[test]
fn the_algorithm_is_the_configured_one_or_an_announced_one_with_a_public_key() {
    let refused = "id_token_algorithm";
    let of = |name| client(&provider(&COMPLETE).set(Key::IdTokenSignedResponseAlg, name));
    let both: Option<&[&str]> = Some(&["HS256", "ES256"]);
    for (client, announced, verdicts) in [
        (acme(), None, ["accepted", refused, refused]),
        (acme(), both, [refused, "accepted", refused]),
        (of("ES256"), Some(&["RS256"][..]), [refused, "accepted", refused]),
        (of("HS256"), both, [refused, refused, "accepted"]),
    ] {
        assert_eq!(client.needs_keys(), verdicts[2] == refused);
        let algorithms = [Algorithm::RS256, Algorithm::ES256, Algorithm::HS256];
        assert_eq!(algorithms.map(|algorithm| signed(&client, announced, algorithm)), verdicts);
    }
}

#[test]
fn fetched_keys_are_remembered_and_fetched_again_once_a_minute_unless_that_helped() {
    let client = acme();
    assert!(matches!(client.keys(NOW), Cached::Missing));
    let document = json!({"keys": [jwk(Algorithm::RS256)]});
    client.fetch_keys(&metadata(&client)).unwrap().accept(answer(&document), NOW).unwrap();
    assert!(matches!(client.keys(NOW), Cached::Fresh(keys) if keys.len() == 1));
    assert!(matches!(client.keys(NOW.plus(4000)), Cached::Stale(_)));
    client.reuse_keys(NOW.plus(4000));
    assert!(matches!(client.keys(NOW.plus(4059)), Cached::Fresh(_)));
    assert!(client.may_refetch_keys(NOW));
    assert!(!client.may_refetch_keys(NOW.plus(59)));
    client.refetch_helped();
    assert!(client.may_refetch_keys(NOW.plus(59)));
}

#[test]
fn newer_keys_help_against_an_unknown_key_and_a_wrong_signature_alone() {
    let verdict = |keys: JwkSet, patch| {
        let id_token = token(Algorithm::RS256, &with(good(), patch));
        let verification = acme().verification_of(&metadata(&acme()), &id_token, &NONCE, NOW).unwrap();
        let error = verification.verify(&keys, NOW).unwrap_err();
        (error.code(), Verification::newer_keys_could_help(&error))
    };
    let n = jwk(Algorithm::RS256)["n"].as_str().unwrap().replacen('A', "B", 1);
    let other = with(jwk(Algorithm::RS256), json!({ "n": n }));
    assert_eq!(verdict(set([]), json!({})), ("id_token_key_unknown", true));
    assert_eq!(verdict(set([other]), json!({})), ("id_token_signature_invalid", true));
    assert_eq!(verdict(keys(), json!({"exp": 0})), ("id_token_expired", false));
}

/// The claims of the first ID token, from any provider.
fn original(patch: Value) -> IdTokenClaims {
    let claims = with(good(), patch);
    let issuer = Issuer::parse(claims["iss"].as_str().unwrap()).unwrap();
    let expected = Expected {
        issuer: IssuerRule::Exact { issuer: &issuer, alias: None },
        trusted_audiences: TrustedAudiences::Only(&["other".to_owned()]),
        ..expected()
    };
    judge(&claims, &expected).unwrap()
}

/// The claim in which a refreshed token, good but for `patch`, differs from `original`.
fn difference<'a>(original: impl Into<Original<'a>>, patch: Value) -> Option<&'static str> {
    let client = acme();
    let tokens = tokens(&client, &token(Algorithm::RS256, &with(good(), patch)));
    let verification = client.refreshed_verification(&metadata(&client), &tokens, NOW).unwrap().unwrap();
    match verification.verify_refreshed(&keys(), original.into(), NOW) {
        Ok(_) => None,
        Err(Error::Provider(ProviderError::IdTokenRefreshMismatch { claim })) => Some(claim),
        Err(other) => panic!("{other}"),
    }
}

/// OpenID Connect Core 1.0, section 12.2.
#[test]
fn a_refreshed_token_that_differs_from_the_first_one_is_refused() {
    let time = NOW.as_unix() - 5;
    let first = original(json!({"auth_time": time}));
    for (patch, claim) in [
        (json!({"auth_time": time, "name": "Jane Roe"}), None),
        (json!({"nonce": null}), None),
        (json!({"sub": "another"}), Some("sub")),
        (json!({"azp": CLIENT_ID}), Some("azp")),
        (json!({"auth_time": time + 1}), Some("auth_time")),
        (json!({"nonce": "another"}), Some("nonce")),
    ] {
        assert_eq!(difference(&first, patch.clone()), claim, "{patch}");
    }
    assert_eq!(difference(&original(json!({})), json!({"auth_time": time})), None);
    assert_eq!(difference(&original(json!({"azp": CLIENT_ID})), json!({})), Some("azp"));
}

#[test]
fn a_refreshed_token_has_the_issuer_and_all_audiences_of_the_first_one() {
    let elsewhere = original(json!({"iss": "https://other.example"}));
    assert_eq!(difference(&elsewhere, json!({})), Some("iss"));
    let wider = original(json!({"aud": [CLIENT_ID, "other"], "azp": CLIENT_ID}));
    assert_eq!(difference(&wider, json!({"azp": CLIENT_ID})), Some("aud"));
}

#[test]
fn a_refreshed_token_is_about_the_stored_person() {
    let identity = |iss, sub| Identity::stored(iss, sub).unwrap();
    for (iss, sub, claim) in [
        (ISSUER.as_str(), "248289761001", None),
        ("https://other.example", "248289761001", Some("iss")),
        (ISSUER.as_str(), "another", Some("sub")),
    ] {
        assert_eq!(difference(&identity(iss, sub), json!({})), claim);
    }
}

#[test]
fn the_access_token_of_a_refresh_is_the_one_that_its_id_token_is_hashed_with() {
    let client = acme();
    let tokens = tokens(&client, &token(Algorithm::RS256, &with(good(), json!({"at_hash": "x"}))));
    let verification = client.refreshed_verification(&metadata(&client), &tokens, NOW).unwrap().unwrap();
    assert_eq!(code(&verification.verify(&keys(), NOW)), "id_token_access_token_hash_mismatch");
}
