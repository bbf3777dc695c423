//! The URLs that requests go to: [`Endpoint`], [`Issuer`].

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// The longest host and port, in bytes (RFC 1035, section 2.3.4, and brackets or a port). Reading a longer name of many labels in
/// Punycode takes long.
const MAX_AUTHORITY: usize = 263;

/// The URL of a provider's endpoint.
///
/// Absolute, without fragment and user information, and `https`; plain `http` is allowed on a loopback address
/// (`127.0.0.0/8`, `[::1]`, `localhost`) and nowhere else.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    text: String,
    url: Url,
}

impl Endpoint {
    /// What an endpoint must be, for error messages.
    pub const EXPECTED: &'static str =
        "an https URL (http only on loopback) of visible ASCII, without fragment and user name";

    /// Reads a URL; `None` when it is not what [`Endpoint`] says.
    pub fn parse(text: &str) -> Option<Self> {
        if !text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\' && byte != b'#') {
            return None;
        }
        let (scheme, rest) = text.split_once("://")?;
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        if authority.len() > MAX_AUTHORITY {
            return None;
        }
        let url = Url::parse(text).ok()?;
        let secure = match url.scheme() {
            "https" => true,
            "http" => is_loopback(&url),
            _ => false,
        };
        let plain =
            scheme.eq_ignore_ascii_case(url.scheme()) && !authority.is_empty() && !authority.contains('@');
        (secure && plain && url.host().is_some() && url.port() != Some(0))
            .then(|| Self { text: text.to_owned(), url })
    }

    /// The URL as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The URL as the WHATWG standard reads it.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Whether the connection is protected by TLS.
    pub fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether the host is this machine.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// Whether the host is this machine, or an address that is not on the internet.
    pub(crate) fn is_internal(&self) -> bool {
        match self.url.host() {
            Some(Host::Ipv4(address)) => is_internal(address),
            Some(Host::Ipv6(address)) => match embedded(address) {
                Some(address) => is_internal(address),
                None => is_internal_v6(address),
            },
            Some(Host::Domain(name)) => {
                let name = name.trim_end_matches('.');
                name == "localhost" || name.ends_with(".localhost")
            }
            None => true,
        }
    }

    /// The URL up to where parameters can be appended: ends in `?` or `&`.
    pub fn query_prefix(&self) -> String {
        match self.text.contains('?') {
            false => format!("{}?", self.text),
            true if self.text.ends_with(['?', '&']) => self.text.clone(),
            true => format!("{}&", self.text),
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)
    }
}

/// The registry of RFC 6890.
fn is_internal(address: Ipv4Addr) -> bool {
    let special = address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_documentation();
    special
        || match address.octets() {
            [0 | 224.., ..] | [192, 0, 0, _] | [198, 18 | 19, ..] => true,
            [100, b, ..] => (64..128).contains(&b), // RFC 6598.
            _ => false,
        }
}

fn is_internal_v6(address: Ipv6Addr) -> bool {
    let special = address.is_unique_local() || address.is_unicast_link_local() || address.is_multicast();
    special
        || match address.segments() {
            [0x64, 0xff9b, 1, ..] // RFC 8215: translated as the own network likes.
            | [0x100, 0, 0, 0, ..] // RFC 6666.
            | [0x2001, 0 | 0xdb8, ..] // RFC 4380, which hides an address; RFC 3849.
            | [0x2001, 2, 0, ..] // RFC 5180.
            | [0x3fff, 0..=0xfff, ..] // RFC 9637.
            | [0x5f00, ..] // RFC 9602.
            | [0xfec0..=0xfeff, ..] => true, // RFC 3879.
            _ => false,
        }
}

