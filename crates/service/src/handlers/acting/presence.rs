//! How a participant is in the session before the service acts as it.

use crate::failure::Failure;
use model::{PeerId, SessionId};
use platform::{ActingParticipant, Platform};

/// How a participant is in the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// It is not.
    Absent,
    /// By a connection that this service holds.
    Held,
    /// As one of the sandbox's simulated attendees, whose place a connection takes.
    Simulated,
    /// By so many connections of its own.
    Elsewhere(usize),
}

/// How a participant without a held connection is in the session, by the platform's records.
pub(super) async fn presence(
    platform: &Platform,
    session: &SessionId,
    actor: &ActingParticipant,
) -> Result<Presence, Failure> {
    let there = platform.session_roster(session).await?;
    Ok(match there.participant(&actor.user_id) {
        None => Presence::Absent,
        Some(participant) => {
            let own = |id: &&PeerId| !platform.is_simulated(id);
            match participant.peer_ids.iter().filter(own).count() {
                0 => Presence::Simulated,
                count => Presence::Elsewhere(count),
            }
        }
    })
}
