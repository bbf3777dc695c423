//! The header of one signed call.

use std::hint::black_box;

use oauth_core::oauth1::{Client, ClientSettings, Placement, SignatureMethod, TokenCredentials};
use oauth_core::{Endpoint, Method, Request, Secret, SystemRandom, Timestamp};

const URL: &str = "https://api.twitter.com/1.1/account/verify_credentials.json";

pub fn ours(count: usize) {
    let endpoint = |path: &str| Endpoint::parse(&format!("https://api.twitter.com/{path}")).expect("a URL");
    let secret = Secret::from("kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw");
    let client = Client::new(ClientSettings {
        provider: "twitter".into(),
        client_id: "xvz1evFS4wEEPTGEFPHBog".into(),
        signer: SignatureMethod::HmacSha1.signer(secret).expect("a signer"),
        callback: "https://app.example/auth/twitter/authorize".into(),
        request_token_url: endpoint("oauth/request_token"),
        authorize_url: endpoint("oauth/authenticate"),
        access_token_url: endpoint("oauth/access_token"),
        api_base_url: Some(endpoint("1.1/")),
        placement: Placement::Header,
        realm: None,
        body_hash: true,
        authorization_parameters: Vec::new(),
        userinfo_endpoint: None,
        profile: None,
    });
    let client = client.expect("a client");
    let token = Secret::from("370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb");
    let credentials = TokenCredentials::new(token, Secret::from("LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE"));
    let call = Request {
        method: Method::Get,
        url: URL.into(),
        headers: Vec::new(),
        body: Vec::new(),
        endpoint: "API",
        limit: Request::LARGE,
    };
    for _ in 0..count {
        let now = Timestamp::from_unix(1_318_622_958);
        black_box(client.sign(call.clone(), &credentials, now, &mut SystemRandom).expect("signed"));
    }
}

fn token() -> oauth1_request::Token<&'static str, &'static str> {
    oauth1_request::Token::from_parts(
        "xvz1evFS4wEEPTGEFPHBog",
        "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
        "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
        "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
    )
}

/// The same request as ours, but for the nonce, which is ready made.
pub fn peer(count: usize) {
    for _ in 0..count {
        let mut builder = oauth1_request::Builder::with_token(token(), oauth1_request::HMAC_SHA1);
        builder.version(true).nonce("0123456789abcdef01234567");
        black_box(builder.get(URL, &()));
    }
}

/// What people write: without `oauth_version`, and with a nonce of 12 characters.
pub fn peer_default(count: usize) {
    let token = token();
    for _ in 0..count {
        black_box(oauth1_request::get(URL, &(), &token, oauth1_request::HMAC_SHA1));
    }
}
