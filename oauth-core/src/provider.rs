//! What is known of a provider when the application is compiled: [`ProviderSpec`] and [`Preset`].

mod check;
mod deviation;
mod key;
mod preset;
mod profile_rules;

pub(crate) use self::check::{demands_form_post, misspelt_scope};
pub use self::deviation::Deviation;
pub(crate) use self::deviation::Deviations;
pub use self::key::{Key, Protocol};
pub use self::preset::Preset;
pub use self::profile_rules::{EmailRule, ProfileRules, ProfileSource};

/// Where the value of a [`Key`] comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The source code.
    Literal(&'static str),
    /// The variable `<PROVIDER>_<KEY>`, which must be set unless a preset has a value for the key.
    Environment,
}

/// One field of a registry, as its attribute describes it.
#[derive(Clone, Copy, Debug)]
pub struct ProviderSpec {
    /// The field's name; part of routes and variables.
    pub name: &'static str,
    /// What the field starts from.
    pub preset: Option<&'static Preset>,
    /// What the attribute says; it beats the preset.
    pub settings: &'static [(Key, Source)],
}
