//! OpenID Connect and OAuth 2, driven over sockets.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failed unwrap is a failed test")]

mod common;

use common::*;
use oauth_test_provider::{Client, ClientAuthentication, Endpoint, Misbehaviour, Provider};

fn provider() -> Provider {
    Provider::start_blocking().unwrap()
}

#[test]
fn the_code_flow_ends_with_tokens_and_claims() {
    let provider = provider();
    let response = get(&authorization_url(&provider, "&login_hint=auto:ada"));
    assert_eq!(response.status, 303);
    assert!(response.location().starts_with(REDIRECT_URI));
    assert_eq!(parameter(&response.location(), "state").as_deref(), Some("s"));
    assert_eq!(parameter(&response.location(), "iss").as_deref(), Some(provider.issuer()));
    let code = parameter(&response.location(), "code").unwrap();
    let tokens = redeem(&provider, &code, VERIFIER, REDIRECT_URI);
    assert_eq!(tokens.status, 200, "{tokens:?}");
    assert_eq!(tokens.header("cache-control"), Some("no-store"));
    let (header, claims) = id_token(&tokens);
    assert_eq!(header["kid"], provider.kid());
    assert_eq!((&claims["nonce"], &claims["sub"]), (&"n".into(), &"ada-1815".into()));
    let bearer = format!("Bearer {}", tokens.json()["access_token"].as_str().unwrap());
    let userinfo = send(&provider.userinfo_endpoint(), "GET", &[("Authorization", &bearer)], "");
    assert_eq!(userinfo.json()["email"], "ada@example.com");
    let refresh = format!(
        "grant_type=refresh_token&refresh_token={}",
        tokens.json()["refresh_token"].as_str().unwrap()
    );
    let authorization = basic(&provider.oidc_client());
    let refreshed = post(&provider.token_endpoint(), &[("Authorization", &authorization)], &refresh);
    assert_eq!(id_token(&refreshed).1.get("nonce"), None);
}

#[test]
fn a_code_works_once_and_a_second_use_revokes_its_tokens() {
    let provider = provider();
    let code = code(&provider);
    let tokens = redeem(&provider, &code, VERIFIER, REDIRECT_URI).json();
    assert_eq!(redeem(&provider, &code, VERIFIER, REDIRECT_URI).error(), "invalid_grant");
    let refusals: Vec<_> =
        provider.received(Endpoint::Token).into_iter().map(|entry| entry.refusal).collect();
    assert_eq!(refusals, [None, Some("invalid_grant: the code was used before".to_owned())]);
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let userinfo = send(&provider.userinfo_endpoint(), "GET", &[("Authorization", &bearer)], "");
    assert_eq!(userinfo.status, 401);
}

#[test]
fn a_wrong_verifier_is_refused() {
    let provider = provider();
    let wrong = VERIFIER.replace('d', "e");
    assert_eq!(redeem(&provider, &code(&provider), &wrong, REDIRECT_URI).error(), "invalid_grant");
}

#[test]
fn another_redirect_uri_is_refused() {
    let provider = provider();
    let other = "http://127.0.0.1:9/callback/";
    assert_eq!(redeem(&provider, &code(&provider), VERIFIER, other).error(), "invalid_grant");
}

#[test]
fn a_request_without_pkce_is_refused() {
    let provider = provider();
    let url = authorization_url(&provider, "&login_hint=auto:ada").replace("S256", "plain");
    assert_eq!(parameter(&get(&url).location(), "error").as_deref(), Some("invalid_request"));
}

#[test]
fn an_untrusted_redirect_uri_gets_a_page_and_no_redirect() {
    let provider = provider();
    let url = authorization_url(&provider, "").replace("127.0.0.1%3A9", "attacker.example");
    let response = get(&url);
    assert_eq!((response.status, response.header("location")), (400, None));
}

