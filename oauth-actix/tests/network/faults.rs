//! What may happen to an honest answer on its way.

use std::io::{self, Write as _};
use std::net::TcpStream;
use std::sync::LazyLock;
use std::thread;
use std::time::Duration;

use super::relay::Call;

/// In bytes.
const HUGE: usize = 50 << 20;

/// Half of the body, in bytes.
fn half(call: &Call<'_>) -> String {
    call.answer.body[..call.answer.body.len() / 2].to_owned()
}

pub(crate) fn no_head(call: &mut Call<'_>) -> io::Result<()> {
    call.wait()
}

pub(crate) fn no_body(call: &mut Call<'_>) -> io::Result<()> {
    call.write_head()?;
    call.wait()
}

fn drip(call: &mut Call<'_>, text: &str) -> io::Result<()> {
    text.bytes().try_for_each(|byte| {
        call.write([byte])?;
        thread::sleep(Duration::from_secs(1));
        Ok(())
    })
}

/// One byte a second, from the first one on.
pub(crate) fn dripping_head(call: &mut Call<'_>) -> io::Result<()> {
    let head = call.answer.head();
    drip(call, &head)
}

pub(crate) fn dripping_body(call: &mut Call<'_>) -> io::Result<()> {
    let body = call.answer.body.clone();
    call.write_head()?;
    drip(call, &body)
}

/// Spaces, up to 50 MB with what was written already.
fn pad(call: &mut Call<'_>, written: usize) -> io::Result<()> {
    let spaces = [b' '; 1 << 16];
    let mut left = HUGE - written;
    while left > 0 {
        let part = left.min(spaces.len());
        call.write(&spaces[..part])?;
        left -= part;
    }
    Ok(())
}

/// The honest body, padded.
fn huge_body(call: &mut Call<'_>) -> io::Result<()> {
    let written = call.answer.body.len();
    call.write_all()?;
    pad(call, written)
}

pub(crate) fn huge_by_length(call: &mut Call<'_>) -> io::Result<()> {
    call.answer.set("content-length", &HUGE.to_string());
    huge_body(call)
}

pub(crate) fn huge_without_length(call: &mut Call<'_>) -> io::Result<()> {
    call.answer.set("content-length", "");
    huge_body(call)
}

pub(crate) fn huge_head(call: &mut Call<'_>) -> io::Result<()> {
    call.write("HTTP/1.1 200 OK\r\nx-padding:")?;
    pad(call, 0)?;
    call.write("\r\n\r\n")
}

/// The same again and again, until nobody takes it.
fn without_end(call: &mut Call<'_>, text: &str) -> io::Result<()> {
    let many = text.repeat(1000);
    loop {
        call.write(&many)?;
    }
}

/// What a limit of the body does not count (RFC 9110, section 15.2).
pub(crate) fn interim_answers_without_end(call: &mut Call<'_>) -> io::Result<()> {
    without_end(call, "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n")
}

fn chunked_head(call: &mut Call<'_>) -> io::Result<()> {
    call.answer.set("content-length", "").set("transfer-encoding", "chunked");
    call.write_head()
}

/// The honest body, in chunks of one byte (RFC 9112, section 7.1).
pub(crate) fn chunks_of_one_byte(call: &mut Call<'_>) -> io::Result<()> {
    let chunks: String = call.answer.body.chars().map(|letter| format!("1\r\n{letter}\r\n")).collect();
    chunked_head(call)?;
    call.write(chunks + "0\r\n\r\n")
}

/// Spaces, which take six times as much in chunks of one byte.
pub(crate) fn spaces_in_chunks_of_one_byte(call: &mut Call<'_>) -> io::Result<()> {
    chunked_head(call)?;
    without_end(call, "1\r\n \r\n")
}

/// 224 kB, of which each object takes a hundred times its text.
pub(crate) fn json_of_objects(call: &mut Call<'_>) -> io::Result<()> {
    static BODY: LazyLock<String> =
        LazyLock::new(|| format!("{{\"access_token\":\"x\",\"x\":[{}0]}}", "{\"\":0},".repeat(32_000)));
    call.answer.set("content-length", &BODY.len().to_string());
    call.write_head()?;
    call.write(&*BODY)
}

/// RFC 9112, section 7.1.2.
pub(crate) fn trailers_without_end(call: &mut Call<'_>) -> io::Result<()> {
    chunked_head(call)?;
    call.write("2\r\n{}\r\n0\r\n")?;
    without_end(call, "x: y\r\n")
}

/// 250 kB that unpack to 40 MB.
pub(crate) fn gzip_bomb(call: &mut Call<'_>) -> io::Result<()> {
    static BOMB: LazyLock<Vec<u8>> = LazyLock::new(bomb);
    call.answer.set("content-encoding", "gzip").set("content-length", &BOMB.len().to_string());
    call.write_head()?;
    call.write(&*BOMB)
}

