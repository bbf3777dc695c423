// 16 mistakes.
use oauth_actix::{OidcClient, oauth_registry};

macro_rules! registry {
    ($name:ident, $($arguments:tt)*) => {
        pub mod $name {
            use super::*;

            #[oauth_registry($($arguments)*)]
            pub struct Auth {
                #[provider(preset = presets::GOOGLE)]
                pub google: OidcClient,
            }
        }
    };
}

registry!(misspelt, bse = "/auth");
registry!(unknown, path = "/auth");
registry!(twice, base = "/auth", base = "/sign-in");
registry!(environment, base = env);
registry!(no_key, "/auth");
registry!(no_value, base);
registry!(slash_after, base = "/auth/");
registry!(no_slash_before, base = "auth");
registry!(root, base = "/");
registry!(parameter, base = "/{tenant}/auth");
registry!(query, base = "/auth?a");
registry!(store, pending = "redis");
registry!(not_a_path, crate = "my oauth");
registry!(package, crate = "oauth-actix");

#[oauth_registry]
#[provider(preset = presets::GOOGLE)]
pub struct Astray {
    pub google: OidcClient,
}

#[oauth_registry]
#[oauth_registry(base = "/sign-in")]
pub struct Twice {
    #[provider(preset = presets::GOOGLE)]
    pub google: OidcClient,
}

fn main() {}
