//! A session by the platform's records: whether a meeting has a live one, and its participants.

use crate::error::Error;
use crate::join_error::JoinError;
use crate::platform::Platform;
use model::{MeetingId, Peer, PeerKind, Roster, SessionId, StageEvent, StageStatus};
use protocol::rest::SessionParticipant;

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

    /// The participants of a session. The records have no stage status: all are listed as off the
    /// stage.
    ///
    /// # Errors
    ///
    /// As every call to the platform.
    pub async fn session_roster(&self, session: &SessionId) -> Result<Roster, Error> {
        let participants = self.rest.session_participants(session).await?;
        let peers = participants.into_iter().filter_map(peer);
        let mut roster = Roster::default();
        roster.apply(StageEvent::Snapshot(peers.collect()));
        Ok(roster)
    }
}

/// A participant that has not left, as a peer.
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
