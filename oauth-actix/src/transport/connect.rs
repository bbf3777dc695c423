//! How a connection is made: [`connect`].

use std::error::Error;
use std::future::poll_fn;
use std::io;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hyper::Uri;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tower_service::Service;

/// How long a connection may take to be made, TLS included.
const CONNECT: Duration = Duration::from_secs(3);

pub(super) type Stream = MaybeHttpsStream<TokioIo<TcpStream>>;

/// Connects to a host within three seconds; `https` by the roots that browsers trust.
pub(super) async fn connect(origin: Uri) -> Result<Stream, Box<dyn Error + Send + Sync>> {
    let connecting = timeout(CONNECT, async {
        let mut connector = connector();
        poll_fn(|context| connector.poll_ready(context)).await?;
        connector.call(origin).await
    });
    connecting.await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
}

/// What makes the connections: one for the process, and only when somebody connects, because an application at rest should
/// not pay for TLS.
fn connector() -> HttpsConnector<HttpConnector> {
    static CONNECTOR: OnceLock<HttpsConnector<HttpConnector>> = OnceLock::new();
    let connector = CONNECTOR.get_or_init(|| {
        let mut http = HttpConnector::new();
        http.enforce_http(false);
        http.set_nodelay(true);
        http.set_connect_timeout(Some(CONNECT));
        let builder = HttpsConnectorBuilder::new().with_tls_config(tls()).https_or_http();
        builder.enable_http1().wrap_connector(http)
    });
    connector.clone()
}

/// ring, the roots that browsers trust, TLS 1.2 and 1.3.
fn tls() -> ClientConfig {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    #[expect(clippy::expect_used, reason = "ring offers TLS 1.2 and 1.3; there is no input")]
    let builder = builder.with_safe_default_protocol_versions().expect("ring supports TLS 1.2 and 1.3");
    builder.with_root_certificates(roots).with_no_client_auth()
}
