//! A provider that does as little as it can: its own cost must not be what is measured. It signs beforehand.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::rc::Rc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};

use crate::http::{Message, read_message};

pub const CLIENT_ID: &str = "bench-client";

/// What the token endpoint answers to a code: the `code_challenge` of its login, and the response.
type Codes = HashMap<String, (String, Vec<u8>)>;

/// The provider, which serves on the thread that made it.
#[derive(Clone)]
pub struct Stub {
    pub issuer: String,
    state: Rc<State>,
}

struct State {
    issuer: String,
    key: RsaKeyPair,
    codes: RefCell<Codes>,
    calls: RefCell<HashMap<String, usize>>,
}

impl Stub {
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let issuer = format!("http://{}", listener.local_addr()?);
        let key = RsaKeyPair::from_pkcs8(include_bytes!("../../../vectors/rsa_2048.pkcs8.der"));
        let state = Rc::new(State {
            issuer: issuer.clone(),
            key: key.map_err(|_| io::ErrorKind::InvalidData)?,
            codes: RefCell::default(),
            calls: RefCell::default(),
        });
        let served = Rc::clone(&state);
        tokio::task::spawn_local(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::task::spawn_local(serve(stream, Rc::clone(&served)));
            }
        });
        Ok(Self { issuer, state })
    }

    /// Prepares the answer to `code`; `fault` may spoil its claims.
    pub fn prepare(&self, code: &str, nonce: &str, challenge: &str, fault: Fault) {
        let token = self.state.id_token(nonce, fault);
        let body = json!({
            "access_token": "2YotnFZFEjr1zCsicMWpAA", "token_type": "Bearer", "expires_in": 3600,
            "scope": "openid email", "id_token": token,
        });
        let response = ok(&body);
        self.state.codes.borrow_mut().insert(code.to_owned(), (challenge.to_owned(), response));
    }

    /// Forgets the codes that were prepared.
    pub fn clear(&self) {
        self.state.codes.borrow_mut().clear();
    }

    /// How often a path was asked for since the last time.
    pub fn calls(&self) -> HashMap<String, usize> {
        std::mem::take(&mut *self.state.calls.borrow_mut())
    }
}

/// What is wrong with an ID token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    None,
    Signature,
    Nonce,
}

impl State {
    fn id_token(&self, nonce: &str, fault: Fault) -> String {
        let now =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |now| now.as_secs());
        let nonce = if fault == Fault::Nonce { "another" } else { nonce };
        let claims = json!({
            "iss": self.issuer, "aud": CLIENT_ID, "sub": "ada-1815", "iat": now, "exp": now + 3600, "nonce": nonce,
            "email": "ada@example.com", "email_verified": true, "name": "Ada Lovelace",
        });
        let header = json!({"alg": "RS256", "kid": "one", "typ": "JWT"});
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let mut token = format!("{}.{}", encode(&header), encode(&claims));
        let mut signature = vec![0; self.key.public().modulus_len()];
        self.key
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), token.as_bytes(), &mut signature)
            .expect("the key signs");
        if fault == Fault::Signature {
            signature[0] ^= 1;
        }
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        token
    }

    fn document(&self, path: &str) -> Option<Vec<u8>> {
        let issuer = &self.issuer;
        Some(ok(&match path {
            "/.well-known/openid-configuration" => json!({
                "issuer": issuer,
                "authorization_endpoint": format!("{issuer}/authorize"),
                "token_endpoint": format!("{issuer}/token"),
                "jwks_uri": format!("{issuer}/jwks"),
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                "scopes_supported": ["openid", "email"],
            }),
            "/jwks" => {
                let key = PublicKeyComponents::<Vec<u8>>::from(self.key.public());
                let [n, e] = [key.n, key.e].map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
                json!({"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "one", "n": n, "e": e}]})
            }
            _ => return None,
        }))
    }

    /// The token response, if the code and its verifier are right (RFC 7636, section 4.6).
    fn token(&self, message: &Message) -> Option<Vec<u8>> {
        let body = std::str::from_utf8(&message.body).ok()?;
        let field = |name: &str| {
            body.split('&')
                .find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value))
        };
        let codes = self.codes.borrow();
        let (challenge, response) = codes.get(field("code")?)?;
        let verifier = digest::digest(&digest::SHA256, field("code_verifier")?.as_bytes());
        let authenticated = message.header("authorization").is_some() || field("client_secret").is_some();
        (authenticated && URL_SAFE_NO_PAD.encode(verifier) == *challenge).then(|| response.clone())
    }
}

async fn serve(mut stream: TcpStream, state: Rc<State>) -> Option<()> {
    let _ = stream.set_nodelay(true);
    let mut buffer = Vec::with_capacity(4096);
    loop {
        let message = read_message(&mut stream, &mut buffer).await.ok()?;
        let path = message.start.split(' ').nth(1)?.to_owned();
        *state.calls.borrow_mut().entry(path.clone()).or_default() += 1;
        let response = if path == "/token" { state.token(&message) } else { state.document(&path) };
        let refused = || {
            let body = r#"{"error":"invalid_grant"}"#;
            answer("400 Bad Request", body.as_bytes())
        };
        stream.write_all(&response.unwrap_or_else(refused)).await.ok()?;
    }
}

fn ok(body: &Value) -> Vec<u8> {
    answer("200 OK", body.to_string().as_bytes())
}

fn answer(status: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncache-control: no-store\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}
