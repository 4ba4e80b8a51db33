//! `sandbox`: the platform on this machine, whichever platform is configured.

mod addresses;
mod demo_options;
mod reset;
mod run;
mod sandbox_run;
mod status;
mod token;

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde::Serialize;

use super::this_machine::note_this_machine;
use crate::args::Global;
use crate::error::CliError;
use crate::error::Exit;
use crate::output::Listing;
use crate::output::Output;
use crate::output::columns::SANDBOX;
use crate::output::table::Table;
use crate::session::background::Background;
use model::MeetingId;
use sandbox::state::State;

#[derive(Debug, Subcommand)]
pub(crate) enum SandboxCommand {
    Run(Box<run::RunArgs>),
    Reset(reset::ResetArgs),
    Status(status::StatusArgs),
    Token(token::TokenArgs),
}

pub(super) async fn run(
    command: SandboxCommand,
    global: &Global,
    output: &Output,
    serving: &OnceCell<Background>,
) -> Result<Exit, CliError> {
    note_this_machine("the sandbox", &global.flags(), output);
    match command {
        SandboxCommand::Run(args) => {
            run::run(*args, global.meeting.as_deref(), output, serving).await
        }
        SandboxCommand::Reset(args) => reset::run(args, output).await,
        SandboxCommand::Status(args) => status::run(&args, output).await,
        SandboxCommand::Token(args) => token::run(&args, global.meeting.as_deref(), output).await,
    }
}

/// What is shown of the sandbox.
#[derive(Serialize)]
struct Report {
    path: PathBuf,
    meetings: Vec<MeetingReport>,
}

#[derive(Serialize)]
struct MeetingReport {
    id: MeetingId,
    title: String,
    live: bool,
    /// Those who may join, hidden ones and recorders included.
    participants: usize,
    requests: usize,
}

fn show(path: &Path, state: &State, output: &Output) {
    let meetings = state.meetings.iter().map(|(id, meeting)| MeetingReport {
        id: id.clone(),
        title: meeting.title.clone(),
        live: meeting.session.is_some(),
        participants: meeting.participants.len(),
        requests: meeting.queue.len(),
    });
    let report = Report {
        path: path.to_owned(),
        meetings: meetings.collect(),
    };
    let mut table = Table::new(SANDBOX);
    for meeting in &report.meetings {
        table.row([
            meeting.id.as_str(),
            if meeting.live { "live" } else { "" },
            &meeting.participants.to_string(),
            &meeting.requests.to_string(),
            &meeting.title,
        ]);
    }
    output.show(Listing {
        json: &serde_json::to_string(&report).unwrap_or_default(),
        items: &report.meetings,
        id: |meeting| Some(meeting.id.as_str()),
        table,
    });
    output.summarize(&format!("state: {}", report.path.display()));
}
