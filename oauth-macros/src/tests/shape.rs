//! Mistakes in the struct, in its fields and in what can hardly be read.

use super::{Seen, assert_one, errors_of, expand, tokens};

fn errors(arguments: &str, item: &str) -> Vec<Seen> {
    expand(arguments, item).1
}

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
}

#[test]
fn registry_is_not_generic() {
    for (generics, ty) in [
        ("<T>", "OidcClient"),
        ("<T>", "T"),
        ("<'a>", "&'a OidcClient"),
        ("<'a, T: 'a>", "Client<'a, T>"),
        ("<const N: usize>", "OidcClient"),
    ] {
        let item = format!("struct Auth{generics} {{ #[provider(issuer = env)] google: {ty} }}");
        let (code, errors) = expand("", &item);
        assert_one(&errors, generics, "no type parameters", "concrete types");
        // Whatever nothing uses any more would be another error.
        assert!(code.to_string().starts_with("struct Auth { google :"), "{code}");
    }
    let item = "struct Auth where String: Clone { #[provider(issuer = env)] google: OidcClient }";
    assert_one(&errors("", item), "where", "no `where` clause", "remove it");
}

#[test]
fn attribute_on_another_item_marks_its_keyword() {
    for (item, keyword) in [
        ("fn auth() {}", "fn"),
        ("pub async fn auth() {}", "fn"),
        ("#[inline] pub(crate) const AUTH: u8 = 1;", "const"),
        ("impl Auth {}", "impl"),
        ("mod auth { fn f() {} }", "mod"),
        ("static AUTH: u8 = 1;", "static"),
        ("unsafe trait Auth {}", "trait"),
        ("type Auth = u8;", "type"),
        ("use auth::Auth;", "use"),
        ("macro_rules! auth { () => {} }", "macro_rules"),
    ] {
        let error = crate::validate::not_a_struct(&tokens(item)).expect(item);
        assert_eq!(error.to_string().split('\n').next(), Some("a registry is a struct"));
        assert_eq!(error.span().source_text().as_deref(), Some(keyword), "{item}");
    }
}

#[test]
fn attributes_in_the_wrong_place_are_one_error() {
    let item = "#[provider(issuer = env)] struct Auth { google: OidcClient, github: Github }";
    let problem = "`#[provider(…)]` describes a field, and this is the struct";
    let (code, found) = expand("", item);
    assert_one(&found, "provider", problem, "move it to the field");
    assert!(code.to_string().starts_with("struct Auth { google :"), "{code}");
    let item = "#[oauth_actix::oauth_registry(base = \"/a\")] struct Auth { #[provider(issuer = env)] google: OidcClient }";
    let (code, found) = expand("", item);
    assert_one(
        &found,
        "oauth_actix::oauth_registry",
        "already has an `#[oauth_registry]`",
        "with all arguments",
    );
    assert!(code.to_string().starts_with("struct Auth {"), "{code}");
}

#[test]
fn misspelt_attribute_is_read_as_the_one_that_was_meant() {
    for name in ["providers", "Provider", "provder", "provide"] {
        let item = format!("struct Auth {{ #[{name}(issuer = env)] google: OidcClient }}");
        let (code, errors) = expand("", &item);
        let problem = format!("unknown attribute `{name}`");
        assert_one(&errors, name, &problem, "did you mean `#[provider(…)]`?");
        assert!(code.to_string().starts_with("struct Auth { google :"), "{code}");
    }
    let (code, found) = expand("", "struct Auth { #[prov] google: OidcClient }");
    assert_one(&found, "prov", "unknown attribute `prov`", "did you mean `#[provider(…)]`?");
    assert!(code.to_string().starts_with("struct Auth { google :"), "{code}");
    let item = "struct Auth { #[serde(skip)] google: OidcClient }";
    assert_one(&errors("", item), "google", "has no `#[provider(…)]`", "above it");
    let item = "struct Auth { #[providers(a)] #[provider(issuer = env)] google: OidcClient }";
    assert_eq!(errors("", item), [], "somebody else's attribute");
}

#[test]
fn provider_is_not_conditional_by_itself() {
    let item = "struct Auth { #[cfg_attr(feature = \"a\", provider(issuer = env))] google: OidcClient }";
    let (code, found) = expand("", item);
    let problem = "`cfg_attr` is decided after the registry is written";
    assert_one(&found, "cfg_attr", problem, "two fields of one name, each with its `#[cfg(…)]`");
    assert!(code.to_string().starts_with("struct Auth { google :"), "{code}");
    let item = "struct Auth { #[cfg_attr(a, cfg(b))] #[provider(issuer = env)] google: OidcClient }";
    let (code, found) = expand("", item);
    assert_eq!(found, []);
    let kept = code.to_string().matches("# [cfg_attr (a , cfg (b))]").count();
    assert!(kept > 10, "it goes for everything that is made for the field: {code}");
    let item = "struct Auth { #[cfg_attr(a, doc = \"b\")] #[provider(issuer = env)] google: OidcClient }";
    assert_eq!(expand("", item).0.to_string().matches("cfg_attr").count(), 1);
}

