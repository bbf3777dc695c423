//! What a client needs to know of a provider: from the configuration, completed by the metadata document
//! (OpenID Connect Discovery 1.0; RFC 8414).

use super::client::Client;
use crate::cache_control::max_age;
use crate::error::{Error, ProviderError, Untrusted};
use crate::http::{Endpoint, Exchange, Issuer, Request, Response};
use crate::json::{self, Object};
use crate::time::Timestamp;

/// A provider's endpoints and properties, with the configuration's beating the document's.
#[derive(Clone, Debug)]
pub struct Metadata {
    /// The issuer, compared with every `iss`; `None` for a plain OAuth 2 provider that has none.
    pub issuer: Option<Issuer>,
    /// Where the browser is sent.
    pub authorization_endpoint: Endpoint,
    /// Where a code is redeemed.
    pub token_endpoint: Endpoint,
    /// Who is logged in.
    pub userinfo_endpoint: Option<Endpoint>,
    /// The provider's keys.
    pub jwks_uri: Option<Endpoint>,
    /// Where a logout at the provider begins.
    pub end_session_endpoint: Option<Endpoint>,
    /// Where tokens are revoked.
    pub revocation_endpoint: Option<Endpoint>,
    /// Whether every authorization response is promised to carry `iss` (RFC 9207, section 3).
    pub iss_promised: bool,
    /// The algorithms that ID tokens may be signed with, as the document names them.
    pub id_token_algorithms: Option<Vec<String>>,
    /// The constant part of every authorization request, ready for `&state=…`.
    pub(crate) authorization_prefix: String,
}

/// The request for the metadata document.
#[derive(Clone, Debug)]
pub struct Discovery {
    client: Client,
    url: Endpoint,
    request: Request,
}

impl Discovery {
    pub(crate) fn new(client: Client, url: Endpoint) -> Self {
        let request = Request::get("discovery", url.as_str(), Request::LARGE);
        Self { client, url, request }
    }
}

impl Exchange for Discovery {
    type Output = std::sync::Arc<Metadata>;

    fn request(&self) -> &Request {
        &self.request
    }

    fn accept(self, response: Response, now: Timestamp) -> Result<Self::Output, Error> {
        response.not_redirected("discovery")?;
        if response.status != 200 {
            return Err(ProviderError::DiscoveryStatus { status: response.status }.into());
        }
        // RFC 8414, s. 3.2; OpenID Connect Discovery 1.0, s. 4.2: "application/json".
        if response.media_type() != "application/json" {
            return Err(ProviderError::DiscoveryMalformed { reason: "not application/json" }.into());
        }
        let reason = "not one JSON object";
        let mut document = response.json_object().ok_or(ProviderError::DiscoveryMalformed { reason })?;
        // Some providers write so what they do not offer.
        document.retain(|_, value| !value.is_null());
        let metadata = self.client.complete(&Published { document: &document, by: &self.url })?;
        Ok(self.client.remember_metadata(metadata, max_age(&response), now))
    }
}

/// OpenID Connect Discovery 1.0, section 4.1: the path is appended, a terminating "/" of the issuer removed first.
pub(crate) fn openid_configuration(issuer: &Issuer) -> Option<Endpoint> {
    Endpoint::parse(&format!("{}/.well-known/openid-configuration", issuer.as_str().trim_end_matches('/')))
}

/// RFC 8414, section 3.1: the path is inserted between the host and the issuer's path.
pub(crate) fn oauth_authorization_server(issuer: &Issuer) -> Option<Endpoint> {
    let (scheme, rest) = issuer.as_str().split_once("://")?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let slash = if path.is_empty() { "" } else { "/" };
    let path = path.trim_end_matches('/');
    Endpoint::parse(&format!("{scheme}://{host}/.well-known/oauth-authorization-server{slash}{path}"))
}

/// The issuer, configured or else published. OpenID Connect Discovery 1.0, section 4.3: "The issuer value returned MUST be
/// identical to the Issuer URL that was used as the prefix"; RFC 8414, section 3.3 says the same. Without a configured
/// one there is nothing to compare, but the callbacks' `iss` is still compared with the published one.
pub(crate) fn issuer(
    configured: Option<&Issuer>,
    document: Option<&Object>,
) -> Result<Option<Issuer>, Error> {
    let Some(document) = document else { return Ok(configured.cloned()) };
    let malformed = |reason| Error::from(ProviderError::DiscoveryMalformed { reason });
    let published =
        document.get("issuer").and_then(|issuer| issuer.as_str()).ok_or_else(|| malformed("no issuer"))?;
    match configured {
        None => Issuer::parse(published).map(Some).ok_or_else(|| malformed("an unusable issuer")),
        Some(issuer) if issuer.as_str() == published => Ok(Some(issuer.clone())),
        Some(issuer) => {
            let (expected, got) = (issuer.as_str().to_owned(), Untrusted::new(published));
            Err(ProviderError::DiscoveryIssuerMismatch { expected, got }.into())
        }
    }
}

