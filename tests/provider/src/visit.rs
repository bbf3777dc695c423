//! The person's browser at the provider, as far as a test needs one.

use std::io::{self, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use url::Url;

use crate::provider::Provider;

impl Provider {
    /// Goes where the application sends a person, and gives where the provider sends that person back: the address of the
    /// application's callback, with its query. Somebody must be [approved](Self::auto_approve).
    ///
    /// It blocks; the provider has threads of its own and answers meanwhile.
    ///
    /// # Errors
    /// When `location` is no URL of a loopback server, or the answer is no redirect: the provider's pages are for people, and
    /// the answer of `response_mode=form_post` is one.
    pub fn visit(&self, location: &str) -> io::Result<String> {
        let invalid = |what: &str| io::Error::new(io::ErrorKind::InvalidData, format!("{what}: {location}"));
        let url = Url::parse(location).map_err(|_| invalid("not a URL"))?;
        let host = url.host_str().filter(|host| matches!(*host, "127.0.0.1" | "[::1]" | "localhost"));
        let (host, port) = host.zip(url.port()).ok_or_else(|| invalid("not a loopback server"))?;
        let mut stream = TcpStream::connect(format!("{host}:{port}"))?;
        stream.set_read_timeout(Some(Duration::from_secs(10)))?;
        let target =
            url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        write!(stream, "GET {target} HTTP/1.1\r\nhost: {host}:{port}\r\nconnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let answer = String::from_utf8_lossy(&answer);
        let head = answer.split("\r\n\r\n").next().unwrap_or_default();
        let mut fields = head.lines().filter_map(|line| line.split_once(": "));
        let back = fields.find(|(name, _)| name.eq_ignore_ascii_case("location")).map(|(_, value)| value);
        back.map(str::to_owned).ok_or_else(|| invalid("the provider shows a page"))
    }
}
