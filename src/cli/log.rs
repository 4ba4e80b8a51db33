//! Where the log of a command that serves goes: lines are gathered, and written together soon after, so
//! that a request does not wait for the file.

use std::io::{self, Write};
use std::mem::take;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long lines are gathered.
const GATHERED: Duration = Duration::from_millis(10);
/// How much may wait to be written, in bytes: beyond it, whoever logs waits.
const MOST_WAITING: usize = 1024 * 1024;

/// A log. What waits is written when it is dropped.
#[derive(Debug)]
pub(super) struct Log {
    lines: Lines,
    writer: Option<JoinHandle<()>>,
}

/// Takes lines, each written whole at once.
#[derive(Debug, Clone)]
pub(super) struct Lines(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    waiting: Vec<u8>,
    is_closed: bool,
}

impl Log {
    /// Writes to somewhere.
    pub(super) fn to(file: impl Write + Send + 'static) -> Self {
        let lines = Lines(Arc::default());
        let shared = lines.0.clone();
        Self {
            lines,
            writer: Some(thread::spawn(move || shared.write_to(file))),
        }
    }

    pub(super) fn lines(&self) -> Lines {
        self.lines.clone()
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.lines.0.state().is_closed = true;
        self.lines.0.changed.notify_all();
        if let Some(writer) = self.writer.take() {
            // There is nobody to tell that it could not be written.
            let _ = writer.join();
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // It holds whole lines after each change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_while<'a>(
        &self,
        state: MutexGuard<'a, State>,
        condition: impl FnMut(&mut State) -> bool,
    ) -> MutexGuard<'a, State> {
        let waited = self.changed.wait_while(state, condition);
        waited.unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes lines until there will be no more.
    fn write_to(&self, mut file: impl Write) {
        loop {
            let is_idle = |state: &mut State| state.waiting.is_empty() && !state.is_closed;
            let is_closed = self.wait_while(self.state(), is_idle).is_closed;
            if !is_closed {
                thread::sleep(GATHERED);
            }
            let lines = take(&mut self.state().waiting);
            self.changed.notify_all();
            // There is nobody to tell that it cannot be written.
            let _ = file.write_all(&lines);
            if is_closed {
                return;
            }
        }
    }
}

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        // Once it is closed, nobody writes it any more.
        let is_full = |state: &mut State| state.waiting.len() > MOST_WAITING && !state.is_closed;
        let mut state = self.0.wait_while(self.0.state(), is_full);
        let was_idle = state.waiting.is_empty();
        state.waiting.extend_from_slice(line);
        drop(state);
        if was_idle {
            self.0.changed.notify_all();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that can be read while it is written.
    #[derive(Clone, Default)]
    struct File(Arc<Mutex<Vec<u8>>>);

    impl Write for File {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn all_lines_are_written_whole_and_in_order_however_many_wait() {
        let file = File::default();
        let log = Log::to(file.clone());
        let line = |number: usize| format!("{number:01000}\n");
        let count = 3 * MOST_WAITING / line(0).len();
        let mut lines = log.lines();
        for number in 0..count {
            lines.write_all(line(number).as_bytes()).unwrap();
        }
        drop(log);
        // What comes too late is nobody's any more, and keeps nobody.
        lines.write_all(&vec![0; 2 * MOST_WAITING]).unwrap();
        lines.write_all(b"late").unwrap();
        let written = String::from_utf8(file.0.lock().unwrap().clone()).unwrap();
        assert!(written == (0..count).map(line).collect::<String>());
    }
}