/// The IPv4 address that an IPv6 address stands for: compatible and mapped (RFC 4291, section 2.5.5), translated (RFC 2765,
/// section 2.1; RFC 6052, section 2.1), 6to4 (RFC 3056, section 2).
fn embedded(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [high, low] = match address.segments() {
        [0, 0, 0, 0, 0xffff, 0, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => [high, low],
        [0x2002, high, low, ..] => [high, low],
        _ => return address.to_ipv4(),
    };
    Some(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// An issuer identifier: an [`Endpoint`] without query, compared as a string and never normalised (RFC 9207, section 2.4;
/// OpenID Connect Discovery, section 4.3).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Issuer(String);

impl Issuer {
    /// What an issuer must be, for error messages.
    pub const EXPECTED: &'static str = "an https URL (http only on loopback) without query, fragment and user name, exactly as the provider writes it (not the address of its metadata)";

    /// Reads an issuer; `None` when it is no [`Endpoint`] or has a query.
    pub fn parse(text: &str) -> Option<Self> {
        let endpoint = Endpoint::parse(text)?;
        (!text.contains('?')).then_some(Self(endpoint.text))
    }

    /// The identifier as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_everywhere_and_http_on_loopback() {
        for good in [
            "https://op.example",
            "https://op.example/a?b=c",
            "https://op.example:8443/",
            "http://127.0.0.1:9/x",
            "http://[::1]:9",
            "http://localhost:9/",
            &format!("https://{}a:65535/", "a.".repeat(128)),
        ] {
            assert!(Endpoint::parse(good).is_some(), "{good}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for bad in [
            "",
            "op.example",
            "/path",
            "http://op.example",
            "http://localhost.evil.example",
            "http://localhost:80@evil.example",
            "https://user@op.example",
            "https://user:password@op.example",
            "https://@op.example",
            "https://op.example/#x",
            "https:op.example",
            "https:///op.example",
            "https://op.example\\@evil",
            "https://op .example",
            " https://op.example",
            "https://op.example\n",
            "javascript://op.example/%0aalert(1)",
            "ftp://op.example",
            "https://op.example:0/",
            "https://op.example:65536/",
            "https://op.example:BAD/",
            &format!("https://{}aa:65535/", "a.".repeat(128)),
        ] {
            assert!(Endpoint::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn an_endpoint_tells_whether_it_is_behind_tls_and_whether_it_is_this_machine() {
        for (url, https, loopback) in [
            ("https://op.example/", true, false),
            ("https://127.0.0.1/", true, true),
            ("http://127.0.0.2:9/", false, true),
            ("http://[::1]:9/", false, true),
            ("http://localhost/", false, true),
            ("https://[::2]/", true, false),
            ("https://10.0.0.1/", true, false),
            ("https://localhost.example/", true, false),
        ] {
            let endpoint = Endpoint::parse(url).unwrap();
            assert_eq!((endpoint.is_https(), endpoint.is_loopback()), (https, loopback), "{url}");
        }
    }

    #[test]
    fn addresses_that_are_not_on_the_internet_are_known() {
        for url in [
            "https://localhost/",
            "https://a.localhost./",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://10.0.0.1/",
            "https://172.16.0.1/",
            "https://192.168.1.1/",
            "https://169.254.169.254/",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://[fec0::1]/",
            "https://[100::1]/",
            "https://[2001:db8::1]/",
            "https://[2001::1]/",
            "https://[2002:7f00:1::1]/",
            "https://[::ffff:0:127.0.0.1]/",
            "https://[64:ff9b::a9fe:a9fe]/",
            "https://[64:ff9b:1::1]/",
            "https://[2001:2::1]/",
            "https://[3fff::1]/",
            "https://[5f00::1]/",
            "https://192.0.0.192/",
            "https://192.0.2.1/",
            "https://198.18.0.1/",
            "https://198.19.255.255/",
        ] {
            assert!(Endpoint::parse(url).unwrap().is_internal(), "{url}");
        }
        for url in [
            "https://op.example/",
            "https://8.8.8.8/",
            "https://8.64.0.1/",
            "https://100.63.0.1/",
            "https://100.128.0.1/",
            "https://[2606:4700::1]/",
            "https://[64:ff9b::808:808]/",
            "https://[2002:808:808::1]/",
            "https://[2001:1::1]/",
            "https://[101::1]/",
            "https://192.0.1.1/",
            "https://198.17.0.1/",
            "https://198.20.0.1/",
            "https://localhost.example/",
        ] {
            assert!(!Endpoint::parse(url).unwrap().is_internal(), "{url}");
        }
    }

    #[test]
    fn issuers_are_compared_as_strings() {
        let issuer = Issuer::parse("https://op.example").unwrap();
        for other in ["https://op.example/", "https://OP.example", "https://op.example:443"] {
            assert_ne!(Issuer::parse(other).as_ref(), Some(&issuer));
        }
        assert_eq!(Issuer::parse("https://op.example?tenant=a"), None);
    }

    #[test]
    fn parameters_are_appended_to_a_query_that_is_there() {
        let prefix = |text| Endpoint::parse(text).unwrap().query_prefix();
        assert_eq!(prefix("https://op.example/a"), "https://op.example/a?");
        assert_eq!(prefix("https://op.example/a?b=c"), "https://op.example/a?b=c&");
        assert_eq!(prefix("https://op.example/a?"), "https://op.example/a?");
    }
}
