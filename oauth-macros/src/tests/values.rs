//! Mistakes in the value of a setting.

use super::{assert_none, assert_one, assert_one_oidc, errors_of};
use crate::keys::Holds;
use crate::rules::Kind;

#[test]
fn empty_value_is_refused() {
    assert_one_oidc(r#"client_id = """#, r#""""#, "the value of `client_id` is empty", "`client_id = env`");
    assert_one_oidc(r#"scope = "  ""#, r#""  ""#, "the value of `scope` is empty", "remove the key");
}

#[test]
fn value_that_looks_like_a_secret_is_refused() {
    for (key, value) in [
        ("client_id", "GOCSPX-0123456789"),
        ("client_id", "ghp_0123456789"),
        ("client_id", "eyJhbGciOiJFUzI1NiJ9.e30.c2ln"),
        ("acr_values", "-----BEGIN PRIVATE KEY-----\\nMIIE"),
        ("token_parameters", "a=b&key=sk_live_0123456789"),
        ("issuer", "https://login.example/?key=glpat-0123456789"),
    ] {
        let literal = format!("\"{value}\"");
        let errors = errors_of("OidcClient", &format!("preset = A, {key} = {literal}"));
        let problem = format!("the value of `{key}` looks like a secret");
        assert_one(&errors, &literal, &problem, "variable `GOOGLE_CLIENT_SECRET`");
        assert!(errors.iter().all(|error| !error.problem.contains(value) && !error.help.contains(value)));
    }
    for id in ["1234-abc.apps.googleusercontent.com", "Iv1.8a61f9b3a7aba766", "0oa1eyJ", "app_secretary"] {
        assert_none("OidcClient", &format!("preset = A, client_id = \"{id}\""));
    }
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
        (r#""""#, "a constant, not a text", "write `preset = presets::GITHUB`"),
        (r#"" google ""#, "a constant, not a text", "write `preset = presets::GOOGLE`"),
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
        ("openid%20email", "written with spaces", "`scope = \"openid email\"`"),
        ("openid; email", "written with spaces", "`scope = \"openid email\"`"),
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
    let errors = errors_of("OAuth2Client", r#"issuer = env, scope = "user openid""#);
    assert_one(&errors, r#""user openid""#, "which an OAuth2Client never verifies", "an `OidcClient`");
    // Beside a preset the compiler judges, which sees whether the preset allows it.
    assert_none("OAuth2Client", r#"preset = A, scope = "user openid""#);
}

#[test]
fn closed_lists_are_closed() {
    for (key, value, problem, help) in [
        ("response_mode", "form-post", "`form-post` is no value", "did you mean `form_post`?"),
        ("response_mode", "jwt", "(JARM), which is not supported", "write `query` or `form_post`"),
        ("response_mode", "query.jwt", "`query.jwt` is a signed answer", "write `query` or `form_post`"),
        ("response_mode", "form_post.jwt", "`form_post.jwt` is a signed", "write `query` or `form_post`"),
        ("response_mode", "web_message", "hands the answer to a script", "write `query` or `form_post`"),
        ("response_mode", "post", "`post` is no value", "write `query` or `form_post`"),
        ("response_mode", "fragment", "never reaches a server", "write `query` or `form_post`"),
        ("token_endpoint_auth_method", "private_key_jwt", "(RFC 7523)", "write `client_secret_basic`, "),
        ("token_endpoint_auth_method", "client_secret_jwt", "(RFC 7523)", "write `client_secret_basic`, "),
        ("token_endpoint_auth_method", "tls_client_auth", "(RFC 8705)", "write `client_secret_basic`, "),
        ("token_endpoint_auth_method", "None", "is no value", "did you mean `none`?"),
        ("id_token_signed_response_alg", "none", "without a signature", "the provider signs with"),
        ("id_token_signed_response_alg", "RSA1_5", "RFC 7518 s.4.2", "the provider signs with"),
        ("id_token_signed_response_alg", "NONE", "`none` is an ID token", "the provider signs with"),
        ("id_token_signed_response_alg", "HS512", "only `HS256` is", "write `HS256`, or"),
        ("id_token_signed_response_alg", "HS384", "only `HS256` is", "write `HS256`, or"),
        ("id_token_signed_response_alg", "ES512", "lacks the curve P-521", "the provider signs with"),
        ("id_token_signed_response_alg", "ES256K", "the curve secp256k1", "the provider signs with"),
        ("id_token_signed_response_alg", "RS1", "signs with SHA-1", "the provider signs with"),
        ("id_token_signed_response_alg", "rs256", "is no value", "did you mean `RS256`?"),
        ("prompt", "logon", "`logon` is no value", "did you mean `login`?"),
        ("prompt", "none login", "`none` forbids every page", "write `prompt = \"none\"`"),
        ("prompt", "login  consent", "separated by one space", "`prompt = \"login consent\"`"),
        ("prompt", "login, consent", "separated by one space", "`prompt = \"login consent\"`"),
    ] {
        let literal = format!("\"{value}\"");
        assert_one_oidc(&format!("{key} = {literal}"), &literal, problem, help);
    }
    for (key, value, problem, help) in [
        ("signature_method", "RSA-SHA1", "open advisory", "`OAuth1Signer`"),
        ("signature_method", "rsa-sha1", "open advisory", "`OAuth1Signer`"),
        ("signature_method", "hmac-sha1", "is no value", "did you mean `HMAC-SHA1`?"),
        ("signature_method", "hmac_sha256", "is no value", "did you mean `HMAC-SHA256`?"),
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
        for protocol in crate::keys::Protocol::ALL {
            let (Some(name), Some(Holds::Text(Kind::Choice { allowed }))) =
                (rule.name(protocol), rule.holds(protocol))
            else {
                continue;
            };
            for value in allowed {
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
    assert_one_oidc("max_age = -1", "-1", "a whole number of seconds or `env`", "write `max_age = 3600`, or");
    assert_one_oidc("max_age = 1u8", "1u8", "`max_age` is", "`max_age = env`");
}

#[test]
fn parts_of_a_preset_are_checked() {
    let guid = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    for (key, value, problem, help) in [
        ("domain", "https://gitlab.example.com", "is a host, not a URL", "`domain = \"gitlab.example.com\"`"),
        ("instance", "gitlab.example.com/", "`instance` is a host", "`instance = \"gitlab.example.com\"`"),
        ("tenant", "a/b", "`a/b` is not the id of a tenant", "write its GUID"),
        ("tenant", "common", "`common` is not the id of a tenant", "MICROSOFT_ENTRA_ID_ANY_TENANT"),
        ("domain", "env", "in quotes `env` is a text", "`domain = env`"),
        (
            "authorization_endpoint",
            "https://x.example/a?b=c&client_id=d",
            "would send it twice",
            "\"https://x.example/a?b=c\"",
        ),
        (
            "issuer",
            "https://x.example/.well-known/openid-configuration/",
            "the issuer's metadata",
            "`issuer = \"https://x.example\"`",
        ),
        ("realm", "my realm", "` ` may not stand in `realm`", "ASCII letters"),
        ("region", "..", "another directory", "ASCII letters"),
        ("user_pool", "eu/1", "may not stand in `user_pool`", "ASCII letters"),
        ("application", "é", "may not stand in `application`", "ASCII letters"),
        ("team_id", "a b", "may not stand in `team_id`", "ASCII letters"),
        ("key_id", "a b", "may not stand in `key_id`", "ASCII letters"),
        ("tenants", "contoso", "`contoso` is not the id of a tenant", "write GUIDs"),
        ("authorization_parameters", "prompt=consent", "`prompt` may not stand", "`prompt = \"consent\"`"),
        ("token_parameters", "grant_type=x", "`grant_type` may not stand", "remove it"),
    ] {
        let literal = format!("\"{value}\"");
        let errors = errors_of("OidcClient", &format!("preset = A, {key} = {literal}"));
        assert_one(&errors, &literal, problem, help);
    }
    assert_none("OidcClient", &format!("preset = A, domain = \"a.example:8443\", tenants = \"{guid}\""));
    assert_none("OAuth2Client", "preset = A, authorize_params = \"prompt=consent&audience=a\"");
    assert_none("OAuth1Client", "preset = A, authorization_parameters = \"scope=read&name=App\"");
    let errors = errors_of("OAuth1Client", "preset = A, authorize_params = \"oauth_token=a\"");
    assert_one(&errors, "\"oauth_token=a\"", "`oauth_token` may not stand", "remove it");
}

#[test]
fn issuer_of_a_known_host_ends_as_theirs() {
    let errors = errors_of("OidcClient", "issuer = \"https://accounts.google.com/\"");
    let problem = "the issuer of Google has no slash at its end";
    assert_one(&errors, "\"https://accounts.google.com/\"", problem, "\"https://accounts.google.com\"");
}

#[test]
fn text_has_no_control_characters() {
    assert_one_oidc(r#"acr_values = "a\nb""#, r#""a\nb""#, "a control character", "remove it");
    assert_none("OAuth1Client", r#"preset = A, realm = "Photos & more""#);
}
