//! Whole requests: the parts together.

mod login;
mod settings;
mod signing;

use std::sync::Arc;

use super::{Client, ClientSettings, HmacSha1, Placement, TokenCredentials};
use crate::encoding::form_decode;
use crate::error::{ConfigurationErrors, Error};
use crate::http::{Endpoint, Method, Request};
use crate::random::Random;
use crate::secret::Secret;
use crate::time::Timestamp;

pub(super) const NOW: Timestamp = Timestamp::from_unix(1_700_000_000);

/// Always the same bytes.
pub(super) struct Same(pub(super) u8);

impl Random for Same {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        bytes.fill(self.0);
        Ok(())
    }
}

fn endpoint(text: &str) -> Endpoint {
    Endpoint::parse(text).unwrap()
}

fn try_client(change: impl FnOnce(&mut ClientSettings)) -> Result<Client, ConfigurationErrors> {
    let mut settings = ClientSettings {
        provider: "photos".into(),
        client_id: "dpf43f3p2l4k3l03".into(),
        signer: Arc::new(HmacSha1::new(Secret::from("kd94hf93k423kf44"))),
        callback: "http://printer.example.com/ready".into(),
        request_token_url: endpoint("https://photos.example.net/initiate"),
        authorize_url: endpoint("https://photos.example.net/authorize"),
        access_token_url: endpoint("https://photos.example.net/token"),
        api_base_url: Some(endpoint("https://photos.example.net/")),
        placement: Placement::Header,
        realm: None,
        body_hash: true,
        authorization_parameters: Vec::new(),
        userinfo_endpoint: None,
        profile: None,
    };
    change(&mut settings);
    Client::new(settings)
}

pub(super) fn client(change: impl FnOnce(&mut ClientSettings)) -> Client {
    try_client(change).unwrap()
}

pub(super) fn credentials() -> TokenCredentials {
    TokenCredentials::new(Secret::from("nnch734d00sl2jdk"), Secret::from("pfkkdhi9sl3r4s00"))
}

pub(super) fn request(method: Method, url: &str, content_type: Option<&str>, body: &str) -> Request {
    let headers = content_type.map(|value| ("content-type", value.to_owned().into())).into_iter().collect();
    Request { method, url: url.into(), headers, body: body.into(), endpoint: "API", limit: Request::LARGE }
}

pub(super) fn header<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let mut values = request.headers.iter().filter(|(key, _)| *key == name).map(|(_, value)| &**value);
    let value = values.next();
    assert_eq!(values.next(), None, "{name} is repeated");
    value
}

/// The parameters that a server finds in each of the three places, the realm left out.
pub(super) fn places(request: &Request) -> [Vec<(String, String)>; 3] {
    let header = header(request, "authorization").map(|value| {
        let pairs =
            value.strip_prefix("OAuth ").unwrap().split(", ").filter(|pair| !pair.starts_with("realm="));
        form_decode(&pairs.map(|pair| pair.replace('"', "")).collect::<Vec<_>>().join("&")).unwrap()
    });
    let is_form = self::header(request, "content-type")
        .is_some_and(|value| value.starts_with("application/x-www-form"));
    let body = is_form.then(|| form_decode(str::from_utf8(&request.body).unwrap()).unwrap());
    let url = request.url.split('#').next().unwrap();
    let query = url.split_once('?').map(|(_, query)| form_decode(query).unwrap());
    [header, body, query].map(Option::unwrap_or_default)
}
