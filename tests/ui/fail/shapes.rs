// 14 mistakes.
use oauth_actix::{OidcClient, oauth_registry};

#[oauth_registry]
pub struct Tuple(
    #[provider(preset = presets::GOOGLE)]
    pub OidcClient,
);

#[oauth_registry]
pub struct Unit;

#[oauth_registry]
pub struct Empty {}

#[oauth_registry]
pub enum Enumeration {
    #[provider(preset = presets::GOOGLE)]
    Google,
}

#[oauth_registry]
pub union Union {
    #[provider(preset = presets::GOOGLE)]
    pub google: u8,
}

#[oauth_registry]
pub struct OfTypes<T> {
    #[provider(preset = presets::GOOGLE)]
    pub google: T,
}

#[oauth_registry]
pub struct OfLifetimes<'a> {
    #[provider(preset = presets::GOOGLE)]
    pub google: &'a OidcClient,
}

#[oauth_registry]
pub struct OfConstants<const N: usize> {
    #[provider(preset = presets::GOOGLE)]
    pub google: OidcClient,
}

#[oauth_registry]
pub struct Bounded
where
    String: Clone,
{
    #[provider(preset = presets::GOOGLE)]
    pub google: OidcClient,
}

#[oauth_registry]
pub fn function() {}

#[oauth_registry]
pub mod module {}

#[oauth_registry]
pub const CONSTANT: u8 = 1;

#[oauth_registry]
pub trait Trait {}

#[oauth_registry]
impl Unit {}

fn main() {
    function();
}
