//! Certificate authorities of our own, and what they sign.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, SupportedProtocolVersion};

/// What the certificates of servers are for.
pub(crate) const HOST: &str = "127.0.0.1";

/// A certificate authority.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its certificate in PEM.
    pub(crate) pem: String,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// A file with its certificate.
    pub(crate) fn file(&self) -> File {
        File::new(&self.pem)
    }

    /// A server with a certificate for this name or address.
    pub(crate) fn server(
        &self,
        name: &str,
        versions: &[&'static SupportedProtocolVersion],
    ) -> Arc<ServerConfig> {
        self.sign(CertificateParams::new([name.to_owned()]).unwrap(), versions)
    }

    /// A server whose certificate has expired.
    pub(crate) fn expired(&self) -> Arc<ServerConfig> {
        let mut params = CertificateParams::new([HOST.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
        self.sign(params, rustls::ALL_VERSIONS)
    }

    fn sign(
        &self,
        params: CertificateParams,
        versions: &[&'static SupportedProtocolVersion],
    ) -> Arc<ServerConfig> {
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        server(vec![certificate.der().clone()], &key, versions)
    }

    /// A server below so many intermediate authorities, which sends certificates of strangers behind them.
    pub(crate) fn below(&self, intermediates: usize, strangers: usize) -> Arc<ServerConfig> {
        let (mut chain, mut above) = (Vec::new(), None);
        for index in 0..intermediates {
            let (key, params) = (KeyPair::generate().unwrap(), authority(&format!("intermediate {index}")));
            let signed = params.signed_by(&key, above.as_ref().unwrap_or(&self.issuer)).unwrap();
            chain.insert(0, signed.der().clone());
            above = Some(Issuer::new(params, key));
        }
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new([HOST.to_owned()]).unwrap();
        let own = params.signed_by(&key, above.as_ref().unwrap_or(&self.issuer)).unwrap();
        chain.insert(0, own.der().clone());
        chain.extend((0..strangers).map(|index| stranger(&format!("stranger {index}"), "nobody")));
        server(chain, &key, rustls::ALL_VERSIONS)
    }
}

/// A server whose certificates could have signed each other in a hundred thousand orders, none of which leads anywhere.
pub(crate) fn labyrinth() -> Arc<ServerConfig> {
    const DEPTH: usize = 6;
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new([HOST.to_owned()]).unwrap();
    let first = Issuer::new(authority("layer 0"), KeyPair::generate().unwrap());
    let mut chain = vec![params.signed_by(&key, &first).unwrap().der().clone()];
    for layer in 0..DEPTH {
        let (name, above) = (format!("layer {layer}"), format!("layer {}", layer + 1));
        chain.extend((0..7).map(|_| stranger(&name, &above)));
    }
    server(chain, &key, rustls::ALL_VERSIONS)
}

/// The certificate of an authority that another one is said to have signed.
fn stranger(name: &str, above: &str) -> CertificateDer<'static> {
    let above = Issuer::new(authority(above), KeyPair::generate().unwrap());
    let key = KeyPair::generate().unwrap();
    authority(name).signed_by(&key, &above).unwrap().der().clone()
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

/// A server with a certificate that nobody else has signed.
pub(crate) fn self_signed() -> Arc<ServerConfig> {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new([HOST.to_owned()]).unwrap().self_signed(&key).unwrap();
    server(vec![certificate.der().clone()], &key, rustls::ALL_VERSIONS)
}

fn server(
    chain: Vec<CertificateDer<'static>>,
    key: &KeyPair,
    versions: &[&'static SupportedProtocolVersion],
) -> Arc<ServerConfig> {
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_protocol_versions(versions).unwrap().with_no_client_auth();
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    Arc::new(builder.with_single_cert(chain, key.into()).unwrap())
}

/// A file that goes when this is dropped.
pub(crate) struct File(PathBuf);

impl File {
    pub(crate) fn new(content: impl AsRef<[u8]>) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("network-{}-{number}.pem", std::process::id());
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::write(&path, content).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        std::fs::remove_file(&self.0).ok();
    }
}
