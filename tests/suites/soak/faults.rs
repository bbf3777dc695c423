//! What a provider answers wrongly now and then, in the midst of good answers.

use oauth_core::encoding::base64url_decode;
use oauth_test_provider::{Endpoint, IdTokenDraft, Provider, Received, Reply, Signature};
use serde_json::Value;

/// One way in which the answer to a token request is wrong. Which login meets it, the name of who logs in decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Issuer,
    Audience,
    Nonce,
    Expired,
    Signature,
    Failure,
    Redirect,
    Cut,
}

impl Fault {
    pub(crate) const ALL: [Self; 8] = [
        Self::Issuer,
        Self::Audience,
        Self::Nonce,
        Self::Expired,
        Self::Signature,
        Self::Failure,
        Self::Redirect,
        Self::Cut,
    ];

    /// The person whose logins go wrong in this way.
    pub(crate) fn user(self) -> String {
        format!("{self:?}")
    }

    /// What the application answers: status and code.
    pub(crate) fn refusal(self) -> (u16, &'static str) {
        match self {
            Self::Issuer => (502, "id_token_issuer_mismatch"),
            Self::Audience => (502, "id_token_audience_mismatch"),
            Self::Nonce => (502, "id_token_nonce_mismatch"),
            Self::Expired => (502, "id_token_expired"),
            Self::Signature => (502, "id_token_signature_invalid"),
            Self::Failure => (502, "token_status"),
            Self::Redirect => (502, "redirect_refused"),
            Self::Cut => (502, "token_malformed"),
        }
    }

    fn of(subject: &Value) -> Option<Self> {
        let name = subject.as_str()?.strip_prefix("sub-")?;
        Self::ALL.into_iter().find(|fault| fault.user() == name)
    }

    fn in_the_id_token(self, draft: &mut IdTokenDraft) {
        match self {
            Self::Issuer => draft.set("iss", "https://attacker.example"),
            Self::Audience => draft.set("aud", "another-client"),
            Self::Nonce => draft.set("nonce", "another-nonce"),
            Self::Expired => draft.set("exp", 1_000_000_000),
            Self::Signature => draft.signature = Signature::Corrupt,
            Self::Failure | Self::Redirect | Self::Cut => {}
        }
    }

    fn in_the_reply(self, reply: &mut Reply) {
        match self {
            Self::Failure => reply.status = 500,
            Self::Redirect => *reply = Reply::redirect("https://attacker.example/"),
            Self::Cut => reply.body.truncate(reply.body.len() / 2),
            Self::Issuer | Self::Audience | Self::Nonce | Self::Expired | Self::Signature => {}
        }
    }
}

/// Makes the provider wrong for those who are called like a fault.
pub(crate) fn plant(provider: &Provider) {
    provider.on_id_token(|draft| {
        if let Some(fault) = draft.claims.get("sub").and_then(Fault::of) {
            fault.in_the_id_token(draft);
        }
    });
    provider.on_reply(Endpoint::Token, |_: &Received, reply| {
        if let Some(fault) = subject(reply).as_ref().and_then(Fault::of) {
            fault.in_the_reply(reply);
        }
    });
}

/// Whose ID token a token response has.
fn subject(reply: &Reply) -> Option<Value> {
    let body = reply.json_body()?;
    let payload = body.get("id_token")?.as_str()?.split('.').nth(1)?;
    let claims: Value = serde_json::from_slice(&base64url_decode(payload)?).ok()?;
    claims.get("sub").cloned()
}
