//! A session by the platform's own records: whether there is one, who is in it, and removing somebody
//! from it.

use std::collections::HashMap;

use backon::{BackoffBuilder, ExponentialBuilder};
use tokio::time::{Instant, sleep};

use super::error::Error;
use super::timing::{CONFIRM_TIMEOUT, REMOVAL_POLL};
use super::{JoinError, Platform};
use crate::stage::{
    MeetingId, Participant, Peer, PeerKind, Roster, SessionId, StageEvent, StageStatus, UserId,
};
use crate::wire::rest::SessionParticipant;

/// What became of removing somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removed {
    /// They are out of the session.
    Gone,
    /// They were gone before.
    Left,
    /// The platform refused, or could not be asked; they are still there.
    Failed(Error),
    /// The platform agreed, and still lists them.
    Unconfirmed,
}

impl Platform {
    /// The live session of a meeting. Joining an idle one would start, and bill, a session.
    ///
    /// # Errors
    ///
    /// When there is none, no such meeting, or as every call to the platform.
    pub async fn live_session(&self, meeting: &MeetingId) -> Result<SessionId, JoinError> {
        if let Some(session) = self.rest.active_session(meeting).await? {
            return Ok(session.id.into());
        }
        match self.rest.meeting(meeting).await {
            Ok(_) => Err(JoinError::NoLiveSession),
            Err(error) if error.is_not_found() => Err(JoinError::MeetingNotFound(meeting.clone())),
            Err(error) => Err(error.into()),
        }
    }

    /// Those who are in a session, by the platform's records. They have no stage status: everybody is
    /// listed as off the stage. Nobody is in a session that is over.
    ///
    /// # Errors
    ///
    /// As every call to the platform.
    pub async fn in_session(&self, session: &SessionId) -> Result<Roster, Error> {
        let participants = match self.rest.session_participants(session).await {
            Err(error) if error.is_not_found() => Vec::new(),
            participants => participants?,
        };
        let peers = participants.into_iter().filter_map(peer);
        let mut roster = Roster::default();
        roster.apply(StageEvent::Snapshot(peers.collect()));
        Ok(roster)
    }

    /// Removes participants from a session, and says what became of each, in their order, once the
    /// platform's records show it.
    ///
    /// # Errors
    ///
    /// When the platform refuses or cannot be reached before anybody was removed.
    pub async fn remove(
        &self,
        meeting: &MeetingId,
        session: &SessionId,
        participants: &[Participant],
    ) -> Result<Vec<Removed>, Error> {
        let users: Vec<_> = participants.iter().map(|p| p.user_id.clone()).collect();
        let mut refused = HashMap::new();
        match self.rest.kick(meeting, &users).await {
            Ok(_) => {}
            // It refuses all of them for one whom it does not know.
            Err(error) if error.is_not_found() && users.len() > 1 => {
                for user in &users {
                    if let Err(error) = self.rest.kick(meeting, std::slice::from_ref(user)).await {
                        refused.insert(user.clone(), error);
                    }
                }
            }
            Err(error) if error.is_not_found() => {
                refused.extend(users.into_iter().map(|user| (user, error.clone())));
            }
            Err(error) => return Err(error),
        }
        let there = self.still_there(session, participants, &refused).await;
        let became = participants.iter().zip(there).map(|(participant, there)| {
            match (refused.remove(&participant.user_id), there) {
                (None, false) => Removed::Gone,
                (None, true) => Removed::Unconfirmed,
                (Some(_), false) => Removed::Left,
                (Some(error), true) => Removed::Failed(error),
            }
        });
        Ok(became.collect())
    }

    /// Whether each of these is still in the session by any of the connections that they had, once
    /// nobody is who was removed, or in the end. Who cannot be asked about is taken to be there.
    async fn still_there(
        &self,
        session: &SessionId,
        participants: &[Participant],
        refused: &HashMap<UserId, Error>,
    ) -> Vec<bool> {
        let deadline = Instant::now() + CONFIRM_TIMEOUT;
        let mut waits = ExponentialBuilder::default()
            .with_min_delay(REMOVAL_POLL)
            .without_max_times()
            .build();
        let mut there = vec![true; participants.len()];
        loop {
            if let Ok(roster) = self.in_session(session).await {
                let is_there = |p: &Participant| p.peer_ids.iter().any(|id| roster.knows_peer(id));
                there = participants.iter().map(is_there).collect();
            }
            let mut waited_for = participants.iter().zip(&there);
            let waits_on = waited_for.any(|(p, there)| *there && !refused.contains_key(&p.user_id));
            match waits.next() {
                Some(wait) if waits_on && Instant::now() + wait < deadline => sleep(wait).await,
                _ => return there,
            }
        }
    }
}

/// Whoever is there, as a peer.
fn peer(participant: SessionParticipant) -> Option<Peer> {
    let user_id = participant
        .user_id
        .filter(|_| participant.left_at.is_none())?;
    let peer_id = match participant.id {
        id if id.is_empty() => user_id.clone(),
        id => id,
    };
    Some(Peer {
        peer_id: peer_id.into(),
        user_id: user_id.into(),
        display_name: participant.display_name.unwrap_or_default(),
        custom_participant_id: participant.custom_participant_id,
        preset_name: participant.preset_name,
        stage_status: StageStatus::OffStage,
        kind: PeerKind::Ordinary,
    })
}
