//! A command that runs beside the test: its output so far, signals to it, and its end.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::support::Home;

/// How long anything may take.
const BOUND: Duration = Duration::from_secs(30);

/// A command that runs. It is killed when it is dropped.
pub(crate) struct Running {
    child: Child,
    stdout: Told,
    stderr: Told,
    /// The home that it has to itself, which must be there until it has ended.
    home: Option<Home>,
}

/// What it tells on one of its streams.
struct Told {
    /// Lines, as they come.
    lines: Receiver<String>,
    said: Vec<String>,
    reader: Option<JoinHandle<Vec<u8>>>,
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            stdout: Told::on(child.stdout.take().unwrap()),
            stderr: Told::on(child.stderr.take().unwrap()),
            child,
            home: None,
        }
    }

    /// Starts one in a home of its own.
    pub(crate) fn in_home(home: Home, arguments: &[&str]) -> Self {
        let mut running = Self::start(home.command(arguments));
        running.home = Some(home);
        running
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it has said something on stderr.
    pub(crate) fn says(&mut self, words: &str) {
        self.stderr.wait_for(words);
    }

    /// Waits until it has shown something on stdout, and returns the line.
    pub(crate) fn shows(&mut self, words: &str) -> String {
        self.stdout.wait_for(words)
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
        let mut written = [&mut self.stdout, &mut self.stderr].map(|told| told.end(deadline));
        Output {
            status: self.child.wait().unwrap(),
            stdout: std::mem::take(&mut written[0]),
            stderr: std::mem::take(&mut written[1]),
        }
    }
}

impl Told {
    fn on(stream: impl Read + Send + 'static) -> Self {
        let (tell, lines) = mpsc::channel();
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
            lines,
            said: Vec::new(),
            reader: Some(reader),
        }
    }

    /// Waits for the first line with these words.
    fn wait_for(&mut self, words: &str) -> String {
        let deadline = Instant::now() + BOUND;
        loop {
            if let Some(line) = self.said.iter().find(|line| line.contains(words)) {
                return line.clone();
            }
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

    /// Waits until nothing more comes, and returns everything.
    fn end(&mut self, deadline: Instant) -> Vec<u8> {
        while self.listen(deadline) {}
        self.reader.take().unwrap().join().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
