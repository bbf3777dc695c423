//! Mistakes in the struct, in its fields and in what can hardly be read.

use super::{Seen, assert_one, errors_of, expand, tokens};

fn errors(arguments: &str, item: &str) -> Vec<Seen> {
    expand(arguments, item).1
}

const GOOGLE: &str = "struct Auth { #[provider(issuer = env)] google: OidcClient }";

#[test]
fn registry_is_a_struct_with_named_fields() {
    for (item, guilty, problem) in [
        ("enum Auth { #[provider(issuer = env)] Google }", "enum", "not an enum"),
        ("union Auth { #[provider(issuer = env)] google: OidcClient }", "union", "not a union"),
        ("struct Auth(#[provider(issuer = env)] OidcClient);", "Auth", "need names"),
        ("struct Auth {}", "Auth", "this registry has no provider"),
        ("struct Auth;", "Auth", "this registry has no provider"),
    ] {
        assert_one(&errors("", item), guilty, problem, "write `struct Auth {");
    }
    for generics in ["<T>", "<'a>", "<const N: usize>"] {
        let item = format!("struct Auth{generics} {{ #[provider(issuer = env)] google: OidcClient }}");
        assert_one(&errors("", &item), generics, "no type parameters", "concrete types");
    }
}

#[test]
fn other_items_stay_as_they_are() {
    let expansion = crate::expand(tokens(""), tokens("fn auth() {}")).to_string();
    assert!(expansion.starts_with("fn auth () { }"), "{expansion}");
    assert!(expansion.contains("a registry is a struct"), "{expansion}");
    let expansion = crate::expand(tokens(""), tokens("struct Auth { #[provider(a)] google: }")).to_string();
    assert!(expansion.starts_with("struct Auth { google : }"), "{expansion}");
    assert_eq!(expansion.matches("compile_error").count(), 1, "{expansion}");
}

#[test]
fn arguments_are_only_the_base() {
    assert_one(&errors("path = \"/auth\"", GOOGLE), "path", "unknown argument `path`", "base = \"/auth\"");
    assert_one(
        &errors("base = \"/a\", base = \"/b\"", GOOGLE),
        "base",
        "`base` is written twice",
        "keep one",
    );
    assert_one(&errors("base = env", GOOGLE), "base", "is a string literal", "write `base = \"/auth\"`");
    assert_one(&errors("\"/auth\"", GOOGLE), "\"/auth\"", "this is not a key", "write `key = \"value\"`");
    for (base, problem, help) in [
        ("auth", "begins with `/`", "write \"/auth\""),
        ("", "at least one segment", "write \"/auth\""),
        ("/", "at least one segment", "write \"/auth\""),
        ("/auth/", "does not end with `/`", "write \"/auth\""),
        ("/{tenant}/auth", "has no parameters", "a fixed path"),
        ("/a//b", "no empty or dot segments", "`/auth`"),
        ("/../b", "no empty or dot segments", "`/auth`"),
        ("/a b", "plain ASCII segments", "`/auth`"),
        ("/a?b", "plain ASCII segments", "`/auth`"),
    ] {
        let literal = format!("\"{base}\"");
        assert_one(&errors(&format!("base = {literal}"), GOOGLE), &literal, problem, help);
    }
    assert_eq!(errors("base = \"/sign-in/with\",", GOOGLE), []);
    assert_one(&errors("pendin = \"session\"", GOOGLE), "pendin", "unknown argument `pendin`", "`pending`");
    assert_one(
        &errors("pending = \"redis\"", GOOGLE),
        "\"redis\"",
        "a cookie or in the session",
        "pending = \"session\"",
    );
    assert_eq!(errors("pending = \"session\", base = \"/a\"", GOOGLE), []);
}

#[test]
fn field_has_exactly_one_provider_attribute() {
    let item = "struct Auth { google: OidcClient }";
    assert_one(&errors("", item), "google", "has no `#[provider(…)]`", "an OidcClient needs an `issuer`");
    let item = "struct Auth { #[provider(issuer = env)] google: OidcClient, pool: Pool }";
    assert_one(&errors("", item), "pool", "has no `#[provider(…)]`", "move other data out of it");
    let item = "struct Auth { #[provider(issuer = env)] #[provider(scope = 1)] google: OidcClient }";
    assert_one(&errors("", item), "provider", "already has", "one `#[provider(…)]` with all keys");
    let item = "struct Auth { #[provider = \"google\"] google: OidcClient }";
    assert_one(
        &errors("", item),
        "provider = \"google\"",
        "a list of keys",
        "`#[provider(key = \"value\")]`",
    );
}

