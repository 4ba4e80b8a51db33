//! Prints data on stdout; `notes` is what is printed on stderr beside it.

use std::cell::{Cell, OnceCell, RefCell};
use std::convert::Infallible;
use std::io::{self, Write};
use std::ops::ControlFlow;

use clap::ColorChoice;
use jiff::Timestamp;
use serde::Serialize;
use tracing_appender::non_blocking::WorkerGuard;

use super::activity::Activity;
use super::failure::cannot_write;
use super::format::{Format, Listing};
use super::jq::Jq;
use super::log::{self, LogFormat};
use super::progress::Progress;
use super::projection::Projection;
use super::streams::{Streams, terminal_width};
use super::table::{Columns, Look, Table};
use crate::error::CliError;

/// How a run of the program prints.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) format: Format,
    pub(crate) columns: Vec<String>,
    pub(crate) jq: Option<String>,
    pub(crate) color: ColorChoice,
    pub(crate) no_input: bool,
    pub(crate) quiet: bool,
    /// Whether the exchange is traced on stderr.
    pub(crate) is_traced: bool,
    /// The flags that say where to work, as they stand before a command that is suggested.
    pub(crate) place: String,
}

/// What is printed, and how.
#[derive(Debug)]
pub(crate) struct Output {
    pub(super) format: Format,
    /// Whether errors are for programs, too.
    pub(super) has_json_errors: bool,
    pub(super) options: Options,
    pub(super) streams: Streams,
    projection: OnceCell<Projection>,
    pub(super) progress: Progress,
    /// What the command is doing, should it be cut off.
    pub(super) activity: RefCell<Activity>,
    /// Whether what is said on the side is a log.
    pub(super) logs: Cell<bool>,
    /// The first failure to print data: nothing is printed after it.
    failure: RefCell<Option<Failure>>,
    /// Whether a line is being written, and its reader has not taken it yet.
    is_writing: Cell<bool>,
    /// Whether a person is being asked.
    pub(super) is_asking: Cell<bool>,
}

/// Why nothing more is printed.
#[derive(Debug)]
enum Failure {
    /// The reader has read enough, which is no error.
    ReaderHasGone,
    /// Data could not be made or written.
    Error(CliError),
}

impl Output {
    /// Prints as the options say. A jq expression is of JSON.
    pub(crate) fn new(options: Options) -> Self {
        let streams = Streams::find(options.color);
        let shows_progress = !options.quiet && !options.is_traced && streams.stderr.is_movable;
        let format = match options.format {
            Format::Table if options.jq.is_some() => Format::Json,
            format => format,
        };
        Self {
            format,
            has_json_errors: matches!(options.format, Format::Json | Format::Ndjson),
            streams,
            options,
            projection: OnceCell::new(),
            progress: Progress::new(shows_progress),
            activity: RefCell::default(),
            logs: Cell::default(),
            failure: RefCell::default(),
            is_writing: Cell::default(),
            is_asking: Cell::default(),
        }
    }

    /// Prints nothing: for completion, which must not disturb a line.
    pub(crate) fn silent() -> Self {
        Self::new(Options {
            format: Format::default(),
            columns: Vec::new(),
            jq: None,
            color: ColorChoice::Never,
            no_input: true,
            quiet: true,
            is_traced: false,
            place: String::new(),
        })
    }

    /// Checks `--columns` and `--jq` against the columns that the command's table has. Nothing was
    /// sent yet: what makes no sense is an error now.
    pub(crate) fn project(&self, has: Option<Columns>) -> Result<(), CliError> {
        let Options { columns, jq, .. } = &self.options;
        let projection = Projection::new(columns, jq.as_deref(), self.format, has)?;
        // A command has one projection.
        let _ = self.projection.set(projection);
        Ok(())
    }

    /// How results are printed.
    pub(crate) const fn format(&self) -> Format {
        self.format
    }

    /// Prints what a command has to show.
    pub(crate) fn show<Item: Serialize>(&self, shown: Listing<'_, Item>) {
        match self.format {
            Format::Table => self.table(shown.table),
            Format::Json => self.json(shown.json),
            Format::Ndjson => {
                let lines = shown.items.iter().map(serde_json::to_string);
                lines.for_each(|line| self.json(&line.unwrap_or_default()));
            }
            Format::Id => {
                let ids = shown.items.iter().filter_map(shown.id);
                ids.for_each(|id| self.data(id));
            }
        }
    }