/// The place of the tenant's id in an issuer template.
pub(crate) const TENANT: &str = "{tenantid}";

/// A provider with an issuer for each tenant publishes the template itself.
pub(crate) fn check_issuer_template(template: &str, document: Option<&Object>) -> Result<(), Error> {
    let Some(document) = document else { return Ok(()) };
    let published = json::string(document, "issuer").ok().flatten();
    let published = published.ok_or(ProviderError::DiscoveryMalformed { reason: "no issuer" })?;
    match published == template {
        true => Ok(()),
        false => {
            let (expected, got) = (template.to_owned(), Untrusted::new(published));
            Err(ProviderError::DiscoveryIssuerMismatch { expected, got }.into())
        }
    }
}

/// Whether `iss` is one of a template's issuers.
pub(crate) fn is_of_template(template: &str, iss: &str) -> bool {
    let tenant =
        template.split_once(TENANT).and_then(|(before, after)| iss.strip_prefix(before)?.strip_suffix(after));
    tenant.is_some_and(is_guid)
}

/// Whether `text` is a GUID as Entra ID writes it: lower case, with hyphens.
pub(crate) fn is_guid(text: &str) -> bool {
    let groups: Vec<_> = text.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-'))
}

/// Whether `iss` is promised (RFC 9207, section 3); a promise of another type than a boolean is no document to trust.
pub(crate) fn iss_promised(document: Option<&Object>) -> Result<bool, Error> {
    match document.and_then(|document| document.get("authorization_response_iss_parameter_supported")) {
        None => Ok(false),
        Some(promise) => promise.as_bool().ok_or_else(|| {
            let reason = "authorization_response_iss_parameter_supported is no boolean";
            ProviderError::DiscoveryMalformed { reason }.into()
        }),
    }
}

/// A metadata document, and where it was published.
pub(crate) struct Published<'a> {
    pub(crate) document: &'a Object,
    pub(crate) by: &'a Endpoint,
}

/// The longest URL of an endpoint that a provider publishes, in bytes: visitors are sent there.
const MAX_ENDPOINT: usize = 2048;

/// An endpoint of the document, unless the configuration has one.
///
/// A provider on the internet does not send us to this machine or into a private network: it would make us its hands
/// there (CWE-918).
pub(crate) fn endpoint(
    configured: Option<&Endpoint>,
    published: Option<&Published<'_>>,
    name: &'static str,
) -> Result<Option<Endpoint>, Error> {
    if let Some(endpoint) = configured {
        return Ok(Some(endpoint.clone()));
    }
    let Some(Published { document, by }) = published else { return Ok(None) };
    match json::string(document, name) {
        Ok(None) => Ok(None),
        Ok(Some(text)) => {
            let endpoint = Some(text).filter(|text| text.len() <= MAX_ENDPOINT).and_then(Endpoint::parse);
            let endpoint = endpoint.filter(|endpoint| !endpoint.is_internal() || by.is_internal());
            Ok(Some(endpoint.ok_or(ProviderError::EndpointInvalid { endpoint: name })?))
        }
        Err(()) => Err(ProviderError::EndpointInvalid { endpoint: name }.into()),
    }
}

/// Refuses a provider that lists its code challenge methods without S256 (RFC 8414, section 2; RFC 9700, section 2.1.1).
pub(crate) fn check_pkce(document: &Object) -> Result<(), Error> {
    match json::strings(document, "code_challenge_methods_supported") {
        Some(methods) if !methods.iter().any(|method| method == "S256") => {
            Err(ProviderError::PkceUnsupported.into())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known_urls_are_those_of_the_specifications() {
        for (issuer, openid, oauth) in [
            (
                "https://example.com",
                "https://example.com/.well-known/openid-configuration",
                "https://example.com/.well-known/oauth-authorization-server",
            ),
            (
                "https://example.com/issuer1",
                "https://example.com/issuer1/.well-known/openid-configuration",
                "https://example.com/.well-known/oauth-authorization-server/issuer1",
            ),
            (
                "https://example.com/issuer1/",
                "https://example.com/issuer1/.well-known/openid-configuration",
                "https://example.com/.well-known/oauth-authorization-server/issuer1",
            ),
        ] {
            let issuer = Issuer::parse(issuer).unwrap();
            assert_eq!(openid_configuration(&issuer).unwrap().as_str(), openid);
            assert_eq!(oauth_authorization_server(&issuer).unwrap().as_str(), oauth);
        }
    }
}
