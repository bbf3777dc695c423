//! Where code is kept and worked on.

use super::scopes;
use crate::provider::{Deviation, EmailRule, Key, Preset, ProfileRules};

/// GitHub, by plain OAuth 2. Its callbacks carry `iss` since April 2026, hence the issuer.
///
/// OAuth Apps get neither an expiry nor a refresh token, GitHub Apps get both. For GitHub Enterprise Server write a preset
/// of your own.
pub const GITHUB: Preset = Preset::oauth2("GitHub")
    .issuer("https://github.com/login/oauth")
    .authorization_endpoint("https://github.com/login/oauth/authorize")
    .token_endpoint("https://github.com/login/oauth/access_token")
    .userinfo_endpoint("https://api.github.com/user")
    .api_base_url("https://api.github.com/")
    .token_endpoint_auth_method("client_secret_post")
    .scope("read:user user:email")
    .scopes(scopes::GITHUB)
    .deviations(&[Deviation::CommaGrantedScopes])
    .profile(ProfileRules::userinfo("/id").name(&["/name", "/login"]).picture("/avatar_url").email(
        EmailRule::List {
            path: "user/emails",
            list: "",
            email: "/email",
            verified: "/verified",
            primary: "/primary",
        },
    ))
    .source(
        "https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps",
        "2026-11-21",
    );

/// GitLab, by OpenID Connect.
///
/// `domain` is `gitlab.com` unless the attribute names an installation. Add `read_api` or `api` to the scope to call the API.
pub const GITLAB: Preset = Preset::openid_connect("GitLab")
    .issuer("https://{domain}")
    .default(Key::Domain, "gitlab.com")
    .api_base_url("https://{domain}/api/v4/")
    .scope("openid email profile")
    .scopes(scopes::GITLAB)
    .source("https://docs.gitlab.com/integration/openid_connect_provider/", "2026-11-21");

/// Bitbucket, by plain OAuth 2. No issuer is known.
///
/// Who somebody is, is his `uuid`, which does not change; `account_id`, which one library takes, is that of all Atlassian's
/// products. The scope of a token is called `scopes` there, and so is not seen.
pub const BITBUCKET: Preset = Preset::oauth2("Bitbucket")
    .authorization_endpoint("https://bitbucket.org/site/oauth2/authorize")
    .token_endpoint("https://bitbucket.org/site/oauth2/access_token")
    .userinfo_endpoint("https://api.bitbucket.org/2.0/user")
    .api_base_url("https://api.bitbucket.org/2.0/")
    .scope("account")
    .scopes(scopes::BITBUCKET)
    .profile(ProfileRules::userinfo("/uuid").name(&["/display_name"]).picture("/links/avatar/href").email(
        EmailRule::List {
            path: "user/emails",
            list: "/values",
            email: "/email",
            verified: "/is_confirmed",
            primary: "/is_primary",
        },
    ))
    .source("https://developer.atlassian.com/cloud/bitbucket/oauth-2/", "2026-11-21");

/// Gitea 1.23 or newer, by plain OAuth 2. Older ones do not know the scope and grant everything.
///
/// Add `domain = "git.acme.example"`. Nothing says whether the mail address was verified. Its issuer, that of the same
/// server's OpenID Connect, depends on the installation, so none is compared.
pub const GITEA: Preset = Preset::oauth2("Gitea")
    .authorization_endpoint("https://{domain}/login/oauth/authorize")
    .token_endpoint("https://{domain}/login/oauth/access_token")
    .userinfo_endpoint("https://{domain}/api/v1/user")
    .api_base_url("https://{domain}/api/v1/")
    .needs(&[Key::Domain])
    .scope("read:user")
    .scopes(scopes::GITEA)
    .profile(
        ProfileRules::userinfo("/id")
            .name(&["/full_name", "/login"])
            .picture("/avatar_url")
            .email(EmailRule::Unverified("/email")),
    )
    .source("https://docs.gitea.com/development/oauth2-provider", "2026-11-21");

/// Atlassian (Jira, Confluence), by plain OAuth 2. No issuer is known.
///
/// Nothing that we rely on says whether the mail address was verified. For a refresh token add `offline_access` to the scope;
/// `prompt=consent`, which it needs, is asked for already.
pub const ATLASSIAN: Preset = Preset::oauth2("Atlassian")
    .authorization_endpoint("https://auth.atlassian.com/authorize")
    .token_endpoint("https://auth.atlassian.com/oauth/token")
    .userinfo_endpoint("https://api.atlassian.com/me")
    .api_base_url("https://api.atlassian.com/")
    .token_endpoint_auth_method("client_secret_post")
    .authorization_parameters("audience=api.atlassian.com&prompt=consent")
    .scope("read:me")
    .scopes(scopes::ATLASSIAN)
    .profile(
        ProfileRules::userinfo("/account_id")
            .name(&["/name"])
            .picture("/picture")
            .email(EmailRule::Unverified("/email")),
    )
    .source("https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/", "2026-11-21");
