//! Starting a provider: what it is called, who knows it, where it listens.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::{error, fmt};

use crate::clients::Client;
use crate::keys::{Algorithm, consumer_public_key};
use crate::personality::Personality;
use crate::provider::Provider;
use crate::server::Server;
use crate::state::State;
use crate::users::User;

/// How often a free port is looked for that is free on both `127.0.0.1` and `[::1]`.
const ATTEMPTS: usize = 16;

/// A provider that is not started yet.
///
/// ```
/// use oauth_test_provider::{Algorithm, Client, Provider, User};
///
/// let provider = Provider::builder()
///     .localhost()
///     .client(Client::confidential("shop", "secret"))
///     .user(User::new("mary").email("mary@example.com", true))
///     .signing(Algorithm::ES256)
///     .start_blocking()?;
/// assert!(provider.issuer().starts_with("http://localhost:"));
/// # Ok::<(), oauth_test_provider::StartError>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "a builder does nothing until it is started"]
pub struct Builder {
    address: Option<String>,
    localhost: bool,
    clients: Vec<Client>,
    users: Vec<User>,
    algorithm: Algorithm,
    personality: Option<Personality>,
}

impl Builder {
    /// Listens on this address and port, for example `127.0.0.1:9000`, `[::1]:0` or `localhost:9000`.
    ///
    /// Only loopback is accepted, see [`StartError::NotLoopback`]. Without it: `127.0.0.1` and a free port.
    pub fn bind(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }

    /// Writes the issuer as `http://localhost:PORT` and listens on `127.0.0.1` and, where the machine has it, `[::1]`.
    ///
    /// For a browser, `localhost` and `127.0.0.1` are two sites. With the provider on one and the application on the other,
    /// cookies behave as they do in production.
    pub fn localhost(mut self) -> Self {
        self.localhost = true;
        self
    }

    /// Registers a client, besides the default ones.
    pub fn client(mut self, client: Client) -> Self {
        self.clients.push(client);
        self
    }

    /// Adds an account, besides `ada` and `grace`; one of the same name replaces the preset.
    pub fn user(mut self, user: User) -> Self {
        self.users.push(user);
        self
    }

    /// Chooses the algorithm of ID tokens; the default is RS256.
    pub fn signing(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = algorithm;
        self
    }

    /// Plays one of the public providers, see [`Personality`]; it also decides the algorithm of ID tokens.
    pub fn personality(mut self, personality: Personality) -> Self {
        self.personality = Some(personality);
        self.algorithm = personality.play().algorithm;
        self
    }

    /// Starts the provider on a thread of its own.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(self) -> Result<Provider, StartError> {
        // The socket is bound and the thread is up within a millisecond: nothing here is worth suspending for.
        self.start_blocking()
    }

    /// [`start`](Self::start) for callers without an executor.
    ///
    /// # Errors
    /// See [`StartError`].
    pub fn start_blocking(self) -> Result<Provider, StartError> {
        let (host, listeners) = self.listen()?;
        let port = listeners.first().map(TcpListener::local_addr).transpose().map_err(StartError::Io)?;
        let issuer = format!("http://{host}:{}", port.map_or(0, |address| address.port()));
        // The first of a name wins, so the caller's come before the presets.
        let clients = self.clients.into_iter().chain(default_clients()).collect();
        let users = self.users.into_iter().chain(User::presets()).collect();
        let state = State::new(issuer, clients, users, self.algorithm, self.personality)
            .map_err(|_| StartError::Keys)?;
        Server::start(state, listeners).map(Provider::new).map_err(StartError::Io)
    }

    fn listen(&self) -> Result<(String, Vec<TcpListener>), StartError> {
        let (name, port) = match &self.address {
            None => (None, 0),
            Some(text) => parse(text)?,
        };
        match name {
            Some(address) if !self.localhost => {
                let listener = TcpListener::bind((address, port)).map_err(StartError::Io)?;
                let host = if address.is_ipv6() { format!("[{address}]") } else { address.to_string() };
                Ok((host, vec![listener]))
            }
            None if self.address.is_none() && !self.localhost => {
                let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(StartError::Io)?;
                Ok(("127.0.0.1".to_owned(), vec![listener]))
            }
            _ => Ok(("localhost".to_owned(), listen_on_both(port).map_err(StartError::Io)?)),
        }
    }
}

