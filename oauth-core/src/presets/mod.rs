//! Providers that need no look-up: `#[provider(preset = presets::GITHUB)]`.
//!
//! Each is data with a source and a date; whatever the attribute says beside it wins. A URL of a preset is a perishable
//! fact: when a provider moves, the attribute can follow before this library does.
//!
//! The issuer stands in a preset whenever it is known, for plain OAuth 2 too: a callback that names another one is refused
//! (RFC 9207). No preset asks for a refresh token by itself; each says how to.
//!
#![doc = include_str!("presets.md")]

mod code;
mod hosted;
mod korea;
mod microsoft;
mod oauth1;
mod openid;
// A list of words is read more easily in lines than in a column.
#[rustfmt::skip]
mod scopes;
mod social;
#[cfg(test)]
mod tests;
mod work;

use crate::provider::Preset;

/// Names every preset once: makes it public, and puts it on the list.
macro_rules! presets {
    ($($module:ident: $($preset:ident)+;)+) => {
        $( pub use self::$module::{$($preset),+}; )+

        /// Every preset with its name, such as `("GITHUB", &GITHUB)`.
        pub const ALL: &[(&str, &Preset)] = &[$( $( (stringify!($preset), &$preset), )+ )+];
    };
}

presets! {
    openid: GOOGLE APPLE LINKEDIN SLACK TWITCH YAHOO LINE HUGGING_FACE;
    microsoft: MICROSOFT_ENTRA_ID MICROSOFT_ENTRA_ID_TENANTS MICROSOFT_ENTRA_ID_ANY_TENANT;
    hosted: OKTA AUTH0 KEYCLOAK COGNITO AUTHENTIK ZITADEL KANIDM SALESFORCE;
    code: GITHUB GITLAB BITBUCKET GITEA ATLASSIAN;
    social: FACEBOOK X DISCORD REDDIT TIKTOK MASTODON PATREON SPOTIFY STRAVA;
    work: NOTION DROPBOX FIGMA ZOOM PAYPAL;
    korea: KAKAO NAVER;
    oauth1: TWITTER TUMBLR FLICKR TRELLO DISCOGS;
}
