//! What is said on stderr, beside the data: notes, suggestions, warnings and errors.

use super::activity::Activity;
use super::failure::{explanation, problem};
use super::format::Format;
use super::printer::Output;
use super::streams::{Streams, say};
use crate::error::CliError;
use crate::exit::Exit;

impl Output {
    /// Says something on the side.
    pub(crate) fn note(&self, note: &str) {
        if self.logs.get() {
            tracing::info!("{note}");
        } else if !self.options.quiet {
            self.say(note);
        }
    }

    /// Suggests the command that may be useful next, on the same platform and meeting.
    pub(crate) fn suggest(&self, command: &str) {
        let place = &self.options.place;
        self.suggest_line(&format!("dyte-stage {place}{command}"));
    }

    /// Suggests a whole command line to a person who reads both streams.
    pub(crate) fn suggest_line(&self, line: &str) {
        let Streams { stdout, stderr } = self.streams;
        if self.format == Format::Table && stdout.is_terminal && stderr.is_terminal {
            self.note(&format!("next: {line}"));
        }
    }

    /// Says what is waited for, should it take long.
    pub(crate) fn waits_for(&self, what: String) {
        self.progress.waits_for(what);
    }

    /// Sets what the command is doing while it stays: it is not waited for any more.
    pub(crate) fn set_activity(&self, activity: Activity) {
        self.progress.pause(true);
        self.activity.replace(activity);
    }

    /// What the command was doing when it was cut off. The line of an open question is ended.
    pub(crate) fn cut_off(&self) -> Activity {
        if self.is_asking.take() {
            self.say("");
            return Activity::Asking;
        }
        self.activity.take()
    }

    /// Says on the side what JSON says too.
    pub(crate) fn summarize(&self, summary: &str) {
        match self.format {
            Format::Table | Format::Id => self.note(summary),
            Format::Json | Format::Ndjson => {}
        }
    }

    /// Says something that must not be missed.
    pub(crate) fn warn(&self, warning: &str) {
        if self.logs.get() {
            tracing::warn!("{warning}");
        } else {
            self.say(&format!("warning: {warning}"));
        }
    }

    /// Says why a command failed, and how the program ends for it.
    pub(crate) fn error(&self, error: &CliError) -> Exit {
        self.say(&if self.has_json_errors {
            problem(error)
        } else {
            explanation(error)
        });
        error.exit()
    }

    fn say(&self, text: &str) {
        self.progress.clear();
        say(text, self.streams.stderr.is_coloured);
    }
}
