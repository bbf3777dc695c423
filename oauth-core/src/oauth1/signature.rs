//! The text that a signature covers (RFC 5849, section 3.4.1).
//!
//! All functions are total: `None` means that the input cannot be signed, because its URL or one of its escapes is
//! broken and the provider could read it in another way than we do.

use std::borrow::Cow;
use std::net::Ipv6Addr;

use crate::encoding::{form_decode, is_unreserved, percent_encode, percent_encode_into};

/// The signature base string of a request (section 3.4.1.1).
///
/// The parameters are those of the URL's query and `parameters`, which are decoded: the `oauth_` parameters without
/// `oauth_signature` and `realm`, and the pairs of a form body (section 3.4.1.3.1).
///
/// ```
/// use oauth_core::oauth1::signature::signature_base_string;
///
/// let text = signature_base_string("get", "http://EXAMPLE.com:80/r%20v?b=%7E+", &[("a", "1")]);
/// assert_eq!(text.as_deref(), Some("GET&http%3A%2F%2Fexample.com%2Fr%2520v&a%3D1%26b%3D~%2520"));
/// ```
pub fn signature_base_string(method: &str, url: &str, parameters: &[(&str, &str)]) -> Option<String> {
    let uri = base_string_uri(url)?;
    let query = query_parameters(url)?;
    let query = query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let pairs = encode(query.chain(parameters.iter().copied()));
    Some(join(&method.to_ascii_uppercase(), &uri, &sorted(&pairs)))
}

/// Method, base string URI and sorted parameters, encoded and joined (section 3.4.1.1).
///
/// The parameters are normalized (section 3.4.1.3.2) and encoded in one go: what joins them is `%3D` and `%26`.
pub(super) fn join(method: &str, uri: &str, pairs: &[&Pair<'_>]) -> String {
    let length: usize = pairs.iter().map(|(name, value)| name.0.len() + value.0.len() + 6).sum();
    let mut text = String::with_capacity(method.len() + 2 * (uri.len() + length));
    percent_encode_into(&mut text, method);
    text.push('&');
    percent_encode_into(&mut text, uri);
    text.push('&');
    let mut separator = "";
    for (name, value) in pairs {
        text.push_str(separator);
        name.encode_again_into(&mut text);
        text.push_str("%3D");
        value.encode_again_into(&mut text);
        separator = "%26";
    }
    text
}

/// The base string URI (section 3.4.1.2): scheme and host in lower case, no default port, no query, no fragment.
///
/// The path stays as it is written, an empty one becomes `/`. `None` for a scheme other than `http` and `https`, for
/// user information, for a host or port that is none, and for characters that a URL cannot hold.
pub fn base_string_uri(url: &str) -> Option<String> {
    before_query_uri(split_query(url).0)
}

/// [`base_string_uri`] of a URL that ends where its query would begin.
pub(super) fn before_query_uri(url: &str) -> Option<String> {
    let after = |scheme: &'static str, port: u16| {
        let (start, rest) = url.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some((scheme, port, rest))
    };
    let (scheme, default_port, rest) = after("https://", 443).or_else(|| after("http://", 80))?;
    let slash = rest.bytes().position(|byte| byte == b'/');
    let (authority, path) = rest.split_at_checked(slash.unwrap_or(rest.len()))?;
    if !all(path, |byte| byte.is_ascii_graphic()) {
        return None;
    }
    let (host, port) = host_and_port(authority)?;
    let mut uri = String::with_capacity(url.len() + 1);
    uri.push_str(scheme);
    uri.push_str(host);
    uri.make_ascii_lowercase();
    if let Some(port) = port.filter(|port| *port != default_port) {
        uri.push_str(&format!(":{port}"));
    }
    uri.push_str(if path.is_empty() { "/" } else { path });
    Some(uri)
}

/// The decoded parameters of a URL's query, in order (section 3.4.1.3.1).
///
/// A parameter without `=` has an empty value, `+` is a space. `None` when an escape is broken or is not UTF-8.
pub fn query_parameters(url: &str) -> Option<Vec<(String, String)>> {
    form_decode(split_query(url).1)
}

