//! Where people meet.

use super::scopes;
use crate::provider::{Deviation, EmailRule, Key, Preset, ProfileRules};

/// Facebook, by plain OAuth 2 with version 24.0 of its Graph API, which every URL names and which expires.
///
/// Of the libraries that were compared each has another version; this is the newest of them. Nothing says whether the mail
/// address was verified, and it may be missing. Calls may need `appsecret_proof`, which is not sent.
pub const FACEBOOK: Preset = Preset::oauth2("Facebook")
    .issuer("https://www.facebook.com")
    .authorization_endpoint("https://www.facebook.com/v24.0/dialog/oauth")
    .token_endpoint("https://graph.facebook.com/v24.0/oauth/access_token")
    .userinfo_endpoint("https://graph.facebook.com/v24.0/me?fields=id,name,email,picture")
    .api_base_url("https://graph.facebook.com/v24.0/")
    .token_endpoint_auth_method("client_secret_post")
    .scope("email public_profile")
    .scopes(scopes::FACEBOOK)
    .deviations(&[Deviation::CommaScopes])
    .profile(
        ProfileRules::userinfo("/id")
            .name(&["/name"])
            .picture("/picture/data/url")
            .email(EmailRule::Unverified("/email")),
    )
    .source("https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow", "2026-11-21");

/// X, formerly Twitter, by OAuth 2. No issuer is known.
///
/// Half of the libraries still have the hosts under `twitter.com`; these are the vendor's present ones. For the mail address
/// add `users.email` to the scope and write
/// `userinfo_endpoint = "https://api.x.com/2/users/me?user.fields=profile_image_url,confirmed_email"`. For a refresh token
/// add `offline.access`, with a dot.
pub const X: Preset = Preset::oauth2("X")
    .authorization_endpoint("https://x.com/i/oauth2/authorize")
    .token_endpoint("https://api.x.com/2/oauth2/token")
    .revocation_endpoint("https://api.x.com/2/oauth2/revoke")
    .userinfo_endpoint("https://api.x.com/2/users/me?user.fields=profile_image_url")
    .api_base_url("https://api.x.com/2/")
    // `users.read` alone is not enough to read who somebody is.
    .scope("users.read tweet.read")
    .scopes(scopes::X)
    .profile(
        ProfileRules::userinfo("/data/id")
            .name(&["/data/name", "/data/username"])
            .picture("/data/profile_image_url")
            .email(EmailRule::Confirmed("/data/confirmed_email")),
    )
    .source("https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code", "2026-11-21");

/// Discord, by plain OAuth 2. No issuer is known.
///
/// Some libraries have the authorization endpoint below `/api`; this is the address that Discord documents. A picture has no
/// URL in the answer: it is made of `id` and `avatar`.
pub const DISCORD: Preset = Preset::oauth2("Discord")
    .authorization_endpoint("https://discord.com/oauth2/authorize")
    .token_endpoint("https://discord.com/api/oauth2/token")
    .revocation_endpoint("https://discord.com/api/oauth2/token/revoke")
    .userinfo_endpoint("https://discord.com/api/users/@me")
    .api_base_url("https://discord.com/api/")
    .scope("identify email")
    .scopes(scopes::DISCORD)
    .profile(
        ProfileRules::userinfo("/id")
            .name(&["/global_name", "/username"])
            .email(EmailRule::Flag { email: "/email", verified: &["/verified"] }),
    )
    .source("https://discord.com/developers/docs/topics/oauth2", "2026-11-21");

/// Reddit, by plain OAuth 2. No issuer is known, and no mail address is told.
///
/// It throttles clients that do not name themselves in `User-Agent`. The picture is left out, because its URL comes escaped
/// for HTML. For a refresh token write `authorization_parameters = "duration=permanent"`. One library still has the host
/// `ssl.reddit.com`.
pub const REDDIT: Preset = Preset::oauth2("Reddit")
    .authorization_endpoint("https://www.reddit.com/api/v1/authorize")
    .token_endpoint("https://www.reddit.com/api/v1/access_token")
    .userinfo_endpoint("https://oauth.reddit.com/api/v1/me")
    .api_base_url("https://oauth.reddit.com/")
    .scope("identity")
    .scopes(scopes::REDDIT)
    .profile(ProfileRules::userinfo("/id").name(&["/name"]))
    .source("https://github.com/reddit-archive/reddit/wiki/OAuth2", "2026-11-21");

