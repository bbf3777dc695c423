//! What every preset must be.

use std::collections::BTreeSet;

use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};

use super::*;
use crate::encoding::base64;
use crate::provider::{Deviation, EmailRule, Key, ProfileSource, Protocol};
use crate::settings::{Provider, ProviderSettings};
use crate::{Cached, Timestamp, oauth1, oauth2, oidc};

const CALLBACK: &str = "https://app.example/auth/p/authorize";

/// What the attribute adds in these tests.
fn value(key: Key) -> &'static str {
    match key {
        Key::Domain => "login.acme.example",
        Key::Tenant | Key::Tenants => "72f988bf-86f1-41af-91ab-2d7cd011db47",
        Key::Region => "eu-central-1",
        Key::UserPool => "eu-central-1_AbCdEfGhI",
        Key::TeamId | Key::KeyId => "A1B2C3D4E5",
        _ => "acme",
    }
}

fn private_key() -> String {
    let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", base64(key.as_ref()))
}

fn settings(preset: &'static Preset) -> ProviderSettings {
    let minted = preset.known_deviations().contains(&Deviation::MintedSecret);
    let secret = if minted { private_key() } else { "0123456789abcdef0123456789abcdef".to_owned() };
    let described = Provider::preset("p", preset).client("our-client", &secret);
    let described =
        preset.required_keys().iter().fold(described, |described, key| described.set(*key, value(*key)));
    ProviderSettings::of(&described)
}

fn protocol(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::OAuth1 => "OAuth 1.0a",
        Protocol::OAuth2 => "OAuth 2",
        Protocol::OpenIdConnect => "OpenID Connect",
    }
}

#[test]
fn every_preset_makes_a_client() {
    for (name, preset) in ALL {
        let mut settings = settings(preset);
        let made = match preset.protocol() {
            Protocol::OAuth1 => oauth1::Client::from_settings(&mut settings, CALLBACK).is_some(),
            Protocol::OAuth2 => oauth2::Client::from_settings(&mut settings, CALLBACK).is_some(),
            Protocol::OpenIdConnect => oidc::Client::from_settings(&mut settings, CALLBACK).is_some(),
        };
        let errors: Vec<_> = settings.into_errors().iter().map(ToString::to_string).collect();
        assert!(made && errors.is_empty(), "{name}: {errors:?}");
    }
}

#[test]
fn no_preset_can_do_without_what_it_needs() {
    for (name, preset) in ALL {
        let bare = ProviderSettings::of(&Provider::preset("p", preset).client("our-client", "secret"));
        assert_eq!(bare.into_errors().len(), preset.required_keys().len(), "{name}");
    }
}

#[test]
fn every_placeholder_is_filled_in() {
    for (name, preset) in ALL {
        let settings = settings(preset);
        let template = preset.known_deviations().contains(&Deviation::IssuerTemplate);
        for key in Key::ALL {
            let text = settings.get(*key).unwrap_or_default();
            let is_template = template && *key == Key::Issuer;
            assert_eq!(text.contains('{'), is_template, "{name}: {text}");
            assert_eq!(text.contains("{tenantid}"), is_template, "{name}: {text}");
        }
    }
}

#[test]
fn every_value_keeps_the_rules_for_attributes() {
    for (name, preset) in ALL {
        let settings = settings(preset);
        for key in Key::ALL {
            let Some(text) = settings.get(*key).filter(|text| !text.contains('{')) else { continue };
            let openid = preset.known_deviations().contains(&Deviation::OpenIdWithoutIdToken);
            if *key == Key::Scope && openid {
                continue;
            }
            let (protocol, kind) = (preset.protocol(), key.kind(preset.protocol()));
            let judged = kind.map(|kind| crate::rules::check(kind, key.name(protocol), text));
            assert_eq!(judged, Some(Ok(())), "{name}: {key:?} {text}");
        }
    }
}

#[test]
fn names_are_unique() {
    let names: BTreeSet<_> = ALL.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), ALL.len());
}

#[test]
fn every_preset_has_a_source_and_a_date() {
    for (name, preset) in ALL {
        assert!(preset.read_at().starts_with("https://"), "{name}: {}", preset.read_at());
        let date: Vec<_> = preset.read_on().split('-').map(|part| part.parse::<u16>()).collect();
        let [Ok(2026..=2999), Ok(1..=12), Ok(1..=31)] = date[..] else { panic!("{name}: {date:?}") };
        assert_eq!(preset.read_on().len(), 10, "{name}");
    }
}

