//! Connections to a provider: how long they may take to be made, to whom, and how many there are at once.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken expectation is a failed test"
)]

mod support;

use std::io::Read as _;
use std::net::TcpListener;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpResponse, rt};
use oauth_test_provider::{Answer as Instead, Endpoint};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection};
use support::*;

/// HT-008: who accepts and then says nothing has three seconds, and the others of the application none to wait.
#[actix_web::test]
async fn a_server_that_says_nothing_is_given_up_after_three_seconds() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("https://{}", silent.local_addr().unwrap());
    let app = Store::Cookie.app(&settings(&provider()).set("GOOGLE_ISSUER", &issuer)).await;
    let begun = Instant::now();
    let answer = Browser::new(&app).get("/auth/google/login").await;
    assert_eq!((answer.status, answer.error().as_str()), (504, "transport_timeout"));
    let waited = begun.elapsed();
    assert!((Duration::from_secs(2)..Duration::from_secs(5)).contains(&waited), "{waited:?}");
}

/// HT-015: a certificate that nobody vouches for, for the right name, ends the connection before anything of ours is sent.
/// No setting changes that.
#[actix_web::test]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("https://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut connection = ServerConnection::new(Arc::new(self_signed())).unwrap();
        let mut read = Vec::new();
        while connection.complete_io(&mut stream).is_ok_and(|(received, _)| received > 0) {
            let _ = connection.reader().read_to_end(&mut read);
        }
        read
    });
    let app = Store::Cookie.app(&settings(&provider()).set("GOOGLE_ISSUER", &issuer)).await;
    let answer = Browser::new(&app).get("/auth/google/login").await;
    assert_eq!((answer.status, answer.error().as_str()), (502, "transport_tls"));
    assert_eq!(server.join().unwrap(), b"", "a request was sent");
}

/// TLS for `localhost` and `127.0.0.1`, signed by itself, good until 2126.
fn self_signed() -> ServerConfig {
    let certificate = CertificateDer::from(&include_bytes!("connections/self_signed.der")[..]);
    let key = PrivatePkcs8KeyDer::from(&include_bytes!("connections/self_signed_key.der")[..]);
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    builder.with_single_cert(vec![certificate], key.into()).unwrap()
}

/// HT-022: a provider that is slow has a hundred of our requests at once, however many people come back, and whoever wants
/// something else of the application does not wait for it.
#[actix_web::test]
async fn two_hundred_and_fifty_callbacks_at_a_slow_provider_leave_the_application_free() {
    const PEOPLE: usize = 250;
    let provider = provider();
    let more = |config: &mut ServiceConfig| {
        config.route("/health", web::get().to(HttpResponse::Ok));
    };
    let app = Store::Cookie.app_with(&settings(&provider), more).await;
    let mut people = Vec::new();
    for _ in 0..PEOPLE {
        let browser = Browser::new(&app);
        let hop = browser.approve("github").await;
        people.push((browser, hop));
    }
    let slowly = Instead::Delay(Duration::from_millis(500), Box::new(Instead::Honest));
    provider.answer(Endpoint::OAuth2Token, slowly);
    let callbacks = people.into_iter().map(|(browser, hop)| async move { browser.finish(&hop).await.status });
    let callbacks: Vec<_> = callbacks.map(rt::spawn).collect();
    let (visitor, mut most, mut slowest) = (Browser::new(&app), 0, Duration::ZERO);
    while !callbacks.iter().all(rt::task::JoinHandle::is_finished) {
        let asked = Instant::now();
        assert_eq!(visitor.get("/health").await.status, 200);
        slowest = slowest.max(asked.elapsed());
        let open = provider.received(Endpoint::OAuth2Token);
        most = most.max(open.iter().filter(|received| received.status.is_none()).count());
        rt::time::sleep(Duration::from_millis(5)).await;
    }
    for callback in callbacks {
        assert_eq!(callback.await.unwrap(), 200);
    }
    assert!((50..=100).contains(&most), "{most} requests at once");
    assert!(slowest < Duration::from_millis(500), "the application answered after {slowest:?}");
    assert_eq!(provider.count(Endpoint::OAuth2Token), PEOPLE);
}

/// What a process is told of proxies.
const PROXIES: [&str; 6] =
    ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// HT-023: the variables of a process that was started for something else send no secret to a proxy.
#[actix_web::test]
async fn no_proxy_of_the_environment_sees_a_request() {
    if std::env::var_os("OAUTH_TEST_BEHIND_A_PROXY").is_some() {
        let provider = provider();
        let browser = Browser::new(&Store::Cookie.app(&settings(&provider)).await);
        for client in CLIENTS {
            browser.login(client).await.assert_logged_in();
        }
        return;
    }
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    proxy.set_nonblocking(true).unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    let mut again = Command::new(std::env::current_exe().unwrap());
    again.args(["--exact", "no_proxy_of_the_environment_sees_a_request"]);
    again.env("OAUTH_TEST_BEHIND_A_PROXY", "1").envs(PROXIES.map(|name| (name, &address)));
    let ran = again.output().unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success() && said.contains("1 passed"), "{said}");
    assert!(proxy.accept().is_err(), "somebody connected to the proxy");
}
