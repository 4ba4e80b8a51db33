//! Holding somebody in the meeting while what was done rests on their connection.

use super::acting::name;
use super::context::Context;
use super::error::CliError;
use crate::api::{Acting, ConnectionQuery, ConnectionState, ConnectionUse};
use crate::client::ClientError;
use crate::stage::StageStatus;

/// A connection that the service holds for this command.
#[derive(Debug)]
pub(super) struct Holding {
    connection_id: String,
    name: String,
    /// Where they stood when it began.
    pub(super) status: StageStatus,
}

impl Holding {
    /// The connection on which something rests, if one does.
    pub(super) fn of(acting: &Acting) -> Option<Self> {
        let held = acting.connection == Some(ConnectionUse::Held);
        Some(Self {
            connection_id: acting.connection_id.clone().filter(|_| held)?,
            name: name(acting),
            status: acting.stage_status?,
        })
    }

    /// Whoever is held.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Holds them until they stand otherwise, and says where.
    ///
    /// # Errors
    ///
    /// When the connection ends: they were removed, the session is over, or the platform is gone.
    pub(super) async fn while_standing(
        &self,
        context: &Context<'_>,
    ) -> Result<StageStatus, CliError> {
        let client = context.client().await?;
        let mut after = None;
        let mut was_lost = false;
        loop {
            let query = ConnectionQuery { after };
            let answer = client.connection(&self.connection_id, &query).await?;
            let connection = answer.body.connection;
            after = Some(connection.revision);
            match (connection.state, connection.stage_status) {
                (ConnectionState::Ended, _) => {
                    let Some(problem) = connection.problem else {
                        return Ok(StageStatus::OffStage);
                    };
                    let text = serde_json::to_string(&problem).unwrap_or_default();
                    let problem = Box::new(problem);
                    return Err(ClientError::Problem { problem, text }.into());
                }
                (ConnectionState::Connected, Some(status)) if status != self.status => {
                    return Ok(status);
                }
                (ConnectionState::Connected, _) if was_lost => {
                    was_lost = false;
                    let back = format!("the connection of {} is back", self.name);
                    context.output.note(&back);
                }
                (ConnectionState::Reconnecting, _) if !was_lost => {
                    was_lost = true;
                    let lost = format!("the connection of {} is lost; coming back", self.name);
                    context.output.note(&lost);
                }
                _ => {}
            }
        }
    }
}
