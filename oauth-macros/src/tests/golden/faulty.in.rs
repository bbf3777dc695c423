struct Auth {
    #[provider(issuer = "accounts.google.com")]
    google: OidcClient,
    #[provider(preset = presets::GITHUB)]
    github: OAuth2Cleint,
}
