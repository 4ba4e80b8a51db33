//! Asking a person at the terminal, while connections stay alive.

use std::io::{self, IsTerminal, Write};

use super::printer::Output;

impl Output {
    /// Whether a person can be asked: on a terminal, and without `--no-input`.
    pub(crate) fn can_ask(&self) -> bool {
        !self.options.no_input && io::stdin().is_terminal() && self.streams.stderr.is_terminal
    }

    /// Asks a question. Only `y` and `yes` are yes.
    pub(crate) async fn ask(&self, question: &str) -> io::Result<bool> {
        let prompt = format!("{question} [y/N] ");
        let answer = self.asking(move || {
            let mut stderr = io::stderr();
            write!(stderr, "{prompt}")?;
            stderr.flush()?;
            let mut line = String::new();
            io::stdin().read_line(&mut line).map(|_| line)
        });
        let answer = answer.await?;
        Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
    }

    /// Asks for something: [`super::prompt`] has the ways to.
    pub(crate) async fn prompt<T: Send + 'static>(
        &self,
        ask: impl FnOnce() -> dialoguer::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let asked = self.asking(|| ask().map_err(|dialoguer::Error::IO(error)| error));
        let answer = asked.await;
        // A choice that is ended with Ctrl-C leaves the cursor hidden.
        let _ = dialoguer::console::Term::stderr().show_cursor();
        answer
    }

    async fn asking<T: Send + 'static>(
        &self,
        ask: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        self.progress.pause(true);
        self.is_asking.set(true);
        // However it ends, also by Ctrl-C, the terminal shows again what is typed.
        let _restored = terminal::Restored::on_drop();
        let answer = tokio::task::spawn_blocking(ask).await;
        self.is_asking.set(false);
        self.progress.pause(false);
        answer.map_err(io::Error::other).flatten()
    }
}

#[cfg(unix)]
mod terminal {
    use rustix::stdio::stdin;
    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

    /// How the terminal was.
    pub(super) struct Restored(Option<Termios>);

    impl Restored {
        pub(super) fn on_drop() -> Self {
            Self(tcgetattr(stdin()).ok())
        }
    }

    impl Drop for Restored {
        fn drop(&mut self) {
            if let Some(was) = &self.0 {
                // A terminal that is gone need not be restored.
                let _ = tcsetattr(stdin(), OptionalActions::Now, was);
            }
        }
    }
}

#[cfg(not(unix))]
mod terminal {
    /// Nothing is left to restore here.
    pub(super) struct Restored;

    impl Restored {
        pub(super) const fn on_drop() -> Self {
            Self
        }
    }
}
