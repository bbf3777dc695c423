//! A login with every preset, and who it is.

use oauth_actix::{Key, presets};
use oauth_test_provider::{Endpoint, Personality};
use serde_json::json;

use crate::{Outcome, Stage, preset};

/// Preset, identifier, name, address, granted scope, and what comes of a refresh right after the login.
#[rustfmt::skip]
type Row = (&'static str, &'static str, &'static str, Option<&'static str>, Option<&'static str>, &'static str);

/// Ada, as each provider tells of her. Nobody but a provider that says so makes an address a verified one.
#[rustfmt::skip]
const ADA: &[Row] = &[
    ("GOOGLE", "ada-1815", "Ada Lovelace", Some("ada@example.com, verified"), Some("openid email profile"), "refresh_token_missing"),
    ("APPLE", "ada-1815", "Ada Lovelace", Some("ada@example.com, verified"), None, "yes"),
    ("LINKEDIN", "ada-1815", "Ada Lovelace", Some("ada@example.com, verified"), Some("openid email profile"), "yes"),
    ("SLACK", "ada-1815", "Ada Lovelace", Some("ada@example.com, verified"), None, "refresh_token_missing"),
    ("TWITCH", "ada-1815", "ada", Some("ada@example.com, verified"), Some("openid user:read:email"), "yes"),
    ("YAHOO", "ada-1815", "Ada Lovelace", Some("ada@example.com, verified"), Some("openid email profile"), "yes"),
    ("LINE", "ada-1815", "Ada Lovelace", Some("ada@example.com"), Some("openid email profile"), "yes"),
    ("HUGGING_FACE", "ada-1815", "Ada Lovelace", Some("ada@example.com, verified"), Some("openid email profile"), "yes"),
    ("MICROSOFT_ENTRA_ID", "ada-1815", "Ada Lovelace", Some("ada@example.com"), Some("openid email profile"), "refresh_token_missing"),
    ("MICROSOFT_ENTRA_ID_TENANTS", "ada-1815", "Ada Lovelace", Some("ada@example.com"), Some("openid email profile"), "refresh_token_missing"),
    ("MICROSOFT_ENTRA_ID_ANY_TENANT", "ada-1815", "Ada Lovelace", Some("ada@example.com"), Some("openid email profile"), "refresh_token_missing"),
    ("OKTA", "ada-1815", "Ada Lovelace", Some("ada@example.com, verified"), Some("openid email profile"), "refresh_token_missing"),
    ("AUTH0", "ada-1815", "Ada Lovelace", Some("ada@example.com, verified"), Some("openid email profile"), "refresh_token_missing"),
    ("KEYCLOAK", "ada-1815", "Ada Lovelace", Some("ada@example.com, verified"), Some("openid email profile"), "yes"),
    ("COGNITO", "ada-1815", "Ada Lovelace", Some("ada@example.com, verified"), None, "yes"),
    ("AUTHENTIK", "ada-1815", "Ada Lovelace", Some("ada@example.com, verified"), Some("openid email profile"), "refresh_token_missing"),
    ("ZITADEL", "ada-1815", "Ada Lovelace", Some("ada@example.com, verified"), Some("openid email profile"), "refresh_token_missing"),
    ("KANIDM", "ada-1815", "Ada Lovelace", Some("ada@example.com, verified"), Some("openid email profile"), "yes"),
    ("SALESFORCE", "ada-1815", "Ada Lovelace", Some("ada@example.com, verified"), Some("openid email profile"), "refresh_token_missing"),
    ("GITHUB", "4711", "Ada Lovelace", Some("ada@example.com, verified"), Some("read:user user:email"), "refresh_token_missing"),
    ("GITLAB", "ada-1815", "Ada Lovelace", Some("ada@example.com, verified"), Some("openid email profile"), "yes"),
    ("BITBUCKET", "ada-1815", "Ada Lovelace", Some("ada@example.com, verified"), None, "yes"),
    ("GITEA", "4711", "Ada Lovelace", Some("ada@example.com"), Some("read:user"), "yes"),
    ("ATLASSIAN", "ada-1815", "Ada Lovelace", Some("ada@example.com"), Some("read:me"), "refresh_token_missing"),
    ("FACEBOOK", "4711", "Ada Lovelace", Some("ada@example.com"), None, "refresh_token_missing"),
    ("X", "4711", "Ada Lovelace", None, Some("users.read tweet.read"), "refresh_token_missing"),
    ("DISCORD", "4711", "Ada Lovelace", Some("ada@example.com, verified"), Some("identify email"), "yes"),
    ("REDDIT", "4711", "ada", None, Some("identity"), "refresh_token_missing"),
    ("TIKTOK", "ada-1815", "Ada Lovelace", None, Some("user.info.basic"), "yes"),
    ("MASTODON", "4711", "Ada Lovelace", None, Some("read"), "refresh_token_missing"),
    ("PATREON", "4711", "Ada Lovelace", Some("ada@example.com, verified"), Some("identity identity[email]"), "yes"),
    ("SPOTIFY", "4711", "Ada Lovelace", Some("ada@example.com"), Some("user-read-email"), "yes"),
    ("STRAVA", "4711", "Ada Lovelace", None, None, "yes"),
    ("NOTION", "ada-1815", "Ada Lovelace", Some("ada@example.com"), None, "refresh_token_missing"),
    ("DROPBOX", "ada-1815", "Ada Lovelace", Some("ada@example.com, verified"), Some("account_info.read"), "refresh_token_missing"),
    ("FIGMA", "4711", "Ada Lovelace", Some("ada@example.com"), None, "yes"),
    ("ZOOM", "ada-1815", "Ada Lovelace", Some("ada@example.com"), None, "yes"),
    ("PAYPAL", "ada-1815", "Ada Lovelace", Some("ada@example.com, verified"), Some("openid email profile"), "yes"),
    ("KAKAO", "4711", "Ada Lovelace", Some("ada@example.com, verified"), Some("account_email profile_nickname profile_image"), "yes"),
    ("NAVER", "ada-1815", "Ada Lovelace", Some("ada@example.com"), None, "yes"),
    ("TWITTER", "4711", "Ada Lovelace", Some("ada@example.com, verified"), None, "yes"),
    ("TUMBLR", "ada", "ada", None, None, "yes"),
    ("FLICKR", "4711", "Ada Lovelace", None, None, "yes"),
    ("TRELLO", "ada-1815", "Ada Lovelace", None, None, "yes"),
    ("DISCOGS", "4711", "ada", None, None, "yes"),
];

