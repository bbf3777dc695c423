//! Microsoft Entra ID, in three degrees of openness.

use super::scopes;
use crate::provider::{Deviation, EmailRule, Key, Preset, ProfileRules};

/// The ID token says it all; the userinfo endpoint wants an access token for Microsoft Graph and says no more.
///
/// The mail address is what a tenant's administrator wrote, so it is never a verified one.
const PROFILE: ProfileRules = ProfileRules::id_token().email(EmailRule::Unverified("/email"));

const GRAPH: &str = "https://graph.microsoft.com/v1.0/";
const DOCUMENTATION: &str = "https://learn.microsoft.com/en-us/entra/identity-platform/v2-protocols-oidc";

/// Microsoft Entra ID (formerly Azure AD) for the members of one tenant, by OpenID Connect.
///
/// Add `tenant = "…"`, its GUID. A domain name such as `acme.onmicrosoft.com` does not work: the issuer has the GUID. The
/// mail address is never a verified one. For a refresh token add `offline_access` to the scope.
pub const MICROSOFT_ENTRA_ID: Preset = Preset::openid_connect("Microsoft Entra ID")
    .issuer("https://login.microsoftonline.com/{tenant}/v2.0")
    .needs(&[Key::Tenant])
    .api_base_url(GRAPH)
    .scope("openid email profile")
    .scopes(scopes::MICROSOFT)
    .deviations(&[Deviation::RefreshWithScope])
    .profile(PROFILE)
    .source(DOCUMENTATION, "2026-11-21");

/// Microsoft Entra ID for the members of several tenants, by OpenID Connect.
///
/// Add `tenants = "…"`, their GUIDs separated by spaces; everybody else is refused. Each tenant is an issuer of its own. The
/// mail address is never a verified one. For a refresh token add `offline_access` to the scope.
pub const MICROSOFT_ENTRA_ID_TENANTS: Preset = Preset::openid_connect("Microsoft Entra ID")
    .issuer("https://login.microsoftonline.com/{tenantid}/v2.0")
    .server_metadata_url(
        "https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration",
    )
    .needs(&[Key::Tenants])
    .api_base_url(GRAPH)
    .scope("openid email profile")
    .scopes(scopes::MICROSOFT)
    .deviations(&[Deviation::IssuerTemplate, Deviation::RefreshWithScope])
    .profile(PROFILE)
    .source(DOCUMENTATION, "2026-11-21");

/// Microsoft Entra ID for everybody who has a Microsoft account of any kind, by OpenID Connect.
///
/// Anybody can make a tenant, and its administrator writes what names and mail addresses he likes ("nOAuth"). So only issuer
/// and `sub` together say who somebody is; never find an account by an address. Whoever knows the tenants takes
/// [`MICROSOFT_ENTRA_ID_TENANTS`]. For a refresh token add `offline_access` to the scope.
pub const MICROSOFT_ENTRA_ID_ANY_TENANT: Preset = Preset::openid_connect("Microsoft Entra ID")
    .issuer("https://login.microsoftonline.com/{tenantid}/v2.0")
    .server_metadata_url("https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration")
    .api_base_url(GRAPH)
    .scope("openid email profile")
    .scopes(scopes::MICROSOFT)
    .deviations(&[Deviation::IssuerTemplate, Deviation::RefreshWithScope])
    .profile(PROFILE)
    .source(DOCUMENTATION, "2026-11-21");
