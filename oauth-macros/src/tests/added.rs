//! `Providers`, and what the compiler checks of presets.

use super::{Seen, assert_one, expand};

fn errors(item: &str) -> Vec<Seen> {
    expand("", item).1
}

fn code(item: &str) -> String {
    let (code, errors) = expand("", item);
    assert_eq!(errors, [], "{item}");
    code.to_string()
}

#[test]
fn providers_may_be_the_only_field() {
    let code = code("struct Auth { more: Providers }");
    assert!(code.contains("More (:: oauth_actix :: AnyLogin)"), "{code}");
    assert!(code.contains("match name { _ => self . more . client (name) , }"), "{code}");
}

#[test]
fn providers_come_last_wherever_they_stand() {
    let google = "#[provider(issuer = env)] google: OidcClient";
    for fields in [format!("more: Providers, {google}"), format!("{google}, more: Providers")] {
        let code = code(&format!("struct Auth {{ {fields} }}"));
        let order = |first: &str, second: &str| {
            assert!(code.find(first).expect(first) < code.find(second).expect(second), "{code}");
        };
        order("reader . client (& __SPEC_OF_GOOGLE)", "reader . providers ()");
        order("reader . providers ()", "Some (google_client) = google_client else");
        order("\"google\" =>", "_ => self . more . client (name)");
    }
}

#[test]
fn providers_under_cfg_leave_the_last_arm() {
    let code = code("struct Auth { #[cfg(a)] more: Providers }");
    let arms = "match name { # [cfg (a)] _ => self . more . client (name) , _ => :: core :: option :: Option :: None";
    assert!(code.contains(arms), "{code}");
    assert!(code.contains("# [allow (unreachable_patterns)] fn client"), "{code}");
}

#[test]
fn registry_has_one_field_of_providers() {
    let problem = "a registry has one field of `Providers`";
    let two = "struct Auth { more: Providers, most: oauth_actix::Providers }";
    assert_one(&errors(two), "oauth_actix::Providers", problem, "remove one");
    let two = "struct Auth { more: Providers, #[cfg(a)] most: Providers }";
    assert_one(&errors(two), "Providers", problem, "remove one");
    code("struct Auth { #[cfg(a)] more: Providers, #[cfg(not(a))] more: Providers }");
    let code = code(
        "struct Auth { #[cfg(a)] x: Providers, #[cfg(not(a))] #[provider(issuer = env)] x: OidcClient }",
    );
    let kept = "struct Auth { # [cfg (a)] x : Providers , # [cfg (not (a))] x : OidcClient }";
    assert!(code.starts_with(kept), "{code}");
}

#[test]
fn providers_have_no_attribute() {
    let problem = "the providers of `Providers` are described where they are added";
    let item = "struct Auth { #[provider(issuer = env)] more: Providers }";
    assert_one(&errors(item), "provider", problem, "remove the attribute");
    let item = "struct Auth { #[provider(isuer = 1)] more: Providers }";
    assert_one(&errors(item), "provider", problem, "remove the attribute");
    assert_one(
        &errors("struct Auth { more: Provider }"),
        "more",
        "has no `#[provider(…)]`",
        "did you mean `Providers`",
    );
}

#[test]
fn names_of_providers_follow_the_same_rules() {
    assert_one(&errors("struct Auth { oauth: Providers }"), "oauth", "is reserved", "call the field");
    let pair = "struct Auth { aB: Providers, #[provider(issuer = env)] a_b: OidcClient }";
    assert_one(&errors(pair), "a_b", "both become the variant `AB`", "rename one of them");
}

#[test]
fn providers_survive_the_mistakes_of_others() {
    let item = "struct Auth { more: Providers, #[provider(isuer = env)] google: OidcClient }";
    let (code, errors) = expand("", item);
    assert_one(&errors, "isuer", "unknown key", "did you mean `issuer`?");
    assert!(code.to_string().contains("More (:: oauth_actix :: AnyLogin)"), "{code}");
}

