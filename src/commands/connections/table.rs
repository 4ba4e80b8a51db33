//! The table of connections.

use crate::output::columns::CONNECTIONS;
use crate::output::table::Table;
use crate::output::{Listing, Output};
use api::{ConnectionItem, ConnectionRole, ConnectionState, Registered};
use model::StageStatus;

/// Shows connections; `json` is the response that they came in.
pub(super) fn show(json: &str, connections: &[ConnectionItem], output: &Output) {
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
    output.show(Listing {
        json,
        items: connections,
        id: |connection| Some(connection.id.as_str()),
        table,
    });
}