#[test]
fn type_of_a_field_is_a_client() {
    for (ty, settings, meant) in [
        ("String", "issuer = env", "OidcClient"),
        ("Option<OidcClient>", "issuer = env", "OidcClient"),
        ("OidcClient<u8>", "issuer = env", "OidcClient"),
        ("&'static OAuth2Client", "preset = A", "OAuth2Client"),
        ("oauth_actix::Oauth2Client", "preset = A", "OAuth2Client"),
        ("OidClient", "issuer = env", "OidcClient"),
        ("u8", "request_token_url = env, authorize_url = env, access_token_url = env", "OAuth1Client"),
        ("u8", "authorize_url = env, access_token_url = env", "OAuth2Client"),
    ] {
        let item = format!("struct Auth {{ #[provider({settings})] google: {ty} }}");
        let (code, errors) = expand("", &item);
        assert_one(&errors, ty, "not a client", &format!("did you mean `{meant}`?"));
        let assumed = format!("google : :: oauth_actix :: {meant}");
        assert!(code.to_string().contains(&assumed), "{code}");
    }
    for ty in ["OidcClient", "oauth_actix::OidcClient", "::oauth_actix::OidcClient"] {
        assert_eq!(errors_of(ty, "issuer = env"), []);
    }
}

#[test]
fn names_are_fit_for_urls_variables_and_variants() {
    let named =
        |name: &str| errors("", &format!("struct A {{ #[provider(issuer = env)] {name}: OidcClient }}"));
    for name in ["_google", "gøøgle", "__", "_1"] {
        assert_one(&named(name), name, "URLs and environment variables", "begin with a letter");
    }
    assert_one(&named("oauth"), "oauth", "`oauth` is reserved", "after the provider");
    assert_one(&named("self_"), "self_", "`Self` cannot be a variant", "after the provider");
    // `/auth/login/login`, `login.login` and `LOGIN_CLIENT_ID` are odd, but nothing else is called so.
    for name in ["login", "authorize", "client", "share", "mount", "settings", "reader", "r#type", "x"] {
        assert_eq!(named(name), [], "{name}");
    }
}

#[test]
fn names_that_collide_are_refused() {
    let pair = |first: &str, second: &str| {
        let field = |name| format!("#[provider(issuer = env)] {name}: OidcClient");
        errors("", &format!("struct A {{ {}, {} }}", field(first), field(second)))
    };
    let problem = "`a_b` and `a__b` both become the variant `AB`";
    assert_one(&pair("a_b", "a__b"), "a__b", problem, "rename one of them");
    assert_one(&pair("a_b", "aB"), "aB", "both become the variant `AB`", "rename one of them");
    let problem = "`ab` and `aB` both read the environment variables `AB_…`";
    assert_one(&pair("ab", "aB"), "aB", problem, "rename one of them");
    assert_eq!(pair("google", "google"), [], "rustc reports a repeated field");
}

#[test]
fn half_typed_settings_are_one_error_each() {
    for (settings, guilty, problem) in [
        ("issuer", "issuer", "`issuer` has no value"),
        ("issuer =", "issuer", "`issuer` has no value"),
        ("issuer = , scope = env", "issuer", "`issuer` has no value"),
        ("issuer: env", "issuer", "`issuer` has no value"),
        ("issuer(\"x\"), scope = env", "issuer", "`issuer` has no value"),
        ("\"https://example.com\"", "\"https://example.com\"", "this is not a key"),
        ("issuer = env scope = env", "scope", "a comma is missing before this"),
        ("issuer = env \"x\", scope = env", "\"x\"", "a comma is missing before this"),
    ] {
        assert_one(&errors_of("OidcClient", settings), guilty, problem, "write `");
    }
}

#[test]
fn every_mistake_is_reported_at_once() {
    let item = r#"struct Auth {
        #[provider(issuer = "http://a.example", scope = "email", client_secret = "x", colour = env)]
        google: OidcClient,
        #[provider(scopes = "a", response_mode = 1)]
        github: OAuth2Client,
        pool: Pool,
    }"#;
    let errors = errors("path = 1", item);
    let guilty: Vec<&str> = errors.iter().map(|error| error.guilty.as_str()).collect();
    let expected = [
        "path",
        "\"http://a.example\"",
        "\"email\"",
        "client_secret",
        "colour",
        "scopes",
        "1",
        "github",
        "pool",
    ];
    assert_eq!(guilty, expected);
}
