//! Private keys as they are usually handed out: PEM (RFC 7468).

use zeroize::Zeroizing;

use crate::encoding::base64_decode;
use crate::secret::Secret;

/// The bytes between the first pair of PEM lines for a private key that is not encrypted. A variable often has `\n`, two
/// characters, in place of each line break.
pub(crate) fn private_key(pem: &Secret) -> Option<Zeroizing<Vec<u8>>> {
    let pem = Zeroizing::new(pem.expose().replace("\\n", "\n"));
    let label = ["PRIVATE KEY", "RSA PRIVATE KEY"].into_iter().find(|label| pem.contains(&begin(label)))?;
    let (_, rest) = pem.split_once(&begin(label))?;
    let (text, _) = rest.split_once(&format!("-----END {label}-----"))?;
    let text = Zeroizing::new(text.split_ascii_whitespace().collect::<String>());
    base64_decode(&text).map(Zeroizing::new)
}

fn begin(label: &str) -> String {
    format!("-----BEGIN {label}-----")
}