/// Reads an address; `None` stands for `localhost`.
fn parse(text: &str) -> Result<(Option<IpAddr>, u16), StartError> {
    let unreadable = || StartError::Unreadable(text.to_owned());
    if let Some(port) = text.strip_prefix("localhost:") {
        return Ok((None, port.parse().map_err(|_| unreadable())?));
    }
    let address: SocketAddr = text.parse().map_err(|_| unreadable())?;
    if !address.ip().is_loopback() {
        return Err(StartError::NotLoopback(address));
    }
    Ok((Some(address.ip()), address.port()))
}

/// One port on both loopback addresses; a machine without IPv6 has only the first.
fn listen_on_both(port: u16) -> io::Result<Vec<TcpListener>> {
    let mut last_error = io::Error::from(io::ErrorKind::AddrInUse);
    for _ in 0..ATTEMPTS {
        let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        match TcpListener::bind((Ipv6Addr::LOCALHOST, v4.local_addr()?.port())) {
            Ok(v6) => return Ok(vec![v4, v6]),
            // Somebody else would answer at `localhost`: look for another port.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => last_error = error,
            Err(_) => return Ok(vec![v4]),
        }
    }
    Err(last_error)
}

pub(crate) const OIDC_CLIENT: &str = "example-oidc";
pub(crate) const OAUTH2_CLIENT: &str = "example-oauth2";
pub(crate) const OAUTH1_CLIENT: &str = "example-oauth1";

/// One registered client for each protocol; any of them works with any protocol.
fn default_clients() -> Vec<Client> {
    let client = |id: &str| {
        Client::confidential(id, format!("{id}-secret-that-everyone-knows")).name("Example application")
    };
    let consumer = Client { rsa_public_key: consumer_public_key(), ..client(OAUTH1_CLIENT) };
    vec![client(OIDC_CLIENT), client(OAUTH2_CLIENT), consumer]
}

/// Why a provider did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The address is not on loopback: a provider whose passwords are printed on its login page stays on this machine.
    NotLoopback(SocketAddr),
    /// The address is neither `IP:PORT` nor `localhost:PORT`.
    Unreadable(String),
    /// The socket or the thread could not be made.
    Io(io::Error),
    /// The keys could not be made.
    Keys,
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotLoopback(address) => write!(f, "{address} is not a loopback address"),
            Self::Unreadable(text) => write!(f, "expected IP:PORT or localhost:PORT, got {text:?}"),
            Self::Io(_) => f.write_str("the provider could not listen"),
            Self::Keys => f.write_str("the signing keys could not be made"),
        }
    }
}

impl error::Error for StartError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::NotLoopback(_) | Self::Unreadable(_) | Self::Keys => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]
    use super::*;

    #[test]
    fn an_address_outside_loopback_is_refused() {
        for address in ["0.0.0.0:0", "192.168.0.1:0", "[::]:0", "8.8.8.8:80"] {
            let error = Builder::default().bind(address).start_blocking().err();
            assert!(matches!(error, Some(StartError::NotLoopback(_))), "{address}");
        }
        let error = Builder::default().bind("example.com:80").start_blocking().err();
        assert!(matches!(error, Some(StartError::Unreadable(_))));
    }

    #[test]
    fn localhost_is_written_in_the_issuer() {
        for builder in [Builder::default().localhost(), Builder::default().bind("localhost:0")] {
            let provider = builder.start_blocking().unwrap();
            assert!(provider.issuer().starts_with("http://localhost:"), "{}", provider.issuer());
        }
    }
}