#[test]
fn everything_else_on_the_struct_is_kept() {
    let item = "/// A\n#[derive(Debug)] #[must_use] pub(in crate::a) struct Auth {
        /// B\n#[allow(dead_code)] #[provider(issuer = env)] #[serde(skip)] pub(super) r#type: OidcClient,
    }";
    let code = expand("", item).0.to_string();
    let kept = "# [doc = \" A\"] # [derive (Debug)] # [must_use] pub (in crate :: a) struct Auth { \
        # [doc = \" B\"] # [allow (dead_code)] # [serde (skip)] pub (super) r#type : OidcClient , }";
    assert!(code.starts_with(kept), "{code}");
    assert!(code.contains("pub (in crate :: a) enum AuthLogin"), "{code}");
}

#[test]
fn deprecated_field_is_used_without_a_warning() {
    let item = "struct Auth { #[deprecated] #[provider(issuer = env)] google: OidcClient }";
    assert!(expand("", item).0.to_string().contains("# [allow (deprecated)] const _"));
    let item = "struct Auth { #[provider(issuer = env)] google: OidcClient }";
    assert!(!expand("", item).0.to_string().contains("deprecated"));
}

#[test]
fn fields_may_share_a_preset_or_exclude_each_other() {
    let two = "struct Auth { #[provider(preset = presets::GITHUB)] a: OAuth2Client,
        #[provider(preset = presets::GITHUB)] b: OAuth2Client }";
    assert_eq!(errors("", two), []);
    let exclusive = "struct Auth { #[cfg(a)] #[provider(preset = presets::GOOGLE)] x: OidcClient,
        #[cfg(not(a))] #[provider(preset = presets::GITHUB)] x: OAuth2Client }";
    assert_eq!(errors("", exclusive), []);
}

#[test]
fn other_items_stay_as_they_are() {
    let expansion = crate::expand(tokens(""), tokens("fn auth() {}")).to_string();
    assert!(expansion.starts_with("fn auth () { }"), "{expansion}");
    assert!(expansion.contains("a registry is a struct"), "{expansion}");
    let expansion =
        crate::expand(tokens(""), tokens("struct Auth { #[provider(a)] google: dyn }")).to_string();
    assert!(expansion.starts_with("struct Auth { google : dyn }"), "{expansion}");
    assert_eq!(expansion.matches("compile_error").count(), 1, "{expansion}");
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
        ("OidcClient<u8>", "issuer = env", "OidcClient"),
        ("oauth_actix::Oauth2Client", "preset = A", "OAuth2Client"),
        ("OidClient", "issuer = env", "OidcClient"),
        ("OA", "preset = A", "OAuth2Client"),
        ("OAuth1", "preset = A", "OAuth1Client"),
        ("Oid", "preset = A", "OidcClient"),
        ("u8", "request_token_url = env, authorize_url = env, access_token_url = env", "OAuth1Client"),
        ("u8", "authorize_url = env, access_token_url = env", "OAuth2Client"),
    ] {
        let item = format!("struct Auth {{ #[provider({settings})] google: {ty} }}");
        let (code, errors) = expand("", &item);
        assert_one(&errors, ty, "not a client", &format!("did you mean `{meant}`?"));
        let assumed = format!("google : :: oauth_actix :: {meant}");
        assert!(code.to_string().contains(&assumed), "{code}");
    }
    for (ty, meant) in [
        ("Option<OidcClient>", "OidcClient"),
        ("std::sync::Arc<OAuth2Client>", "OAuth2Client"),
        ("Arc<Mutex<OAuth1Client>>", "OAuth1Client"),
        ("&'static OAuth2Client", "OAuth2Client"),
    ] {
        let item = format!("struct Auth {{ #[provider(preset = A)] google: {ty} }}");
        assert_one(&errors("", &item), ty, "not a client", &format!("write `{meant}` itself"));
    }
    for alias in ["Google", "crate::clients::Google", "<Google as Client>::Type"] {
        let item = format!("struct Auth {{ #[provider(preset = A)] google: {alias} }}");
        let help =
            if alias.starts_with('<') { "did you mean" } else { "cannot see what an alias stands for" };
        assert_one(&errors("", &item), alias, "not a client", help);
    }
    for ty in ["OidcClient", "oauth_actix::OidcClient", "::oauth_actix::OidcClient"] {
        assert_eq!(errors_of(ty, "issuer = env"), []);
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
