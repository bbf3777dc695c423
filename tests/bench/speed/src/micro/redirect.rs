//! The first leg.

use actix_web::cookie::{Cookie, SameSite, time};
use actix_web::test::{self, TestRequest};
use actix_web::{App, HttpResponse, rt, web};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oauth_actix::{OidcClient, Registry as _, Settings, oauth_registry};
use oauth_core::oauth2::AuthorizationParameters;
use oauth_core::{Cached, Key, Provider, ProviderSettings, SystemRandom, Timestamp, oidc};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreJsonWebKeySet};
use openidconnect::{
    AuthUrl, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce, PkceCodeChallenge, RedirectUrl, Scope,
    TokenUrl,
};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce as AeadNonce, UnboundKey};
use ring::digest;
use ring::rand::{SecureRandom as _, SystemRandom as Ring};
use std::hint::black_box;

const PREFIX: &str = "https://op.example/authorize?response_type=code&client_id=our-client-id&redirect_uri=https%3A%2F%2Fapp.example%2Fauth%2Fgoogle%2Fauthorize&code_challenge_method=S256&scope=openid%20email";

#[oauth_registry]
struct Auth {
    #[provider(
        issuer = "https://op.example",
        authorization_endpoint = "https://op.example/authorize",
        token_endpoint = "https://op.example/token",
        jwks_uri = "https://op.example/jwks",
        scope = "openid email"
    )]
    google: OidcClient,
}

pub fn ours(count: usize) {
    rt::System::new().block_on(async {
        let settings = Settings::new()
            .base_url("https://app.example")
            .cookie_key(&base64::engine::general_purpose::STANDARD.encode([7; 32]))
            .client("google", "our-client-id", "our-client-secret");
        let auth = Auth::from_settings(&settings).expect("settings");
        let handler = async |_: AuthLogin| HttpResponse::Ok().finish();
        let app = test::init_service(App::new().configure(auth.routes(handler))).await;
        for _ in 0..count {
            let request = TestRequest::get().uri("/auth/google/login").to_request();
            let response = test::call_service(&app, request).await;
            assert_eq!(response.status(), 303);
        }
    });
}

/// What cannot be left out: 96 random bytes, a hash, a URL, a sealed cookie, a response.
pub fn limit(count: usize) {
    let key = UnboundKey::new(&AES_256_GCM, &[7; 32]).expect("a key");
    let key = web::Data::new(LessSafeKey::new(key));
    async fn redirect(key: web::Data<LessSafeKey>) -> HttpResponse {
        let mut random = [0; 96 + 12];
        Ring::new().fill(&mut random).expect("random bytes");
        let (nonce, parts) = random.split_at(12);
        let url = pre_encoded(parts);
        // State, nonce, verifier, the provider, a time.
        let mut pending = [parts, b"google", &[0; 40]].concat();
        let nonce = AeadNonce::try_assume_unique_for_key(nonce).expect("twelve bytes");
        key.seal_in_place_append_tag(nonce, Aad::empty(), &mut pending).expect("sealed");
        let cookie = Cookie::build("__Host-oauth-abcdefghijklmnopqrstuv", URL_SAFE_NO_PAD.encode(&pending))
            .path("/")
            .secure(true)
            .http_only(true)
            .same_site(SameSite::Lax)
            .max_age(time::Duration::minutes(10))
            .finish();
        HttpResponse::SeeOther()
            .insert_header(("location", url))
            .insert_header(("cache-control", "no-store"))
            .insert_header(("referrer-policy", "no-referrer"))
            .cookie(cookie)
            .finish()
    }
    rt::System::new().block_on(async {
        let app = App::new().app_data(key).route("/auth/google/login", web::get().to(redirect));
        let app = test::init_service(app).await;
        for _ in 0..count {
            let request = TestRequest::get().uri("/auth/google/login").to_request();
            assert_eq!(test::call_service(&app, request).await.status(), 303);
        }
    });
}

fn pre_encoded(random: &[u8]) -> String {
    let [state, nonce, verifier] = [0, 32, 64].map(|at| URL_SAFE_NO_PAD.encode(&random[at..at + 32]));
    let challenge = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()));
    format!("{PREFIX}&state={state}&nonce={nonce}&code_challenge={challenge}")
}

pub fn url_limit(count: usize) {
    for _ in 0..count {
        let mut random = [0; 96];
        Ring::new().fill(&mut random).expect("random bytes");
        black_box(pre_encoded(&random));
    }
}

pub fn url_ours(count: usize) {
    let provider = Provider::openid_connect("google")
        .set(Key::Issuer, "https://op.example")
        .set(Key::AuthorizationEndpoint, "https://op.example/authorize")
        .set(Key::TokenEndpoint, "https://op.example/token")
        .set(Key::JwksUri, "https://op.example/jwks")
        .set(Key::Scope, "openid email")
        .client("our-client-id", "our-client-secret");
    let redirect_uri = "https://app.example/auth/google/authorize";
    let client =
        oidc::Client::from_settings(&mut ProviderSettings::of(&provider), redirect_uri).expect("a client");
    let now = Timestamp::from_unix(1_800_000_000);
    let Cached::Fresh(metadata) = client.metadata(now) else { panic!("everything is configured") };
    for _ in 0..count {
        let parameters = AuthorizationParameters::default();
        black_box(client.authorize(&metadata, parameters, now, &mut SystemRandom).expect("a request"));
    }
}

pub fn url_openidconnect(count: usize) {
    let client = CoreClient::new(
        ClientId::new("our-client-id".to_owned()),
        IssuerUrl::new("https://op.example".to_owned()).expect("an issuer"),
        CoreJsonWebKeySet::default(),
    )
    .set_client_secret(ClientSecret::new("our-client-secret".to_owned()))
    .set_auth_uri(AuthUrl::new("https://op.example/authorize".to_owned()).expect("a URL"))
    .set_token_uri(TokenUrl::new("https://op.example/token".to_owned()).expect("a URL"))
    .set_redirect_uri(
        RedirectUrl::new("https://app.example/auth/google/authorize".to_owned()).expect("a URL"),
    );
    for _ in 0..count {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scope(Scope::new("email".to_owned()))
            .set_pkce_challenge(challenge);
        let _ = black_box((request.url(), verifier));
    }
}
