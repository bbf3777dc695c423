//! Visitors: closed loops over kept connections, every login a new visitor.

use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::http::{Message, read_message};

/// A login that a visitor has begun.
#[derive(Clone, Debug)]
pub struct Begun {
    pub state: String,
    pub nonce: String,
    pub challenge: String,
    cookies: String,
}

impl Begun {
    /// Reads the answer of the login route.
    fn read(message: &Message) -> Option<Self> {
        let url = message.header("location").filter(|_| (300..400).contains(&message.status()))?;
        let query = url.split_once('?')?.1;
        let field = |name: &str| {
            let value =
                query.split('&').find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name));
            value.map(|(_, value)| value.to_owned())
        };
        let mut cookies = String::new();
        for cookie in message.headers("set-cookie") {
            let separator = if cookies.is_empty() { "" } else { "; " };
            cookies.push_str(separator);
            cookies.push_str(cookie.split(';').next().unwrap_or_default());
        }
        Some(Self {
            state: field("state")?,
            nonce: field("nonce")?,
            challenge: field("code_challenge")?,
            cookies,
        })
    }

    /// The callback of this login.
    pub fn callback(&self, port: u16, code: &str) -> Vec<u8> {
        let Self { state, cookies, .. } = self;
        format!(
            "GET /auth/op/authorize?code={code}&state={state} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncookie: {cookies}\r\n\r\n"
        )
        .into_bytes()
    }
}

/// How long something took.
#[derive(Clone, Debug, Default)]
pub struct Times {
    pub wall: Duration,
    /// Of each operation, in microseconds, ascending.
    pub each: Vec<u32>,
}

impl Times {
    pub fn per_second(&self) -> f64 {
        self.each.len() as f64 / self.wall.as_secs_f64()
    }

    /// The time that `share` of the operations stayed below, in microseconds.
    pub fn percentile(&self, share: f64) -> f64 {
        let index = (self.each.len() as f64 * share) as usize;
        self.each.get(index.min(self.each.len().saturating_sub(1))).copied().map_or(0.0, f64::from)
    }
}

/// One request of its own.
pub async fn get(port: u16, path: &str) -> io::Result<Message> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n");
    one(port, request.as_bytes()).await
}

/// One request of its own, ready to be sent.
pub async fn one(port: u16, request: &[u8]) -> io::Result<Message> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.write_all(request).await?;
    read_message(&mut stream, &mut Vec::new()).await
}

/// Begins one login.
pub async fn begin(port: u16) -> io::Result<Begun> {
    let message = get(port, "/auth/op/login").await?;
    Begun::read(&message).ok_or_else(|| io::Error::other(format!("no redirect: {message:?}")))
}

/// Begins `count` logins over `connections`; the first `keep` are returned.
pub async fn logins(
    ports: &[u16],
    count: usize,
    connections: usize,
    keep: usize,
) -> io::Result<(Times, Vec<Begun>)> {
    let kept = Rc::new(RefCell::new(Vec::with_capacity(keep)));
    let keeping = Rc::clone(&kept);
    let requests: Vec<_> = ports
        .iter()
        .map(|port| format!("GET /auth/op/login HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n").into_bytes())
        .collect();
    let times = run(
        ports,
        count,
        connections,
        move |_, port| requests[port].clone(),
        move |message| {
            if keeping.borrow().len() >= keep {
                return (300..400).contains(&message.status());
            }
            let begun = Begun::read(message);
            begun.map(|begun| keeping.borrow_mut().push(begun)).is_some()
        },
    );
    let times = times.await?;
    Ok((times, kept.take()))
}

/// Asks for a path `count` times over 16 connections, each time to be redirected.
pub async fn repeat(port: u16, path: &str, count: usize) -> io::Result<Times> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\n\r\n").into_bytes();
    let redirected = |message: &Message| (300..400).contains(&message.status());
    run(&[port], count, 16, move |_, _| request.clone(), redirected).await
}

/// Sends prepared requests over `connections`, each of which must be answered by 200.
pub async fn finish(port: u16, requests: Vec<Vec<u8>>, connections: usize) -> io::Result<Times> {
    let count = requests.len();
    run(
        &[port],
        count,
        connections,
        move |index, _| requests[index].clone(),
        |message| message.status() == 200,
    )
    .await
}

async fn run(
    ports: &[u16],
    count: usize,
    connections: usize,
    request: impl Fn(usize, usize) -> Vec<u8> + 'static,
    good: impl Fn(&Message) -> bool + 'static,
) -> io::Result<Times> {
    let (next, each) = (Rc::new(Cell::new(0)), Rc::new(RefCell::new(Vec::with_capacity(count))));
    let (request, good) = (Rc::new(request), Rc::new(good));
    let mut streams = Vec::new();
    for index in 0..connections.min(count) {
        let stream = TcpStream::connect(("127.0.0.1", ports[index % ports.len()])).await?;
        stream.set_nodelay(true)?;
        streams.push((index % ports.len(), stream));
    }
    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    for (port, mut stream) in streams {
        let (next, each, request, good) = (next.clone(), each.clone(), request.clone(), good.clone());
        tasks.spawn_local(async move {
            let mut buffer = Vec::with_capacity(4096);
            loop {
                let index = next.get();
                if index >= count {
                    return Ok(());
                }
                next.set(index + 1);
                let sent = Instant::now();
                stream.write_all(&request(index, port)).await?;
                let message = read_message(&mut stream, &mut buffer).await?;
                if !good(&message) {
                    return Err(io::Error::other(format!("an unexpected answer: {message:?}")));
                }
                each.borrow_mut().push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX));
            }
        });
    }
    while let Some(result) = tasks.join_next().await {
        result.map_err(io::Error::other)??;
    }
    let wall = begun.elapsed();
    let mut each = each.take();
    each.sort_unstable();
    Ok(Times { wall, each })
}
