//! The list: names, presets, addresses, and where the facts come from.

use super::catalogue::{installations, oauth1, oauth2, openid, social};
use super::play::Play;

/// The tenant of everybody at the playing Entra ID.
pub(crate) const TENANT: &str = "8f14e45f-ceea-467f-a8ce-1234567890ab";

macro_rules! personalities {
    ($($(#[doc = $doc:literal])+ $variant:ident: $preset:literal => $play:path, [$($filling:expr),*];)*) => {
        /// A public provider that the provider can play, strictly: what the real one refuses is refused.
        ///
        /// It answers at `/HOST/PATH` for the hosts and paths of the real one, and at nothing else below these hosts. Its
        /// issuer is `http://127.0.0.1:PORT/HOST…`. [`Provider::address_of`](crate::Provider::address_of) translates.
        ///
        /// Every personality that speaks OAuth 2 or OpenID Connect is written down in the journal under
        /// [`Endpoint::Authorization`](crate::Endpoint::Authorization), [`Token`](crate::Endpoint::Token) and
        /// [`Revocation`](crate::Endpoint::Revocation); its profile under [`Userinfo`](crate::Endpoint::Userinfo) where it is
        /// that of OpenID Connect, else under [`ApiUser`](crate::Endpoint::ApiUser) and
        /// [`ApiEmails`](crate::Endpoint::ApiEmails). Those of OAuth 1.0a use the variants of OAuth 1.0a.
        ///
        /// Each entry says what is special and which documentation describes it, as far as known; what no documentation says
        /// was read in the sources of Auth.js, Arctic, better-auth, goth, Grant, Ory Kratos and python-social-auth (November
        /// 2026). Nothing was tried at the vendors.
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum Personality {
            $($(#[doc = $doc])+ $variant,)*
        }

        impl Personality {
            /// Every personality.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name of the variant.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant),)* }
            }

            /// The name of the constant that describes the real provider in the client library.
            pub fn preset_name(self) -> &'static str {
                match self { $(Self::$variant => $preset,)* }
            }

            /// What to put into a preset that leaves places open, by the name of the place; hosts are called `domain`.
            pub fn fillings(self) -> &'static [(&'static str, &'static str)] {
                match self { $(Self::$variant => &[$($filling),*],)* }
            }

            pub(crate) fn play(self) -> &'static Play {
                match self { $(Self::$variant => &$play,)* }
            }
        }
    };
}

