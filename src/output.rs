//! The one place that prints: data on stdout, everything else on stderr.

mod ask;
mod failure;
mod log;
pub(super) mod prompt;
mod shape;
mod stream;

use std::cell::{Cell, OnceCell, RefCell};
use std::convert::Infallible;
use std::io::{self, Write};
use std::ops::ControlFlow;

use clap::ValueEnum;
use jiff::Timestamp;
use serde::Serialize;
use tracing_appender::non_blocking::WorkerGuard;

use super::args::Global;
use super::error::CliError;
use super::exit::Exit;
use super::jq::Jq;
use super::progress::Progress;
use super::table::{Columns, Look, Table};
use failure::{explanation, problem};
pub(super) use log::{LogFormat, trace_to_stderr};
use shape::Shape;
use stream::{Streams, say, terminal_width};

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

/// What is printed, and how.
#[derive(Debug)]
pub(super) struct Output {
    format: Format,
    /// Whether errors are for programs, too.
    has_json_errors: bool,
    quiet: bool,
    no_input: bool,
    streams: Streams,
    /// What is made of data before it is printed.
    shape: OnceCell<Shape>,
    progress: Progress,
    /// Whether what is said on the side is a log.
    logs: Cell<bool>,
    /// The first failure to print data: nobody was told what came after.
    failure: RefCell<Option<CliError>>,
    /// Whether a line is being written, and its reader has not taken it yet.
    is_writing: Cell<bool>,
    /// Whether a person is being asked.
    is_asking: Cell<bool>,
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
    /// What prints as the flags say, in a format. An expression is of JSON.
    pub(super) fn new(global: &Global, format: Format) -> Self {
        let streams = Streams::find(global.color);
        let is_told = !global.quiet && global.verbose == 0;
        Self {
            format: match format {
                Format::Table if global.jq.is_some() => Format::Json,
                format => format,
            },
            has_json_errors: matches!(format, Format::Json | Format::Ndjson),
            quiet: global.quiet,
            no_input: global.no_input,
            streams,
            shape: OnceCell::new(),
            progress: Progress::new(is_told && streams.stderr.is_movable),
            logs: Cell::default(),
            failure: RefCell::default(),
            is_writing: Cell::default(),
            is_asking: Cell::default(),
        }
    }

    /// What says nothing.
    pub(super) fn silent() -> Self {
        Self {
            format: Format::default(),
            has_json_errors: false,
            quiet: true,
            no_input: true,
            streams: Streams::find(clap::ColorChoice::Never),
            shape: OnceCell::new(),
            progress: Progress::new(false),
            logs: Cell::default(),
            failure: RefCell::default(),
            is_writing: Cell::default(),
            is_asking: Cell::default(),
        }
    }

    /// Makes of the data what the flags say, given the columns that a command's table has. Nothing was
    /// done yet: what makes no sense is an error now, not when it is too late.
    pub(super) fn shape(&self, global: &Global, has: Option<Columns>) -> Result<(), CliError> {
        // A command has one shape.
        let _ = self.shape.set(Shape::of(global, self.format, has)?);
        Ok(())
    }

    /// How results are printed.
    pub(super) const fn format(&self) -> Format {
        self.format
    }

    /// Prints what a command has to show.
    pub(super) fn show<Item: Serialize>(&self, shown: Shown<'_, Item>) {
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
    pub(super) fn table(&self, mut table: Table) {
        if let Some(shape) = self.shape.get() {
            table.choose(&shape.columns);
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
    pub(super) fn json(&self, json: &str) {
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
    pub(super) fn item(&self, item: &impl Serialize) {
        if self.format == Format::Ndjson {
            self.json(&serde_json::to_string(item).unwrap_or_default());
        }
    }

    /// Prints one more line, where lines come one by one, and says whether there is somebody to read the
    /// next one. Connections stay alive while a slow reader is waited for.
    pub(super) async fn line(&self, line: String) -> bool {
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
            self.fail(CliError::Output(error));
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
            self.say(note);
        }
    }

    /// Says which command may be useful next, to a person who reads both streams.
    pub(super) fn suggest(&self, command: &str) {
        let Streams { stdout, stderr } = self.streams;
        if self.format == Format::Table && stdout.is_terminal && stderr.is_terminal {
            self.note(&format!("next: {command}"));
        }
    }

    /// Says what is waited for, should it take long.
    pub(super) fn waits_for(&self, what: String) {
        self.progress.waits_for(what);
    }

    /// Shows a person that something is under way, when it takes long, as long as this is polled.
    pub(super) async fn show_progress(&self) -> Infallible {
        self.progress.show().await
    }

    /// Whether a person was being asked when the command was cut off; the line of the question is ended.
    pub(super) fn ends_question(&self) -> bool {
        let was_asking = self.is_asking.take();
        if was_asking {
            self.say("");
        }
        was_asking
    }

    /// A command that stays is not waited for.
    pub(super) fn stays(&self) {
        self.progress.pause(true);
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
            self.say(&format!("warning: {warning}"));
        }
    }

    /// Says why a command failed, and how the program ends for it.
    pub(super) fn error(&self, error: &CliError) -> Exit {
        self.say(&if self.has_json_errors {
            problem(error)
        } else {
            explanation(error)
        });
        error.exit_code()
    }

    /// Makes sure that everything was printed. A reader that has had enough is no failure.
    pub(super) fn finish(&self) -> Result<(), CliError> {
        self.progress.clear();
        // Whoever does not take a line while the command is cut off would be waited for in vain.
        if self.is_writing.get() {
            return Ok(());
        }
        let flushed = io::stdout().flush().map_err(CliError::Output);
        match self.failure.take().map_or(flushed, Err) {
            Err(CliError::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
    }

    /// Logs on stderr from now on what a command that serves does, as far as a level says. Nobody waits for a
    /// line to be written; all are when what this gives is dropped.
    pub(super) fn log(&self, format: LogFormat, level: tracing::Level) -> WorkerGuard {
        self.logs.set(true);
        self.stays();
        log::begin(format, level)
    }

    fn jq(&self) -> Option<&Jq> {
        self.shape.get()?.jq.as_ref()
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
            self.fail(CliError::Output(error));
        }
    }

    fn fail(&self, error: CliError) {
        self.failure.borrow_mut().get_or_insert(error);
    }

    fn say(&self, text: &str) {
        self.progress.clear();
        say(text, self.streams.stderr.is_coloured);
    }
}

/// Says what is wrong with the arguments as a problem document, as every other error.
pub(super) fn usage(error: &clap::Error) -> Exit {
    say(&failure::usage(error), false);
    Exit::Usage
}

/// Prints a help text, the version, or what is wrong with the arguments.
pub(super) fn help(error: &clap::Error) -> Exit {
    match error.print() {
        _ if error.use_stderr() => Exit::Usage,
        // Whoever closed the stream does not want to know.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let error = CliError::Output(error);
            say(&explanation(&error), false);
            error.exit_code()
        }
        _ => Exit::Done,
    }
}
