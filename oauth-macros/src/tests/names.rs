//! Names that fields give to variants, routes and environment variables.

use super::{Seen, assert_one, expand};
use crate::keys::{Protocol, RULES};

fn errors(arguments: &str, item: &str) -> Vec<Seen> {
    expand(arguments, item).1
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
    let item =
        "struct A { #[provider(issuer = env)] a: OidcClient, #[provider(preset = B)] a: OAuth2Client }";
    let code = expand("", item).0.to_string();
    assert!(!code.contains("clone (& self . a)"), "whose types may differ: {code}");
}

/// Whatever a field is called: no two fields read one variable, and none reads the library's own.
#[test]
fn no_two_names_can_read_one_variable() {
    let of_table = RULES.iter().flat_map(|rule| Protocol::ALL.into_iter().filter_map(|of| rule.name(of)));
    let keys: Vec<&str> = of_table.chain(["client_secret", "private_key"]).collect();
    for key in &keys {
        // `a` + `b_key` and `a_b` + `key` are one variable.
        let suffix = |other: &&&str| key.ends_with(&format!("_{other}"));
        assert_eq!(keys.iter().find(suffix), None, "the variable of `{key}` may be another field's");
        for variable in ["oauth_base_url", "oauth_cookie_key"] {
            assert!(!variable.ends_with(&format!("_{key}")), "`{key}` of some field is `{variable}`");
        }
    }
}

#[test]
fn names_of_the_expansion_are_free_for_fields() {
    let names = [
        "settings",
        "reader",
        "routes",
        "auth",
        "request",
        "payload",
        "name",
        "client",
        "login",
        "authorize",
        "base",
        "pending",
        "mount",
        "google",
        "google_login",
        "google_client",
        "provider",
        "providers",
        "return_to",
        "from_settings",
        "preset",
        "h",
        "args",
    ];
    let field = |name: &&str| format!("#[provider(preset = presets::GOOGLE)] {name}: OidcClient,");
    let item = format!("struct Auth {{ {} }}", names.iter().map(field).collect::<String>());
    let (code, errors) = expand("", &item);
    assert_eq!(errors, []);
    let code = code.to_string();
    let mut bound: Vec<&str> =
        code.split(" let ").skip(1).filter_map(|rest| rest.split(' ').next()).collect();
    bound.retain(|name| *name != "::" && *name != "mut");
    let all = bound.len();
    bound.sort_unstable();
    bound.dedup();
    assert!(all >= names.len() && bound.len() == all, "{bound:?}");
}