#[test]
fn checks_stand_where_the_mistake_is_written() {
    let count = |settings: &str, function: &str| {
        let item = format!("struct Auth {{ #[provider({settings})] google: OidcClient }}");
        code(&item).matches(&format!("__PRESET . {function} (")).count()
    };
    for function in ["check_preset", "check_parameters", "check_response_mode"] {
        assert_eq!(count("preset = A", function), 1, "{function}");
        assert_eq!(count("issuer = env", function), 0, "{function}");
    }
    assert_eq!(count("preset = A, tenant = env, realm = \"a\"", "check_parameter"), 2);
    assert_eq!(count("preset = A, issuer = env, max_age = 1", "check_parameter"), 0);
    assert_eq!(count("preset = A, scope = \"openid\"", "check_scope"), 1);
    assert_eq!(count("preset = A, scope = env", "check_scope"), 0);
    assert_eq!(count("issuer = env, scope = \"openid\"", "check_scope"), 0);
}

/// All mistakes of a struct are reported in one run, and none of them twice.
#[test]
fn presets_are_checked_beside_other_mistakes() {
    let count = |settings: &str, function: &str| {
        let google = format!("#[provider({settings})] google: OidcClient");
        let item = format!("struct Auth {{ {google}, #[provider(isuer = env)] other: OidcClient }}");
        let (code, errors) = expand("", &item);
        assert!(!errors.is_empty());
        code.to_string().matches(&format!("__PRESET . {function} (")).count()
    };
    for function in ["check_preset", "check_parameters", "check_response_mode"] {
        assert_eq!(count("preset = A", function), 1, "{function}");
        assert_eq!(count("issuer = env", function), 0, "{function}");
    }
    // Keys of another protocol, and scopes, are told from the preset's before it is looked at.
    assert_eq!(count("preset = A, signature_method = env", "check_preset"), 0);
    assert_eq!(count("preset = A, scope = \"email\"", "check_preset"), 0);
    assert_eq!(count("preset = A, scope = \"email\"", "check_response_mode"), 0);
    assert_eq!(count("preset = A, respone_mode = env", "check_response_mode"), 0);
    assert_eq!(count("preset = A, colour = env", "check_parameters"), 0);
}

#[test]
fn faulty_part_of_a_preset_is_not_also_missing() {
    for settings in ["tenant = \"a/b\"", "tenant = 1", "tennant = \"a\""] {
        let item = format!("struct Auth {{ #[provider(preset = A, {settings})] google: OidcClient }}");
        let code = expand("", &item).0.to_string();
        assert!(code.contains("& [__Key :: Tenant]"), "{settings}: {code}");
    }
}

#[test]
fn guessed_client_is_not_compared_with_the_preset() {
    let item = "struct Auth { #[provider(preset = A)] google: Google }";
    assert!(!expand("", item).0.to_string().contains("check_preset"));
}

#[test]
fn realm_of_oauth1_completes_nothing() {
    let item = "struct Auth { #[provider(preset = A, realm = \"a\")] twitter: OAuth1Client }";
    assert!(!code(item).contains("check_parameter ("));
}

/// The compiler reports a failed check at the span of its call.
#[test]
fn check_has_the_span_of_the_guilty_token() {
    for (settings, function, guilty) in [
        ("preset = presets::GOOGLE", "check_preset", "GOOGLE"),
        ("preset = crate::a::B", "check_parameters", "B"),
        ("preset = A, tenant = env", "check_parameter", "tenant"),
        ("preset = A, scope = \"openid\"", "check_scope", "\"openid\""),
        ("preset = A", "check_response_mode", "A"),
        ("preset = A, scope = \"openid\"", "check_response_mode", "\"openid\""),
        ("preset = A, scope = \"openid\", response_mode = \"query\"", "check_response_mode", "\"query\""),
        ("preset = A, response_mode = \"query\"", "check_response_mode", "\"query\""),
        ("preset = A, response_mode = env, scope = env", "check_response_mode", "A"),
    ] {
        let item = format!("struct Auth {{ #[provider({settings})] google: OidcClient }}");
        let found = source_of(expand("", &item).0, function);
        assert_eq!(found.as_deref(), Some(guilty), "{settings}: {function}");
    }
}

/// What stands in the source where the expansion has `word`.
fn source_of(code: proc_macro2::TokenStream, word: &str) -> Option<String> {
    code.into_iter().find_map(|token| match token {
        proc_macro2::TokenTree::Group(group) => source_of(group.stream(), word),
        proc_macro2::TokenTree::Ident(ident) if ident == word => ident.span().source_text(),
        _ => None,
    })
}