#[actix_web::test]
async fn somebody_logs_in_with_every_preset_and_is_known_by_the_same_words() {
    for (name, subject, person, email, scope, refreshed) in ADA {
        let outcome = Stage::of(name).log_in(preset(name)).await;
        let expected = json!({"who": [subject, person, email], "scope": scope, "refreshed": refreshed});
        assert_eq!(outcome, Outcome::LoggedIn(expected), "{name}");
    }
}

#[test]
fn every_preset_is_played_and_every_personality_has_a_preset() {
    let mut presets: Vec<_> = presets::ALL.iter().map(|(name, _)| *name).collect();
    let mut rows: Vec<_> = ADA.iter().map(|row| row.0).collect();
    let mut played: Vec<_> = Personality::ALL.iter().map(|personality| personality.preset_name()).collect();
    for names in [&mut presets, &mut rows, &mut played] {
        names.sort_unstable();
    }
    assert_eq!((&presets, &presets), (&rows, &played));
    assert!(presets.len() >= 40);
}

/// Whatever shape a provider gives its errors: GitHub's and Slack's with status 200, Facebook's object, Twitch's without a
/// code.
#[actix_web::test]
async fn a_wrong_secret_is_told_as_such_by_every_provider() {
    for (name, preset) in presets::ALL {
        let stage = Stage::of(name);
        let id = match preset.protocol() {
            oauth_core::Protocol::OAuth1 => stage.provider.oauth1_client().id,
            _ => stage.provider.oidc_client().id,
        };
        let wrong = stage.description(preset).client(&id, "a wrong secret of thirty-two bytes or more");
        let expected = match *name {
            // Neither answer has an `error` of RFC 6749, section 5.2.
            "TWITCH" | "NOTION" => "token_status",
            "TWITTER" | "TUMBLR" | "FLICKR" | "TRELLO" | "DISCOGS" => "temporary_credentials_refused",
            _ => "token_refused",
        };
        let outcome = stage.log_in_with(&wrong).await;
        match *name {
            "APPLE" => assert!(matches!(outcome, Outcome::Misconfigured(_)), "{outcome:?}"),
            _ => assert_eq!(outcome, Outcome::Refused(expected.to_owned()), "{name}"),
        }
    }
}