#[test]
fn every_profile_can_be_read() {
    for (name, preset) in ALL {
        let rules = preset.profile_rules().unwrap_or_else(|| panic!("{name} has no profile rules"));
        let openid = preset.protocol() == Protocol::OpenIdConnect;
        match rules.source() {
            ProfileSource::IdToken => assert!(openid, "{name}"),
            ProfileSource::TokenResponse => {}
            ProfileSource::Userinfo => {
                assert!(openid || preset.get(Key::UserinfoEndpoint).is_some(), "{name}");
            }
        }
        if let EmailRule::List { .. } = rules.email {
            assert!(preset.get(Key::ApiBaseUrl).is_some(), "{name}");
        }
    }
}

#[test]
fn the_scope_is_among_the_known_ones() {
    for (name, preset) in ALL {
        let known = preset.known_scopes();
        assert_eq!(known.iter().collect::<BTreeSet<_>>().len(), known.len(), "{name} lists a scope twice");
        for scope in preset.get(Key::Scope).unwrap_or_default().split_ascii_whitespace() {
            assert!(known.contains(&scope), "{name}: {scope}");
        }
    }
}

fn login_at(preset: &'static Preset) -> String {
    let now = Timestamp::from_unix(1_700_000_000);
    let client = oauth2::Client::from_settings(&mut settings(preset), CALLBACK).unwrap();
    let Cached::Fresh(metadata) = client.metadata(now) else { panic!("{} needs a document", preset.name()) };
    let parameters = oauth2::AuthorizationParameters::default();
    client.authorize(&metadata, parameters, now, &mut crate::SystemRandom).unwrap().url
}

#[test]
fn plain_oauth_2_needs_no_metadata_document() {
    for (_, preset) in ALL.iter().filter(|(_, preset)| preset.protocol() == Protocol::OAuth2) {
        let url = login_at(preset);
        let pkce = !preset.known_deviations().contains(&Deviation::PkceRefused);
        assert_eq!(url.contains("&code_challenge_method=S256&"), pkce, "{url}");
    }
}

#[test]
fn scopes_are_separated_as_the_provider_wants_them() {
    assert!(login_at(&GITHUB).ends_with("&scope=read%3Auser%20user%3Aemail"));
    assert!(login_at(&FACEBOOK).ends_with("&scope=email%2Cpublic_profile"));
}

#[test]
fn an_at_sign_is_refused_before_the_path_alone() {
    let discord = DISCORD.get(Key::UserinfoEndpoint).unwrap();
    assert!(discord.ends_with("/users/@me"));
    for url in ["https://user@op.example", "https://op.example@evil.example/@me"] {
        let preset = std::panic::catch_unwind(|| Preset::oauth2("Acme").token_endpoint(url));
        assert!(preset.is_err(), "{url}");
    }
}

#[test]
fn entra_id_never_verifies_an_address() {
    for preset in [MICROSOFT_ENTRA_ID, MICROSOFT_ENTRA_ID_TENANTS, MICROSOFT_ENTRA_ID_ANY_TENANT] {
        let rules = preset.profile_rules().unwrap();
        assert_eq!(rules.email, EmailRule::Unverified("/email"));
    }
}

#[test]
fn the_claims_that_twitch_is_asked_for_are_json() {
    let parameters = crate::encoding::form_decode(TWITCH.get(Key::AuthorizationParameters).unwrap()).unwrap();
    let [(name, claims)] = &parameters[..] else { panic!("{parameters:?}") };
    let claims: serde_json::Value = serde_json::from_str(claims).unwrap();
    assert_eq!(name, "claims");
    assert_eq!(claims["id_token"].as_object().unwrap().len(), 4);
}

#[test]
fn the_documented_presets_are_those_of_the_code() {
    let row = |line: &str| {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
        line.starts_with("| [`").then_some(cells)
    };
    let documented: Vec<_> = include_str!("presets.md").lines().filter_map(row).collect();
    let defined = ALL.iter().map(|(name, preset)| {
        let keys = preset.required_keys().iter().map(|key| format!("`{}`", key.name(preset.protocol())));
        let keys = keys.collect::<Vec<_>>().join(", ");
        vec![format!("[`{name}`]"), protocol(preset.protocol()).to_owned(), keys]
    });
    assert_eq!(documented, defined.collect::<Vec<_>>());
}
