//! What a personality is made of: data, and closed sets of departures from the specifications.

use crate::authorization::Pkce;
use crate::clients::ClientAuthentication::{self, ClientSecretBasic, ClientSecretPost};
use crate::journal::Endpoint;
use crate::keys::Algorithm;

/// One public provider.
///
/// Addresses are written `HOST/PATH`; `{client_id}` stands for one segment. Documents are JSON texts in which a string that
/// starts with `$` is a place, see [`template`](super::template).
pub(crate) struct Play {
    /// The authorization servers; most providers have one.
    pub(crate) servers: &'static [Server],
    /// Whether ID tokens are issued.
    pub(crate) id_token: IdToken,
    pub(crate) client_authentication: &'static [ClientAuthentication],
    pub(crate) pkce: Pkce,
    /// The `iss` of authorization responses (RFC 9207).
    pub(crate) callback_issuer: Option<&'static str>,
    pub(crate) refresh: Refresh,
    /// The URL that refreshes, where it is not that of the token endpoint.
    pub(crate) refresh_at: Option<&'static str>,
    pub(crate) ask: &'static [Ask],
    pub(crate) form: &'static [Form],
    pub(crate) shape: &'static [Shape],
    pub(crate) claims: &'static [Claim],
    pub(crate) errors: Errors,
    pub(crate) documents: &'static [Document],
    /// Whether each key says which issuer it is of.
    pub(crate) keys_name_issuer: bool,
    /// The scope that opens the e-mail address in documents; without one it is always open.
    pub(crate) email_scope: Option<&'static [&'static str]>,
    pub(crate) algorithm: Algorithm,
    /// What `id_token_signing_alg_values_supported` says, where it is not the truth.
    pub(crate) metadata_algorithm: Option<Algorithm>,
    /// OAuth 1.0a: the signature methods.
    pub(crate) signature_methods: &'static [&'static str],
}

/// An issuer and its endpoints.
pub(crate) struct Server {
    /// Empty when the provider has no issuer.
    pub(crate) issuer: &'static str,
    pub(crate) routes: &'static [(Endpoint, &'static str)],
}

#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum IdToken {
    Never,
    /// With the scope `openid`, as OpenID Connect has it.
    OnScope,
    /// With any scope, and with none.
    Always,
}

