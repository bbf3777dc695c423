//! Providers described at run time: the rules and the words are those of the compiler.

use oauth_core::error::ConfigurationError;
use oauth_core::oauth2::Client;
use oauth_core::{Key, Preset, Provider, ProviderSettings, oidc};

use crate::support::REDIRECT_URI;

fn errors(provider: &Provider) -> Vec<String> {
    let mut settings = ProviderSettings::of(provider);
    let built = match provider.protocol() {
        oauth_core::Protocol::OpenIdConnect => {
            oidc::Client::from_settings(&mut settings, REDIRECT_URI).is_some()
        }
        _ => Client::from_settings(&mut settings, REDIRECT_URI).is_some(),
    };
    let errors: Vec<_> = settings.into_errors().iter().map(ConfigurationError::to_string).collect();
    assert_eq!(built, errors.is_empty(), "{errors:?}");
    errors
}

fn acme() -> Provider {
    Provider::openid_connect("acme").set(Key::Issuer, "https://login.acme.example").client("id", "secret")
}

#[test]
fn a_provider_with_issuer_and_client_is_complete() {
    assert_eq!(errors(&acme()), Vec::<String>::new());
}

#[test]
fn each_mistake_is_told_in_the_words_of_the_compiler() {
    for (key, value, told) in [
        (
            Key::Issuer,
            "http://login.acme.example",
            "over `http` anybody on the way reads and changes what this URL carries; help: write \"https://login.acme.example\"; `http` is for 127.0.0.1, [::1] and localhost only",
        ),
        (
            Key::Issuer,
            "https://login.acme.example/.well-known/openid-configuration",
            "this is the address of the issuer's metadata, not the issuer",
        ),
        (Key::Issuer, "https://login.acme.example?a=b", "an issuer has no query"),
        (Key::Scope, "email", "the scope of an OidcClient lacks `openid`"),
        (Key::Scope, "openid,email", "scopes are separated by spaces, not by commas"),
        (
            Key::IdTokenSignedResponseAlg,
            "none",
            "`none` is an ID token without a signature, which anybody can write",
        ),
        (Key::ResponseMode, "fragment", "the browser keeps a `fragment` to itself"),
        (Key::Prompt, "consent none", "`none` forbids every page"),
        (Key::MaxAge, "-1", "`max_age` is a whole number of seconds"),
        (Key::ClientId, "", "the value of `client_id` is empty"),
    ] {
        let errors = errors(&acme().set(key, value));
        assert_eq!(errors.len(), 1, "{key:?}: {errors:?}");
        assert!(errors[0].contains(told), "{}", errors[0]);
        assert!(errors[0].starts_with("acme: `"), "{}", errors[0]);
    }
}

#[test]
fn all_mistakes_are_told_at_once() {
    let provider = Provider::openid_connect("a/b").set(Key::Scope, "email").set(Key::JwksUri, "jwks");
    let errors = errors(&provider);
    for (error, part) in errors.iter().zip([
        "`a/b` becomes part of URLs",
        "lacks `openid`",
        "this is not an absolute URL",
        "the provider `a/b` lacks `client_id`",
        "the provider `a/b` lacks `issuer`",
        "the provider `a/b` lacks `client_secret`",
    ]) {
        assert!(error.contains(part), "{part}: {errors:?}");
    }
    assert_eq!(errors.len(), 6, "{errors:?}");
}

#[test]
fn a_preset_is_completed_by_what_it_needs() {
    const HOSTED: Preset = Preset::openid_connect("Hosted")
        .issuer("https://{domain}/realms/{realm}")
        .needs(&[Key::Domain, Key::Realm]);
    let hosted = Provider::preset("staff", &HOSTED).client("id", "secret");
    let missing = ["the provider `staff` lacks `domain`", "the provider `staff` lacks `realm`"];
    assert_eq!(errors(&hosted), missing);
    let hosted = hosted.set(Key::Domain, "id.acme.example").set(Key::Realm, "staff");
    let client = oidc::Client::from_settings(&mut ProviderSettings::of(&hosted), REDIRECT_URI).unwrap();
    assert_eq!(client.issuer().unwrap().as_str(), "https://id.acme.example/realms/staff");
    for (key, value) in [
        (Key::Domain, "id.acme.example/realms/other?"),
        (Key::Domain, "user@id.acme.example"),
        (Key::Realm, "../master"),
        (Key::Realm, ".."),
    ] {
        assert_eq!(errors(&hosted.clone().set(key, value)).len(), 1, "{value}");
    }
}