/// Spaces in gzip (RFC 1951, section 3.2.6): one literal, then copies of 258 bytes from one byte back.
fn bomb() -> Vec<u8> {
    const COPIES: usize = 153_600;
    let (space, copy, end) = (0b0101_0000, 0b1100_0101 << 5, 0);
    let mut bits = vec![true, true, false];
    let mut put = |code: usize, length: usize| bits.extend((0..length).rev().map(|bit| code >> bit & 1 == 1));
    put(space, 8);
    (0..COPIES).for_each(|_| put(copy, 13));
    put(end, 7);
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let byte = |bits: &[bool]| bits.iter().enumerate().fold(0, |byte, (at, bit)| byte | u8::from(*bit) << at);
    bytes.extend(bits.chunks(8).map(byte));
    bytes
}

pub(crate) fn reset_before_head(call: &mut Call<'_>) -> io::Result<()> {
    call.reset()
}

pub(crate) fn reset_within_head(call: &mut Call<'_>) -> io::Result<()> {
    call.write("HTTP/1.1 200 OK\r\ncontent-ty")?;
    call.reset()
}

pub(crate) fn reset_within_body(call: &mut Call<'_>) -> io::Result<()> {
    let half = half(call);
    call.write_head()?;
    call.write(half)?;
    call.reset()
}

pub(crate) fn half_closed_before_head(call: &mut Call<'_>) -> io::Result<()> {
    call.half_close()
}

pub(crate) fn half_closed_within_body(call: &mut Call<'_>) -> io::Result<()> {
    let half = half(call);
    call.write_head()?;
    call.write(half)?;
    call.half_close()
}

/// RFC 9112, section 6.3, rule 8: the end of the connection is the end of the body, also when it comes too early.
pub(crate) fn cut_without_length(call: &mut Call<'_>) -> io::Result<()> {
    let half = half(call);
    call.answer.set("content-length", "");
    call.write_head()?;
    call.write(half)
}

/// The same over TLS, whose own end (RFC 8446, section 6.1) does not come either.
pub(crate) fn truncated(call: &mut Call<'_>) -> io::Result<()> {
    cut_without_length(call)?;
    call.half_close()
}

pub(crate) fn other_content_type(call: &mut Call<'_>) -> io::Result<()> {
    call.answer.set("content-type", "text/html; charset=utf-8");
    call.write_all()
}

/// With the honest body, and to a place that everybody would find.
pub(crate) fn redirect_with_body(call: &mut Call<'_>) -> io::Result<()> {
    call.answer.status = "HTTP/1.1 307 Temporary Redirect".to_owned();
    call.answer.set("location", "/elsewhere");
    call.write_all()
}

pub(crate) fn no_http(call: &mut Call<'_>) -> io::Result<()> {
    call.write("SSH-2.0-OpenSSH_9.2\r\n")?;
    call.wait()
}

/// An honest answer to this request; the next one on the connection is read and gets none.
pub(crate) fn closes_upon_the_next(call: &mut Call<'_>) -> io::Result<()> {
    call.write_all()?;
    call.read().map(drop)
}

/// An honest answer, and the connection stays.
pub(crate) fn keeps_open(call: &mut Call<'_>) -> io::Result<()> {
    call.write_all()?;
    call.wait()
}

/// Accepts, and says nothing.
pub(crate) fn silence(mut stream: TcpStream) -> io::Result<()> {
    io::copy(&mut stream, &mut io::sink()).map(drop)
}

/// Closes at once.
pub(crate) fn slam(stream: TcpStream) -> io::Result<()> {
    stream.shutdown(std::net::Shutdown::Both)
}

/// HTTP where TLS was expected.
pub(crate) fn plain_text(mut stream: TcpStream) -> io::Result<()> {
    stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")?;
    silence(stream)
}

/// A `ServerHello` that chooses TLS 1.1 (RFC 4346, section 7.4.1.3), whatever was offered.
pub(crate) fn tls_1_1(mut stream: TcpStream) -> io::Result<()> {
    const VERSION: [u8; 2] = [3, 2];
    const TLS_RSA_WITH_AES_128_CBC_SHA: [u8; 2] = [0, 0x2f];
    let hello = [&VERSION[..], &[7; 32], &[0], &TLS_RSA_WITH_AES_128_CBC_SHA, &[0]].concat();
    let handshake = [&[2, 0, 0, hello.len() as u8][..], &hello].concat();
    let record = [&[22][..], &VERSION, &[0, handshake.len() as u8], &handshake].concat();
    stream.write_all(&record)?;
    silence(stream)
}
