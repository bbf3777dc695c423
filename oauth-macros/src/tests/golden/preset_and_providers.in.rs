#[allow(missing_docs)]
pub struct Auth {
    /// Providers of our customers.
    #[cfg(feature = "customers")]
    customers: oauth_actix::Providers,
    #[provider(preset = presets::MICROSOFT, tenant = "3f2504e0-4f89-41d3-9a0c-0305e82c3301", tenants = env, scope = "openid", response_mode = "query")]
    microsoft: OidcClient,
    #[provider(preset = crate::ACME, domain = env)]
    acme: OAuth2Client,
}
