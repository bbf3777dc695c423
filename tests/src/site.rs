//! An application in this process.

use std::net::TcpListener;
use std::sync::mpsc::channel;
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use actix_web::web::ServiceConfig;
use actix_web::{App, HttpServer, rt};

/// Two workers, so that what they must share is shared.
const WORKERS: usize = 2;

/// A running actix-web application on a free port of `127.0.0.1`. It ends when this is dropped.
pub struct Site {
    base_url: String,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Site {
    /// Serves what the closure that `build` returns mounts, in each worker.
    ///
    /// `build` is told the address, `http://127.0.0.1:<port>`, before anything is served.
    pub fn start<C>(build: impl FnOnce(&str) -> C) -> Self
    where
        C: Fn(&mut ServiceConfig) + Clone + Send + 'static,
    {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port on 127.0.0.1");
        let base_url = format!("http://{}", listener.local_addr().expect("a bound socket has an address"));
        let configure = build(&base_url);
        let (sender, receiver) = channel();
        let thread = std::thread::spawn(move || {
            rt::System::new().block_on(async move {
                let server = HttpServer::new(move || App::new().configure(configure.clone()));
                let server = server.workers(WORKERS).disable_signals().listen(listener);
                let server = server.expect("the socket is listened to").run();
                sender.send(server.handle()).expect("somebody waits for it");
                server.await.expect("the server runs until it is stopped");
            });
        });
        let handle = receiver.recv().expect("the server starts");
        Self { base_url, handle, thread: Some(thread) }
    }

    /// An address of the application: `http://127.0.0.1:<port><path>`.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // The command is sent at once; what is dropped is only the wait for it.
        drop(self.handle.stop(false));
        self.thread.take().map(JoinHandle::join);
    }
}