/// A URL in two, before and after the first `?`; a fragment is left out.
pub(super) fn split_query(url: &str) -> (&str, &str) {
    let url = url.split_once('#').map_or(url, |(url, _)| url);
    url.split_once('?').unwrap_or((url, ""))
}

/// The parameters as one string: encoded, sorted by name and then by value, joined (section 3.4.1.3.2).
///
/// `oauth_signature` is left out (section 3.4.1.3.1).
pub fn normalize<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let pairs = encode(parameters);
    let mut text = String::new();
    for (name, value) in sorted(&pairs) {
        text.push_str(if text.is_empty() { "" } else { "&" });
        text.extend([name.as_str(), "=", value.as_str()]);
    }
    text
}

/// A percent-encoded name or value (section 3.6); borrowed when nothing needs an escape.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Encoded<'a>(Cow<'a, str>);

/// An encoded parameter.
pub(super) type Pair<'a> = (Encoded<'a>, Encoded<'a>);

impl<'a> Encoded<'a> {
    fn new(text: &'a str) -> Self {
        match all(text, is_unreserved) {
            true => Self(Cow::Borrowed(text)),
            false => Self(Cow::Owned(percent_encode(text))),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    fn encode_again_into(&self, out: &mut String) {
        match &self.0 {
            Cow::Borrowed(text) => out.push_str(text),
            Cow::Owned(text) => percent_encode_into(out, text),
        }
    }
}

/// A parameter `oauth_…`, whose name needs no escape.
pub(super) fn protocol_parameter<'a>(name: &'static str, value: &'a str) -> Pair<'a> {
    (Encoded(Cow::Borrowed(name)), Encoded::new(value))
}

/// The parameters, encoded, without `oauth_signature` (section 3.4.1.3.1).
pub(super) fn encode<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<Pair<'a>> {
    let signed = parameters.into_iter().filter(|(name, _)| *name != "oauth_signature");
    signed.map(|(name, value)| (Encoded::new(name), Encoded::new(value))).collect()
}

/// "The parameters are sorted by name, using ascending byte value ordering. If two or more parameters share the same
/// name, they are sorted by their value", both after encoding (section 3.4.1.3.2).
pub(super) fn sorted<'a>(pairs: impl IntoIterator<Item = &'a Pair<'a>>) -> Vec<&'a Pair<'a>> {
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_unstable();
    pairs
}

/// Whether all bytes are of a kind: as nearly always they are, an early exit would cost more than it saves.
fn all(text: &str, is: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(true, |all, byte| all & is(byte))
}

fn host_and_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (address, port) = rest.split_once(']')?;
            address.parse::<Ipv6Addr>().ok()?;
            authority.split_at(authority.len() - port.len())
        }
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~[:]".contains(&byte);
    if host.is_empty() || !host.bytes().all(allowed) {
        return None;
    }
    match port {
        "" | ":" => Some((host, None)),
        _ => Some((host, Some(read_port(port.strip_prefix(':')?)?))),
    }
}

