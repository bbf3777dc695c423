//! A client of one provider.

use std::fmt;
use std::sync::Arc;

use url::Url;

use super::authorization::AuthorizationResponse;
use super::credentials::{TemporaryCredentials, TokenCredentials};
use super::exchange::{
    ACCESS_TOKEN, PROFILE, ProfileRequest, TEMPORARY_CREDENTIALS, TemporaryCredentialsRequest,
    TokenCredentialsRequest,
};
use super::request::{Placement, Signing};
use super::signature;
use super::signer::OAuth1Signer;
use crate::encoding::{append_pair, form};
use crate::error::{ConfigurationError, ConfigurationErrors, Error, ProviderError, Untrusted};
use crate::http::{Endpoint, Request};
use crate::provider::ProfileRules;
use crate::random::Random;
use crate::secret::Secret;
use crate::time::Timestamp;

/// What a [`Client`] is made of.
#[derive(Clone)]
pub struct ClientSettings {
    /// The provider's name, for error messages.
    pub provider: String,
    /// `oauth_consumer_key`: the client's identifier at the provider.
    pub client_id: String,
    /// The signature method with the client's secret or private key.
    pub signer: Arc<dyn OAuth1Signer>,
    /// `oauth_callback`: the absolute URL to which the provider sends the browser back.
    pub callback: String,
    /// The Temporary Credential Request endpoint (section 2.1).
    pub request_token_url: Endpoint,
    /// The Resource Owner Authorization endpoint (section 2.2).
    pub authorize_url: Endpoint,
    /// The Token Request endpoint (section 2.3).
    pub access_token_url: Endpoint,
    /// What the URLs of API calls begin with.
    pub api_base_url: Option<Endpoint>,
    /// Where the `oauth_` parameters go.
    pub placement: Placement,
    /// `realm` of the `Authorization` header (section 3.5.1); not part of the signature.
    pub realm: Option<String>,
    /// Whether bodies that are no form are signed by way of `oauth_body_hash` (draft-eaton-oauth-bodyhash).
    ///
    /// `true` is the safe value; `false` for the few providers that choke on the parameter.
    pub body_hash: bool,
    /// Further parameters of every authorization URL.
    pub authorization_parameters: Vec<(String, String)>,
    /// What says who a person is.
    pub userinfo_endpoint: Option<Endpoint>,
    /// How a profile is read.
    pub profile: Option<ProfileRules>,
}

impl fmt::Debug for ClientSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientSettings")
            .field("provider", &self.provider)
            .field("client_id", &self.client_id)
            .field("signature_method", &self.signer.method())
            .finish_non_exhaustive()
    }
}

/// A client of one OAuth 1.0a provider (RFC 5849). Cheap to clone.
///
/// ```
/// use oauth_core::oauth1::{AuthorizationResponse, Client, ClientSettings, Placement, SignatureMethod, callback_token};
/// use oauth_core::{Endpoint, Exchange as _, Method, Request, Response, Secret, SystemRandom, Timestamp};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let endpoint = |path| Endpoint::parse(&format!("https://api.twitter.com/{path}")).ok_or("no endpoint");
/// let client = Client::new(ClientSettings {
///     provider: "twitter".into(),
///     client_id: "xvz1evFS4wEEPTGEFPHBog".into(),
///     signer: SignatureMethod::HmacSha1.signer(Secret::from("kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw"))?,
///     callback: "https://app.example/auth/twitter/authorize".into(),
///     request_token_url: endpoint("oauth/request_token")?,
///     authorize_url: endpoint("oauth/authenticate")?,
///     access_token_url: endpoint("oauth/access_token")?,
///     api_base_url: Some(endpoint("1.1/")?),
///     placement: Placement::Header,
///     realm: None,
///     body_hash: true,
///     authorization_parameters: vec![],
///     userinfo_endpoint: None,
///     profile: None,
/// })?;
/// let (now, random) = (Timestamp::from_unix(1_700_000_000), &mut SystemRandom);
/// # fn send(request: &Request) -> Response {
/// #     let _ = request;
/// #     let body = b"oauth_token=t&oauth_token_secret=s&oauth_callback_confirmed=true&screen_name=ada".to_vec();
/// #     Response { status: 200, headers: vec![], body }
/// # }
///
/// // The first browser request: where to send the person, and what to remember meanwhile.
/// let exchange = client.request_temporary_credentials(&[], now, random)?;
/// let response = send(exchange.request());
/// let temporary = exchange.accept(response, now)?;
/// let location = client.authorization_url(&temporary, &[])?;
/// assert_eq!(location, "https://api.twitter.com/oauth/authenticate?oauth_token=t");
///
/// // The second: the query of the callback finds what was remembered, and is judged against it.
/// let query = "oauth_token=t&oauth_verifier=v";
/// assert!(callback_token(query)? == *temporary.token());
/// let exchange = client.redeem(AuthorizationResponse::accept(query, temporary)?, now, random)?;
/// let response = send(exchange.request());
/// let credentials = exchange.accept(response, now)?;
/// assert_eq!(credentials.parameter("screen_name"), Some("ada"));
///
/// // Any later call.
/// let call = Request {
///     method: Method::Get,
///     url: "https://api.twitter.com/1.1/account/verify_credentials.json".into(),
///     headers: vec![],
///     body: vec![],
///     endpoint: "API",
///     limit: Request::LARGE,
/// };
/// let signed = client.sign(call, &credentials, now, random)?;
/// assert!(signed.headers.iter().any(|(name, value)| *name == "authorization" && value.starts_with("OAuth ")));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    settings: Arc<ClientSettings>,
}

