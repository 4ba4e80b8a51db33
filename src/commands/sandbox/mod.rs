//! `sandbox`: the platform on this machine, whichever platform is configured.

mod rehearsal;
mod reset;
mod run;
mod status;
mod token;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde::Serialize;

use crate::columns::SANDBOX;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Shown;
use crate::table::Table;
use model::MeetingId;
use sandbox::SavedState;

#[derive(Debug, Subcommand)]
pub(crate) enum SandboxCommand {
    Run(Box<run::RunArgs>),
    Reset(reset::ResetArgs),
    Status(status::StatusArgs),
    Token(token::TokenArgs),
}

pub(super) async fn run(command: SandboxCommand, context: &Context<'_>) -> Result<Exit, CliError> {
    context.note_this_machine("the sandbox");
    match command {
        SandboxCommand::Run(args) => run::run(*args, context).await,
        SandboxCommand::Reset(args) => reset::run(args, context).await,
        SandboxCommand::Status(args) => status::run(&args, context).await,
        SandboxCommand::Token(args) => token::run(&args, context).await,
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

fn show(path: &Path, state: &SavedState, context: &Context<'_>) {
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
    context.output.show(Shown {
        json: &serde_json::to_string(&report).unwrap_or_default(),
        items: &report.meetings,
        id: |meeting| Some(meeting.id.as_str()),
        table,
    });
    context
        .output
        .summarize(&format!("state: {}", report.path.display()));
}