#[test]
fn a_key_that_nobody_would_read_is_refused() {
    const HOSTED: Preset =
        Preset::openid_connect("Hosted").issuer("https://op.example").scopes(&["openid", "email"]);
    let (id, secret) = ("id", "secret");
    let oauth2 = || {
        let provider = Provider::oauth2("acme").set(Key::AuthorizationEndpoint, "https://as.example/a");
        provider.set(Key::TokenEndpoint, "https://as.example/t").client(id, secret)
    };
    let hosted = || Provider::preset("acme", &HOSTED).client(id, secret);
    for (provider, told) in [
        (oauth2().set(Key::MaxAge, "0"), "`max_age` belongs to `OidcClient`, and this is an `OAuth2Client`"),
        (oauth2().set(Key::AcrValues, "gold"), "`acr_values` belongs to `OidcClient`"),
        (oauth2().set(Key::JwksUri, "https://as.example/j"), "`jwks_uri` belongs to `OidcClient`"),
        (
            acme().set(Key::RequestTokenUrl, "https://op.example/r"),
            "`request_token_url` belongs to `OAuth1Client`",
        ),
        (
            acme().set(Key::Tenants, "8f14e45f-ceea-467f-a8ce-1234567890ab"),
            "`tenants` completes the URLs of a preset",
        ),
        (hosted().set(Key::Domain, "op.example"), "the preset for Hosted is not completed by `domain`"),
        (
            hosted().set(Key::Scope, "openid emial"),
            "Hosted has no scope `emial`; help: did you mean `email`?",
        ),
    ] {
        let errors = errors(&provider);
        assert!(matches!(&*errors, [one] if one.contains(told)), "{told}: {errors:?}");
    }
}

#[test]
fn parameters_of_the_protocol_are_refused_wherever_they_stand() {
    const PRESET: Preset = Preset::openid_connect("Hosted")
        .issuer("https://op.example")
        .authorization_parameters("a=b&st%61te=fixed");
    let preset = errors(&Provider::preset("acme", &PRESET).client("id", "secret"));
    assert!(matches!(&*preset, [one] if one.contains("`state` may not stand in")), "{preset:?}");
    for (key, value) in [
        (Key::AuthorizationParameters, "state=fixed"),
        (Key::AuthorizationParameters, "redirect%5Furi=x"),
        (Key::AuthorizationParameters, "client_key=x"),
        (Key::TokenParameters, "grant_type=x"),
        (Key::TokenParameters, "client_secret=x"),
        (Key::TokenParameters, "client_key=x"),
    ] {
        let errors = errors(&acme().set(key, value));
        assert!(matches!(&*errors, [one] if one.contains("may not stand in")), "{value}: {errors:?}");
    }
}

#[test]
fn an_issuer_template_has_one_place_for_the_tenant_and_in_its_path() {
    const TENANTS: Preset = Preset::openid_connect("Tenants")
        .issuer("https://op.example/{tenantid}/v2.0")
        .deviations(&[oauth_core::Deviation::IssuerTemplate]);
    let tenants = |issuer| Provider::preset("acme", &TENANTS).client("id", "secret").set(Key::Issuer, issuer);
    assert_eq!(errors(&tenants("https://login.example/{tenantid}")), Vec::<String>::new());
    for bad in [
        "https://login.example/v2.0",
        "https://{tenantid}.login.example/v2.0",
        "https://login.example/{tenantid}/{tenantid}",
    ] {
        assert!(errors(&tenants(bad))[0].contains("the place of the tenant's id once"), "{bad}");
    }
}

#[test]
fn what_is_no_name_does_not_reach_a_log_line() {
    let errors = errors(&Provider::openid_connect("a\n\u{1b}[31mb"));
    assert!(errors.iter().all(|error| !error.contains(['\n', '\u{1b}'])), "{errors:?}");
}

