//! Each deviation is needed: without it the login fails, or loses what the deviation is for.

use oauth_actix::{Key, Preset, presets};
use oauth_core::Deviation;
use oauth_core::encoding::base64;
use oauth_test_provider::apple_private_key_pem;
use serde_json::Value;

use crate::{Outcome, Stage, keep, preset};

/// Preset, deviation, and what becomes of a login without it.
#[rustfmt::skip]
const WITHOUT: &[(&str, Deviation, Loss)] = &[
    ("GOOGLE", Deviation::LegacyIssuer("accounts.google.com"), Loss::Code("id_token_issuer_mismatch")),
    ("APPLE", Deviation::MintedSecret, Loss::Code("token_refused")),
    ("APPLE", Deviation::FirstLoginUser, Loss::Name),
    ("APPLE", Deviation::FormPostForScopes(&["name", "email", "openid"]), Loss::NotAuthorized),
    ("LINKEDIN", Deviation::NonceNotEchoed, Loss::Code("id_token_nonce_missing")),
    ("LINKEDIN", Deviation::PkceRefused, Loss::Code("token_refused")),
    ("TWITCH", Deviation::GrantedScopeList, Loss::Code("scope_invalid")),
    ("MICROSOFT_ENTRA_ID", Deviation::RefreshWithScope, Loss::Refresh),
    ("MICROSOFT_ENTRA_ID_TENANTS", Deviation::IssuerTemplate, Loss::Configuration("this URL has a placeholder")),
    ("MICROSOFT_ENTRA_ID_TENANTS", Deviation::RefreshWithScope, Loss::Refresh),
    ("MICROSOFT_ENTRA_ID_ANY_TENANT", Deviation::IssuerTemplate, Loss::Configuration("this URL has a placeholder")),
    ("MICROSOFT_ENTRA_ID_ANY_TENANT", Deviation::RefreshWithScope, Loss::Refresh),
    ("OKTA", Deviation::RefreshWithScope, Loss::Refresh),
    ("ZITADEL", Deviation::FurtherAudiences, Loss::Code("id_token_audience_untrusted")),
    ("GITHUB", Deviation::CommaGrantedScopes, Loss::Scope("read:user,user:email")),
    ("FACEBOOK", Deviation::CommaScopes, Loss::NotAuthorized),
    ("TIKTOK", Deviation::ClientKey, Loss::NotAuthorized),
    ("TIKTOK", Deviation::CommaScopes, Loss::NotAuthorized),
    ("STRAVA", Deviation::CommaScopes, Loss::NotAuthorized),
    ("NOTION", Deviation::JsonTokenRequest, Loss::Code("token_status")),
    ("NOTION", Deviation::PkceRefused, Loss::Code("token_status")),
    ("DROPBOX", Deviation::UserinfoPost, Loss::Code("userinfo_status")),
    ("PAYPAL", Deviation::OpenIdWithoutIdToken, Loss::Configuration("`openid` asks for an ID token")),
    ("KAKAO", Deviation::CommaScopes, Loss::NotAuthorized),
];