fn read_port(digits: &str) -> Option<u16> {
    let port = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())??;
    (port != 0).then_some(port)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hosts_and_ports_are_normalized() {
        for (url, expected) in [
            ("HTTPS://A.Test", "https://a.test/"),
            ("https://a.test.:443", "https://a.test./"),
            ("http://a.test:443/", "http://a.test:443/"),
            ("http://a.test:/x", "http://a.test/x"),
            ("https://[2001:DB8::1]:8443/X", "https://[2001:db8::1]:8443/X"),
            ("https://[::1]?q", "https://[::1]/"),
            ("https://a.test/%7e/./../;p=1,2'$|[]?q#f", "https://a.test/%7e/./../;p=1,2'$|[]"),
            ("https://a.test#f?q", "https://a.test/"),
        ] {
            assert_eq!(base_string_uri(url).as_deref(), Some(expected), "{url}");
        }
    }

    #[test]
    fn urls_that_could_be_read_in_two_ways_have_no_base_string() {
        for url in [
            "",
            "a.test/x",
            "//a.test",
            "ftp://a.test/",
            "https:a.test",
            "https://",
            "https:///x",
            "https://:443/",
            "https://u@a.test/",
            "https://u:p@a.test/x",
            "https://@a.test/",
            "https://a.test:0/",
            "https://a.test:65536/",
            "https://a.test:BAD/",
            "https://a.test:3.14/",
            "https://a.test:+80/",
            "https://a.test:80:80/",
            "https://[::1",
            "https://[::1]x/",
            "https://[v1.a]/",
            "https://::1/",
            "https://a.test\\@b.test/",
            "https://a test/",
            "https://é.test/",
            "https://a.test/é",
            "https://a.test/a b",
            "https://a.test/a\nb",
            "https://a%2etest/",
        ] {
            assert_eq!(base_string_uri(url), None, "{url}");
        }
    }

    #[test]
    fn query_parameters_are_decoded_and_none_is_lost() {
        let pairs = |url| query_parameters(url).unwrap();
        let owned = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect::<Vec<_>>()
        };
        assert_eq!(pairs("https://a.test/x"), owned(&[]));
        assert_eq!(pairs("https://a.test/x#?a=1"), owned(&[]));
        assert_eq!(
            pairs("https://a.test/x?q=it's&$top=1&a[]=|&é=%C3%A9&c2&=e&d=&x=a+b%2B?=&q=2#z"),
            owned(&[
                ("q", "it's"),
                ("$top", "1"),
                ("a[]", "|"),
                ("é", "é"),
                ("c2", ""),
                ("", "e"),
                ("d", ""),
                ("x", "a b+?="),
                ("q", "2")
            ]),
        );
        for broken in [
            "https://a.test/x?a=%",
            "https://a.test/x?a=%4",
            "https://a.test/x?%zz=1",
            "https://a.test/x?a=%ff",
        ] {
            assert_eq!(query_parameters(broken), None, "{broken}");
        }
    }

    #[test]
    fn parameters_are_sorted_by_name_before_value_and_after_encoding() {
        assert_eq!(normalize([("a-b", "1"), ("a", "2"), ("a", "10")]), "a=10&a=2&a-b=1");
        assert_eq!(normalize([("é", ""), ("z", ""), ("Z", ""), ("~", "")]), "%C3%A9=&Z=&z=&~=");
        assert_eq!(normalize([("oauth_signature", "x"), ("", "e")]), "=e");
    }

    proptest! {
        #[test]
        fn percent_encoding_is_undone_by_decoding(text in any::<String>()) {
            let encoded = percent_encode(&text);
            prop_assert!(encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte)));
            let once = Encoded::new(&text);
            prop_assert_eq!(once.as_str(), encoded.as_str());
            let mut twice = String::new();
            once.encode_again_into(&mut twice);
            prop_assert_eq!(twice, percent_encode(&encoded));
            prop_assert_eq!(form_decode(&format!("x={encoded}")), Some(vec![("x".to_owned(), text)]));
        }

        #[test]
        fn the_base_string_does_not_depend_on_the_order(
            pairs in proptest::collection::vec(("[a-c é&=+%~-]{0,3}", "[a-c é&=+%~-]{0,3}"), 0..8), turn in 0usize..8,
        ) {
            let mut pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let first = signature_base_string("GET", "https://a.test/?q=1", &pairs);
            pairs.reverse();
            let turn = turn.min(pairs.len());
            pairs.rotate_left(turn);
            let normalized = percent_encode(&normalize([("q", "1")].into_iter().chain(pairs.iter().copied())));
            prop_assert_eq!(first.as_deref(), Some(&*format!("GET&https%3A%2F%2Fa.test%2F&{normalized}")));
            prop_assert_eq!(first, signature_base_string("GET", "https://a.test/?q=1", &pairs));
        }

        #[test]
        fn no_text_makes_it_panic(method in any::<String>(), url in any::<String>(), tail in any::<String>()) {
            let _ = signature_base_string(&method, &url, &[]);
            let _ = signature_base_string(&method, &format!("https://{tail}"), &[(&url, &tail)]);
        }
    }
}
