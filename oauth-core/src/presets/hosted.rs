//! Identity products, each with the address of a tenant or an installation. All speak OpenID Connect, and discovery says the
//! rest.

use super::scopes;
use crate::provider::{Deviation, EmailRule, Key, Preset, ProfileRules};

/// Okta, by OpenID Connect with the authorization server of the organisation.
///
/// Add `domain = "acme.okta.com"`. For a custom authorization server write its issuer beside it:
/// `issuer = "https://acme.okta.com/oauth2/default"`. For a refresh token add `offline_access` to the scope.
pub const OKTA: Preset = Preset::openid_connect("Okta")
    .issuer("https://{domain}")
    .needs(&[Key::Domain])
    .api_base_url("https://{domain}/api/v1/")
    .scope("openid email profile")
    .scopes(scopes::OKTA)
    .deviations(&[Deviation::RefreshWithScope])
    .source("https://developer.okta.com/docs/reference/api/oidc/", "2026-11-21");

/// Auth0, by OpenID Connect.
///
/// Add `domain = "acme.eu.auth0.com"`, or your own domain. The issuer ends with a slash. For a refresh token add
/// `offline_access` to the scope; for an access token that an API can read, `authorization_parameters = "audience=…"`.
pub const AUTH0: Preset = Preset::openid_connect("Auth0")
    .issuer("https://{domain}/")
    .needs(&[Key::Domain])
    .scope("openid email profile")
    .scopes(scopes::OPENID)
    .source("https://auth0.com/docs/authenticate/protocols/openid-connect-protocol", "2026-11-21");

/// Keycloak 17 or newer, by OpenID Connect.
///
/// Add `domain` and `realm`. The issuer has the host that browsers see; where Keycloak has a path, such as `/auth`, write
/// `issuer = "https://login.acme.example/auth/realms/acme"` beside them.
pub const KEYCLOAK: Preset = Preset::openid_connect("Keycloak")
    .issuer("https://{domain}/realms/{realm}")
    .needs(&[Key::Domain, Key::Realm])
    .scope("openid email profile")
    .scopes(scopes::OPENID)
    .source("https://www.keycloak.org/securing-apps/oidc-layers", "2026-11-21");

/// Amazon Cognito, by OpenID Connect.
///
/// Add `region` and `user_pool`; the host of the login pages follows from the metadata document.
/// `authorization_parameters = "identity_provider=…"` skips the choice of one. A refresh brings no new refresh token.
pub const COGNITO: Preset = Preset::openid_connect("Amazon Cognito")
    .issuer("https://cognito-idp.{region}.amazonaws.com/{user_pool}")
    .needs(&[Key::Region, Key::UserPool])
    .scope("openid email profile")
    .scopes(scopes::COGNITO)
    .profile(
        ProfileRules::id_token()
            .name(&["/name", "/preferred_username", "/cognito:username"])
            .email(EmailRule::FlagOrText { email: "/email", verified: "/email_verified" }),
    )
    .source(
        "https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html",
        "2026-11-21",
    );

/// authentik, by OpenID Connect.
///
/// Add `domain` and `application`, the application's slug. The issuer ends with a slash. For a refresh token add
/// `offline_access` to the scope.
pub const AUTHENTIK: Preset = Preset::openid_connect("authentik")
    .issuer("https://{domain}/application/o/{application}/")
    .needs(&[Key::Domain, Key::Application])
    .scope("openid email profile")
    .scopes(scopes::OPENID)
    .source("https://docs.goauthentik.io/add-secure-apps/providers/oauth2/", "2026-11-21");

/// ZITADEL, by OpenID Connect.
///
/// Add `domain = "acme.zitadel.cloud"`, or that of your installation. For a refresh token add `offline_access` to the scope.
/// ID tokens name all clients of a project, and the project, in `aud`, and the one that they were issued to in `azp`.
pub const ZITADEL: Preset = Preset::openid_connect("ZITADEL")
    .issuer("https://{domain}")
    .needs(&[Key::Domain])
    .deviations(&[Deviation::FurtherAudiences])
    .scope("openid email profile")
    .scopes(scopes::OPENID)
    .source("https://zitadel.com/docs/apis/openidoauth/endpoints", "2026-11-21");

/// Kanidm, by OpenID Connect.
///
/// Add `domain = "idm.acme.example"`. Each client has an issuer of its own, and ID tokens are signed with ES256; both are in
/// Kanidm's own documentation alone, no library repeats them.
pub const KANIDM: Preset = Preset::openid_connect("Kanidm")
    .issuer("https://{domain}/oauth2/openid/{client_id}")
    .needs(&[Key::Domain])
    .id_token_signed_response_alg("ES256")
    .scope("openid email profile")
    .scopes(scopes::KANIDM)
    .source("https://kanidm.github.io/kanidm/stable/integrations/oauth2.html", "2026-11-21");

/// Salesforce, by OpenID Connect.
///
/// `domain` is `login.salesforce.com` unless the attribute names a sandbox (`test.salesforce.com`) or an organisation. API
/// calls go to `instance_url`, a member of the token response. For a refresh token add `refresh_token` to the scope.
pub const SALESFORCE: Preset = Preset::openid_connect("Salesforce")
    .issuer("https://{domain}")
    .default(Key::Domain, "login.salesforce.com")
    .scope("openid email profile")
    .scopes(scopes::SALESFORCE)
    .source(
        "https://help.salesforce.com/s/articleView?id=sf.remoteaccess_using_openid.htm&type=5",
        "2026-11-21",
    );
