//! ID token validation: OpenID Connect Core 1.0 incorporating errata set 2, section 3.1.3.7.
//!
//! The rules keep the specification's numbers. Rules 6 to 8 come first, because nothing that a token claims is read
//! before its signature is verified.

use std::sync::Arc;

use super::rules::Rules;
use super::{IdToken, IdTokenClaims, Verified};
use crate::error::{Error, ProviderError};
use crate::json;
use crate::oidc::claims::StandardClaims;
use crate::oidc::expected::Expected;
use crate::oidc::jws::{Keys, unaccepted};
use crate::time::Timestamp;

impl IdToken {
    /// Verifies the signature and every claim, and gives what the token says.
    ///
    /// Each rule has one error of its own. After [`IdTokenKeyUnknown`] and [`IdTokenSignature`] the provider may have
    /// changed its keys: fetch them once more and call this again.
    ///
    /// # Errors
    /// A [`ProviderError`] whose name begins with `IdToken`.
    ///
    /// See OpenID Connect Core 1.0, section 3.1.3.7.
    ///
    /// [`IdTokenKeyUnknown`]: ProviderError::IdTokenKeyUnknown
    /// [`IdTokenSignature`]: ProviderError::IdTokenSignature
    pub fn verify(
        &self,
        keys: Keys<'_>,
        expected: &Expected<'_>,
        now: Timestamp,
    ) -> Result<IdTokenClaims, Error> {
        // 7. "The alg value SHOULD be the default of RS256 or the algorithm sent by the Client in the
        //    id_token_signed_response_alg parameter during Registration."
        let algorithm = self.algorithm();
        if !expected.algorithms.contains(&algorithm) {
            return Err(unaccepted(algorithm.as_str()));
        }
        // 8. "If the JWT alg Header Parameter uses a MAC based algorithm such as HS256, HS384, or HS512, the octets of the
        //    UTF-8 representation of the client_secret corresponding to the client_id contained in the aud (audience)
        //    Claim are used as the key to validate the signature."
        // 6. "The Client MUST validate the signature of all other ID Tokens according to JWS using the algorithm specified
        //    in the JWT alg Header Parameter. The Client MUST use the keys provided by the Issuer." We validate it always,
        //    also where TLS may stand in for it.
        let (payload, key) = self.jws.verify(keys)?;
        let malformed = ProviderError::IdTokenMalformed {
            reason: "the payload is not one JSON object with unique names",
        };
        let claims = json::object(payload).ok_or(malformed)?;
        let rules = Rules { claims: &claims, expected, now };

        // 1. "If the ID Token is encrypted, decrypt it": we register no encryption, and IdToken::parse refuses five parts.

        // 2. "The Issuer Identifier for the OpenID Provider (which is typically obtained during Discovery) MUST exactly
        //    match the value of the iss (issuer) Claim."
        let issuer = rules.issuer(key)?;
        // 3. "The Client MUST validate that the aud (audience) Claim contains its client_id value registered at the Issuer
        //    identified by the iss (issuer) Claim as an audience. […] The ID Token MUST be rejected if the ID Token does
        //    not list the Client as a valid audience, or if it contains additional audiences not trusted by the Client."
        let audience = rules.audience()?;
        // 4. "If the ID Token contains multiple audiences, the Client SHOULD verify that an azp Claim is present." (errata
        //    set 1; set 2 leaves it to extensions, and we know of none)
        // 5. "[…] when an azp (authorized party) Claim is present, the Client SHOULD verify that its client_id is the Claim
        //    Value."
        rules.authorized_party(&audience)?;
        // Section 2, sub: "It MUST NOT exceed 255 ASCII characters in length. The sub value is a case-sensitive string."
        let subject = rules.subject()?;
        // 9. "The current time MUST be before the time represented by the exp Claim."
        let expires_at = rules.expiry()?;
        // 10. "The iat Claim can be used to reject tokens that were issued too far away from the current time […]. The
        //     acceptable range is Client specific."
        let issued_at = rules.issued_at()?;
        // RFC 7519, section 4.1.5: "the current date/time MUST be after or equal to the not-before date/time".
        rules.not_before()?;
        // 11. "If a nonce value was sent in the Authentication Request, a nonce Claim MUST be present and its value checked
        //     to verify that it is the same value as the one that was sent in the Authentication Request."
        rules.nonce()?;
        // 12. "If the acr Claim was requested, the Client SHOULD check that the asserted Claim Value is appropriate."
        rules.acr()?;
        // 13. "If the auth_time Claim was requested, either through a specific request for this Claim or by using the
        //     max_age parameter, the Client SHOULD check the auth_time Claim value and request re-authentication if it
        //     determines too much time has elapsed since the last End-User authentication."
        let auth_time = rules.auth_time()?;
        // Section 3.1.3.8, rule 3: "The value of at_hash in the ID Token MUST match the value produced in the previous step
        // if at_hash is present in the ID Token"; likewise c_hash, section 3.3.2.10, and s_hash, FAPI 1.0 part 2.
        rules.hashes(algorithm)?;
        // Section 2, amr: "JSON array of strings that are identifiers for authentication methods".
        let amr = rules.amr()?;
        // Front-Channel Logout 1.0, section 3, sid: "String identifier for a Session."
        rules.session_id()?;

        let (jws, claims) = (Arc::clone(&self.jws), StandardClaims::new(claims));
        let verified =
            Verified { jws, issuer, subject, audience, expires_at, issued_at, auth_time, amr, claims };
        Ok(IdTokenClaims(Arc::new(verified)))
    }
}
