//! `connections`: a service's own connections into meetings.

mod list;
mod release;

use clap::Subcommand;

use crate::api::{ConnectionItem, ConnectionRole, ConnectionState, Registered};
use crate::cli::columns::CONNECTIONS;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::output::Shown;
use crate::cli::table::Table;
use crate::stage::StageStatus;

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ConnectionsCommand {
    List(list::ListArgs),
    Release(release::ReleaseArgs),
}

pub(super) async fn run(
    command: ConnectionsCommand,
    context: &Context<'_>,
) -> Result<Exit, CliError> {
    match command {
        ConnectionsCommand::List(args) => list::run(&args, context).await,
        ConnectionsCommand::Release(args) => release::run(&args, context).await,
    }
}

fn show(json: &str, connections: &[ConnectionItem], context: &Context<'_>) {
    let mut table = Table::new(CONNECTIONS);
    for connection in connections {
        let who = connection.participant.as_ref().map(Registered::called);
        table.row([
            &connection.id,
            match connection.role {
                ConnectionRole::Host => "host",
                ConnectionRole::Participant => "participant",
            },
            connection.meeting_id.as_str(),
            match connection.state {
                ConnectionState::Connected => "connected",
                ConnectionState::Reconnecting => "reconnecting",
                ConnectionState::Ended => "ended",
            },
            connection.stage_status.map_or("", StageStatus::name),
            who.unwrap_or_default(),
        ]);
    }
    context.output.show(Shown {
        json,
        items: connections,
        id: |connection| Some(connection.id.as_str()),
        table,
    });
}
