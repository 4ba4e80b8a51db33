//! The one place that prints: data on stdout, everything else on stderr.

use std::cell::{Cell, RefCell};
use std::io::{self, BufWriter, IsTerminal, Write};

use clap::ValueEnum;
use serde::Serialize;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::error::CliError;
use super::exit::Exit;
use super::table::Table;
use crate::client::ClientError;

/// How results are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    #[default]
    Table,
    /// The Stage API's answer, unchanged
    Json,
    /// One JSON object a line, one line an item
    Ndjson,
    /// One id a line
    Id,
}

/// How a command that logs does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// A line each
    #[default]
    Text,
    /// A JSON object a line
    Json,
}

/// What is printed, and how.
#[derive(Debug)]
pub(super) struct Output {
    format: Format,
    quiet: bool,
    /// Whether what is said on the side is a log.
    logs: Cell<bool>,
    /// The first failure to write data: nobody was told what came after.
    failure: RefCell<Option<io::Error>>,
    /// Whether a line is being written, and its reader has not taken it yet.
    is_writing: Cell<bool>,
}

/// What a command has to show, in each format.
pub(super) struct Shown<'a, Item> {
    /// The Stage API's answer.
    pub(super) json: &'a str,
    /// Its items.
    pub(super) items: &'a [Item],
    /// The id of an item, if it is to be listed.
    pub(super) id: fn(&Item) -> Option<&str>,
    /// For people.
    pub(super) table: Table,
}

impl Output {
    pub(super) fn new(format: Format, quiet: bool) -> Self {
        Self {
            format,
            quiet,
            logs: Cell::default(),
            failure: RefCell::default(),
            is_writing: Cell::default(),
        }
    }

    /// How results are printed.
    pub(super) const fn format(&self) -> Format {
        self.format
    }

    /// Prints what a command has to show.
    pub(super) fn show<Item: Serialize>(&self, shown: Shown<'_, Item>) {
        match self.format {
            Format::Table => {
                let width = terminal_width();
                self.data(&shown.table.render(width));
            }
            Format::Json => self.data(shown.json),
            Format::Ndjson => {
                let lines = shown.items.iter().map(serde_json::to_string);
                lines.for_each(|line| self.data(&line.unwrap_or_default()));
            }
            Format::Id => {
                let ids = shown.items.iter().filter_map(shown.id);
                ids.for_each(|id| self.data(id));
            }
        }
    }

    /// Prints one more item, where items come line by line.
    pub(super) fn item(&self, item: &impl Serialize) {
        if self.format == Format::Ndjson {
            self.data(&serde_json::to_string(item).unwrap_or_default());
        }
    }

    /// Prints one more line, where lines come one by one, and says whether there is somebody to read the
    /// next one. Connections stay alive while a slow reader is waited for.
    pub(super) async fn line(&self, line: String) -> bool {
        self.is_writing.set(true);
        let written = tokio::task::spawn_blocking(move || {
            let mut stdout = io::stdout().lock();
            writeln!(stdout, "{line}")?;
            stdout.flush()
        });
        let written = written.await.map_err(io::Error::other).flatten();
        self.is_writing.set(false);
        let is_written = written.is_ok();
        if let Err(error) = written {
            self.failure.replace(Some(error));
        }
        is_written
    }

    /// Prints text that is the result itself.
    pub(super) fn text(&self, text: &str) {
        self.data(text);
    }

    /// Says something on the side.
    pub(super) fn note(&self, note: &str) {
        if self.logs.get() {
            tracing::info!("{note}");
        } else if !self.quiet {
            stderr(note);
        }
    }

    /// Says on the side what JSON says too.
    pub(super) fn summarize(&self, summary: &str) {
        match self.format {
            Format::Table | Format::Id => self.note(summary),
            Format::Json | Format::Ndjson => {}
        }
    }

    /// Says something that must not be missed.
    pub(super) fn warn(&self, warning: &str) {
        if self.logs.get() {
            tracing::warn!("{warning}");
        } else {
            stderr(&format!("warning: {warning}"));
        }
    }

