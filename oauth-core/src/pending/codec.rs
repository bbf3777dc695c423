//! The encoding of a pending login: one version byte, then its fields. Small, because ten of them share a cookie.

use super::{Binding, Flow, OAuth2Flow, PendingAuthorization};
use crate::return_to::ReturnTo;
use crate::secret::Secret;
use crate::time::Timestamp;

/// The first byte. Raise it when the encoding changes: an older one is then read as no pending login.
const VERSION: u8 = 1;

const OAUTH2: u8 = 2;
const OAUTH1: u8 = 1;

impl PendingAuthorization {
    /// The encoding, which [`decode`](Self::decode) reads. It holds secrets.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.encoded_len());
        self.encode_into(&mut out);
        out
    }

    /// At least as many bytes as the encoding has, so that no copy of it is left where a buffer was too small.
    pub(super) fn encoded_len(&self) -> usize {
        let flow = match &self.flow {
            Flow::OAuth2(flow) => flow.acr_values.iter().map(|value| value.len() + 1).sum(),
            Flow::OAuth1 { token, token_secret } => token.expose().len() + token_secret.expose().len(),
        };
        160 + self.provider.len() + self.return_to.as_ref().map_or(0, |path| path.as_str().len()) + flow
    }

    /// [`encode`](Self::encode), appended to `out`.
    pub(super) fn encode_into(&self, out: &mut Vec<u8>) {
        out.push(VERSION);
        put(out, &self.provider);
        out.extend_from_slice(&self.binding);
        out.extend_from_slice(&self.begun.as_unix().to_be_bytes());
        put(out, self.return_to.as_ref().map_or("", ReturnTo::as_str));
        match &self.flow {
            Flow::OAuth2(flow) => encode_oauth2(out, flow),
            Flow::OAuth1 { token, token_secret } => {
                out.push(OAUTH1);
                put(out, token.expose());
                put(out, token_secret.expose());
            }
        }
    }

    /// Reads an encoding; `None` for anything that [`encode`](Self::encode) does not write.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        if reader.byte()? != VERSION {
            return None;
        }
        let pending = Self {
            provider: reader.text()?,
            binding: reader.array::<{ size_of::<Binding>() }>()?,
            begun: Timestamp::from_unix(i64::from_be_bytes(reader.array()?)),
            return_to: match reader.text()?.as_str() {
                "" => None,
                path => Some(ReturnTo::parse(path)?),
            },
            flow: match reader.byte()? {
                OAUTH2 => Flow::OAuth2(decode_oauth2(&mut reader)?),
                OAUTH1 => Flow::OAuth1 {
                    token: Secret::from(reader.text()?),
                    token_secret: Secret::from(reader.text()?),
                },
                _ => return None,
            },
        };
        reader.0.is_empty().then_some(pending)
    }
}

fn encode_oauth2(out: &mut Vec<u8>, flow: &OAuth2Flow) {
    out.push(OAUTH2);
    out.extend_from_slice(&flow.state);
    out.extend_from_slice(&flow.code_verifier);
    out.push(
        u8::from(flow.nonce.is_some())
            | u8::from(flow.form_post) << 1
            | u8::from(flow.max_age.is_some()) << 2,
    );
    out.extend_from_slice(flow.nonce.as_ref().map_or(&[], |nonce| nonce.as_slice()));
    if let Some(seconds) = flow.max_age {
        out.extend_from_slice(&seconds.to_be_bytes());
    }
    put(out, &flow.acr_values.join(" "));
}

fn decode_oauth2(reader: &mut Reader<'_>) -> Option<OAuth2Flow> {
    let (state, code_verifier, flags) = (reader.array()?, reader.array()?, reader.byte()?);
    let nonce = if flags & 1 != 0 { Some(reader.array()?) } else { None };
    let max_age = if flags & 4 != 0 { Some(u32::from_be_bytes(reader.array()?)) } else { None };
    let joined = reader.text()?;
    let acr_values = joined.split_ascii_whitespace().map(str::to_owned).collect();
    let form_post = flags & 2 != 0;
    let flow = OAuth2Flow { state, code_verifier, nonce, form_post, max_age, acr_values };
    (flags & !7 == 0 && flow.acr_values.join(" ") == joined).then_some(flow)
}

