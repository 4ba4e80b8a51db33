//! All that is printed: data on stdout, everything else on stderr.
//!
//! [`Output`] prints, in a [`Format`]; `notes` is what it says on stderr. [`table`] makes tables as
//! wide as the terminal, [`columns`] has every table's columns, `projection` is `--columns` and
//! `--jq`, `failure` an error as text or problem document. `progress` and [`activity`](Activity)
//! are what a person sees and reads of a command that takes long, [`prompt`] asks, `log` logs and
//! traces.

mod activity;
mod ask;
pub(crate) mod columns;
mod failure;
mod format;
mod jq;
mod log;
mod notes;
mod printer;
mod progress;
mod projection;
pub(crate) mod prompt;
mod streams;
pub(crate) mod table;

pub(crate) use activity::Activity;
pub(crate) use failure::{help, usage};
pub(crate) use format::{Format, Listing};
pub(crate) use log::{LogFormat, trace_to_stderr};
pub(crate) use printer::{Options, Output};