/// TikTok, by plain OAuth 2. No issuer is known, and no mail address is told.
///
/// It calls `client_id` `client_key` and separates scopes by commas. More of a person is had with another scope and another
/// `userinfo_endpoint`, whose `fields` name it. One library still has version 1, which is gone.
pub const TIKTOK: Preset = Preset::oauth2("TikTok")
    .authorization_endpoint("https://www.tiktok.com/v2/auth/authorize")
    // The slash matters: without it there is a redirect.
    .token_endpoint("https://open.tiktokapis.com/v2/oauth/token/")
    .revocation_endpoint("https://open.tiktokapis.com/v2/oauth/revoke/")
    .userinfo_endpoint("https://open.tiktokapis.com/v2/user/info/?fields=open_id,avatar_url,display_name")
    .api_base_url("https://open.tiktokapis.com/v2/")
    .token_endpoint_auth_method("client_secret_post")
    .scope("user.info.basic")
    .scopes(scopes::TIKTOK)
    .deviations(&[Deviation::ClientKey, Deviation::CommaScopes])
    .profile(
        ProfileRules::userinfo("/data/user/open_id")
            .name(&["/data/user/display_name"])
            .picture("/data/user/avatar_url")
            .succeeded("/error/code", "ok"),
    )
    .source("https://developers.tiktok.com/doc/oauth-user-access-token-management", "2026-11-21");

/// Mastodon, by plain OAuth 2. Each installation has its own clients; no mail address is told.
///
/// Add `domain = "mastodon.social"`. An identifier is unique at that installation only. No issuer is compared, because an
/// installation's name and its host may differ.
pub const MASTODON: Preset = Preset::oauth2("Mastodon")
    .authorization_endpoint("https://{domain}/oauth/authorize")
    .token_endpoint("https://{domain}/oauth/token")
    .revocation_endpoint("https://{domain}/oauth/revoke")
    .userinfo_endpoint("https://{domain}/api/v1/accounts/verify_credentials")
    .api_base_url("https://{domain}/api/")
    .needs(&[Key::Domain])
    .scope("read")
    .scopes(scopes::MASTODON)
    .profile(ProfileRules::userinfo("/id").name(&["/display_name", "/username"]).picture("/avatar_static"))
    .source("https://docs.joinmastodon.org/client/authorized/", "2026-11-21");

/// Patreon, by plain OAuth 2. No issuer is known.
pub const PATREON: Preset = Preset::oauth2("Patreon")
    .authorization_endpoint("https://www.patreon.com/oauth2/authorize")
    .token_endpoint("https://www.patreon.com/api/oauth2/token")
    // fields[user], percent-encoded
    .userinfo_endpoint(
        "https://www.patreon.com/api/oauth2/v2/identity?fields%5Buser%5D=email,full_name,image_url,is_email_verified",
    )
    .api_base_url("https://www.patreon.com/api/oauth2/v2/")
    .token_endpoint_auth_method("client_secret_post")
    .scope("identity identity[email]")
    .scopes(scopes::PATREON)
    .profile(
        ProfileRules::userinfo("/data/id")
            .name(&["/data/attributes/full_name"])
            .picture("/data/attributes/image_url")
            .email(EmailRule::Flag {
                email: "/data/attributes/email",
                verified: &["/data/attributes/is_email_verified"],
            }),
    )
    .source("https://docs.patreon.com/#oauth", "2026-11-21");

/// Spotify, by plain OAuth 2. No issuer is known, and the mail address is documented as unverified.
pub const SPOTIFY: Preset = Preset::oauth2("Spotify")
    .authorization_endpoint("https://accounts.spotify.com/authorize")
    .token_endpoint("https://accounts.spotify.com/api/token")
    .userinfo_endpoint("https://api.spotify.com/v1/me")
    .api_base_url("https://api.spotify.com/v1/")
    .scope("user-read-email")
    .scopes(scopes::SPOTIFY)
    .profile(
        ProfileRules::userinfo("/id")
            .name(&["/display_name"])
            .picture("/images/0/url")
            .email(EmailRule::Unverified("/email")),
    )
    .source("https://developer.spotify.com/documentation/web-api/tutorials/code-flow", "2026-11-21");

/// Strava, by plain OAuth 2. No issuer is known, and no mail address is told.
///
/// Libraries disagree on both endpoints; these two are the ones that most of them and Strava's own page have. Scopes are
/// separated by commas.
pub const STRAVA: Preset = Preset::oauth2("Strava")
    .authorization_endpoint("https://www.strava.com/oauth/authorize")
    .token_endpoint("https://www.strava.com/api/v3/oauth/token")
    .userinfo_endpoint("https://www.strava.com/api/v3/athlete")
    .api_base_url("https://www.strava.com/api/v3/")
    .token_endpoint_auth_method("client_secret_post")
    .scope("read")
    .scopes(scopes::STRAVA)
    .deviations(&[Deviation::CommaScopes])
    .profile(ProfileRules::userinfo("/id").name(&["/firstname /lastname"]).picture("/profile"))
    .source("https://developers.strava.com/docs/authentication/", "2026-11-21");
