//! How long the chain of a server's certificates may be: [`ShortChain`].

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error, SignatureScheme};

/// How many certificates between a server's own and that of an authority are looked at, the first ones: the web has one to three.
pub(super) const INTERMEDIATES: usize = 4;

/// Verifies as [`WebPkiServerVerifier`] does, but looks at the beginning of the chain alone.
///
/// Any order is tried in which the certificates could have signed each other, before a signature is: forty of them that nobody
/// signed kept a worker busy for more than a minute.
#[derive(Debug)]
pub(super) struct ShortChain(pub(super) Arc<WebPkiServerVerifier>);

impl ServerCertVerifier for ShortChain {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let intermediates = intermediates.get(..INTERMEDIATES).unwrap_or(intermediates);
        self.0.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}