personalities! {
    /// A refresh token comes with `access_type=offline` and `prompt=consent` only (as for a user who agreed before).
    ///
    /// Source: developers.google.com/identity/openid-connect/openid-connect.
    Google: "GOOGLE" => openid::GOOGLE, [];
    /// Errors of the token endpoint with status 200; form-encoded answers unless `Accept` names JSON; the granted scope with
    /// commas; `iss` in the callback; `User-Agent` demanded; no address in `/user`, all of them in `/user/emails`.
    ///
    /// Source: docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps, docs.github.com/rest/users/emails.
    GitHub: "GITHUB" => oauth2::GITHUB, [];
    /// One tenant, with its own endpoints and issuer. No `email_verified`; a refresh wants the scope again.
    ///
    /// Source: learn.microsoft.com/entra/identity-platform/v2-protocols-oidc.
    MicrosoftEntraId: "MICROSOFT_ENTRA_ID" => installations::ENTRA_TENANT, [("tenant", TENANT)];
    /// Several tenants: `organizations` or `common`, an issuer with a literal `{tenantid}`, the user's tenant in `iss` and `tid`.
    ///
    /// Source: learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer.
    MicrosoftEntraIdTenants: "MICROSOFT_ENTRA_ID_TENANTS" => installations::ENTRA_SHARED, [("tenants", "8f14e45f-ceea-467f-a8ce-1234567890ab 11111111-2222-3333-4444-555555555555")];
    /// Any tenant; the endpoints are those of [`MicrosoftEntraIdTenants`](Self::MicrosoftEntraIdTenants).
    ///
    /// Source: learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer.
    MicrosoftEntraIdAnyTenant: "MICROSOFT_ENTRA_ID_ANY_TENANT" => installations::ENTRA_SHARED, [];
    /// `response_mode=form_post` demanded as soon as a scope is asked; `user` in the form on the first login only; a
    /// `client_secret` that is a JWT signed with [`apple_private_key_pem`](crate::apple_private_key_pem); `email_verified` as
    /// text; an ID token without the scope `openid`; no userinfo endpoint.
    ///
    /// Source: developer.apple.com/documentation/signinwithapplerestapi, …/accountorganizationaldatasharing/creating-a-client-secret.
    Apple: "APPLE" => openid::APPLE, [("team_id", super::apple::TEAM_ID), ("key_id", super::apple::KEY_ID)];
    /// The interface under `/api/v4` for the scope `read_user`, and OpenID Connect for `openid`.
    ///
    /// Source: docs.gitlab.com/api/oauth2, docs.gitlab.com/integration/openid_connect_provider.
    GitLab: "GITLAB" => installations::GITLAB, [("domain", "gitlab.com")];
    /// Scopes with commas; a version in the paths; errors as objects with status 400; `fields` demanded for the profile.
    ///
    /// Source: developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow.
    Facebook: "FACEBOOK" => social::FACEBOOK, [];
    /// OAuth 1.0a. `/oauth/authenticate`; the address with `include_email=true` only; `denied` when the person says no.
    ///
    /// Source: docs.x.com/resources/fundamentals/authentication/oauth-1-0a.
    Twitter: "TWITTER" => oauth1::TWITTER, [];
    /// PKCE and HTTP Basic demanded; `users.read` and `tweet.read`; `data` around the profile; `offline.access`.
    ///
    /// Source: docs.x.com/resources/fundamentals/authentication/oauth-2-0.
    X: "X" => social::X, [];
    /// HTTP Basic refused; a `code_verifier` is `invalid_client`; the nonce is not repeated.
    ///
    /// Source: learn.microsoft.com/linkedin/consumer/integrations/self-serve/sign-in-with-linkedin-v2; next-auth #8831, Authlib #763.
    LinkedIn: "LINKEDIN" => openid::LINKEDIN, [];
    /// The profile for the scope `identify`, with the address for `email`; a picture that has to be put together.
    ///
    /// Source: docs.discord.com/developers/topics/oauth2.
    Discord: "DISCORD" => social::DISCORD, [];
    /// A nonce in the ID token always, empty when none was sent; claims named by URL; errors with status 200 and `ok: false`.
    ///
    /// Source: docs.slack.dev/authentication/sign-in-with-slack; next-auth #9002, immich #29055.
    Slack: "SLACK" => openid::SLACK, [];
    /// HTTP Basic refused; only the claims that `claims` asks for; `scope` as an array; errors with `status` and `message`.
    ///
    /// Source: dev.twitch.tv/docs/authentication/getting-tokens-oidc.
    Twitch: "TWITCH" => openid::TWITCH, [];
    /// HTTP Basic only; the address for `user-read-email`.
    ///
    /// Source: developer.spotify.com/documentation/web-api/tutorials/code-flow.
    Spotify: "SPOTIFY" => oauth2::SPOTIFY, [];
    /// HTTP Basic only; `User-Agent` demanded everywhere, else 429; a refresh token with `duration=permanent`.
    ///
    /// Source: github.com/reddit-archive/reddit/wiki/OAuth2.
    Reddit: "REDDIT" => social::REDDIT, [];
    /// `owner=user`; a JSON body without unknown members, so no `code_verifier`; `Notion-Version` demanded; a bot around the person.
    ///
    /// Source: developers.notion.com/docs/authorization, developers.notion.com/reference/versioning.
    Notion: "NOTION" => oauth2::NOTION, [];
    /// The profile by POST without body and media type; a refresh token with `token_access_type=offline`.
    ///
    /// Source: developers.dropbox.com/oauth-guide, dropbox.com/developers/documentation/http/documentation.
    Dropbox: "DROPBOX" => oauth2::DROPBOX, [];
    /// The addresses in a second document; `scopes` in the token response; HTTP Basic only.
    ///
    /// Source: developer.atlassian.com/cloud/bitbucket/oauth-2.
    Bitbucket: "BITBUCKET" => oauth2::BITBUCKET, [];
    /// `audience=api.atlassian.com` and `prompt=consent` demanded; HTTP Basic refused.
    ///
    /// Source: developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps.
    Atlassian: "ATLASSIAN" => oauth2::ATLASSIAN, [];
    /// `instance_url` and no `expires_in`; `user_id` in the userinfo response.
    ///
    /// Source: help.salesforce.com: OAuth 2.0 Web Server Flow, Query for User Information.
    Salesforce: "SALESFORCE" => openid::SALESFORCE, [("domain", "login.salesforce.com")];
    /// The organisation's server and the custom one `default`; HTTP Basic only; `state` demanded; a refresh wants the scope again.
    ///
    /// Source: developer.okta.com/docs/reference/api/oidc.
    Okta: "OKTA" => installations::OKTA, [("domain", "acme.okta.com"), ("auth_server", "default")];
    /// An issuer with a slash at its end.
    ///
    /// Source: auth0.com/docs/api/authentication.
    Auth0: "AUTH0" => installations::AUTH0, [("domain", "acme.eu.auth0.com")];
    /// `iss` in the callback.
    ///
    /// Source: keycloak.org/securing-apps/oidc-layers.
    Keycloak: "KEYCLOAK" => installations::KEYCLOAK, [("domain", "login.keycloak.test"), ("realm", "staff")];
    /// An issuer on another host; `%20` in the scope, not `+`; `email_verified` as text; refresh tokens that stay.
    ///
    /// Source: docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html.
    Cognito: "COGNITO" => installations::COGNITO, [("domain", "acme.auth.eu-central-1.amazoncognito.com"), ("region", "eu-central-1"), ("user_pool", "eu-central-1_AbCdEfGhI")];
    /// Slashes at the end of the issuer and of every path; without them a redirect.
    ///
    /// Source: docs.goauthentik.io/add-secure-apps/providers/oauth2.
    Authentik: "AUTHENTIK" => installations::AUTHENTIK, [("domain", "auth.authentik.test"), ("application", "wiki")];
    /// OpenID Connect as it is written; HTTP Basic only.
    ///
    /// Source: zitadel.com/docs/apis/openidoauth/endpoints.
    Zitadel: "ZITADEL" => installations::ZITADEL, [("domain", "acme.zitadel.cloud")];
    /// ES256; PKCE demanded; an issuer for each client.
    ///
    /// Source: kanidm.github.io/kanidm/stable/integrations/oauth2.html.
    Kanidm: "KANIDM" => installations::KANIDM, [("domain", "idm.kanidm.test")];
    /// HTTP Basic only.
    ///
    /// Source: developer.yahoo.com/oauth2/guide/openid_connect.
    Yahoo: "YAHOO" => openid::YAHOO, [];
    /// ID tokens with HS256 and the channel secret, though the metadata say ES256; the address in the ID token only; no Basic.
    ///
    /// Source: developers.line.biz/en/docs/line-login/verify-id-token.
    Line: "LINE" => openid::LINE, [];
    /// Scopes with commas; two flags behind the address; HTTP Basic refused.
    ///
    /// Source: developers.kakao.com/docs/latest/en/kakaologin/rest-api.
    Kakao: "KAKAO" => social::KAKAO, [];
    /// `resultcode` around the profile; `expires_in` as text; HTTP Basic refused.
    ///
    /// Source: developers.naver.com/docs/login/api.
    Naver: "NAVER" => social::NAVER, [];
    /// `client_key`; scopes with commas; slashes at the end of paths, without them a redirect; `fields` demanded; an envelope with
    /// `error.code` around the profile; no address.
    ///
    /// Source: developers.tiktok.com/doc/login-kit-web, developers.tiktok.com/doc/oauth-user-access-token-management.
    TikTok: "TIKTOK" => social::TIKTOK, [];
    /// Scopes with commas; the athlete in the token response; HTTP Basic refused.
    ///
    /// Source: developers.strava.com/docs/authentication.
    Strava: "STRAVA" => oauth2::STRAVA, [];
    /// JSON:API with `fields[user]` demanded; the address for `identity[email]`; HTTP Basic refused.
    ///
    /// Source: docs.patreon.com/#oauth.
    Patreon: "PATREON" => social::PATREON, [];
    /// A URL of its own for refreshes, which bring no new refresh token; HTTP Basic only.
    ///
    /// Source: developers.figma.com/docs/rest-api/authentication.
    Figma: "FIGMA" => oauth2::FIGMA, [];
    /// Scopes of the application, whatever is asked.
    ///
    /// Source: developers.zoom.us/docs/integrations/oauth.
    Zoom: "ZOOM" => oauth2::ZOOM, [];
    /// `schema=paypalv1.1` demanded for the profile; HTTP Basic only.
    ///
    /// Source: developer.paypal.com/docs/log-in-with-paypal/integrate.
    PayPal: "PAYPAL" => openid::PAYPAL, [];
    /// OpenID Connect as it is written.
    ///
    /// Source: huggingface.co/docs/hub/oauth.
    HuggingFace: "HUGGING_FACE" => openid::HUGGING_FACE, [];
    /// No address; tokens that do not end.
    ///
    /// Source: docs.joinmastodon.org/methods/oauth, docs.joinmastodon.org/methods/accounts.
    Mastodon: "MASTODON" => installations::MASTODON, [("domain", "mastodon.social")];
    /// HTTP Basic only; the interface under `/api/v1`, and OpenID Connect for `openid`.
    ///
    /// Source: docs.gitea.com/development/oauth2-provider.
    Gitea: "GITEA" => installations::GITEA, [("domain", "gitea.com")];
    /// OAuth 1.0a. The name in `response.user.name`.
    ///
    /// Source: tumblr.com/docs/en/api/v2.
    Tumblr: "TUMBLR" => oauth1::TUMBLR, [];
    /// OAuth 1.0a. `perms` demanded in the authorization URL; the identity comes with the token credentials; the interface
    /// demands `method`, `format=json` and `nojsoncallback=1`.
    ///
    /// Source: flickr.com/services/api/auth.oauth.html.
    Flickr: "FLICKR" => oauth1::FLICKR, [];
    /// OAuth 1.0a. `scope` demanded in the authorization URL.
    ///
    /// Source: developer.atlassian.com/cloud/trello/guides/rest-api/authorization.
    Trello: "TRELLO" => oauth1::TRELLO, [];
    /// OAuth 1.0a, with PLAINTEXT too. `User-Agent` demanded.
    ///
    /// Source: discogs.com/developers/#page:authentication.
    Discogs: "DISCOGS" => oauth1::DISCOGS, [];
}