impl Client {
    /// Checks the settings, all of them.
    ///
    /// # Errors
    /// [`ConfigurationError::ValueInvalid`] for an empty `client_id`; a `callback` that is no absolute http or https
    /// URL; an endpoint whose query cannot be signed or has `oauth_` parameters; a `realm` that is no quoted string.
    pub fn new(settings: ClientSettings) -> Result<Self, ConfigurationErrors> {
        let endpoint = "a URL whose query has valid escapes and no oauth_ parameter";
        let checks = [
            ("client_id", "the identifier that the provider issued", !settings.client_id.is_empty()),
            ("callback", "an absolute http or https URL without fragment", is_callback(&settings.callback)),
            ("request_token_url", endpoint, is_signable(&settings.request_token_url)),
            ("authorize_url", endpoint, is_signable(&settings.authorize_url)),
            ("access_token_url", endpoint, is_signable(&settings.access_token_url)),
            (
                "authorization_parameters",
                "parameters whose names do not begin with oauth_",
                check_extra(&settings.authorization_parameters).is_ok(),
            ),
            (
                "realm",
                "visible ASCII and spaces, without quotes and backslashes",
                is_realm(settings.realm.as_deref()),
            ),
        ];
        let invalid = |key, expected: &str| ConfigurationError::ValueInvalid {
            provider: settings.provider.clone(),
            key,
            problem: format!("the value of `{key}` cannot be used"),
            help: format!("expected {expected}"),
        };
        let errors = checks
            .into_iter()
            .filter(|(_, _, valid)| !valid)
            .map(|(key, expected, _)| invalid(key, expected));
        ConfigurationErrors::check(errors.collect())?;
        Ok(Self::trusted(settings))
    }

    /// A client of settings that were checked before.
    pub(super) fn trusted(settings: ClientSettings) -> Self {
        Self { settings: Arc::new(settings) }
    }

    /// What the client was made of.
    pub fn settings(&self) -> &ClientSettings {
        &self.settings
    }

    /// Asks for temporary credentials (RFC 5849, section 2.1); `extra` parameters go into the body.
    ///
    /// # Errors
    /// [`ConfigurationError::ParameterReserved`] for an extra `oauth_…`; those of [`sign`](Self::sign).
    pub fn request_temporary_credentials(
        &self,
        extra: &[(String, String)],
        now: Timestamp,
        random: &mut dyn Random,
    ) -> Result<TemporaryCredentialsRequest, Error> {
        check_extra(extra)?;
        let request = post(TEMPORARY_CREDENTIALS, &self.settings.request_token_url, extra);
        let callback = [("oauth_callback", self.settings.callback.as_str())];
        let request = self.signing(None, &Secret::from("")).sign(request, &callback, now, random)?;
        Ok(TemporaryCredentialsRequest::new(request))
    }

    /// Where the person goes to approve (RFC 5849, section 2.2): `authorize_url` with `oauth_token` and `extra`.
    ///
    /// # Errors
    /// [`ConfigurationError::ParameterReserved`] for an extra `oauth_…`.
    pub fn authorization_url(
        &self,
        temporary: &TemporaryCredentials,
        extra: &[(String, String)],
    ) -> Result<String, Error> {
        check_extra(extra)?;
        let mut url = self.settings.authorize_url.query_prefix();
        append_pair(&mut url, "oauth_token", temporary.token().expose());
        let configured = self.settings.authorization_parameters.iter();
        let kept = configured.filter(|(name, _)| !extra.iter().any(|(other, _)| other == name));
        for (name, value) in kept.chain(extra) {
            append_pair(&mut url, name, value);
        }
        Ok(url)
    }

    /// Asks who the person of `credentials` is.
    ///
    /// # Errors
    /// [`ProviderError::EndpointMissing`] without a userinfo endpoint; those of [`sign`](Self::sign).
    pub fn fetch_profile(
        &self,
        credentials: &TokenCredentials,
        now: Timestamp,
        random: &mut dyn Random,
    ) -> Result<ProfileRequest, Error> {
        let endpoint = self.settings.userinfo_endpoint.as_ref();
        let endpoint = endpoint.ok_or(ProviderError::EndpointMissing { endpoint: "userinfo_endpoint" })?;
        let request = Request::get(PROFILE, endpoint.as_str(), Request::SMALL);
        let signing = self.signing(Some(credentials.token()), credentials.token_secret());
        Ok(ProfileRequest::new(signing.sign(request, &[], now, random)?))
    }

