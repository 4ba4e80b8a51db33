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
    stdout: Lines,
    stderr: Lines,
}

/// What a command writes, as it comes.
struct Lines {
    coming: Receiver<String>,
    said: Vec<String>,
    reader: Option<JoinHandle<Vec<u8>>>,
}

impl Lines {
    fn of(stream: impl Read + Send + 'static) -> Self {
        let (tell, coming) = mpsc::channel();
        let reader = std::thread::spawn(move || {
            let mut all = Vec::new();
            for line in BufReader::new(stream).split(b'\n') {
                let line = line.unwrap();
                all.extend_from_slice(&line);
                all.push(b'\n');
                // Nobody need listen.
                let _ = tell.send(String::from_utf8_lossy(&line).into_owned());
            }
            all
        });
        Self {
            coming,
            said: Vec::new(),
            reader: Some(reader),
        }
    }

    fn until(&mut self, words: &str) {
        let deadline = Instant::now() + BOUND;
        while !self.said.iter().any(|line| line.contains(words)) {
            assert!(self.listen(deadline), "no '{words}' in: {:#?}", self.said);
        }
    }

    /// Waits for a line, and says whether one came: none does once it has ended.
    fn listen(&mut self, deadline: Instant) -> bool {
        let left = deadline.saturating_duration_since(Instant::now());
        match self.coming.recv_timeout(left) {
            Ok(line) => self.said.push(line),
            Err(RecvTimeoutError::Disconnected) => return false,
            Err(RecvTimeoutError::Timeout) => panic!("it does not end: {:#?}", self.said),
        }
        true
    }
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            stdout: Lines::of(child.stdout.take().unwrap()),
            stderr: Lines::of(child.stderr.take().unwrap()),
            child,
        }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it has said something on stderr.
    pub(crate) fn says(&mut self, words: &str) {
        self.stderr.until(words);
    }

    /// Waits until it has printed something on stdout.
    pub(crate) fn prints(&mut self, words: &str) {
        self.stdout.until(words);
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
        while self.stderr.listen(deadline) {}
        while self.stdout.listen(deadline) {}
        let status = self.child.wait().unwrap();
        let written = |lines: &mut Lines| lines.reader.take().unwrap().join().unwrap();
        Output {
            status,
            stdout: written(&mut self.stdout),
            stderr: written(&mut self.stderr),
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