    /// Prints a table, as the terminal has room, and says what it has no room for.
    pub(crate) fn table(&self, mut table: Table) {
        if let Some(projection) = self.projection.get() {
            table.choose(&projection.columns);
        }
        let stdout = self.streams.stdout;
        let rendered = table.render(&Look {
            width: terminal_width(),
            is_coloured: stdout.is_coloured,
            now: stdout.is_terminal.then(Timestamp::now),
        });
        self.data(&rendered.lines);
        if !rendered.left_out.is_empty() {
            let names = rendered.left_out.join(", ");
            self.note(&format!("no room for {names}: --columns chooses"));
        }
    }

    /// Prints JSON, or what an expression makes of it.
    pub(crate) fn json(&self, json: &str) {
        let Some(jq) = self.jq() else {
            return self.data(json);
        };
        if json.is_empty() {
            return;
        }
        let run = jq.run(json, |result| {
            self.write(result);
            match *self.failure.borrow() {
                Some(_) => ControlFlow::Break(()),
                None => ControlFlow::Continue(()),
            }
        });
        if let Err(error) = run {
            self.fail(error.into());
        }
    }

    /// Prints one more item, where items come line by line.
    pub(crate) fn item(&self, item: &impl Serialize) {
        if self.format == Format::Ndjson {
            self.json(&serde_json::to_string(item).unwrap_or_default());
        }
    }

    /// Prints one more line of a stream; `false`: the reader has gone. Connections stay alive while
    /// a slow reader is waited for.
    pub(crate) async fn line(&self, line: String) -> bool {
        let line = match self.jq() {
            None => Ok(Some(line)),
            Some(jq) => jq.all(&line),
        };
        let line = match line {
            Ok(Some(line)) => line,
            Ok(None) => return true,
            Err(error) => {
                self.fail(error.into());
                return false;
            }
        };
        self.progress.clear();
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
            self.fail_to_write(&error);
        }
        is_written
    }

    /// Prints text that is the result itself.
    pub(crate) fn text(&self, text: &str) {
        self.data(text);
    }

    /// Shows a person that something is under way, when it takes long, as long as this is polled.
    pub(crate) async fn show_progress(&self) -> Infallible {
        self.progress.show().await
    }

    /// Makes sure that everything was printed. A reader that has had enough is no failure.
    pub(crate) fn finish(&self) -> Result<(), CliError> {
        self.progress.clear();
        // A reader that does not take its line would block the end of the program.
        if self.is_writing.get() {
            return Ok(());
        }
        if let Err(error) = io::stdout().flush() {
            self.fail_to_write(&error);
        }
        match self.failure.take() {
            Some(Failure::Error(error)) => Err(error),
            Some(Failure::ReaderHasGone) | None => Ok(()),
        }
    }

    /// Logs on stderr from now on, up to a level: for commands that serve. Lines are written in the
    /// background; dropping the guard waits until all are.
    pub(crate) fn log(&self, format: LogFormat, level: tracing::Level) -> WorkerGuard {
        self.logs.set(true);
        self.progress.pause(true);
        log::begin(format, level)
    }

    fn jq(&self) -> Option<&Jq> {
        self.projection.get()?.jq.as_ref()
    }

    fn data(&self, text: &str) {
        if !text.is_empty() {
            self.write(text.trim_end_matches('\n'));
        }
    }

    fn write(&self, text: &str) {
        if self.failure.borrow().is_some() {
            return;
        }
        self.progress.clear();
        if let Err(error) = writeln!(io::stdout(), "{text}") {
            self.fail_to_write(&error);
        }
    }

    fn fail(&self, error: CliError) {
        let mut failure = self.failure.borrow_mut();
        failure.get_or_insert(Failure::Error(error));
    }

    fn fail_to_write(&self, error: &io::Error) {
        if error.kind() == io::ErrorKind::BrokenPipe {
            let mut failure = self.failure.borrow_mut();
            failure.get_or_insert(Failure::ReaderHasGone);
        } else {
            self.fail(cannot_write(error));
        }
    }
}