/// GitHub began to send `iss` in April 2026, to applications that had been told of no issuer.
#[actix_web::test]
async fn the_issuer_of_a_plain_oauth_2_provider_is_compared() {
    let stage = Stage::of("GITHUB");
    let other = stage.description(preset("GITHUB")).set(Key::Issuer, "https://github.example");
    let refused = Outcome::Refused("response_issuer_mismatch".to_owned());
    assert_eq!(stage.log_in_with(&other).await, refused);
}

/// UI-011: one identifier has one spelling, and what could be rounded is none.
#[actix_web::test]
async fn an_identifier_is_a_text_or_a_whole_number_and_nothing_that_could_be_two() {
    let stage = Stage::of("GITHUB");
    for (id, subject) in [
        ("1", Some("1")),
        ("\"1\"", Some("1")),
        ("18446744073709551615", Some("18446744073709551615")),
        ("1.0", None),
        ("1e0", None),
        ("18446744073709551616", None),
        ("true", None),
        ("null", None),
        ("\"\"", None),
    ] {
        stage.provider.on_reply(Endpoint::ApiUser, move |_, reply| {
            let document = String::from_utf8(std::mem::take(&mut reply.body)).unwrap();
            reply.body = document.replacen("4711", id, 1).into_bytes();
        });
        let outcome = stage.log_in(preset("GITHUB")).await;
        match subject {
            Some(subject) => {
                let Outcome::LoggedIn(answer) = outcome else { panic!("{id}: {outcome:?}") };
                assert_eq!(answer["who"][0], subject, "{id}");
            }
            None => assert_eq!(outcome, Outcome::Refused("identifier_invalid".to_owned()), "{id}"),
        }
        stage.provider.reset();
    }
}

/// AL-001, AL-002: an application that matches on [`Email::Verified`] links nobody by an address that this provider has not
/// checked, or by one that it may not vouch for, whatever it claims.
#[actix_web::test]
async fn an_address_is_unverified_unless_the_preset_trusts_the_provider_and_the_provider_says_so() {
    for (name, claim, expected) in [
        ("GOOGLE", json!(true), "ada@example.com, verified"),
        ("GOOGLE", json!(false), "ada@example.com"),
        ("GOOGLE", json!(null), "ada@example.com"),
        ("LINE", json!(true), "ada@example.com"),
        ("MICROSOFT_ENTRA_ID", json!(true), "ada@example.com"),
    ] {
        let stage = Stage::of(name);
        let (in_token, in_userinfo) = (claim.clone(), claim.clone());
        stage.provider.on_id_token(move |token| token.set("email_verified", in_token.clone()));
        stage.provider.on_userinfo(move |claims| {
            claims.insert("email_verified".to_owned(), in_userinfo.clone());
        });
        let outcome = stage.log_in(preset(name)).await;
        let Outcome::LoggedIn(answer) = outcome else { panic!("{name}: {outcome:?}") };
        assert_eq!(answer["who"][2], expected, "{name} {claim}");
    }
}

/// The name comes once, and nothing vouches for it.
#[actix_web::test]
async fn apple_tells_the_name_with_the_first_login_alone() {
    let stage = Stage::of("APPLE");
    for name in [json!("Ada Lovelace"), json!(null)] {
        let Outcome::LoggedIn(answer) = stage.log_in(preset("APPLE")).await else { panic!("no login") };
        assert_eq!(answer["who"], json!(["ada-1815", name, "ada@example.com, verified"]));
    }
}
