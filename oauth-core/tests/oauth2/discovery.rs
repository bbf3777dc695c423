//! The metadata document, RFC 8414 and OpenID Connect Discovery 1.0.

use oauth_core::{Cached, Exchange as _, Key, Response, Source};

use crate::support::{CONFIGURED, DISCOVERED, ISSUER, NOW, client_of, code, json};

fn document(patch: &str) -> String {
    let good = format!(
        r#"{{"issuer":"{ISSUER}","authorization_endpoint":"https://as.example/a","token_endpoint":"https://as.example/t"}}"#
    );
    let mut document: serde_json::Value = serde_json::from_str(&good).unwrap();
    let patch: serde_json::Value = serde_json::from_str(patch).unwrap();
    for (name, value) in patch.as_object().unwrap() {
        document[name] = value.clone();
    }
    document.to_string()
}

fn verdict(response: Response) -> &'static str {
    code(client_of(DISCOVERED).discover().unwrap(), response)
}

#[test]
fn a_good_document_is_remembered() {
    let client = client_of(DISCOVERED);
    assert!(matches!(client.metadata(NOW), Cached::Missing));
    let discovery = client.discover().unwrap();
    let request = discovery.request();
    assert_eq!(request.url, "https://as.example/.well-known/oauth-authorization-server");
    client.discover().unwrap().accept(json(200, &document("{}")), NOW).unwrap();
    assert!(matches!(client.metadata(NOW.plus(3599)), Cached::Fresh(_)));
    assert!(matches!(client.metadata(NOW.plus(3600)), Cached::Stale(_)));
    client.reuse_metadata(NOW.plus(3600));
    assert!(matches!(client.metadata(NOW.plus(3659)), Cached::Fresh(_)));
}

#[test]
fn each_broken_document_has_its_own_code() {
    for (patch, code) in [
        (r#"{"issuer":"https://evil.example"}"#, "discovery_issuer_mismatch"),
        (r#"{"issuer":"https://as.example/"}"#, "discovery_issuer_mismatch"),
        (r#"{"issuer":null}"#, "discovery_malformed"),
        (r#"{"token_endpoint":"http://as.example/t"}"#, "endpoint_invalid"),
        (r#"{"token_endpoint":["https://as.example/t"]}"#, "endpoint_invalid"),
        (r#"{"token_endpoint":"http://127.0.0.1:2375/containers/create"}"#, "endpoint_invalid"),
        (r#"{"token_endpoint":"https://169.254.169.254/"}"#, "endpoint_invalid"),
        (r#"{"userinfo_endpoint":"https://localhost/"}"#, "endpoint_invalid"),
        (&format!(r#"{{"token_endpoint":"https://as.example/{}"}}"#, "t".repeat(2030)), "endpoint_invalid"),
        (r#"{"jwks_uri":"https://[::1]/keys"}"#, "endpoint_invalid"),
        (r#"{"authorization_endpoint":"javascript:alert(1)"}"#, "endpoint_invalid"),
        (r##"{"authorization_endpoint":"https://as.example/a#x"}"##, "endpoint_invalid"),
        (r#"{"authorization_endpoint":"https://as.example/a?state=x"}"#, "endpoint_invalid"),
        (r#"{"code_challenge_methods_supported":["plain"]}"#, "pkce_unsupported"),
        (r#"{"code_challenge_methods_supported":["plain","S256"]}"#, "accepted"),
        (r#"{"authorization_response_iss_parameter_supported":"true"}"#, "discovery_malformed"),
        (r#"{"scopes_supported":"openid","end_session_endpoint":"javascript:x"}"#, "accepted"),
    ] {
        assert_eq!(verdict(json(200, &document(patch))), code, "{patch}");
    }
    for (status, body, code) in [
        (404, "{}", "discovery_status"),
        (500, "{}", "discovery_status"),
        (302, "{}", "redirect_refused"),
        (200, "[]", "discovery_malformed"),
        (200, "null", "discovery_malformed"),
        (200, r#"{"issuer":"https://as.example"}"#, "endpoint_missing"),
    ] {
        assert_eq!(verdict(json(status, body)), code, "{status} {body}");
    }
}

#[test]
fn the_configuration_beats_the_document() {
    let client = client_of(CONFIGURED);
    let Cached::Fresh(metadata) = client.metadata(NOW) else { panic!("nothing has to be fetched") };
    assert_eq!(metadata.token_endpoint.as_str(), "https://as.example/token");
}

#[test]
fn a_configuration_that_leaves_something_open_waits_for_the_document() {
    const ISSUED: (Key, Source) = (Key::Issuer, Source::Literal(ISSUER));
    const AUTHORIZATION: (Key, Source) =
        (Key::AuthorizationEndpoint, Source::Literal("https://as.example/authorize"));
    const TOKEN: (Key, Source) = (Key::TokenEndpoint, Source::Literal("https://as.example/token"));
    const LOCATED: (Key, Source) = (Key::ServerMetadataUrl, Source::Literal("https://as.example/metadata"));
    const OPEN: [&[(Key, Source)]; 3] =
        [&[ISSUED, AUTHORIZATION], &[ISSUED, TOKEN], &[ISSUED, AUTHORIZATION, TOKEN, LOCATED]];
    for settings in OPEN {
        assert!(matches!(client_of(settings).metadata(NOW), Cached::Missing), "{settings:?}");
    }
}

#[test]
fn without_a_configured_issuer_the_published_one_binds_the_callbacks() {
    const LOCATED: &[(Key, Source)] =
        &[(Key::ServerMetadataUrl, Source::Literal("https://as.example/metadata"))];
    let client = client_of(LOCATED);
    let promise = r#"{"authorization_response_iss_parameter_supported":true}"#;
    let metadata = client.discover().unwrap().accept(json(200, &document(promise)), NOW).unwrap();
    assert_eq!(metadata.issuer.as_ref().map(|issuer| issuer.as_str()), Some(ISSUER));
    assert!(metadata.iss_promised);
}

#[test]
fn a_provider_on_this_machine_may_name_endpoints_on_this_machine() {
    const LOCAL: &[(Key, Source)] = &[(Key::Issuer, Source::Literal("http://127.0.0.1:9000"))];
    let patch = r#"{"issuer":"http://127.0.0.1:9000","token_endpoint":"http://127.0.0.1:9000/token"}"#;
    let verdict = code(client_of(LOCAL).discover().unwrap(), json(200, &document(patch)));
    assert_eq!(verdict, "accepted");
}

#[test]
fn a_document_is_application_json() {
    let headers = vec![("content-type", "text/html".to_owned())];
    let response = Response { status: 200, headers, body: document("{}").into_bytes() };
    assert_eq!(verdict(response), "discovery_malformed");
}