#[test]
fn two_speak_for_one_issuer_only_as_one_provider_of_one_preset() {
    const HOSTED: Preset = Preset::openid_connect("Hosted").issuer("https://op.example");
    const TEMPLATE: Preset = Preset::openid_connect("Tenants")
        .issuer("https://op.example/{tenantid}/v2.0")
        .deviations(&[oauth_core::Deviation::IssuerTemplate]);
    const TENANT: &str = "https://op.example/8f14e45f-ceea-467f-a8ce-1234567890ab/v2.0";
    const ONE: Preset = Preset::openid_connect("One tenant").issuer(TENANT);
    const SYMMETRIC: Preset =
        Preset::openid_connect("Line").issuer("https://line.example").id_token_signed_response_alg("HS256");
    const SYMMETRIC_TEMPLATE: Preset = Preset::openid_connect("Tenants")
        .issuer("https://op.example/{tenantid}/v2.0")
        .id_token_signed_response_alg("HS256")
        .deviations(&[oauth_core::Deviation::IssuerTemplate]);
    let trust = |provider: Provider| ProviderSettings::of(&provider).trust();
    let of = |preset| Provider::preset("a", preset).client("id", "secret");
    let preset = || of(&HOSTED);
    let other = || preset().client("other", "secret");
    let own = |issuer| Provider::openid_connect("b").set(Key::Issuer, issuer).client("id", "secret");
    for (a, b, collide) in [
        (preset(), preset(), false),
        // Who owns a client can be anybody of its issuer.
        (preset(), other(), true),
        (preset().shares_issuer(), other(), true),
        (preset().shares_issuer(), other().shares_issuer(), false),
        (
            preset().shares_issuer(),
            other().shares_issuer().set(Key::JwksUri, "https://evil.example/jwks"),
            true,
        ),
        (preset().shares_issuer(), preset(), true),
        (of(&TEMPLATE), of(&ONE).client("other", "secret"), true),
        (of(&TEMPLATE).shares_issuer(), of(&ONE).client("other", "secret").shares_issuer(), false),
        (of(&SYMMETRIC_TEMPLATE), of(&ONE), true),
        // Other spellings.
        (own("https://op.example"), own("https://OP.example"), true),
        (own("https://op.example"), own("https://op.example:443"), true),
        (own("https://op.example"), own("https://op.example."), true),
        (own("https://op.example/"), own("https://op.example/."), true),
        (own("https://op.example/a"), own("https://op.example/A"), false),
        (of(&TEMPLATE), own("https://OP.example/8f14e45f-ceea-467f-a8ce-1234567890ab/v2.0"), true),
        (preset(), preset().set(Key::JwksUri, "https://evil.example/jwks"), true),
        (preset(), own("https://op.example"), true),
        (own("https://op.example"), own("https://op.example"), true),
        (own("https://op.example"), own("https://op.example/"), false),
        (of(&TEMPLATE), own("https://op.example/8f14e45f-ceea-467f-a8ce-1234567890ab/v2.0"), true),
        (of(&TEMPLATE), own("https://other.example/x/v2.0"), false),
        (of(&TEMPLATE), of(&ONE), false),
        (of(&TEMPLATE), of(&ONE).set(Key::JwksUri, "https://evil.example/j"), true),
        (of(&TEMPLATE).set(Key::ServerMetadataUrl, "https://evil.example/m"), of(&ONE), true),
        (of(&TEMPLATE), preset().set(Key::Issuer, TENANT).set(Key::JwksUri, "https://evil.example/j"), true),
        (preset(), preset().set(Key::IdTokenSignedResponseAlg, "HS256"), true),
        (preset(), preset().set(Key::RefreshTokenUrl, "https://evil.example/r"), true),
        (preset(), preset().set(Key::ApiBaseUrl, "https://evil.example/"), true),
        (of(&SYMMETRIC), of(&SYMMETRIC), true),
    ] {
        let (a, b) = (trust(a), trust(b));
        assert_eq!((a.collides_with(&b), b.collides_with(&a)), (collide, collide), "{a:?} {b:?}");
        let found = b.rival_keys().iter().any(|key| a.keys().contains(key));
        assert!(found || !collide, "{a:?} {b:?}");
    }
}
