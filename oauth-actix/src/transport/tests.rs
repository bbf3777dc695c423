//! Connections that are kept, broken, and fought for.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::thread;

use super::host::{IN_FLIGHT, WAITING};
use super::*;

/// A server that writes what `answer` gives for the number of the connection and of the request on it.
fn server(answer: fn(usize, usize) -> Vec<&'static str>) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&connections);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = counted.fetch_add(1, Ordering::SeqCst);
            thread::spawn(move || serve(stream.unwrap(), |request| answer(connection, request)));
        }
    });
    (format!("http://{address}/token"), connections)
}

/// The connection is closed here.
const END: &str = "";

/// Answers each request; a pause stands between two parts, and an answer of no part closes the connection.
fn serve(mut stream: TcpStream, answer: impl Fn(usize) -> Vec<&'static str>) {
    for request in 0.. {
        if !matches!(stream.read(&mut [0; 4096]), Ok(1..)) {
            return;
        }
        let parts = answer(request);
        if parts.is_empty() {
            return;
        }
        for part in parts {
            if part == END {
                return;
            }
            let _ = stream.write_all(part.as_bytes());
            thread::sleep(Duration::from_millis(50));
        }
    }
}

fn request(method: oauth_core::Method, url: &str) -> Request {
    let endpoint = oauth_core::Endpoint::parse(url).unwrap();
    let body = if method == oauth_core::Method::Post { b"code=c".to_vec() } else { Vec::new() };
    Request { body, ..Request::api(method, Some(&endpoint), "").unwrap() }
}

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n0";

/// A head that is not complete is read from its beginning with each part that comes: 400 kB of empty lines and one more at a time
/// kept a worker busy for five seconds.
#[actix_web::test]
async fn a_head_has_sixteen_kibibytes() {
    fn head(length: usize) -> String {
        format!("HTTP/1.1 200 OK\r\ncontent-length: 1\r\nx: {}\r\n\r\n0", "x".repeat(length))
    }
    static LONG: LazyLock<String> = LazyLock::new(|| head(16_000));
    static LONGER: LazyLock<String> = LazyLock::new(|| head(17_000));
    static LINES: LazyLock<String> = LazyLock::new(|| "\n".repeat(17_000));
    for (answer, code) in [
        (server(|_, _| vec![&LONG]), None),
        (server(|_, _| vec![&LONGER]), Some("transport_interrupted")),
        (server(|_, _| vec![&LINES, OK]), Some("transport_interrupted")),
    ] {
        let got = Transport::default().send(&request(oauth_core::Method::Post, &answer.0)).await;
        assert_eq!(got.err().map(|error| error.code()), code);
    }
}

#[test]
fn the_names_of_headers_are_those_that_the_core_reads() {
    assert_eq!(READ.each_ref().map(|name| name.as_str()), Response::HEADERS);
}

#[actix_web::test]
async fn an_interim_response_is_passed_over_and_the_connection_is_kept() {
    const FIRST: &str = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nfirst";
    let (url, connections) = server(|_, request| match request {
        0 => vec!["HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n", FIRST],
        _ => vec![OK],
    });
    let transport = Transport::default();
    for expected in ["first", "0"] {
        let answer = transport.send(&request(oauth_core::Method::Post, &url)).await.unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (200, expected.as_bytes()));
    }
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

/// What a server writes without being asked belongs to nobody.
#[actix_web::test]
async fn an_answer_that_nobody_asked_for_is_given_to_nobody() {
    const STRAY: &str = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nstray";
    let (url, _) = server(|connection, _| if connection == 0 { vec![OK, STRAY] } else { vec![OK] });
    let transport = Transport::default();
    for _ in 0..2 {
        let answer = transport.send(&request(oauth_core::Method::Post, &url)).await.unwrap();
        assert_eq!(answer.body, b"0");
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
}

#[actix_web::test]
async fn an_answer_that_is_cut_is_no_answer() {
    let cut: [fn(usize, usize) -> Vec<&'static str>; 3] = [
        |_, _| vec!["HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\noauth_token=a", END],
        |_, _| vec!["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\noauth_tok\r\n", END],
        |_, _| vec!["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\noauth", END],
    ];
    for answer in cut {
        let (url, _) = server(answer);
        let sent = Transport::default().send(&request(oauth_core::Method::Post, &url)).await;
        assert_eq!(sent.unwrap_err().code(), "transport_interrupted");
    }
}

#[actix_web::test]
async fn many_at_once_share_as_many_connections_as_they_are() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/token", listener.local_addr().unwrap());
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&connections);
    thread::spawn(move || {
        for stream in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
            thread::spawn(move || {
                let mut stream = stream.unwrap();
                while matches!(stream.read(&mut [0; 4096]), Ok(1..))
                    && stream.write_all(OK.as_bytes()).is_ok()
                {}
            });
        }
    });
    let transport = Transport::default();
    let visitor = |_| {
        let (transport, url) = (transport.clone(), url.clone());
        actix_web::rt::spawn(async move {
            for _ in 0..20 {
                let answer = transport.send(&request(oauth_core::Method::Post, &url)).await.unwrap();
                assert_eq!(answer.body, b"0");
            }
        })
    };
    for visitor in (0..30).map(visitor).collect::<Vec<_>>() {
        visitor.await.unwrap();
    }
    assert!(connections.load(Ordering::SeqCst) <= 30, "{connections:?}");
}