/// When there are refresh tokens.
#[derive(Clone, Copy)]
pub(crate) enum Refresh {
    Never,
    /// Always, a new one each time.
    Rotates,
    /// Always, the same for ever; a refresh brings none.
    Stays,
    /// With one of these scopes, a new one each time.
    OnScope(&'static str),
    /// With these parameters in the authorization request; the same for ever.
    OnParameters(&'static [(&'static str, &'static str)]),
}

/// What an authorization request must be like.
#[derive(Clone, Copy)]
pub(crate) enum Ask {
    /// Has the parameter.
    Has(&'static str),
    /// Has the parameter with this value.
    Is(&'static str, &'static str),
    /// Separates scopes by commas, not by spaces.
    CommaScopes,
    /// Separates scopes by `%20`, not by `+`.
    NoPlus,
    /// Calls `client_id` `client_key`.
    ClientKey,
    /// Has `response_mode=form_post` when it has a scope.
    FormPostForScopes,
}

/// What a token request must be like.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    /// Calls `client_id` `client_key`.
    ClientKey,
    /// Is JSON with the members of RFC 6749 and no others.
    Json,
    /// Has a JWT signed by the client's key for `client_secret`.
    SecretIsJwt,
    /// Has no `code_verifier`.
    NoVerifier,
    /// Repeats the scope when it refreshes.
    ScopeOnRefresh,
    /// Has a `User-Agent`.
    UserAgent,
    /// Revokes the bearer token of the header, without a body.
    BearerRevocation,
}

/// What a token response is like.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    /// Form-encoded, unless `Accept` names JSON.
    FormUnlessAccepted,
    CommaScope,
    ArrayScope,
    /// `expires_in` is text.
    TextExpiry,
    Without(&'static str),
    Renamed(&'static str, &'static str),
    /// Has the members of this document besides.
    With(&'static str),
    /// OAuth 1.0a: has this member, from this place.
    Member(&'static str, &'static str),
}

/// What the claims of an ID token are like.
#[derive(Clone, Copy)]
pub(crate) enum Claim {
    /// `nonce` is not repeated.
    NoNonce,
    /// `nonce` is there always, empty when none was sent.
    NonceAlways,
    /// `email_verified` is text.
    TextVerified,
    /// Only what the parameter `claims` asks for.
    OnlyAsked,
    /// `aud` names another client and the project, by this id, beside the client, which is in `azp`.
    Project(&'static str),
    Without(&'static str),
    /// Has the members of this document besides.
    With(&'static str),
}

/// How errors are written.
#[derive(Clone, Copy, Eq, PartialEq)]
pub(crate) enum Errors {
    /// As RFC 6749, section 5.2 and RFC 6750, section 3 have them.
    Standard,
    /// The same with status 200, at the token endpoint.
    Ok200,
    /// `{"ok":false,"error":…}` with status 200, everywhere.
    OkFalse,
    /// `{"error":{"message":…,"type":…,"code":…}}`.
    Graph,
    /// `{"status":…,"message":…}`.
    StatusMessage,
    /// `{"object":"error","status":…,"code":…,"message":…}`.
    Notion,
    /// `{"data":{},"error":{"code":…,"message":…,"log_id":…}}` from the interface.
    Envelope,
    /// `{"resultcode":…,"message":…}` from the interface.
    ResultCode,
}

/// Something to read with an access token.
pub(crate) struct Document {
    pub(crate) endpoint: Endpoint,
    pub(crate) method: &'static str,
    pub(crate) at: &'static str,
    pub(crate) demands: &'static [Demand],
    pub(crate) content: Content,
}

pub(crate) enum Content {
    /// The claims of the granted scopes, and the members of this document.
    Claims(&'static str),
    /// The same without these.
    ClaimsWithout(&'static [&'static str], &'static str),
    /// What `claims` asked for, and the members of this document.
    AskedClaims(&'static str),
    Text(&'static str),
}

/// What a request for a document must be like.
#[derive(Clone, Copy)]
pub(crate) enum Demand {
    /// Has the header field; else this status.
    Header(&'static str, u16),
    /// Has the parameter with this value in the query.
    Query(&'static str, &'static str),
    /// Has neither a body nor a `Content-Type`.
    NoBody,
    /// Was granted one of these scopes.
    Scope(&'static [&'static str]),
    /// Names the members of the object at the pointer in the parameter; the last are given unasked.
    Fields { parameter: &'static str, of: &'static str, always: &'static [&'static str] },
    /// The same, but the parameter may be left out.
    MoreFields { parameter: &'static str, of: &'static str, always: &'static [&'static str] },
}

impl Play {
    /// OpenID Connect as it is written.
    pub(crate) const OPENID: Self = Self {
        servers: &[],
        id_token: IdToken::OnScope,
        client_authentication: &[ClientSecretBasic, ClientSecretPost],
        pkce: Pkce::Honoured,
        callback_issuer: None,
        refresh: Refresh::Rotates,
        refresh_at: None,
        ask: &[],
        form: &[],
        shape: &[],
        claims: &[],
        errors: Errors::Standard,
        documents: &[],
        keys_name_issuer: false,
        email_scope: None,
        algorithm: Algorithm::RS256,
        metadata_algorithm: None,
        signature_methods: &[],
    };
    /// OAuth 2 as it is written.
    pub(crate) const OAUTH2: Self = Self { id_token: IdToken::Never, ..Self::OPENID };
    /// OAuth 1.0a as it is mostly deployed.
    pub(crate) const OAUTH1: Self =
        Self { id_token: IdToken::Never, signature_methods: &["HMAC-SHA1"], ..Self::OPENID };

    /// The server and the endpoint at a path, which starts with `/`.
    pub(crate) fn find(&self, path: &str) -> Option<(Option<&'static Server>, Endpoint)> {
        let document = self.documents.iter().find(|document| matches(document.at, path));
        if let Some(document) = document {
            return Some((None, document.endpoint));
        }
        let mut routes =
            self.servers.iter().flat_map(|server| server.routes.iter().map(move |r| (server, r)));
        let found = routes.find(|(_, (_, at))| matches(at, path));
        found.map(|(server, (endpoint, _))| (Some(server), *endpoint))
    }

    /// Whether this path lacks nothing but the slash at its end.
    pub(crate) fn wants_slash(&self, path: &str) -> bool {
        self.find(&format!("{path}/")).is_some()
    }
}

/// Whether a path, which starts with `/`, is at this address.
pub(crate) fn matches(at: &str, path: &str) -> bool {
    let Some(path) = path.strip_prefix('/') else { return false };
    let (mut expected, mut given) = (at.split('/'), path.split('/'));
    loop {
        match (expected.next(), given.next()) {
            (None, None) => return true,
            (Some("{client_id}"), Some(segment)) if !segment.is_empty() => {}
            (Some(expected), Some(given)) if expected == given => {}
            _ => return false,
        }
    }
}
