//! A client of one provider, and answers to its requests.

use oauth_core::oauth2::{AuthorizationParameters, AuthorizationRequest, Client, Metadata};
use oauth_core::{
    Cached, Error, Exchange, Key, PendingAuthorization, Protocol, ProviderSettings, ProviderSpec, Response,
    Settings, Source, SystemRandom, Timestamp, encoding,
};

pub(crate) const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
pub(crate) const ISSUER: &str = "https://as.example";
pub(crate) const REDIRECT_URI: &str = "https://app.example/auth/acme/authorize";

/// The settings of a provider whose metadata has to be fetched.
pub(crate) const DISCOVERED: &[(Key, Source)] = &[(Key::Issuer, Source::Literal(ISSUER))];

/// The settings of a provider that are complete.
pub(crate) const CONFIGURED: &[(Key, Source)] = &[
    (Key::Issuer, Source::Literal(ISSUER)),
    (Key::AuthorizationEndpoint, Source::Literal("https://as.example/authorize")),
    (Key::TokenEndpoint, Source::Literal("https://as.example/token")),
    (Key::Scope, Source::Literal("read write")),
];

pub(crate) fn client_of(settings: &'static [(Key, Source)]) -> Client {
    build(settings).unwrap_or_else(|errors| panic!("{errors:?}"))
}

pub(crate) fn build(
    settings: &'static [(Key, Source)],
) -> Result<Client, Vec<oauth_core::error::ConfigurationError>> {
    let deployment = Settings::new().client("acme", "s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw");
    let mut resolved = resolve(&deployment, settings, Protocol::OAuth2);
    let client = Client::from_settings(&mut resolved, REDIRECT_URI);
    client.ok_or_else(|| resolved.into_errors())
}

/// What the source code and the deployment say of the provider `acme`.
pub(crate) fn resolve(
    deployment: &Settings,
    settings: &'static [(Key, Source)],
    protocol: Protocol,
) -> ProviderSettings {
    ProviderSettings::resolve(deployment, &ProviderSpec { name: "acme", preset: None, settings }, protocol)
}

pub(crate) fn client() -> Client {
    client_of(CONFIGURED)
}

pub(crate) fn metadata(client: &Client) -> std::sync::Arc<Metadata> {
    match client.metadata(NOW) {
        Cached::Fresh(metadata) => metadata,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn authorize(
    client: &Client,
    parameters: AuthorizationParameters,
) -> Result<AuthorizationRequest, Error> {
    client.authorize(&metadata(client), parameters, NOW, &mut SystemRandom)
}

pub(crate) fn begin(client: &Client) -> (String, PendingAuthorization) {
    let request = authorize(client, AuthorizationParameters::default()).unwrap();
    (parameter(&request.url, "state").unwrap(), request.pending)
}

/// A parameter of a URL's query.
pub(crate) fn parameter(url: &str, name: &str) -> Option<String> {
    let query = url.split_once('?')?.1;
    encoding::form_decode(query)?.into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

pub(crate) fn json(status: u16, body: &str) -> Response {
    let headers = vec![("content-type", "application/json;charset=UTF-8".to_owned())];
    Response { status, headers, body: body.as_bytes().to_vec() }
}

/// The stable code of a refusal.
pub(crate) fn code<X: Exchange>(exchange: X, response: Response) -> &'static str {
    match exchange.accept(response, NOW) {
        Ok(_) => "accepted",
        Err(error) => error.code(),
    }
}