/// A server that refuses a large body without reading it leaves a connection that takes nothing more.
#[actix_web::test]
async fn a_connection_whose_request_was_not_read_holds_up_nobody() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/token", listener.local_addr().unwrap());
    thread::spawn(move || {
        let mut unread = listener.accept().unwrap().0;
        let _ = unread.read(&mut [0; 4096]);
        let _ = unread.write_all(OK.as_bytes());
        serve(listener.accept().unwrap().0, |_| vec![OK]);
        drop(unread);
    });
    let transport = Transport::default();
    let large = Request { body: vec![b'x'; 32 << 20], ..request(oauth_core::Method::Post, &url) };
    assert_eq!(transport.send(&large).await.unwrap().body, b"0");
    let start = std::time::Instant::now();
    let answer = transport.send(&request(oauth_core::Method::Post, &url)).await.unwrap();
    assert_eq!(answer.body, b"0");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    tokio::task::yield_now().await;
    let tasks = tokio::runtime::Handle::current().metrics().num_alive_tasks();
    assert_eq!(
        (transport.host(split(&url).0).unwrap().kept(), tasks),
        (1, 2),
        "one connection, and the sweep"
    );
}

/// RFC 9112, section 6.3, rule 8.
#[actix_web::test]
async fn an_answer_without_a_length_ends_with_its_connection() {
    let (url, _) = server(|_, _| vec!["HTTP/1.1 200 OK\r\n\r\n", "{}", END]);
    let answer = Transport::default().send(&request(oauth_core::Method::Get, &url)).await.unwrap();
    assert_eq!(answer.body, b"{}");
}

/// RFC 9110, section 9.2.2: a code that is on its way may have been spent.
#[actix_web::test]
async fn a_get_is_repeated_when_a_kept_connection_breaks_and_a_post_is_not() {
    let (url, connections) = server(|connection, request| match (connection, request) {
        (0 | 2, 1) => vec![],
        _ => vec![OK],
    });
    let get = Transport::default();
    for _ in 0..2 {
        assert_eq!(get.send(&request(oauth_core::Method::Get, &url)).await.unwrap().body, b"0");
    }
    assert_eq!(connections.load(Ordering::SeqCst), 2);
    let post = Transport::default();
    assert!(post.send(&request(oauth_core::Method::Post, &url)).await.is_ok());
    let error = post.send(&request(oauth_core::Method::Post, &url)).await.unwrap_err();
    assert_eq!(error.code(), "transport_interrupted");
    assert_eq!(connections.load(Ordering::SeqCst), 3);
}

/// A provider may close what nobody uses; the code that is sent next is not lost.
#[actix_web::test]
async fn a_post_takes_another_connection_when_the_kept_one_was_closed_meanwhile() {
    let (url, connections) = server(|connection, _| if connection == 0 { vec![OK, END] } else { vec![OK] });
    let transport = Transport::default();
    for _ in 0..3 {
        let answer = transport.send(&request(oauth_core::Method::Post, &url)).await.unwrap();
        assert_eq!(answer.body, b"0");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(connections.load(Ordering::SeqCst), 2);
}

#[actix_web::test]
async fn a_connection_that_nobody_used_for_four_seconds_is_closed_and_not_used_again() {
    let (url, connections) = server(|_, _| vec![OK]);
    let transport = Transport::default();
    let post = async || transport.send(&request(oauth_core::Method::Post, &url)).await.unwrap();
    for (pause, expected) in [(0, 1), (3, 1), (3, 1), (5, 2)] {
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(pause)).await;
        tokio::time::resume();
        post().await;
        assert_eq!(connections.load(Ordering::SeqCst), expected, "after {pause} s");
    }
    let host = transport.host(split(&url).0).unwrap();
    assert_eq!(host.kept(), 1);
    assert!(host.next_sweep() > Some(Instant::now()));
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(5)).await;
    tokio::time::resume();
    tokio::task::yield_now().await;
    assert_eq!(host.kept(), 0, "it is swept although nobody asks");
}

