//! Answers that are replaced, down to the bytes on the wire.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod common;

use std::io::Read as _;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use common::*;
use oauth_test_provider::{Answer, Endpoint, Provider, Reply};

fn answering(answer: Answer) -> Vec<u8> {
    let provider = Provider::start_blocking().unwrap();
    provider.answer(Endpoint::Jwks, answer);
    exchange(&provider.jwks_uri(), "GET", &[], "")
}

#[test]
fn a_connection_is_closed_without_a_byte() {
    assert_eq!(answering(Answer::CloseBeforeHead), b"");
}

#[test]
fn a_connection_is_closed_in_the_middle_of_the_body() {
    let reply = Reply::json(200, serde_json::json!({ "keys": [] }));
    let answer = String::from_utf8(answering(Answer::CloseMidBody(Box::new(reply.into())))).unwrap();
    assert!(answer.contains("content-length: 11\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n{\"key"), "{answer}");
}

#[test]
fn a_body_comes_in_drips_and_whole() {
    let started = Instant::now();
    let drip = Answer::DripBody(
        Duration::from_millis(5),
        Box::new(Reply::text(200, "text/plain", "0123456789").into()),
    );
    let answer = String::from_utf8(answering(drip)).unwrap();
    assert!(answer.ends_with("\r\n\r\n0123456789"), "{answer}");
    assert!(started.elapsed() >= Duration::from_millis(50));
}

#[test]
fn a_delayed_answer_is_the_honest_one() {
    let started = Instant::now();
    let answer = answering(Answer::Delay(Duration::from_millis(50), Box::new(Answer::Honest)));
    assert!(String::from_utf8(answer).unwrap().contains("\"kty\":\"RSA\""));
    assert!(started.elapsed() >= Duration::from_millis(50));
}

#[test]
fn an_endless_body_has_no_end() {
    let provider = Provider::start_blocking().unwrap();
    provider.answer(Endpoint::Jwks, Answer::Endless);
    let authority = provider.issuer().strip_prefix("http://").unwrap().to_owned();
    let mut stream = TcpStream::connect(&authority).unwrap();
    std::io::Write::write_all(&mut stream, b"GET /jwks HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut bytes = vec![0; 4 * 1024 * 1024];
    stream.read_exact(&mut bytes).unwrap();
}

#[test]
fn replaced_answers_are_used_up_in_order() {
    let provider = Provider::start_blocking().unwrap();
    provider.answer_times(2, Endpoint::Jwks, Reply::new(503));
    provider.answer_times(1, Endpoint::Jwks, Answer::Redirect("http://127.0.0.1:1/".to_owned()));
    let statuses: Vec<u16> = (0..4).map(|_| get(&provider.jwks_uri()).status).collect();
    assert_eq!(statuses, [503, 503, 302, 200]);
    assert_eq!(provider.count(Endpoint::Jwks), 4);
}

#[test]
fn a_silent_request_does_not_keep_the_provider_alive() {
    let provider = Provider::start_blocking().unwrap();
    provider.answer(Endpoint::Jwks, Answer::Silence);
    let authority = provider.issuer().strip_prefix("http://").unwrap().to_owned();
    let mut stream = TcpStream::connect(&authority).unwrap();
    std::io::Write::write_all(&mut stream, b"GET /jwks HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    while provider.count(Endpoint::Jwks) == 0 {
        std::thread::yield_now();
    }
    let started = Instant::now();
    drop(provider);
    assert!(started.elapsed() < Duration::from_secs(1));
    assert_eq!(stream.read(&mut [0; 1]).unwrap_or_default(), 0);
    assert!(TcpStream::connect(&authority).is_err());
}