/// A text as its length in two bytes and its bytes; one that is longer than that allows is cut by the caller's limits.
fn put(out: &mut Vec<u8>, text: &str) {
    let length = u16::try_from(text.len()).unwrap_or(u16::MAX);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(text.as_bytes().get(..usize::from(length)).unwrap_or_default());
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    fn byte(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn text(&mut self) -> Option<String> {
        let length = usize::from(u16::from_be_bytes(self.array()?));
        let (head, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        String::from_utf8(head.to_vec()).ok()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) fn oauth2() -> PendingAuthorization {
        PendingAuthorization {
            provider: "google".to_owned(),
            binding: [3; 16],
            begun: Timestamp::from_unix(1_700_000_000),
            return_to: ReturnTo::parse("/inbox"),
            flow: Flow::OAuth2(OAuth2Flow {
                state: std::array::from_fn(|index| index as u8),
                code_verifier: [2; 32],
                nonce: Some([4; 32]),
                form_post: true,
                max_age: Some(300),
                acr_values: vec!["a".to_owned(), "b".to_owned()],
            }),
        }
    }

    fn oauth1() -> PendingAuthorization {
        let (token, token_secret) = (Secret::from("hh5s93j4hdidpola"), Secret::from("hdhd0244k9j7ao03"));
        PendingAuthorization { return_to: None, flow: Flow::OAuth1 { token, token_secret }, ..oauth2() }
    }

    /// Of what a login may have, this and nothing else.
    fn oauth2_with(nonce: Option<[u8; 32]>, form_post: bool, max_age: Option<u32>) -> PendingAuthorization {
        let mut pending = oauth2();
        if let Flow::OAuth2(flow) = &mut pending.flow {
            *flow = OAuth2Flow { nonce, form_post, max_age, acr_values: Vec::new(), ..flow.clone() };
        }
        pending
    }

    #[test]
    fn what_was_encoded_is_decoded() {
        let [none, nonce, form_post, max_age] = [
            oauth2_with(None, false, None),
            oauth2_with(Some([4; 32]), false, None),
            oauth2_with(None, true, None),
            oauth2_with(None, false, Some(300)),
        ];
        for pending in [oauth1(), oauth2(), none, nonce, form_post, max_age] {
            assert!(pending.encode().len() <= pending.encoded_len());
            assert_eq!(PendingAuthorization::decode(&pending.encode()), Some(pending));
        }
    }

    #[test]
    fn cut_and_lengthened_encodings_are_refused() {
        for bytes in [oauth1().encode(), oauth2().encode()] {
            for length in 0..bytes.len() {
                assert_eq!(PendingAuthorization::decode(&bytes[..length]), None);
            }
            assert_eq!(PendingAuthorization::decode(&[bytes, vec![0]].concat()), None);
        }
    }

    #[test]
    fn flags_and_white_space_that_nobody_writes_are_refused() {
        let encoded = oauth2().encode();
        let (flags, between) = (encoded.iter().rposition(|&byte| byte == 2).unwrap() + 1, encoded.len() - 2);
        assert_eq!((encoded[flags], encoded[between]), (7, b' '));
        for (index, byte) in [(flags, 0x0f), (flags, 0x87), (between, b'\t')] {
            let mut bytes = encoded.clone();
            bytes[index] = byte;
            assert_eq!(PendingAuthorization::decode(&bytes), None, "{index}");
        }
    }

    #[test]
    fn an_encoding_of_another_version_is_refused() {
        let mut bytes = oauth2().encode();
        bytes[0] += 1;
        assert_eq!(PendingAuthorization::decode(&bytes), None);
    }
}
