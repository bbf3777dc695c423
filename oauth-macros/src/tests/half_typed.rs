//! A registry while it is being typed: the struct stays, and one unfinished thing is one error.

use proc_macro2::TokenStream;

use super::{Seen, assert_one, errors_of, expand, tokens};

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
fn unfinished_values_say_what_may_stand_there() {
    for (settings, key, help) in [
        ("preset =", "preset", "write `preset = presets::…`"),
        ("preset = presets::", "preset", "write `preset = presets::…`"),
        ("issuer = \"https://a.example\", scope =", "scope", "write `scope = \"…\"`, or `scope = env`"),
    ] {
        assert_one(&errors_of("OidcClient", settings), key, "has no value", help);
    }
    for argument in ["base", "pending", "crate"] {
        let errors = expand(&format!("{argument} = "), ITEM).1;
        assert_one(&errors, argument, "has no value", &format!("write `{argument} = \"…\"`"));
    }
}

const ITEM: &str = "struct Auth { #[provider(issuer = env)] google: OidcClient }";

const SETTINGS: &str = r#"preset = presets::MICROSOFT, tenant = "3f2504e0-4f89-41d3-9a0c-0305e82c3301", scope = "openid email", max_age = 3600,
    response_mode = env, authorization_parameters = "a=b""#;

const FIELDS: &str = r#"/// One.
    #[provider(preset = presets::GOOGLE, scope = "openid email", max_age = 3600)]
    pub google: OidcClient,
    #[cfg(feature = "github")] #[provider(authorize_url = "https://a.example/", access_token_url = env)]
    github: oauth_actix::OAuth2Client,
    #[allow(dead_code)] r#type: Providers,"#;

/// Every beginning of a list of tokens.
fn beginnings(whole: &str) -> Vec<String> {
    let whole: Vec<_> = tokens(whole).into_iter().collect();
    let beginning = |end| whole.iter().take(end).cloned().collect::<TokenStream>().to_string();
    (0..=whole.len()).map(beginning).collect()
}

fn assert_at_most_one(errors: &[Seen], source: &str) {
    assert!(errors.len() <= 1, "{source}: {errors:#?}");
}

#[test]
fn attribute_cut_anywhere_keeps_the_struct() {
    for settings in beginnings(SETTINGS) {
        let item = format!("struct Auth {{ #[provider({settings})] google: OidcClient, more: Providers }}");
        let (code, errors) = expand("", &item);
        let code = code.to_string();
        assert!(code.starts_with("struct Auth { google : OidcClient , more : Providers }"), "{code}");
        assert!(code.contains("impl :: oauth_actix :: Registry for Auth"), "{settings}: {code}");
        assert_at_most_one(&errors, &settings);
    }
    assert_eq!(expand("", ITEM).1, []);
}

#[test]
fn arguments_cut_anywhere_keep_the_struct() {
    for arguments in beginnings(r#"base = "/a", pending = "session", crate = "a::b","#) {
        let (code, errors) = expand(&arguments, ITEM);
        assert!(code.to_string().starts_with("struct Auth { google : OidcClient }"), "{arguments}: {code}");
        assert_at_most_one(&errors, &arguments);
    }
}

#[test]
fn item_cut_anywhere_keeps_the_fields_before() {
    let mut cut = 0;
    for end in (0..=FIELDS.len()).filter(|end| FIELDS.is_char_boundary(*end)) {
        let (typed, _) = FIELDS.split_at(end);
        for closing in ["", ")]", "\")]", ")] google: OidcClient", "\")] google: OidcClient"] {
            let item = format!("pub struct Auth {{ {typed}{closing} }}");
            let Ok(item) = item.parse::<TokenStream>() else { continue };
            cut += 1;
            let code = crate::expand(TokenStream::new(), item).to_string();
            assert!(code.starts_with("pub struct Auth {"), "{typed}{closing}: {code}");
            for field in ["pub google :", "github :", "r#type :"] {
                let whole = format!("{} ", field.replace(" :", ":"));
                assert!(!typed.contains(&whole) || code.contains(field), "{typed}{closing}: {code}");
            }
        }
    }
    assert!(cut > FIELDS.len(), "most beginnings are tokens: {cut}");
}

#[test]
fn half_typed_field_is_left_to_rustc() {
    let google = "#[provider(preset = presets::GOOGLE)] pub google: OidcClient,";
    for half in ["pub git", "#[provider(preset = presets::GITHUB)] pub git", "git:", "pub(crate) git: ,"] {
        for item in [format!("{google} {half}"), format!("{half} {google}")] {
            let code =
                crate::expand(TokenStream::new(), tokens(&format!("struct Auth {{ {item} }}"))).to_string();
            assert_eq!(code.matches("compile_error").count(), 0, "{item}: {code}");
            assert!(code.starts_with("struct Auth { pub google : OidcClient"), "{item}: {code}");
            assert!(code.contains("git : ()") && code.contains("Google (<"), "{item}: {code}");
            assert!(code.contains("impl :: oauth_actix :: Registry for Auth"), "{item}: {code}");
        }
    }
    let code = crate::expand(
        TokenStream::new(),
        tokens("struct Auth { #[provider(isuer = env)] a: OidcClient, b }"),
    );
    assert_eq!(code.to_string().matches("compile_error").count(), 1, "{code}");
}

#[test]
fn key_that_is_being_typed_is_completed() {
    for (written, meant) in
        [("iss", "issuer"), ("sc", "scope"), ("token_e", "token_endpoint"), ("isuer", "issuer")]
    {
        assert_one(&errors_of("OidcClient", written), written, "has no value", &format!("write `{meant} = "));
    }
    assert_one(&errors_of("OidcClient", "pres"), "pres", "has no value", "write `preset = presets::…`");
    assert_one(&errors_of("OidcClient", "colour"), "colour", "has no value", "write `colour = ");
}

#[test]
fn nothing_and_nonsense_do_not_panic() {
    for item in [
        "",
        "struct",
        "struct Auth",
        "struct Auth { google",
        "pub",
        "#[provider]",
        "{}",
        "1 + 1",
        "struct Auth {,}",
    ] {
        let Ok(item) = item.parse::<TokenStream>() else { continue };
        let code = crate::expand(tokens("base"), item).to_string();
        assert_eq!(code.matches("compile_error").count(), 1, "{code}");
    }
}
