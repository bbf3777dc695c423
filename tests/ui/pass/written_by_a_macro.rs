//! A registry may come out of `macro_rules!`, and a field's type may be a path.
#![deny(warnings)]

macro_rules! registry {
    ($name:ident, $field:ident: $client:ty, $issuer:literal, $preset:path) => {
        #[oauth_actix::oauth_registry]
        #[derive(Clone)]
        pub struct $name {
            #[provider(issuer = $issuer, max_age = 3600, token_endpoint_auth_method = "client_secret_post")]
            pub $field: $client,
            #[provider(preset = $preset)]
            pub github: oauth_actix::OAuth2Client,
        }
    };
}

registry!(Auth, google: oauth_actix::OidcClient, "https://accounts.google.com", presets::GITHUB);

fn main() {
    fn cloneable<T: Clone>() {}
    cloneable::<Auth>();
}