#[test]
fn two_client_authentication_methods_are_refused() {
    let provider = provider();
    let client = provider.oidc_client();
    let body = format!(
        "grant_type=refresh_token&refresh_token=none&client_secret={}",
        client.secret.clone().unwrap()
    );
    let response = post(&provider.token_endpoint(), &[("Authorization", &basic(&client))], &body);
    assert_eq!((response.status, response.error().as_str()), (400, "invalid_request"));
}

#[test]
fn basic_credentials_are_form_decoded() {
    let client =
        Client::confidential("a shop", "p%+ &=:/~?é").authentication(ClientAuthentication::ClientSecretBasic);
    let provider = Provider::builder().client(client.clone()).start_blocking().unwrap();
    let encoded = Client::confidential("a shop", encode("p%+ &=:/~?é"));
    let body = "grant_type=authorization_code&code=none";
    let response = post(&provider.token_endpoint(), &[("Authorization", &basic(&encoded))], body);
    assert_eq!(response.error(), "invalid_grant");
    let response = post(&provider.token_endpoint(), &[("Authorization", &basic(&client))], body);
    assert_eq!((response.status, response.error().as_str()), (401, "invalid_client"));
}

#[test]
fn a_person_logs_in_agrees_and_is_remembered() {
    let provider = provider();
    let page = get(&authorization_url(&provider, ""));
    assert!(page.body.contains("<title>Sign in · Example ID</title>"), "{}", page.body);
    assert!(page.header("content-security-policy").unwrap().contains("default-src 'none'"));
    let cookie =
        |response: &Response| response.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let first = cookie(&page);
    let interaction = between(&page.body, "name=\"interaction\" value=\"", "\"");
    let login = |password: &str, cookie: &str| {
        let body = format!("interaction={interaction}&username=ada&password={password}&action=login");
        post(&provider.url(Endpoint::Login), &[("Cookie", cookie)], &body)
    };
    assert_eq!(login("ada", "").status, 400);
    assert!(login("wrong", &first).body.contains("do not match"));
    let logged_in = login("ada", &first);
    assert_eq!(logged_in.status, 303);
    let second = cookie(&logged_in);
    assert_ne!(first, second);
    let consent = provider.issuer().to_owned() + &logged_in.location();
    assert!(send(&consent, "GET", &[("Cookie", &second)], "").body.contains("Ada Lovelace"));
    let body = format!("interaction={interaction}&action=allow");
    let allowed = post(&provider.url(Endpoint::Consent), &[("Cookie", &second)], &body);
    assert!(parameter(&allowed.location(), "code").is_some());
    let again = send(&authorization_url(&provider, "&prompt=none"), "GET", &[("Cookie", &second)], "");
    assert!(parameter(&again.location(), "code").is_some());
    let fresh =
        send(&authorization_url(&provider, "&prompt=none&max_age=0"), "GET", &[("Cookie", &second)], "");
    assert_eq!(parameter(&fresh.location(), "error").as_deref(), Some("login_required"));
}

#[test]
fn a_person_may_refuse() {
    let provider = provider();
    let page = get(&authorization_url(&provider, ""));
    let cookie = page.header("set-cookie").unwrap().split(';').next().unwrap();
    let body =
        format!("interaction={}&action=cancel", between(&page.body, "name=\"interaction\" value=\"", "\""));
    let refused = post(&provider.url(Endpoint::Login), &[("Cookie", cookie)], &body);
    assert_eq!(parameter(&refused.location(), "error").as_deref(), Some("access_denied"));
    assert_eq!(post(&provider.url(Endpoint::Login), &[("Cookie", cookie)], &body).status, 400);
}

#[test]
fn form_post_sends_a_page_that_sends_itself() {
    let provider = provider();
    let page = get(&authorization_url(&provider, "&response_mode=form_post&login_hint=auto:ada"));
    assert_eq!(page.status, 200);
    assert!(page.body.contains(&format!("<form method=\"post\" action=\"{REDIRECT_URI}\">")));
    assert!(page.body.contains("<noscript>"));
    let nonce = between(&page.body, "<script nonce=\"", "\"");
    assert!(page.header("content-security-policy").unwrap().contains(&format!("script-src 'nonce-{nonce}'")));
}

