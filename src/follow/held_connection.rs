//! A participant's connection that a request, a grant or a place on stage depends on: held by this
//! command, or kept by a service that stays.

use crate::error::CliError;
use crate::exit::Exit;
use crate::output::Activity;
use crate::output::table::plain;
use crate::session::Session;
use api::{Acting, ConnectionQuery, ConnectionState, ConnectionUse, Problem, ReleaseQuery};
use client::{ClientError, retry};
use model::{PeerId, StageStatus};

/// A participant's connection that something depends on.
#[derive(Debug)]
pub(crate) struct HeldConnection {
    connection_id: String,
    name: String,
    /// Whether it ends with this command.
    pub(crate) is_ours: bool,
    /// The peer of the connection when it began.
    peer_id: Option<PeerId>,
    /// The participant's status when the connection began.
    pub(crate) status: StageStatus,
}

impl HeldConnection {
    /// The connection that something depends on, if there is one.
    pub(crate) fn of(acting: &Acting) -> Option<Self> {
        Some(Self {
            connection_id: acting.connection_id.clone()?,
            name: plain(acting.participant.called()),
            is_ours: acting.connection == Some(ConnectionUse::Held),
            peer_id: acting.peer_id.clone(),
            status: acting.stage_status?,
        })
    }

    /// The participant's name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Announces that this command holds the connection, and how.
    pub(crate) async fn announce_hold(
        &self,
        how: &str,
        session: &Session<'_>,
    ) -> Result<(), CliError> {
        session
            .stay_as(Activity::Holding(self.name.clone()))
            .await?;
        session.output.note(&format!("{} {how}", self.name));
        Ok(())
    }

    /// Notes that the service keeps the connection, and how to release it.
    pub(crate) fn note_kept_by_service(&self, session: &Session<'_>) {
        session.output.note(&format!(
            "the service keeps the connection of {}; to end it: dyte-stage connections release {}",
            self.name, self.connection_id
        ));
    }

    /// Releases the connection at once, which undoes what depends on it. One that this command
    /// holds ends with it.
    pub(crate) async fn leave(&self, session: &Session<'_>) -> Result<(), CliError> {
        session.output.warn(&format!(
            "{} leaves the meeting at once, which undoes it (--no-hold)",
            self.name
        ));
        if !self.is_ours {
            let client = session.client().await?;
            client
                .release(&self.connection_id, &ReleaseQuery::default())
                .await?;
        }
        Ok(())
    }

    /// Holds the connection until the participant's status changes; returns the new status.
    ///
    /// # Errors
    ///
    /// When the connection ends: the participant was removed, the session is over, or the platform
    /// is gone; and when the connection was lost, and what depended on it with it.
    pub(crate) async fn until_status_changes(
        &self,
        session: &Session<'_>,
    ) -> Result<StageStatus, CliError> {
        let client = session.client().await?;
        let mut after = None;
        let mut peer_id = self.peer_id.clone();
        let mut is_lost = false;
        loop {
            let query = ConnectionQuery { after };
            let connection = || client.connection(&self.connection_id, &query);
            let answer = retry(connection).await?;
            let connection = answer.body.connection;
            // The service answers from time to time without a change, too.
            if after.replace(connection.revision) == Some(connection.revision) {
                continue;
            }
            session.output.item(&connection);
            match (connection.state, connection.stage_status) {
                // Nothing depended on it any more.
                (ConnectionState::Ended, Some(status)) => return Ok(status),
                (ConnectionState::Ended, None) => return Err(self.ended(connection.problem)),
                (ConnectionState::Reconnecting, _) | (ConnectionState::Connected, None) => {
                    if !is_lost {
                        is_lost = true;
                        let lost = format!("the connection of {} is lost; coming back", self.name);
                        session.output.warn(&lost);
                    }
                    continue;
                }
                (ConnectionState::Connected, Some(status)) if status != self.status => {
                    // A new peer with a lower status: the platform forgot the status when the
                    // connection was lost.
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
                session.output.note(&back);
            }
        }
    }

    fn ended(&self, problem: Option<Problem>) -> CliError {
        if let Some(problem) = problem {
            return ClientError::from(problem).into();
        }
        let message = format!("the connection of {} was released", self.name);
        CliError::new("connection_released", Exit::Conflict, message)
    }

    fn forgotten(&self, status: StageStatus) -> CliError {
        let lost = match self.status {
            StageStatus::OnStage => "the place on stage",
            StageStatus::Accepted => "the grant",
            StageStatus::Requested | StageStatus::OffStage => "the request",
        };
        let hint = match status {
            StageStatus::Accepted => "they may come back: dyte-stage join --as ID",
            _ => "try again",
        };
        let message = format!(
            "the connection of {} was lost, and {lost} with it",
            self.name
        );
        CliError::new("connection_lost", Exit::Unavailable, message).with_hint(hint)
    }
}
