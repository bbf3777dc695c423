//! As much of HTTP/1.1 as the load and the stub provider need.

use std::io;

use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

/// A request or a response.
#[derive(Debug)]
pub struct Message {
    pub start: String,
    headers: String,
    pub body: Vec<u8>,
}

impl Message {
    /// The status of a response.
    pub fn status(&self) -> u16 {
        self.start.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default()
    }

    pub fn header(&self, name: &'static str) -> Option<&str> {
        self.headers(name).next()
    }

    pub fn headers(&self, name: &'static str) -> impl Iterator<Item = &str> {
        self.headers.split("\r\n").filter_map(move |line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// Reads one message; what follows it stays in `buffer`.
pub async fn read_message(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<Message> {
    let head = loop {
        match buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            Some(end) => break end + 4,
            None => fill(stream, buffer).await?,
        }
    };
    let text = std::str::from_utf8(&buffer[..head - 4]).map_err(io::Error::other)?;
    let (start, headers) = text.split_once("\r\n").unwrap_or((text, ""));
    let mut message = Message { start: start.to_owned(), headers: headers.to_owned(), body: Vec::new() };
    let length = message.header("content-length").and_then(|length| length.parse::<usize>().ok());
    buffer.drain(..head);
    if message.header("transfer-encoding").is_some() {
        // Small answers come as one chunk or two: read until the last one.
        while !buffer.ends_with(b"0\r\n\r\n") {
            fill(stream, buffer).await?;
        }
        message.body = std::mem::take(buffer);
        return Ok(message);
    }
    let length = length.unwrap_or_default();
    while buffer.len() < length {
        fill(stream, buffer).await?;
    }
    message.body = buffer.drain(..length).collect();
    Ok(message)
}

async fn fill(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<()> {
    match stream.read_buf(buffer).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}
