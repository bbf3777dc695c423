//! The limit: one provider, known when this was written; nothing is configured, refreshed, bounded or explained. It makes
//! and checks what a login cannot do without, by hand, on actix-web, hyper and ring.

use std::cell::RefCell;

use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::http::header::{CACHE_CONTROL, HeaderValue, LOCATION, REFERRER_POLICY};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::rsa::PublicKeyComponents;
use ring::{digest, signature};
use serde::Deserialize;

struct Site {
    sealing: LessSafeKey,
    /// The authorization URL up to what changes.
    prefix: String,
    issuer: String,
    token_address: String,
    key: PublicKeyComponents<Vec<u8>>,
    redirect_uri: String,
}

thread_local! {
    /// Connections to the provider that wait for a request.
    static IDLE: RefCell<Vec<SendRequest<Full<Bytes>>>> = const { RefCell::new(Vec::new()) };
}

#[actix_web::main]
async fn main() -> std::io::Result<()> {
    let variable = |name: &str| std::env::var(name).ok();
    let port = variable("PORT").and_then(|port| port.parse().ok()).unwrap_or(8080_u16);
    let issuer = variable("ISSUER").unwrap_or_default();
    let server = HttpServer::new(move || {
        let site = web::Data::new(Site::new(&issuer, port));
        App::new()
            .app_data(site)
            .route("/auth/op/login", web::get().to(login))
            .route("/auth/op/authorize", web::get().to(authorize))
            .route("/", web::get().to(async || "ok"))
    });
    server.workers(1).bind(("127.0.0.1", port))?.run().await
}

impl Site {
    fn new(issuer: &str, port: u16) -> Self {
        let pair =
            signature::RsaKeyPair::from_pkcs8(include_bytes!("../../../../vectors/rsa_2048.pkcs8.der"));
        let pair = pair.expect("a key");
        let redirect_uri = format!("http%3A%2F%2F127.0.0.1%3A{port}%2Fauth%2Fop%2Fauthorize");
        Self {
            sealing: LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[7; 32]).expect("a key")),
            prefix: format!(
                "{issuer}/authorize?response_type=code&client_id=bench-client&redirect_uri={redirect_uri}&code_challenge_method=S256&scope=openid%20email"
            ),
            issuer: issuer.to_owned(),
            token_address: issuer.trim_start_matches("http://").to_owned(),
            key: PublicKeyComponents::from(pair.public()),
            redirect_uri,
        }
    }
}

async fn login(site: web::Data<Site>) -> HttpResponse {
    let mut random = [0; 12 + 96];
    SystemRandom::new().fill(&mut random).expect("random bytes");
    let (nonce, parts) = random.split_at(12);
    let [state, id_nonce, verifier] = [0, 32, 64].map(|at| URL_SAFE_NO_PAD.encode(&parts[at..at + 32]));
    let challenge = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()));
    let url = format!("{}&state={state}&nonce={id_nonce}&code_challenge={challenge}", site.prefix);
    let mut sealed = [nonce, parts].concat();
    let nonce = Nonce::try_assume_unique_for_key(nonce).expect("twelve bytes");
    let tag =
        site.sealing.seal_in_place_separate_tag(nonce, Aad::empty(), &mut sealed[12..]).expect("sealed");
    sealed.extend_from_slice(tag.as_ref());
    HttpResponse::SeeOther()
        .insert_header((LOCATION, url))
        .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .insert_header((REFERRER_POLICY, HeaderValue::from_static("no-referrer")))
        .cookie(cookie(URL_SAFE_NO_PAD.encode(&sealed), 10))
        .finish()
}

fn cookie(value: String, minutes: i64) -> Cookie<'static> {
    Cookie::build("oauth-abcdefghijklmnopqrstuv", value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(time::Duration::minutes(minutes))
        .finish()
}

#[derive(Deserialize)]
struct Callback {
    code: String,
    state: String,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    exp: u64,
    nonce: String,
}

async fn authorize(site: web::Data<Site>, request: HttpRequest, query: web::Query<Callback>) -> HttpResponse {
    match finish(&site, &request, &query).await {
        Some(sub) => HttpResponse::Ok()
            .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")))
            .cookie(cookie(String::new(), 0))
            .body(sub),
        None => HttpResponse::BadRequest().finish(),
    }
}

async fn finish(site: &Site, request: &HttpRequest, callback: &Callback) -> Option<String> {
    let cookie = request.cookie("oauth-abcdefghijklmnopqrstuv")?;
    let mut sealed = URL_SAFE_NO_PAD.decode(cookie.value()).ok()?;
    let (nonce, text) = sealed.split_at_mut_checked(12)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let parts = site.sealing.open_in_place(nonce, Aad::empty(), text).ok()?;
    let [state, id_nonce, verifier] = [0, 32, 64].map(|at| URL_SAFE_NO_PAD.encode(&parts[at..at + 32]));
    if state != callback.state {
        return None;
    }
    let body = format!(
        "grant_type=authorization_code&code={}&redirect_uri={}&code_verifier={verifier}",
        callback.code, site.redirect_uri
    );
    let token = post(site, body).await?;
    let tokens: Tokens = serde_json::from_slice(&token).ok()?;
    let (message, signature) = tokens.id_token.rsplit_once('.')?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    site.key.verify(&signature::RSA_PKCS1_2048_8192_SHA256, message.as_bytes(), &signature).ok()?;
    let claims = URL_SAFE_NO_PAD.decode(message.split_once('.')?.1).ok()?;
    let claims: Claims = serde_json::from_slice(&claims).ok()?;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?.as_secs();
    let good = claims.iss == site.issuer
        && claims.aud == "bench-client"
        && claims.exp > now
        && claims.nonce == id_nonce;
    good.then_some(claims.sub)
}

/// One POST over a connection that is kept.
async fn post(site: &Site, body: String) -> Option<Bytes> {
    let idle = IDLE.with_borrow_mut(Vec::pop).filter(|sender| !sender.is_closed());
    let mut sender = match idle {
        Some(sender) => sender,
        None => {
            let stream = tokio::net::TcpStream::connect(&site.token_address).await.ok()?;
            stream.set_nodelay(true).ok()?;
            let (sender, connection) = handshake(TokioIo::new(stream)).await.ok()?;
            actix_web::rt::spawn(connection);
            sender
        }
    };
    sender.ready().await.ok()?;
    let request = hyper::Request::post("/token")
        .header("host", &site.token_address)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "application/json")
        .header("authorization", "Basic YmVuY2gtY2xpZW50OmJlbmNoLXNlY3JldA==")
        .body(Full::from(body))
        .ok()?;
    let response = sender.send_request(request).await.ok()?;
    let good = response.status() == 200;
    let body = response.into_body().collect().await.ok()?.to_bytes();
    IDLE.with_borrow_mut(|idle| idle.push(sender));
    good.then_some(body)
}