#[derive(Clone, Copy, Debug)]
enum Loss {
    Code(&'static str),
    NotAuthorized,
    Configuration(&'static str),
    /// Apple's name.
    Name,
    /// The granted scope is not taken apart.
    Scope(&'static str),
    Refresh,
}

#[test]
fn every_deviation_of_a_preset_has_a_row() {
    let known = presets::ALL.iter().flat_map(|(name, preset)| {
        preset.known_deviations().iter().map(move |deviation| (*name, *deviation))
    });
    let rows = WITHOUT.iter().map(|(name, deviation, _)| (*name, *deviation));
    assert_eq!(known.collect::<Vec<_>>(), rows.collect::<Vec<_>>());
}

#[actix_web::test]
async fn with_all_of_its_deviations_a_preset_logs_in() {
    for (name, deviation, _) in WITHOUT {
        let outcome = outcome(name, *deviation, preset(name)).await;
        let Outcome::LoggedIn(answer) = outcome else { panic!("{name} {deviation:?}: {outcome:?}") };
        let needs_refresh = *deviation == Deviation::RefreshWithScope;
        assert!(!needs_refresh || answer["refreshed"] == "yes", "{name}: {answer}");
    }
}

#[actix_web::test]
async fn without_one_of_them_it_fails_rightly() {
    for (name, deviation, loss) in WITHOUT {
        let outcome = outcome(name, *deviation, without(name, *deviation)).await;
        let as_expected = match (&outcome, loss) {
            (Outcome::Refused(code), Loss::Code(expected)) => code == expected,
            (Outcome::NotAuthorized, Loss::NotAuthorized) => true,
            (Outcome::Misconfigured(errors), Loss::Configuration(part)) => errors.contains(part),
            (Outcome::LoggedIn(answer), Loss::Name) => answer["who"][1] == Value::Null,
            (Outcome::LoggedIn(answer), Loss::Scope(scope)) => answer["scope"] == *scope,
            (Outcome::LoggedIn(answer), Loss::Refresh) => answer["refreshed"] == "token_refused",
            _ => false,
        };
        assert!(as_expected, "{name} without {deviation:?}: {outcome:?}");
    }
}

/// The preset without one of its deviations.
fn without(name: &str, deviation: Deviation) -> &'static Preset {
    let left: Vec<_> =
        preset(name).known_deviations().iter().copied().filter(|one| *one != deviation).collect();
    keep(preset(name).deviations(Box::leak(left.into_boxed_slice())))
}

/// A login in which the deviation matters.
async fn outcome(name: &str, deviation: Deviation, preset: &'static Preset) -> Outcome {
    let stage = Stage::of(name);
    let description = stage.description(preset);
    let description = match (name, deviation) {
        (_, Deviation::LegacyIssuer(issuer)) => {
            stage.provider.on_id_token(move |token| token.set("iss", issuer));
            description
        }
        // With the deviation the mistake is found at once, which `form_post_is_demanded_when_it_is_not_configured` shows.
        (_, Deviation::FormPostForScopes(_)) if preset.known_deviations().contains(&deviation) => description,
        (_, Deviation::FormPostForScopes(_)) => description.set(Key::ResponseMode, "query"),
        (_, Deviation::RefreshWithScope) => {
            description.set(Key::Scope, "openid email profile offline_access")
        }
        // One scope has nothing to separate.
        ("TIKTOK", Deviation::CommaScopes) => {
            description.set(Key::Scope, "user.info.basic user.info.profile")
        }
        ("STRAVA", Deviation::CommaScopes) => description.set(Key::Scope, "read activity:read"),
        ("PAYPAL", _) => description.set(Key::Scope, "openid email"),
        _ => description,
    };
    stage.log_in_with(&description).await
}

#[actix_web::test]
async fn form_post_is_demanded_when_it_is_not_configured() {
    let stage = Stage::of("APPLE");
    let query = stage.description(preset("APPLE")).set(Key::ResponseMode, "query");
    let outcome = stage.log_in_with(&query).await;
    let Outcome::Misconfigured(errors) = outcome else { panic!("{outcome:?}") };
    assert!(errors.contains("as soon as the scope `name` is asked for"), "{errors}");
    // "If you requested any scopes, the value must be form_post", and OpenID Connect asks for one.
    let alone = query.set(Key::Scope, "openid");
    let outcome = stage.log_in_with(&alone).await;
    assert!(matches!(&outcome, Outcome::Misconfigured(errors) if errors.contains("`openid`")), "{outcome:?}");
}

/// CA-007: a key that the algorithm cannot use is found when the provider is configured, not when somebody logs in.
#[actix_web::test]
async fn a_key_of_another_kind_is_refused_before_anybody_logs_in() {
    let rsa = include_bytes!("../../../tests/vectors/rsa_2048.pkcs8.der");
    let rsa = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", base64(rsa));
    let stage = Stage::of("APPLE");
    let id = stage.provider.oidc_client().id;
    let apple = stage.description(preset("APPLE")).client(&id, &rsa);
    let outcome = stage.log_in_with(&apple).await;
    assert!(
        matches!(&outcome, Outcome::Misconfigured(errors) if errors.contains("`client_secret`")),
        "{outcome:?}"
    );

    let stage = Stage::of("TWITTER");
    let signed = stage.description(preset("TWITTER")).set(Key::SignatureMethod, "RSA-SHA256");
    let outcome = stage.log_in_with(&signed.client("id", apple_private_key_pem())).await;
    assert!(
        matches!(&outcome, Outcome::Misconfigured(errors) if errors.contains("`client_secret`")),
        "{outcome:?}"
    );
    assert_eq!(stage.provider.journal(), []);
}

/// What a preset says of requests is needed too.
#[actix_web::test]
async fn without_its_parameters_headers_and_authentication_a_preset_fails_rightly() {
    let without_parameters = |name: &str| keep(preset(name).authorization_parameters("unknown=1"));
    for name in ["ATLASSIAN", "FLICKR", "TRELLO", "NOTION"] {
        assert_eq!(Stage::of(name).log_in(without_parameters(name)).await, Outcome::NotAuthorized, "{name}");
    }
    // Twitch puts into the ID token what the parameter `claims` asks for.
    let outcome = Stage::of("TWITCH").log_in(without_parameters("TWITCH")).await;
    assert!(
        matches!(&outcome, Outcome::LoggedIn(answer) if answer["who"] == serde_json::json!(["ada-1815", null, null])),
        "{outcome:?}"
    );
    let outcome = Stage::of("NOTION").log_in(keep(preset("NOTION").api_headers(&[]))).await;
    assert_eq!(outcome, Outcome::Refused("userinfo_status".to_owned()));
    for name in ["LINKEDIN", "TWITCH", "LINE", "TIKTOK"] {
        let basic = keep(preset(name).token_endpoint_auth_method("client_secret_basic"));
        let outcome = Stage::of(name).log_in(basic).await;
        assert!(
            matches!(&outcome, Outcome::Refused(code) if code.starts_with("token_")),
            "{name}: {outcome:?}"
        );
    }
    for name in ["SPOTIFY", "REDDIT", "X", "OKTA"] {
        let post = keep(preset(name).token_endpoint_auth_method("client_secret_post"));
        assert_eq!(
            Stage::of(name).log_in(post).await,
            Outcome::Refused("token_refused".to_owned()),
            "{name}"
        );
    }
}
