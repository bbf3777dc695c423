#[allow(missing_docs)]
pub struct Auth {
    /// Providers of our customers.
    #[cfg(feature = "customers")]
    customers: oauth_actix::Providers,
    #[provider(preset = presets::MICROSOFT, tenant = "common", tenants = env, scope = "openid", response_mode = "query")]
    microsoft: OidcClient,
    #[provider(preset = crate::ACME, domain = env)]
    acme: OAuth2Client,
}
