//! Every preset against a provider that plays its provider, strictly: what the real one refuses is refused.
//!
//! The facts were written down twice, here as presets and there as personalities. A login has to succeed; without one of the
//! preset's deviations it has to fail, or to lose what the deviation is for.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

mod deviations;
mod profiles;
#[path = "../support/mod.rs"]
mod support;
mod tenants;

use actix_web::HttpResponse;
use oauth_actix::{
    AnyLogin, Email, Error, Key, Preset, Profile, Provider as Description, Providers, Registry as _,
    Settings, oauth_registry, presets,
};
use oauth_core::{Protocol, ProviderSettings};
use oauth_test_provider::{Personality, Provider, apple_private_key_pem};
use oauth_tests::Visitor;
use serde_json::{Value, json};
use support::*;

#[oauth_registry]
struct Site {
    providers: Providers,
}

/// The provider that a preset is for, as its personality plays it.
struct Stage {
    provider: Provider,
    personality: Personality,
}

impl Stage {
    fn of(name: &str) -> Self {
        let personality = Personality::ALL.iter().find(|played| played.preset_name() == name);
        let personality = *personality.unwrap_or_else(|| panic!("nobody plays {name}"));
        let provider = Provider::builder().personality(personality).start_blocking().unwrap();
        provider.auto_approve("ada");
        Self { provider, personality }
    }

    /// The preset with what it needs, and every URL at the provider on this machine.
    fn description(&self, preset: &'static Preset) -> Description {
        let client = match preset.protocol() {
            Protocol::OAuth1 => self.provider.oauth1_client(),
            _ => self.provider.oidc_client(),
        };
        let secret = match self.personality.preset_name() {
            "APPLE" => apple_private_key_pem().to_owned(),
            _ => client.secret.unwrap(),
        };
        let mut description = Description::preset("it", preset).client(&client.id, &secret);
        for (name, value) in self.personality.fillings() {
            let key = Key::ALL.iter().find(|key| key.name(preset.protocol()) == *name);
            let wanted =
                key.filter(|key| preset.required_keys().contains(key) || preset.get(**key).is_some());
            description =
                wanted.into_iter().fold(description, |description, key| description.set(*key, value));
        }
        let filled = ProviderSettings::of(&description);
        let urls = Key::ALL.iter().filter_map(|key| Some((*key, filled.get(*key)?)));
        let urls: Vec<_> = urls.filter(|(_, value)| value.starts_with("https://")).collect();
        urls.into_iter()
            .fold(description, |description, (key, url)| description.set(key, &self.provider.address_of(url)))
    }

    /// What comes of a login with this preset in place of the provider's own.
    async fn log_in(&self, preset: &'static Preset) -> Outcome {
        self.log_in_with(&self.description(preset)).await
    }

    async fn log_in_with(&self, description: &Description) -> Outcome {
        let settings = Settings::new().base_url(BASE).cookie_key(&key(7));
        let site = Site::from_settings(&settings).unwrap();
        if let Err(errors) = site.providers.add(description) {
            return Outcome::Misconfigured(errors.to_string());
        }
        let browser = Browser::new(&App::plain(site.routes(signed_in)).await);
        let begun = browser.get("/auth/it/login").await;
        if begun.status != 303 {
            return Outcome::Refused(begun.error());
        }
        let Some(hop) = Visitor::new().get(begun.header("location")).next() else {
            return Outcome::NotAuthorized;
        };
        let answer = browser.finish(&hop).await;
        match answer.status {
            200 => Outcome::LoggedIn(answer.json()),
            _ => Outcome::Refused(answer.error()),
        }
    }
}

/// What came of a login.
#[derive(Debug, PartialEq)]
enum Outcome {
    LoggedIn(Value),
    /// The code of the error.
    Refused(String),
    /// The provider did not send the browser back.
    NotAuthorized,
    Misconfigured(String),
}

async fn signed_in(login: SiteLogin) -> Result<HttpResponse, Error> {
    let profile = login.profile().await?;
    let SiteLogin::Providers(mut login) = login;
    let scope = match &login {
        AnyLogin::Oidc(login) => login.tokens.scope.clone(),
        AnyLogin::OAuth2(login) => login.tokens.scope.clone(),
        AnyLogin::OAuth1(_) => None,
    };
    let refreshed = match &mut login {
        AnyLogin::Oidc(login) => login.refresh().await,
        AnyLogin::OAuth2(login) => login.refresh().await,
        AnyLogin::OAuth1(_) => Ok(()),
    };
    let refreshed = refreshed.err().map_or("yes", |error| error.code());
    Ok(HttpResponse::Ok().json(json!({"who": who(&profile), "scope": scope, "refreshed": refreshed})))
}

/// Identifier, name, address, and whether the address is a verified one.
fn who(profile: &Profile) -> Value {
    let email = profile.email.as_ref().map(|email| match email {
        Email::Verified(email) => format!("{email}, verified"),
        Email::Unverified(email) => email.clone(),
    });
    json!([profile.subject, profile.name, email])
}

/// The preset of this name.
fn preset(name: &str) -> &'static Preset {
    let found = presets::ALL.iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("no preset {name}")).1
}

/// A preset that lives as long as the test program.
fn keep(preset: Preset) -> &'static Preset {
    Box::leak(Box::new(preset))
}
