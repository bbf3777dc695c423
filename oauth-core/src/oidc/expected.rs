//! What an ID token is checked against: [`Expected`].

use super::algorithm::Algorithm;
use crate::http::Issuer;
use crate::secret::Secret;
use crate::time::Timestamp;

/// What the client knows about the login that an ID token must belong to.
///
/// Every field has to be written, so that no check is left out by forgetting it.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// Who must have issued the token.
    pub issuer: IssuerRule<'a>,
    /// Our `client_id` at that issuer.
    pub client_id: &'a str,
    /// The algorithms that are accepted, from the client's configuration and never from the token alone.
    pub algorithms: &'a [Algorithm],
    /// The `nonce` that the token must carry.
    pub nonce: NonceRule<'a>,
    /// The access token that came with the ID token: a token with `at_hash` must have its hash.
    pub access_token: Option<&'a Secret>,
    /// The code that was redeemed: a token with `c_hash` must have its hash.
    pub code: Option<&'a Secret>,
    /// The `state` of the login: a token with `s_hash` must have its hash.
    pub state: Option<&'a Secret>,
    /// The `max_age` that was asked for, in seconds.
    pub max_age: Option<u32>,
    /// The `acr` values of which the token must have one; empty when none was asked for as essential.
    pub acr_values: &'a [String],
    /// How far the provider's clock may be off, in seconds; more than [`Expected::MAX_LEEWAY`] counts as that.
    pub leeway: u16,
    /// When the login, or the refresh, began. A token issued more than [`Expected::MAX_IAT_AGE`] before it is refused.
    pub begun: Timestamp,
    /// Audiences other than the client that may stand beside it in `aud`; `azp` must then be the client.
    pub trusted_audiences: TrustedAudiences<'a>,
}

impl Expected<'_> {
    /// The largest leeway, in seconds.
    pub const MAX_LEEWAY: u16 = 300;

    /// How long before the login began a token may have been issued, in seconds.
    pub const MAX_IAT_AGE: u32 = 600;
}

/// Which `iss` an ID token must have (OpenID Connect Core 1.0, section 3.1.3.7, rule 2).
#[derive(Clone, Copy, Debug)]
pub enum IssuerRule<'a> {
    /// Exactly this one.
    Exact {
        /// The issuer.
        issuer: &'a Issuer,
        /// Another spelling that the provider also writes and that means the same: Google's `accounts.google.com`.
        alias: Option<&'a str>,
    },
    /// One issuer for each tenant, as Microsoft Entra ID has them: `iss` is the template with the `tid` claim in place of
    /// `{tenantid}`. A key that names an issuer signs for that one alone.
    Template {
        /// Such as `https://login.microsoftonline.com/{tenantid}/v2.0`.
        template: &'a str,
        /// Whose members may log in.
        tenants: Tenants<'a>,
    },
}

/// The tenants whose members may log in.
#[derive(Clone, Copy, Debug)]
pub enum Tenants<'a> {
    /// Every tenant there is: anybody can make one, and the administrator of a tenant decides what its tokens say of
    /// names and mail addresses.
    Any,
    /// These, by their id (a GUID).
    Only(&'a [String]),
}

impl Tenants<'_> {
    pub(crate) fn contain(&self, tenant: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Only(tenants) => tenants.iter().any(|allowed| allowed.eq_ignore_ascii_case(tenant)),
        }
    }
}

/// The audiences that may stand beside the client (OpenID Connect Core 1.0, section 3.1.3.7, rule 3).
#[derive(Clone, Copy, Debug)]
pub enum TrustedAudiences<'a> {
    /// Every one that the issuer names, for one that names all clients of a project.
    Any,
    /// These; none, if there are none.
    Only(&'a [String]),
}

impl TrustedAudiences<'_> {
    pub(crate) fn contain(&self, audience: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Only(audiences) => audiences.iter().any(|trusted| trusted == audience),
        }
    }
}

/// Which `nonce` an ID token must have (OpenID Connect Core 1.0, section 3.1.3.7, rule 11).
#[derive(Clone, Copy, Debug)]
pub enum NonceRule<'a> {
    /// The one that was sent with this login.
    Required(&'a Secret),
    /// The one that was sent with this login, or none: for a provider that is known not to echo it.
    IfPresent(&'a Secret),
    /// The token was refreshed: it should have none, and if it has one it is that of the original token, as far as the
    /// caller still knows it (OpenID Connect Core 1.0, section 12.2).
    Refreshed(Option<&'a Secret>),
}
