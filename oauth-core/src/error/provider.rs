//! The provider must act: it answered, and the answer is an error or breaks the specification.

use std::fmt;

use super::{Untrusted, errors};

/// An error that the provider sent (RFC 6749, sections 4.1.2.1 and 5.2; RFC 6750, section 3).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RemoteError {
    /// `error`, such as `invalid_grant`.
    pub error: Untrusted,
    /// `error_description`, for a developer.
    pub description: Option<Untrusted>,
    /// `error_uri`, a page for a developer.
    pub uri: Option<Untrusted>,
    /// The HTTP status of the answer; `None` for an error that came through the browser.
    pub status: Option<u16>,
}

impl RemoteError {
    /// `error`, such as `invalid_grant`.
    pub fn error(&self) -> &str {
        self.error.as_str()
    }
}

impl fmt::Display for RemoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)?;
        if let Some(status) = self.status {
            write!(f, " (HTTP {status})")?;
        }
        if let Some(description) = &self.description {
            write!(f, ": {description}")?;
        }
        Ok(())
    }
}

errors! {
    /// An answer of the provider that ends the login or the call.
    pub enum ProviderError => Provider {
        /// The provider refused the authorization request with an error that the person cannot mend (RFC 6749, section 4.1.2.1).
        AuthorizationRefused {
            /// What it said.
            error: RemoteError,
        } => "authorization_refused", "the provider refused the authorization request: {error}";
        /// The provider answered with a redirect, which is never followed: it could carry secrets elsewhere.
        Redirected {
            /// Which endpoint.
            endpoint: &'static str,
            /// The HTTP status.
            status: u16,
        } => "redirect_refused", "the {endpoint} endpoint answered with a redirect (HTTP {status}), which is not followed";
        /// The discovery document came with another HTTP status than 200.
        DiscoveryStatus {
            /// The HTTP status.
            status: u16,
        } => "discovery_status", "the discovery document was answered with HTTP {status}";
        /// The discovery document is not one JSON object, or a member that we need has the wrong type.
        DiscoveryMalformed {
            /// What is wrong with it.
            reason: &'static str,
        } => "discovery_malformed", "malformed discovery document: {reason}";
        /// The discovery document is another issuer's (OpenID Connect Discovery, section 4.3; RFC 8414, section 3.3).
        DiscoveryIssuerMismatch {
            /// The configured issuer.
            expected: String,
            /// The document's `issuer`.
            got: Untrusted,
        } => "discovery_issuer_mismatch", "issuer mismatch in the discovery document: expected {expected}, got {got}";
        /// The discovery document lacks an endpoint that is needed and not configured.
        EndpointMissing {
            /// The member's name.
            endpoint: &'static str,
        } => "endpoint_missing", "neither the configuration nor the provider's metadata has a {endpoint}";
        /// An endpoint of the discovery document is no https URL, or has a fragment or user information.
        EndpointInvalid {
            /// The member's name.
            endpoint: &'static str,
        } => "endpoint_invalid", "the provider's metadata has an unusable {endpoint}";
        /// The provider's metadata rules out PKCE with S256.
        PkceUnsupported => "pkce_unsupported", "the provider's metadata lists code challenge methods without S256";
        /// The token endpoint answered with an OAuth error, such as `invalid_grant` (RFC 6749, section 5.2).
        TokenRefused {
            /// What it said.
            error: RemoteError,
        } => "token_refused", "the token endpoint refused: {error}";
        /// The token endpoint answered with a status other than 200 and no OAuth error.
        TokenStatus {
            /// The HTTP status.
            status: u16,
        } => "token_status", "the token endpoint answered HTTP {status}";
        /// The token response is not `application/json`.
        TokenContentType => "token_content_type", "the token response is not application/json";
        /// The token response is not one JSON object with unique names.
        TokenMalformed => "token_malformed", "the token response is not one JSON object";
        /// The token response has no usable `access_token` (RFC 6749, section 5.1).
        AccessTokenInvalid => "access_token_invalid", "the token response has no usable access_token";
        /// The token response has no `token_type` (RFC 6749, section 5.1).
        TokenTypeMissing => "token_type_missing", "the token response has no token_type";
        /// The `token_type` is not `Bearer`, which is what was asked for.
        TokenTypeUnsupported {
            /// The type.
            got: Untrusted,
        } => "token_type_unsupported", "the token_type is {got}, not Bearer";
        /// `expires_in` is not a number of seconds.
        ExpiresInInvalid => "expires_in_invalid", "the token response's expires_in is no number of seconds";
        /// `refresh_token` is not a string that can be sent back.
        RefreshTokenInvalid => "refresh_token_invalid", "the token response's refresh_token is unusable";
        /// `scope` is not a string.
        ScopeInvalid => "scope_invalid", "the token response's scope is not a string";
        /// The scope `openid` was asked for and the token response has no `id_token` (OpenID Connect Core, section 3.1.3.3).
        IdTokenMissing => "id_token_missing", "the token response has no id_token";
        /// The ID token is not a compact JWS of three parts, or its header or claims are not one JSON object (RFC 7515, section 7.1).
        IdTokenMalformed {
            /// What is wrong with it.
            reason: &'static str,
        } => "id_token_malformed", "malformed ID token: {reason}";
        /// The ID token is signed with an algorithm that this client does not accept (OpenID Connect Core, section 3.1.3.7, rule 7).
        IdTokenAlgorithm {
            /// The header's `alg`.
            got: Untrusted,
        } => "id_token_algorithm", "the ID token's alg {got} is not accepted";
        /// The header's `typ` says that this is another kind of token (RFC 8725, section 3.11).
        IdTokenType {
            /// The header's `typ`.
            got: Untrusted,
        } => "id_token_type", "the token's typ {got} is not that of an ID token";
        /// The header has `crit` or `b64`, which we do not understand and so must refuse (RFC 7515, section 4.1.11).
        IdTokenCritical => "id_token_critical_header", "the ID token's header has extensions that must be understood";
        /// No key of the provider fits the ID token's `kid` and `alg`, even after asking again.
        IdTokenKeyUnknown => "id_token_key_unknown", "the provider publishes no key that fits the ID token";
        /// The ID token names no `kid`, or one that several keys share, and more than four keys fit: they are not all tried.
        IdTokenKeyAmbiguous => "id_token_key_ambiguous", "too many of the provider's keys fit the ID token";
        /// The ID token's signature does not verify (OpenID Connect Core, section 3.1.3.7, rule 6).
        IdTokenSignature => "id_token_signature_invalid", "the ID token's signature does not verify";
        /// `iss` is missing or not the configured issuer (rule 2).
        IdTokenIssuerMismatch {
            /// The configured issuer.
            expected: String,
            /// The token's `iss`, if it has one that is a string.
            got: Option<Untrusted>,
        } => "id_token_issuer_mismatch", "issuer mismatch in the ID token: expected {expected}, got {got:?}";
        /// The key that signed the token says that it is of another issuer, as the keys of Microsoft Entra ID do: one document has
        /// those of many tenants.
        IdTokenKeyIssuer {
            /// The token's issuer.
            expected: String,
            /// The key's.
            got: Untrusted,
        } => "id_token_key_issuer_mismatch", "the key that signed the ID token is of the issuer {got}, and not of {expected}";
        /// The token is that of a tenant whose members may not log in here.
        IdTokenTenant {
            /// The tenant's id.
            got: Untrusted,
        } => "id_token_tenant_refused", "the tenant {got} is not among those allowed";
        /// `aud` is missing or does not contain our client_id (rule 3).
        IdTokenAudienceMismatch => "id_token_audience_mismatch", "the ID token's aud does not contain this client";
        /// `aud` contains others whom we do not trust (rule 3).
        IdTokenAudienceUntrusted => "id_token_audience_untrusted", "the ID token's aud contains untrusted audiences";
        /// `azp` is missing beside several audiences, or is not our client_id (rules 4 and 5).
        IdTokenAuthorizedParty => "id_token_authorized_party_mismatch", "the ID token's azp is not this client";
        /// `sub` is missing, empty, too long, or not a string (OpenID Connect Core, section 2).
        IdTokenSubject => "id_token_subject_invalid", "the ID token has no usable sub";
        /// `exp` is missing or no date (rule 9).
        IdTokenExpiryInvalid => "id_token_expiry_invalid", "the ID token's exp is missing or no date in seconds";
        /// The ID token has expired (rule 9).
        IdTokenExpired {
            /// For how long, in seconds.
            seconds: i64,
        } => "id_token_expired", "the ID token expired {seconds} s ago; is one of the two clocks wrong?";
        /// `iat` is missing or no date (OpenID Connect Core, section 2).
        IdTokenIssuedAtInvalid => "id_token_issued_at_invalid", "the ID token's iat is missing or no date in seconds";
        /// `iat` lies in the future.
        IdTokenIssuedInFuture {
            /// By how much, in seconds.
            seconds: i64,
        } => "id_token_issued_in_future", "the ID token is issued {seconds} s in the future; is one of the two clocks wrong?";
        /// `iat` lies too long before this login began (rule 10).
        IdTokenTooOld {
            /// By how much, in seconds.
            seconds: i64,
        } => "id_token_too_old", "the ID token was issued {seconds} s before the oldest acceptable moment";
        /// `nbf` lies in the future, or is no date (RFC 7519, section 4.1.5).
        IdTokenNotYetValid => "id_token_not_yet_valid", "the ID token is not valid yet, or its nbf is no date in seconds";
        /// `nonce` is missing (rule 11).
        IdTokenNonceMissing => "id_token_nonce_missing", "the ID token has no nonce";
        /// `nonce` is not the one of this login (rule 11).
        IdTokenNonceMismatch => "id_token_nonce_mismatch", "the ID token's nonce is not that of this login";
        /// `acr` is none of the values asked for as essential (rule 12).
        IdTokenAcrMismatch => "id_token_acr_mismatch", "the ID token's acr is none of those asked for";
        /// `max_age` was asked and `auth_time` is missing or no date (rule 13).
        IdTokenAuthTimeInvalid => "id_token_auth_time_invalid", "the ID token's auth_time is missing or no date in seconds";
        /// `max_age` was asked and the person logged in at the provider longer ago (rule 13).
        IdTokenAuthTooOld {
            /// By how much, in seconds.
            seconds: i64,
        } => "id_token_auth_too_old", "the person's authentication is {seconds} s older than max_age allows";
        /// `at_hash` is not the hash of the access token (OpenID Connect Core, section 3.1.3.8).
        IdTokenAccessTokenHash => "id_token_access_token_hash_mismatch", "the ID token's at_hash is not that of the access token";
        /// `c_hash` is not the hash of the code (OpenID Connect Core, section 3.3.2.11).
        IdTokenCodeHash => "id_token_code_hash_mismatch", "the ID token's c_hash is not that of the code";
        /// `s_hash` is not the hash of the state (Financial-grade API 1.0, part 2, section 5.1).
        IdTokenStateHash => "id_token_state_hash_mismatch", "the ID token's s_hash is not that of the state";
        /// A claim has another JSON type than the one specified, so that the typed claims cannot be read.
        IdTokenClaim {
            /// Its name.
            claim: &'static str,
        } => "id_token_claim_invalid", "the ID token's claim {claim} has the wrong type";
        /// The claims are not of the type that the application asked to read them as.
        ClaimsMalformed {
            /// What serde said of it: a type or a name, no value.
            reason: String,
        } => "claims_malformed", "the claims cannot be read as the type asked for: {reason}";
        /// A refreshed ID token is not about the same person or the same login (OpenID Connect Core, section 12.2).
        IdTokenRefreshMismatch {
            /// The claim that differs.
            claim: &'static str,
        } => "id_token_refresh_mismatch", "the refreshed ID token's {claim} differs from the original's";
        /// The key set came with another HTTP status than 200.
        JwksStatus {
            /// The HTTP status.
            status: u16,
        } => "jwks_status", "the key set was answered with HTTP {status}";
        /// The key set is not one JSON object with an array `keys`, or has more than 100 keys.
        JwksMalformed => "jwks_malformed", "malformed key set";
        /// The userinfo endpoint answered with another HTTP status than 200.
        UserinfoStatus {
            /// The HTTP status.
            status: u16,
            /// The error of the `WWW-Authenticate` header or the body, if there is one.
            error: Option<Untrusted>,
        } => "userinfo_status", "the userinfo endpoint answered HTTP {status} ({error:?})";
        /// The userinfo answer is not `application/json`.
        UserinfoContentType => "userinfo_content_type", "the userinfo answer is not application/json";
        /// The userinfo answer is not one JSON object with unique names.
        UserinfoMalformed => "userinfo_malformed", "the userinfo answer is not one JSON object";
        /// The userinfo answer's `sub` is missing or not that of the ID token (OpenID Connect Core, section 5.3.2).
        UserinfoSubjectMismatch => "userinfo_subject_mismatch", "the userinfo answer's sub is not that of the ID token";
        /// The profile says that it is none: the member that tells success has another value.
        ProfileRefused {
            /// Where the member is.
            place: &'static str,
            /// Its value.
            got: Option<Untrusted>,
        } => "profile_refused", "the profile is an error: {place} is {got:?}";
        /// The profile of a plain OAuth provider has no usable identifier: neither a non-empty string nor an integer.
        IdentifierInvalid {
            /// The member's name.
            member: &'static str,
        } => "identifier_invalid", "the profile has no usable {member}";
        /// The provider refused temporary credentials (RFC 5849, section 2.1).
        TemporaryCredentialsRefused {
            /// The HTTP status.
            status: u16,
            /// The `oauth_problem` of the answer, if there is one.
            problem: Option<Untrusted>,
        } => "temporary_credentials_refused", "the provider refused temporary credentials: HTTP {status} ({problem:?})";
        /// The answer lacks `oauth_token` or `oauth_token_secret`, repeats one, or is no form (RFC 5849, section 2.1).
        TemporaryCredentialsMalformed => "temporary_credentials_malformed", "malformed temporary credentials";
        /// The answer lacks `oauth_callback_confirmed=true`: the provider speaks OAuth 1.0 without the 1.0a fix (RFC 5849, section 2.1).
        CallbackUnconfirmed => "callback_unconfirmed", "the provider did not confirm the callback (oauth_callback_confirmed)";
        /// The provider refused token credentials (RFC 5849, section 2.3).
        TokenCredentialsRefused {
            /// The HTTP status.
            status: u16,
            /// The `oauth_problem` of the answer, if there is one.
            problem: Option<Untrusted>,
        } => "token_credentials_refused", "the provider refused token credentials: HTTP {status} ({problem:?})";
        /// The answer lacks `oauth_token` or `oauth_token_secret`, repeats one, or is no form (RFC 5849, section 2.3).
        TokenCredentialsMalformed => "token_credentials_malformed", "malformed token credentials";
        /// An API call was answered with a status outside 200 to 299.
        ApiStatus {
            /// The HTTP status.
            status: u16,
        } => "api_status", "the API answered HTTP {status}";
        /// An API answer is not the JSON that was expected.
        ApiMalformed {
            /// What serde said of it: a type and a position, no value.
            reason: String,
        } => "api_malformed", "the API's answer cannot be read: {reason}";
        /// There is no refresh token to refresh with.
        RefreshTokenMissing => "refresh_token_missing", "the provider issued no refresh token";
    }
}