    /// Redeems the person's approval for token credentials (RFC 5849, section 2.3).
    ///
    /// # Errors
    /// Those of [`sign`](Self::sign).
    pub fn redeem(
        &self,
        response: AuthorizationResponse,
        now: Timestamp,
        random: &mut dyn Random,
    ) -> Result<TokenCredentialsRequest, Error> {
        let request = post(ACCESS_TOKEN, &self.settings.access_token_url, &[]);
        let temporary = response.temporary_credentials();
        let verifier = [("oauth_verifier", response.verifier().expose())];
        let signing = self.signing(Some(temporary.token()), temporary.token_secret());
        let request = signing.sign(request, &verifier, now, random)?;
        Ok(TokenCredentialsRequest::new(request, temporary.token_secret().clone()))
    }

    /// Signs a call to the API (RFC 5849, section 3).
    ///
    /// The URL and the body stay as they are, byte for byte, except for the parameters that [`Placement::Query`] and
    /// [`Placement::Body`] append. The pairs of a form are signed; any other body that is not empty is signed by its
    /// hash, `oauth_body_hash`. Signed or not, an answer that redirects must not be followed.
    ///
    /// # Errors
    /// - [`ConfigurationError::ApiUrlForeign`] for a URL that cannot be signed (user information, a bad port, a broken
    ///   escape, a path with characters that must be escaped), and for a signature that gives the secrets away and
    ///   would go to another origin than `api_base_url`;
    /// - [`ConfigurationError::PlaintextWithoutTls`] for such a signature over http, loopback excepted;
    /// - [`ConfigurationError::SignatureParameters`] when the request has an `Authorization` header or `oauth_…`
    ///   parameters, or shall have them in a body that is no form;
    /// - [`ConfigurationError::ParameterInvalid`] for a form with a broken escape;
    /// - [`ConfigurationError::ClockBeforeEpoch`], [`ConfigurationError::RandomFailed`],
    ///   [`ConfigurationError::SignatureKey`].
    pub fn sign(
        &self,
        request: Request,
        credentials: &TokenCredentials,
        now: Timestamp,
        random: &mut dyn Random,
    ) -> Result<Request, Error> {
        self.check_origin(&request.url)?;
        self.signing(Some(credentials.token()), credentials.token_secret()).sign(request, &[], now, random)
    }

    fn signing<'a>(&'a self, token: Option<&'a Secret>, token_secret: &'a Secret) -> Signing<'a> {
        Signing {
            client_id: &self.settings.client_id,
            signer: &*self.settings.signer,
            token,
            token_secret,
            placement: self.settings.placement,
            realm: self.settings.realm.as_deref(),
            body_hash: self.settings.body_hash,
        }
    }

    // Other signatures are bound to one URL and worth nothing elsewhere; PLAINTEXT is the secrets themselves.
    fn check_origin(&self, url: &str) -> Result<(), Error> {
        if !self.settings.signer.needs_tls() {
            return Ok(());
        }
        let base = self.settings.api_base_url.as_ref().ok_or(ConfigurationError::ApiBaseUrlMissing)?;
        match Url::parse(url) {
            Ok(url) if url.origin() == base.url().origin() => Ok(()),
            _ => Err(ConfigurationError::ApiUrlForeign.into()),
        }
    }
}

/// A POST request with `extra` as its form; without body when there is none.
fn post(endpoint: &'static str, url: &Endpoint, extra: &[(String, String)]) -> Request {
    let body = form(extra.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let mut request = Request::post_form(endpoint, url.as_str(), body);
    // Whoever is asked for JSON may answer with it, and the answer must be a form (s.2.1).
    request.headers.retain(|(name, _)| *name == "content-type" && !extra.is_empty());
    request.headers.push(("accept", "*/*".into()));
    request
}

fn check_extra(extra: &[(String, String)]) -> Result<(), Error> {
    match extra.iter().find(|(name, _)| name.starts_with("oauth_")) {
        Some((name, _)) => {
            Err(ConfigurationError::ParameterReserved { parameter: Untrusted::new(name) }.into())
        }
        None => Ok(()),
    }
}

fn is_callback(text: &str) -> bool {
    let visible = text.bytes().all(|byte| byte.is_ascii_graphic()) && !text.contains('#');
    visible
        && Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && text.contains("://"))
}

fn is_signable(endpoint: &Endpoint) -> bool {
    let query = signature::query_parameters(endpoint.as_str());
    signature::base_string_uri(endpoint.as_str()).is_some()
        && query.is_some_and(|query| query.iter().all(|(name, _)| !name.starts_with("oauth_")))
}

fn is_realm(realm: Option<&str>) -> bool {
    realm.is_none_or(|realm| {
        realm.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'))
    })
}
