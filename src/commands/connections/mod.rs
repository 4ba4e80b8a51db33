//! `connections`: a service's own connections into meetings.

mod list;
mod release;

use clap::Subcommand;

use crate::error::CliError;
use crate::error::Exit;
use crate::output::Listing;
use crate::output::columns::CONNECTIONS;
use crate::output::table::Table;
use crate::session::Session;
use api::{ConnectionItem, ConnectionRole, ConnectionState, Registered};
use model::StageStatus;

#[derive(Debug, Subcommand)]
pub(crate) enum ConnectionsCommand {
    List(list::ListArgs),
    Release(release::ReleaseArgs),
}

pub(super) async fn run(
    command: ConnectionsCommand,
    session: &Session<'_>,
) -> Result<Exit, CliError> {
    match command {
        ConnectionsCommand::List(args) => list::run(&args, session).await,
        ConnectionsCommand::Release(args) => release::run(&args, session).await,
    }
}

fn show(json: &str, connections: &[ConnectionItem], session: &Session<'_>) {
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
    session.output.show(Listing {
        json,
        items: connections,
        id: |connection| Some(connection.id.as_str()),
        table,
    });
}
