//! How a connection is made: [`Connector`].

use std::future::{Future, poll_fn};
use std::io;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
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

/// Connects to a host within three seconds; `https` by the roots that browsers trust.
#[derive(Clone, Default)]
pub(super) struct Connector(());

impl Connector {
    /// What makes the connections: one for the process, and only when somebody connects, because an application at rest
    /// should not pay for TLS.
    fn https() -> HttpsConnector<HttpConnector> {
        static HTTPS: OnceLock<HttpsConnector<HttpConnector>> = OnceLock::new();
        let https = HTTPS.get_or_init(|| {
            let mut http = HttpConnector::new();
            http.enforce_http(false);
            http.set_nodelay(true);
            http.set_connect_timeout(Some(CONNECT));
            let builder = HttpsConnectorBuilder::new().with_tls_config(tls()).https_or_http();
            builder.enable_http1().wrap_connector(http)
        });
        https.clone()
    }
}

impl Service<Uri> for Connector {
    type Response = MaybeHttpsStream<TokioIo<TcpStream>>;
    type Error = Box<dyn std::error::Error + Send + Sync>;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connecting = timeout(CONNECT, async {
            let mut https = Self::https();
            poll_fn(|context| https.poll_ready(context)).await?;
            https.call(uri).await
        });
        Box::pin(async move { connecting.await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))? })
    }
}

/// ring, the roots that browsers trust, TLS 1.2 and 1.3.
fn tls() -> ClientConfig {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    #[expect(clippy::expect_used, reason = "ring offers TLS 1.2 and 1.3; there is no input")]
    let builder = builder.with_safe_default_protocol_versions().expect("ring supports TLS 1.2 and 1.3");
    builder.with_root_certificates(roots).with_no_client_auth()
}
