//! Somebody's connection on which something rests: held in the meeting by this command, or kept there by a
//! service that stays.

use super::acting::name;
use super::context::Context;
use super::error::CliError;
use api::{Acting, ConnectionQuery, ConnectionState, ConnectionUse, Problem, ReleaseQuery};
use client::{ClientError, retry};
use model::{PeerId, StageStatus};

/// A connection that the service holds for this command.
#[derive(Debug)]
pub(super) struct Holding {
    connection_id: String,
    name: String,
    /// Whether it ends with this command.
    pub(super) is_ours: bool,
    /// By which peer it was in the room when it began.
    peer_id: Option<PeerId>,
    /// Where they stood when it began.
    pub(super) status: StageStatus,
}

impl Holding {
    /// The connection on which something rests, if one does.
    pub(super) fn of(acting: &Acting) -> Option<Self> {
        Some(Self {
            connection_id: acting.connection_id.clone()?,
            name: name(acting),
            is_ours: acting.connection == Some(ConnectionUse::Held),
            peer_id: acting.peer_id.clone(),
            status: acting.stage_status?,
        })
    }

    /// Whoever is held.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Stays with them, and says how.
    pub(super) async fn stay(&self, how: &str, context: &Context<'_>) -> Result<(), CliError> {
        context.hold(self.name.clone()).await?;
        context.output.note(&format!("{} {how}", self.name));
        Ok(())
    }

    /// Says that the service keeps it.
    pub(super) fn say_kept(&self, context: &Context<'_>) {
        context.output.note(&format!(
            "the service keeps the connection of {}; to end it: dyte-stage connections release {}",
            self.name, self.connection_id
        ));
    }

    /// Lets them leave at once, which undoes what rests on it.
    pub(super) async fn leave(&self, context: &Context<'_>) -> Result<(), CliError> {
        context.output.warn(&format!(
            "{} leaves the meeting at once, which undoes it (--no-hold)",
            self.name
        ));
        if !self.is_ours {
            let client = context.client().await?;
            client
                .release(&self.connection_id, &ReleaseQuery::default())
                .await?;
        }
        Ok(())
    }

    /// Holds them until they stand otherwise, and says where.
    ///
    /// # Errors
    ///
    /// When the connection ends: they were removed, the session is over, or the platform is gone; and
    /// when it was lost, and what rested on it with it.
    pub(super) async fn while_standing(
        &self,
        context: &Context<'_>,
    ) -> Result<StageStatus, CliError> {
        let client = context.client().await?;
        let mut after = None;
        let mut peer_id = self.peer_id.clone();
        let mut is_lost = false;
        loop {
            let query = ConnectionQuery { after };
            let connection = || client.connection(&self.connection_id, &query);
            let answer = retry(connection).await?;
            let connection = answer.body.connection;
            // Without a change it is told from time to time all the same.
            if after.replace(connection.revision) == Some(connection.revision) {
                continue;
            }
            context.output.item(&connection);
            match (connection.state, connection.stage_status) {
                // Nothing rested on it any more.
                (ConnectionState::Ended, Some(status)) => return Ok(status),
                (ConnectionState::Ended, None) => return Err(self.ended(connection.problem)),
                (ConnectionState::Reconnecting, _) | (ConnectionState::Connected, None) => {
                    if !is_lost {
                        is_lost = true;
                        let lost = format!("the connection of {} is lost; coming back", self.name);
                        context.output.warn(&lost);
                    }
                    continue;
                }
                (ConnectionState::Connected, Some(status)) if status != self.status => {
                    // By another connection than before, nobody did anything: it was forgotten.
                    return if connection.peer_id != peer_id && status < self.status {
                        Err(self.forgotten(status))
                    } else {
                        Ok(status)
                    };
                }
                (ConnectionState::Connected, Some(_)) => {}
            }
            peer_id = connection.peer_id;
            if is_lost {
                is_lost = false;
                let back = format!("the connection of {} is back", self.name);
                context.output.note(&back);
            }
        }
    }

    fn ended(&self, problem: Option<Problem>) -> CliError {
        match problem {
            Some(problem) => ClientError::from(problem).into(),
            None => CliError::Released {
                name: self.name.clone(),
            },
        }
    }

    fn forgotten(&self, status: StageStatus) -> CliError {
        CliError::Forgotten {
            name: self.name.clone(),
            was: self.status,
            status,
        }
    }
}
