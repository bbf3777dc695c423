//! What stands on the way between an application and its provider: [`Relay`].

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use oauth_test_provider::Provider;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use socket2::SockRef;

/// What the relay makes of a request whose honest answer it has.
pub(crate) type Fault = fn(&mut Call<'_>) -> io::Result<()>;

/// How a connection begins.
#[derive(Clone)]
pub(crate) enum Front {
    Plain(Fault),
    Tls(Arc<ServerConfig>, Fault),
    /// Without a word of HTTP or TLS that would be understood.
    Raw(fn(TcpStream) -> io::Result<()>),
}

/// A proxy that breaks what it is told to break. One connection carries one request, unless a fault reads another.
pub(crate) struct Relay {
    address: SocketAddr,
    state: Arc<State>,
}

struct State {
    provider: String,
    front: Mutex<Front>,
    requests: Mutex<Vec<String>>,
}

impl Relay {
    /// A relay that is honest so far.
    pub(crate) fn to(provider: &Provider) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            provider: provider.issuer().trim_start_matches("http://").to_owned(),
            front: Mutex::new(Front::Plain(honest)),
            requests: Mutex::default(),
        });
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let state = Arc::clone(&shared);
                // What fails here is the client's to tell.
                thread::spawn(move || state.serve(stream.unwrap()).ok());
            }
        });
        Self { address, state }
    }

    pub(crate) fn url(&self, scheme: &str, path: &str) -> String {
        format!("{scheme}://{}{path}", self.address)
    }

    pub(crate) fn set(&self, front: Front) {
        *self.state.front.lock().unwrap() = front;
    }

    /// Every request that arrived, head and body, for a path.
    pub(crate) fn requests(&self, path: &str) -> Vec<String> {
        let requests = self.state.requests.lock().unwrap();
        let is_for = |request: &&String| request.split(' ').nth(1).is_some_and(|target| target == path);
        requests.iter().filter(is_for).cloned().collect()
    }
}

impl State {
    fn serve(&self, stream: TcpStream) -> io::Result<()> {
        let front = self.front.lock().unwrap().clone();
        match front {
            Front::Raw(talk) => talk(stream),
            Front::Plain(fault) => self.answer(&stream, &mut &stream, fault),
            Front::Tls(config, fault) => {
                let connection = ServerConnection::new(config).map_err(io::Error::other)?;
                let mut tls = StreamOwned::new(connection, stream.try_clone()?);
                self.answer(&stream, &mut tls, fault)?;
                tls.conn.send_close_notify();
                tls.flush()
            }
        }
    }

    fn answer(&self, tcp: &TcpStream, stream: &mut dyn ReadWrite, fault: Fault) -> io::Result<()> {
        let request = self.read(stream)?;
        let answer = self.ask(&request)?;
        fault(&mut Call { tcp, stream, state: self, answer })
    }

    /// Reads a request and writes it down.
    fn read(&self, stream: &mut dyn ReadWrite) -> io::Result<String> {
        let mut request = Vec::new();
        loop {
            let mut part = [0; 8192];
            let read = stream.read(&mut part)?;
            request.extend_from_slice(&part[..read]);
            let text = String::from_utf8_lossy(&request);
            if read == 0 || text.split_once("\r\n\r\n").is_some_and(|(head, body)| body.len() >= length(head))
            {
                let text = text.into_owned();
                self.requests.lock().unwrap().push(text.clone());
                return Ok(text);
            }
        }
    }

    /// What the provider answers.
    fn ask(&self, request: &str) -> io::Result<Answer> {
        let mut provider = TcpStream::connect(&self.provider)?;
        let (line, rest) = request.split_once("\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
        write!(provider, "{line}\r\nconnection: close\r\n{rest}")?;
        let mut answer = String::new();
        provider.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
        let fields = head.split("\r\n").skip(1).filter(|field| !field.starts_with("connection:"));
        let status = head.split("\r\n").next().unwrap_or_default();
        let fields = fields.map(|field| field.split_once(": ").unwrap());
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Ok(Answer { status: status.to_owned(), fields, body: body.to_owned() })
    }
}

/// The `Content-Length` of a head, in bytes.
fn length(head: &str) -> usize {
    let mut fields = head.lines().filter_map(|line| line.split_once(": "));
    let length = fields.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    length.map_or(0, |(_, value)| value.parse().unwrap())
}

/// An honest answer, to be broken.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: String,
    fields: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    /// Replaces a header field; an empty value removes it.
    pub(crate) fn set(&mut self, name: &str, value: &str) -> &mut Self {
        self.fields.retain(|(other, _)| !other.eq_ignore_ascii_case(name));
        if !value.is_empty() {
            self.fields.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// Status line and header fields.
    pub(crate) fn head(&self) -> String {
        let fields: String = self.fields.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        format!("{}\r\n{fields}\r\n", self.status)
    }
}

/// A request that waits for its answer.
pub(crate) struct Call<'a> {
    tcp: &'a TcpStream,
    stream: &'a mut dyn ReadWrite,
    state: &'a State,
    pub(crate) answer: Answer,
}

impl Call<'_> {
    pub(crate) fn write(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.stream.write_all(bytes.as_ref())?;
        self.stream.flush()
    }

    pub(crate) fn write_head(&mut self) -> io::Result<()> {
        let head = self.answer.head();
        self.write(head)
    }

    /// The whole answer.
    pub(crate) fn write_all(&mut self) -> io::Result<()> {
        let answer = self.answer.head() + &self.answer.body;
        self.write(answer)
    }

    /// The next request on this connection.
    pub(crate) fn read(&mut self) -> io::Result<String> {
        self.state.read(self.stream)
    }

    /// Waits until the client goes away.
    pub(crate) fn wait(&mut self) -> io::Result<()> {
        io::copy(&mut self.stream, &mut io::sink()).map(drop)
    }

    /// Lets the other side get what was written, then breaks the connection off with a RST.
    pub(crate) fn reset(&mut self) -> io::Result<()> {
        thread::sleep(Duration::from_millis(20));
        SockRef::from(self.tcp).set_linger(Some(Duration::ZERO))
    }

    /// Says that nothing more will come, and goes on listening.
    pub(crate) fn half_close(&mut self) -> io::Result<()> {
        self.tcp.shutdown(std::net::Shutdown::Write)?;
        self.wait()
    }
}

/// The honest relay.
pub(crate) fn honest(call: &mut Call<'_>) -> io::Result<()> {
    call.answer.set("connection", "close");
    call.write_all()
}

trait ReadWrite: Read + Write {}
impl<T: Read + Write> ReadWrite for T {}
