pub(crate) struct Login {
    #[cfg(feature = "type")]
    #[provider(preset = crate::ACME, max_age = 3600)]
    r#type: oauth_actix::OidcClient,
}
