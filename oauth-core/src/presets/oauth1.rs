//! Providers that still speak OAuth 1.0a.

use crate::provider::{EmailRule, Preset, ProfileRules};

/// X, formerly Twitter, by OAuth 1.0a.
///
/// The mail address comes only to applications that were permitted to see it, and is then a confirmed one.
pub const TWITTER: Preset = Preset::oauth1("X (OAuth 1.0a)")
    .request_token_url("https://api.twitter.com/oauth/request_token")
    .authorization_endpoint("https://api.twitter.com/oauth/authenticate")
    .token_endpoint("https://api.twitter.com/oauth/access_token")
    .api_base_url("https://api.twitter.com/1.1/")
    .userinfo_endpoint("https://api.twitter.com/1.1/account/verify_credentials.json?include_email=true")
    .profile(
        ProfileRules::userinfo("/id_str")
            .name(&["/name", "/screen_name"])
            .picture("/profile_image_url_https")
            .email(EmailRule::Confirmed("/email")),
    )
    .source("https://docs.x.com/fundamentals/authentication/guides/log-in-with-x", "2026-11-21");

/// Tumblr, by OAuth 1.0a.
///
/// Nothing identifies a person but the user name, which can be changed and then belong to somebody else: do not use it for
/// accounts that matter.
pub const TUMBLR: Preset = Preset::oauth1("Tumblr")
    .request_token_url("https://www.tumblr.com/oauth/request_token")
    .authorization_endpoint("https://www.tumblr.com/oauth/authorize")
    .token_endpoint("https://www.tumblr.com/oauth/access_token")
    .api_base_url("https://api.tumblr.com/v2/")
    .userinfo_endpoint("https://api.tumblr.com/v2/user/info")
    .profile(ProfileRules::userinfo("/response/user/name").name(&["/response/user/name"]))
    .source("https://www.tumblr.com/docs/en/api/v2", "2026-11-21");

/// Flickr, by OAuth 1.0a. Who somebody is comes with the token; no further request is sent.
///
/// It asks for the permission to read; `authorization_parameters = "perms=write"` asks for more. API calls need
/// `format=json&nojsoncallback=1`.
pub const FLICKR: Preset = Preset::oauth1("Flickr")
    .request_token_url("https://www.flickr.com/services/oauth/request_token")
    .authorization_endpoint("https://www.flickr.com/services/oauth/authorize")
    .token_endpoint("https://www.flickr.com/services/oauth/access_token")
    .api_base_url("https://api.flickr.com/services/")
    .authorization_parameters("perms=read")
    .profile(ProfileRules::token_response("/user_nsid").name(&["/fullname", "/username"]))
    .source("https://www.flickr.com/services/api/auth.oauth.html", "2026-11-21");

/// Trello, by OAuth 1.0a.
///
/// It asks for the scope `read`; for the mail address, which is not said to be verified, write
/// `authorization_parameters = "scope=read,account"`. `expiration=never` and `name=…` stand there too.
pub const TRELLO: Preset = Preset::oauth1("Trello")
    .request_token_url("https://trello.com/1/OAuthGetRequestToken")
    .authorization_endpoint("https://trello.com/1/OAuthAuthorizeToken")
    .token_endpoint("https://trello.com/1/OAuthGetAccessToken")
    .api_base_url("https://api.trello.com/1/")
    .userinfo_endpoint("https://api.trello.com/1/members/me")
    .authorization_parameters("scope=read")
    .profile(
        ProfileRules::userinfo("/id")
            .name(&["/fullName", "/username"])
            .email(EmailRule::Unverified("/email")),
    )
    .source("https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/", "2026-11-21");

/// Discogs, by OAuth 1.0a. It refuses requests without `User-Agent`. No mail address is told.
pub const DISCOGS: Preset = Preset::oauth1("Discogs")
    .request_token_url("https://api.discogs.com/oauth/request_token")
    .authorization_endpoint("https://www.discogs.com/oauth/authorize")
    .token_endpoint("https://api.discogs.com/oauth/access_token")
    .api_base_url("https://api.discogs.com/")
    .userinfo_endpoint("https://api.discogs.com/oauth/identity")
    .profile(ProfileRules::userinfo("/id").name(&["/username"]))
    .source(
        "https://www.discogs.com/developers#page:authentication,header:authentication-oauth-flow",
        "2026-11-21",
    );
