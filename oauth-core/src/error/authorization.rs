//! The person must act: start again, or accept that somebody said no.

use super::{Untrusted, errors};

errors! {
    /// A login that the person has to start again, or that was refused.
    pub enum AuthorizationError => Authorization {
        /// The login route was asked for by something on another site that is no link, such as an image or a frame: nobody wants to log in.
        NotNavigated => "login_not_navigated", "a login was begun by another site without a navigation";
        /// No provider of this name is known now.
        ProviderUnknown => "provider_unknown", "no such provider";
        /// The callback carries no `state` (OAuth 2) or no `oauth_token` (OAuth 1.0a): nobody asked for it.
        StateMissing => "state_missing", "the callback carries no state";
        /// This browser has no login pending that the callback could answer: its cookie was lost, or another browser began it.
        StateUnknown {
            /// Whether the browser sent any pending login at all.
            others_pending: bool,
        } => "state_unknown", "no pending login in this browser answers to the state (other logins pending: {others_pending})";
        /// The login was begun more than ten minutes ago.
        StateExpired {
            /// For how long, in seconds; or by how much more than its time it began after now: the clock was set back.
            seconds: i64,
        } => "state_expired", "the pending login expired {seconds} s ago";
        /// The state belongs to a login at another provider.
        StateProviderMismatch {
            /// The provider that the login was begun at.
            expected: String,
        } => "state_provider_mismatch", "the pending login was begun at provider `{expected}`";
        /// The callback was used before: a double click, a reload, or a replay.
        StateAlreadyUsed => "state_already_used", "the pending login was already used";
        /// The browser's cookie for this login does not open: it was changed, cut, sealed with another key, or sent twice.
        PendingUnreadable => "pending_unreadable", "the pending login cannot be opened";
        /// The callback is too long, has a broken escape, is not UTF-8, or repeats or mixes its parameters.
        ResponseMalformed {
            /// What is wrong with it.
            reason: &'static str,
        } => "response_malformed", "malformed authorization response: {reason}";
        /// The callback came by another response mode than the one asked for.
        ResponseModeMismatch {
            /// The mode that was asked for.
            expected: &'static str,
        } => "response_mode_mismatch", "the authorization response did not come by response mode `{expected}`";
        /// The callback carries neither a code nor an error.
        CodeMissing => "code_missing", "the authorization response carries no code";
        /// The callback names another issuer than the one asked: a mix-up (RFC 9207, section 2.4).
        ResponseIssuerMismatch {
            /// The issuer that the login was begun at.
            expected: String,
            /// The issuer that the callback names.
            got: Untrusted,
        } => "response_issuer_mismatch", "issuer mismatch in the authorization response: expected {expected}, got {got}";
        /// The provider promises `iss` in every callback and this one has none (RFC 9207, section 2.4).
        ResponseIssuerMissing {
            /// The issuer that the login was begun at.
            expected: String,
        } => "response_issuer_missing", "the authorization response lacks the promised iss {expected}";
        /// The person or the provider refused (RFC 6749, section 4.1.2.1; a denied OAuth 1.0a callback).
        AccessDenied {
            /// The provider's `error_description`.
            description: Option<Untrusted>,
        } => "access_denied", "the person or the provider denied access";
        /// `prompt=none` was asked and the person is not logged in at the provider (OpenID Connect Core, section 3.1.2.6).
        LoginRequired => "login_required", "the provider requires the person to log in";
        /// `prompt=none` was asked and the person has not consented (OpenID Connect Core, section 3.1.2.6).
        ConsentRequired => "consent_required", "the provider requires the person's consent";
        /// `prompt=none` was asked and the provider must ask something (OpenID Connect Core, section 3.1.2.6).
        InteractionRequired => "interaction_required", "the provider requires an interaction with the person";
        /// `prompt=none` was asked and the person must choose an account (OpenID Connect Core, section 3.1.2.6).
        AccountSelectionRequired => "account_selection_required", "the provider requires the person to select an account";
        /// The OAuth 1.0a callback carries no `oauth_verifier`, or one that cannot be one (RFC 5849, section 2.2).
        VerifierMissing => "verifier_missing", "the callback carries no usable oauth_verifier";
    }
}

impl AuthorizationError {
    /// The HTTP status that a browser should see: 403 when somebody refused, else 400.
    pub fn status(&self) -> u16 {
        match self {
            Self::AccessDenied { .. }
            | Self::LoginRequired
            | Self::ConsentRequired
            | Self::InteractionRequired
            | Self::AccountSelectionRequired => 403,
            Self::ProviderUnknown => 404,
            _ => 400,
        }
    }
}
