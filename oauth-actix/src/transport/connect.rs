//! How a connection is made: [`Connector`].

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hyper::Uri;
use hyper_rustls::{HttpsConnector, MaybeHttpsStream};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use oauth_core::Settings;
use oauth_core::error::ConfigurationError;
use rustls::client::WebPkiServerVerifier;
use rustls::crypto::ring;
use rustls::pki_types::TrustAnchor;
use rustls::{ClientConfig, RootCertStore};
use tokio::time::timeout;
use tower_service::Service;

use super::authorities;
use super::chain::ShortChain;
use super::lookup::Lookup;
use super::metered::{Meter, Metered, Metering};

/// How long a connection may take to be made, TLS included.
const CONNECT: Duration = Duration::from_secs(3);

pub(super) type Stream = MaybeHttpsStream<TokioIo<Metered>>;

/// Makes the connections of one registry: `https` to hosts that an authority vouches for which browsers trust, or one of its
/// own.
#[derive(Default)]
pub(crate) struct Connector {
    /// The registry's own authorities.
    authorities: Vec<TrustAnchor<'static>>,
    /// Made when somebody connects, because an application at rest should not pay for TLS.
    tls: OnceLock<Arc<ClientConfig>>,
}

impl Connector {
    /// Reads the authorities that the deployment adds.
    pub(crate) fn read(settings: &Settings) -> Result<Self, ConfigurationError> {
        let authorities = settings.read_ca_file(authorities::read)?.unwrap_or_default();
        Ok(Self { authorities, tls: OnceLock::new() })
    }

    /// Whether what the one may connect to, the other may too.
    pub(super) fn trusts_as(&self, other: &Self) -> bool {
        self.authorities == other.authorities
    }

    /// Connects to a host within three seconds.
    pub(super) async fn connect(&self, origin: Uri) -> Result<(Stream, Meter), Box<dyn Error + Send + Sync>> {
        let meter = Meter::new();
        let connecting = timeout(CONNECT, async {
            let tls = self.tls.get_or_init(|| Arc::new(self.tls()));
            let metering = Metering { http: http(), meter: meter.clone() };
            let mut connector = HttpsConnector::from((metering, Arc::clone(tls)));
            poll_fn(|context| connector.poll_ready(context)).await?;
            connector.call(origin).await
        });
        let stream = connecting.await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
        Ok((stream, meter))
    }

    /// ring, TLS 1.2 and 1.3, the roots that browsers trust and the registry's own.
    #[expect(
        clippy::expect_used,
        reason = "ring offers TLS 1.2 and 1.3, and there are roots; there is no input"
    )]
    fn tls(&self) -> ClientConfig {
        let roots = webpki_roots::TLS_SERVER_ROOTS.iter().chain(&self.authorities).cloned().collect();
        let provider = Arc::new(ring::default_provider());
        let roots = Arc::new(RootCertStore { roots });
        let verifier = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider)).build();
        let verifier = ShortChain(verifier.expect("there are roots"));
        let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let builder = builder.expect("ring supports TLS 1.2 and 1.3").dangerous();
        builder.with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth()
    }
}

fn http() -> HttpConnector<Lookup> {
    let mut http = HttpConnector::new_with_resolver(Lookup::default());
    http.enforce_http(false);
    http.set_nodelay(true);
    http.set_connect_timeout(Some(CONNECT));
    http
}

#[cfg(test)]
impl Connector {
    /// One that trusts an authority of this name.
    pub(super) fn trusting(name: &'static str) -> Self {
        let authority = TrustAnchor {
            subject: name.as_bytes().into(),
            subject_public_key_info: [].as_slice().into(),
            name_constraints: None,
        };
        Self { authorities: vec![authority], tls: OnceLock::new() }
    }

    /// Whether nobody has connected yet.
    pub(super) fn is_at_rest(&self) -> bool {
        self.tls.get().is_none()
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Connector({} authorities)", self.authorities.len())
    }
}
