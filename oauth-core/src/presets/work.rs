//! Where people work and pay.

use super::scopes;
use crate::provider::{Deviation, EmailRule, Preset, ProfileRules};

/// Notion, by plain OAuth 2. No issuer is known, there are no scopes, and the mail address is not said to be verified.
///
/// The token request is JSON, which Notion validates. No library sends `code_verifier` in it, and nothing says that Notion
/// ignores an unknown member, so PKCE is left out. Who somebody is stands inside of the bot that was installed for him.
pub const NOTION: Preset = Preset::oauth2("Notion")
    .authorization_endpoint("https://api.notion.com/v1/oauth/authorize")
    .token_endpoint("https://api.notion.com/v1/oauth/token")
    .userinfo_endpoint("https://api.notion.com/v1/users/me")
    .api_base_url("https://api.notion.com/v1/")
    .api_headers(&[("notion-version", "2022-06-28")])
    .authorization_parameters("owner=user")
    .deviations(&[Deviation::JsonTokenRequest, Deviation::PkceRefused])
    .profile(
        ProfileRules::userinfo("/bot/owner/user/id")
            .name(&["/bot/owner/user/name"])
            .picture("/bot/owner/user/avatar_url")
            .email(EmailRule::Unverified("/bot/owner/user/person/email")),
    )
    .source("https://developers.notion.com/docs/authorization", "2026-11-21");

/// Dropbox, by plain OAuth 2. No issuer is known.
///
/// Who is logged in is asked with a POST. For a refresh token write
/// `authorization_parameters = "token_access_type=offline"`.
pub const DROPBOX: Preset = Preset::oauth2("Dropbox")
    .authorization_endpoint("https://www.dropbox.com/oauth2/authorize")
    .token_endpoint("https://api.dropboxapi.com/oauth2/token")
    .userinfo_endpoint("https://api.dropboxapi.com/2/users/get_current_account")
    .api_base_url("https://api.dropboxapi.com/2/")
    .scope("account_info.read")
    .scopes(scopes::DROPBOX)
    .deviations(&[Deviation::UserinfoPost])
    .profile(
        ProfileRules::userinfo("/account_id")
            .name(&["/name/display_name"])
            .picture("/profile_photo_url")
            .email(EmailRule::Flag { email: "/email", verified: &["/email_verified"] }),
    )
    .source("https://developers.dropbox.com/oauth-guide", "2026-11-21");

/// Figma, by plain OAuth 2. No issuer is known, and the mail address is not said to be verified.
///
/// Tokens are refreshed at an address of its own. One library has the token endpoint at `www.figma.com`; this is the one of
/// the other three.
pub const FIGMA: Preset = Preset::oauth2("Figma")
    .authorization_endpoint("https://www.figma.com/oauth")
    .token_endpoint("https://api.figma.com/v1/oauth/token")
    .refresh_token_url("https://api.figma.com/v1/oauth/refresh")
    .userinfo_endpoint("https://api.figma.com/v1/me")
    .api_base_url("https://api.figma.com/v1/")
    .scope("current_user:read")
    .scopes(scopes::FIGMA)
    .profile(
        ProfileRules::userinfo("/id")
            .name(&["/handle"])
            .picture("/img_url")
            .email(EmailRule::Unverified("/email")),
    )
    .source("https://developers.figma.com/docs/rest-api/authentication/", "2026-11-21");

/// Zoom, by plain OAuth 2. No issuer is known.
///
/// Scopes are chosen in the app's settings, where one for reading the user (`user:read:user` or `user:read`) has to be among
/// them; none are asked for here. `verified` in the answer is about the account, so the mail address is not a verified one.
pub const ZOOM: Preset = Preset::oauth2("Zoom")
    .authorization_endpoint("https://zoom.us/oauth/authorize")
    .token_endpoint("https://zoom.us/oauth/token")
    .revocation_endpoint("https://zoom.us/oauth/revoke")
    .userinfo_endpoint("https://api.zoom.us/v2/users/me")
    .api_base_url("https://api.zoom.us/v2/")
    .profile(
        ProfileRules::userinfo("/id")
            .name(&["/display_name", "/first_name /last_name"])
            .picture("/pic_url")
            .email(EmailRule::Unverified("/email")),
    )
    .source("https://developers.zoom.us/docs/integrations/oauth/", "2026-11-21");

/// PayPal, by plain OAuth 2, although the scope has `openid`: none of the libraries knows an issuer or reads the ID token.
///
/// So who somebody is comes from the userinfo endpoint. Its documentation has a list `emails`, where libraries read `email`;
/// the list is taken, and an address that it does not call confirmed is unverified. Scopes are also chosen in the console.
/// The sandbox has hosts of its own: write all endpoints.
pub const PAYPAL: Preset = Preset::oauth2("PayPal")
    .authorization_endpoint("https://www.paypal.com/signin/authorize")
    .token_endpoint("https://api-m.paypal.com/v1/oauth2/token")
    .userinfo_endpoint("https://api-m.paypal.com/v1/identity/oauth2/userinfo?schema=paypalv1.1")
    .api_base_url("https://api-m.paypal.com/")
    .scope("openid email profile")
    .scopes(scopes::PAYPAL)
    .deviations(&[Deviation::OpenIdWithoutIdToken])
    .profile(
        ProfileRules::userinfo("/user_id")
            .name(&["/name"])
            .picture("/picture")
            .email(EmailRule::Flag { email: "/emails/0/value", verified: &["/emails/0/confirmed"] }),
    )
    .source("https://developer.paypal.com/docs/log-in-with-paypal/integrate/", "2026-11-21");
