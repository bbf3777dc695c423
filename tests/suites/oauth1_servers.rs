//! OAuth 1.0a against the servers of oauthlib and Authlib: logins and signed calls, in every way that they know.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

#[path = "oauth1_servers/calls.rs"]
mod calls;
#[path = "oauth1_servers/logins.rs"]
mod logins;
#[path = "oauth1_servers/refusals.rs"]
mod refusals;

use actix_web::web::{self, Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use oauth_actix::{ApiRequest, Error, OAuth1Client, OAuth1Login, Registry as _, Settings, oauth_registry};
use oauth_tests::{Oracle, Page, Peer, Site, Visitor};
use serde_json::{Value, json};

const KEY: &str = "key p%+ &=:/~?é";
const SECRET: &str = "secret p%+ &=:/~?é";
/// Every byte there is.
const BINARY: [u8; 256] = {
    let mut bytes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        bytes[byte] = byte as u8;
        byte += 1;
    }
    bytes
};

#[oauth_registry]
struct Auth {
    #[provider(
        request_token_url = env,
        authorize_url = env,
        access_token_url = env,
        api_base_url = env,
        signature_method = env,
        signature_placement = env,
    )]
    op: OAuth1Client,
}

/// The same with a realm, which oauthlib's server would have to know.
#[oauth_registry]
struct Realm {
    #[provider(
        request_token_url = env,
        authorize_url = env,
        access_token_url = env,
        api_base_url = env,
        realm = "Photos & more",
    )]
    op: OAuth1Client,
}

/// The application at a server. The answer to a login is what its calls were answered with.
fn site(peer: &Peer, secret: &str, method: &str, placement: &str) -> Site {
    let settings = settings(peer, secret).set("OP_SIGNATURE_METHOD", method);
    let settings = settings.set("OP_SIGNATURE_PLACEMENT", placement);
    Site::start(|base_url| {
        let auth = Auth::from_settings(&settings.base_url(base_url)).unwrap();
        move |config| {
            config.configure(auth.routes(signed_in)).route("/begin", web::get().to(begin));
        }
    })
}

fn site_with_realm(peer: &Peer) -> Site {
    Site::start(|base_url| {
        let auth = Realm::from_settings(&settings(peer, SECRET).base_url(base_url)).unwrap();
        let signed_in = async |RealmLogin::Op(login)| web::Json(told(&login).await);
        move |config| auth.routes(signed_in)(config)
    })
}

fn settings(peer: &Peer, secret: &str) -> Settings {
    Settings::new()
        .client("op", KEY, secret)
        .set("OP_REQUEST_TOKEN_URL", peer.url("request_token_url"))
        .set("OP_AUTHORIZE_URL", peer.url("authorize_url"))
        .set("OP_ACCESS_TOKEN_URL", peer.url("access_token_url"))
        .set("OP_API_BASE_URL", peer.url("api_base_url"))
}

/// A server that knows the client; `auto` lets alice in without a page.
fn peer(start: fn(&Value) -> Peer, public_key: &Value) -> Peer {
    let client = json!({"client_key": KEY, "client_secret": SECRET, "rsa_public_key": public_key});
    start(&json!({"clients": [client], "auto": "alice"}))
}

/// Both servers.
fn peers() -> [(&'static str, Peer); 2] {
    [
        ("oauthlib", peer(Peer::oauth1_oauthlib, &Value::Null)),
        ("Authlib", peer(Peer::oauth1_authlib, &Value::Null)),
    ]
}

/// A key pair as PEM: the private one without the line break at its end, as a secret has to be.
fn rsa_keys() -> (String, Value) {
    let keys = Oracle::start().ask(&json!({"generate": "rsa"}));
    (keys["private_key"].as_str().unwrap().trim_end().to_owned(), keys["public_key"].clone())
}

async fn begin(
    auth: Data<Auth>,
    request: HttpRequest,
    query: Query<Vec<(String, String)>>,
) -> Result<HttpResponse, Error> {
    let redirect = auth.op.authorize_redirect(&request);
    query.iter().fold(redirect, |redirect, (name, value)| redirect.parameter(name, value)).await
}

async fn signed_in(login: Result<AuthLogin, Error>) -> HttpResponse {
    match login {
        Ok(AuthLogin::Op(login)) => HttpResponse::Ok().json(told(&login).await),
        Err(error) => {
            HttpResponse::build(actix_web::ResponseError::status_code(&error)).json(refusal(&error))
        }
    }
}

async fn told(login: &OAuth1Login) -> Value {
    let query = [("include_email", "true"), ("q", "it's +%&=é~"), ("q", ""), ("$top", "1")];
    let form = [("status", "Hello Ladies + Gentlemen, a signed OAuth request!"), ("é", "%20"), ("a", "")];
    let value = json!({"text": "naïve & <b>", "oauth_token": "of no meaning here"});
    json!({
        "provider": login.provider(), "return_to": login.return_to(),
        "parameters": login.credentials.parameters(),
        "user": answer(login.get("account/verify_credentials.json").query(query)).await,
        "get": answer(login.get("echo").query(query)).await,
        "delete": answer(login.delete("echo")).await,
        "form": answer(login.post("echo").query([("a", "1")]).form(form)).await,
        "repeated": answer(login.post("echo").form([("a", "2"), ("a", ""), ("a", "2")])).await,
        "json": answer(login.put("echo").json(&value)).await,
        "binary": answer(login.post("echo").body("application/octet-stream", BINARY)).await,
    })
}

/// The answer's JSON together with its status, or the code of the error.
async fn answer(call: ApiRequest) -> Value {
    let answer = async {
        let response = call.await?;
        let status = response.status();
        let body = response.bytes().await?;
        let body: Value = serde_json::from_slice(&body).unwrap();
        Ok::<_, Error>(json!({"status": status, "body": body}))
    };
    answer.await.unwrap_or_else(|error| refusal(&error))
}

fn refusal(error: &Error) -> Value {
    json!({"error": error.code(), "cause": error.to_string()})
}

/// A whole login by a new visitor.
fn login(site: &Site) -> Value {
    good(&Visitor::new().browse(&site.url("/auth/op/login?return_to=/inbox")))
}

fn good(page: &Page) -> Value {
    assert_eq!(page.status, 200, "{}: {}", page.url, page.text());
    page.json()
}

/// The code of a refused login, and its HTTP status.
fn refused(page: &Page) -> (u16, String) {
    let error = page.json()["error"].as_str().map(str::to_owned);
    (page.status, error.unwrap_or_else(|| panic!("{}: {}", page.url, page.text())))
}
