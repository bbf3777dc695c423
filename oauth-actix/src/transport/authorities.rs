//! Certificate authorities beside those that browsers trust: [`read`].

use std::fs;
use std::path::Path;

use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, TrustAnchor};

/// The certificates of a PEM file (RFC 7468). What else it holds is passed over; what is wrong shows nothing of it.
pub(super) fn read(path: &Path) -> Result<Vec<TrustAnchor<'static>>, String> {
    let pem = fs::read(path).map_err(|error| error.to_string())?;
    let mut store = RootCertStore::empty();
    for (index, certificate) in CertificateDer::pem_slice_iter(&pem).enumerate() {
        let added = certificate.map_err(drop).and_then(|certificate| store.add(certificate).map_err(drop));
        added.map_err(|()| format!("certificate {} is malformed", index + 1))?;
    }
    match store.is_empty() {
        true => Err("it has no certificate in PEM".to_owned()),
        false => Ok(store.roots),
    }
}
