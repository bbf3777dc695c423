//! Public OpenID Providers.

use super::scopes;
use crate::provider::{Deviation, EmailRule, Key, Preset, ProfileRules};

/// Google, by OpenID Connect.
///
/// For a refresh token write `authorization_parameters = "access_type=offline"` and `prompt = "consent"`. `hd=acme.example`
/// among the parameters only preselects a Workspace: compare the claim `hd` of the ID token.
pub const GOOGLE: Preset = Preset::openid_connect("Google")
    .issuer("https://accounts.google.com")
    .scope("openid email profile")
    .scopes(scopes::GOOGLE)
    .deviations(&[Deviation::LegacyIssuer("accounts.google.com")])
    .profile(ProfileRules::id_token())
    .source("https://developers.google.com/identity/openid-connect/openid-connect", "2026-11-21");

/// Apple, by OpenID Connect.
///
/// Add `team_id` and `key_id`; the client secret is the private key of that id, a file in PEM. A person's name comes once,
/// unsigned, with the first login. There is no userinfo endpoint and no picture. The endpoints stand here because the
/// metadata document has named another issuer, `https://account.apple.com`, than the ID tokens (June 2025).
pub const APPLE: Preset = Preset::openid_connect("Apple")
    .issuer("https://appleid.apple.com")
    .authorization_endpoint("https://appleid.apple.com/auth/authorize")
    .token_endpoint("https://appleid.apple.com/auth/token")
    .jwks_uri("https://appleid.apple.com/auth/keys")
    .needs(&[Key::TeamId, Key::KeyId])
    .token_endpoint_auth_method("client_secret_post")
    .response_mode("form_post")
    .scope("openid email name")
    .scopes(scopes::APPLE)
    .deviations(&[
        Deviation::MintedSecret,
        Deviation::FirstLoginUser,
        Deviation::FormPostForScopes(&["name", "email", "openid"]),
    ])
    .profile(
        ProfileRules::id_token()
            .email(EmailRule::FlagOrText { email: "/email", verified: "/email_verified" }),
    )
    .source(
        "https://developer.apple.com/documentation/signinwithapplerestapi/authenticating-users-with-sign-in-with-apple",
        "2026-11-21",
    );

/// LinkedIn, by OpenID Connect.
///
/// It does not repeat the nonce in the ID token, and refuses PKCE unless that was switched on for the application. What is
/// known of a person comes from the userinfo endpoint. Refresh tokens are for partners.
pub const LINKEDIN: Preset = Preset::openid_connect("LinkedIn")
    .issuer("https://www.linkedin.com/oauth")
    .api_base_url("https://api.linkedin.com/")
    .token_endpoint_auth_method("client_secret_post")
    .scope("openid email profile")
    .scopes(scopes::LINKEDIN)
    .deviations(&[Deviation::NonceNotEchoed, Deviation::PkceRefused])
    .source(
        "https://learn.microsoft.com/en-us/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2",
        "2026-11-21",
    );

/// Slack ("Sign in with Slack"), by OpenID Connect.
///
/// The older way, `/oauth/authorize` with scopes such as `identity.basic`, which one library still has, is not this one. The
/// workspace is the claim `https://slack.com/team_id`; `authorization_parameters = "team=T…"` only preselects it.
pub const SLACK: Preset = Preset::openid_connect("Slack")
    .issuer("https://slack.com")
    .api_base_url("https://slack.com/api/")
    .scope("openid email profile")
    .scopes(scopes::SLACK)
    .profile(ProfileRules::id_token())
    .source("https://docs.slack.dev/authentication/sign-in-with-slack/", "2026-11-21");

/// Twitch, by OpenID Connect.
///
/// Its claims have to be asked for, one by one, with the parameter `claims`. Calls of its API need a header `Client-Id` too.
pub const TWITCH: Preset = Preset::openid_connect("Twitch")
    .issuer("https://id.twitch.tv/oauth2")
    .api_base_url("https://api.twitch.tv/helix/")
    .api_headers(&[("client-id", "{client_id}")])
    .token_endpoint_auth_method("client_secret_post")
    .scope("openid user:read:email")
    .scopes(scopes::TWITCH)
    // {"id_token":{"email":null,"email_verified":null,"picture":null,"preferred_username":null}}
    .authorization_parameters(
        "claims=%7B%22id_token%22%3A%7B%22email%22%3Anull%2C%22email_verified%22%3Anull%2C%22picture%22%3Anull%2C\
         %22preferred_username%22%3Anull%7D%7D",
    )
    .deviations(&[Deviation::GrantedScopeList])
    .profile(ProfileRules::id_token())
    .source("https://dev.twitch.tv/docs/authentication/getting-tokens-oidc/", "2026-11-21");

/// Yahoo, by OpenID Connect.
///
/// The issuer is that of its own discovery document; no library repeats it.
pub const YAHOO: Preset = Preset::openid_connect("Yahoo")
    .issuer("https://api.login.yahoo.com")
    .scope("openid email profile")
    .scopes(&["openid", "email", "profile"])
    .source("https://developer.yahoo.com/sign-in-with-yahoo/", "2026-11-21");

/// LINE, by OpenID Connect.
///
/// The ID tokens of web logins are signed with the channel secret (HS256), although the metadata document announces ES256.
/// The mail address is in the ID token alone, and nothing says whether it was verified.
pub const LINE: Preset = Preset::openid_connect("LINE")
    .issuer("https://access.line.me")
    .api_base_url("https://api.line.me/")
    .token_endpoint_auth_method("client_secret_post")
    .id_token_signed_response_alg("HS256")
    .scope("openid email profile")
    .scopes(scopes::LINE)
    .profile(ProfileRules::id_token().email(EmailRule::Unverified("/email")))
    .source("https://developers.line.biz/en/docs/line-login/integrate-line-login/", "2026-11-21");

/// Hugging Face, by OpenID Connect.
pub const HUGGING_FACE: Preset = Preset::openid_connect("Hugging Face")
    .issuer("https://huggingface.co")
    .api_base_url("https://huggingface.co/api/")
    .scope("openid email profile")
    .scopes(scopes::HUGGING_FACE)
    .source("https://huggingface.co/docs/hub/oauth", "2026-11-21");
