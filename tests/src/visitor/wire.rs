//! One HTTP/1.1 exchange over a connection of its own.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use url::{Position, Url};

const PATIENCE: Duration = Duration::from_secs(30);

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

pub(super) fn exchange(method: &str, url: &Url, headers: &[(&str, &str)], body: &[u8]) -> io::Result<Answer> {
    let stream = connect(url)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    (&stream).write_all(&request(method, url, headers, body))?;
    let mut reader = BufReader::new(stream);
    let (status, headers) = head(&mut reader)?;
    let body = read_body(&mut reader, method, status, &headers)?;
    Ok(Answer { status, headers, body })
}

fn connect(url: &Url) -> io::Result<TcpStream> {
    let addresses = url.socket_addrs(|| None)?;
    // "localhost" is ::1 as well, where nobody may listen.
    TcpStream::connect(&*addresses)
}

fn request(method: &str, url: &Url, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let host = &url[Position::BeforeHost..Position::AfterPort];
    let target = &url[Position::BeforePath..Position::AfterQuery];
    let mut head =
        format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nAccept: */*\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() || method != "GET" {
        head.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    head.push_str("\r\n");
    [head.as_bytes(), body].concat()
}

fn head(reader: &mut impl BufRead) -> io::Result<(u16, Vec<(String, String)>)> {
    let status = line(reader)?;
    let status = status.split(' ').nth(1).and_then(|code| code.parse().ok());
    let status = status.ok_or_else(|| io::Error::other("not an HTTP response"))?;
    let mut headers = Vec::new();
    loop {
        let header = line(reader)?;
        let Some((name, value)) = header.split_once(':') else { return Ok((status, headers)) };
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
}

fn read_body(
    reader: &mut impl BufRead,
    method: &str,
    status: u16,
    headers: &[(String, String)],
) -> io::Result<Vec<u8>> {
    let header = |wanted: &str| {
        headers.iter().find(|header| header.0.eq_ignore_ascii_case(wanted)).map(|header| header.1.as_str())
    };
    let mut body = Vec::new();
    if method == "HEAD" || matches!(status, 204 | 304) {
        return Ok(body);
    }
    if header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        return chunks(reader);
    }
    match header("content-length").and_then(|length| length.parse().ok()) {
        Some(length) => {
            body.resize(length, 0);
            reader.read_exact(&mut body)?;
        }
        None => drop(reader.read_to_end(&mut body)?),
    }
    Ok(body)
}

fn chunks(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = line(reader)?;
        let size = size.split(';').next().and_then(|size| u64::from_str_radix(size.trim(), 16).ok());
        let size = size.ok_or_else(|| io::Error::other("not a chunk"))?;
        reader.by_ref().take(size).read_to_end(&mut body)?;
        line(reader)?;
        if size == 0 {
            return Ok(body);
        }
    }
}

fn line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    reader.read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}
