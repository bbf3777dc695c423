//! The arguments of the attribute itself.

use super::{Seen, assert_one, expand};

const GOOGLE: &str = "struct Auth { #[provider(issuer = env)] google: OidcClient }";

fn errors(arguments: &str) -> Vec<Seen> {
    expand(arguments, GOOGLE).1
}

#[test]
fn arguments_are_a_base_and_where_logins_are_kept() {
    assert_one(&errors("path = \"/auth\""), "path", "unknown argument `path`", "base = \"/auth\"");
    assert_one(&errors("base = \"/a\", base = \"/b\""), "base", "`base` is written twice", "keep one");
    assert_one(&errors("base = env"), "base", "is a string literal", "write `base = \"/auth\"`");
    assert_one(&errors("\"/auth\""), "\"/auth\"", "this is not a key", "write `key = \"value\"`");
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
        ("/a*", "plain ASCII segments", "`/auth`"),
    ] {
        let literal = format!("\"{base}\"");
        assert_one(&errors(&format!("base = {literal}")), &literal, problem, help);
    }
    assert_eq!(errors("base = \"/sign-in/with\","), []);
    assert_one(&errors("pendin = \"session\""), "pendin", "unknown argument `pendin`", "`pending`");
    assert_one(
        &errors("pending = \"redis\""),
        "\"redis\"",
        "a cookie or in the session",
        "pending = \"session\"",
    );
    assert_eq!(errors("pending = \"session\", base = \"/a\""), []);
}

#[test]
fn crate_is_in_front_of_every_path() {
    let item = "struct Auth { #[provider(preset = presets::GITHUB)] github: OAuth2Client, more: Providers }";
    for (written, path) in [
        ("oauth", ":: oauth"),
        ("my_framework::oauth_actix", ":: my_framework :: oauth_actix"),
        ("::oauth", ":: oauth"),
        ("crate::reexport", "crate :: reexport"),
        ("self::reexport", "self :: reexport"),
        ("super::reexport", "super :: reexport"),
        ("r#type::oauth", ":: r#type :: oauth"),
    ] {
        let (code, errors) = expand(&format!("crate = \"{written}\""), item);
        assert_eq!(errors, [], "{written}");
        let code = code.to_string();
        assert!(code.contains(&format!("& {path} :: presets :: GITHUB")), "{written}: {code}");
        assert!(code.contains(&format!("impl {path} :: Registry for Auth")), "{written}: {code}");
        let others = code.replace(&format!("{path} ::"), "");
        assert!(!others.contains(":: __private") && !others.contains("oauth_actix"), "{written}: {others}");
    }
}

#[test]
fn crate_is_kept_after_mistakes() {
    let item = "struct Auth { #[provider(isuer = env)] github: Github }";
    let (code, errors) = expand("crate = \"oauth\"", item);
    assert_eq!(errors.len(), 2, "{errors:#?}");
    let code = code.to_string();
    assert!(code.contains("impl :: oauth :: Registry") && !code.contains("oauth_actix"), "{code}");
}

#[test]
fn crate_is_a_path() {
    for path in ["", "a b", "a::", "a<b>", "1", "a/b", "a-b/c"] {
        let literal = format!("\"{path}\"");
        let problem = format!("`{path}` is not a path");
        assert_one(
            &errors(&format!("crate = {literal}")),
            &literal,
            &problem,
            "write the path of `oauth_actix`",
        );
    }
    let written = errors("crate = \"oauth-actix\"");
    assert_one(&written, "\"oauth-actix\"", "`oauth-actix` is not a path", "write `crate = \"oauth_actix\"`");
    let (code, _) = expand("crate = \"my-oauth\"", GOOGLE);
    assert!(code.to_string().contains("impl :: my_oauth :: Registry"), "the path that was meant");
    assert_one(&errors("crate = env"), "crate", "is a string literal", "write `crate = \"");
    assert_one(&errors("crate = ::oauth"), "crate", "is a string literal", "write `crate = \"");
    assert_one(&errors("crat = \"oauth\""), "crat", "unknown argument `crat`", "did you mean `crate`?");
    assert_one(
        &errors("crate = \"a\", crate = \"b\""),
        "crate",
        "`crate` is written twice",
        "keep one of them",
    );
}
