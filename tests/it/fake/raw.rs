//! A server that knows no HTTP: it answers whatever it is asked with the same bytes, and hangs up.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// Such a server. It is gone when it is dropped.
pub(crate) struct Raw {
    address: SocketAddr,
    /// The first lines of what it was asked; `None` once it ends.
    asked: Arc<Mutex<Option<Vec<String>>>>,
    thread: Option<JoinHandle<()>>,
}

impl Raw {
    pub(crate) fn new(answer: &'static str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Some(Vec::new())));
        let log = asked.clone();
        let thread = std::thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                match &mut *log.lock().unwrap() {
                    Some(asked) => asked.push(serve(stream, answer)),
                    None => break,
                }
            }
        });
        Self {
            address,
            asked,
            thread: Some(thread),
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/client/v4", self.address)
    }

    /// The methods of what it was asked, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        let asked = self.asked.lock().unwrap().clone().unwrap();
        let method = |line: &String| line.split(' ').next().unwrap_or_default().to_owned();
        asked.iter().map(method).collect()
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        *self.asked.lock().unwrap() = None;
        // Wakes it up.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve(mut stream: TcpStream, answer: &str) -> String {
    let mut buffer = vec![0; 64 * 1024];
    let count = stream.read(&mut buffer).unwrap_or_default();
    let _ = stream.write_all(answer.as_bytes());
    let _ = stream.shutdown(Shutdown::Both);
    let text = String::from_utf8_lossy(&buffer[..count]);
    text.lines().next().unwrap_or_default().to_owned()
}
