//! Driving a provider that plays a public one.

use oauth_test_provider::{Personality, Provider};

use super::*;

pub(crate) struct Stage {
    pub(crate) provider: Provider,
    pub(crate) client: Client,
}

impl Stage {
    pub(crate) fn new(personality: Personality) -> Self {
        let provider = Provider::builder().personality(personality).start_blocking().unwrap();
        provider.auto_approve("ada");
        let client = provider.oidc_client();
        Self { provider, client }
    }

    pub(crate) fn url(&self, at: &str) -> String {
        self.provider.address_of(&format!("https://{at}"))
    }

    /// Sends the browser with the usual parameters and these, which start with `&`.
    pub(crate) fn authorize(&self, at: &str, more: &str) -> Response {
        let client = &self.client.id;
        self.authorize_as(at, &format!("client_id={client}{more}"))
    }

    pub(crate) fn authorize_as(&self, at: &str, query: &str) -> Response {
        let redirect_uri = encode(REDIRECT_URI);
        let url = self.url(at);
        get(&format!("{url}?response_type=code&redirect_uri={redirect_uri}&state=s&{query}"))
    }

    /// The same, when it ends with a code.
    pub(crate) fn code(&self, at: &str, more: &str) -> String {
        let response = self.authorize(at, more);
        parameter(&response.location(), "code").unwrap_or_else(|| unreadable(&response.body))
    }

    pub(crate) fn form(&self, code: &str, more: &str) -> String {
        format!("grant_type=authorization_code&code={code}&redirect_uri={}{more}", encode(REDIRECT_URI))
    }

    /// The client's credentials for a form, with `&` at the front.
    pub(crate) fn secret(&self) -> String {
        let secret = self.client.secret.clone().unwrap();
        format!("&client_id={}&client_secret={}", encode(&self.client.id), encode(&secret))
    }

    /// Redeems with HTTP Basic.
    pub(crate) fn redeem_basic(&self, at: &str, body: &str) -> Response {
        let headers = [("Authorization", basic(&self.client)), ("User-Agent", "test".to_owned())];
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        post(&self.url(at), &[headers.as_slice(), &[("Accept", "application/json")]].concat(), body)
    }

    /// Redeems with the credentials in the form.
    pub(crate) fn redeem_post(&self, at: &str, body: &str) -> Response {
        let headers = [("User-Agent", "test"), ("Accept", "application/json")];
        post(&self.url(at), &headers, &format!("{body}{}", self.secret()))
    }

    /// Reads with the access token of a token response.
    pub(crate) fn read(&self, at: &str, tokens: &Response, headers: &[(&str, &str)]) -> Response {
        let bearer = bearer(tokens);
        let method = if at.contains("get_current_account") { "POST" } else { "GET" };
        send(&self.url(at), method, &[&[("Authorization", bearer.as_str())], headers].concat(), "")
    }
}

pub(crate) fn bearer(tokens: &Response) -> String {
    let tokens = tokens.json();
    let token = tokens.get("access_token").and_then(Value::as_str);
    format!("Bearer {}", token.unwrap_or_else(|| unreadable(&tokens.to_string())))
}
