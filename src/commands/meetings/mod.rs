//! `meetings`: the platform's meetings.

mod create;
mod get;
mod list;

use clap::Subcommand;

use crate::error::CliError;
use crate::error::Exit;
use crate::output::Listing;
use crate::output::columns::MEETINGS;
use crate::output::table::Table;
use crate::session::Session;
use api::MeetingItem;

#[derive(Debug, Subcommand)]
pub(crate) enum MeetingsCommand {
    List(list::ListArgs),
    Get(get::GetArgs),
    Create(create::CreateArgs),
}

pub(super) async fn run(command: MeetingsCommand, session: &Session<'_>) -> Result<Exit, CliError> {
    match command {
        MeetingsCommand::List(args) => list::run(args, session).await,
        MeetingsCommand::Get(args) => get::run(args, session).await,
        MeetingsCommand::Create(args) => create::run(args, session).await,
    }
}

/// Shows meetings, as whichever answer they came in.
pub(super) fn show(json: &str, meetings: &[MeetingItem], session: &Session<'_>) {
    let mut table = Table::new(MEETINGS);
    for meeting in meetings {
        let created = meeting.created_at.map(|at| at.to_string());
        table.row([
            meeting.id.as_str(),
            if meeting.live { "live" } else { "" },
            meeting.title.as_deref().unwrap_or_default(),
            created.as_deref().unwrap_or_default(),
        ]);
    }
    session.output.show(Listing {
        json,
        items: meetings,
        id: |meeting| Some(meeting.id.as_str()).filter(|id| !id.is_empty()),
        table,
    });
}
