//! Collects every mistake of one invocation, so that all of them are reported at once.

use std::fmt::Display;

use proc_macro2::TokenStream;
use quote::ToTokens;

use crate::rules::Fault;

/// The mistakes found so far, in the order in which they were found.
#[derive(Default)]
pub(crate) struct Diagnostics {
    errors: Vec<syn::Error>,
    /// There is a mistake that rustc reports by itself.
    left_to_rustc: bool,
}

impl Diagnostics {
    /// Reports one mistake on `guilty`, the smallest piece of source that has to change.
    pub(crate) fn report(&mut self, guilty: impl ToTokens, problem: impl Display, help: impl Display) {
        self.errors.push(syn::Error::new_spanned(guilty, format!("{problem}\n\nhelp: {help}")));
    }

    pub(crate) fn report_fault(&mut self, guilty: impl ToTokens, fault: &Fault) {
        self.report(guilty, &fault.problem, &fault.help);
    }

    /// Takes over a mistake that already knows its place.
    pub(crate) fn push(&mut self, error: syn::Error) {
        self.errors.push(error);
    }

    /// Notes that rustc will report a mistake, so that nothing is made of it that would be another error.
    pub(crate) fn leave_to_rustc(&mut self) {
        self.left_to_rustc = true;
    }

    pub(crate) fn is_left_to_rustc(&self) -> bool {
        self.left_to_rustc
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty() && !self.left_to_rustc
    }

    /// One `compile_error!` per mistake.
    pub(crate) fn to_compile_errors(&self) -> TokenStream {
        self.errors.iter().map(syn::Error::to_compile_error).collect()
    }

    #[cfg(test)]
    pub(crate) fn errors(&self) -> &[syn::Error] {
        &self.errors
    }
}