    /// Whether there is somebody to ask.
    pub(super) fn can_ask() -> bool {
        io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Asks a question on the terminal, while connections stay alive. Only `y` and `yes` are yes.
    pub(super) async fn ask(&self, question: &str) -> io::Result<bool> {
        let mut stderr = io::stderr();
        write!(stderr, "{question} [y/N] ")?;
        stderr.flush()?;
        let answer = tokio::task::spawn_blocking(|| {
            let mut line = String::new();
            io::stdin().read_line(&mut line).map(|_| line)
        });
        let answer = answer.await.map_err(io::Error::other)??;
        Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
    }

    /// Says why a command failed, and how the program ends for it.
    pub(super) fn error(&self, error: &CliError) -> Exit {
        match self.format {
            Format::Json | Format::Ndjson => stderr(&problem(error)),
            Format::Table | Format::Id => stderr(&explanation(error)),
        }
        error.exit_code()
    }

    /// Makes sure that everything was written. A reader that has had enough is no failure.
    pub(super) fn finish(&self) -> io::Result<()> {
        // Whoever does not take a line while the command is cut off would be waited for in vain.
        if self.is_writing.get() {
            return Ok(());
        }
        let flushed = io::stdout().flush();
        let failure = self.failure.take().map_or(flushed, Err);
        match failure {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
    }

    /// Logs on stderr from now on what a command that serves does, as far as a level says. Nobody waits for a
    /// line to be written; all are when what this gives is dropped.
    pub(super) fn log(&self, format: LogFormat, level: tracing::Level) -> WorkerGuard {
        self.logs.set(true);
        let together = BufWriter::new(io::stderr());
        let (writer, guard) = NonBlockingBuilder::default().lossy(false).finish(together);
        let ours = Targets::new().with_target(env!("CARGO_CRATE_NAME"), level);
        let lines = tracing_subscriber::fmt::layer()
            .with_writer(writer)
            .with_ansi(false)
            .with_target(false);
        let registry = tracing_subscriber::registry();
        // Somebody else's subscriber is as good.
        let _ = match format {
            LogFormat::Text => registry.with(lines.with_filter(ours)).try_init(),
            LogFormat::Json => registry
                .with(lines.json().flatten_event(true).with_filter(ours))
                .try_init(),
        };
        guard
    }

    fn data(&self, text: &str) {
        if text.is_empty() || self.failure.borrow().is_some() {
            return;
        }
        if let Err(error) = writeln!(io::stdout(), "{}", text.trim_end_matches('\n')) {
            self.failure.replace(Some(error));
        }
    }
}

/// Prints a help text, the version, or what is wrong with the arguments.
pub(super) fn help(error: &clap::Error) -> Exit {
    match error.print() {
        _ if error.use_stderr() => Exit::Usage,
        // Whoever closed the stream does not want to know.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let error = CliError::Output(error);
            stderr(&explanation(&error));
            error.exit_code()
        }
        _ => Exit::Done,
    }
}

/// Traces the exchange with the platform on stderr.
pub(super) fn trace_to_stderr() {
    let ours = Targets::new().with_target(env!("CARGO_CRATE_NAME"), tracing::Level::DEBUG);
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(false)
        .without_time();
    let subscriber = tracing_subscriber::registry().with(lines.with_filter(ours));
    // Somebody else's subscriber is as good.
    let _ = subscriber.try_init();
}

/// The width of the terminal on stdout, in columns; `None` off a terminal.
fn terminal_width() -> Option<u16> {
    if !io::stdout().is_terminal() {
        return None;
    }
    terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0)
}

fn stderr(text: &str) {
    // There is nobody to tell that stderr is closed.
    let _ = writeln!(io::stderr(), "{text}");
}

fn explanation(error: &CliError) -> String {
    let mut lines = vec![format!(
        "error: {}",
        super::table::plain(&error.to_string())
    )];
    if let CliError::Api(ClientError::Problem { problem, .. }) = error {
        let candidates = problem.extensions.candidates.iter();
        lines.extend(candidates.map(|candidate| {
            let name = super::table::plain(&candidate.display_name);
            format!(
                "  {}  {name}  {}",
                candidate.user_id, candidate.stage_status
            )
        }));
    }
    if let Some(hint) = error.hint() {
        lines.push(format!("hint: {hint}"));
    }
    lines.join("\n")
}

/// The error as a problem document: the service's own, unchanged, or one of the same form.
fn problem(error: &CliError) -> String {
    if let CliError::Api(ClientError::Problem { text, .. }) = error {
        return text.clone();
    }
    let mut problem = serde_json::json!({
        "title": "dyte-stage failed",
        "detail": error.to_string(),
        "code": error.code(),
    });
    if let Some(hint) = error.hint() {
        problem["hint"] = hint.into();
    }
    problem.to_string()
}
