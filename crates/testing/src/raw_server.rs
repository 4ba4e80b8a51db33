//! A TCP server that knows no HTTP: it answers every connection with the same bytes, and hangs up.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// Such a server. It is gone when it is dropped.
pub struct Raw {
    /// Where it listens.
    pub address: SocketAddr,
    /// What it heard on each connection; `None` once it ends.
    heard: Arc<Mutex<Option<Vec<Vec<u8>>>>>,
    thread: Option<JoinHandle<()>>,
}

impl Raw {
    /// One that answers every connection with the same bytes.
    pub fn new(answer: &'static str) -> Self {
        Self::with(move |stream| {
            let heard = some(stream);
            let _ = stream.write_all(answer.as_bytes());
            heard
        })
    }

    /// One that only listens.
    pub fn silent() -> Self {
        Self::with(some)
    }

    fn with(serve: impl Fn(&mut TcpStream) -> Vec<u8> + Send + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Some(Vec::new())));
        let log = heard.clone();
        let thread = std::thread::spawn(move || {
            while let Ok((mut stream, _)) = listener.accept() {
                match &mut *log.lock().unwrap() {
                    Some(heard) => heard.push(serve(&mut stream)),
                    None => break,
                }
                let _ = stream.shutdown(Shutdown::Both);
            }
        });
        Self {
            address,
            heard,
            thread: Some(thread),
        }
    }

    /// The base of a management API that would be here.
    pub fn url(&self) -> String {
        format!("http://{}/client/v4", self.address)
    }

    /// What it heard, the bytes of each connection.
    pub fn heard(&self) -> Vec<Vec<u8>> {
        self.heard.lock().unwrap().clone().unwrap()
    }

    /// The methods of what it was asked, in order.
    pub fn asked(&self) -> Vec<String> {
        let method = |heard: &Vec<u8>| {
            let text = String::from_utf8_lossy(heard).into_owned();
            text.split(' ').next().unwrap_or_default().to_owned()
        };
        self.heard().iter().map(method).collect()
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        *self.heard.lock().unwrap() = None;
        // Wakes it up.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What comes in at once.
fn some(stream: &mut TcpStream) -> Vec<u8> {
    let mut buffer = vec![0; 64 * 1024];
    let count = stream.read(&mut buffer).unwrap_or_default();
    buffer.truncate(count);
    buffer
}
