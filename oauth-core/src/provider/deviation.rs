//! Where providers depart from the specifications: [`Deviation`].

/// Where a provider departs from the specifications. Each one loosens or changes one rule, and the list is closed: a
/// departure that is not on it is a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deviation {
    /// Client identifier and secret go into the `Basic` header unencoded, not form-encoded as RFC 6749, section 2.3.1 asks.
    RawBasic,
    /// The token response may lack `token_type`; it is taken for `Bearer`.
    AssumeBearer,
    /// The token response may be form-encoded instead of JSON.
    FormTokenResponse,
    /// The token request is a JSON object instead of a form.
    JsonTokenRequest,
    /// `client_id` is called `client_key`, in the authorization request and in the token request.
    ClientKey,
    /// Scopes are separated by commas, in the request and in the token response.
    CommaScopes,
    /// Scopes are separated by commas in the token response alone.
    CommaGrantedScopes,
    /// `scope` of the token response may be a list of strings.
    GrantedScopeList,
    /// The scope must be repeated when tokens are refreshed.
    RefreshWithScope,
    /// The scope has `openid`, and who logs in is nevertheless read from the userinfo endpoint: no ID token is looked at.
    OpenIdWithoutIdToken,
    /// ID tokens name further audiences beside the client, which need not be known: all clients of its project, say. `azp` must
    /// say that the token was issued to this client.
    FurtherAudiences,
    /// ID tokens may carry this `iss` instead of the issuer.
    LegacyIssuer(&'static str),
    /// The issuer is a template with `{tenantid}`, one issuer for each tenant.
    IssuerTemplate,
    /// The ID token may lack the `nonce`; one that is there must be right. What is lost is the proof that the code was
    /// issued to this browser's login: an attacker who gets hold of a code can have it redeemed in a login of his own.
    NonceNotEchoed,
    /// The provider refuses PKCE. A stolen code can be redeemed by whoever has the client's secret.
    PkceRefused,
    /// The client secret is a JWT, signed with ES256 by the private key that `client_secret` holds as PEM, good for five
    /// minutes; `team_id` and `key_id` stand in it.
    MintedSecret,
    /// The callback of a person's first login carries a form field `user` with the name, unsigned.
    FirstLoginUser,
    /// The callback comes as `form_post` whenever one of these scopes is asked for.
    FormPostForScopes(&'static [&'static str]),
    /// The userinfo endpoint wants a POST without a body.
    UserinfoPost,
}

/// The deviations of one provider, looked up once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Deviations {
    pub(crate) raw_basic: bool,
    pub(crate) assume_bearer: bool,
    pub(crate) form_token_response: bool,
    pub(crate) json_token_request: bool,
    pub(crate) client_key: bool,
    pub(crate) comma_scopes: bool,
    pub(crate) comma_granted_scopes: bool,
    pub(crate) granted_scope_list: bool,
    pub(crate) refresh_with_scope: bool,
    pub(crate) openid_without_id_token: bool,
    pub(crate) further_audiences: bool,
    pub(crate) legacy_issuer: Option<&'static str>,
    pub(crate) issuer_template: bool,
    pub(crate) nonce_not_echoed: bool,
    pub(crate) pkce_refused: bool,
    pub(crate) minted_secret: bool,
    pub(crate) first_login_user: bool,
    pub(crate) form_post_for_scopes: &'static [&'static str],
    pub(crate) userinfo_post: bool,
}

impl Deviations {
    pub(crate) fn of(list: &[Deviation]) -> Self {
        let mut all = Self::default();
        for deviation in list {
            match *deviation {
                Deviation::RawBasic => all.raw_basic = true,
                Deviation::AssumeBearer => all.assume_bearer = true,
                Deviation::FormTokenResponse => all.form_token_response = true,
                Deviation::JsonTokenRequest => all.json_token_request = true,
                Deviation::ClientKey => all.client_key = true,
                Deviation::CommaScopes => {
                    all.comma_scopes = true;
                    all.comma_granted_scopes = true;
                }
                Deviation::CommaGrantedScopes => all.comma_granted_scopes = true,
                Deviation::GrantedScopeList => all.granted_scope_list = true,
                Deviation::RefreshWithScope => all.refresh_with_scope = true,
                Deviation::OpenIdWithoutIdToken => all.openid_without_id_token = true,
                Deviation::FurtherAudiences => all.further_audiences = true,
                Deviation::LegacyIssuer(issuer) => all.legacy_issuer = Some(issuer),
                Deviation::IssuerTemplate => all.issuer_template = true,
                Deviation::NonceNotEchoed => all.nonce_not_echoed = true,
                Deviation::PkceRefused => all.pkce_refused = true,
                Deviation::MintedSecret => all.minted_secret = true,
                Deviation::FirstLoginUser => all.first_login_user = true,
                Deviation::FormPostForScopes(scopes) => all.form_post_for_scopes = scopes,
                Deviation::UserinfoPost => all.userinfo_post = true,
            }
        }
        all
    }
}
