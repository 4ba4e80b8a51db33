//! A command that stays, in a terminal of its own: what it has said so far, signals, and its end.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long anything may take.
const BOUND: Duration = Duration::from_secs(30);

/// A command that runs. It is killed when it is dropped.
pub(crate) struct Running {
    child: Child,
    /// Lines of stderr, as they come.
    lines: Receiver<String>,
    said: Vec<String>,
    readers: Vec<JoinHandle<Vec<u8>>>,
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (tell, lines) = mpsc::channel();
        let mut stdout = child.stdout.take().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let readers = vec![
            std::thread::spawn(move || {
                let mut all = Vec::new();
                stdout.read_to_end(&mut all).unwrap();
                all
            }),
            std::thread::spawn(move || {
                let mut all = Vec::new();
                for line in stderr.split(b'\n') {
                    let line = line.unwrap();
                    all.extend_from_slice(&line);
                    all.push(b'\n');
                    // Nobody need listen.
                    let _ = tell.send(String::from_utf8_lossy(&line).into_owned());
                }
                all
            }),
        ];
        Self {
            child,
            lines,
            said: Vec::new(),
            readers,
        }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it has said something on stderr.
    pub(crate) fn says(&mut self, words: &str) {
        let deadline = Instant::now() + BOUND;
        while !self.said.iter().any(|line| line.contains(words)) {
            assert!(self.listen(deadline), "no '{words}' in: {:#?}", self.said);
        }
    }

    /// Waits for a line, and says whether one came: none does once it has ended.
    fn listen(&mut self, deadline: Instant) -> bool {
        let left = deadline.saturating_duration_since(Instant::now());
        match self.lines.recv_timeout(left) {
            Ok(line) => self.said.push(line),
            Err(RecvTimeoutError::Disconnected) => return false,
            Err(RecvTimeoutError::Timeout) => panic!("it does not end: {:#?}", self.said),
        }
        true
    }

    /// Sends it a signal, such as INT.
    pub(crate) fn signal(&self, name: &str) {
        let id = self.id().to_string();
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &id])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Waits until it ends, and returns all that it wrote.
    pub(crate) fn end(mut self) -> Output {
        let deadline = Instant::now() + BOUND;
        while self.listen(deadline) {}
        let status = self.child.wait().unwrap();
        let mut written = self.readers.drain(..).map(|reader| reader.join().unwrap());
        Output {
            status,
            stdout: written.next().unwrap(),
            stderr: written.next().unwrap(),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
