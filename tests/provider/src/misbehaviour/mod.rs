//! A catalogue of misbehaviours, each of one kind.

mod actions;

/// What a client must make of it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Verdict {
    /// Log the user in: the provider is within its rights, or the odd part may be ignored.
    Accept,
    /// Refuse: nobody may be logged in, or the tainted part may not be used.
    Refuse,
    /// Both are right.
    Either,
}

/// Writes the enum and its tables from one list: documentation, name, verdict, conformance module, and what to turn.
macro_rules! catalogue {
    ($( $(#[doc = $doc:literal])+ $name:ident: $verdict:ident $(($module:literal))? => $apply:expr; )+) => {
        /// One named way in which a provider differs from the plain, honest one.
        ///
        /// Apply it with [`Provider::misbehave`](crate::Provider::misbehave). Entries with a
        /// [`conformance_module`](Self::conformance_module) do what the OpenID Foundation's test of that name does; some of
        /// these are honest variants that a client has to cope with, so look at the [`verdict`](Self::verdict).
        ///
        /// ```
        /// use oauth_test_provider::{Misbehaviour, Verdict};
        ///
        /// let refused = Misbehaviour::ALL.iter().filter(|entry| entry.verdict() == Verdict::Refuse).count();
        /// assert!(refused > 40);
        /// assert_eq!(Misbehaviour::ForeignIssuer.conformance_module(), Some("oidcc-client-test-invalid-iss"));
        /// ```
        #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
        #[non_exhaustive]
        pub enum Misbehaviour {
            $( $(#[doc = $doc])+ $name, )+
        }

        impl Misbehaviour {
            /// The whole catalogue.
            pub const ALL: &'static [Self] = &[$( Self::$name, )+];

            /// What a client must make of it.
            pub fn verdict(self) -> Verdict {
                match self { $( Self::$name => Verdict::$verdict, )+ }
            }

            /// The OpenID Foundation's relying-party test that does the same.
            pub fn conformance_module(self) -> Option<&'static str> {
                match self { $( Self::$name => catalogue!(@module $($module)?), )+ }
            }

            /// Whether it shows in OAuth 1.0a, where a login at an OpenID Provider never comes by.
            pub fn is_of_oauth1(self) -> bool {
                matches!(
                    self,
                    Self::CallbackNotConfirmed
                        | Self::MissingTemporarySecret
                        | Self::TemporaryCredentialsAsJson
                        | Self::ForeignTemporaryToken
                        | Self::MissingVerifier
                        | Self::MissingTokenSecret
                        | Self::DuplicateTokenCredentials
                )
            }

            pub(crate) fn apply(self, provider: &Provider) {
                let apply: fn(&Provider) = match self { $( Self::$name => $apply, )+ };
                apply(provider);
            }
        }
    };
    (@module) => { None };
    (@module $module:literal) => { Some($module) };
}

mod catalogue;

pub use catalogue::Misbehaviour;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Provider;

    #[test]
    fn every_entry_can_be_applied_and_taken_back() -> Result<(), crate::StartError> {
        let provider = Provider::start_blocking()?;
        for entry in Misbehaviour::ALL {
            provider.misbehave(*entry);
            provider.reset();
        }
        Ok(())
    }

    #[test]
    fn no_conformance_module_is_named_twice() {
        let mut modules: Vec<_> =
            Misbehaviour::ALL.iter().filter_map(|entry| entry.conformance_module()).collect();
        let count = modules.len();
        modules.sort_unstable();
        modules.dedup();
        assert_eq!(modules.len(), count);
    }
}
