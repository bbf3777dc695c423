//! Mistakes in the value of a setting.

use super::{assert_none, assert_one, assert_one_oidc, errors_of};

#[test]
fn empty_value_is_refused() {
    assert_one_oidc(r#"client_id = """#, r#""""#, "the value of `client_id` is empty", "`client_id = env`");
    assert_one_oidc(r#"scope = "  ""#, r#""  ""#, "the value of `scope` is empty", "remove the key");
}

#[test]
fn value_of_another_kind_is_refused() {
    for (value, found) in [
        ("7", "not a number"),
        ("1.5", "not a number"),
        ("true", "not a boolean"),
        ("b\"x\"", "not bytes"),
        ("'x'", "not a character"),
        ("[\"openid\"]", "not a list"),
        ("env!(\"SCOPE\")", "not a macro"),
        ("env(\"SCOPE\")", "not an expression"),
        ("SCOPE", "not a constant"),
    ] {
        assert_one_oidc(&format!("scope = {value}"), value, found, "`scope = env` to read `GOOGLE_SCOPE`");
    }
}

#[test]
fn words_near_env_are_explained() {
    for word in ["ENV", "Env", "environment", "evn"] {
        let errors = errors_of("OidcClient", &format!("issuer = {word}"));
        let accepted = if word == "evn" { "not a constant" } else { "is not the word `env`" };
        assert_one(&errors, word, accepted, "`issuer = env` to read `GOOGLE_ISSUER`");
    }
}

#[test]
fn preset_in_another_key_is_explained() {
    let errors = errors_of("OidcClient", "issuer = presets::GOOGLE");
    let problem = "`issuer` cannot be read from a preset";
    assert_one(&errors, "presets::GOOGLE", problem, "write `preset = presets::GOOGLE`");
}

#[test]
fn preset_is_a_path() {
    for (value, problem, help) in [
        (r#""git-hub""#, "a constant, not a text", "write `preset = presets::GIT_HUB`"),
        ("env", "not in the environment", "write `preset = presets::GITHUB`"),
        ("1", "not a number", "write `preset = presets::GITHUB`"),
        ("preset()", "not an expression", "write `preset = presets::GITHUB`"),
        (r#""""#, "the value of `preset` is empty", ""),
    ] {
        assert_one(&errors_of("OAuth2Client", &format!("preset = {value}")), value, problem, help);
    }
    for path in ["presets::GITHUB", "crate::presets::ACME", "self::ACME", "ACME", "::acme::ACME"] {
        assert_none("OAuth2Client", &format!("preset = {path}"));
    }
}

#[test]
fn url_of_every_key_is_checked() {
    let url = r#""http://example.com/""#;
    for key in ["issuer", "authorization_endpoint", "authorize_url", "token_endpoint", "userinfo_endpoint"] {
        assert_one(
            &errors_of("OidcClient", &format!("preset = A, {key} = {url}")),
            url,
            "over `http`",
            "https",
        );
    }
    for key in
        ["jwks_uri", "end_session_endpoint", "revocation_endpoint", "server_metadata_url", "api_base_url"]
    {
        assert_one_oidc(&format!("{key} = {url}"), url, "over `http`", "write \"https://example.com/\"");
    }
    for key in ["request_token_url", "temporary_credentials_url", "access_token_url"] {
        let errors = errors_of("OAuth1Client", &format!("preset = A, {key} = {url}"));
        assert_one(&errors, url, "over `http`", "https");
    }
}

#[test]
fn issuer_is_not_the_address_of_its_metadata() {
    for suffix in ["openid-configuration", "oauth-authorization-server"] {
        let url = format!("\"https://example.com/a/.well-known/{suffix}\"");
        let errors = errors_of("OidcClient", &format!("issuer = {url}"));
        assert_one(&errors, &url, "not the issuer", "write `issuer = \"https://example.com/a\"`");
    }
    let errors = errors_of("OidcClient", "issuer = \"https://example.com?a\"");
    assert_one(&errors, "\"https://example.com?a\"", "an issuer has no query", "\"https://example.com\"");
}

#[test]
fn scope_follows_its_grammar() {
    for (scope, problem, help) in [
        ("openid,email", "not by commas", "`scope = \"openid email\"`"),
        ("openid, email", "not by commas", "`scope = \"openid email\"`"),
        ("openid  email", "separated by one space", "`scope = \"openid email\"`"),
        (" openid", "separated by one space", "`scope = \"openid\"`"),
        ("openid\\temail", "`\\t` may not stand in a scope", "visible ASCII"),
        ("openid é", "`\\u{e9}` may not stand in a scope", "visible ASCII"),
        ("openid a\\\\b", "may not stand in a scope", "visible ASCII"),
        ("email", "lacks `openid`", "`scope = \"openid email\"`"),
        ("email openid.more", "lacks `openid`", "make the field an `OAuth2Client`"),
    ] {
        let literal = format!("\"{scope}\"");
        assert_one_oidc(&format!("scope = {literal}"), &literal, problem, help);
    }
    assert_none("OidcClient", r#"issuer = env, scope = "openid https://example.com/auth/a:b""#);
}

#[test]
fn openid_is_for_openid_connect() {
    let errors = errors_of("OAuth2Client", r#"preset = A, scope = "user openid""#);
    assert_one(&errors, r#""user openid""#, "which an OAuth2Client never verifies", "an `OidcClient`");
    assert_none("OAuth2Client", r#"preset = A, scope = "user""#);
}

#[test]
fn closed_lists_are_closed() {
    for (key, value, problem, help) in [
        ("response_mode", "form-post", "`form-post` is no value", "did you mean `form_post`?"),
        ("response_mode", "jwt", "`jwt` is no value", "write `query` or `form_post`"),
        ("response_mode", "fragment", "never reaches a server", "write `query` or `form_post`"),
        ("token_endpoint_auth_method", "private_key_jwt", "is no value", "`client_secret_basic`, "),
        ("token_endpoint_auth_method", "None", "is no value", "did you mean `none`?"),
        ("id_token_signed_response_alg", "none", "without a signature", "the provider signs with"),
        ("id_token_signed_response_alg", "RSA1_5", "RFC 7518 s.4.2", "the provider signs with"),
        ("id_token_signed_response_alg", "rs256", "is no value", "did you mean `RS256`?"),
        ("prompt", "logon", "`logon` is no value", "did you mean `login`?"),
        ("prompt", "none login", "`none` forbids every page", "write `prompt = \"none\"`"),
        ("prompt", "login  consent", "separated by one space", "`prompt = \"login consent\"`"),
    ] {
        let literal = format!("\"{value}\"");
        assert_one_oidc(&format!("{key} = {literal}"), &literal, problem, help);
    }
    for (key, value, problem, help) in [
        ("signature_method", "RSA-SHA1", "open advisory", "`OAuth1Signer`"),
        ("signature_method", "HMAC_SHA1", "is no value", "did you mean `HMAC-SHA1`?"),
        ("signature_placement", "HEADER", "is no value", "did you mean `header`?"),
    ] {
        let literal = format!("\"{value}\"");
        let errors = errors_of("OAuth1Client", &format!("preset = A, {key} = {literal}"));
        assert_one(&errors, &literal, problem, help);
    }
}

#[test]
fn every_value_of_a_closed_list_is_accepted() {
    for rule in crate::keys::RULES {
        let crate::keys::Kind::OneOf(values) = rule.kind else { continue };
        let protocols = crate::keys::Protocol::ALL.into_iter();
        for (protocol, name) in
            protocols.filter_map(|protocol| rule.name(protocol).map(|name| (protocol, name)))
        {
            for value in values {
                assert_none(protocol.client(), &format!("preset = A, {name} = \"{value}\""));
            }
        }
    }
    assert_none("OidcClient", r#"issuer = env, prompt = "login consent""#);
}

#[test]
fn max_age_is_a_number_of_seconds() {
    for value in ["3600", "\"3600\"", "0", "3_600"] {
        assert_none("OidcClient", &format!("issuer = env, max_age = {value}"));
    }
    for value in ["\"1h\"", "\"-1\"", "\"+1\"", "4294967296"] {
        assert_one_oidc(
            &format!("max_age = {value}"),
            value,
            "a whole number of seconds",
            "`max_age = 3600` for one hour",
        );
    }
    assert_one_oidc("max_age = -1", "-1", "`max_age` is", "`max_age = env`");
    assert_one_oidc("max_age = 1u8", "1u8", "`max_age` is", "`max_age = env`");
}

#[test]
fn text_has_no_control_characters() {
    assert_one_oidc(r#"acr_values = "a\nb""#, r#""a\nb""#, "a control character", "remove it");
    assert_none("OAuth1Client", r#"preset = A, realm = "Photos & more""#);
}