#[test]
fn a_misbehaviour_lasts_until_reset() {
    let provider = provider();
    provider.misbehave(Misbehaviour::ForeignIssuer);
    let lie = id_token(&redeem(&provider, &code(&provider), VERIFIER, REDIRECT_URI)).1;
    assert_eq!(lie["iss"], "https://attacker.example");
    provider.reset();
    let truth = id_token(&redeem(&provider, &code(&provider), VERIFIER, REDIRECT_URI)).1;
    assert_eq!(truth["iss"], provider.issuer());
}

#[test]
fn the_key_rotates_between_two_logins() {
    let provider = provider();
    provider.misbehave(Misbehaviour::RotationBetweenLogins);
    let kid = |provider: &Provider| {
        let header = id_token(&redeem(provider, &code(provider), VERIFIER, REDIRECT_URI)).0;
        let published = get(&provider.jwks_uri()).json();
        assert_eq!(header["kid"], published["keys"][0]["kid"]);
        header["kid"].clone()
    };
    assert_ne!(kid(&provider), kid(&provider));
}

#[test]
fn no_misbehaviour_breaks_the_provider_itself() {
    use Misbehaviour::{TokenEndpointEndless, TokenEndpointSilent};
    let provider = provider();
    // These two never end, so that nothing could be read of them.
    let ends = |entry: &&Misbehaviour| !matches!(**entry, TokenEndpointSilent | TokenEndpointEndless);
    for entry in Misbehaviour::ALL.iter().filter(ends) {
        provider.misbehave(*entry);
        let location = get(&authorization_url(&provider, "&login_hint=auto:ada")).location();
        if let Some(code) = parameter(&location, "code") {
            let body = format!(
                "grant_type=authorization_code&code={code}&redirect_uri={}&code_verifier={VERIFIER}",
                encode(REDIRECT_URI)
            );
            let authorization = basic(&provider.oidc_client());
            let form = ("Content-Type", "application/x-www-form-urlencoded");
            exchange(&provider.token_endpoint(), "POST", &[form, ("Authorization", &authorization)], &body);
            exchange(&provider.metadata_url(), "GET", &[], "");
            exchange(&provider.jwks_uri(), "GET", &[], "");
        }
        provider.reset();
    }
    let broken: Vec<_> = provider.journal().into_iter().filter(|entry| entry.status == Some(500)).collect();
    assert!(broken.is_empty(), "{broken:?}");
    provider.signing(oauth_test_provider::Algorithm::RS256);
    assert_eq!(redeem(&provider, &code(&provider), VERIFIER, REDIRECT_URI).status, 200);
}

#[test]
fn plain_oauth_2_gives_an_account_and_no_id_token() {
    let provider = provider();
    let client = provider.oauth2_client();
    provider.auto_approve("grace");
    let url = format!(
        "{}?response_type=code&client_id={}&redirect_uri={}&code_challenge={CHALLENGE}&code_challenge_method=S256",
        provider.oauth2_authorization_endpoint(),
        client.id,
        encode(REDIRECT_URI)
    );
    let location = get(&url).location();
    assert_eq!(parameter(&location, "iss"), None);
    let body = format!(
        "grant_type=authorization_code&code={}&redirect_uri={}&code_verifier={VERIFIER}&client_id={}&client_secret={}",
        parameter(&location, "code").unwrap(),
        encode(REDIRECT_URI),
        client.id,
        client.secret.unwrap(),
    );
    let tokens = post(&provider.oauth2_token_endpoint(), &[], &body).json();
    assert_eq!(tokens.get("id_token"), None);
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let user =
        send(&format!("{}user", provider.api_base_url()), "GET", &[("Authorization", &bearer)], "").json();
    assert_eq!((&user["id"], &user["email"]), (&4712.into(), &serde_json::Value::Null));
    let emails =
        send(&format!("{}emails", provider.api_base_url()), "GET", &[("Authorization", &bearer)], "").json();
    assert_eq!(emails[0]["verified"], false);
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before).unwrap().1.split_once(after).unwrap().0
}