/// The roots that browsers trust are some hundred.
#[actix_web::test]
async fn tls_is_set_up_when_somebody_connects_and_not_before() {
    let (url, _) = server(|_, _| vec![OK]);
    let transport = Transport::default();
    transport.host(split(&url).0).unwrap();
    assert!(transport.connector.is_at_rest());
    transport.send(&request(oauth_core::Method::Get, &url)).await.unwrap();
    assert!(!transport.connector.is_at_rest());
}

/// Otherwise an application that builds registries while it runs would grow with each.
#[test]
fn a_worker_has_one_client_for_all_registries_that_trust_the_same() {
    let transports = Transports::default();
    let first = transports.of(&Arc::default());
    let second = transports.of(&Arc::default());
    assert!(Arc::ptr_eq(&first.hosts, &second.hosts));
}

/// Registries come and go, too.
#[test]
fn a_client_whose_registry_is_gone_makes_room_and_the_others_stay() {
    let transports = Transports::default();
    let in_use = Arc::new(Connector::trusting("in use"));
    transports.of(&in_use).host("https://a.example").unwrap();
    for name in ["first", "second", "third"] {
        transports.of(&Arc::new(Connector::trusting(name))).host("https://a.example").unwrap();
    }
    let left = transports.0.borrow();
    let left: Vec<_> = left.iter().map(|transport| &transport.connector).collect();
    assert_eq!(left.len(), 2, "the one in use and the last one");
    assert!(left[0].trusts_as(&in_use));
}

#[test]
fn a_url_is_an_origin_and_what_is_asked_for_there() {
    for (url, parts) in [
        ("https://a.b/c/d", ("https://a.b", "/c/d")),
        ("https://a.b?c=/d", ("https://a.b", "?c=/d")),
        ("http://[::1]:8080/", ("http://[::1]:8080", "/")),
        ("https://a.example", ("https://a.example", "")),
    ] {
        assert_eq!(split(url), parts);
    }
}

/// RFC 9110, section 7.2, and RFC 9112, section 3.2.1: what a URL's parts are on the wire.
#[test]
fn the_target_has_a_path_and_the_host_header_the_port_unless_it_is_the_scheme_s_own() {
    for (url, host, target) in [
        ("https://a.example/token?x", "a.example", "/token?x"),
        ("https://a.example:443//x/y", "a.example", "//x/y"),
        ("https://a.example:8443?x=/", "a.example:8443", "/?x=/"),
        ("http://[::1]:80", "[::1]", "/"),
        ("http://[::1]:8080/", "[::1]:8080", "/"),
    ] {
        let (origin, asked) = split(url);
        assert_eq!(Transport::default().host(origin).unwrap().name(), host, "{url}");
        let message = to_hyper(&request(oauth_core::Method::Get, url), asked, &[]).unwrap();
        assert_eq!(message.uri().to_string(), target, "{url}");
    }
    assert!(Transport::default().host("/token").is_none());
}

/// A provider that is slow is not asked by more than so many at once, and the others do not notice.
#[actix_web::test]
async fn too_many_at_one_host_are_told_so_and_the_other_hosts_are_free() {
    let (slow, connections) = server(|_, _| vec!["HTTP/1.1 200 OK\r\n"]);
    let (quick, _) = server(|_, _| vec![OK]);
    let transport = Transport::default();
    let mut waiting = Vec::new();
    for _ in 0..IN_FLIGHT + WAITING {
        let (transport, request) = (transport.clone(), request(oauth_core::Method::Post, &slow));
        waiting.push(actix_web::rt::spawn(async move { transport.send(&request).await.map(drop) }));
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let error = transport.send(&request(oauth_core::Method::Post, &slow)).await.unwrap_err();
    assert_eq!((error.code(), error.status()), ("transport_busy", 503));
    assert_eq!(transport.send(&request(oauth_core::Method::Post, &quick)).await.unwrap().body, b"0");
    assert!(connections.load(Ordering::SeqCst) <= IN_FLIGHT);
    waiting.iter().for_each(|task| task.abort());
}

/// Otherwise each provider that was ever added would stay in memory.
#[actix_web::test]
async fn hosts_where_nothing_happens_are_forgotten_and_busy_ones_are_not() {
    let transport = Transport::default();
    let origin = |name: usize| format!("https://{name}.example");
    let turn = transport.host(&origin(0)).unwrap().turn("token").await.unwrap();
    for name in 1..HOSTS {
        transport.host(&origin(name)).unwrap();
    }
    assert_eq!(transport.hosts().len(), HOSTS);
    for name in HOSTS..3 * HOSTS {
        transport.host(&origin(name)).unwrap();
    }
    assert!(transport.hosts().len() <= HOSTS);
    assert!(!transport.host(&origin(0)).unwrap().is_quiet());
    drop(turn);
}
