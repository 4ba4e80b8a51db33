//! A session by the platform's own records: whether there is one, who is in it, and removing somebody
//! from it.

use backon::{BackoffBuilder, ExponentialBuilder};
use tokio::time::{Instant, sleep_until, timeout_at};

use super::error::{Error, Refused, Unavailable};
use super::timing::{CONFIRM_TIMEOUT, REMOVAL_POLL, REMOVAL_POLL_LONGEST};
use super::{JoinError, Platform};
use model::{
    MeetingId, Participant, Peer, PeerKind, Roster, SessionId, StageEvent, StageStatus, UserId,
};
use protocol::rest::SessionParticipant;

/// What became of removing somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removed {
    /// They are out of the session.
    Gone,
    /// They were gone before.
    Left,
    /// The platform refused; they are still there.
    Failed(Error),
    /// It was not tried, for the platform could not be asked for somebody else any more.
    NotSent,
    /// The platform was asked, and still lists them.
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
    /// listed as off the stage.
    ///
    /// # Errors
    ///
    /// As every call to the platform.
    pub async fn in_session(&self, session: &SessionId) -> Result<Roster, Error> {
        let participants = self.rest.session_participants(session).await?;
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
        let sent = match self.rest.kick(meeting, &users).await {
            Ok(_) => users.iter().map(|_| Ok(())).collect(),
            // It refuses all of them for one whom it does not know.
            Err(error) if error.is_not_found() => self.remove_each(meeting, &users, error).await,
            Err(error) => return Err(error),
        };
        let was_sent = |at: usize| sent[at].is_ok();
        let there = self.still_there(session, participants, was_sent).await;
        let became = sent.into_iter().zip(there);
        let became = became.map(|(sent, there)| match (sent, there) {
            (Ok(()), false) => Removed::Gone,
            (Ok(()), true) => Removed::Unconfirmed,
            (Err(_), false) => Removed::Left,
            (Err(Unsent::Refused(error)), true) => Removed::Failed(error),
            (Err(Unsent::NotTried), true) => Removed::NotSent,
        });
        Ok(became.collect())
    }

    /// Removes them one by one, after the platform refused them together, until it cannot be asked:
    /// then what was last sent may have been done, and the rest is not tried.
    async fn remove_each(
        &self,
        meeting: &MeetingId,
        users: &[UserId],
        refused: Error,
    ) -> Vec<Result<(), Unsent>> {
        if let [_] = users {
            return vec![Err(Unsent::Refused(refused))];
        }
        let mut sent = Vec::with_capacity(users.len());
        for user in users {
            match self.rest.kick(meeting, std::slice::from_ref(user)).await {
                Ok(_) => sent.push(Ok(())),
                Err(error) if error.is_not_found() => sent.push(Err(Unsent::Refused(error))),
                // A platform that asks to wait has done nothing.
                Err(error @ Error::Unavailable(Unavailable::Status(429, _))) => {
                    sent.push(Err(Unsent::Refused(error)));
                    break;
                }
                Err(Error::Unavailable(_) | Error::Refused(Refused::Answer(_))) => {
                    sent.push(Ok(()));
                    break;
                }
                Err(error) => {
                    sent.push(Err(Unsent::Refused(error)));
                    break;
                }
            }
        }
        sent.resize_with(users.len(), || Err(Unsent::NotTried));
        sent
    }

    /// Whether each of these is still in the session by any of the connections that they had, once
    /// nobody is who should be gone, or in the end. Who cannot be asked about is taken to be there.
    async fn still_there(
        &self,
        session: &SessionId,
        participants: &[Participant],
        should_be_gone: impl Fn(usize) -> bool,
    ) -> Vec<bool> {
        let deadline = Instant::now() + CONFIRM_TIMEOUT;
        let mut waits = ExponentialBuilder::default()
            .with_min_delay(REMOVAL_POLL)
            .with_max_delay(REMOVAL_POLL_LONGEST)
            .without_max_times()
            .build();
        let mut there = vec![true; participants.len()];
        loop {
            let Ok(read) = timeout_at(deadline, self.in_session(session)).await else {
                return there;
            };
            match read {
                Ok(roster) => {
                    let is_there =
                        |p: &Participant| p.peer_ids.iter().any(|id| roster.knows_peer(id));
                    there = participants.iter().map(is_there).collect();
                }
                // With the last one, the session is gone.
                Err(error) if error.is_not_found() => there.fill(false),
                Err(_) => {}
            }
            let waits_on = there.iter().enumerate();
            let waits_on = waits_on
                .filter(|(at, there)| **there && should_be_gone(*at))
                .count();
            match waits.next() {
                Some(wait) if waits_on > 0 => {
                    sleep_until(deadline.min(Instant::now() + wait)).await;
                }
                _ => return there,
            }
        }
    }
}

/// Why nothing was asked for somebody, or was asked in vain.
enum Unsent {
    /// The platform refused.
    Refused(Error),
    /// It was no use to try after another one.
    NotTried,
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
